"""A file that is being brought: what there is of it, how much it may become, and how it becomes whole."""

import os
from hashlib import sha256
from pathlib import Path
from typing import Any

from motown.ftp.folders import Folders, sync
from motown.ftp.names import PART


class TooMuch(OSError):
    """No more of this file is taken; the text says why, for the charge point's log."""


class Room:
    """How much may be brought: one file, and all together.  Used on one thread."""

    def __init__(self, folders: Folders, max_file_bytes: int, max_total_bytes: int) -> None:
        self._folders, self.max_file_bytes, self.max_total_bytes = folders, max_file_bytes, max_total_bytes
        self._used = 0

    def look(self) -> None:
        """Find out how much there is: others may have added and deleted."""
        self._used = self._folders.used_bytes()

    def take(self, file_bytes: int, more: int) -> None:
        """A file that had ``file_bytes`` gets more.  Raises TooMuch."""
        if file_bytes + more > self.max_file_bytes:
            raise TooMuch(f"the file is longer than {self.max_file_bytes} bytes, which is the most we take")
        if self._used + more > self.max_total_bytes:
            raise TooMuch(f"no room: all diagnostics together may have {self.max_total_bytes} bytes")
        self._used += more


class Part:
    """A file that is not whole yet, open for writing; has what pyftpdlib expects of a file.

    Modes: ``wb`` begins anew, ``ab`` goes on at its end, ``r+b`` where ``seek`` says.
    """

    def __init__(self, target: Path, room: Room, mode: str) -> None:
        self.target, self.path, self._room = target, part_of(target), room
        self.path.parent.mkdir(parents=True, exist_ok=True)
        drop_others(self.path)
        self._file = self.path.open("ab" if "a" in mode else "r+b" if "r" in mode else "wb", buffering=0)
        self.closed, self.name = False, str(self.path)
        self.size = os.fstat(self._file.fileno()).st_size
        self._digest = self._read_again()
        room.look()

    def seek(self, position: int) -> None:
        """Go on from here; what was after it is forgotten."""
        self._file.truncate(position)
        self._file.seek(position)
        self.size = position
        self._digest = self._read_again()

    def write(self, chunk: bytes) -> None:
        """Add to the file.  Raises TooMuch, and OSError where the disk takes no more."""
        self._room.take(self.size, len(chunk))
        left = memoryview(chunk)
        while left:
            left = left[self._file.write(left):]
        self.size += len(chunk)
        self._digest.update(chunk)

    def close(self) -> None:
        """Write no more for now."""
        self._file.close()
        self.closed = True

    @property
    def sha256(self) -> str:
        """Of what there is, hexadecimal."""
        return str(self._digest.hexdigest())

    def sync(self) -> None:
        """From now on a power cut takes nothing of it away."""
        os.fsync(self._file.fileno())

    def _read_again(self) -> Any:
        digest = sha256()
        with self.path.open("rb") as opened:
            while chunk := opened.read(1 << 20):
                digest.update(chunk)
        return digest


def part_of(target: Path) -> Path:
    """What a file is called until it is whole."""
    return target.with_name(target.name + PART)


def free_name(target: Path) -> Path:
    """The same, or with a number where another file has that name already."""
    stem, dot, suffix = target.name.partition(".")
    found, number = target, 1
    while found.exists():
        number += 1
        found = target.with_name(f"{stem}-{number}{dot}{suffix}")
    return found


def make_whole(path: Path, target: Path) -> None:
    """Give a part its name; afterwards it is there whatever happens."""
    path.replace(target)
    sync(target.parent)


def drop_others(path: Path) -> None:
    """One file is brought for a command: the part of another name is an attempt that was given up."""
    for other in path.parent.glob(f"*{PART}"):
        if other != path:
            other.unlink(missing_ok=True)
