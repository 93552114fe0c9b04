# machines: guest container
"""The first call on the session bus starts the service, and busctl shows all of it: interfaces, properties, objects, errors."""
import json

NAME, OBJECT = "org.fw16synth.Synth1", "/org/fw16synth/Synth1"
BUSCTL = "in-session busctl --user"
INTERFACES = {
    f"{NAME}.Synthesizer": {
        "method": "Activate Deactivate Toggle NoteOn NoteOff Panic SelectProgram LoadSoundFont Reload Subscribe Unsubscribe",
        "property": "Active Octave Transpose Bank Program ProgramName SoundFont VelocityMode Layer Arpeggiator Tempo Gain "
        "Sustain AudioDriver Version",
        "signal": "NoteStarted NoteStopped",
    },
    f"{NAME}.Health": {
        "method": "GetReport",
        "property": "Status Reasons",
        "signal": "StatusChanged AlertRaised AlertCleared",
    },
    f"{NAME}.Presets": {"method": "List Search Load Save Delete Validate SetFavourite"},
    "org.freedesktop.DBus.ObjectManager": {"method": "GetManagedObjects"},
    "org.freedesktop.DBus.Properties": {"method": "Get GetAll Set"},
}

start_all()
machine.wait_for_file("/run/user/1000/bus")
native = machine.execute("systemd-detect-virt --quiet --container")[0] == 0
machine.succeed("daemon install")


def call(method: str, arguments: str = "", interface: str = f"{NAME}.Synthesizer") -> str:
    """A call that may start the service, as JSON."""
    return f"{BUSCTL} --timeout=110 --json=short call {NAME} {OBJECT} {interface} {method} {arguments}"


with subtest("a call starts the unit"):
    machine.fail("in-session systemctl --user is-active fw16-synth")
    report = json.loads(machine.succeed(call("GetReport", interface=f"{NAME}.Health"), timeout=120))["data"][0]
    log.info(f"{report}")
    machine.succeed("in-session systemctl --user is-active fw16-synth")
    assert machine.succeed("daemon get Active").strip() == "false"

with subtest("busctl introspect shows every interface of the design"):
    lines = machine.succeed(f"{BUSCTL} introspect --no-pager {NAME} {OBJECT}").splitlines()
    log.info("\n".join(lines))
    found: set[tuple[str, str, str]] = set()
    interface = ""
    for line in lines[1:]:
        name, kind = line.split()[:2]
        interface = name if kind == "interface" else interface
        found.add((interface, kind, name.removeprefix(".")))
    for interface, members in INTERFACES.items():
        assert (interface, "interface", interface) in found, interface
        for kind, names in members.items():
            for name in names.split():
                assert (interface, kind, name) in found, (interface, kind, name)

with subtest("all properties can be read"):
    command = f"{BUSCTL} --json=short call {NAME} {OBJECT} org.freedesktop.DBus.Properties GetAll s {NAME}.Synthesizer"
    properties = json.loads(machine.succeed(command))["data"][0]
    assert set(properties) == set(INTERFACES[f"{NAME}.Synthesizer"]["property"].split()), properties
    assert properties["AudioDriver"]["data"] == "none", properties
    assert properties["SoundFont"]["type"] == "s" and properties["Octave"]["type"] == "i", properties

with subtest("the object manager has each device that the tree has"):
    managed = json.loads(machine.succeed(call("GetManagedObjects", interface="org.freedesktop.DBus.ObjectManager")))
    objects = managed["data"][0]
    tree = machine.succeed(f"{BUSCTL} tree --list {NAME}").split()
    log.info(f"{tree}")
    assert OBJECT in tree, tree
    devices = {path for path in tree if path.startswith(f"{OBJECT}/device/")}
    assert devices == {path for path in objects if path.startswith(f"{OBJECT}/device/")}, (tree, list(objects))
    if not native:
        shown = [objects[path][f"{NAME}.Device"]["Name"]["data"] for path in devices]
        assert "QEMU Virtio Keyboard" in shown, shown

with subtest("Toggle turns it on and off"):
    machine.succeed(call("Toggle"), "daemon wait Active true")
    assert machine.succeed("daemon get AudioDriver").strip() == "pipewire"
    machine.succeed(call("Toggle"), "daemon wait Active false")
    assert machine.succeed("daemon get AudioDriver").strip() == "none"

with subtest("the call that starts the service may be the one that turns it on"):
    machine.succeed("in-session systemctl --user stop fw16-synth")
    machine.succeed(call("Toggle"), "daemon wait Active true", timeout=120)
    machine.succeed(call("Toggle"), "daemon wait Active false")

with subtest("what is set is what is read, and is signalled"):
    machine.succeed(
        "in-session systemd-run --user --quiet --collect --unit=changes --property=StandardOutput=file:/run/user/1000/changes "
        f"dbus-monitor --session sender={NAME}"
    )
    # It is told its own name first.
    machine.wait_until_succeeds("grep NameAcquired /run/user/1000/changes", timeout=60)
    machine.succeed(f"{BUSCTL} set-property {NAME} {OBJECT} {NAME}.Synthesizer Octave i 5", "daemon wait Octave 5")
    machine.wait_until_succeeds(
        "grep -A 6 PropertiesChanged /run/user/1000/changes | grep -A 1 '\"Octave\"' | grep 'int32 5'", timeout=60
    )
    machine.succeed("in-session systemctl --user stop changes")

with subtest("what cannot be is refused, with the code and the remedy"):
    for command, code in (
        (call("NoteOn", "yy 60 100"), "NOT_ACTIVE"),
        (call("NoteOn", "yy 200 100"), "INVALID_ARGUMENTS"),
        (call("LoadSoundFont", "s /nowhere.sf2"), "SOUNDFONT_NOT_FOUND"),
        (f"{BUSCTL} set-property {NAME} {OBJECT} {NAME}.Synthesizer Octave i 99", "INVALID_ARGUMENTS"),
    ):
        printed = machine.fail(f"{command} 2>&1")
        log.info(printed)
        assert f"[{code}]" in printed and "remedy: " in printed, (code, printed)

# Each command takes five seconds on an emulated machine, and is no different there.
if native:
    with subtest("the command line speaks to it"):
        assert "nactive" in machine.succeed("in-session fw16-synth status")
        machine.succeed("in-session fw16-synth activate", "daemon wait Active true")
        machine.succeed("in-session fw16-synth deactivate", "daemon wait Active false")
        # Degraded where it may have no real-time priority.
        status, printed = machine.execute("in-session fw16-synth health")
        assert status in (0, 4), (status, printed)
        machine.succeed("in-session systemctl --user stop fw16-synth")
        status, printed = machine.execute("in-session fw16-synth health 2>&1")
        assert status == 3, (status, printed)
