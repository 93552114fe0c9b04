#!/usr/bin/env python3
"""A keyboard for a machine that has none: a FIFO of the kernel's input events, which a configuration can name.

fifo-keyboard PATH KEY [MS]    makes the FIFO, and taps a key again and again, every 200 ms or so many

KEY is a number of <linux/input-event-codes.h>: 16 is Q. While nobody reads it waits for a reader; when one goes it waits
for the next.
"""
import os
import select
import struct
import sys
import time

EVENT = struct.Struct("qqHHi")
EV_SYN, EV_KEY = 0, 1


def tap(path: str, code: int, ms: float) -> None:
    """Plays for ever."""
    if not os.path.exists(path):
        os.mkfifo(path, 0o600)
    while True:
        # Blocks until there is a reader.
        descriptor = os.open(path, os.O_WRONLY)
        try:
            while True:
                for value in (1, 0):
                    change(descriptor, code, value)
                    time.sleep(ms / 2000)
        except BrokenPipeError:
            os.close(descriptor)


def change(descriptor: int, code: int, value: int) -> None:
    """One press or release, and its report."""
    if any(event & select.POLLERR for _, event in poll_once(descriptor)):
        raise BrokenPipeError
    seconds, nanoseconds = divmod(time.monotonic_ns(), 1_000_000_000)
    stamp = (seconds, nanoseconds // 1000)
    os.write(descriptor, EVENT.pack(*stamp, EV_KEY, code, value) + EVENT.pack(*stamp, EV_SYN, 0, 0))


def poll_once(descriptor: int) -> list[tuple[int, int]]:
    """What can be said of a descriptor now."""
    poll = select.poll()
    poll.register(descriptor, select.POLLOUT)
    return poll.poll(0)


if __name__ == "__main__":
    if sys.argv[1:] in ([], ["--help"]):
        print(__doc__)
    else:
        tap(sys.argv[1], int(sys.argv[2]), float([*sys.argv, "200"][3]))
