"""What of this checkout goes into the guest: the built program with the modules it runs on, and the tests' tools."""
import json
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ROOT / "nixos-tests/tools"

# Where `npm install --global` puts a package, and what it runs as the command.
PACKAGE = "usr/local/lib/node_modules/fw16-synth"
MAIN = "dist/src/cli/main.js"

# Of modules that bring binaries for every system, those of the guest's.
ONLY = {"koffi": ["package.json", "index.js", "indirect.js", "build/koffi/linux_x64"]}


def module_names() -> list[str]:
    """The modules that the program needs when it runs, without the optional ones, and those that they need."""
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf8"))["packages"]
    names: list[str] = []
    wanted = list(lock[""]["dependencies"])
    while wanted:
        name = wanted.pop()
        if name not in names:
            names.append(name)
            wanted += lock[f"node_modules/{name}"].get("dependencies", {})
    return sorted(names)


def make_data_disk(target: Path, build: Path, workplace: Path) -> None:
    """Makes a tar file that is unpacked over the guest's root: the program as npm installs it, and the tests' tools.

    :param build: the folder of the compiled program
    :param workplace: an empty folder, for what is to be packed
    """
    home = workplace / PACKAGE
    for name in ("src", "assets"):
        shutil.copytree(build / name, home / "dist" / name, ignore=shutil.ignore_patterns("*.map", "*.d.ts"))
    if (ROOT / "share").is_dir():
        shutil.copytree(ROOT / "share", home / "share")
    shutil.copy(ROOT / "package.json", home)
    for name in module_names():
        copy_module(name, home / "node_modules")
    programs = workplace / "usr/local/bin"
    programs.mkdir(parents=True)
    (home / MAIN).chmod(0o755)
    (programs / "fw16-synth").symlink_to(f"../lib/node_modules/fw16-synth/{MAIN}")
    for tool in sorted(TOOLS.iterdir()) if TOOLS.is_dir() else []:
        if tool.is_file():
            add_program(programs / tool.stem, tool.read_text(encoding="utf8"))
    words = ["tar", "--create", "--owner=root:0", "--group=root:0", "--sort=name", "--file", str(target)]
    subprocess.run([*words, "--directory", str(workplace), "usr"], check=True)


def copy_module(name: str, modules: Path) -> None:
    """Copies a module, or the part of it that the guest needs."""
    source, target = ROOT / "node_modules" / name, modules / name
    if name not in ONLY:
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("*.d.ts", "*.map", "browser"))
        return
    for part in ONLY[name]:
        (target / part).parent.mkdir(parents=True, exist_ok=True)
        if (source / part).is_dir():
            shutil.copytree(source / part, target / part)
        else:
            shutil.copy(source / part, target / part)


def add_program(path: Path, text: str) -> None:
    """Writes an executable file."""
    path.write_text(text, encoding="utf8")
    path.chmod(0o755)
