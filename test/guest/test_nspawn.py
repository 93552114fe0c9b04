"""Tests of nspawn.py, and of what a run does where there can be no containers."""
import argparse
import contextlib
import io
import os
import subprocess
import unittest
from pathlib import Path
from unittest.mock import MagicMock, patch

import nspawn
import run
from log import Log

ARGUMENTS = {"machine": None, "without_container": False}


class Cgroups(unittest.TestCase):
    """Where containers are."""

    @unittest.skipIf(nspawn.why_not(), "no cgroup can be made here")
    def test_own(self) -> None:
        """Two are two; what runs in one is killed, and it is gone when it is removed."""
        cgroups = [nspawn.Cgroup(), nspawn.Cgroup()]
        self.addCleanup(lambda: [cgroup.remove() for cgroup in cgroups])
        self.assertNotEqual(cgroups[0].path, cgroups[1].path)
        payload = cgroups[0].path / "payload/system.slice"
        payload.mkdir(parents=True)
        program = subprocess.Popen(["sleep", "60"])
        (payload / "cgroup.procs").write_text(str(program.pid))
        cgroups[0].kill("payload")
        self.assertEqual(program.wait(10), -9)
        cgroups[0].remove()
        self.assertFalse(cgroups[0].path.exists())

    def test_no_hierarchy(self) -> None:
        """Without the unified hierarchy there is none, and that is said."""
        with patch("nspawn.mounts", return_value=[]):
            with self.assertRaisesRegex(nspawn.ContainerError, "unified hierarchy of cgroups is not mounted"):
                nspawn.Cgroup()

    def test_mounts(self) -> None:
        """Mounts are told apart by their kind and options."""
        self.assertIn(Path("/proc"), nspawn.mounts("proc"))
        self.assertEqual(nspawn.mounts("proc", "name=systemd"), [])


class WhyNot(unittest.TestCase):
    """What keeps containers from running."""

    def test_program(self) -> None:
        """The program that is missing is named with its package."""
        with patch("os.geteuid", return_value=0), patch("shutil.which", return_value=None):
            self.assertIn("systemd-container", nspawn.why_not() or "")

    def test_user(self) -> None:
        """So is the user who may not."""
        with patch.object(os, "geteuid", return_value=1000):
            self.assertEqual(nspawn.why_not(), "systemd-nspawn needs root")


class Jobs(unittest.TestCase):
    """What is run on which machine."""

    def setUp(self) -> None:
        self.printed = io.StringIO()
        redirected = contextlib.redirect_stdout(self.printed)
        redirected.__enter__()
        self.addCleanup(redirected.__exit__, None, None, None)

    def jobs(self, **changes: object) -> tuple[list[str], list[str]]:
        """The names of the jobs in guests and in containers, for a script that runs on both."""
        script = MagicMock(stem="some")
        script.read_text.return_value = "# machines: guest container\n"
        found = run.jobs_of([script], argparse.Namespace(**{**ARGUMENTS, **changes}), Log())
        return [job.name for job in found[0]], [job.name for job in found[1]]

    def test_machines(self) -> None:
        """On each of them, or on the one that is asked for; leaving containers out is said."""
        self.assertEqual(self.jobs(), (["some"], ["some-container"]))
        self.assertEqual(self.jobs(machine="guest"), (["some"], []))
        self.assertEqual(self.jobs(machine="container"), ([], ["some-container"]))
        self.assertEqual(self.printed.getvalue(), "")
        self.assertEqual(self.jobs(without_container=True), (["some"], []))
        self.assertIn("LEFT OUT: 1 scripts", self.printed.getvalue())

    def test_no_containers(self) -> None:
        """Where there can be none, each of their scripts has failed, and why is said."""
        jobs = [run.Job(Path("a.py"), "container")] * 2
        with patch("run.why_not", return_value=None):
            self.assertEqual(run.possible_containers(jobs, Log()), (jobs, []))
        with patch("run.why_not", return_value="it rains"):
            possible, checks = run.possible_containers(jobs, Log())
        self.assertEqual((possible, [check.fault for check in checks]), ([], ["it rains"] * 2))
        self.assertIn("NO CONTAINER CAN RUN HERE: it rains", self.printed.getvalue())


if __name__ == "__main__":
    unittest.main()
