"""Tests of script.py: what a script finds, and how its subtests are counted."""
import contextlib
import io
import tempfile
import unittest
from pathlib import Path

from fakes import FakeComputer
from log import Log
from machine import Machine
from script import Check, Script, machines_of


def run_script(text: str) -> tuple[bool, list[Check], str]:
    """Whether a script succeeded, its checks, and what was printed."""
    printed = io.StringIO()
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(printed):
        path = Path(folder, "some.py")
        path.write_text(text, encoding="utf8")
        log = Log("some")
        script = Script(path, Machine(FakeComputer(), log, Path(folder)), log)
        succeeded = script.run()
    return succeeded, script.checks, printed.getvalue()


class Counting(unittest.TestCase):
    """Every subtest counts, and so does what happens outside of them."""

    def test_subtests(self) -> None:
        """Each is one check."""
        succeeded, checks, printed = run_script(
            "start_all()\nwith subtest('one'):\n  machine.succeed('true')\nwith subtest('two'):\n  t.assertTrue(True)\n"
        )
        self.assertTrue(succeeded)
        self.assertEqual([(check.name, check.fault) for check in checks], [("one", None), ("two", None)])
        self.assertRegex(printed, r"some: ok +\d+\.\d s  one\n")

    def test_failed_subtest(self) -> None:
        """It ends the script, is counted once, and says where."""
        succeeded, checks, printed = run_script(
            "with subtest('one'):\n  pass\nwith subtest('two'):\n  machine.fail('true')\nwith subtest('three'):\n  pass\n"
        )
        self.assertFalse(succeeded)
        self.assertEqual([check.name for check in checks], ["one", "two"])
        self.assertIn("unexpectedly succeeded", checks[1].fault or "")
        self.assertIn("line 4", printed)
        self.assertIn("machine.fail('true')", printed)

    def test_failure_outside(self) -> None:
        """A failure after subtests that passed is one too, and so is an `exit`."""
        for text in ("with subtest('one'):\n  pass\nassert 1 == 2\n", "raise SystemExit(0)\n", "x = (\n"):
            succeeded, checks, _ = run_script(text)
            self.assertFalse(succeeded, text)
            self.assertEqual(checks[-1].name, "outside of subtests")
            self.assertIsNotNone(checks[-1].fault)

    def test_no_subtests(self) -> None:
        """A script as a whole is a check."""
        succeeded, checks, _ = run_script("machine.succeed('true')\n")
        self.assertTrue(succeeded)
        self.assertEqual(len(checks), 1)

    def test_caught(self) -> None:
        """A subtest that failed has failed, even if the script goes on."""
        _, checks, _ = run_script("try:\n  with subtest('one'):\n    assert False\nexcept AssertionError:\n  pass\n")
        self.assertIsNotNone(checks[0].fault)


class Machines(unittest.TestCase):
    """The machines that a script runs on."""

    def test_first_line(self) -> None:
        """It names them; a guest is meant where there is no such line."""
        for text, kinds in (
            ("# machines: guest container\nstart_all()\n", ["guest", "container"]),
            ("# machines: container\n", ["container"]),
            ('"""A text."""\n# machines: container\n', ["guest"]),
        ):
            self.assertEqual(machines_of(text), kinds)

    def test_unknown(self) -> None:
        """A machine that there is not, or none at all, is a fault and not a script that is never run."""
        for text in ("# machines: gest\n", "# machines:\n"):
            with self.assertRaisesRegex(ValueError, "guest, container"):
                machines_of(text)


if __name__ == "__main__":
    unittest.main()
