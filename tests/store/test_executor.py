import logging

import pytest
import sqlalchemy as sa

from motown.domain.errors import Kind, Refused
from motown.store import Committed, Session, StoreUnavailable, counters, tables
from tests.store.support import (
    accept,
    answer,
    asked,
    log,
    message,
    record,
    recording,
    rows,
    started,
    status,
    types,
    unit,
)


def run_together(store, *units):
    """One batch."""
    return store._executor.run(units)


def raises(error):
    def decide(session):
        raise error

    return decide


def test_a_batch_is_one_commit_and_each_gets_its_own(store):
    outcomes = run_together(
        store, asked(recording(status(), result="a")), unit(recording(status("EV-2"), result="b"), "cp:EV-2"))
    assert [one.result for one in outcomes] == ["a", "b"]
    assert [(one.first_position, one.last_position) for one in outcomes] == [(1, 3), (4, 4)]
    assert outcomes[0].answer == answer("a")
    assert len({one.recorded_at for one in outcomes}) == 1


def test_a_unit_that_leaves_nothing_behind_takes_no_position(store):
    done = store.run(unit(lambda session: 7))
    assert (done.result, done.first_position, done.last_position) == (7, 0, 0)
    assert log(store) == []


def test_a_refusal_concerns_its_own_unit_only(store):
    refused, other = run_together(store, asked(raises(Refused("no"))), unit(recording(status("EV-2")), "cp:EV-2"))
    assert refused.result.reason == "no"
    assert refused.answer.event.kind == "Fault"
    assert types(store) == ["ocpp.Heartbeat.Request", "ocpp.Heartbeat.Fault", "motown.StatusChanged"]
    assert isinstance(other, Committed)


def test_a_defect_of_a_handler_is_logged_once_and_answered_without_details(store, caplog):
    broken, other = run_together(store, asked(raises(KeyError("secret"))), unit(recording(status("EV-2")), "cp:EV-2"))
    assert (broken.result.kind, broken.result.reason) == (Kind.INTERNAL, "internal error")
    assert b"secret" not in broken.answer.body
    assert isinstance(other, Committed)
    assert len([one for one in caplog.records if one.exc_info]) == 1
    assert types(store) == ["ocpp.Heartbeat.Request", "ocpp.Heartbeat.Fault", "motown.StatusChanged"]


@pytest.mark.parametrize("sql", ["SELECT * FROM nothing", "SELECT '{' || no_such_function()"])
def test_wrong_sql_of_a_handler_is_its_own_trouble(store, sql, caplog):
    """On PostgreSQL it spoils the database transaction of the whole batch."""
    def decide(session: Session) -> None:
        session.execute(sa.text(sql))

    before, broken, after = run_together(
        store, unit(recording(status("EV-2")), "cp:EV-2"), asked(decide), unit(recording(status("EV-3")), "cp:EV-3"))
    assert isinstance(before, Committed)
    assert isinstance(after, Committed)
    assert broken.result.kind is Kind.INTERNAL
    assert types(store) == [
        "motown.StatusChanged", "ocpp.Heartbeat.Request", "ocpp.Heartbeat.Fault", "motown.StatusChanged"]
    assert store.writable, "a mistake of ours does not mean that the store is gone"


def test_a_handler_that_hides_a_broken_transaction_is_found_out(store, caplog):
    def decide(session: Session) -> str:
        try:
            session.execute(sa.text("SELECT * FROM nothing"))
        except sa.exc.DBAPIError:
            session.record(status())
        return "fine"

    done = store.run(asked(decide))
    assert types(store) in (
        ["ocpp.Heartbeat.Request", "motown.StatusChanged", "ocpp.Heartbeat.Response"],  # SQLite goes on after an error
        ["ocpp.Heartbeat.Request", "ocpp.Heartbeat.Fault"])
    assert (done.result == "fine") == (len(log(store)) == 3)


def test_an_answer_that_cannot_be_made_becomes_a_fault(store, caplog):
    def reply(result):
        if not isinstance(result, Refused):
            raise TypeError("cannot be written")
        return message("Fault", body=result.reason.encode())

    done = store.run(asked(recording(status()), reply=reply))
    assert done.result.kind is Kind.INTERNAL
    assert done.answer.body == b"internal error"
    assert types(store)[-1] == "ocpp.Heartbeat.Fault"
    assert not rows(store, tables.connector), "what the charge point is told has failed has not happened"


def test_even_the_fault_cannot_be_made(store, caplog):
    done = store.run(asked(recording(status()), reply=raises(TypeError("never"))))
    assert done.result.kind is Kind.INTERNAL
    assert done.answer is None
    assert types(store) == ["ocpp.Heartbeat.Request"]


def test_what_cannot_be_stored_is_a_defect_and_its_message_is_kept(store, caplog):
    tall = started(2**70)
    broken, other = run_together(store, asked(recording(tall)), unit(recording(status("EV-2")), "cp:EV-2"))
    assert broken.result.kind is Kind.INTERNAL
    assert isinstance(other, Committed)
    assert types(store) == ["ocpp.Heartbeat.Request", "ocpp.Heartbeat.Fault", "motown.StatusChanged"]


def test_a_message_that_cannot_be_stored_at_all_is_told(store, caplog):
    with pytest.raises(Refused) as told:
        store.run(asked(incoming=message(duration_ms=2**70)))
    assert told.value.kind is Kind.INTERNAL
    assert log(store) == []
    assert store.writable


def test_whoever_comes_second_sees_what_the_first_has_left(open_store):
    """Two processes get the same start at the same time: one transaction."""
    one, other = open_store(), open_store()
    key = b"k" * 16
    tries = []

    def decide(session: Session) -> int:
        found = session.find_received(key)
        tries.append(found)
        if found is not None:
            return found.transaction_id
        if len(tries) == 1:  # here the other process is faster; nothing locks this key between the two
            other.run(unit(first))
        return first(session)

    def first(session: Session) -> int:
        number = session.next_number("transaction")
        session.record(started(number))
        session.remember(key, number)
        return number

    if one.url.startswith("sqlite"):  # SQLite has one writer: the other process is before or after, never between
        other.run(unit(first))
    assert one.run(asked(decide)).value() == 1
    assert [row["transaction_id"] for row in rows(one, tables.charging_transaction)] == [1]
    assert one.run(unit(lambda session: session.next_number("transaction"))).value() >= 2


def test_a_key_taken_twice_in_a_batch_costs_nobody_anything(store):
    def decide(session: Session) -> str:
        if session.find_received(b"k" * 16):
            return "again"
        session.record(status())
        session.remember(b"k" * 16)
        return "first"

    outcomes = run_together(store, unit(decide), unit(decide), unit(recording(status("EV-2"), result="other")))
    assert [one.result for one in outcomes] == ["first", "again", "other"]


def test_a_conflict_that_stays_is_a_defect(store, caplog):
    record(store, started(1))
    done = store.run(asked(recording(started(1))))
    assert done.result.kind is Kind.INTERNAL
    assert types(store) == ["motown.TransactionStarted", "ocpp.Heartbeat.Request", "ocpp.Heartbeat.Fault"]


def test_numbers_of_a_batch_that_failed_are_given_once(store, caplog):
    def decide(session: Session) -> int:
        number = session.next_number("transaction")
        session.record(started(number))
        return number

    def conflict(session: Session) -> None:
        session.record(started(1000))
        session.record(started(1000))

    outcomes = run_together(store, unit(decide), unit(conflict), unit(decide))
    assert [outcomes[0].result, outcomes[2].result] == [1, 2]
    assert store.read_now(counters.last, "transaction") == 2


def test_handlers_see_what_was_committed_before(store):
    accept(store, "EV-1")
    store.run(unit(recording(started(1, tag="TAG"))))
    assert store.run(unit(lambda session: session.open_transactions_of_tag("tag"), "tag:tag")).value() == 1


def test_health_is_told_once(store, caplog, tower):
    caplog.set_level(logging.WARNING)
    for _ in range(3):
        store._health.failed(OSError("disk full"))
    assert (store.writable, store.last_error) == (False, "disk full")
    store._health.succeeded()
    store._health.succeeded()
    assert (store.writable, store.last_error) == (True, None)
    assert [one.message for one in caplog.records] == [
        "the store cannot be written: disk full", "the store can be written again"]


def test_a_store_that_is_down_is_tried_once_a_second(store, tower):
    store._health.failed(OSError("disk full"))
    with pytest.raises(StoreUnavailable, match="disk full"):
        store.run(unit(recording(status())))
    tower.advance(0.99)
    with pytest.raises(StoreUnavailable):
        store.run(unit(recording(status())))
    tower.advance(0.01)
    assert store.run(unit(recording(status()))).first_position == 1
    assert store.writable
