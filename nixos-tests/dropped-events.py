"""Events that the kernel drops, because the instrument was held up, leave no stuck note and no deaf key."""
import json

start_all()
machine.wait_for_file("/run/user/1000/bus")
machine.succeed("virtual-keyboard start")
main = machine.succeed("virtual-keyboard 'plug main'").strip()
machine.succeed(f"instrument start --driver none --device {main}")

with subtest("a key goes up, another goes down, and both events are lost in a flood"):
    machine.succeed("virtual-keyboard 'press main q' 'wait 500'")
    machine.succeed("instrument signal STOP")
    # The kernel keeps 64 events for a reader, and drops all of them when there are more.
    machine.succeed("virtual-keyboard 'release main q' 'press main w' 'flood main 400'")
    machine.succeed("instrument signal CONT")
    machine.sleep(1)

with subtest("later notes play"):
    machine.succeed("virtual-keyboard 'tap main e' 'release main w' 'wait 500'")

with subtest("the note of the first key ended, the other one was begun and ended"):
    counters = json.loads(machine.succeed("instrument stop"))["counters"]
    assert counters["resyncs"] >= 1, counters
    # Were nothing dropped, there would be 400 events and more.
    assert counters["events"] < 200, counters
    assert (counters["notesOn"], counters["notesOff"], counters["notesHeld"]) == (3, 3, 0), counters
    assert machine.succeed("instrument errors") == ""
