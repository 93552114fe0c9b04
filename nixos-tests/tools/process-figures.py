#!/usr/bin/env python3
"""What a process costs: counts for some time, and prints it as JSON.

process-figures PID SECONDS

  wakeups       times a second that one of its threads went to sleep, and so had been woken
  cpu_percent   of one processor, in user and in kernel mode
  rss_mb        resident memory at the end, in megabytes; and of it rss_anon_mb that no file can give back
  threads       the wake-ups a second of each thread that had any
"""
import json
import os
import re
import sys
import time


def field(path: str, name: str) -> int:
    """A number of a file of lines `Name: number`."""
    with open(path, encoding="utf8") as file:
        found = re.search(rf"^{name}:\s*(\d+)", file.read(), re.MULTILINE)
    assert found is not None, f"{path} has no {name}"
    return int(found[1])


def switches(pid: int) -> dict[str, int]:
    """How often each thread has given the processor up of its own accord."""
    counted = {}
    for thread in os.listdir(f"/proc/{pid}/task"):
        folder = f"/proc/{pid}/task/{thread}"
        with open(f"{folder}/comm", encoding="utf8", errors="replace") as file:
            counted[f"{thread} {file.read().strip()}"] = field(f"{folder}/status", "voluntary_ctxt_switches")
    return counted


def processor_seconds(pid: int) -> float:
    """The time that all of its threads have run for."""
    total = 0
    for thread in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{thread}/schedstat", encoding="utf8") as file:
            total += int(file.read().split()[0])
    return total / 1e9


def measure(pid: int, seconds: float) -> dict[str, object]:
    """What the module says."""
    before, cpu_before, start = switches(pid), processor_seconds(pid), time.monotonic()
    time.sleep(seconds)
    after, cpu_after = switches(pid), processor_seconds(pid)
    elapsed = time.monotonic() - start
    woken = {name: count - before.get(name, 0) for name, count in after.items()}
    status = f"/proc/{pid}/status"
    return {
        "wakeups": round(sum(woken.values()) / elapsed, 2),
        "cpu_percent": round(100 * (cpu_after - cpu_before) / elapsed, 3),
        "rss_mb": round(field(status, "VmRSS") * 1024 / 1e6, 1),
        "rss_anon_mb": round(field(status, "RssAnon") * 1024 / 1e6, 1),
        "threads": {name: round(count / elapsed, 2) for name, count in woken.items() if count},
    }


if __name__ == "__main__":
    if sys.argv[1:] in ([], ["--help"]):
        print(__doc__)
    else:
        print(json.dumps(measure(int(sys.argv[1]), float(sys.argv[2]))))
