"""Keyboards are found by what they can do, among all nodes of the machine, for a player in the group input."""
import json

KEYBOARD = "Framework Laptop 16 Keyboard Module - ANSI"
NODES = ["main", "system", "consumer", "radio", "keyboard", "touchpad", "mouse", "power", "lid"]

start_all()
machine.wait_for_file("/run/user/1000/bus")
machine.succeed("virtual-keyboard start")

with subtest("the nodes of a Framework 16 are there, and what else a laptop has"):
    plugs = " ".join(f"'plug {node}'" for node in NODES)
    paths = dict(zip(NODES, machine.succeed(f"virtual-keyboard {plugs}").split()))
    assert len(set(paths.values())) == len(NODES), paths
    names = machine.succeed("cat /sys/class/input/event*/device/name").splitlines()
    others = {f"{KEYBOARD} {what} Control" for what in ("System", "Consumer", "Wireless Radio")} | {
        "PIXA3854:00 093A:0274 Touchpad",
        "PIXA3854:00 093A:0274 Mouse",
        "Power Button",
        "Lid Switch",
    }
    keyboards = {"QEMU Virtio Keyboard", KEYBOARD, f"{KEYBOARD} Keyboard"}
    assert others | keyboards <= set(names), names

with subtest("every keyboard is played, and nothing else is"):
    ready = machine.succeed("instrument start --driver none")
    played = set(ready.split("; playing ")[1].split(". Hold Esc")[0].split(", "))
    assert keyboards <= played, ready
    assert not played & others, ready
    # An emulated PC may have its own keyboard besides.
    assert played - keyboards <= {"AT Translated Set 2 keyboard"}, ready

with subtest("all of them sound, and what is not a keyboard is not listened to"):
    machine.succeed(
        "virtual-keyboard 'tap main q' 'tap keyboard w' 'tap system wakeup' 'tap consumer volumeup' 'tap radio rfkill'"
    )
    machine.send_key("e")
    machine.sleep(1)
    counters = json.loads(machine.succeed("instrument stop"))["counters"]
    assert (counters["notesOn"], counters["notesOff"], counters["notesHeld"]) == (3, 3, 0), counters
    assert counters["devices"] == len(played), counters
    assert machine.succeed("instrument errors") == ""
