"""Where files lie: ``diagnostics/CHARGE POINT/COMMAND/FILE``, ``firmware/IMAGE``, ``unreported/COMMAND.json``."""

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from motown.domain.errors import Kind, Refused
from motown.ftp.names import safe_name

_IMAGE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._+-]{0,119}")
DAY_SECONDS = 86_400


class Image(NamedTuple):
    """A firmware image that may be offered."""

    name: str
    size_bytes: int
    changed_at: float
    """Seconds since 1970."""


class Folders:
    """The folder of the settings, and what is in it.  Folders are made when something is put into them."""

    def __init__(self, root: Path) -> None:
        self.root = root.absolute()
        self.diagnostics, self.firmware = self.root / "diagnostics", self.root / "firmware"
        self.unreported = self.root / "unreported"

    def of_command(self, charge_point_id: str, command_id: str) -> Path:
        """Where the file belongs that is brought for a command."""
        return self.diagnostics / safe_name(charge_point_id) / safe_name(command_id)

    def received(self, charge_point_id: str, command_id: str, name: str) -> Path:
        """A file that was brought; FileNotFoundError where it has been deleted."""
        path = self.of_command(charge_point_id, command_id) / safe_name(name)
        path.stat()
        return path

    def used_bytes(self) -> int:
        """How much all diagnostics take, unfinished ones too."""
        return sum(path.stat().st_size for path in _files(self.diagnostics))

    def older_than(self, days: int, now: float) -> Iterator[Path]:
        """Diagnostics that nobody has touched for so many days."""
        for path in _files(self.diagnostics):
            if now - path.stat().st_mtime > days * DAY_SECONDS:
                yield path

    # -- firmware

    def images(self) -> list[Image]:
        """What may be offered, by name: all but hidden files, folders, and names that do not fit into a URL."""
        if not self.firmware.is_dir():
            return []
        found = [path for path in self.firmware.iterdir() if _IMAGE.fullmatch(path.name) and path.is_file()]
        return sorted(Image(path.name, path.stat().st_size, path.stat().st_mtime) for path in found)

    def image(self, name: str) -> Path:
        """Where an image is.  Raises Refused, and says which there are."""
        known = [image.name for image in self.images()]
        if name not in known:
            there_are = f"there are: {', '.join(known)}" if known else "there are none: motown files firmware add FILE"
            raise Refused(f"there is no firmware image {name}; {there_are}", Kind.NOT_FOUND)
        return self.firmware / name

    def add_image(self, source: Path, name: str) -> Image:
        """Put a copy of a file among the images, whole or not at all.  Raises Refused."""
        if not _IMAGE.fullmatch(name):
            raise Refused(f"{name!r} is no name for an image: letters, digits, . _ + and -, not first a . + or -, "
                          "120 at most; give another with --name")
        self.firmware.mkdir(parents=True, exist_ok=True)
        target, coming = self.firmware / name, self.firmware / f".{name}.coming"
        if target.exists():
            raise Refused(f"there is a firmware image {name} already: remove it, or give another name", Kind.CONFLICT)
        try:
            shutil.copyfile(source, coming)
            sync(coming)
            coming.rename(target)
        finally:
            coming.unlink(missing_ok=True)
        return Image(name, target.stat().st_size, target.stat().st_mtime)

    def remove_image(self, name: str) -> None:
        """Offer it no more.  Raises Refused."""
        self.image(name).unlink()


def delete(path: Path, top: Path) -> None:
    """Delete a file, and the folders up to ``top`` that are empty then."""
    path.unlink(missing_ok=True)
    for folder in path.parents:
        if folder == top or any(folder.iterdir()):
            return
        folder.rmdir()


def sync(path: Path) -> None:
    """What was written to a file or folder survives a power cut from now on."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _files(top: Path) -> Iterator[Path]:
    for folder, _, names in os.walk(top):
        for name in names:
            path = Path(folder) / name
            if path.is_file() and not path.is_symlink():
                yield path
