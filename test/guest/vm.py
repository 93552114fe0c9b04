"""One virtual machine: the QEMU process, its monitor, and the channel to the agent that runs commands in the guest.

Everything is emulated (no KVM is needed), so that a run is the same on every machine, only slower or faster.
"""
import os
import select
import shlex
import shutil
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Optional, Sequence

import channel

MEMORY_MIB = 1024
PROCESSORS = 2
# The disk that brings the project has one size, for a snapshot knows the size of its disks.
DATA_DISK_BYTES = 64 << 20

KERNEL_COMMAND_LINE = (
    "console=ttyS0 quiet loglevel=4 mitigations=off tsc=reliable no_timer_check audit=0 selinux=0 apparmor=0 "
    "systemd.show_status=false"
)


class VmError(Exception):
    """The virtual machine is not there, or does not answer."""


@dataclass(frozen=True)
class Image:
    """What a machine boots from; see image.py."""

    folder: Path

    @property
    def disk(self) -> Path:
        return self.folder / "disk.img"

    @property
    def root(self) -> Path:
        """What is on the disk, as a folder. Nothing may be written to it."""
        return self.folder / "root"


@dataclass(frozen=True)
class Snapshot:
    """A machine that was stopped while it ran: its disk, its memory, and the state of everything else."""

    folder: Path

    @property
    def disk(self) -> Path:
        return self.folder / "disk.qcow2"

    @property
    def memory(self) -> Path:
        return self.folder / "memory"

    @property
    def state(self) -> Path:
        return self.folder / "state"


class Vm:
    """A machine with its files in a folder of its own, which is removed when it ends."""

    def __init__(self, image: Image, folder: Path, data: Optional[Path] = None) -> None:
        """
        :param folder: made here; short enough for the path of a socket in it
        :param data: a tar file, which the guest sees as its second disk
        """
        self.image = image
        self.folder = folder
        self.disk = folder / "disk.qcow2"
        self.serial = folder / "serial.log"
        self.process: Optional["subprocess.Popen[bytes]"] = None
        self.agent: Optional[channel.AgentChannel] = None
        self._monitor: Optional[channel.Connection] = None
        folder.mkdir(mode=0o700)
        self.data = folder / "data.img"
        if data is None:
            self.data.touch()
        else:
            shutil.copyfile(data, self.data)
        os.truncate(self.data, DATA_DISK_BYTES)

    def boot(self, memory: Optional[Path] = None, timeout: float = 150) -> None:
        """Boots from the disk, which is made from the image the first time, until the guest answers.

        :param memory: file for the guest's memory, where a snapshot is to be made
        """
        if not self.disk.exists():
            make_overlay(self.disk, self.image.disk, "raw")
        self._start([], memory, shared=True)
        self._await_agent(timeout)

    def restore(self, snapshot: Snapshot, timeout: float = 90) -> None:
        """Goes on where a snapshot was made, on a disk of its own."""
        make_overlay(self.disk, snapshot.disk, "qcow2")
        self._start(["-incoming", "defer"], snapshot.memory, shared=False)
        self.monitor("migrate_set_capability x-ignore-shared on")
        source = f"exec:cat {shlex.quote(str(snapshot.state))}"
        self.monitor(f"migrate_incoming {monitor_word(source)}", timeout)
        self._await_running(timeout)
        self._await_agent(timeout)
        self.execute(f"date --set=@{time.time():.3f}", 30)

    def save(self, snapshot: Snapshot, timeout: float = 120) -> None:
        """Stops the machine and keeps it as a snapshot; it was booted with the snapshot's memory file."""
        self.monitor("migrate_set_capability x-ignore-shared on")
        self.monitor("migrate_set_parameter max-bandwidth 10G")
        target = f"exec:cat > {shlex.quote(str(snapshot.state))}"
        self.monitor(f"migrate {monitor_word(target)}", timeout)
        answer = self.monitor("info migrate")
        if "Migration status: completed" not in answer:
            raise VmError(f"the state could not be saved: {answer}")
        self.stop()
        shutil.move(self.disk, snapshot.disk)

    def execute(self, command: str, timeout: Optional[float]) -> tuple[int, str]:
        """Runs a command in the guest; see channel.AgentChannel.execute."""
        if self.agent is None:
            raise VmError("the machine is not running")
        return self.agent.execute(command, timeout)

    def monitor(self, command: str, timeout: float = 60) -> str:
        """Gives QEMU's monitor a command and returns the answer, which is empty where the command ended QEMU."""
        if self._monitor is None:
            raise VmError("the machine is not running")
        self._monitor.send(command.encode() + b"\n")
        try:
            return self._monitor.read_until(b"(qemu) ", timeout).decode(errors="replace")
        except channel.ChannelClosed:
            return ""

    def wait(self, timeout: float) -> None:
        """Waits until the machine has powered off."""
        if self.process is not None:
            try:
                self.process.wait(timeout)
            except subprocess.TimeoutExpired:
                raise VmError(f"the machine did not power off within {timeout:.0f} seconds") from None
        self.stop()

    def stop(self) -> None:
        """Ends QEMU, if it runs; the disk stays."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        for connection in (self.agent, self._monitor):
            if connection is not None:
                connection.close()
        self.process = self.agent = self._monitor = None

    def remove(self) -> None:
        """Ends QEMU and removes the machine's files."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def serial_tail(self, characters: int = 3000) -> str:
        """The end of what the kernel, and the errors of commands, wrote to the serial console."""
        return self.serial.read_text(errors="replace")[-characters:] if self.serial.exists() else ""

    def _start(self, options: Sequence[str], memory: Optional[Path], shared: bool) -> None:
        with open(self.folder / "qemu.log", "wb") as log:
            self.process = subprocess.Popen(
                [*self._qemu(memory, shared), *options],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._monitor = self._connect("monitor")
        self._monitor.read_until(b"(qemu) ", 30)
        self.agent = channel.AgentChannel(self._connect("agent"))

    def _qemu(self, memory: Optional[Path], shared: bool) -> list[str]:
        """The command line. A restored machine has to have the same devices as the one that was saved."""
        backend = "memory-backend-ram"
        if memory is not None:
            backend = f"memory-backend-file,mem-path={memory},share={'on' if shared else 'off'}"
        return [
            # Nothing is left behind even where this process is killed.
            *("setpriv", "--pdeathsig", "KILL", "--", "qemu-system-x86_64"),
            *("-nodefaults", "-no-user-config", "-no-reboot", "-display", "none", "-vga", "std"),
            *("-machine", "pc,memory-backend=ram", "-cpu", "qemu64", "-smp", str(PROCESSORS)),
            *("-accel", "tcg,thread=multi,tb-size=512"),
            *("-m", str(MEMORY_MIB), "-object", f"{backend},id=ram,size={MEMORY_MIB}M"),
            *("-kernel", str(self.image.folder / "vmlinuz"), "-initrd", str(self.image.folder / "initrd.img")),
            *("-append", KERNEL_COMMAND_LINE),
            *("-drive", f"file={self.disk},if=none,id=disk,format=qcow2,cache=unsafe"),
            *("-device", "virtio-blk-pci,drive=disk"),
            *("-drive", f"file={self.data},if=none,id=data,format=raw,readonly=on"),
            *("-device", "virtio-blk-pci,drive=data"),
            *("-device", "virtio-rng-pci", "-device", "virtio-keyboard-pci", "-device", "virtio-serial-pci"),
            *("-serial", f"file:{self.serial}"),
            *("-monitor", f"unix:{self.folder}/monitor,server=on,wait=off"),
            *("-chardev", f"socket,id=agent,path={self.folder}/agent,server=on,wait=off"),
            *("-device", "virtserialport,chardev=agent,name=guest-agent"),
        ]

    def _connect(self, name: str) -> channel.Connection:
        deadline = time.monotonic() + 30
        while True:
            connection = socket.socket(socket.AF_UNIX)
            try:
                connection.connect(str(self.folder / name))
                return channel.Connection(connection)
            except OSError:
                connection.close()
            if self.process is None or self.process.poll() is not None or time.monotonic() > deadline:
                raise VmError(f"QEMU did not start: {(self.folder / 'qemu.log').read_text(errors='replace')}")
            # QEMU makes its sockets while it starts, and tells nobody.
            select.select([], [], [], 0.02)

    def _await_running(self, timeout: float) -> None:
        deadline = time.monotonic() + timeout
        while "VM status: running" not in (answer := self.monitor("info status")):
            if time.monotonic() > deadline:
                raise VmError(f"the snapshot could not be restored: {answer}")
            time.sleep(0.02)

    def _await_agent(self, timeout: float) -> None:
        if self.agent is None or not self.agent.greet(timeout):
            raise VmError(f"the guest did not answer within {timeout:.0f} seconds: {self.serial_tail()}")


def monitor_word(text: str) -> str:
    """A text as one argument of a command of QEMU's monitor."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def make_overlay(disk: Path, base: Path, kind: str) -> None:
    """Makes a disk that has what another has, and keeps what is written to it to itself."""
    words = ["qemu-img", "create", "-q", "-f", "qcow2", "-b", str(base), "-F", kind, str(disk)]
    subprocess.run(words, check=True, stdin=subprocess.DEVNULL)
