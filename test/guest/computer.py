"""What carries a script's machine out.

A guest is a virtual machine that goes on from the snapshot the first time it is started; a container boots each time,
which takes a second or two.
"""
import shutil
from pathlib import Path
from typing import Callable, Optional

from channel import ChannelError
from log import Log
from nspawn import Container, ContainerError
from retrying import MachineError
from vm import Image, Snapshot, Vm, VmError

START_ATTEMPTS = 3

# What `execute` of both kinds of machine is: a command and a timeout in seconds, answered by status and output.
Execute = Callable[[str, Optional[float]], tuple[int, str]]

SESSION_IS_UP = (
    "until su -l alice -c 'XDG_RUNTIME_DIR=/run/user/1000 systemctl --user is-active --quiet pipewire wireplumber "
    "pipewire-pulse'; do sleep 0.1; done 2>/dev/null"
)


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

    def reboot(self) -> None:
        """Reboots by the keys for it, as the NixOS driver does. The emulator ends instead, and is started anew."""
        vm = self._running()
        vm.monitor("sendkey ctrl-alt-delete")
        vm.wait(300)
        vm.boot()

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
                install(self._running().execute)
                return
            except (VmError, ChannelError, InstallError) as error:
                self._running().remove()
                self._log.say(f"attempt {attempt} of {START_ATTEMPTS} to start the machine failed: {error}")
        raise MachineError(f"the machine did not start in {START_ATTEMPTS} attempts")


class ContainerComputer:
    """A container with a folder of its own. `close` ends it. There is no emulator, so there are no keys and no screen."""

    def __init__(self, root: Path, data: Path, folder: Path, log: Log) -> None:
        """
        :param root: the root file system, which stays as it is
        :param data: what a virtual machine has on its second disk
        :param folder: made here
        """
        self._root = root
        self._data = data
        self._folder = folder
        self._log = log
        self._container: Optional[Container] = None
        self._closed = False

    def start(self) -> None:
        """Boots, until alice's session is there with its sound server."""
        first = self._container is None
        if self._container is None:
            self._container = Container(self._root, self._folder / "box", self._data)
        try:
            self._running().boot()
            if first:
                install(self.execute)
            self._await_session()
        except (ContainerError, ChannelError, InstallError) as error:
            raise MachineError(f"the container did not start: {error}") from None

    def execute(self, command: str, timeout: Optional[float]) -> tuple[int, str]:
        """Runs a command."""
        return self._running().execute(command, timeout)

    def post(self, command: str) -> None:
        """Starts a command whose answer nobody waits for."""
        self._running().post(command)

    def monitor(self, command: str) -> str:
        """There is no emulator, but its power switch."""
        if command != "quit":
            raise MachineError(f"a container has no emulator that could do this: {command}")
        self._running().stop()
        return ""

    def wait(self, timeout: float) -> None:
        """Waits until it is off."""
        self._running().wait(timeout)

    def reboot(self) -> None:
        """Off and on again: as its child, systemd-nspawn could not start it a second time."""
        self.post("systemctl poweroff")
        self.wait(60)
        self.start()

    def console(self) -> str:
        """What came on the console since it was switched on."""
        return "" if self._container is None else self._container.console()

    def close(self) -> None:
        """Ends it for good and removes its files; what another thread does with it then fails."""
        self._closed = True
        if self._container is not None:
            self._container.remove()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _await_session(self) -> None:
        if self.execute(SESSION_IS_UP, 60)[0] != 0:
            raise MachineError(f"the session did not come up in the container:\n{self.console()[-3000:]}")

    def _running(self) -> Container:
        if self._container is None or self._closed:
            raise MachineError("the machine was ended" if self._closed else "the machine was not started")
        return self._container


class InstallError(Exception):
    """The project did not get into the machine."""


def install(execute: Execute) -> None:
    """Unpacks the second disk."""
    status, output = execute("tar --extract --file /dev/vdb --directory / 2>&1", 60)
    if status != 0:
        raise InstallError(f"the project could not be installed: {output}")
