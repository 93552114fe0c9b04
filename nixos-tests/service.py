# machines: guest container
"""The units are installed by hand, and the service starts, reloads, stops and fails as systemd and a reader of its status expect."""
import json
import re

SHOW = "in-session systemctl --user show fw16-synth --value --property="
STATUS = "in-session systemctl --user status fw16-synth --no-pager --full"

start_all()
machine.wait_for_file("/run/user/1000/bus")
native = machine.execute("systemd-detect-virt --quiet --container")[0] == 0


def shown(name: str) -> str:
    """A property of the unit."""
    return machine.succeed(f"{SHOW}{name}").strip()


def said_at(words: str) -> float:
    """When systemd last said this of the unit, in seconds since the boot."""
    lines = machine.succeed("daemon log --output json").splitlines()
    entries = [entry for entry in map(json.loads, lines) if str(entry["MESSAGE"]).startswith(words)]
    return int(entries[-1]["__MONOTONIC_TIMESTAMP"]) / 1e6


with subtest("install-units writes the unit and the D-Bus file, and says what to do next"):
    printed = machine.succeed("daemon install")
    log.info(printed)
    assert "systemctl --user daemon-reload" in printed, printed
    assert "systemctl --user enable --now fw16-synth" in printed, printed
    machine.succeed("test -f /home/alice/.config/systemd/user/fw16-synth.service")
    machine.succeed("test -f /home/alice/.local/share/dbus-1/services/org.fw16synth.Synth1.service")

with subtest("systemd finds nothing to complain of in the unit"):
    printed = machine.succeed("in-session systemd-analyze --user verify fw16-synth.service 2>&1")
    assert printed == "", printed
    exposure = machine.succeed("in-session systemd-analyze --user security --no-pager fw16-synth.service")
    log.info(exposure.splitlines()[-1])

with subtest("it starts, is ready, and says how to wake it"):
    machine.succeed("in-session systemctl --user start fw16-synth")
    assert shown("ActiveState") == "active" and shown("SubState") == "running"
    assert re.search(r"^Inactive: .*fw16-synth activate", shown("StatusText")), shown("StatusText")
    log.info(f"started in {said_at('Started ') - said_at('Starting '):.3f} s")
    assert machine.succeed("daemon get Active").strip() == "false"
    first = machine.succeed("daemon pid").strip()

with subtest("it is the one process on the bus, and a second instance says so and goes"):
    status, printed = machine.execute("in-session fw16-synth daemon 2>&1", timeout=120)
    log.info(printed)
    assert status == 1, (status, printed)
    assert "BUS_NAME_TAKEN" in printed and f"process {first}" in printed, printed
    assert "systemctl --user stop fw16-synth" in printed, printed
    assert machine.succeed("daemon pid").strip() == first

with subtest("active, its status says what plays on what"):
    machine.succeed("daemon call Activate", "daemon wait Active true")
    assert re.search(r"^Active: .* on pipewire", shown("StatusText")), shown("StatusText")
    assert "Active:" in machine.succeed(STATUS)

with subtest("its thread that plays has a real-time priority where the user may have one"):
    # A container may not be able to raise the limit.
    if machine.succeed("in-session systemd-run --user --quiet --wait --pipe sh -c 'ulimit -r'").strip() != "0":
        machine.wait_until_succeeds(f"ps -L -o cls= {first} | grep -E 'RR|FF'", timeout=60)
    log.info(machine.succeed(f"ps -L -o tid,cls,rtprio,comm {first}"))

with subtest("a reload changes what can be changed while it plays"):
    machine.succeed("daemon configure audio.gain_db=-12 input.keyboard.base_octave=3")
    machine.succeed("in-session systemctl --user reload fw16-synth")
    machine.succeed("daemon wait Gain -12", "daemon wait Active true")
    assert machine.succeed("daemon pid").strip() == first
    assert shown("ActiveState") == "active"

with subtest("a reload names what needs a restart"):
    machine.succeed("daemon configure audio.gain_db=-12 audio.sample_rate=44100")
    machine.succeed("in-session systemctl --user reload fw16-synth")
    machine.wait_until_succeeds("daemon log | grep 'audio.sample_rate' | grep -i restart", timeout=60)

with subtest("a bad file changes nothing, and is told of"):
    machine.succeed("daemon configure audio.gain_db=loud audio.gian_db=3")
    machine.execute("in-session systemctl --user reload fw16-synth 2>&1")
    machine.wait_until_succeeds("daemon log | grep CONFIG_INVALID", timeout=60)
    assert shown("ActiveState") == "active"
    machine.succeed("daemon wait Gain -12", "daemon wait Active true")
    assert machine.succeed("daemon pid").strip() == first

with subtest("stopped, it ends its notes and is gone"):
    machine.succeed(
        "in-session systemd-run --user --quiet --collect --unit=when-sounding --setenv=PATH --property=Type=notify "
        "when-sounding /run/user/1000/sounding"
    )
    machine.succeed("daemon call NoteOn yy 60 100")
    machine.wait_until_succeeds("test -s /run/user/1000/sounding", timeout=60)
    machine.succeed("in-session systemctl --user stop fw16-synth")
    assert shown("ActiveState") == "inactive" and shown("Result") == "success"
    told = said_at("Stopping ")
    took = said_at("Stopped ") - told
    machine.sleep(2)
    last = float(machine.succeed("tail -n 1 /run/user/1000/sounding").split()[0])
    machine.succeed("in-session systemctl --user stop when-sounding")
    log.info(f"stopped in {took:.3f} s, silent {last - told:.3f} s after it was told to stop")
    assert not native or took <= 0.5, took
    assert last - told <= (0.5 if native else 5), (last, told)
    machine.fail(f"test -e /proc/{first}")

with subtest("a bad configuration ends the start with 78, and systemd does not try again"):
    machine.fail("in-session systemctl --user start fw16-synth 2>/dev/null", timeout=120)
    assert shown("ExecMainStatus") == "78", shown("ExecMainStatus")
    machine.sleep(3)
    assert (shown("ActiveState"), shown("NRestarts")) == ("failed", "0"), shown("NRestarts")

with subtest("its status shows the cause, and a command that mends it"):
    printed = machine.execute(STATUS)[1]
    log.info(printed)
    assert "audio.gain_db" in printed and "loud" in printed, printed
    assert re.search(r"audio\.gian_db.*audio\.gain_db", printed), printed
    assert "fw16-synth check-config" in printed, printed

# It is the same there, and an emulated machine takes ten seconds and more for each start, and half a minute for a boot.
if native:
    with subtest("a sound font that is not there: the status says which, and what to do, and systemd gives up"):
        machine.succeed("daemon configure audio.soundfont=/nowhere/piano.sf2", "daemon drop-in '[Unit]' StartLimitBurst=2")
        machine.fail("in-session systemctl --user start fw16-synth 2>/dev/null", timeout=120)
        machine.wait_until_succeeds(f"test $({SHOW}ActiveState) = failed", timeout=180)
        assert int(shown("NRestarts")) <= 2, shown("NRestarts")
        assert "/nowhere/piano.sf2 does not exist" in shown("StatusText"), shown("StatusText")
        assert "Check the path" in shown("StatusText"), shown("StatusText")
        machine.succeed("daemon drop-in")

    with subtest("mended, it starts again, and what it logs has priorities"):
        machine.succeed("daemon configure", "in-session systemctl --user reset-failed fw16-synth", "daemon start")
        assert machine.succeed("daemon get SoundFont").strip() == ""
        machine.succeed("daemon log --priority err --output cat | grep CONFIG_INVALID")
        machine.fail("daemon log --output cat | grep -E '^<[0-7]>'")

    with subtest("enabled, it comes with the session after a boot"):
        machine.succeed("in-session systemctl --user enable fw16-synth 2>/dev/null")
        machine.reboot()
        machine.wait_for_unit("fw16-synth.service", "alice", timeout=60)
        assert machine.succeed("daemon get Active").strip() == "false"

with subtest("what was installed is taken away again"):
    machine.execute("in-session systemctl --user stop fw16-synth")
    machine.succeed("in-session fw16-synth install-units --remove")
    machine.fail("test -e /home/alice/.config/systemd/user/fw16-synth.service")
    machine.fail("test -e /home/alice/.local/share/dbus-1/services/org.fw16synth.Synth1.service")
