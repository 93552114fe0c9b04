#!/usr/bin/env python3
"""When it sounds: listens at the monitor of the default sink, and notes every stretch of time in which it hears sound.

when-sounding FILE    writes a line for each 10 ms that are not silent: when they were heard, and their level

Times are seconds of CLOCK_MONOTONIC, which /proc/uptime counts too; a period or two of the sound server later than it
sounded. As a service of Type=notify it is ready when it hears the sink, sounding or not. It listens until it is ended, and
needs pw-record and the environment of the user's session.
"""
import array
import math
import os
import socket
import subprocess
import sys
import time

RATE = 48000
BLOCK_FRAMES = 480
AUDIBLE = 0.002
RECORD = ["pw-record", "--raw", "--format", "f32", "--rate", str(RATE), "--channels", "1", "--latency", "10ms"]
FROM_SINK = ["--properties", "{ stream.capture.sink = true }", "-"]


def listen(path: str) -> None:
    """Writes until nothing comes any more."""
    recorder = subprocess.Popen([*RECORD, *FROM_SINK], stdout=subprocess.PIPE, stdin=subprocess.DEVNULL)
    assert recorder.stdout is not None
    ready = False
    with open(path, "w", encoding="utf8", buffering=1) as file:
        while data := recorder.stdout.read(4 * BLOCK_FRAMES):
            if not ready:
                notify_ready()
                ready = True
            samples = array.array("f", data)
            level = math.sqrt(sum(sample * sample for sample in samples) / len(samples))
            if level > AUDIBLE:
                file.write(f"{time.monotonic():.3f} {level:.4f}\n")


def notify_ready() -> None:
    """Tells systemd that the service is up."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if address:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notification:
            notification.sendto(b"READY=1", address.replace("@", "\0", 1) if address[0] == "@" else address)


if __name__ == "__main__":
    if sys.argv[1:] in ([], ["--help"]):
        print(__doc__)
    else:
        listen(sys.argv[1])
