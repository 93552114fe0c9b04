# machines: container
"""Inactive, the service costs next to nothing: a wake-up a second at most, no processor time worth the name, little memory."""
import json

# V8 tidies up for some twenty seconds after anything has happened, on a busy machine for longer.
SETTLING_SECONDS = 90
# Memory is resident memory, files that are mapped included.
BOUNDS = {"wakeups": 1.0, "cpu_percent": 0.1, "rss_mb": 90.0}

start_all()
machine.wait_for_file("/run/user/1000/bus")
machine.succeed("daemon install", "daemon configure audio.soundfont=/usr/share/sounds/sf2/TimGM6mb.sf2")


def check(when: str, seconds: int) -> None:
    """Prints the figures of the service, once it has settled, and compares them."""
    machine.sleep(15)
    settled = "process-figures $(daemon pid) 5 | grep -E '\"wakeups\": (0|1\\.0)'"
    machine.wait_until_succeeds(settled, timeout=SETTLING_SECONDS)
    figures = json.loads(machine.succeed(f"process-figures $(daemon pid) {seconds}"))
    print(f"METRIC idle {when}: {json.dumps(figures)}")
    for name, most in BOUNDS.items():
        assert figures[name] <= most, (name, figures)


with subtest("started, and never active"):
    machine.succeed("daemon start")
    check("never active", 30)

with subtest("after it was active and played"):
    machine.succeed("daemon call Activate", "daemon wait Active true", "daemon call NoteOn yy 60 100")
    machine.sleep(1)
    machine.succeed("daemon call Deactivate", "daemon wait Active false")
    check("after playing", 15)

with subtest("inactive, it has no connection to the sound server"):
    machine.succeed("in-session pw-cli ls Node > /tmp/nodes", "test -s /tmp/nodes")
    machine.fail("grep -i -E 'fluid|fw16' /tmp/nodes")
    machine.succeed("in-session systemctl --user stop fw16-synth")
