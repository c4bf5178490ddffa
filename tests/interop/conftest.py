"""Real servers for tests, and who judges their answers."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests import postgresql
from tests.interop.server import Server
from tests.interop.soap import Official
from tests.needs import missing


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
            assert "Traceback" not in one.log, one.log[-5000:]


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
