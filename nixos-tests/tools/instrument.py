#!/usr/bin/env python3
"""Runs fw16-synth as a player would: in the session of alice, in the foreground of a unit of her own.

instrument start [FLAG...]      starts it with these flags, and prints the line that says it is ready
instrument stop                 ends it as Ctrl+C does, and prints its statistics (--stats)
instrument wait                 waits until it has ended by itself, and prints its statistics
instrument signal NAME          sends it a signal: KILL, STOP, CONT
instrument ended                waits until it has ended in any way
instrument opened PATH          waits until it has opened a device
instrument errors               prints what it wrote to standard error

Every wait is bounded: after 90 seconds it fails, and so does everything that goes wrong.
"""
import os
import shlex
import subprocess
import sys
import time
from typing import Callable, Optional

USER = "alice"
UNIT = "instrument.service"
PATIENCE_SECONDS = 90


def in_session(*words: str) -> str:
    """Runs a command in alice's session and returns what it writes."""
    command = f"XDG_RUNTIME_DIR=/run/user/$(id -u) exec {shlex.join(words)}"
    done = subprocess.run(["su", "-l", USER, "-c", command], stdout=subprocess.PIPE, text=True)
    if done.returncode != 0:
        sys.exit(f"{shlex.join(words)}: status {done.returncode}")
    return done.stdout


def folder() -> str:
    """Where its output goes."""
    uid = subprocess.run(["id", "-u", USER], stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
    return f"/run/user/{uid}/instrument"


def contents(name: str) -> str:
    """A file of its output, or nothing where it has not been written."""
    try:
        with open(f"{folder()}/{name}", encoding="utf8") as file:
            return file.read()
    except FileNotFoundError:
        return ""


def wait_for(what: str, look: Callable[[], Optional[str]]) -> str:
    """Looks until there is something to see."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (seen := look()) is None:
        if time.monotonic() > deadline:
            sys.exit(f"{what} did not come within {PATIENCE_SECONDS} seconds\n{contents('errors')}")
        time.sleep(0.1)
    return seen


def start(*flags: str) -> None:
    place = folder()
    in_session("sh", "-c", f"rm -rf {place} && mkdir {place}")
    in_session(
        *("systemd-run", "--user", "--quiet", "--collect", f"--unit={UNIT}", "--setenv=PATH"),
        f"--property=StandardOutput=file:{place}/output",
        f"--property=StandardError=file:{place}/errors",
        f"--property=ExecStopPost=/bin/sh -c 'echo $EXIT_STATUS > {place}/status.part; "
        f"mv {place}/status.part {place}/status'",
        *("fw16-synth", "--stats", f"{place}/statistics", *flags),
    )

    def ready() -> Optional[str]:
        if contents("status"):
            sys.exit(f"fw16-synth ended with status {contents('status')}{contents('errors')}")
        lines = contents("output").splitlines(keepends=True)
        return next((line for line in lines if line.startswith("Ready") and line.endswith("\n")), None)

    print(wait_for("the line that says it is ready", ready), end="")


def stop() -> None:
    signal("INT")
    wait()


def wait() -> None:
    status = end_status()
    if status != "0":
        sys.exit(f"fw16-synth ended with status {status}\n{contents('errors')}")
    print(contents("statistics"), end="")


def ended() -> None:
    end_status()


def signal(name: str) -> None:
    # The main process: systemd's own that reports the end is in the unit, too.
    in_session("systemctl", "--user", "kill", "--kill-whom=main", f"--signal={name}", UNIT)


def opened(path: str) -> None:
    pid = in_session("systemctl", "--user", "show", "--value", "--property=MainPID", UNIT).strip()
    descriptors = f"/proc/{pid}/fd"

    def is_open() -> Optional[str]:
        for descriptor in os.listdir(descriptors):
            try:
                if os.readlink(f"{descriptors}/{descriptor}") == path:
                    return descriptor
            except FileNotFoundError:
                continue
        return None

    wait_for(f"the opening of {path}", is_open)


def errors() -> None:
    print(contents("errors"), end="")


def end_status() -> str:
    """Its exit status or the name of the signal that ended it, once it has ended."""
    return wait_for("its end", lambda: contents("status").strip() or None)


COMMANDS: dict[str, Callable[..., None]] = {
    "start": start,
    "stop": stop,
    "wait": wait,
    "ended": ended,
    "signal": signal,
    "opened": opened,
    "errors": errors,
}

if __name__ == "__main__":
    if "--help" in sys.argv[1:2]:
        print(__doc__)
    elif len(sys.argv) < 2 or sys.argv[1] not in COMMANDS:
        sys.exit(__doc__)
    else:
        COMMANDS[sys.argv[1]](*sys.argv[2:])
