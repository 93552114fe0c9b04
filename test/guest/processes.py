"""Programs that are started on this machine: bounded in time, and never left behind."""
import os
import signal
import subprocess
from pathlib import Path
from typing import Optional, Sequence, Union

Word = Union[str, Path]


class ProgramFailed(Exception):
    """A program did not do what it was started for; the text has its output."""


def run(words: Sequence[Word], timeout: float, cwd: Optional[Path] = None) -> str:
    """Runs a program to its end and returns what it wrote.

    :param timeout: seconds after which it is ended
    :raises ProgramFailed: on any status but 0, and after the timeout
    """
    name = Path(str(words[0])).name
    program = subprocess.Popen(
        [str(word) for word in words],
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        start_new_session=True,
    )
    try:
        output, _ = program.communicate(timeout=timeout)
    except subprocess.TimeoutExpired:
        raise ProgramFailed(f"{name} did not end within {timeout:.0f} seconds") from None
    finally:
        end(program)
    if program.returncode != 0:
        raise ProgramFailed(f"{name} ended with status {program.returncode}:\n{output[-4000:]}")
    return output


def end(program: "subprocess.Popen[str]") -> None:
    """Ends a program that leads a process group, and the group with it: kindly, and after 10 seconds by force."""
    if program.poll() is not None:
        return
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(program.pid, number)
            program.wait(10)
            return
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            continue
