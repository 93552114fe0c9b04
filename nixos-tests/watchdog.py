# machines: guest container
"""systemd ends an instrument that hangs, however it hangs; it is active again as it was, but not for ever."""
import json

# WatchdogSec of the unit.
WATCHDOG_SECONDS = 10
SOUNDING = "/run/user/1000/sounding"
KEYBOARD = "/run/user/1000/keyboard"
# The thread of FluidSynth's driver that renders is one of libpipewire's.
AUDIO_THREAD = "data-loop"
KEY_Q = 16

start_all()
machine.wait_for_file("/run/user/1000/bus")
native = machine.execute("systemd-detect-virt --quiet --container")[0] == 0


def background(unit: str, command: str) -> None:
    """Starts a service of alice's."""
    machine.succeed(
        f"in-session systemd-run --user --quiet --collect --unit={unit} --setenv=PATH --property=Type=exec {command}"
    )


def uptime() -> float:
    """The time now, on the clock of the journal and of when-sounding."""
    return float(machine.succeed("cut -d ' ' -f 1 /proc/uptime"))


def watchdog_times() -> list[float]:
    """When systemd found that the watchdog had not been fed."""
    lines = machine.succeed("daemon log --output json").splitlines()
    entries = [json.loads(line) for line in lines]
    found = [entry for entry in entries if str(entry["MESSAGE"]).find("Watchdog timeout") >= 0]
    return [int(entry["__MONOTONIC_TIMESTAMP"]) / 1e6 for entry in found]


def first_sound_after(time: float) -> float:
    """When it first sounded after a time."""
    command = f"awk '$1 > {time} {{ print $1; exit }}' {SOUNDING}"
    machine.wait_until_succeeds(f"test -n \"$({command})\"", timeout=90)
    return float(machine.succeed(command))


machine.succeed(
    "daemon install",
    "daemon drop-in Environment=FW16_SYNTH_TEST_COMMANDS=1",
    f"""daemon configure 'input.devices=[{{"path":"{KEYBOARD}","kind":"keyboard"}}]' audio.driver=pipewire""",
)
background("fifo-keyboard", f"fifo-keyboard {KEYBOARD} {KEY_Q}")
machine.wait_for_file(KEYBOARD)
background("when-sounding", f"when-sounding {SOUNDING}")
machine.succeed("daemon start", "daemon call Activate", "daemon wait Active true")
machine.succeed("in-session busctl --user set-property org.fw16synth.Synth1 /org/fw16synth/Synth1 "
                "org.fw16synth.Synth1.Synthesizer Octave i 5")
machine.succeed("daemon wait Octave 5")

with subtest("it plays"):
    first_sound_after(uptime())
    log.info(machine.succeed("freeze-thread $(daemon pid)"))

FREEZE = "systemd-run --quiet --collect --unit=freeze-thread --property=Type=notify --setenv=PATH freeze-thread"


def signal(name: str, pid: str) -> float:
    """Sends a signal, at once, and returns when that was."""
    return float(machine.succeed(f"kill -{name} {pid}; cut -d ' ' -f 1 /proc/uptime"))


def freeze_audio(pid: str) -> float:
    """Freezes the audio thread, and returns when it stood still."""
    machine.succeed(f"{FREEZE} {pid} {AUDIO_THREAD}")
    return int(machine.get_unit_property("freeze-thread.service", "ActiveEnterTimestampMonotonic")) / 1e6


HANGS = {
    "a process that is stopped": lambda pid: signal("STOP", pid),
    # What the signal means with the variable of the drop-in.
    "a play thread in a loop without end": lambda pid: signal("USR2", pid),
    "an audio thread that stands still": freeze_audio,
}
for hang, begin_hang in HANGS.items():
    with subtest(f"{hang}: ended in time, and playing again as before"):
        machine.succeed("daemon wait Active true")
        pid = machine.succeed("daemon pid").strip()
        # It has been playing for long enough that it counts as alive.
        first_sound_after(uptime())
        known = len(watchdog_times())
        begin = begin_hang(pid)
        machine.succeed(f"daemon wait-restart {pid}")
        killed = watchdog_times()[known]
        sounds = first_sound_after(killed + 0.25)
        machine.succeed("daemon wait Active true", "daemon wait Octave 5")
        log.info(f"{hang}: ended after {killed - begin:.2f} s, sounding {sounds - killed:.2f} s later")
        assert killed - begin <= WATCHDOG_SECONDS + 2, killed - begin
        assert not native or sounds - killed <= 3, sounds - killed

# It is the same there, and each start of an emulated machine takes ten seconds and more.
if native:
    with subtest("what dies a fourth time within five minutes stays inactive, and says why"):
        pid = machine.succeed("daemon pid").strip()
        machine.succeed("in-session systemctl --user kill --kill-whom=main --signal=KILL fw16-synth")
        machine.succeed(f"daemon wait-restart {pid}", "in-session systemctl --user start fw16-synth")
        assert machine.succeed("daemon get Active").strip() == "false"
        machine.sleep(3)
        assert machine.succeed("daemon get Active").strip() == "false"
        assert machine.succeed("in-session systemctl --user show fw16-synth --value --property=NRestarts").strip() == "4"
        status = machine.succeed("in-session systemctl --user status fw16-synth --no-pager --full")
        log.info(status)
        machine.succeed("daemon log --output cat | grep 'died too often'")

    with subtest("who wants it anyway can have it"):
        machine.succeed("daemon call Activate", "daemon wait Active true")
        first_sound_after(uptime())
        machine.succeed("in-session systemctl --user stop fw16-synth")
