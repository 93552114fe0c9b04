"""The instrument has the keyboard only while it is active, and turns off wherever it is wanted elsewhere."""
import json
import re

TRACE = "/run/user/1000/trace"
SESSION = "$(loginctl show-seat seat0 --property=ActiveSession --value)"

start_all()
machine.wait_for_file("/run/user/1000/bus")
machine.succeed("daemon install", "virtual-keyboard start")
main = machine.succeed("virtual-keyboard 'plug main'").strip()
consumer = machine.succeed("virtual-keyboard 'plug consumer'").strip()
# All that have the key Q: the two, and what else a machine comes with.
bitmaps = machine.succeed("grep '' /sys/class/input/event*/device/capabilities/key")
typing = {
    f"/dev/input/{name}"
    for name, words in re.findall(r"/(event\d+)/device/capabilities/key:(.*)", bitmaps)
    if int(words.split()[-1], 16) >> 16 & 1
}
log.info(f"typing keyboards: {typing}, toggle key: {consumer}")
assert main in typing and len(typing) > 1 and consumer not in typing, typing


def opened() -> set[str]:
    """Every event node that the process has open."""
    listed = machine.succeed("ls -l /proc/$(daemon pid)/fd")
    return set(re.findall(r"/dev/input/event\d+", listed))


def console() -> str:
    """What was typed to cat on the console since it was started, without a key that repeats."""
    return re.sub(r"\^\[", "", machine.get_tty_text("1").rstrip().splitlines()[-1])


def type_on_both(system_key: str, main_key: str) -> None:
    """Types a key on the keyboard of the emulator, and one on the other."""
    machine.send_key(system_key)
    machine.succeed(f"virtual-keyboard 'tap main {main_key}'")


def switch_to(terminal: int) -> None:
    """Has seat0 show another virtual terminal."""
    seat = "org.freedesktop.login1 /org/freedesktop/login1/seat/seat0 org.freedesktop.login1.Seat"
    machine.succeed(f"busctl call {seat} SwitchTo u {terminal}")


LOGIND = "org.freedesktop.login1"


def locked_hint(value: str) -> str:
    """What a screen locker tells logind of the session."""
    manager = f"busctl call {LOGIND} /org/freedesktop/login1 {LOGIND}.Manager GetSession s {SESSION}"
    return f"busctl call {LOGIND} $({manager} | cut -d '\"' -f 2) {LOGIND}.Session SetLockedHint b {value}"


with subtest("the start opens no typing keyboard, not even to see what it is"):
    strace = machine.succeed("command -v strace").strip()
    program = machine.succeed("command -v fw16-synth").strip()
    traced = f"{strace} --seccomp-bpf -D -f -e trace=open,openat,openat2 -o {TRACE} {program} daemon"
    machine.succeed(
        "daemon drop-in NoNewPrivileges=no SystemCallFilter= RestrictSUIDSGID=no RestrictNamespaces=no LockPersonality=no "
        f"TimeoutStartSec=300 WatchdogSec=0 ExecStart= 'ExecStart={traced}'"
    )
    machine.succeed("in-session systemctl --user start fw16-synth", timeout=300)
    nodes = set(re.findall(r"/dev/input/event\d+", machine.succeed(f"cat {TRACE}")))
    log.info(f"opened at the start: {nodes}")
    assert consumer in nodes and not typing & nodes, nodes
    machine.succeed("in-session systemctl --user stop fw16-synth", "daemon drop-in")

with subtest("inactive, only the node with the toggle key is open"):
    machine.succeed("daemon start")
    assert opened() == {consumer}, opened()
    status = machine.succeed("in-session systemctl --user show fw16-synth --value --property=StatusText")
    assert "Framework key" in status, status

with subtest("inactive, the console has every key"):
    machine.wait_until_tty_matches("1", r"alice")
    machine.send_chars("cat\n")
    machine.wait_until_tty_matches("1", r"cat *\n")
    type_on_both("1", "2")
    machine.wait_until_tty_matches("1", r"12 *\n", timeout=30)

with subtest("the toggle key turns it on, and the keys stay away from the console"):
    machine.succeed("virtual-keyboard 'tap consumer config'", "daemon wait Active true")
    assert opened() == typing | {consumer}, opened()
    type_on_both("q", "w")
    machine.sleep(1)
    assert console() == "12", console()

with subtest("the toggle key turns it off, and the console has them again"):
    machine.succeed("virtual-keyboard 'tap consumer config'", "daemon wait Active false")
    assert opened() == {consumer}, opened()
    type_on_both("3", "4")
    machine.wait_until_tty_matches("1", r"1234 *\n", timeout=30)

with subtest("Esc held for a second turns it off"):
    machine.succeed("daemon call Activate", "daemon wait Active true")
    machine.succeed("virtual-keyboard 'press main esc' 'wait 1500' 'release main esc'", "daemon wait Active false")
    assert opened() == {consumer}, opened()
    type_on_both("5", "6")
    machine.wait_until_tty_matches("1", r"123456 *\n", timeout=30)

with subtest("a session that is locked has its keyboard, and nothing turns the instrument on"):
    machine.succeed("daemon call Activate", "daemon wait Active true")
    # As a screen locker does: a request alone is believed for ten seconds, which a slow machine may need.
    machine.succeed(locked_hint("true"), f"loginctl lock-session {SESSION}", "daemon wait Active false")
    assert opened() == {consumer}, opened()
    refused = machine.fail("daemon call Activate 2>&1")
    assert "[SESSION_LOCKED]" in refused, refused
    machine.succeed("virtual-keyboard 'tap consumer config'")
    machine.sleep(2)
    assert machine.succeed("daemon get Active").strip() == "false"

with subtest("unlocked, it stays off until it is asked for"):
    machine.succeed(locked_hint("false"), f"loginctl unlock-session {SESSION}")
    machine.sleep(1)
    assert machine.succeed("daemon get Active").strip() == "false"
    machine.wait_until_succeeds("daemon call Activate", timeout=60)
    machine.succeed("daemon wait Active true")

with subtest("another session in the foreground has the keyboard"):
    switch_to(2)
    machine.succeed("daemon wait Active false")
    assert opened() == {consumer}, opened()
    machine.fail("daemon call Activate 2>&1")
    switch_to(1)
    machine.wait_until_succeeds("daemon call Activate", timeout=60)
    machine.succeed("daemon wait Active true")

with subtest("killed, it gives the keyboards back"):
    pid = machine.succeed("daemon pid").strip()
    type_on_both("q", "w")
    machine.sleep(1)
    assert console() == "123456", console()
    # Or systemd would start it again, active as before.
    machine.succeed("daemon drop-in Restart=no")
    machine.succeed("in-session systemctl --user kill --kill-whom=main --signal=KILL fw16-synth")
    machine.wait_until_fails(f"test -e /proc/{pid}", timeout=30)
    type_on_both("7", "8")
    machine.wait_until_tty_matches("1", r"12345678 *\n", timeout=30)

with subtest("started again by systemd it is active again, and stopped it gives them back, too"):
    machine.succeed("daemon drop-in", "in-session systemctl --user reset-failed fw16-synth", "daemon start")
    machine.succeed("daemon wait Active true")
    assert opened() == typing | {consumer}, opened()
    machine.succeed("in-session systemctl --user stop fw16-synth")
    type_on_both("9", "0")
    machine.wait_until_tty_matches("1", r"1234567890 *\n", timeout=30)

with subtest("after a stop it is inactive when it is started"):
    machine.succeed("daemon start")
    assert machine.succeed("daemon get Active").strip() == "false"
    objects = json.loads(
        machine.succeed(
            "in-session busctl --user --json=short call org.fw16synth.Synth1 /org/fw16synth/Synth1 "
            "org.freedesktop.DBus.ObjectManager GetManagedObjects"
        )
    )["data"][0]
    states = {
        found["org.fw16synth.Synth1.Device"]["Node"]["data"]: found["org.fw16synth.Synth1.Device"]["State"]["data"]
        for found in objects.values()
        if "org.fw16synth.Synth1.Device" in found
    }
    log.info(f"{states}")
    assert {states[node] for node in typing} == {"available"} and states[consumer] == "watched", states
    machine.succeed("in-session systemctl --user stop fw16-synth")
