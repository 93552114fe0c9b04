"""What machine.py needs of what carries a machine out; computer.py has it."""
from typing import Optional, Protocol

Answer = tuple[int, str]


class Computer(Protocol):
    """Switches a machine on and off and runs commands in it: a guest, a container, or the stand-in of a test."""

    def start(self) -> None:
        """Switches it on and waits until commands can be run in it."""

    def execute(self, command: str, timeout: Optional[float]) -> Answer:
        """Runs a command with bash."""

    def post(self, command: str) -> None:
        """Starts a command whose end nobody waits for."""

    def monitor(self, command: str) -> str:
        """Gives the emulator a command."""

    def wait(self, timeout: float) -> None:
        """Waits until it has switched itself off."""

    def reboot(self) -> None:
        """Reboots it, and returns when commands can be run again."""

    def console(self) -> str:
        """What came over the serial console."""
