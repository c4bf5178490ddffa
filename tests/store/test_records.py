"""Events of older versions are read in today's form."""

from typing import ClassVar

import msgspec
import pytest

from motown.domain.events import EVENT_TYPES, UPCASTS, Event, Message, upcasts
from motown.store.records import Committed, StoreUnavailable, decode
from tests.store.support import at, log, record


class Parked(Event, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """In its third version."""

    TYPE: ClassVar[str] = "test.Parked"
    VERSION: ClassVar[int] = 3

    charge_point_id: str
    place_name: str
    fee_cents: int = 0


class ParkedBefore(Event, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """As it was first: ``spot`` was called otherwise, and the fee was in whole units."""

    TYPE: ClassVar[str] = "test.Parked"

    charge_point_id: str
    spot: str
    fee: int = 0


@pytest.fixture(autouse=True)
def _declared(monkeypatch):
    monkeypatch.setitem(EVENT_TYPES, "test.Parked", Parked)
    monkeypatch.setattr("motown.domain.events.base.UPCASTS", UPCASTS)
    yield
    for version in (1, 2):
        UPCASTS.pop(("test.Parked", version), None)


def declare_upcasts():
    @upcasts("test.Parked", 1)
    def renamed(body):
        return {**{name: value for name, value in body.items() if name != "spot"}, "placeName": body["spot"]}

    @upcasts("test.Parked", 2)
    def in_cents(body):
        return {**{name: value for name, value in body.items() if name != "fee"}, "feeCents": body.get("fee", 0) * 100}


def test_an_old_event_is_brought_up_to_date_step_by_step(store):
    declare_upcasts()
    record(store, ParkedBefore(charge_point_id="EV-1", spot="north", fee=2))
    found = log(store)[0]
    assert found.version == 1
    assert found.body == {"chargePointId": "EV-1", "spot": "north", "fee": 2}, "what was written stays as it is"
    assert found.event == Parked(charge_point_id="EV-1", place_name="north", fee_cents=200)


def test_a_new_event_takes_no_steps(store):
    record(store, Parked(charge_point_id="EV-1", place_name="north"))
    assert log(store)[0].version == 3
    assert log(store)[0].event == Parked(charge_point_id="EV-1", place_name="north")


def test_an_older_event_without_a_way_is_an_error():
    with pytest.raises(KeyError):
        decode("Domain", "test.Parked", 1, '{"chargePointId": "EV-1", "spot": "n"}')


def test_messages_are_told_by_their_category():
    message = Message(charge_point_id="EV-1", operation="X", kind="Request", protocol="p", direction="d")
    body = msgspec.json.encode(message)
    assert decode("Message", "ocpp.X.Request", 1, body.decode()).operation == "X"
    assert decode("Domain", "ocpp.X.Request", 1, body.decode()) is None


def test_a_refusal_by_the_store_says_so_in_one_sentence():
    assert StoreUnavailable("disk full").reason == "the store cannot take this now: disk full"


def test_a_result_is_a_value():
    assert Committed(7, None, 1, 2, at(0)).value() == 7
