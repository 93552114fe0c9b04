"""Tests of systemd_units.py."""
import unittest
from pathlib import Path
from unittest.mock import patch

from fakes import FakeComputer, FakeTime
from log import Log
from machine import Machine
from retrying import RequestedAssertionFailed

ACTIVATING = (0, "ActiveState=activating\n")
ACTIVE = (0, "ActiveState=active\n")
INACTIVE = (0, "ActiveState=inactive\n")
JOBS = (0, "JOB UNIT TYPE STATE\n1 x.service start waiting\n")
NO_JOBS = (0, "No jobs running.\n")


class WaitForUnit(unittest.TestCase):
    """Waiting for a unit ends when it is active, or cannot become so."""

    def setUp(self) -> None:
        self.time = FakeTime()
        replaced = patch("retrying.time", self.time)
        replaced.start()
        self.addCleanup(replaced.stop)

    def wait(self, *answers: tuple[int, str], timeout: float = 900) -> FakeComputer:
        """Waits for x.service with these answers."""
        computer = FakeComputer(answers)
        Machine(computer, Log(), Path("/nonexistent")).wait_for_unit("x.service", timeout=timeout)
        return computer

    def test_active(self) -> None:
        """It takes the time it takes."""
        computer = self.wait(ACTIVATING, ACTIVATING, ACTIVE)
        self.assertEqual(self.time.seconds, 2)
        self.assertEqual(computer.commands, ['systemctl --no-pager show "x.service" --property="ActiveState"'] * 3)

    def test_failed(self) -> None:
        """A failure is one at once."""
        with self.assertRaisesRegex(RequestedAssertionFailed, '^unit "x.service" reached state "failed"$'):
            self.wait((0, "ActiveState=failed\n"))
        self.assertEqual(self.time.seconds, 0)

    def test_inactive(self) -> None:
        """An inactive unit is waited for only while there are jobs that may start it."""
        self.wait(INACTIVE, JOBS, ACTIVE)
        fault = '^unit "x.service" is inactive and there are no pending jobs$'
        with self.assertRaisesRegex(RequestedAssertionFailed, fault):
            self.wait(INACTIVE, NO_JOBS, INACTIVE)

    def test_started_meanwhile(self) -> None:
        """The last job may have started it just before it was looked for."""
        self.wait(INACTIVE, NO_JOBS, ACTIVATING, ACTIVE)

    def test_timeout(self) -> None:
        """And it may never come."""
        with self.assertRaisesRegex(RequestedAssertionFailed, r"^action timed out after 5\.00 seconds"):
            self.wait(ACTIVATING, timeout=5)

    def test_systemctl_fails(self) -> None:
        """A systemd that does not answer is no state."""
        fault = '^retrieving systemctl property "ActiveState" for unit "x.service" failed with exit code 1$'
        with self.assertRaisesRegex(RequestedAssertionFailed, fault):
            self.wait((1, ""))


class Properties(unittest.TestCase):
    """What systemd knows of a unit."""

    def machine(self, *answers: tuple[int, str]) -> Machine:
        """A machine with these answers."""
        self.computer = FakeComputer(answers)
        return Machine(self.computer, Log(), Path("/nonexistent"))

    def test_of_a_user(self) -> None:
        """A user's systemd is asked in the name of the user."""
        self.machine().systemctl("stop 'a b'", "alice")
        command = (
            "su -l alice --shell /bin/sh -c "
            r"$'XDG_RUNTIME_DIR=/run/user/`id -u` systemctl --user stop \'a b\''"
        )
        self.assertEqual(self.computer.commands, [command])

    def test_of_an_unknown_user(self) -> None:
        """An error says who was asked."""
        fault = 'info for unit "x" under user "carol" failed with exit code 1$'
        with self.assertRaisesRegex(RequestedAssertionFailed, fault):
            self.machine((1, "")).get_unit_info("x", "carol")

    def test_all(self) -> None:
        """Values may have the mark in them, and may be empty."""
        info = self.machine((0, "A=1\nB=x=y\nC=\n\nrest\n")).get_unit_info("x")
        self.assertEqual(info, {"A": "1", "B": "x=y", "C": ""})

    def test_required_state(self) -> None:
        """The state as it is now, without waiting."""
        self.machine((0, "ActiveState=active\n")).require_unit_state("x")
        with self.assertRaisesRegex(RequestedAssertionFailed, "it is in state 'inactive'$"):
            self.machine((0, "ActiveState=inactive\n")).require_unit_state("x")


if __name__ == "__main__":
    unittest.main()
