"""Stores for tests: every test that takes ``url``, ``store`` or ``open_store`` runs on SQLite and on PostgreSQL."""

import shutil
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest

from motown.store import Store
from tests.fixtures import empty_file, postgresql_cluster
from tests.store.support import Tower

__all__ = ["empty_file", "postgresql_cluster"]


@pytest.fixture(params=["sqlite", "postgresql"])
def backend(request) -> str:
    return request.param


@pytest.fixture
def url(backend, request) -> Iterator[str]:
    """A database with the newest tables and nothing in them."""
    yield from _fresh(backend, request)


@pytest.fixture
def sqlite_url(request) -> Iterator[str]:
    yield from _fresh("sqlite", request)


@pytest.fixture
def postgresql_url(request) -> Iterator[str]:
    yield from _fresh("postgresql", request)


def _fresh(backend: str, request: pytest.FixtureRequest) -> Iterator[str]:
    if backend == "sqlite":
        path = request.getfixturevalue("tmp_path") / "motown.db"
        shutil.copy(request.getfixturevalue("empty_file"), path)
        yield f"sqlite:///{path}"
        return
    cluster = request.getfixturevalue("postgresql_cluster")
    made = cluster.fresh()
    yield made
    cluster.give_back(made)


@pytest.fixture
def tower() -> Tower:
    """The clocks of the stores of a test."""
    return Tower()


@pytest.fixture
def opening(tower) -> Iterator[Callable[..., Store]]:
    """Opens stores and closes them; inline unless the test says otherwise."""
    opened: list[Store] = []

    def make(url: str, *, server: bool = False, **options: Any) -> Store:
        made = Store(url, **{"inline": True, "now": tower.now, "clock": tower.seconds, **options})
        opened.append(made)
        made.open(server=server)
        return made

    yield make
    for one in opened:
        one.close()


@pytest.fixture
def open_store(url, opening) -> Callable[..., Store]:
    """Opens stores on the database of the test."""
    return partial(opening, url)


@pytest.fixture
def store(open_store) -> Store:
    """An open store that does each unit where it is submitted."""
    return open_store()
