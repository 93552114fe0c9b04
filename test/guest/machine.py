"""The machine of a test script: the calls that the NixOS test driver's machine has, with its meaning and its errors.

Scripts are written for NixOS's driver and run by both; so nothing may be added here that it has not.
"""
import base64
import re
import shlex
import tempfile
import time
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Callable, Optional

from archive import pack, unpack
from channel import ChannelClosed
from keys import key_of
from log import Log
from protocol import Answer, Computer
from retrying import MachineError, RequestedAssertionFailed, retry
from screen import png_of
from systemd_units import SystemdUnits


class Machine(SystemdUnits):
    """A machine by its name in the script."""

    name = "machine"

    def __init__(self, computer: Computer, log: Log, out_dir: Path) -> None:
        """
        :param out_dir: where files and screenshots from the guest go
        """
        self._computer = computer
        self._log = log
        self.out_dir = out_dir
        self.booted = False

    def __repr__(self) -> str:
        return f"<{type(self).__name__} '{self.name}'>"

    def log(self, msg: str) -> None:
        """Notes a step."""
        self._log.log(msg)

    def nested(self, msg: str, attrs: Optional[dict[str, str]] = None) -> AbstractContextManager[None]:
        """Notes a step with steps of its own."""
        return self._log.nested(msg)

    # Switching on and off.

    def is_up(self) -> bool:
        """Whether it runs."""
        return self.booted

    def start(self, allow_reboot: bool = False) -> None:
        """Switches it on. After it was off it boots from what is on its disk."""
        if self.booted:
            return
        self.log("starting vm")
        self._computer.start()
        self.booted = True

    def wait_for_shutdown(self) -> None:
        """Waits until it has powered off."""
        if self.booted:
            with self.nested("waiting for the VM to power off"):
                self._computer.wait(300)
                self.booted = False

    def shutdown(self) -> None:
        """Powers it off."""
        if self.booted:
            self._computer.post("poweroff")
            self.wait_for_shutdown()

    def reboot(self) -> None:
        """Reboots it; what is on its disk stays."""
        if self.booted:
            with self.nested("rebooting"):
                self._computer.reboot()

    def crash(self) -> None:
        """Cuts the power."""
        if self.booted:
            self.log("forced crash")
            self._computer.monitor("quit")
            self.wait_for_shutdown()

    # Commands.

    def execute(
        self, command: str, check_return: bool = True, check_output: bool = True, timeout: Optional[float] = 900
    ) -> Answer:
        """Runs a command with `set -euo pipefail` and returns its status and its standard output.

        :param check_return: false gives the status -1
        :param check_output: false does not wait for it, and gives the status -2 and no output
        :param timeout: seconds, after which the status is 124; None is for ever
        """
        self.start()
        if not check_output:
            self._computer.post(command)
            return -2, ""
        try:
            status, output = self._computer.execute(command, timeout)
        except ChannelClosed:
            if check_return:
                raise
            # The command may have been one that powers the machine off.
            return -1, ""
        return (status if check_return else -1), output

    def succeed(self, *commands: str, timeout: Optional[float] = None) -> str:
        """Runs commands, each of which has to end with status 0, and returns what they wrote."""
        return "".join(self._succeed(command, timeout) for command in commands)

    def fail(self, *commands: str, timeout: Optional[float] = None) -> str:
        """Runs commands, none of which may end with status 0, and returns what they wrote."""
        return "".join(self._fail(command, timeout) for command in commands)

    def _succeed(self, command: str, timeout: Optional[float]) -> str:
        with self.nested(f"must succeed: {command}"):
            status, output = self.execute(command, timeout=timeout)
            if status != 0:
                self.log(f"output: {output}")
                raise RequestedAssertionFailed(f"command `{command}` failed (exit code {status})")
            return output

    def _fail(self, command: str, timeout: Optional[float]) -> str:
        with self.nested(f"must fail: {command}"):
            status, output = self.execute(command, timeout=timeout)
            if status == 0:
                raise RequestedAssertionFailed(f"command `{command}` unexpectedly succeeded")
            return output

    # Waiting.

    def wait_until_succeeds(self, command: str, timeout: float = 900) -> str:
        """Runs a command once a second until its status is 0."""
        with self.nested(f"waiting for success: {command}"):
            return self._run_until(lambda status: status == 0, command, timeout)

    def wait_until_fails(self, command: str, timeout: float = 900) -> str:
        """Runs a command once a second until its status is not 0."""
        with self.nested(f"waiting for failure: {command}"):
            return self._run_until(lambda status: status != 0, command, timeout)

    def _run_until(self, enough: Callable[[int], bool], command: str, timeout: float) -> str:
        output = ""

        def attempt(_last_try: bool) -> bool:
            nonlocal output
            status, output = self.execute(command, timeout=timeout)
            return enough(status)

        retry(attempt, timeout)
        return output

    def wait_for_file(self, filename: str, timeout: float = 900) -> None:
        """Waits until a file is there."""
        with self.nested(f"waiting for file '{filename}'"):
            self._run_until(lambda status: status == 0, f"test -e {filename}", timeout)

    def wait_for_open_port(self, port: int, addr: str = "localhost", timeout: float = 900) -> None:
        """Waits until something listens on a TCP port."""
        with self.nested(f"waiting for TCP port {port} on {addr}"):
            self._run_until(lambda status: status == 0, f"nc -z {addr} {port}", timeout)

    def wait_for_closed_port(self, port: int, addr: str = "localhost", timeout: float = 900) -> None:
        """Waits until nothing listens on a TCP port."""
        with self.nested(f"waiting for TCP port {port} on {addr} to be closed"):
            self._run_until(lambda status: status != 0, f"nc -z {addr} {port}", timeout)

    def wait_for_open_unix_socket(self, addr: str, is_datagram: bool = False, timeout: float = 900) -> None:
        """Waits until something listens on a socket in the file system."""
        kind = "datagram" if is_datagram else "stream"
        with self.nested(f"waiting for UNIX-domain {kind} on '{addr}'"):
            options = "-z -uU" if is_datagram else "-z -U"
            self._run_until(lambda status: status == 0, f"nc {options} {addr}", timeout)

    def sleep(self, secs: float) -> None:
        """Waits in the guest's time."""
        self.succeed(f"sleep {secs}")

    # Keyboard and screen.

    def send_key(self, key: str, delay: Optional[float] = 0.01, log: Optional[bool] = True) -> None:
        """Presses and releases a key of the virtual keyboard.

        :param key: a character, or the emulator's name of a key or of keys together, as `ctrl-alt-f2`
        :param delay: seconds to wait after it
        """
        with self.nested(f"sending key {key!r}") if log else nullcontext():
            self.send_monitor_command(f"sendkey {key_of(key)}")
            if delay is not None:
                time.sleep(delay)

    def send_chars(self, chars: str, delay: Optional[float] = 0.01) -> None:
        """Types."""
        with self.nested(f"sending keys {chars!r}"):
            for character in chars:
                self.send_key(character, delay, log=False)

    def get_tty_text(self, tty: str) -> str:
        """What stands on a virtual console."""
        width = f"$(stty -F /dev/tty{tty} size | awk '{{print $2}}')"
        return self.execute(f"fold -w{width} /dev/vcs{tty}")[1]

    def wait_until_tty_matches(self, tty: str, regexp: str, timeout: float = 900) -> None:
        """Waits until a regular expression matches on a virtual console."""

        def matches(last_try: bool) -> bool:
            text = self.get_tty_text(tty)
            if last_try:
                self.log(f"Last chance to match /{regexp}/ on TTY{tty}, which currently contains: {text}")
            return re.search(regexp, text) is not None

        with self.nested(f"waiting for {regexp} to appear on tty {tty}"):
            retry(matches, timeout)

    def screenshot(self, filename: str) -> None:
        """Takes a picture of the screen, in PNG format."""
        path = self.out_dir / (filename if "." in filename else f"{filename}.png")
        with self.nested(f"making screenshot {path}"), tempfile.TemporaryDirectory() as folder:
            picture = Path(folder) / "ppm"
            self.send_monitor_command(f"screendump {picture}")
            if not picture.exists():
                raise MachineError("the emulator made no picture of the screen")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(png_of(picture.read_bytes()))

    def send_monitor_command(self, command: str) -> str:
        """Gives the emulator's monitor a command and returns what it answers."""
        self.start()
        return self._computer.monitor(command)

    def wait_for_console_text(self, regex: str, timeout: Optional[float] = None) -> None:
        """Waits until a regular expression matches what came over the serial console."""
        with self.nested(f"waiting for {regex} to appear on console"):
            bound = float("inf") if timeout is None else timeout
            retry(lambda _last_try: re.search(regex, self.get_console_log()) is not None, bound)

    def get_console_log(self) -> str:
        """What came over the serial console since it was switched on."""
        return self._computer.console()

    # Files.

    def copy_from_machine(self, source: str, target_dir: str = "") -> None:
        """Copies a file or a folder from the guest to the folder of results."""
        target = self.out_dir / target_dir
        target.mkdir(parents=True, exist_ok=True)
        folder, name = shlex.quote(str(Path(source).parent)), shlex.quote(Path(source).name)
        packed = base64.b64decode(self.succeed(f"tar --create --directory {folder} {name} | base64 -w 0"))
        unpack(packed, target)

    def copy_from_vm(self, source: str, target_dir: str = "") -> None:
        """The older name of copy_from_machine."""
        self.copy_from_machine(source, target_dir)

    def copy_from_host_via_shell(self, source: str, target: str) -> None:
        """Copies a file into the guest."""
        self.succeed(f"mkdir -p $(dirname {target})", f"true > {target}")
        self._append(Path(source).read_bytes(), target)

    def copy_from_host(self, source: str, target: str) -> None:
        """Copies a file or a folder into the guest; it belongs to root there and keeps its mode."""
        folder = self.succeed("mktemp --directory").strip()
        self._append(pack(Path(source)), f"{folder}/packed")
        name, place = shlex.quote(Path(source).name), shlex.quote(target)
        self.succeed(
            f"mkdir -p {shlex.quote(str(Path(target).parent))}",
            f"cd {folder}; tar --extract --file packed; cp -r {name} {place}; rm -r {folder}",
        )

    def _append(self, data: bytes, target: str) -> None:
        # In pieces, since one argument of a program is at most 128 KiB long.
        for start in range(0, len(data), 90_000):
            text = base64.b64encode(data[start : start + 90_000]).decode()
            self.succeed(f"base64 -d <<< {text} >> {target}")
