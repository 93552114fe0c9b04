#!/usr/bin/env python3
"""What sounds: waits for sound at the monitor of the default sink, listens, and prints what it heard as JSON.

heard-pitch [SECONDS [PATIENCE]]    1.5 seconds of sound; gives up after 60 seconds of silence

  pitch     of the fundamental, in hertz; null for silence
  level     root mean square; 1 is full scale
  gaps      interruptions: stretches of more than a millisecond in which every sample is zero
  gap_ms    how long they are together
  seconds   of sound that were listened to; 0 for silence

As a service of Type=notify it is ready when it hears the sink, sounding or not. It needs pw-record, and the environment
of the user's session. The arithmetic is small enough for plain Python on an emulated machine.
"""
import array
import json
import math
import os
import socket
import subprocess
import sys
import time

RATE = 48000
FRAME_BYTES = 8
BLOCK_FRAMES = 4800
# Every so many frames are kept for the arithmetic; none of the test notes has much above a quarter of what is left.
STEP = 4
AUDIBLE = 0.002
# The attack of a note is not yet its pitch.
ATTACK_SECONDS = 0.1
WINDOW = 2400
LOWEST_HERTZ, HIGHEST_HERTZ = 50, 1000
GAP = bytes(FRAME_BYTES * RATE // 1000)

RECORD = ["pw-record", "--raw", "--format", "f32", "--rate", str(RATE), "--channels", "2"]
FROM_SINK = ["--properties", "{ stream.capture.sink = true }", "-"]


def thinned(data: bytes) -> "array.array[float]":
    """One channel of some of the frames."""
    samples = array.array("f", data)
    return samples[:: 2 * STEP]


def level(samples: "array.array[float]") -> float:
    """Root mean square."""
    return math.sqrt(sum(sample * sample for sample in samples) / len(samples)) if samples else 0.0


def pitch(samples: "array.array[float]") -> float:
    """The pitch in hertz of the first samples, by autocorrelation: the first lag that is nearly as good as the best."""
    rate = RATE / STEP
    shortest, longest = int(rate / HIGHEST_HERTZ), int(rate / LOWEST_HERTZ)
    window = samples[: min(WINDOW, len(samples) - longest - 1)]
    likeness = {
        lag: sum(a * b for a, b in zip(window, samples[lag : lag + len(window)]))
        for lag in range(shortest - 1, longest + 2)
    }
    enough = 0.9 * max(likeness[lag] for lag in range(shortest, longest + 1))
    for lag in range(shortest, longest + 1):
        before, here, after = likeness[lag - 1], likeness[lag], likeness[lag + 1]
        if here >= enough and before <= here >= after:
            # The top of the parabola through the three.
            return rate / (lag + (before - after) / (2 * (before - 2 * here + after)))
    return rate / max(likeness, key=lambda lag: likeness[lag])


def gaps(data: bytes) -> tuple[int, int]:
    """How many, and how many frames they have together."""
    count = frames = start = 0
    while (start := data.find(GAP, start)) >= 0:
        start += -start % FRAME_BYTES
        end = start
        while end < len(data) and not any(data[end : end + FRAME_BYTES]):
            end += FRAME_BYTES
        if end - start >= len(GAP):
            count += 1
            frames += (end - start) // FRAME_BYTES
        start = end + 1
    return count, frames


def listen(seconds: float, patience: float) -> dict[str, object]:
    """What the module says."""
    recorder = subprocess.Popen([*RECORD, *FROM_SINK], stdout=subprocess.PIPE, stdin=subprocess.DEVNULL)
    assert recorder.stdout is not None
    try:
        deadline = time.monotonic() + patience
        heard = b""
        ready = False
        while len(heard) < (ATTACK_SECONDS + seconds) * RATE * FRAME_BYTES:
            block = recorder.stdout.read(BLOCK_FRAMES * FRAME_BYTES)
            if len(block) < BLOCK_FRAMES * FRAME_BYTES:
                sys.exit("pw-record ended")
            if not ready:
                notify_ready()
                ready = True
            if heard or level(thinned(block)) > AUDIBLE:
                heard += block
            elif time.monotonic() > deadline:
                return {"pitch": None, "level": 0, "gaps": 0, "gap_ms": 0, "seconds": 0}
    finally:
        recorder.terminate()
        recorder.wait()
    sound = heard[int(ATTACK_SECONDS * RATE) * FRAME_BYTES :]
    samples = thinned(sound)
    count, frames = gaps(sound)
    return {
        "pitch": round(pitch(samples), 2),
        "level": round(level(samples), 4),
        "gaps": count,
        "gap_ms": frames * 1000 / RATE,
        "seconds": seconds,
    }


def notify_ready() -> None:
    """Tells systemd that the service is up."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if address:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notification:
            notification.sendto(b"READY=1", address.replace("@", "\0", 1) if address[0] == "@" else address)


if __name__ == "__main__":
    if "--help" in sys.argv[1:2]:
        print(__doc__)
    else:
        print(json.dumps(listen(*(float(word) for word in [*sys.argv[1:], "1.5", "60"][:2]))))
