"""Stand-ins for tests of the harness: computers without an emulator, and a clock that nobody waits for."""
import importlib.machinery
import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Iterable, Optional

AGENT = Path(__file__).resolve().parent / "files/usr/local/sbin/guest-agent"


def load_agent() -> ModuleType:
    """The program that runs commands in the guest, as a module."""
    loader = importlib.machinery.SourceFileLoader("guest_agent", str(AGENT))
    spec = importlib.util.spec_from_loader("guest_agent", loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


class FakeTime:
    """In place of the module `time`: sleeping moves the clock."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def monotonic(self) -> float:
        """The clock."""
        return self.seconds

    def sleep(self, seconds: float) -> None:
        """Moves it."""
        self.seconds += seconds


class FakeComputer:
    """Notes what it is asked for, and gives the answers that it was made with; the last one again and again."""

    def __init__(self, answers: Iterable[tuple[int, str]] = ()) -> None:
        self.answers = list(answers) or [(0, "")]
        self.commands: list[str] = []
        self.timeouts: list[Optional[float]] = []
        self.monitored: list[str] = []
        self.starts = 0

    def start(self) -> None:
        """Counts."""
        self.starts += 1

    def execute(self, command: str, timeout: Optional[float]) -> tuple[int, str]:
        """Gives the next answer."""
        self.commands.append(command)
        self.timeouts.append(timeout)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    def post(self, command: str) -> None:
        """Notes it."""
        self.commands.append(command)

    def monitor(self, command: str) -> str:
        """Notes it."""
        self.monitored.append(command)
        return f"answer to {command}"

    def wait(self, timeout: float) -> None:
        """It is off at once."""

    def reboot(self) -> None:
        """Notes it."""
        self.commands.append("(reboot)")

    def console(self) -> str:
        """Nothing."""
        return ""


class LocalComputer(FakeComputer):
    """Runs commands here, in the way in which the agent runs them in the guest."""

    def __init__(self) -> None:
        super().__init__()
        self._run = load_agent().run

    def execute(self, command: str, timeout: Optional[float]) -> tuple[int, str]:
        """Runs a command."""
        status, output = self._run(command, timeout)
        return status, output.decode()
