#!/usr/bin/env python3
"""The instrument as a service of alice's: what tests do with it again and again.

daemon install                writes its units as a player without a package does, and has systemd read them
daemon configure [SETTING...] writes her configuration: `audio.gain_db=-6`, where a value is as in JSON, or else a text
daemon drop-in [LINE...]      writes a drop-in for the unit and has systemd read it; without lines, takes it away
daemon start                  starts it and waits until it is ready
daemon get PROPERTY           prints a property of org.fw16synth.Synth1.Synthesizer; starts nothing
daemon wait PROPERTY VALUE    waits until a property has a value
daemon call METHOD [ARG...]   calls a method of that interface, with arguments as busctl has them; starts nothing
daemon pid                    prints the process
daemon wait-restart PID       waits until another process is the service, and prints it
daemon log [JOURNALCTL ARG...] prints what it and systemd wrote about it since this boot

Every wait is bounded: after 90 seconds it fails, and so does everything that goes wrong.
"""
import json
import os
import pwd
import subprocess
import sys
import time
from typing import Callable, Optional

USER = "alice"
UNIT = "fw16-synth.service"
NAME, OBJECT = "org.fw16synth.Synth1", "/org/fw16synth/Synth1"
INTERFACE = f"{NAME}.Synthesizer"
PATIENCE_SECONDS = 90


def in_session(*words: str, checked: bool = True) -> str:
    """Runs a command in alice's session and returns what it writes."""
    done = subprocess.run(["in-session", *words], stdout=subprocess.PIPE, text=True, stdin=subprocess.DEVNULL)
    if checked and done.returncode != 0:
        sys.exit(f"{' '.join(words)}: status {done.returncode}")
    return done.stdout if done.returncode == 0 else ""


def wait_for(what: str, look: Callable[[], Optional[str]]) -> str:
    """Looks until there is something to see."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (seen := look()) is None:
        if time.monotonic() > deadline:
            sys.exit(f"{what} did not come within {PATIENCE_SECONDS} seconds")
        time.sleep(0.05)
    return seen


def write(path: str, text: Optional[str]) -> None:
    """Writes a file of alice's below her home, with the folders that it needs; None removes it."""
    user = pwd.getpwnam(USER)
    target = os.path.join(user.pw_dir, path)
    if text is None:
        if os.path.exists(target):
            os.unlink(target)
        return
    made = []
    folder = os.path.dirname(target)
    while not os.path.isdir(folder):
        made.append(folder)
        folder = os.path.dirname(folder)
    for folder in reversed(made):
        os.mkdir(folder, 0o755)
        os.chown(folder, user.pw_uid, user.pw_gid)
    with open(target, "w", encoding="utf8") as file:
        file.write(text)
    os.chown(target, user.pw_uid, user.pw_gid)


def install() -> None:
    print(in_session("fw16-synth", "install-units"), end="")
    in_session("systemctl", "--user", "daemon-reload")


def configure(*settings: str) -> None:
    tree: dict[str, object] = {}
    for setting in settings:
        key, _, text = setting.partition("=")
        *groups, last = key.split(".")
        place = tree
        for group in groups:
            below = place.setdefault(group, {})
            assert isinstance(below, dict)
            place = below
        try:
            place[last] = json.loads(text)
        except ValueError:
            place[last] = text
    # JSON is YAML.
    write(".config/fw16-synth/config.yaml", json.dumps(tree, indent=2) + "\n" if settings else None)


def drop_in(*lines: str) -> None:
    path = f".config/systemd/user/{UNIT}.d/test.conf"
    write(path, "\n".join(["[Service]", *lines, ""]) if lines else None)
    in_session("systemctl", "--user", "daemon-reload")


def start() -> None:
    in_session("systemctl", "--user", "start", UNIT)


def get(name: str) -> None:
    value = look_up(name)
    if value is None:
        sys.exit(f"{name} cannot be read")
    print(value)


def look_up(name: str) -> Optional[str]:
    """A property, a text without its quotes; None while there is none to be had."""
    answer = in_session(
        "busctl", "--user", "--auto-start=no", "--json=short", "get-property", NAME, OBJECT, INTERFACE, name, checked=False
    )
    if not answer:
        return None
    value = json.loads(answer)["data"]
    # 12 and not 12.0, whether a property is whole or not.
    return value if isinstance(value, str) else f"{value:g}" if isinstance(value, float) else json.dumps(value)


def wait(name: str, value: str) -> None:
    last: Optional[str] = None

    def same() -> Optional[str]:
        nonlocal last
        last = look_up(name)
        return value if last == value else None

    try:
        wait_for(f"{name} {value}", same)
    except SystemExit as error:
        sys.exit(f"{error.code}; it is {last}")


def call(method: str, *arguments: str) -> None:
    print(in_session("busctl", "--user", "--auto-start=no", "call", NAME, OBJECT, INTERFACE, method, *arguments), end="")


def pid() -> None:
    found = main_pid()
    if found is None:
        sys.exit("there is no process")
    print(found)


def main_pid() -> Optional[str]:
    """The main process of the unit, if it has one."""
    found = in_session("systemctl", "--user", "show", "--value", "--property=MainPID", UNIT).strip()
    return None if found == "0" else found


def wait_restart(old: str) -> None:
    def another() -> Optional[str]:
        now = main_pid()
        return None if now in (None, old) else now

    print(wait_for("another process", another))


def log(*arguments: str) -> None:
    # What it wrote itself, and what the manager of the user wrote about it.
    words = ["journalctl", "--boot", "--no-pager", *arguments, f"USER_UNIT={UNIT}", "+", f"_SYSTEMD_USER_UNIT={UNIT}"]
    subprocess.run(words, check=True)


COMMANDS: dict[str, Callable[..., None]] = {
    "install": install,
    "configure": configure,
    "drop-in": drop_in,
    "start": start,
    "get": get,
    "wait": wait,
    "call": call,
    "pid": pid,
    "wait-restart": wait_restart,
    "log": log,
}

if __name__ == "__main__":
    if "--help" in sys.argv[1:2]:
        print(__doc__)
    elif len(sys.argv) < 2 or sys.argv[1] not in COMMANDS:
        sys.exit(__doc__)
    else:
        COMMANDS[sys.argv[1]](*sys.argv[2:])
