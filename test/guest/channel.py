"""How commands get into the guest: lines of JSON through a virtual serial port; files/usr/local/sbin/guest-agent answers."""
import base64
import json
import select
import socket
import time
from typing import Any, Optional

# How much longer than a command's own timeout its answer may take: an emulated machine is slow to start a program.
GRACE_SECONDS = 60.0


class ChannelError(Exception):
    """The other side did not answer in time, or is gone."""


class ChannelClosed(ChannelError):
    """The other side is gone."""


class Connection:
    """A stream socket that is read up to a mark."""

    def __init__(self, stream: socket.socket) -> None:
        self._stream = stream
        self._pending = b""

    def send(self, data: bytes) -> None:
        """Sends all of it."""
        try:
            self._stream.sendall(data)
        except OSError as error:
            raise ChannelClosed(f"the virtual machine is gone: {error}") from None

    def read_until(self, mark: bytes, timeout: Optional[float]) -> bytes:
        """What comes up to a mark, without it.

        :param timeout: in seconds; None waits for ever
        :raises ChannelError: after the timeout, or when the connection ends
        """
        deadline = None if timeout is None else time.monotonic() + timeout
        while mark not in self._pending:
            left = None if deadline is None else max(0.0, deadline - time.monotonic())
            chunk = self._receive(left)
            if chunk is None:
                raise ChannelError(f"no answer within {timeout:.0f} seconds")
            if not chunk:
                raise ChannelClosed("the virtual machine is gone")
            self._pending += chunk
        found, self._pending = self._pending.split(mark, 1)
        return found

    def _receive(self, timeout: Optional[float]) -> Optional[bytes]:
        """What is there, nothing at the end of the connection, and None after the timeout."""
        try:
            if not select.select([self._stream], [], [], timeout)[0]:
                return None
            return self._stream.recv(1 << 20)
        except (OSError, ValueError):
            # The machine was ended, perhaps by another thread, which has closed the socket too.
            return b""

    def close(self) -> None:
        """Ends the connection."""
        self._stream.close()


class AgentChannel:
    """The agent in the guest. One command runs at a time."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._last_id = 0

    def greet(self, timeout: float) -> bool:
        """Whether the agent answers within a time, in seconds."""
        try:
            self._ask({}, timeout)
        except ChannelError:
            return False
        return True

    def execute(self, command: str, timeout: Optional[float]) -> tuple[int, str]:
        """Runs a command with bash in the guest.

        :param timeout: seconds after which the command is ended, with status 124; None is never
        :returns: its status and its standard output
        :raises ChannelError: when the guest does not answer at all
        """
        answer = self._ask(
            {"command": command, "timeout": timeout}, None if timeout is None else timeout + GRACE_SECONDS
        )
        return answer["status"], base64.b64decode(answer["output"]).decode(errors="replace")

    def post(self, command: str) -> None:
        """Starts a command whose answer nobody waits for, such as one that powers the machine off."""
        self._last_id += 1
        self._connection.send(self._line({"command": command, "timeout": None}))

    def close(self) -> None:
        """Ends the connection; the agent stays."""
        self._connection.close()

    def _line(self, request: dict[str, Any]) -> bytes:
        return json.dumps({"id": self._last_id, **request}).encode() + b"\n"

    def _ask(self, request: dict[str, Any], timeout: Optional[float]) -> dict[str, Any]:
        self._last_id += 1
        # The new line ends what an earlier connection may have left half sent.
        self._connection.send(b"\n" + self._line(request))
        while True:
            answer: dict[str, Any] = json.loads(self._connection.read_until(b"\n", timeout))
            if answer["id"] == self._last_id:
                return answer
