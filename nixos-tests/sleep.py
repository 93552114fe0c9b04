"""Before the machine sleeps the notes end and the keyboard is given back, and it sleeps; awake again, nothing was killed.

The suspend is logind's and the kernel's own, with the kernel's test mode: it freezes every process for five seconds and goes
on, which needs no hardware that can sleep. Its time counts for the watchdog, as on machines that sleep in s2idle.
"""
import json

# Shorter than the sleep: a watchdog that is not told of it kills.
WATCHDOG_SECONDS = 4
INHIBITORS = "busctl --json=short call org.freedesktop.login1 /org/freedesktop/login1 org.freedesktop.login1.Manager ListInhibitors"

start_all()
machine.wait_for_file("/run/user/1000/bus")
machine.succeed("echo freezer > /sys/power/pm_test", "daemon install", f"daemon drop-in WatchdogSec={WATCHDOG_SECONDS}")
machine.succeed("in-session systemd-run --user --quiet --collect --unit=when-sounding --setenv=PATH --property=Type=notify "
                "when-sounding /run/user/1000/sounding")


def inhibitors() -> list[list[str]]:
    """What, who, why and mode of what holds a sleep up, of alice's processes."""
    found = json.loads(machine.succeed(INHIBITORS))["data"][0]
    return [[what, who, why, mode] for what, who, why, mode, uid, _ in found if uid == 1000]


with subtest("a delay inhibitor is held, and says whose it is and why"):
    machine.succeed("daemon start")
    machine.wait_until_succeeds(f"{INHIBITORS} | grep fw16-synth", timeout=60)
    held = inhibitors()
    log.info(f"{held}")
    assert len(held) == 1 and held[0][0] == "sleep" and held[0][3] == "delay" and held[0][2] != "", held
    log.info(machine.succeed("systemd-inhibit --list --no-pager"))

with subtest("asleep, it is silent and holds nothing"):
    machine.succeed("daemon call Activate", "daemon wait Active true", "daemon call NoteOn yy 60 100")
    machine.wait_until_succeeds("test -s /run/user/1000/sounding", timeout=60)
    pid = machine.succeed("daemon pid").strip()
    machine.succeed("systemctl suspend")
    machine.wait_until_succeeds("journalctl --boot --dmesg --grep 'PM: suspend exit'", timeout=120)
    kernel = [json.loads(line) for line in machine.succeed("journalctl --boot --dmesg --output json").splitlines()]
    times = {
        word: int(entry["_SOURCE_MONOTONIC_TIMESTAMP"]) / 1e6
        for entry in kernel
        for word in ("suspend entry", "suspend exit")
        if f"PM: {word}" in str(entry["MESSAGE"])
    }
    log.info(f"{times}")
    assert times["suspend exit"] - times["suspend entry"] >= 5, times
    last = float(machine.succeed("tail -n 1 /run/user/1000/sounding").split()[0])
    # A period of the recording may have been read when the processes went on again.
    assert last <= times["suspend entry"] + 0.1, (last, times)

with subtest("awake again it is the same process, inactive, and holds a new inhibitor"):
    machine.wait_until_succeeds(f"{INHIBITORS} | grep fw16-synth", timeout=60)
    machine.sleep(2 * WATCHDOG_SECONDS)
    assert machine.succeed("daemon pid").strip() == pid
    assert machine.succeed("daemon get Active").strip() == "false"
    machine.fail("daemon log --output cat | grep 'Watchdog timeout'")
    assert len(inhibitors()) == 1, inhibitors()
    log.info(machine.succeed("daemon log --output short-monotonic"))

with subtest("the keyboard is the console's again, and can be played again"):
    machine.wait_until_tty_matches("1", r"alice")
    machine.send_chars("cat\n")
    machine.wait_until_tty_matches("1", r"cat *\n", timeout=30)
    machine.send_key("w")
    machine.wait_until_tty_matches("1", r"\nw *\n", timeout=30)
    machine.succeed("daemon call Activate", "daemon wait Active true", "in-session systemctl --user stop fw16-synth")
    machine.wait_until_succeeds(f"! {INHIBITORS} | grep fw16-synth", timeout=30)
