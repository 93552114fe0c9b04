"""Tests of channel.py, against the agent that runs in the guest."""
import os
import socket
import threading
import unittest

from channel import AgentChannel, ChannelClosed, ChannelError, Connection
from fakes import load_agent


class Agent(unittest.TestCase):
    """A channel with the agent at its other end."""

    def setUp(self) -> None:
        ours, theirs = socket.socketpair()
        self.theirs = theirs
        self.addCleanup(theirs.close)
        self.channel = AgentChannel(Connection(ours))
        self.addCleanup(self.channel.close)

    def serve(self, lines: int) -> None:
        """Answers this many lines in a thread."""
        agent = load_agent()

        def answer() -> None:
            with self.theirs.makefile("rb") as stream:
                for _ in range(lines):
                    agent.send(self.theirs.fileno(), agent.answer_line(stream.readline()))

        thread = threading.Thread(target=answer)
        thread.start()
        self.addCleanup(thread.join)

    def test_greeting_and_commands(self) -> None:
        """An empty line comes before each request, and has no answer."""
        self.serve(6)
        self.assertTrue(self.channel.greet(10))
        self.assertEqual(self.channel.execute("printf 'ä\\n'; exit 7", 10), (7, "ä\n"))
        self.assertEqual(self.channel.execute("head -c 300000 /dev/zero | tr '\\0' x", 10), (0, "x" * 300000))

    def test_stale_answer(self) -> None:
        """The answer to something that was asked earlier is passed over."""
        os.write(self.theirs.fileno(), b'{"id": 99, "status": 1, "output": ""}\n')
        self.serve(2)
        self.assertEqual(self.channel.execute("echo new", 10), (0, "new\n"))

    def test_silence(self) -> None:
        """A guest that does not answer in time is no guest."""
        self.assertFalse(self.channel.greet(0.05))

    def test_end(self) -> None:
        """When the machine is gone, nothing waits."""
        self.theirs.close()
        with self.assertRaises(ChannelClosed):
            self.channel.execute("true", None)


class Reading(unittest.TestCase):
    """A stream that is read up to a mark."""

    def test_pieces(self) -> None:
        """However the bytes come, what stands between the marks is what is returned."""
        ours, theirs = socket.socketpair()
        with ours, theirs:
            connection = Connection(ours)
            theirs.sendall(b"one(qemu) two(qe")
            self.assertEqual(connection.read_until(b"(qemu) ", 1), b"one")
            theirs.sendall(b"mu) ")
            self.assertEqual(connection.read_until(b"(qemu) ", 1), b"two")
            with self.assertRaises(ChannelError):
                connection.read_until(b"(qemu) ", 0.05)


if __name__ == "__main__":
    unittest.main()
