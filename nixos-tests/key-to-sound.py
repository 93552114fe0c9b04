"""A key that is pressed on the machine's keyboard sounds at the sound server's sink, at its pitch."""
import json

HEARD = "/run/user/1000/heard.json"
LISTEN = (
    "su -l alice -c 'export XDG_RUNTIME_DIR=/run/user/1000; systemd-run --user --quiet --collect --unit=heard-pitch "
    f"--setenv=PATH --property=Type=notify --property=StandardOutput=truncate:{HEARD} heard-pitch'"
)
# The fundamentals of MIDI notes 48 and 57 in hertz; a semitone is 6 %.
NOTES = {"q": 130.81, "y": 220.0}

start_all()
machine.wait_for_file("/run/user/1000/pipewire-0")

with subtest("it plays through the sound server of the session"):
    ready = machine.succeed("instrument start --velocity 100")
    assert ", pipewire at 48000 Hz" in ready, ready

for key, hertz in NOTES.items():
    with subtest(f"the key {key} sounds at {hertz} Hz"):
        machine.succeed(LISTEN)
        machine.send_key(f"{key} 4000")
        machine.wait_until_succeeds(f"test -s {HEARD}", timeout=90)
        heard = json.loads(machine.succeed(f"cat {HEARD}"))
        log.info(f"heard {heard}")
        assert heard["pitch"] is not None, "silence"
        assert abs(heard["pitch"] / hertz - 1) < 0.01, heard
        assert heard["level"] > 0.01, heard
        # An emulated machine drops periods when it is short of time; a driver at odds with its server, half of them.
        assert heard["gap_ms"] < 1000 * heard["seconds"] / 3, heard
        # The key is up again before the next one.
        machine.sleep(3)

with subtest("every note has been played and has ended"):
    log.info(machine.succeed("instrument errors"))
    statistics = json.loads(machine.succeed("instrument stop"))
    log.info(f"{statistics}")
    counters = statistics["counters"]
    assert (counters["notesOn"], counters["notesOff"], counters["notesHeld"]) == (2, 2, 0), counters
    assert counters["notesMuted"] == 0, counters
    assert statistics["audio"]["driver"] == "pipewire", statistics
