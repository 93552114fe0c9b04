"""Waiting for what a test asks for, as the NixOS test driver does it."""
import time
from typing import Callable


class RequestedAssertionFailed(Exception):
    """What a test asked for is not so."""


class MachineError(Exception):
    """The machine could not do what it was asked for, through no fault of what is tested."""


def retry(fn: Callable[[bool], bool], timeout_seconds: float = 900) -> None:
    """Calls a function once a second until it returns true.

    :param fn: is told whether this is the last try
    :param timeout_seconds: after which it is tried once more
    :raises RequestedAssertionFailed: when that was in vain too
    """
    start = time.monotonic()
    while time.monotonic() - start < timeout_seconds:
        if fn(False):
            return
        time.sleep(1)
    elapsed = time.monotonic() - start
    if not fn(True):
        raise RequestedAssertionFailed(
            f"action timed out after {elapsed:.2f} seconds (timeout={timeout_seconds})"
        )
