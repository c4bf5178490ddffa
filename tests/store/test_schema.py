import threading
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from motown.store import Outdated, Store, engine, migrate, schema
from motown.store.schema import CORE

VERSIONS = sorted((CORE.scripts / "versions").glob("[0-9]*.py"))


@pytest.fixture
def nothing(backend, request, tmp_path) -> str:
    """The URL of a database without tables."""
    if backend == "sqlite":
        return f"sqlite:///{tmp_path / 'new' / 'folder' / 'motown.db'}"
    cluster = request.getfixturevalue("postgresql_cluster")
    return cluster.url(cluster.empty())


def differences(url: str) -> list:
    reading = engine.reading(url)
    with reading.connect() as connection:
        context = MigrationContext.configure(connection, opts={
            "compare_type": True, "version_table": CORE.version_table})
        found = compare_metadata(context, CORE.metadata)
    reading.dispose()
    return found


def test_a_new_database_gets_the_tables_of_the_code(nothing):
    migrate(nothing)
    assert differences(nothing) == []


def test_migrating_again_changes_nothing(store, url):
    name = store.read_now(lambda connection: connection.scalar(sa.text("SELECT store_id FROM store_info")))
    migrate(url)
    assert store.read_now(lambda connection: connection.scalar(sa.text("SELECT store_id FROM store_info"))) == name


def test_two_processes_may_migrate_at_once(nothing):
    failures = []

    def go() -> None:
        try:
            migrate(nothing)
        except Exception as error:  # noqa: BLE001
            failures.append(error)

    threads = [threading.Thread(target=go) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert differences(nothing) == []


def test_every_store_has_a_name_of_its_own(tmp_path):
    names = set()
    for number in range(2):
        url = f"sqlite:///{tmp_path / f'{number}.db'}"
        migrate(url)
        reading = engine.reading(url)
        with reading.connect() as connection:
            names.add(connection.execute(sa.text("SELECT store_id FROM store_info")).scalar())
        reading.dispose()
    assert len(names) == 2
    assert all(len(name) == 8 and name.isalnum() for name in names)


def test_a_database_of_a_newer_motown_is_left_alone(url):
    writing = engine.writing(url)
    with writing.begin() as connection:
        connection.execute(sa.text(f"UPDATE {CORE.version_table} SET version_num = '9999'"))
    writing.dispose()
    with pytest.raises(Outdated, match="does not know"):
        migrate(url)


def test_beside_a_server_nothing_is_migrated(nothing, tmp_path):
    with pytest.raises(Outdated, match="motown migrate"):
        Store(nothing).open()
    assert not list(tmp_path.rglob("*.db")), "nor is a file made"


def test_a_server_migrates_when_it_starts(nothing):
    store = Store(nothing)
    store.open(server=True)
    store.close()
    assert differences(nothing) == []


def test_the_newest_revision_is_that_of_the_last_file():
    assert schema.newest() == VERSIONS[-1].name.partition("_")[0]


def test_the_migrations_are_shipped():
    package = Path(engine.__file__).parent
    assert CORE.scripts.is_relative_to(package)
    assert (CORE.scripts / "env.py").exists()
