"""What a test run says: the subtests as they end, and every step where that is asked for or something failed."""
import sys
import threading
import time
from contextlib import contextmanager
from typing import Iterator

_output = threading.Lock()


class Log:
    """The log of one script, or of the run as a whole."""

    def __init__(self, name: str = "", verbose: bool = False) -> None:
        """
        :param name: stands before each line
        :param verbose: print every step as it is taken
        """
        self._prefix = f"{name}: " if name else ""
        self._verbose = verbose
        self._start = time.monotonic()
        self._depth = 0
        self._silent = False
        self.steps: list[str] = []

    def say(self, text: str) -> None:
        """Prints."""
        if self._silent:
            return
        with _output:
            for line in text.splitlines():
                print(f"{self._prefix}{line}", file=sys.stdout, flush=True)

    def log(self, text: str) -> None:
        """Notes a step."""
        line = f"{time.monotonic() - self._start:7.2f} {'  ' * self._depth}{text}"
        self.steps.append(line)
        if self._verbose:
            self.say(line)

    # The driver's log tells these apart.
    info = warning = error = log

    def silence(self) -> None:
        """Prints no more: what comes now is only that the run was interrupted."""
        self._silent = True

    @contextmanager
    def nested(self, text: str) -> Iterator[None]:
        """Notes a step that has steps of its own, and how long it took."""
        self.log(text)
        start = time.monotonic()
        self._depth += 1
        try:
            yield
        finally:
            self._depth -= 1
            self.log(f"({text.splitlines()[0][:60] if text else ''}: {time.monotonic() - start:.2f} s)")
