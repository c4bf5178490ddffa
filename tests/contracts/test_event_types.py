"""event-types.csv has every event type that is declared, with every field, and says who may see it."""

import typing
from datetime import datetime
from decimal import Decimal
from types import UnionType

import msgspec
import pytest

from motown.domain.events import EVENT_TYPES, Event, Message
from tests.contracts.standard import rows

MESSAGES = "ocpp.OPERATION.KIND"
ENVELOPE = {"chargePointId", "connectorId", "transactionId", "commandId", "party", "occurredAt"}
"""What stands in the envelope and not among the attributes."""
KINDS = {str: "string", int: "integer", bool: "boolean", Decimal: "decimal", float: "decimal", datetime: "dateTime"}
TABLE = rows("event-types.csv")
CLASSES = {row["name"] for row in rows("access-policy.csv") if row["kind"] == "class"}
UNITS = {"Wh": "Wh", "Seconds": "s", "Ms": "ms", "Bytes": "bytes"}
DECLARED: dict[str, type[Event]] = {MESSAGES: Message, **EVENT_TYPES}


def bare(annotation):
    """The type behind optional, distinct and annotated ones."""
    while True:
        if isinstance(annotation, typing.NewType):
            annotation = annotation.__supertype__
        elif typing.get_origin(annotation) in (typing.Union, UnionType):
            annotation = next(one for one in typing.get_args(annotation) if one is not type(None))
        else:
            return annotation


def declared(struct, prefix=""):
    """Each attribute with its kind, and whether there are many and whether it is always there."""
    for field in msgspec.structs.fields(struct):
        if not prefix and field.encode_name in ENVELOPE:
            continue
        annotation, name, many = bare(field.type), f"{prefix}{field.encode_name}", False
        if typing.get_origin(annotation) is tuple:
            annotation, many = bare(typing.get_args(annotation)[0]), True
        if typing.get_origin(annotation) is dict:
            yield f"{name}.*", "string", "yes", "no"
        elif isinstance(annotation, type) and issubclass(annotation, msgspec.Struct):
            yield from declared(annotation, f"{name}.N.")
        else:
            always = field.required and type(None) not in typing.get_args(field.type)
            yield name, KINDS[annotation], "yes" if many else "no", "yes" if always else "no"


def test_every_type_is_told_once():
    assert [row["event"] for row in TABLE if not row["attribute"]] == [MESSAGES, *sorted(EVENT_TYPES)]


@pytest.mark.parametrize("event", DECLARED)
def test_its_attributes_are_those_of_the_declaration(event):
    told = [(row["attribute"], row["type"], row["many"], row["required"]) for row in TABLE
            if row["event"] == event and row["attribute"]]
    assert told == list(declared(DECLARED[event]))


@pytest.mark.parametrize("event", DECLARED)
def test_its_head_tells_category_stream_and_class(event):
    (head,) = [row for row in TABLE if row["event"] == event and not row["attribute"]]
    assert head["category"] == ("Message" if event == MESSAGES else "Domain")
    assert head["stream"] == DECLARED[event].STREAM
    assert head["access"] in CLASSES


def test_everything_is_described_and_has_its_unit():
    for row in TABLE:
        assert row["description"].endswith((".", ")")), row
        if row["attribute"]:
            assert row["access"] in {"", "R-IDENT", "R-RAW", "never"}
            unit = next((unit for suffix, unit in UNITS.items() if row["attribute"].endswith(suffix)), "")
            assert row["unit"] == unit, row


def test_who_charged_is_never_told_with_the_event_alone():
    events = {row["event"]: row["access"] for row in TABLE if not row["attribute"]}
    for row in TABLE:
        if row["attribute"] in {"idTag", "parentIdTag"}:
            assert "R-IDENT" in {row["access"], events[row["event"]]}, row
        if row["attribute"] in {"idTagKey", "parentKey", "digest"}:
            assert row["access"] == "never", row
