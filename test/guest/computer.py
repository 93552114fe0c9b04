"""What carries a script's machine out: a virtual machine that goes on from the snapshot the first time it is started."""
import shutil
from pathlib import Path
from typing import Optional

from channel import ChannelError
from log import Log
from retrying import MachineError
from vm import Image, Snapshot, Vm, VmError

START_ATTEMPTS = 3


class GuestComputer:
    """A machine with a folder of its own. `close` ends it."""

    def __init__(self, image: Image, snapshot: Snapshot, data: Path, folder: Path, log: Log) -> None:
        """
        :param data: what is on the second disk
        :param folder: made here
        """
        self._image = image
        self._snapshot = snapshot
        self._data = data
        self._folder = folder
        self._log = log
        self._vm: Optional[Vm] = None
        self._closed = False

    def start(self) -> None:
        """Restores the snapshot, or after that boots from the disk."""
        if self._vm is None:
            self._restore()
        else:
            self._running().boot()

    def execute(self, command: str, timeout: Optional[float]) -> tuple[int, str]:
        """Runs a command."""
        return self._running().execute(command, timeout)

    def post(self, command: str) -> None:
        """Starts a command whose answer nobody waits for."""
        agent = self._running().agent
        if agent is None:
            raise MachineError("the machine is off")
        agent.post(command)

    def monitor(self, command: str) -> str:
        """Gives the emulator's monitor a command."""
        return self._running().monitor(command)

    def wait(self, timeout: float) -> None:
        """Waits until it is off."""
        self._running().wait(timeout)

    def console(self) -> str:
        """The serial console since it was switched on."""
        return self._running().serial_tail(1 << 20)

    def close(self) -> None:
        """Ends it for good and removes its files; what another thread does with it then fails."""
        self._closed = True
        if self._vm is not None:
            self._vm.remove()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _running(self) -> Vm:
        if self._vm is None or self._closed:
            raise MachineError("the machine was ended" if self._closed else "the machine was not started")
        return self._vm

    def _restore(self) -> None:
        """Goes on from the snapshot; where the machine does not come up, it is tried again."""
        for attempt in range(1, START_ATTEMPTS + 1):
            self._vm = Vm(self._image, self._folder / f"vm{attempt}", self._data)
            try:
                self._running().restore(self._snapshot)
                install(self._running())
                return
            except (VmError, ChannelError) as error:
                self._running().remove()
                self._log.say(f"attempt {attempt} of {START_ATTEMPTS} to start the machine failed: {error}")
        raise MachineError(f"the machine did not start in {START_ATTEMPTS} attempts")


def install(vm: Vm) -> None:
    """Unpacks the second disk."""
    status, output = vm.execute("tar --extract --file /dev/vdb --directory / 2>&1", 60)
    if status != 0:
        raise VmError(f"the project could not be installed: {output}")
