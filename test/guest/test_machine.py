"""Tests of machine.py: that its calls mean what those of the NixOS test driver mean."""
import tempfile
import unittest
from pathlib import Path
from typing import Iterable
from unittest.mock import patch

from channel import ChannelClosed
from fakes import FakeComputer, FakeTime, LocalComputer
from log import Log
from machine import Machine
from retrying import RequestedAssertionFailed


def machine_with(answers: Iterable[tuple[int, str]]) -> tuple[Machine, FakeComputer]:
    """A machine that gets these answers to its commands."""
    computer = FakeComputer(answers)
    return Machine(computer, Log(), Path("/nonexistent")), computer


class Commands(unittest.TestCase):
    """Commands, in a real bash."""

    def setUp(self) -> None:
        self.machine = Machine(LocalComputer(), Log(), Path("/nonexistent"))

    def test_status_and_output(self) -> None:
        """The status comes first; standard errors are not output."""
        self.assertEqual(self.machine.execute("echo out; echo err >/dev/null; exit 3"), (3, "out\n"))

    def test_any_failure_fails(self) -> None:
        """As with `set -euo pipefail`."""
        for command in ("false; true", "false | true", 'echo "$nobody_set_this" 2>/dev/null'):
            self.assertNotEqual(self.machine.execute(f"exec 2>/dev/null; {command}")[0], 0, command)
        self.assertEqual(self.machine.execute("false || true")[0], 0)

    def test_timeout(self) -> None:
        """A command that takes too long ends with status 124; one without a bound has none."""
        self.assertEqual(self.machine.execute("echo begun; exec sleep 60", timeout=0.2), (124, "begun\n"))
        machine, computer = machine_with([(0, "")])
        machine.execute("a")
        machine.succeed("b")
        machine.succeed("c", timeout=7)
        self.assertEqual(computer.timeouts, [900, None, 7])

    def test_signal(self) -> None:
        """A command that was killed has the status that a shell gives it."""
        self.assertEqual(self.machine.execute("kill -KILL $$", timeout=None)[0], 137)

    def test_succeed(self) -> None:
        """Several commands give all they wrote; the first failure ends it, with its status."""
        self.assertEqual(self.machine.succeed("echo a", "echo b"), "a\nb\n")
        with self.assertRaisesRegex(RequestedAssertionFailed, r"^command `exit 4` failed \(exit code 4\)$"):
            self.machine.succeed("true", "exit 4", "echo not reached")

    def test_fail(self) -> None:
        """And the other way round."""
        self.assertEqual(self.machine.fail("echo a; false"), "a\n")
        with self.assertRaisesRegex(RequestedAssertionFailed, "^command `true` unexpectedly succeeded$"):
            self.machine.fail("true")

    def test_unchecked(self) -> None:
        """What is not checked has a status that no command has."""
        machine, computer = machine_with([(5, "text")])
        self.assertEqual(machine.execute("a", check_return=False), (-1, "text"))
        self.assertEqual(machine.execute("b", check_output=False), (-2, ""))
        self.assertEqual(computer.commands, ["a", "b"])

    def test_power_off(self) -> None:
        """A command that takes the machine with it is a failure, unless nobody checks."""
        machine, computer = machine_with([])
        with patch.object(computer, "execute", side_effect=ChannelClosed("gone")):
            self.assertEqual(machine.execute("poweroff", check_return=False), (-1, ""))
            with self.assertRaises(ChannelClosed):
                machine.succeed("true")

    def test_files(self) -> None:
        """Files and folders of any size get in and out unchanged."""
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder, "here/some file")
            source.parent.mkdir()
            source.write_bytes(bytes(range(256)) * 1000)
            source.chmod(0o750)
            self.machine.copy_from_host(str(source), f"{folder}/there/of another name")
            target = Path(folder, "there/of another name")
            self.assertEqual(target.read_bytes(), source.read_bytes())
            self.assertEqual(target.stat().st_mode & 0o777, 0o750)
            machine = Machine(LocalComputer(), Log(), Path(folder, "out"))
            machine.copy_from_vm(f"{folder}/there", "results")
            copied = Path(folder, "out/results/there/of another name")
            self.assertEqual(copied.read_bytes(), source.read_bytes())


class Waiting(unittest.TestCase):
    """What is waited for, once a second."""

    def setUp(self) -> None:
        self.time = FakeTime()
        replaced = patch("retrying.time", self.time)
        replaced.start()
        self.addCleanup(replaced.stop)

    def test_until_succeeds(self) -> None:
        """The output is that of the attempt that succeeded."""
        machine, _ = machine_with([(1, "no"), (1, "no"), (0, "yes")])
        self.assertEqual(machine.wait_until_succeeds("try"), "yes")
        self.assertEqual(self.time.seconds, 2)

    def test_until_fails(self) -> None:
        """And the other way round."""
        machine, _ = machine_with([(0, "up"), (1, "down")])
        self.assertEqual(machine.wait_until_fails("try"), "down")
        self.assertEqual(self.time.seconds, 1)

    def test_timeout(self) -> None:
        """It is tried once more when the time is over; each attempt is bounded too."""
        machine, computer = machine_with([(1, "")])
        fault = r"^action timed out after 10\.00 seconds \(timeout=10\)$"
        with self.assertRaisesRegex(RequestedAssertionFailed, fault):
            machine.wait_until_succeeds("try", timeout=10)
        self.assertEqual(len(computer.commands), 11)
        self.assertEqual(set(computer.timeouts), {10})

    def test_file(self) -> None:
        """A file that comes later."""
        machine, computer = machine_with([(1, ""), (0, "")])
        machine.wait_for_file("/run/x")
        self.assertEqual(computer.commands, ["test -e /run/x"] * 2)


class Starting(unittest.TestCase):
    """When the machine runs."""

    def test_on_demand(self) -> None:
        """The first command starts it, and nothing starts it twice."""
        machine, computer = machine_with([])
        self.assertFalse(machine.is_up())
        machine.succeed("true")
        machine.start()
        self.assertEqual((computer.starts, machine.is_up()), (1, True))

    def test_again(self) -> None:
        """After the power went it can be started again."""
        machine, computer = machine_with([])
        machine.start()
        machine.crash()
        self.assertEqual((computer.monitored, machine.is_up()), (["quit"], False))
        machine.start()
        machine.shutdown()
        self.assertEqual((computer.commands, computer.starts), (["poweroff"], 2))


    def test_reboot(self) -> None:
        """A machine that runs is rebooted, and then runs."""
        machine, computer = machine_with([])
        machine.reboot()
        machine.start()
        machine.reboot()
        self.assertEqual((computer.commands, machine.is_up()), (["(reboot)"], True))


class Keys(unittest.TestCase):
    """The keyboard."""

    def test_send_key(self) -> None:
        """Characters and names of keys; the answer of the emulator is not awaited longer than it takes."""
        machine, computer = machine_with([])
        for key in ("a", "A", "\n", "?", "-", "ctrl-alt-f2", "q 4000"):
            machine.send_key(key, delay=None)
        keys = ["a", "shift-a", "ret", "shift-slash", "minus", "ctrl-alt-f2", "q 4000"]
        self.assertEqual(computer.monitored, [f"sendkey {key}" for key in keys])

    def test_send_chars(self) -> None:
        """Typing."""
        machine, computer = machine_with([])
        machine.send_chars("l s", delay=None)
        self.assertEqual(computer.monitored, ["sendkey l", "sendkey spc", "sendkey s"])


if __name__ == "__main__":
    unittest.main()
