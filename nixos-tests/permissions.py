"""A player who may not read a keyboard is told so, and what to do about it; a permission is taken up when it comes."""
import json

RUN = "/run/bob"

start_all()
machine.wait_for_unit("multi-user.target")
machine.succeed("virtual-keyboard start")
main = machine.succeed("virtual-keyboard 'plug main'").strip()

with subtest("bob is told which node it is, and the remedy"):
    machine.succeed(
        f"install -d -o bob {RUN}",
        f"systemd-run --quiet --unit=bob --uid=bob --property=StandardOutput=file:{RUN}/output "
        f"--property=StandardError=file:{RUN}/errors fw16-synth --driver none --stats {RUN}/statistics --device {main}",
    )
    machine.wait_until_succeeds(f"grep -F 'playing nothing yet' {RUN}/output", timeout=90)
    errors = machine.succeed(f"cat {RUN}/errors")
    assert f"Reading {main} is not permitted. [DEVICE_ACCESS_DENIED]" in errors, errors
    assert 'remedy: Add yourself to the group that owns it' in errors, errors
    assert 'sudo usermod -aG input "$USER"' in errors, errors

with subtest("the remedy names the group that owns the node"):
    assert machine.succeed(f"stat --format=%G {main}").strip() == "input"

with subtest("once he may, the node is played"):
    machine.succeed(f"chown bob {main}")
    pid = machine.succeed("systemctl show --value --property=MainPID bob").strip()
    machine.wait_until_succeeds(f"readlink /proc/{pid}/fd/* | grep -qx {main}", timeout=30)
    machine.succeed("virtual-keyboard 'tap main q' 'wait 500'", "systemctl stop bob")
    counters = json.loads(machine.succeed(f"cat {RUN}/statistics"))["counters"]
    assert (counters["notesOn"], counters["notesOff"]) == (1, 1), counters
