"""Fixtures for tests of the whole server: a store of its own on SQLite, or on PostgreSQL where a test asks for both."""

import contextlib
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from motown.store import migrate
from tests import postgresql
from tests.harness import Server
from tests.needs import missing
from tests.speaking import VERSIONS, ChargePoint

both_versions = pytest.mark.parametrize("version", VERSIONS)
"""The rule holds in OCPP 1.2 and 1.5."""
both_stores = pytest.mark.parametrize("store_url", ["sqlite", "postgresql"], indirect=True)
"""What it takes is in the database's hands, so both have to do it."""


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory):
    """A SQLite file with tables and nothing in them."""
    path = tmp_path_factory.mktemp("empty") / "motown.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def known_file(tmp_path_factory, empty_file):
    """A SQLite file where EV-1 has been accepted and the idTag TAG is known."""
    path = tmp_path_factory.mktemp("known") / "motown.db"
    shutil.copy(empty_file, path)
    _acquainted(Server(f"sqlite:///{path}")).close()
    return path


def _acquainted(server: Server) -> Server:
    server.accept("EV-1")
    server.put_tag("TAG")
    server.news()
    return server


@pytest.fixture(scope="session")
def postgresql_cluster() -> Iterator[postgresql.Cluster]:
    with contextlib.ExitStack() as stack:
        try:
            cluster = stack.enter_context(postgresql.cluster())
        except postgresql.NoPostgresql as error:
            missing("postgresql", str(error))
        yield cluster


@pytest.fixture
def store_url(request, tmp_path, empty_file) -> Iterator[str]:
    """The URL of a store with nothing in it."""
    if getattr(request, "param", "sqlite") == "postgresql":
        cluster = request.getfixturevalue("postgresql_cluster")
        url = cluster.fresh()
        yield url
        cluster.drop(url)
    else:
        shutil.copy(empty_file, tmp_path / "motown.db")
        yield f"sqlite:///{tmp_path / 'motown.db'}"


@pytest.fixture
def make_server(store_url) -> Iterator[Callable[..., Server]]:
    """Makes servers with other settings or add-ons than the usual, all on one store."""
    made: list[tuple[str, Server]] = []

    def make(**settings: Any) -> Server:
        name = repr(sorted(settings.items()))
        spare = _SPARE.get(name, [])
        server = spare.pop() if spare else None
        if server is None or not server.again(store_url):
            server = Server(store_url, **settings)
        made.append((name, server))
        return server

    yield make
    for name, server in made:
        server.close()
        if "add_ons" not in name:
            _SPARE.setdefault(name, []).append(server)


_SPARE: dict[str, list[Server]] = {}
"""Servers that no test uses at the moment, by their settings."""


@pytest.fixture
def server(make_server, store_url, known_file) -> Server:
    """A server that knows EV-1 and the idTag TAG, with the settings that it has by default."""
    if store_url.startswith("sqlite:///"):
        shutil.copy(known_file, store_url.removeprefix("sqlite:///"))
        return make_server()
    return _acquainted(make_server())


@pytest.fixture
def version() -> str:
    """Of OCPP; see ``both_versions``."""
    return "1.5"


@pytest.fixture
def ev(server, version) -> ChargePoint:
    """EV-1, accepted, without credential."""
    return ChargePoint(server, version=version)
