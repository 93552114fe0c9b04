"""Tests of the scripts under nixos-tests/ as text: they are for NixOS's driver, so they use its names and no others."""
import ast
import builtins
import re
import textwrap
import unittest
from pathlib import Path
from typing import Iterator

from pyflakes import checker

SCRIPTS = Path(__file__).resolve().parents[2] / "nixos-tests"

# What the driver gives to a script with one machine (nixos/lib/test-driver, Driver.test_symbols).
GLOBALS = {"start_all", "join_all", "subtest", "retry", "log", "machine", "machines", "t", "os", "driver"}

# The machine's calls (BaseMachine, QemuMachine) and the names of their parameters.
MACHINE = {
    "copy_from_host": "source target",
    "copy_from_machine": "source target_dir",
    "copy_from_vm": "source target_dir",
    "crash": "",
    "execute": "command check_return check_output timeout",
    "fail": "timeout",
    "get_console_log": "",
    "get_tty_text": "tty",
    "get_unit_info": "unit user",
    "get_unit_property": "unit property user",
    "log": "msg",
    "reboot": "",
    "require_unit_state": "unit require_state",
    "screenshot": "filename",
    "send_chars": "chars delay",
    "send_key": "key delay log",
    "send_monitor_command": "command",
    "shutdown": "",
    "sleep": "secs",
    "start": "allow_reboot",
    "start_job": "jobname user",
    "stop_job": "jobname user",
    "succeed": "timeout",
    "systemctl": "q user",
    "wait_for_console_text": "regex timeout",
    "wait_for_file": "filename timeout",
    "wait_for_open_port": "port addr timeout",
    "wait_for_shutdown": "",
    "wait_for_unit": "unit user timeout",
    "wait_until_fails": "command timeout",
    "wait_until_succeeds": "command timeout",
    "wait_until_tty_matches": "tty regexp timeout",
}
LOG = {"info", "warning", "error", "log", "nested"}


def foreign_names(text: str) -> Iterator[str]:
    """What a script uses that neither it, nor Python, nor the driver has."""
    tree = ast.parse(text)
    own = set(names_it_makes(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            if node.id not in own | GLOBALS | set(dir(builtins)):
                yield node.id
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            yield from foreign_attribute(node.value.id, node.attr)
        elif isinstance(node, ast.Call) and is_machine_call(node.func):
            known = MACHINE.get(node.func.attr, "").split()
            yield from (f"{node.func.attr}({word.arg}=)" for word in node.keywords if word.arg not in known)


def scripts_in_nix(text: str) -> list[str]:
    """The scripts that are written out in a Nix file."""
    return [textwrap.dedent(script) for script in re.findall(r"testScript = ''\n(.*?)\n *'';", text, re.DOTALL)]


def flaws(text: str) -> list[str]:
    """What pyflakes says of a script: the driver is not built with one that it says anything of."""
    found = checker.Checker(ast.parse(text), builtins=GLOBALS).messages
    return sorted(f"{flaw.lineno}: {flaw.message % flaw.message_args}" for flaw in found)


def names_it_makes(tree: ast.AST) -> Iterator[str]:
    """Names that are assigned, imported or defined."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            yield node.id
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            yield from ((alias.asname or alias.name).split(".")[0] for alias in node.names)


def foreign_attribute(owner: str, name: str) -> Iterator[str]:
    """A call of the machine or of the log that the driver has not."""
    known = {"machine": set(MACHINE), "log": LOG}.get(owner)
    if known is not None and name not in known:
        yield f"{owner}.{name}"


def is_machine_call(function: ast.expr) -> bool:
    """Whether what is called is a method of the machine."""
    owner = function.value if isinstance(function, ast.Attribute) else None
    return isinstance(owner, ast.Name) and owner.id == "machine"


class Scripts(unittest.TestCase):
    """The scripts as they are."""

    def test_names(self) -> None:
        """None has a name that the driver has not."""
        scripts = sorted(SCRIPTS.glob("*.py"))
        self.assertNotEqual(scripts, [])
        for script in scripts:
            with self.subTest(script=script.name):
                self.assertEqual(list(foreign_names(script.read_text(encoding="utf8"))), [])

    def test_flaws(self) -> None:
        """Pyflakes says nothing of any, nor of those that are written out in a Nix file."""
        scripts = {path.name: [path.read_text(encoding="utf8")] for path in SCRIPTS.glob("*.py")}
        written = {path.name: scripts_in_nix(path.read_text(encoding="utf8")) for path in SCRIPTS.glob("*.nix")}
        self.assertEqual(len(written["nixos-module.nix"]), 1)
        for name, texts in (scripts | written).items():
            with self.subTest(script=name):
                self.assertEqual([flaws(text) for text in texts], [[] for _ in texts])

    def test_subtests(self) -> None:
        """Each says what it proves: in its docstring, and in subtests."""
        for script in sorted(SCRIPTS.glob("*.py")):
            with self.subTest(script=script.name):
                text = script.read_text(encoding="utf8")
                self.assertIsNotNone(ast.get_docstring(ast.parse(text)))
                self.assertIn("with subtest(", text)
                self.assertTrue(text.split('"""')[2].lstrip().startswith(("start_all()", "import ")))

    def test_tools(self) -> None:
        """They are programs, by the name without the extension, and say how they are used."""
        tools = sorted((SCRIPTS / "tools").iterdir())
        self.assertNotEqual(tools, [])
        for tool in tools:
            with self.subTest(tool=tool.name):
                text = tool.read_text(encoding="utf8")
                self.assertTrue(text.startswith("#!/usr/bin/env python3\n"))
                self.assertTrue(tool.stat().st_mode & 0o100)
                self.assertIn(f"\n{tool.stem} ", ast.get_docstring(ast.parse(text)) or "")


class ForeignNames(unittest.TestCase):
    """What the check finds."""

    def test_driver(self) -> None:
        """The driver's own names are in order, and so are Python's and the script's."""
        text = "import json\ndef f(x): return json.loads(x)\nwith subtest('a'):\n  f(machine.succeed('b', timeout=3))\n"
        self.assertEqual(list(foreign_names(text)), [])

    def test_flaw(self) -> None:
        """What pyflakes says is told."""
        self.assertEqual(flaws("import json\nmachine.succeed(f'a')\n"), [
            "1: 'json' imported but unused",
            "2: f-string is missing placeholders",
        ])

    def test_foreign(self) -> None:
        """A global, a call and a parameter that the driver has not are told."""
        text = "guest.go()\nmachine.send_keys('a')\nmachine.wait_for_file('a', patience=1)\nlog.say('a')\n"
        found = list(foreign_names(text))
        self.assertEqual(sorted(found), ["guest", "log.say", "machine.send_keys", "wait_for_file(patience=)"])


if __name__ == "__main__":
    unittest.main()
