"""Waiting for what a test asks for, as the NixOS test driver does it."""
import time
from typing import Callable


class RequestedAssertionFailed(Exception):
    """What a test asked for is not so."""


class MachineError(Exception):
    """The machine could not do what it was asked for, through no fault of what is tested."""


class Clock:
    """The clock of waiting, which tests of this file replace."""

    def now(self) -> float:
        """Seconds since some time."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Waits."""
        time.sleep(seconds)


def retry(fn: Callable[[bool], bool], timeout_seconds: float = 900, clock: Clock = Clock()) -> None:
    """Calls a function once a second until it returns true.

    :param fn: is told whether this is the last try
    :param timeout_seconds: after which it is tried once more
    :raises RequestedAssertionFailed: when that was in vain too
    """
    start = clock.now()
    while clock.now() - start < timeout_seconds:
        if fn(False):
            return
        clock.sleep(1)
    elapsed = clock.now() - start
    if not fn(True):
        raise RequestedAssertionFailed(
            f"action timed out after {elapsed:.2f} seconds (timeout={timeout_seconds})"
        )
