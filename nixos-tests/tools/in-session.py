#!/usr/bin/env python3
"""Runs a command in the session of alice, with its bus and its sound server, and ends with its status.

in-session COMMAND [ARGUMENT...]
"""
import os
import shlex
import sys

USER = "alice"
SESSION = "export XDG_RUNTIME_DIR=/run/user/$(id -u); export DBUS_SESSION_BUS_ADDRESS=unix:path=$XDG_RUNTIME_DIR/bus"

if __name__ == "__main__":
    if sys.argv[1:] in ([], ["--help"]):
        print(__doc__)
    else:
        sys.stdout.flush()
        os.execvp("su", ["su", "-l", USER, "-c", f"{SESSION}; exec {shlex.join(sys.argv[1:])}"])
