"""What the machine is made of, kept in a cache folder: root file system, image, and the snapshot of a booted machine.

Each stands in a folder that is named for a hash of what it is made from, so that what did not change is not made again.
It is made under another name and renamed when it is whole.
"""
import fcntl
import hashlib
import os
import shutil
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import Callable, Iterator, Optional

from channel import ChannelError
from log import Log
from processes import run
from vm import Image, Snapshot, Vm, VmError

HERE = Path(__file__).resolve().parent
DISK_BYTES = 2 << 30
BOOT_ATTEMPTS = 3

SESSION_IS_UP = (
    "systemctl is-active multi-user.target user@1000.service && "
    "su -l alice -c 'XDG_RUNTIME_DIR=/run/user/1000 systemctl --user is-active pipewire wireplumber pipewire-pulse' && "
    "loginctl show-seat seat0 --property=ActiveSession --value | grep -q ."
)

INITRD_SCRIPT = """#!/bin/busybox sh
# Finds the disk and goes on there.
/bin/busybox mount -t devtmpfs devtmpfs /dev
for module in {modules}; do /bin/busybox insmod /modules/$module; done
tries=0
while [ ! -b /dev/vda ] && [ $tries -lt 400 ]; do /bin/busybox usleep 25000; tries=$((tries + 1)); done
/bin/busybox mount -t ext4 -o rw,noatime /dev/vda /root
/bin/busybox mount --move /dev /root/dev
exec /bin/busybox switch_root /root /sbin/init
"""


class Cache:
    """The cache folder, with what is in it made on demand."""

    def __init__(self, folder: Path, log: Log) -> None:
        self._folder = folder
        self._log = log

    @contextmanager
    def machines(self, with_snapshot: bool = True) -> Iterator[tuple[Image, Optional[Snapshot]]]:
        """What machines are made from, with one that is up if that is asked for. It stays while the context lasts."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with open(self._folder / "lock", "w", encoding="utf8") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            image = Image(self._image())
            snapshot = Snapshot(self._snapshot(image)) if with_snapshot else None
            fcntl.flock(lock, fcntl.LOCK_SH)
            yield image, snapshot

    def _rootfs(self) -> Path:
        script = HERE / "rootfs.sh"
        return self._made("rootfs", hash_of(script), lambda folder: make_rootfs(script, folder))

    def _image(self) -> Path:
        sources = [HERE / name for name in ("rootfs.sh", "setup.sh", "files", "image.py")]
        key = hash_of(*sources)
        if self._path("image", key).is_dir():
            return self._path("image", key)
        # An image that is made anew is another one, even with the same key: nothing goes on from a machine on the old one.
        for old in self._folder.glob("snapshot-*"):
            remove_tree(old)
        rootfs = self._rootfs()
        return self._made("image", key, lambda folder: make_image(rootfs, folder))

    def _snapshot(self, image: Image) -> Path:
        version = run(["qemu-system-x86_64", "--version"], 60)
        key = hash_of(HERE / "vm.py", text=image.folder.name + version)
        return self._made("snapshot", key, lambda folder: make_snapshot(image, folder, self._log))

    def _path(self, kind: str, key: str) -> Path:
        return self._folder / f"{kind}-{key}"

    def _made(self, kind: str, key: str, make: Callable[[Path], None]) -> Path:
        """The folder of a kind and a key; made where it is not there, with those of other keys removed."""
        folder = self._path(kind, key)
        if folder.is_dir():
            return folder
        for old in self._folder.glob(f"{kind}-*"):
            remove_tree(old)
        start = time.monotonic()
        unfinished = Path(tempfile.mkdtemp(prefix=f"{kind}-unfinished-", dir=self._folder))
        try:
            make(unfinished)
            unfinished.rename(folder)
        except BaseException:
            remove_tree(unfinished)
            raise
        self._log.say(f"{kind} made in {time.monotonic() - start:.0f} s")
        return folder


def remove_tree(folder: Path) -> None:
    """Removes a folder, but nothing that may be mounted in it: a root file system has this machine's /dev for a while."""
    run(["rm", "-rf", "--one-file-system", folder], 300)


def hash_of(*paths: Path, text: str = "") -> str:
    """A hash of a text, and of the contents, names and modes of files and of all that is in folders."""
    digest = hashlib.sha256(text.encode())
    for path in paths:
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file():
                name = f"{file.relative_to(path.parent)} {file.stat().st_mode & 0o111:o}"
                digest.update(name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def make_rootfs(script: Path, folder: Path) -> None:
    """Debian with the packages that the tests need."""
    folder.rmdir()
    run([script, folder], 600)


def make_image(rootfs: Path, folder: Path) -> None:
    """The root file system as containers have it, and the disk with the same, the kernel and the initrd."""
    root = Image(folder).root
    run(["cp", "-a", "--reflink=auto", rootfs, root], 300)
    run(["cp", "-r", "--preserve=mode", "--no-target-directory", HERE / "files", root], 60)
    shutil.copy(HERE / "setup.sh", root / "setup.sh")
    run(["chroot", root, "/setup.sh"], 120)
    (root / "setup.sh").unlink()
    disk = Image(folder).disk
    disk.touch()
    os.truncate(disk, DISK_BYTES)
    run(["mke2fs", "-q", "-t", "ext4", "-F", "-O", "^has_journal", "-L", "root", "-d", root, disk], 300)
    shutil.copy(next((root / "boot").glob("vmlinuz-*")), folder / "vmlinuz")
    make_initrd(root, folder)


def make_initrd(root: Path, folder: Path) -> None:
    """Busybox, the modules that the disk needs, and the script that goes on from there."""
    release = next((root / "lib/modules").iterdir()).name
    tree = folder / "initrd"
    for name in ("bin", "dev", "root", "modules"):
        (tree / name).mkdir(parents=True)
    shutil.copy("/bin/busybox", tree / "bin/busybox")
    names = []
    for wanted in ("virtio_pci", "virtio_blk", "ext4"):
        for line in run(["modprobe", "-S", release, "-d", root, "-D", wanted], 60).splitlines():
            word, _, file = line.strip().partition(" ")
            name = Path(file).name.removesuffix(".xz")
            if word == "insmod" and name not in names:
                unpack_module(Path(file.strip()), tree / "modules" / name)
                names.append(name)
    init = tree / "init"
    init.write_text(INITRD_SCRIPT.replace("{modules}", " ".join(names)), encoding="utf8")
    init.chmod(0o755)
    run(["sh", "-c", "cd initrd && find . | cpio -o -H newc --quiet > ../initrd.img"], 60, folder)
    shutil.rmtree(tree)


def unpack_module(source: Path, target: Path) -> None:
    """A kernel module as the kernel takes it: not compressed."""
    if source.suffix == ".xz":
        run(["sh", "-c", 'xz -dc "$1" > "$2"', "sh", source, target], 60)
    else:
        shutil.copy(source, target)


def make_snapshot(image: Image, folder: Path, log: Log) -> None:
    """Boots once, until the session of the user is up, and keeps that. A boot that hangs is tried again."""
    for attempt in range(1, BOOT_ATTEMPTS + 1):
        workplace = Path(tempfile.mkdtemp(prefix="fw16-guest-"))
        snapshot = Snapshot(folder)
        vm = Vm(image, workplace / "vm")
        try:
            vm.boot(snapshot.memory)
            await_session(vm)
            vm.save(snapshot)
            return
        except (VmError, ChannelError) as error:
            log.say(f"attempt {attempt} of {BOOT_ATTEMPTS} to boot failed: {error}")
            if attempt == BOOT_ATTEMPTS:
                raise
        finally:
            vm.remove()
            shutil.rmtree(workplace, ignore_errors=True)


def await_session(vm: Vm, timeout: float = 180) -> None:
    """Waits until the user's session is there with its sound server, and somebody is logged in at the console."""
    deadline = time.monotonic() + timeout
    while True:
        status, output = vm.execute(SESSION_IS_UP, 60)
        if status == 0:
            break
        if time.monotonic() > deadline:
            raise VmError(f"the session was not up within {timeout:.0f} seconds: {output}{vm.serial_tail()}")
        time.sleep(0.5)
    # What is still to be read or written once after a boot is done now, and not in each test.
    vm.execute("systemctl is-system-running --wait; node --eval 1; sync", 120)
