"""Keys that are played are kept from the console of seat0, and it has them back however the instrument ends."""
import json
import re

start_all()
machine.wait_for_file("/run/user/1000/bus")
machine.succeed("virtual-keyboard start")
main = machine.succeed("virtual-keyboard 'plug main'").strip()


def console() -> str:
    """What was typed to cat on the console since it was started, without a key that repeats."""
    text = machine.get_tty_text("1").rstrip().splitlines()[-1]
    return re.sub(r"\^\[", "", text)


with subtest("before, the console has the keys of every keyboard"):
    machine.wait_until_tty_matches("1", r"alice")
    machine.send_chars("cat\n")
    machine.wait_until_tty_matches("1", r"cat *\n")
    machine.send_key("1")
    machine.succeed("virtual-keyboard 'tap main 2'")
    machine.wait_until_tty_matches("1", r"12 *\n", timeout=30)

with subtest("a keyboard is grabbed when all of its keys are up, so that no release is missed"):
    machine.succeed("virtual-keyboard 'press main leftshift'")
    machine.succeed("instrument start --driver none")
    # The console still has this key, and with the shift that it knows of.
    machine.succeed("virtual-keyboard 'tap main w' 'release main leftshift' 'wait 1000' 'tap main e'")
    machine.wait_until_tty_matches("1", r"12W *\n", timeout=30)

with subtest("played keys do not reach the console"):
    machine.send_key("r")
    machine.succeed("virtual-keyboard 'tap main t'")
    machine.sleep(1)
    assert console() == "12W", console()

with subtest("Esc held for a second gives the keyboards back, with no key stuck on the console"):
    machine.succeed("virtual-keyboard 'press main esc' 'wait 1500' 'release main esc'")
    counters = json.loads(machine.succeed("instrument wait"))["counters"]
    assert (counters["notesOn"], counters["notesOff"], counters["notesHeld"]) == (4, 4, 0), counters
    machine.send_key("3")
    machine.succeed("virtual-keyboard 'tap main y'")
    machine.wait_until_tty_matches("1", r"12W3y *\n", timeout=30)

with subtest("Ctrl+C gives them back, even while a key is held"):
    machine.succeed("instrument start --driver none")
    machine.succeed("virtual-keyboard 'tap main q' 'press main w' 'wait 500'")
    counters = json.loads(machine.succeed("instrument stop"))["counters"]
    assert counters["notesOn"] == 2, counters
    machine.succeed("virtual-keyboard 'release main w' 'tap main u'")
    machine.send_key("4")
    machine.wait_until_tty_matches("1", r"12W3yu4 *\n", timeout=30)

with subtest("a keyboard that another program has grabbed is told of, and the others are played"):
    machine.succeed("virtual-keyboard 'grab main'", "instrument start --driver none")
    errors = machine.succeed("instrument errors")
    assert f"ANSI ({main})" in errors and "[DEVICE_GRABBED]" in errors, errors
    assert errors.count("[DEVICE_") == 1, errors
    machine.send_key("q")
    machine.sleep(1)
    assert console() == "12W3yu4", console()

with subtest("kill -9 gives keyboards back, too"):
    machine.succeed("instrument signal KILL", "instrument ended")
    machine.send_key("5")
    machine.succeed("virtual-keyboard 'ungrab main' 'tap main i'")
    machine.wait_until_tty_matches("1", r"12W3yu45i *\n", timeout=30)
