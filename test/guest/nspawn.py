"""One container: the systemd-nspawn process that boots the root file system at native speed, and the channel to its agent.

Everything stands in a cgroup of its own, and the root is an overlay in a mount namespace of its own, so that nothing
of a container can be seen, or left over, outside of it.
"""
import os
import select
import shutil
import socket
import subprocess
import time
from pathlib import Path
from typing import Optional

import channel

STOP_SECONDS = 30.0
# The root is read only here, and what is written to it goes to a folder of the container's. Where that is refused
# (some file systems cannot carry an overlay) it is copied.
START = """
if [ ! -d "$1/copy" ]; then
  mkdir -p "$1/written" "$1/work" "$1/root"
  mount -t overlay overlay -o "lowerdir=$2,upperdir=$1/written,workdir=$1/work" "$1/root" || {
    rmdir "$1/root"
    cp -a --reflink=auto "$2" "$1/root.part" && mv "$1/root.part" "$1/root" && mkdir "$1/copy" || exit 1
  }
fi
shift 2
exec "$@"
"""


class ContainerError(Exception):
    """The container is not there, or does not answer."""


class Container:
    """A container with its files in a folder of its own, which is removed when it ends."""

    def __init__(self, root: Path, folder: Path, data: Path) -> None:
        """
        :param root: the root file system, which stays as it is
        :param folder: made here; short enough for the path of a socket in it
        :param data: a tar file, which the container finds where a virtual machine has its second disk
        """
        self._root = root
        self._folder = folder
        self._data = data
        self._console = folder / "console.log"
        self._process: Optional["subprocess.Popen[bytes]"] = None
        self._listener: Optional[socket.socket] = None
        self._agent: Optional[channel.AgentChannel] = None
        self._cgroup: Optional[Cgroup] = None
        (folder / "ports").mkdir(mode=0o700, parents=True)

    def boot(self, timeout: float = 90) -> None:
        """Boots until the agent answers; after it was off, with what was written to its root before."""
        if self._listener is None:
            self._listener = socket.socket(socket.AF_UNIX)
            self._listener.bind(str(self._folder / "ports/guest-agent"))
            self._listener.listen()
        if self._process is None:
            self._cgroup = Cgroup()
            self._start(self._cgroup)
        self._agent = self._await_agent(timeout)

    def execute(self, command: str, timeout: Optional[float]) -> tuple[int, str]:
        """Runs a command in the container; see channel.AgentChannel.execute."""
        return self._running().execute(command, timeout)

    def post(self, command: str) -> None:
        """Starts a command whose answer nobody waits for."""
        self._running().post(command)

    def wait(self, timeout: float) -> None:
        """Waits until it has powered off."""
        if self._process is not None:
            try:
                self._process.wait(timeout)
            except subprocess.TimeoutExpired:
                raise ContainerError(f"the container did not power off within {timeout:.0f} seconds") from None
        self.stop()

    def stop(self) -> None:
        """Has it power off, if it runs, and ends what is left; its root stays."""
        process, cgroup = self._process, self._cgroup
        if process is not None and process.poll() is None:
            process.terminate()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                # First what is inside: it would live on after systemd-nspawn.
                if cgroup is not None:
                    cgroup.kill("payload")
                try:
                    process.wait(STOP_SECONDS)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()
        if self._agent is not None:
            self._agent.close()
        if cgroup is not None:
            cgroup.remove()
        self._process = self._agent = self._cgroup = None

    def remove(self) -> None:
        """Ends it and removes its files."""
        self.stop()
        if self._listener is not None:
            self._listener.close()
            self._listener = None
        shutil.rmtree(self._folder, ignore_errors=True)

    def console(self, characters: int = 1 << 20) -> str:
        """The end of what came on its console, and of what systemd-nspawn said."""
        text = self._console.read_text(errors="replace") if self._console.exists() else ""
        return "\n".join(line for line in text.splitlines() if line.strip())[-characters:]

    def _running(self) -> channel.AgentChannel:
        if self._agent is None:
            raise ContainerError("the container is not running")
        return self._agent

    def _start(self, cgroup: "Cgroup") -> None:
        nspawn = [
            *("systemd-nspawn", "--boot", "--quiet", "--register=no", "--keep-unit", "--private-network"),
            *("--resolv-conf=off", "--timezone=off", "--link-journal=no", "--console=read-only"),
            *(f"--machine={cgroup.name}", f"--directory={self._folder}/root"),
            # In the places where the virtual machine has them.
            f"--bind={self._folder}/ports:/dev/virtio-ports",
            f"--bind-ro={self._data}:/dev/vdb",
            # The command line of the first process.
            "systemd.show_status=false",
        ]
        words = [
            # The container is powered off where this process is killed.
            *("setpriv", "--pdeathsig", "TERM", "--"),
            *("unshare", "--mount", "--propagation", "private", "--"),
            *("sh", "-c", f'echo $$ > "{cgroup.path}/cgroup.procs" && {START.strip()}', "sh"),
            *(str(self._folder), str(self._root), *nspawn),
        ]
        with open(self._console, "wb") as console:
            self._process = subprocess.Popen(
                words,
                stdin=subprocess.DEVNULL,
                stdout=console,
                stderr=console,
                start_new_session=True,
                # systemd 257 runs in the unified hierarchy only, whatever the layout here is.
                env={**os.environ, "SYSTEMD_NSPAWN_UNIFIED_HIERARCHY": "1"},
            )

    def _await_agent(self, timeout: float) -> channel.AgentChannel:
        assert self._listener is not None
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            if self._process is None or self._process.poll() is not None:
                raise ContainerError(f"the container ended while it was started:\n{self.console(1000)}")
            if not select.select([self._listener], [], [], 0.2)[0]:
                continue
            agent = channel.AgentChannel(channel.Connection(self._listener.accept()[0]))
            if agent.greet(max(1.0, deadline - time.monotonic())):
                return agent
            agent.close()
        raise ContainerError(f"the container did not answer within {timeout:.0f} seconds:\n{self.console(1000)}")


class Cgroup:
    """A cgroup for one container, below that of this process. systemd-nspawn makes `payload` and `supervisor` in it."""

    _made = 0

    def __init__(self) -> None:
        """
        :raises ContainerError: where there is no unified hierarchy that can be written to
        """
        Cgroup._made += 1
        self.name = f"fw16-guest-{os.getpid()}-{Cgroup._made}"
        try:
            self.path = own_cgroup() / self.name
            self.path.mkdir()
        except OSError as error:
            raise ContainerError(f"no cgroup can be made for a container: {error}") from None

    def kill(self, part: str) -> None:
        """Kills every process of a part."""
        try:
            (self.path / part / "cgroup.kill").write_text("1")
        except OSError:
            pass

    def remove(self, timeout: float = 10) -> None:
        """Removes it with all that is below, once the processes that were killed are gone."""
        deadline = time.monotonic() + timeout
        while any(path.exists() for path in self._everywhere()) and time.monotonic() < deadline:
            for path in self._everywhere():
                for folder, _, _ in os.walk(path, topdown=False):
                    try:
                        os.rmdir(folder)
                    except OSError:
                        time.sleep(0.02)

    def _everywhere(self) -> list[Path]:
        """Its folders: where systemd still has a hierarchy of the old kind, systemd-nspawn makes the same in that."""
        return [self.path, *(Path(root, own_path(), self.name) for root in mounts("cgroup", "name=systemd"))]


def own_cgroup() -> Path:
    """The folder of this process's cgroup in the unified hierarchy.

    :raises FileNotFoundError: where that is not mounted
    """
    roots = mounts("cgroup2")
    if not roots:
        raise FileNotFoundError("the unified hierarchy of cgroups is not mounted")
    return roots[0] / own_path()


def own_path() -> str:
    """The path of this process's cgroup in the unified hierarchy, without the first slash."""
    lines = Path("/proc/self/cgroup").read_text(encoding="utf8").splitlines()
    return next((line.removeprefix("0::/") for line in lines if line.startswith("0::")), "")


def mounts(kind: str, option: str = "rw") -> list[Path]:
    """Where file systems of a kind are mounted with an option."""
    lines = (line.split() for line in Path("/proc/self/mounts").read_text(encoding="utf8").splitlines())
    return [Path(place) for _, place, its_kind, options, *_ in lines if its_kind == kind and option in options.split(",")]


def why_not() -> Optional[str]:
    """Why no container can run on this machine; None where that cannot be told before it is tried."""
    if os.geteuid() != 0:
        return "systemd-nspawn needs root"
    if shutil.which("systemd-nspawn") is None:
        return "systemd-nspawn is not installed (Debian's package systemd-container)"
    try:
        Cgroup().remove()
    except ContainerError as error:
        return str(error)
    return None
