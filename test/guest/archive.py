"""Tar files: how folders get into the guest and out of it."""
import subprocess
from pathlib import Path


def pack(path: Path) -> bytes:
    """A tar of a file or folder, under its own name; everything in it belongs to root."""
    words = ["tar", "--create", "--owner=root:0", "--group=root:0", "--directory", str(path.parent), path.name]
    return subprocess.run(words, check=True, stdout=subprocess.PIPE).stdout


def unpack(data: bytes, folder: Path) -> None:
    """Unpacks a tar into a folder, over what is there; nobody's files are made somebody else's."""
    words = ["tar", "--extract", "--no-same-owner", "--directory", str(folder)]
    subprocess.run(words, check=True, input=data)
