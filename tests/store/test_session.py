import msgspec
import pytest
import sqlalchemy as sa

from motown.domain import events
from motown.domain.errors import Refused
from motown.store import Session, counters, credentials, followers, tables
from motown.store.projections import Write
from tests.store.support import accept, asked, at, log, record, rows, started, status, stopped, types, unit

KEYS = ("cp:EV-1", "cp:EV-9", "tag:child", "tag:nobody", "tx:1", "tx:99", "tx:-1", "tx:" + "9" * 30, "odd")


@pytest.fixture
def full(store):
    """A store with something of everything."""
    accept(store, "EV-1")
    for tag in ("CHILD", "PARENT"):
        record(store, events.IdTagChanged(id_tag=tag, key=tag.casefold(), status="Accepted",
                                          parent_id_tag="PARENT" if tag == "CHILD" else None))
    record(store, started(1, tag="CHILD"), started(2, connector_id=2, tag="CHILD", occurred_at=at(60)))
    record(store, started(3, connector_id=2, occurred_at=at(120)), stopped(3, connector_id=2, occurred_at=at(180)))
    record(store, events.StopOrphaned(
        charge_point_id="EV-1", reported_transaction_id=77, meter_stop_wh=1, occurred_at=at(0)))
    return store


def read_all(session: Session) -> list[object]:
    return [
        session.charge_point("EV-1"), session.charge_point("EV-9"),
        session.id_tag("child"), session.id_tag("parent"), session.id_tag("nobody"),
        session.open_transactions_of_tag("child"), session.open_transactions_of_tag("nobody"),
        session.transaction(1), session.transaction(99),
    ]


@pytest.mark.parametrize("named", [KEYS, ()])
def test_the_same_is_read_whether_it_was_named_by_a_key_or_not(full, named):
    found = full.run(unit(read_all, *named)).value()
    charge_point, nobody, child, parent, unknown, two, none, first, no_transaction = found
    assert (charge_point.charge_point_id, charge_point.registration, charge_point.vendor) == (
        "EV-1", "Accepted", "Acme")
    assert (child.id_tag, child.parent_key, parent.id_tag) == ("CHILD", "parent", "PARENT")
    assert (two, none) == (2, 0)
    assert (first.transaction_id, first.id_tag, first.stopped_at) == (1, "CHILD", None)
    assert nobody is unknown is no_transaction is None


def test_what_is_named_costs_no_statement_of_its_own(full):
    asked_for: list[str] = []

    def decide(session: Session) -> list[object]:
        driver = session.connection.connection.dbapi_connection
        if hasattr(driver, "set_trace_callback"):
            driver.set_trace_callback(asked_for.append)
        found = read_all(session)
        if hasattr(driver, "set_trace_callback"):
            driver.set_trace_callback(None)
        return found

    full.run(unit(decide, *KEYS))
    assert asked_for == []


def test_transactions_of_a_charge_point(full):
    def decide(session: Session) -> list[int]:
        return [one.transaction_id for one in session.open_transactions("EV-1")]

    assert full.run(unit(decide)).value() == [1, 2]


def test_the_transaction_at_a_time(full):
    times = [(1, 0), (1, 9999), (1, -1), (2, 60), (2, 120), (2, 180), (2, 181), (9, 0)]
    found = full.run(unit(lambda session: [
        session.transaction_at("EV-1", connector_id, at(seconds)) for connector_id, seconds in times])).value()
    assert [one.transaction_id if one else None for one in found] == [1, 1, None, 2, 3, 3, 2, None]


def test_orphans_wait_until_they_are_linked(full):
    def orphans() -> list[int]:
        return [one.position for one in full.run(unit(lambda session: session.orphans("EV-1"))).value()]

    [position] = orphans()
    record(full, events.OrphanLinked(charge_point_id="EV-1", transaction_id=1, orphan_position=position))
    assert orphans() == []


def test_a_refused_unit_leaves_its_messages_and_what_is_to_stay(store):
    def decide(session: Session) -> None:
        session.record(status())
        session.record(status(word="Faulted"), even_if_refused=True)
        session.remember(b"k" * 16)
        session.set_credential("EV-1", password_hash="hash")
        raise Refused("no")

    done = store.run(asked(decide))
    assert isinstance(done.result, Refused)
    assert types(store) == ["ocpp.Heartbeat.Request", "motown.StatusChanged", "ocpp.Heartbeat.Fault"]
    assert log(store)[1].event.status == "Faulted"
    assert rows(store, tables.received) == rows(store, tables.charge_point_credential) == []
    with pytest.raises(Refused, match="no"):
        done.value()


def test_numbers_begin_at_one_and_go_on_after_a_restart(open_store):
    store = open_store()
    assert [store.run(unit(lambda session: session.next_number("transaction"))).value() for _ in range(3)] == [1, 2, 3]
    assert store.run(unit(lambda session: session.next_number("reservation"))).value() == 1
    store.close()
    again = open_store()
    assert again.run(unit(lambda session: session.next_number("transaction"))).value() == 4
    assert again.read_now(counters.last, "transaction") == 4
    assert again.read_now(counters.last, "nothing") == 0


def test_a_number_can_be_made_to_rise_above_another(store):
    def above(floor):
        return store.run(unit(lambda session: counters.above(session.connection, "list", floor))).value()

    assert [above(floor) for floor in (0, 0, 7, 3, 8)] == [1, 2, 8, 9, 10]


def test_the_number_of_a_refused_unit_is_not_given_again(store):
    def decide(session: Session) -> None:
        session.next_number("transaction")
        raise Refused("no")

    store.run(unit(decide))
    assert store.run(unit(lambda session: session.next_number("transaction"))).value() == 2


@pytest.mark.parametrize("meanings", [(), (b"k" * 16, b"x" * 16)])
def test_what_was_remembered_is_found(store, meanings):
    def first(session: Session) -> None:
        session.record(started(5))
        session.remember(b"k" * 16, 5)
        session.record(status())

    store.run(asked(first))
    def second(session: Session) -> tuple:
        return session.find_received(b"k" * 16), session.find_received(b"x" * 16)

    found, other = store.run(unit(second, meanings=meanings)).value()
    assert (found.key, found.position, found.transaction_id) == (b"k" * 16, 2, 5), "the event recorded last"
    assert other is None


def test_a_repetition_is_told_by_request_and_answer(store):
    store.run(asked(lambda session: session.mark_duplicate(7)))
    store.run(asked(lambda session: session.concerns(transaction_id=5, connector_id=2)))
    assert [one.event.duplicate_of for one in log(store)] == [7, 7, None, None]
    assert [(one.transaction_id, one.connector_id) for one in log(store)[2:]] == [(5, 2), (5, 2)]


def test_credentials_change_one_by_one(store):
    def get():
        found = store.read_now(credentials.get, "EV-1")
        return found and (found.password_hash, found.certificate_fingerprint)

    def change(**given):
        store.run(unit(lambda session: session.set_credential("EV-1", **given)))

    assert get() is None
    change()
    assert get() is None
    change(password_hash="hash")
    change(certificate_fingerprint="ab")
    assert get() == ("hash", "ab")
    change(password_hash=None)
    assert get() == (None, "ab")
    change(password_hash="new", certificate_fingerprint=None)
    assert get() == ("new", None)


def test_other_rows_are_written_with_the_unit(store):
    def decide(session: Session) -> None:
        session.write(followers.SAVE, "tail", {"name": "tail", "position": 7, "updated_at": session.now})

    store.run(unit(decide))
    assert store.read_now(followers.position, "tail") == 7
    assert store.read_now(followers.position, "nobody") == 0
    [row] = store.read_now(followers.all_of_them)
    assert msgspec.structs.astuple(row) == ("tail", 7, at(0))


def test_any_query_can_be_asked(full):
    def decide(session: Session) -> int:
        return session.execute(sa.select(sa.func.count()).select_from(tables.charging_transaction)).scalar_one()

    assert full.run(unit(decide)).value() == 3


def test_now_is_one_moment_and_that_of_the_record(store, tower):
    def decide(session: Session) -> list:
        moments = [session.now]
        tower.advance(5)
        session.record(status())
        return [*moments, session.now]

    assert store.run(unit(decide)).value() == [at(0), at(0)]
    assert log(store)[0].recorded_at == at(0)


def test_a_write_is_a_row_of_a_statement():
    assert Write(followers.SAVE, "tail", {}).row == "tail"
