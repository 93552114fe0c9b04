#!/usr/bin/python3
"""Runs the test scripts under nixos-tests/ in emulated Debian machines and in containers; see README.md here."""
import argparse
import os
import shutil
import signal
import sys
import tempfile
import time
import unittest
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from types import FrameType
from typing import Optional, Union

sys.dont_write_bytecode = True
HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from computer import ContainerComputer, GuestComputer  # noqa: E402
from image import Cache  # noqa: E402
from log import Log  # noqa: E402
from machine import Machine  # noqa: E402
from nspawn import why_not  # noqa: E402
from project import ROOT, make_data_disk  # noqa: E402
from script import KINDS, Check, Script, machines_of  # noqa: E402
from vm import Image, Snapshot  # noqa: E402

# A bound on what hangs; scripts take a minute or two.
SCRIPT_SECONDS = 900.0
AnyComputer = Union[GuestComputer, ContainerComputer]
# Without what each command of a test leaves in it.
JOURNAL = "journalctl --boot --no-pager --lines 200 --output short-monotonic | grep -v -E ' su\\[|RTKit' | tail -n 60"


@dataclass(frozen=True)
class Job:
    """A script on one kind of machine."""

    script: Path
    kind: str

    @property
    def name(self) -> str:
        """For the log, and for folders."""
        return self.script.stem if self.kind == "guest" else f"{self.script.stem}-{self.kind}"


class Run:
    """One run: the machines, and what they have in common."""

    def __init__(
        self, arguments: argparse.Namespace, workplace: Path, image: Image, snapshot: Optional[Snapshot]
    ) -> None:
        """
        :param snapshot: may be None where there are no jobs in guests
        """
        self._arguments = arguments
        self._workplace = workplace
        self._image = image
        self._snapshot = snapshot
        self._computers: list[AnyComputer] = []
        self._logs: list[Log] = []
        self._data = workplace / "data.tar"
        (workplace / "project").mkdir()
        make_data_disk(self._data, arguments.build, workplace / "project")

    def run(self, jobs: list[Job]) -> list[Check]:
        """Runs jobs, as many at a time as was asked for."""
        pool = ThreadPoolExecutor(self._arguments.jobs)
        try:
            return [check for checks in pool.map(self._run_job, jobs) for check in checks]
        except BaseException:
            for log in self._logs:
                log.silence()
            raise
        finally:
            # After an interruption, scripts that still run fail with their machines; one may just have been started.
            pool.shutdown(wait=False, cancel_futures=True)
            for computer in self._computers:
                computer.close()
            pool.shutdown()
            for computer in self._computers:
                computer.close()

    def _run_job(self, job: Job) -> list[Check]:
        log = Log(job.name, self._arguments.verbose)
        self._logs.append(log)
        computer = self._computer(job, log)
        self._computers.append(computer)
        machine = Machine(computer, log, self._arguments.out / job.name)
        script = Script(job.script, machine, log)
        bound = Timer(SCRIPT_SECONDS, lambda: end_overdue(machine, computer, log))
        bound.start()
        try:
            if not script.run():
                show_circumstances(machine, log)
        finally:
            bound.cancel()
            computer.close()
        return script.checks

    def _computer(self, job: Job, log: Log) -> AnyComputer:
        folder = self._workplace / job.name
        folder.mkdir()
        if job.kind == "container":
            return ContainerComputer(self._image.root, self._data, folder, log)
        assert self._snapshot is not None
        return GuestComputer(self._image, self._snapshot, self._data, folder, log)


def end_overdue(machine: Machine, computer: AnyComputer, log: Log) -> None:
    """Ends a machine whose script takes too long, so that the script fails."""
    log.say(f"took longer than {SCRIPT_SECONDS:.0f} seconds and is ended")
    log.say("console:\n" + machine.get_console_log()[-2000:])
    computer.close()


def show_circumstances(machine: Machine, log: Log) -> None:
    """Prints what may tell why a script failed."""
    if log.steps:
        log.say("last steps:\n" + "\n".join(log.steps[-40:]))
    if not machine.is_up():
        return
    try:
        log.say("console:\n" + machine.get_console_log()[-2000:])
        log.say("journal:\n" + machine.execute(JOURNAL, timeout=60)[1])
    except Exception as error:  # The machine may be what failed.
        log.say(f"the journal cannot be had: {error}")


def jobs_of(scripts: list[Path], arguments: argparse.Namespace, log: Log) -> tuple[list[Job], list[Job]]:
    """What is to be done in guests, and what in containers."""
    jobs = [Job(path, kind) for path in scripts for kind in machines_of(path.read_text(encoding="utf8"))]
    guests, containers = ([job for job in jobs if job.kind == kind] for kind in KINDS)
    if containers and arguments.without_container:
        log.say(f"LEFT OUT: {len(containers)} scripts in containers (--without-container)")
    return (
        guests if arguments.machine in (None, "guest") else [],
        containers if arguments.machine in (None, "container") and not arguments.without_container else [],
    )


def possible_containers(jobs: list[Job], log: Log) -> tuple[list[Job], list[Check]]:
    """The jobs that can run in containers here: all of them, or none, which then have failed."""
    fault = why_not() if jobs else None
    if fault is None:
        return jobs, []
    log.say(f"NO CONTAINER CAN RUN HERE: {fault}. So {len(jobs)} scripts fail; --without-container leaves them out.")
    return [], [Check(job.name, 0, fault) for job in jobs]


def unit_tests() -> bool:
    """Tests what the harness itself is made of; True where all passed."""
    suite = unittest.defaultTestLoader.discover(str(HERE), "test_*.py")
    result = unittest.TextTestRunner(stream=sys.stdout, verbosity=0).run(suite)
    return result.wasSuccessful() and result.testsRun > 0


def parse_arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scripts", nargs="*", type=Path, help="test scripts; all of nixos-tests/*.py if none is named")
    parser.add_argument("-v", "--verbose", action="store_true", help="print every step")
    parser.add_argument("-j", "--jobs", type=int, default=default_jobs(), help="machines at a time (%(default)s)")
    parser.add_argument("--machine", choices=KINDS, help="only scripts that run on this kind of machine, on it")
    parser.add_argument("--without-container", action="store_true", help="leave out what runs in containers")
    parser.add_argument("--build", type=Path, default=ROOT / "dist", help="the compiled program (%(default)s)")
    parser.add_argument("--out", type=Path, default=ROOT / "dist/guest", help="folder for what scripts copy out")
    parser.add_argument("--cache", type=Path, default=default_cache(), help="folder of the image (%(default)s)")
    return parser.parse_args()


def default_jobs() -> int:
    """A machine has two processors, and sound in it suffers when it gets less."""
    return max(1, len(os.sched_getaffinity(0)) // 2)


def default_cache() -> Path:
    """The folder that is meant for such things."""
    named = os.environ.get("FW16_SYNTH_GUEST_CACHE")
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(named) if named else Path(base) / "fw16-synth/guest"


def interrupt(number: int, _frame: Optional[FrameType]) -> None:
    """Ends the run on a signal; another one does not interrupt the cleaning up."""
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, signal.SIG_IGN)
    raise KeyboardInterrupt(signal.Signals(number).name)


def main() -> int:
    """Runs everything and returns the exit status."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupt)
    arguments = parse_arguments()
    log, start = Log(), time.monotonic()
    scripts = [path.resolve() for path in arguments.scripts] or sorted((ROOT / "nixos-tests").glob("*.py"))
    guests, containers = jobs_of(scripts, arguments, log)
    if not guests and not containers:
        log.say("There are no scripts to run.")
        return 1
    if not unit_tests():
        return 1
    workplace = Path(tempfile.mkdtemp(prefix="fw16-guest-"))
    try:
        with Cache(arguments.cache, log).machines(with_snapshot=bool(guests)) as (image, snapshot):
            log.say(f"machines are ready after {time.monotonic() - start:.1f} s")
            possible, checks = possible_containers(containers, log)
            # First what has bounds on time: it runs beside few emulators or none.
            checks += Run(arguments, workplace, image, snapshot).run(possible + guests)
    except KeyboardInterrupt as reason:
        log.say(f"interrupted ({reason})")
        return 130
    finally:
        shutil.rmtree(workplace, ignore_errors=True)
    failed = sum(check.fault is not None for check in checks)
    log.say(f"{len(guests)} scripts in guests and {len(containers)} in containers in {time.monotonic() - start:.0f} s")
    log.say(f"{len(checks) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
