#!/usr/bin/python3
"""Runs the test scripts under nixos-tests/ in an emulated Debian machine; see README.md here."""
import argparse
import os
import shutil
import signal
import sys
import tempfile
import time
import unittest
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Timer
from types import FrameType
from typing import Optional

sys.dont_write_bytecode = True
HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from computer import GuestComputer  # noqa: E402
from image import Cache  # noqa: E402
from log import Log  # noqa: E402
from machine import Machine  # noqa: E402
from project import ROOT, make_data_disk  # noqa: E402
from script import Check, Script  # noqa: E402
from vm import Image, Snapshot  # noqa: E402

# A bound on what hangs; scripts take a minute or two.
SCRIPT_SECONDS = 900.0
JOURNAL = "journalctl --boot --no-pager --lines 60 --output short-monotonic"


class Run:
    """One run: the machines, and what they have in common."""

    def __init__(self, arguments: argparse.Namespace, workplace: Path, image: Image, snapshot: Snapshot) -> None:
        self._arguments = arguments
        self._workplace = workplace
        self._image = image
        self._snapshot = snapshot
        self._computers: list[GuestComputer] = []
        self._logs: list[Log] = []
        self._data = workplace / "data.tar"
        (workplace / "project").mkdir()
        make_data_disk(self._data, arguments.build, workplace / "project")

    def run(self, scripts: list[Path]) -> list[Check]:
        """Runs scripts, as many at a time as was asked for."""
        pool = ThreadPoolExecutor(self._arguments.jobs)
        try:
            return [check for checks in pool.map(self._run_script, scripts) for check in checks]
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

    def _run_script(self, path: Path) -> list[Check]:
        log = Log(path.stem, self._arguments.verbose)
        self._logs.append(log)
        folder = self._workplace / path.stem
        folder.mkdir()
        computer = GuestComputer(self._image, self._snapshot, self._data, folder, log)
        self._computers.append(computer)
        machine = Machine(computer, log, self._arguments.out / path.stem)
        script = Script(path, machine, log)
        bound = Timer(SCRIPT_SECONDS, lambda: end_overdue(machine, computer, log))
        bound.start()
        try:
            if not script.run():
                show_circumstances(machine, log)
        finally:
            bound.cancel()
            computer.close()
        return script.checks


def end_overdue(machine: Machine, computer: GuestComputer, log: Log) -> None:
    """Ends a machine whose script takes too long, so that the script fails."""
    log.say(f"took longer than {SCRIPT_SECONDS:.0f} seconds and is ended")
    log.say("serial console:\n" + machine.get_console_log()[-2000:])
    computer.close()


def show_circumstances(machine: Machine, log: Log) -> None:
    """Prints what may tell why a script failed."""
    if log.steps:
        log.say("last steps:\n" + "\n".join(log.steps[-40:]))
    if not machine.is_up():
        return
    try:
        log.say("serial console:\n" + machine.get_console_log()[-2000:])
        log.say("journal:\n" + machine.execute(JOURNAL, timeout=60)[1])
    except Exception as error:  # The machine may be what failed.
        log.say(f"the journal cannot be had: {error}")


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
    scripts = [path.resolve() for path in arguments.scripts] or sorted((ROOT / "nixos-tests").glob("*.py"))
    log, start = Log(), time.monotonic()
    if not scripts:
        log.say("There are no scripts in nixos-tests/.")
        return 1
    if not unit_tests():
        return 1
    workplace = Path(tempfile.mkdtemp(prefix="fw16-guest-"))
    try:
        with Cache(arguments.cache, log).snapshot() as (image, snapshot):
            log.say(f"a machine is ready after {time.monotonic() - start:.1f} s")
            checks = Run(arguments, workplace, image, snapshot).run(scripts)
    except KeyboardInterrupt as reason:
        log.say(f"interrupted ({reason})")
        return 130
    finally:
        shutil.rmtree(workplace, ignore_errors=True)
    failed = sum(check.fault is not None for check in checks)
    log.say(f"{len(scripts)} scripts in {time.monotonic() - start:.0f} s")
    log.say(f"{len(checks) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
