"""A keyboard of several nodes is one keyboard; a node that goes ends its notes, and is played again when it is back."""
import json

start_all()
machine.wait_for_file("/run/user/1000/bus")
machine.succeed("virtual-keyboard start")
main, keyboard = machine.succeed("virtual-keyboard 'plug main' 'plug keyboard'").split()
machine.succeed(f"instrument start --driver none --device {main} --device {keyboard}")

with subtest("a key that is down on two nodes is one note"):
    machine.succeed(
        "virtual-keyboard 'press main q' 'wait 100' 'press keyboard q' 'wait 100' 'release main q' 'wait 100' "
        "'release keyboard q' 'wait 100'"
    )

with subtest("a node that vanishes in the middle of notes is told of"):
    machine.succeed("virtual-keyboard 'press main w' 'press main e' 'wait 300' 'unplug main'")
    machine.wait_until_succeeds("instrument errors | grep -F '[DEVICE_LOST]'", timeout=30)
    errors = machine.succeed("instrument errors")
    assert f"{main} is gone; its notes have ended." in errors, errors

with subtest("it is played again as soon as it is back, and the other one was played all the time"):
    machine.succeed("virtual-keyboard 'tap keyboard r'")
    assert machine.succeed("virtual-keyboard 'plug main'").strip() == main
    machine.succeed(f"instrument opened {main}")
    machine.succeed("virtual-keyboard 'tap main t' 'press keyboard y' 'wait 500'")

with subtest("a node that vanishes before its last events are read is no different"):
    # The kernel lifts the keys of a node that goes, and then drops what was not read of it.
    machine.succeed("instrument signal STOP", "virtual-keyboard 'unplug keyboard'", "instrument signal CONT")
    machine.wait_until_succeeds(f"instrument errors | grep -F '{keyboard} is gone'", timeout=30)
    machine.sleep(1)

with subtest("every note was begun once and ended once"):
    counters = json.loads(machine.succeed("instrument stop"))["counters"]
    assert counters["notesOn"] == 6, counters
    assert (counters["notesOff"], counters["notesHeld"]) == (6, 0), counters
    assert counters["devices"] == 1, counters
