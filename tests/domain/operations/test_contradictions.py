"""Which two operations cannot be meant at the same time."""

from itertools import product

import pytest

from tests.domain.operations.support import op
from tests.domain.operations.test_fields import MINIMAL


def out(connector):
    return op("ChangeAvailability", connectorId=connector, type="Inoperative")


def into(connector):
    return op("ChangeAvailability", connectorId=connector, type="Operative")


def start(tag="A", connector=None):
    return op("RemoteStartTransaction", idTag=tag, **({} if connector is None else {"connectorId": connector}))


def reserve(connector=1, tag="A", number=None):
    given = {} if number is None else {"reservationId": number}
    return op("ReserveNow", connectorId=connector, idTag=tag, expiryDate="2026-03-01T13:00:00Z", **given)


def change(key="LightIntensity", value="50"):
    return op("ChangeConfiguration", key=key, value=value)


def cancel(number):
    return op("CancelReservation", reservationId=number)


def lists(kind):
    return op("SendLocalList", updateType=kind)


def contradict(one, other):
    """As the core asks: either may say so."""
    return one.contradicts(other) or other.contradicts(one)


@pytest.mark.parametrize(("one", "other"), [
    (out(1), into(1)), (out(0), into(0)), (out(0), into(1)), (out(1), into(0)),
    (out(1), start(connector=1)), (out(0), start(connector=1)), (out(0), start()),
    (start("A", 1), start("B", 1)),
    (reserve(1, "A"), reserve(1, "B")), (reserve(1, "A"), start("B", 1)), (reserve(1), out(1)), (reserve(1), out(0)),
    (reserve(0), out(0)), (reserve(1, "A", 7), cancel(7)),
    (change(value="1"), change(value="2")),
    (lists("Full"), lists("Full")), (lists("Full"), lists("Differential")),
], ids=str)
def test_what_contradicts(one, other):
    assert contradict(one, other)


@pytest.mark.parametrize(("one", "other"), [
    (out(1), out(1)), (into(1), into(1)), (out(1), into(2)), (out(1), out(0)),
    (out(1), start(connector=2)), (out(1), start()), (into(1), start(connector=1)), (into(0), start()),
    (start("A", 1), start("a ", 1)), (start("A", 1), start("B", 2)), (start("A"), start("B", 1)),
    (start("A"), start("B")),
    (reserve(1, "A"), reserve(2, "B")), (reserve(1, "A"), reserve(1, "a")), (reserve(0, "A"), reserve(0, "B")),
    (reserve(0, "A"), start("B", 1)), (reserve(1, "A"), start("B", 2)), (reserve(1), into(1)), (reserve(1), out(2)),
    (reserve(0), out(1)), (reserve(1, "A", 7), cancel(8)), (reserve(1), cancel(7)),
    (change(), change()), (change(), change(key="BlinkRepeat", value="1")),
    (change("key", "1"), change("Key", "2")),
], ids=str)
def test_what_does_not(one, other):
    assert not contradict(one, other)


@pytest.mark.parametrize("name", sorted(set(MINIMAL) - {"SendLocalList"}))
def test_nothing_contradicts_itself(name):
    assert not contradict(op(name, **MINIMAL[name]), op(name, **MINIMAL[name]))


def test_whatever_is_pending_it_can_be_compared():
    every = [op(name, **fields) for name, fields in MINIMAL.items()]
    for one, other in product(every, every):
        assert contradict(one, other) == contradict(other, one)


@pytest.mark.parametrize(("operation", "connector"), [
    (out(0), 0), (start(), None), (start("A", 3), 3), (reserve(2), 2), (cancel(1), None), (lists("Full"), None)])
def test_the_connector_it_is_about(operation, connector):
    assert operation.connector == connector
