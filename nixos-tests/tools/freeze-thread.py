#!/usr/bin/env python3
"""Freezes one thread of a process, as a thread looks that hangs in the kernel: everything else of it goes on.

freeze-thread PID NAME    stops the threads whose names match a regular expression, until the process has ended
freeze-thread PID         prints the threads' names

Needs root. The thread is stopped by ptrace(2), so that no signal and no other thread notices; as a service of Type=notify
it is ready when the threads stand still.
"""
import ctypes
import os
import re
import socket
import sys
import time

PTRACE_SEIZE, PTRACE_INTERRUPT = 0x4206, 0x4207
WALL = 0x40000000

libc = ctypes.CDLL(None, use_errno=True)
libc.ptrace.restype = ctypes.c_long
libc.ptrace.argtypes = [ctypes.c_long] * 4


def ptrace(request: int, thread: int) -> None:
    """A request without data."""
    if libc.ptrace(request, thread, 0, 0) != 0:
        code = ctypes.get_errno()
        raise OSError(code, f"ptrace {request:#x} of {thread}: {os.strerror(code)}")


def threads(pid: int) -> dict[int, str]:
    """The names of the threads of a process."""
    names = {}
    for thread in sorted(int(entry) for entry in os.listdir(f"/proc/{pid}/task")):
        with open(f"/proc/{pid}/task/{thread}/comm", encoding="utf8", errors="replace") as file:
            names[thread] = file.read().strip()
    return names


def freeze(pid: int, pattern: str) -> None:
    """Stops them, and returns when the process is gone."""
    chosen = [thread for thread, name in threads(pid).items() if re.search(pattern, name)]
    if not chosen:
        sys.exit(f"no thread of {pid} is called {pattern}; there are {', '.join(threads(pid).values())}")
    for thread in chosen:
        ptrace(PTRACE_SEIZE, thread)
        ptrace(PTRACE_INTERRUPT, thread)
    for thread in chosen:
        os.waitpid(thread, WALL)
    notify_ready()
    while os.path.exists(f"/proc/{pid}/task/{chosen[0]}"):
        # A thread that is killed is a zombie until its tracer has looked.
        try:
            os.waitpid(-1, WALL | os.WNOHANG)
        except ChildProcessError:
            return
        time.sleep(0.05)


def notify_ready() -> None:
    """Tells systemd that the service is up."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if address:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notification:
            notification.sendto(b"READY=1", address.replace("@", "\0", 1) if address[0] == "@" else address)


if __name__ == "__main__":
    if sys.argv[1:] in ([], ["--help"]):
        print(__doc__)
    elif len(sys.argv) == 2:
        print("\n".join(f"{thread} {name}" for thread, name in threads(int(sys.argv[1])).items()))
    else:
        freeze(int(sys.argv[1]), sys.argv[2])
