"""Transactions as they are listed."""

import pytest

from motown.domain import events
from motown.domain.access import Target
from motown.domain.cursors import Cursor, cursor_of
from motown.domain.errors import Refused
from motown.store import transaction_list
from motown.store.transaction_list import Wanted
from tests.store.support import at, record, started, stopped


def listed(store, limit=100, cursor=None, **wanted):
    return store.read_now(transaction_list.page, Wanted(**wanted), limit, cursor)


def numbers(store, **wanted):
    return [one.transaction_id for one in listed(store, **wanted).transactions]


@pytest.fixture
def four(store):
    record(store, started(1), stopped(1), started(2, connector_id=2, tag="Other", occurred_at=at(60)),
           started(3, "EV-2", occurred_at=at(120)), started(4, "EV-3", occurred_at=at(180)))
    record(store, events.TransactionAbandoned(
        charge_point_id="EV-3", connector_id=1, transaction_id=4, reason="Booted", interrupted_at=at(200)))
    return store


def test_pages_go_through_all_in_order(four):
    first = listed(four, 3)
    record(four, started(5))
    rest = listed(four, 3, cursor_of(first.next_cursor))
    assert [one.transaction_id for one in (*first.transactions, *rest.transactions)] == [1, 2, 3, 4, 5]
    assert (first.as_of_position, rest.as_of_position, rest.next_cursor) == (6, 6, None)


def test_a_cursor_of_another_list_is_refused(four):
    with pytest.raises(Refused, match="cursor"):
        listed(four, 3, Cursor("EV-1", 1))


def test_by_what_is_wanted(four):
    assert numbers(four, id_tag_keys=["other"]) == [2]
    assert numbers(four, since=at(60), until=at(180)) == [2, 3]
    assert (numbers(four, state="Active"), numbers(four, state="Finished"), numbers(four, state="Abandoned")) == (
        [2, 3], [1], [4])
    assert numbers(four, changed_after=4) == [4]
    assert numbers(four, changed_after=1) == [1, 2, 3, 4]


def test_by_target(four):
    record(four, events.GroupChanged(group_id="g", kind="Site", charge_point_ids=("EV-2",), revision=1))

    def at_any(*targets):
        return numbers(four, targets=[Target(*one) for one in targets])

    assert at_any(("ChargePoint", "EV-1")) == [1, 2]
    assert at_any(("Connector", "EV-1", 2)) == [2]
    assert at_any(("Connector", "EV-1", 0)) == [1, 2], "connector 0 is all of it"
    assert at_any(("Connector", "EV-1", 1), ("Site", "g")) == [1, 3]
    assert at_any(("Group", "g")) == []
    assert numbers(four, targets=[Target("All")], allowed=[Target("Connector", "EV-1", 1)]) == [1]
    assert numbers(four, allowed=[]) == []


def test_a_transaction_that_ends_has_changed(four):
    before = listed(four).as_of_position
    record(four, stopped(4, "EV-3"))
    [row] = listed(four, changed_after=before).transactions
    assert (row.transaction_id, row.state, row.energy_wh) == (4, "Finished", 800)
