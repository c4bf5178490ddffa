import pytest
import sqlalchemy as sa

from motown.store import Bounds, Stranger, engine, journal, tables
from tests.store.support import at, log, recording, status, unit


def stranger(number: int = 0, body: bytes = b"", **known) -> Stranger:
    return Stranger(recorded_at=at(number), reason=f"reason {number}", body=body, **known)


def entries(store):
    return store.read_now(journal.page, None, 10_000)


def test_what_a_stranger_sent_is_kept(store):
    store.journal(stranger(1, b"<x/>", remote_address="192.0.2.7", identity="EV-9", operation="Heartbeat",
                           method="POST", path="/ocpp"))
    [found] = entries(store)
    assert (found.recorded_at, found.reason, found.body, found.size) == (at(1), "reason 1", b"<x/>", 4)
    assert (found.remote_address, found.identity, found.operation, found.method, found.path) == (
        "192.0.2.7", "EV-9", "Heartbeat", "POST", "/ocpp")
    assert log(store) == []


def test_the_newest_come_first_and_pages_go_on(store):
    for number in range(5):
        store.journal(stranger(number))
    first = store.read_now(journal.page, None, 2)
    second = store.read_now(journal.page, first[-1].id, 2)
    assert [one.reason for one in (*first, *second)] == ["reason 4", "reason 3", "reason 2", "reason 1"]


def test_long_bodies_are_cut_but_their_size_is_told(store):
    store.journal(stranger(body=b"x" * 100_000, path="/" + "y" * 5000))
    [found] = entries(store)
    assert (len(found.body), found.size, len(found.path)) == (8192, 100_000, 1000)


@pytest.mark.parametrize("text", ["\0", "a\ud800b", "é\\\n", "'"])
def test_whatever_they_call_themselves_can_be_kept(store, text):
    store.journal(stranger(identity=text))
    [found] = entries(store)
    assert found.identity in {text, text.replace("\0", "\ufffd"), "a?b"}


def test_the_oldest_are_dropped_and_counted_beyond_so_many_rows(open_store):
    store = open_store(journal_bounds=Bounds(max_rows=3))
    for number in range(5):
        store.journal(stranger(number))
    assert [one.reason for one in entries(store)] == ["reason 4", "reason 3", "reason 2"]
    assert store.read_now(journal.dropped) == 2


def test_the_oldest_are_dropped_beyond_so_many_bytes(open_store):
    store = open_store(journal_bounds=Bounds(max_bytes=1000))
    for number in range(5):
        store.journal(stranger(number, b"x" * 400))
    assert [one.reason for one in entries(store)] == ["reason 4", "reason 3"]
    assert store.read_now(journal.dropped) == 3


def test_a_flood_is_counted_and_not_written(open_store, tower):
    store = open_store(journal_bounds=Bounds(rows_per_minute=60))
    for number in range(100):
        store.journal(stranger(number))
    assert len(entries(store)) == 60
    assert store.journal_dropped == 40
    tower.advance(2)
    for number in range(5):
        store.journal(stranger(number))
    assert len(entries(store)) == 62, "one a second comes free again"
    assert store.read_now(journal.dropped) == 40, "and what was forgotten is written down with the next"


def test_trouble_with_the_journal_is_nobody_elses(store, url, caplog):
    writing = engine.writing(url)
    with writing.begin() as connection:
        connection.execute(sa.text("DROP TABLE journal"))
    store.journal(stranger())
    assert "entries of the journal were lost" in caplog.text
    assert store.run(unit(recording(status()))).first_position == 1
    assert store.writable
    with writing.begin() as connection:
        tables.journal.create(connection)
    writing.dispose()
    store.journal(stranger(7))
    assert [one.reason for one in entries(store)] == ["reason 7"]
    assert store.read_now(journal.dropped) == 1


def test_bounds_may_come_from_settings(open_store):
    store = open_store(journal_bounds={"max_rows": 1, "max_bytes": 10, "rows_per_minute": 5})
    store.journal(stranger(1))
    store.journal(stranger(2))
    assert [one.reason for one in entries(store)] == ["reason 2"]


def test_the_writer_thread_writes_it_in_passing(open_store):
    store = open_store(inline=False)
    store.journal(stranger(3))
    store.close()
    again = open_store()
    assert [one.reason for one in entries(again)] == ["reason 3"]


def test_it_stays_within_its_bounds_without_being_looked_through_each_time(open_store):
    store = open_store(journal_bounds=Bounds(max_rows=40))
    for number in range(100):
        store.journal(stranger(number))
        assert len(entries(store)) <= 40
    kept = entries(store)
    assert 38 <= len(kept) <= 40
    assert [one.reason for one in kept] == [f"reason {number}" for number in range(99, 99 - len(kept), -1)]
    assert store.read_now(journal.dropped) == 100 - len(kept)
