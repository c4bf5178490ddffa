import pytest
import sqlalchemy as sa

from motown.store import StoreUnavailable, engine
from motown.store.tables import counter
from tests.store.support import unit


def pragma(url: str, name: str) -> object:
    writing = engine.writing(url)
    with writing.connect() as connection:
        value = connection.exec_driver_sql(f"PRAGMA {name}").scalar()
    writing.dispose()
    return value


def test_sqlite_is_durable(sqlite_url):
    assert pragma(sqlite_url, "synchronous") == 2, "FULL"
    assert pragma(sqlite_url, "journal_mode") == "wal"
    assert pragma(sqlite_url, "busy_timeout") == 5000


def test_readers_cannot_write(store):
    with pytest.raises((sa.exc.DBAPIError, StoreUnavailable), match=r"read-?only"):
        store.read_now(lambda connection: connection.execute(sa.insert(counter).values(name="x", value=1)))


def test_a_reader_sees_one_moment(store, open_store):
    other = open_store()

    def twice(connection: sa.Connection) -> tuple[int, int]:
        count = sa.select(sa.func.count()).select_from(counter)
        before = connection.execute(count).scalar_one()
        other.run(unit(lambda session: session.next_number("x")))
        return before, connection.execute(count).scalar_one()

    assert store.read_now(twice) == (0, 0)
    assert store.read_now(lambda connection: connection.execute(sa.select(counter.c.value)).scalar()) == 1


@pytest.mark.parametrize("wrong", ["sqlite://", "sqlite:///:memory:"])
def test_a_store_in_memory_is_refused(wrong):
    with pytest.raises(ValueError, match=r"sqlite:///motown\.db"):
        engine.writing(wrong)


def test_other_databases_are_refused():
    with pytest.raises(ValueError, match="SQLite or PostgreSQL, not mysql"):
        engine.writing("mysql://localhost/motown")


def test_a_store_that_cannot_be_read_says_so(store, url, backend, request, tmp_path):
    if backend == "sqlite":
        store.close()
        for path in tmp_path.glob("motown.db*"):
            path.unlink()
            path.mkdir()
    else:
        request.getfixturevalue("postgresql_cluster").drop(url)
    with pytest.raises(StoreUnavailable):
        store.read_now(lambda connection: connection.execute(sa.select(counter)).all())
