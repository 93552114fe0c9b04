"""Runs one test script: gives it the names that the NixOS test driver gives, and counts its subtests."""
import os
import re
import time
import traceback
import unittest
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable, Iterator, Optional

from log import Log
from machine import Machine
from retrying import RequestedAssertionFailed, retry


KINDS = ("guest", "container")


def machines_of(text: str) -> list[str]:
    """The kinds of machine that a script runs on: what its first line says (`# machines: guest container`), or a guest.

    :raises ValueError: for a kind that there is not
    """
    named = re.match(r"# machines:(.*)\n", text)
    kinds = named[1].split() if named else ["guest"]
    if not kinds or not set(kinds) <= set(KINDS):
        raise ValueError(f"the machines of a script are some of {', '.join(KINDS)}, and not: {' '.join(kinds)}")
    return kinds


@dataclass(frozen=True)
class Check:
    """A subtest, or a script that has none, as it ended."""

    name: str
    seconds: float
    fault: Optional[str]


class Assertions(unittest.TestCase):
    """The `t` of a script, whose failures are those of a test."""

    failureException = RequestedAssertionFailed


class Script:
    """A script with its machine."""

    def __init__(self, path: Path, machine: Machine, log: Log) -> None:
        self._path = path
        self._machine = machine
        self._log = log
        self.checks: list[Check] = []

    def run(self) -> bool:
        """Runs it to its end or its first failure; returns whether it had none."""
        start = time.monotonic()
        try:
            code = compile(self._path.read_text(encoding="utf8"), str(self._path), "exec")
            exec(code, self._names())
        except (Exception, SystemExit) as error:  # Whatever a script raises is its failure.
            if not any(check.fault for check in self.checks):
                self._add(Check("outside of subtests", time.monotonic() - start, fault_of(error)))
            self._log.say(self._trace(error))
            return False
        if not self.checks:
            self._add(Check("the script", time.monotonic() - start, None))
        return True

    def _names(self) -> dict[str, Any]:
        """The globals of a script. With one machine, it is called `machine`."""
        return {
            "__name__": "__test_script__",
            "machine": self._machine,
            "machines": [self._machine],
            "start_all": self._machine.start,
            "join_all": self._machine.wait_for_shutdown,
            "subtest": self._subtest_maker(),
            "log": self._log,
            "os": os,
            "retry": retry,
            "t": Assertions(),
        }

    def _subtest_maker(self) -> Callable[[str], Any]:
        @contextmanager
        def subtest(name: str) -> Iterator[None]:
            start = time.monotonic()
            try:
                with self._log.nested(f"subtest: {name}"):
                    yield
            except Exception as error:
                self._log.log(f'Test "{name}" failed with error: "{error}"')
                self._add(Check(name, time.monotonic() - start, fault_of(error)))
                raise
            self._add(Check(name, time.monotonic() - start, None))

        return subtest

    def _add(self, check: Check) -> None:
        self.checks.append(check)
        mark = "ok    " if check.fault is None else "FAILED"
        self._log.say(f"{mark} {check.seconds:6.1f} s  {check.name}")
        if check.fault is not None:
            self._log.say(f"                 {check.fault}")

    def _trace(self, error: BaseException) -> str:
        """The lines of the script that led to an error."""
        frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(self._path)]
        return "".join(traceback.format_list(frames)) + fault_of(error)


def fault_of(error: BaseException) -> str:
    """An error in words."""
    return f"{type(error).__name__}: {error}"
