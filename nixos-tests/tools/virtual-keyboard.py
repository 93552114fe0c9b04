#!/usr/bin/env python3
"""Input devices that a test plays: the nodes of a Framework 16 and what else a laptop has, made with uinput.

virtual-keyboard start          starts the service that makes and plays them
virtual-keyboard COMMAND...     has it obey commands, each one argument, and prints what they answer

commands:
  plug NODE              make the node; answers its path under /dev/input once udev is done with it
  unplug NODE            take it away
  press NODE KEY         KEY is the end of a name in <linux/input-event-codes.h>: q, leftshift, volumeup
  release NODE KEY
  tap NODE KEY [MS]      press, hold for 60 ms or so many, release, and stay up for as long
  grab NODE              take its events from every other reader, until
  ungrab NODE
  flood NODE COUNT       COUNT events as fast as possible, of a key that means nothing to the instrument
  wait MS
"""
import os
import socket
import subprocess
import sys
import time

SOCKET = "/run/virtual-keyboard"
SERVICE = ["systemd-run", "--quiet", "--unit=virtual-keyboard", "--property=Type=notify", "--setenv=PATH"]

# Bitmaps as /sys/class/input/event*/device/capabilities has them: words of 64 bits, the highest first.
TYPING_KEYS = "7f07000000007 ff9f207ac14057ff febeffdfffefffff fffffffffffffffe"
KEYBOARD = "Framework Laptop 16 Keyboard Module - ANSI"
FRAMEWORK = (0x03, 0x32AC, 0x0012)

# name, (bus, vendor, product), {type: bitmap of its codes}
NODES = {
    "main": (KEYBOARD, FRAMEWORK, {"KEY": TYPING_KEYS, "MSC": "10", "LED": "1f"}),
    "system": (f"{KEYBOARD} System Control", FRAMEWORK, {"KEY": "c000 10000000000000 0", "MSC": "10"}),
    "consumer": (
        f"{KEYBOARD} Consumer Control",
        FRAMEWORK,
        {
            "KEY": "3f000303ff 0 0 483ffff17aff32d bfd4444600000000 1 130ff38b17d000 "
            "677bfad9415fed 9ed68000004400 10000002",
            "REL": "1040",
            "ABS": "100000000",
            "MSC": "10",
        },
    ),
    "radio": (f"{KEYBOARD} Wireless Radio Control", FRAMEWORK, {"KEY": "80000000000000 0 0 0", "MSC": "10"}),
    "keyboard": (f"{KEYBOARD} Keyboard", FRAMEWORK, {"KEY": TYPING_KEYS, "MSC": "10", "LED": "1f"}),
    "touchpad": (
        "PIXA3854:00 093A:0274 Touchpad",
        (0x18, 0x093A, 0x0274),
        {"KEY": "e520 10000 0 0 0 0", "ABS": "2e0800000000003", "MSC": "20"},
    ),
    "mouse": ("PIXA3854:00 093A:0274 Mouse", (0x18, 0x093A, 0x0274), {"KEY": "70000 0 0 0 0", "REL": "103"}),
    "power": ("Power Button", (0x19, 0, 1), {"KEY": "10000000000000 0"}),
    "lid": ("Lid Switch", (0x19, 0, 5), {"SW": "1"}),
}
TOUCHPAD_RANGES = {"ABS_X": 3841, "ABS_MT_POSITION_X": 3841, "ABS_Y": 2392, "ABS_MT_POSITION_Y": 2392}
FLOOD_KEY = "compose"
TAP_MS = 60


def codes_of(bitmap: str) -> list[int]:
    """The numbers of the bits that are set."""
    words = [int(word, 16) for word in reversed(bitmap.split())]
    return [64 * index + bit for index, word in enumerate(words) for bit in range(64) if word >> bit & 1]


class Devices:
    """The nodes that are plugged in."""

    def __init__(self) -> None:
        # Only the service pays for loading this: under emulation it takes a second.
        import evdev

        self._evdev = evdev
        self._plugged: dict[str, evdev.UInput] = {}
        self._paths: dict[str, str] = {}
        self._grabbed: dict[str, evdev.InputDevice] = {}

    def obey(self, command: str) -> str:
        """Does what a command says; what it answers, if anything.

        :raises ValueError, KeyError, TypeError: for a command that is none
        """
        name, *operands = command.split()
        if name not in ("plug", "unplug", "press", "release", "tap", "grab", "ungrab", "flood", "wait"):
            raise ValueError(f"there is no command {name}")
        return getattr(self, name)(*operands) or ""

    def plug(self, node: str) -> str:
        name, (bus, vendor, product), bitmaps = NODES[node]
        ecodes = self._evdev.ecodes
        events = {getattr(ecodes, f"EV_{kind}"): codes_of(bitmap) for kind, bitmap in bitmaps.items()}
        if ecodes.EV_ABS in events:
            events[ecodes.EV_ABS] = [(code, self._range(code)) for code in events[ecodes.EV_ABS]]
        properties = [ecodes.INPUT_PROP_POINTER, ecodes.INPUT_PROP_BUTTONPAD] if node == "touchpad" else []
        made = self._evdev.UInput(
            events, name=name, bustype=bus, vendor=vendor, product=product, input_props=properties
        )
        path = self._paths[node] = made.device.path
        made.device.close()
        self._plugged[node] = made
        subprocess.run(["udevadm", "settle", "--timeout=60"], check=True)
        return path

    def unplug(self, node: str) -> None:
        self._plugged.pop(node).close()

    def press(self, node: str, key: str) -> None:
        self._change(node, key, 1)

    def release(self, node: str, key: str) -> None:
        self._change(node, key, 0)

    def tap(self, node: str, key: str, ms: str = str(TAP_MS)) -> None:
        self.press(node, key)
        self.wait(ms)
        self.release(node, key)
        self.wait(ms)

    def grab(self, node: str) -> None:
        self._grabbed[node] = self._evdev.InputDevice(self._paths[node])
        self._grabbed[node].grab()

    def ungrab(self, node: str) -> None:
        self._grabbed.pop(node).close()

    def flood(self, node: str, count: str) -> None:
        # A press and its report, a release and its report.
        for _ in range(int(count) // 4):
            self.press(node, FLOOD_KEY)
            self.release(node, FLOOD_KEY)

    def wait(self, ms: str) -> None:
        time.sleep(int(ms) / 1000)

    def _change(self, node: str, key: str, value: int) -> None:
        ecodes = self._evdev.ecodes
        self._plugged[node].write(ecodes.EV_KEY, ecodes.ecodes[f"KEY_{key.upper()}"], value)
        self._plugged[node].syn()

    def _range(self, code: int) -> object:
        names = self._evdev.ecodes.ABS[code]
        for name in [names] if isinstance(names, str) else names:
            if name in TOUCHPAD_RANGES:
                return self._evdev.AbsInfo(0, 0, TOUCHPAD_RANGES[name], 0, 0, 31)
        return self._evdev.AbsInfo(0, 0, 4, 0, 0, 0)


def serve() -> None:
    """Obeys one connection after the other, for ever."""
    devices = Devices()
    if os.path.exists(SOCKET):
        os.unlink(SOCKET)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(SOCKET)
    listener.listen()
    notify_ready()
    while True:
        connection, _ = listener.accept()
        with connection, connection.makefile("rw", encoding="utf8") as stream:
            for line in stream:
                try:
                    answer = f"ok {devices.obey(line)}"
                except (KeyError, OSError, TypeError, ValueError) as error:
                    answer = f"failed {type(error).__name__}: {error}"
                stream.write(f"{answer}\n")
                stream.flush()


def notify_ready() -> None:
    """Tells systemd that the service is up."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if address:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notification:
            notification.sendto(b"READY=1", address.replace("@", "\0", 1) if address[0] == "@" else address)


def send(commands: list[str]) -> None:
    """Has the service obey, and stops at the first command that fails."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(SOCKET)
        with connection.makefile("rw", encoding="utf8") as stream:
            for command in commands:
                stream.write(f"{command}\n")
                stream.flush()
                outcome, _, answer = stream.readline().strip().partition(" ")
                if outcome != "ok":
                    sys.exit(f"{command}: {answer}")
                if answer:
                    print(answer)


if __name__ == "__main__":
    if sys.argv[1:] in ([], ["--help"]):
        print(__doc__)
    elif sys.argv[1:] == ["start"]:
        subprocess.run([*SERVICE, "virtual-keyboard", "serve"], check=True)
    elif sys.argv[1:] == ["serve"]:
        serve()
    else:
        send(sys.argv[1:])
