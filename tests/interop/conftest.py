"""Real servers for tests, and who judges their answers."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests import postgresql
from tests.interop.attackers import VICTIM, Canary, Honest
from tests.interop.server import Server
from tests.interop.soap import Official, request
from tests.needs import missing

ALL_ATTACKS_BYTES = 64 * 1024 * 1024


class Launcher:
    """Makes servers; at the end they are stopped, and none may have logged a traceback."""

    def __init__(self, new_folder: Callable[[str], Path]) -> None:
        self._new_folder = new_folder
        self._servers: list[Server] = []

    def __call__(self, store_url: str | None = None, **settings: object) -> Server:
        """A server that is not running yet."""
        self._servers.append(Server(self._new_folder("server"), store_url, **settings))
        return self._servers[-1]

    def finish(self) -> None:
        for one in self._servers:
            if one.process is not None:
                one.kill()
        for one in self._servers:
            before, found, after = one.log.partition("Traceback")
            assert not found, before[-500:] + found + after[:3000]


@pytest.fixture(scope="session")
def lasting(tmp_path_factory) -> Iterator[Launcher]:
    """Makes servers that several tests share."""
    launcher = Launcher(tmp_path_factory.mktemp)
    yield launcher
    launcher.finish()


@pytest.fixture
def new_server(tmp_path_factory) -> Iterator[Launcher]:
    """Makes servers for one test."""
    launcher = Launcher(tmp_path_factory.mktemp)
    yield launcher
    launcher.finish()


@pytest.fixture(scope="session")
def lenient(lasting) -> Server:
    """A server as it comes, on SQLite."""
    return lasting().start()


@pytest.fixture(scope="session")
def strict(lasting) -> Server:
    """A server that forgives nothing, on SQLite."""
    return lasting(ocpp__mode="strict").start()


@pytest.fixture(scope="session")
def official(shared) -> Official:
    return Official(shared)


@pytest.fixture(scope="session")
def cluster() -> Iterator[postgresql.Cluster]:
    """A PostgreSQL that runs all the time."""
    try:
        with postgresql.cluster() as running:
            yield running
    except postgresql.NoPostgresql as reason:
        missing("postgresql", str(reason))


@pytest.fixture(scope="session")
def canary() -> Iterator[Canary]:
    """A listener that nothing in a message may make the server call."""
    with Canary() as listening:
        yield listening
        assert listening.callers == []


@pytest.fixture(scope="session")
def target(lasting) -> Iterator[Server]:
    """A server under attack, with an honest charge point that must not notice, and a memory that must not grow."""
    server = lasting().start()
    server.accept([VICTIM])
    honest = Honest(server)
    assert server.post(request("Heartbeat", identity=VICTIM)).status == 200
    before = server.memory_bytes
    honest.start()
    yield server
    honest.stop()
    assert server.memory_bytes - before < ALL_ATTACKS_BYTES


@pytest.fixture
def preloaded(tmp_path) -> Callable[[str], Path]:
    """Makes a library that stands before the system's own, from ``preloaded/<name>.c``."""

    def make(name: str) -> Path:
        compiler = shutil.which("gcc") or shutil.which("cc")
        if compiler is None:
            missing("gcc", "no C compiler")
        source, library = Path(__file__).parent / "preloaded" / f"{name}.c", tmp_path / f"{name}.so"
        subprocess.run([compiler, "-shared", "-fPIC", "-o", library, source, "-ldl"], check=True)
        return library

    return make
