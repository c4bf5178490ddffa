"""Our server as any is tested: a process of its own, an administrator, and the kit in another process."""

import shlex
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from lxml import etree

from tests.interop.server import Server

MUTATION = Path(__file__).parent / "mutation"
PARTY, PASSWORD = "kit", "a password for the kit"
SETTINGS = {
    "ocpp__allowed_networks": "127.0.0.1/32", "services__subscriptions__allowed_networks": "127.0.0.1/32",
    "ocpp__heartbeat_interval_seconds": "10", "ocpp__calls__first_retry_seconds": "1"}
SECONDS = 400
Kit = Callable[..., "Outcome"]


class Outcome:
    """What the kit said, and the reports that it wrote."""

    def __init__(self, done: subprocess.CompletedProcess, folder: Path) -> None:
        self.exit_code, self.folder = done.returncode, folder
        self.said = done.stdout + done.stderr
        lines = [line.split(" ", 2) for line in done.stdout.splitlines() if line.startswith("MT-")]
        self.verdicts = {number: verdict for number, verdict, _ in lines}
        self.details = {number: line for number, _, line in lines}

    @property
    def failed(self) -> set[str]:
        return {number for number, verdict in self.verdicts.items() if verdict == "Failed"}

    def report(self, name: str) -> etree._Element:
        return etree.parse(self.folder / name).getroot()


def kit_for(server: Server, folder: Path) -> Kit:
    """Runs the kit on a server."""
    def run(*arguments: str) -> Outcome:
        done = subprocess.run(
            [sys.executable, "-m", "motown.conformance", "--url", f"{server.address}/services", "--party", PARTY,
             "--password", PASSWORD, *arguments], cwd=folder, capture_output=True, text=True, timeout=SECONDS,
            check=False)
        return Outcome(done, folder)
    return run


def administered(server: Server) -> Server:
    """A server that is started, with an administrator."""
    server.command_line("migrate")
    server.command_line("parties", "add", PARTY, "--role", "ADMIN", "--password-stdin", stdin=f"{PASSWORD}\n")
    return server.start()


@contextmanager
def restarting(server: Server, folder: Path) -> Iterator[str]:
    """A shell command that restarts the server and ends when it is up: it leaves a word, and waits for another."""
    asked, done, over = folder / "restart", folder / "restarted", threading.Event()

    def serve() -> None:
        while not over.wait(0.05):
            if asked.exists():
                server.stop()
                server.start()
                asked.unlink()
                done.touch()

    thread = threading.Thread(target=serve)
    thread.start()
    words = [shlex.quote(str(one)) for one in (asked, done)]
    yield "rm -f {1}; touch {0}; until [ -e {1} ]; do sleep 0.1; done".format(*words)
    over.set()
    thread.join()


@pytest.fixture(scope="module")
def mutant(tmp_path_factory) -> Iterator[Callable[[str], Kit]]:
    """Makes the server wrong in one way, and gives the kit to find it; it may well log tracebacks."""
    folder = tmp_path_factory.mktemp("mutants")
    choice = folder / "mutant"
    choice.touch()
    server = Server(folder, **SETTINGS)
    server.python_path, server.environment = MUTATION, {"CONFORMANCE_MUTANT": str(choice)}
    administered(server)

    def choose(name: str) -> Kit:
        choice.write_text(name, "utf-8")
        return kit_for(server, folder)
    yield choose
    server.kill()
