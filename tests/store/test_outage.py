"""The database is away, full or locked: nothing is acknowledged, and all goes on when it is back."""

import signal
from contextlib import closing

import pytest
import sqlalchemy as sa

from motown.store import Committed, Session, StoreUnavailable, engine, events, tables
from tests import postgresql
from tests.store.support import asked, log, recording, rows, started, status, unit


@pytest.fixture
def frail(postgresql_cluster):
    """A PostgreSQL that may be stopped: nobody else uses it."""
    with postgresql.cluster() as made:
        yield made


def test_postgresql_goes_away_and_comes_back(frail, opening, tower):
    store = opening(frail.fresh())
    store.run(asked(recording(status())))
    frail.stop(signal.SIGQUIT)
    for _ in range(3):
        with pytest.raises(StoreUnavailable):
            store.run(asked(recording(status())))
    with pytest.raises(StoreUnavailable):
        store.read_now(events.head)
    assert not store.writable
    assert store.last_error
    frail.start()
    tower.advance(1)
    assert store.run(asked(recording(status()))).first_position == 4
    assert store.writable
    assert store.read_now(events.head) == 6


def test_postgresql_dies_in_the_middle_of_a_unit(frail, opening, tower):
    store = opening(frail.fresh())

    def decide(session: Session) -> None:
        session.record(started(session.next_number("transaction")))
        frail.stop(signal.SIGQUIT)

    with pytest.raises(StoreUnavailable):
        store.run(asked(decide))
    frail.start()
    tower.advance(1)
    assert store.run(unit(lambda session: session.next_number("transaction"))).value() == 1, "it was never given"
    assert log(store) == []


def test_a_batch_that_finds_the_database_gone_is_told_so_unit_by_unit(frail, opening):
    store = opening(frail.fresh())
    store.run(unit())
    frail.stop(signal.SIGQUIT)
    outcomes = store._executor.run([unit(recording(status())), unit(recording(status("EV-2")))])
    assert all(isinstance(one, StoreUnavailable) for one in outcomes)


def no_room(connection, _record) -> None:
    connection.execute("PRAGMA max_page_count=1")  # SQLite takes the present size instead


def test_the_disk_is_full_and_then_has_room_again(sqlite_url, opening, tower):
    store = opening(sqlite_url)
    sa.event.listen(store._writing, "connect", no_room)
    durable: list[Committed] = []

    def fill() -> None:
        for number in range(1, 1000):
            durable.append(store.run(asked(recording(started(number, tag="x" * 500)))))  # noqa: PERF401, it ends early

    with pytest.raises(StoreUnavailable, match="full"):
        fill()
    assert 0 < len(durable) < 999
    assert (store.writable, store.last_error) == (False, "database or disk is full")
    with pytest.raises(StoreUnavailable):
        store.run(asked(recording(status())))
    sa.event.remove(store._writing, "connect", no_room)
    tower.advance(1)
    store.run(asked(recording(status())))
    assert store.writable
    found = log(store)
    assert len(found) == 3 * (len(durable) + 1)
    assert [one.position for one in found] == list(range(1, len(found) + 1))
    assert len(rows(store, tables.charging_transaction)) == len(durable)
    assert store.read_now(lambda connection: connection.exec_driver_sql("PRAGMA integrity_check").scalar()) == "ok"


def test_somebody_keeps_sqlite_locked(sqlite_url, opening, tower, monkeypatch):
    monkeypatch.setattr(engine, "BUSY_TIMEOUT_MS", 10)
    store = opening(sqlite_url)
    other = engine.writing(sqlite_url)
    with closing(other.connect()) as connection:
        connection.begin()
        with pytest.raises(StoreUnavailable, match="locked"):
            store.run(asked(recording(status())))
        assert store.read_now(events.head) == 0, "reading goes on"
    other.dispose()
    tower.advance(1)
    assert store.run(asked(recording(status()))).first_position == 1


def test_a_frozen_process_does_not_keep_postgresql_for_itself(postgresql_url, opening, tower, monkeypatch):
    """It has locked the head and does not go on: the server breaks its connection, and the others go on."""
    monkeypatch.setitem(engine._WRITER, "idle_in_transaction_session_timeout", 100)
    store, other = opening(postgresql_url), engine.writing(postgresql_url)
    with other.connect() as frozen:
        frozen.execute(sa.update(tables.event_head).values(position=tables.event_head.c.position + 5))
        assert store.run(asked(recording(status()))).first_position == 1, "it waits until the head is free"
        with pytest.raises(sa.exc.DBAPIError):
            frozen.commit()
        frozen.invalidate()
    other.dispose()


def test_who_keeps_postgresql_locked_is_not_waited_for_long(postgresql_url, opening, tower, monkeypatch):
    monkeypatch.setitem(engine._WRITER, "lock_timeout", 50)
    store, other = opening(postgresql_url), engine.administering(postgresql_url)
    with other.connect() as busy:
        busy.execute(sa.update(tables.event_head).values(position=tables.event_head.c.position))
        with pytest.raises(StoreUnavailable, match="lock timeout"):
            store.run(asked(recording(status())))
        busy.rollback()
    other.dispose()
    tower.advance(1)
    assert store.run(asked(recording(status()))).first_position == 1
    assert store.writable
