"""The list of event types."""

import msgspec
import pytest

from motown.domain.events import EVENT_TYPES, Event, Heartbeat, Message, declare, upcasts
from motown.domain.ids import ChargePointId


def test_stored_names_are_published_names() -> None:
    """Standard, section 4: motown.Thing, in the words of the class."""
    assert EVENT_TYPES
    assert all(name == f"motown.{event_type.__name__}" for name, event_type in EVENT_TYPES.items())


def test_every_event_type_says_what_it_is() -> None:
    assert not [name for name, event_type in EVENT_TYPES.items() if not event_type.__doc__]


def test_one_name_one_type() -> None:
    class Other(Event, frozen=True, kw_only=True):
        TYPE = "motown.Heartbeat"

    with pytest.raises(ValueError, match="declared twice"):
        declare(Other)


def test_a_version_is_upcast_once() -> None:
    upcasts("motown.Test", 1)(dict)
    with pytest.raises(ValueError, match="upcast twice"):
        upcasts("motown.Test", 1)(dict)


def test_json_is_in_camel_case_and_leaves_out_what_is_not_there() -> None:
    assert msgspec.json.encode(Heartbeat(charge_point_id=ChargePointId("EV-1"))) == b'{"chargePointId":"EV-1"}'


def test_a_message_is_named_by_operation_and_kind() -> None:
    message = Message(charge_point_id=ChargePointId("EV-1"), operation="Heartbeat", kind="Request",
                      protocol="ocpp1.5-soap", direction="FromChargePoint")
    assert (message.type, message.stream_id) == ("ocpp.Heartbeat.Request", "cp:EV-1")
