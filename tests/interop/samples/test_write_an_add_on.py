"""The page "write an add-on in 30 minutes", word for word: its files are written, its commands typed, in order."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.interop.samples.tutorial import Typed, steps
from tests.interop.server import SECONDS, until
from tests.needs import missing

INSTALLED = [sys.executable, "-c", "import setuptools; setuptools.setup()", "-q", "egg_info"]
"""What an installation as ``pip install -e .`` is, without a network: the folder, and its entry points beside it."""


class Reader:
    """Somebody who follows the page in a folder of his own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = str(free.getsockname()[1])
        own = {name: value for name, value in os.environ.items() if not name.startswith("MOTOWN_")}
        self.environment = {
            **own, "PYTHONPATH": str(folder), "PATH": f"{Path(sys.executable).parent}:{own['PATH']}",
            "MOTOWN_HTTP__LISTEN": f"127.0.0.1:{self.port}", "MOTOWN_ADDONS__FTP__ENABLED": "false",
            "PYTHONUNBUFFERED": "1"}
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def type(self, step: Typed) -> None:
        command = step.command.replace("8080", self.port)
        if command.startswith("pip install"):
            subprocess.run(INSTALLED, cwd=self.folder, env=self.environment, check=True)
        elif command.startswith(("motown serve", "motown simulate")):
            self.start(command, step)
        else:
            done = subprocess.run(command, shell=True, cwd=self.folder, env=self.environment, capture_output=True,
                                  text=True, timeout=SECONDS, check=False)
            assert step.pattern.search(done.stdout), f"{command}\n{done.stdout}{done.stderr}{self.log}"

    def start(self, command: str, step: Typed) -> None:
        """In a window of its own; one of the name that runs there is stopped before."""
        name = command.split()[1]
        self.stop(name)
        out = self.folder / f"{name}.out"
        out.write_bytes(b"")
        self.running[name] = subprocess.Popen(
            f"exec {command}", shell=True, cwd=self.folder, env=self.environment, stdout=out.open("ab"),
            stderr=(self.folder / f"{name}.err").open("ab"))
        until(lambda: step.pattern.search(out.read_text()), f"{command} says {step.said}: {self.log}")

    def stop(self, name: str) -> None:
        if name in self.running:
            process = self.running.pop(name)
            process.terminate()
            process.wait(SECONDS)

    @property
    def log(self) -> str:
        return "".join(path.read_text() for path in self.folder.glob("*.err"))


@pytest.fixture
def reader(tmp_path):
    if not any((Path(folder) / "curl").exists() for folder in os.environ["PATH"].split(":")):
        missing("curl", "no curl")
    made = Reader(tmp_path)
    yield made
    for name in tuple(made.running):
        made.stop(name)


@pytest.mark.soak
def test_it_works_as_it_is_written(reader):
    for step in steps():
        if isinstance(step, Typed):
            reader.type(step)
        else:
            step._replace(text=step.text.replace("8080", reader.port)).write(reader.folder)
    assert "left off" not in (reader.folder / "serve.out").read_text()
    assert "Traceback" not in reader.log
