"""An add-on of an outsider, installed by a folder on the path: it writes down each domain event that it is told of."""

from pathlib import Path
from typing import NamedTuple

from tests.interop.server import Server

_CODE = """\
import os

from motown.addon import Addon


class Probe(Addon):
    name = "probe"

    def setup(self, registry, settings):
        registry.follow("probe", self.note, "motown.")

    def note(self, event):
        with open({file!r}, "a") as file:
            file.write(f"{{os.getpid()}} {{event.position}}\\n")
"""


class Told(NamedTuple):
    """An event, and the process that was told of it."""

    process: int
    position: int


class Probe:
    """The add-on in some servers, which write into one file."""

    def __init__(self, folder: Path, *servers: Server) -> None:
        self._file = folder / "told"
        self._file.touch()
        metadata = folder / "probe-1.dist-info"
        metadata.mkdir()
        (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: probe\nVersion: 1\n", "utf-8")
        (metadata / "entry_points.txt").write_text("[motown.addon]\nprobe = probe:Probe\n", "utf-8")
        (folder / "probe.py").write_text(_CODE.format(file=str(self._file)), "utf-8")
        for server in servers:
            server.python_path = folder
            server.assignments["addons.probe.enabled"] = "true"

    @property
    def told(self) -> list[Told]:
        """What it was told of so far, in order."""
        lines = self._file.read_text("utf-8").split("\n")[:-1]
        return [Told(*map(int, line.split())) for line in lines]

    @property
    def positions(self) -> list[int]:
        """The same, each event once, in the order of the log."""
        return sorted({one.position for one in self.told})
