"""ocpp-mapping.csv says what the domain does: operations, versions, fields, effects and their times."""

from itertools import pairwise

import pytest

from motown.contracts import ocpp15_chargepoint
from motown.domain.events import EVENT_TYPES
from motown.domain.operations import OCPP_12, OCPP_15, OPERATIONS, read
from motown.soap.models import fields
from tests.contracts.standard import contract, rows

MAPPING = rows("ocpp-mapping.csv")
MAPPED = {row["operation"]: row for row in MAPPING if not row["field"] and not row["direction"]}
OF_OCPP = [row for row in MAPPED.values() if row["ocpp_operation"]]
COMMON = {"requestId", "chargePointId", "notBefore", "expiresAt", "note", "others"}
LEAST = {
    "ChangeAvailability": {"connectorId": 1, "type": "Inoperative"}, "Reset": {"type": "Soft"},
    "ChangeConfiguration": {"key": "k", "value": "v"}, "UnlockConnector": {"connectorId": 1},
    "RemoteStartTransaction": {"idTag": "T"}, "RemoteStopTransaction": {"transactionId": 1},
    "UpdateFirmware": {"location": "ftp://x", "retrieveDate": "2026-01-01T00:00:00Z"},
    "ReserveNow": {"connectorId": 1, "idTag": "T", "expiryDate": "2026-01-01T00:00:00Z"},
    "CancelReservation": {"reservationId": 1}, "SendLocalList": {"updateType": "Full"},
    "DataTransfer": {"vendorId": "v"}}
RESULT = {"GetDiagnostics": {"fileName": "f"}}


def known(row):
    """The operation of the domain, as simple as it can be."""
    return read(row["ocpp_operation"], LEAST.get(row["ocpp_operation"], {}))


def test_every_command_and_every_operation_of_ocpp_is_mapped_once():
    told = [row["ocpp_operation"] for row in MAPPED.values() if row["ocpp_operation"]]
    assert sorted(told) == sorted(OPERATIONS)
    commands = {name for name, one in contract("command").operations.items()
                if {"requestId", "chargePointId"} <= {field.name for field in fields(
                    contract("command").elements[one.input])}}
    assert set(MAPPED) == commands


@pytest.mark.parametrize("row", OF_OCPP, ids=lambda row: row["operation"])
def test_versions_and_effects_are_those_of_the_domain(row):
    operation = known(row)
    has = {version for version, column in ((OCPP_12, "ocpp12"), (OCPP_15, "ocpp15")) if row[column] == "yes"}
    assert has == operation.VERSIONS
    expected = operation.expected("Accepted", RESULT.get(row["ocpp_operation"], {}), OCPP_15)
    assert row["effect_seconds"] == ("" if expected is None else f"{expected.seconds:g}")
    assert (row["effect_event"] != "") is (expected is not None)
    if row["effect_event"]:
        assert EVENT_TYPES[row["effect_event"]] in operation.AWAITS


@pytest.mark.parametrize("row", OF_OCPP, ids=lambda row: row["operation"])
def test_answers_are_those_of_the_contract_of_ocpp(row):
    answer = ocpp15_chargepoint.contract.elements[
        ocpp15_chargepoint.contract.operations[row["ocpp_operation"]].output]
    status = next((field for field in fields(answer) if field.name == "status"), None)
    words = set(status.model.Attributes.values) if status else set()
    assert set(row["answers"].split()) == words


@pytest.mark.parametrize("operation", MAPPED)
def test_every_field_is_mapped(operation):
    loaded = contract("command")
    request = loaded.elements[loaded.operations[operation].input]
    ours = [field.name for field in fields(request) if field.name not in COMMON]
    told = [row for row in MAPPING if row["operation"] == operation and row["direction"] == "request"]
    assert [row["field"] for row in told if row["field"] and "." not in row["field"]] == ours
    if MAPPED[operation]["ocpp_operation"]:
        theirs = {row["ocpp_field"].split(".")[0] for row in told if row["ocpp_field"]}
        assert theirs == set(OPERATIONS[MAPPED[operation]["ocpp_operation"]].__struct_encode_fields__)


def test_what_charge_points_answer_beyond_their_status_is_mapped():
    for row in OF_OCPP:
        answer = ocpp15_chargepoint.contract.elements[
            ocpp15_chargepoint.contract.operations[row["ocpp_operation"]].output]
        theirs = {field.name for field in fields(answer)} - {"status"}
        told = {one["ocpp_field"].split(".")[0] for one in MAPPING
                if one["operation"] == row["operation"] and one["direction"] == "answer"}
        assert told == theirs, row["operation"]


def test_the_order_is_that_of_the_contract():
    names = [row["operation"] for row in MAPPING]
    order = [name for name, before in zip(names, [None, *names], strict=False) if name != before]
    assert order == [name for name in contract("command").operations if name in MAPPED]
    assert all(one != other for one, other in pairwise(order))
