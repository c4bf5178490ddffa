"""ocpp-mapping.csv and the code say the same: every operation and field, in both directions, versions and effects."""

import msgspec
import pytest

from motown.domain.errors import Kind, Refused
from motown.domain.operations import BOTH, OPERATIONS, ReserveNow, read
from motown.services import command, command_table
from motown.simulator.behaviour import statuses
from motown.simulator.versions import VERSIONS
from motown.soap.models import fields
from tests.contracts.standard import contract, rows

TABLE = rows("ocpp-mapping.csv")
LINES = [row for row in TABLE if not row["direction"] and row["ocpp_operation"]]
ALWAYS = {"requestId", "chargePointId", "notBefore", "expiresAt", "note"}
"""Fields of every request, that are not OCPP's."""


def kind_of(name):
    return OPERATIONS[command_table.rows()[name].ocpp_name]


def ocpp_fields(kind, before=()):
    """The paths of all fields of an operation."""
    for field in msgspec.structs.fields(kind):
        inner = command_table._core(msgspec.inspect.type_info(field.type))
        if isinstance(inner, type) and issubclass(inner, msgspec.Struct):
            yield from ocpp_fields(inner, (*before, field.encode_name))
        else:
            yield (*before, field.encode_name)


def request_fields(name):
    """The fields of a request that are its own."""
    service = contract("command")
    message = service.elements[service.operations[name].input]
    return {field.name for field in fields(message) if field.kind != "others"} - ALWAYS


def test_every_operation_is_one_of_ocpp_and_the_other_way_round():
    assert {row.ocpp_name for row in command_table.rows().values()} == set(OPERATIONS)
    assert len(command_table.rows()) == len(command_table.by_ocpp_name()) == 15


@pytest.mark.parametrize("name", command_table.rows())
def test_every_field_of_a_request_is_in_the_table(name):
    row = command_table.rows()[name]
    assert {path[0] for path in row.fields["request"]} | row.own == request_fields(name)


@pytest.mark.parametrize("name", command_table.rows())
def test_every_field_of_ocpp_is_in_the_table(name):
    told = {tuple(row["ocpp_field"].split(".")) for row in TABLE
            if row["operation"] == name and row["direction"] == "request" and row["ocpp_field"]}
    whole = {path[:number] for path in told for number in range(1, len(path))}
    assert told - whole == set(ocpp_fields(kind_of(name)))


@pytest.mark.parametrize("row", LINES, ids=lambda row: row["operation"])
def test_versions_and_effects_are_those_of_the_code(row):
    kind = OPERATIONS[row["ocpp_operation"]]
    assert ({"1.2", "1.5"} if row["ocpp12"] == "yes" else {"1.5"}) == kind.VERSIONS
    assert row["ocpp15"] == "yes"
    assert (kind.VERSIONS == BOTH) == (row["ocpp12"] == "yes")
    assert bool(row["effect_event"]) == bool(kind.AWAITS)
    if row["effect_event"]:
        assert row["effect_event"] in {event.TYPE for event in kind.AWAITS}


@pytest.mark.parametrize("row", [row for row in LINES if row["effect_seconds"]], ids=lambda row: row["operation"])
def test_effects_are_watched_for_as_long_as_the_table_says(row):
    given = {"StartTransaction": {"idTag": "A"}, "StopTransaction": {"transactionId": 1},
             "ChangeAvailability": {"connectorId": 1, "type": "Operative"}, "ResetChargePoint": {"type": "Soft"},
             "ChangeConfiguration": {"key": "k", "value": "v"}, "SendLocalList": {"updateType": "Full"},
             "UpdateFirmware": {"location": "ftp://x/", "retrieveDate": "2026-03-01T12:00:00Z"},
             "ReserveNow": {"connectorId": 1, "idTag": "A", "expiryDate": "2026-03-01T12:00:00Z"},
             "CancelReservation": {"reservationId": 1}}.get(row["operation"], {})
    operation = read(row["ocpp_operation"], given)
    expected = operation.expected("Accepted", {"fileName": "x"}, "1.5")
    assert expected.seconds == int(row["effect_seconds"])


@pytest.mark.parametrize("row", [row for row in LINES if row["answers"]], ids=lambda row: row["operation"])
def test_the_answers_are_the_words_of_ocpp(row):
    known = [statuses(VERSIONS[version], row["ocpp_operation"]) for version, column in (
        ("1.2", "ocpp12"), ("1.5", "ocpp15")) if row[column] == "yes"]
    assert set(row["answers"].split()) == {word for words in known for word in words}


def test_handlers_are_those_of_the_contract():
    made = command.handlers(command.Asks(None), command.Reads(None))
    assert set(made) == set(contract("command").operations)


# -- in the words of the standard

def test_refusals_are_in_the_words_of_the_standard():
    row = command_table.rows()["ReserveNow"]
    told = command_table.translated(Refused("check expiryDate", Kind.INVALID, field="expiryDate"), row)
    assert (told.reason, told.field, told.kind) == ("reservedUntil: check reservedUntil", "reservedUntil", Kind.INVALID)
    told = command_table.translated(Refused("there is no such thing", Kind.NOT_FOUND), row)
    assert told.field == "chargePointId"
    told = command_table.translated(Refused("no", Kind.CONFLICT, field="somethingElse"), row)
    assert told.field == "somethingElse"


def test_what_is_told_has_the_names_of_the_standard():
    told = dict(command_table.told("ReserveNow", "request", {
        "connectorId": 1, "idTag": "A", "expiryDate": "2026-03-01T12:00:00Z", "reservationId": 7}))
    assert told == {"connectorId": "1", "idTag": "A", "reservedUntil": "2026-03-01T12:00:00Z", "reservationId": "7"}
    assert ReserveNow.name() == "ReserveNow"


def test_what_an_unknown_operation_told_keeps_its_names():
    told = list(command_table.told("Later", "answer", {"a": {"b": [1, True]}, "c": [{"d": None}, {"d": "x"}]}))
    assert told == [("a.b", "1"), ("a.b", "true"), ("c.2.d", "x")]
