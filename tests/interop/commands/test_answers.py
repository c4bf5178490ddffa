"""Every operation of both versions, with every answer that its schema allows: how far it is, what came of it.

The charge points answer as they are told and do nothing, so no effect that was promised ever shows.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import pytest

from motown.domain.operations import OPERATIONS
from motown.simulator.behaviour import statuses
from motown.simulator.versions import VERSIONS

DONE, LATER = ("Succeeded", "NotExpected"), ("Unconfirmed", "NotObserved")
REFUSED, NOT_KNOWN = ("Rejected", "NotExpected"), ("NotSupported", "NotExpected")
NOBODY_KNOWS = ("Unconfirmed", "NotExpected")
"""Accepted, and nothing in this version can show whether it was done."""
SOON = datetime.now(UTC) + timedelta(hours=1)
Meaning = tuple[str, str]
"""Outcome and effect."""

PLAIN: Mapping[str, Meaning] = {"Accepted": DONE, "Rejected": REFUSED}
PROMISE: Mapping[str, Meaning] = {"Accepted": LATER, "Rejected": REFUSED}

FIELDS: Mapping[str, Mapping[str, Any]] = {
    "CancelReservation": {"reservationId": 77},
    "ChangeAvailability": {"connectorId": 1, "type": "Inoperative"},
    "ChangeConfiguration": {"key": "HeartBeatInterval", "value": "1234"},
    "ClearCache": {},
    "DataTransfer": {"vendorId": "com.example"},
    "GetConfiguration": {"key": ["HeartBeatInterval"]},
    "GetDiagnostics": {"location": "ftp://192.0.2.1/logs"},
    "GetLocalListVersion": {},
    "RemoteStartTransaction": {"idTag": "TAG", "connectorId": 1},
    "RemoteStopTransaction": {"transactionId": 4711},
    "ReserveNow": {"connectorId": 1, "idTag": "TAG", "expiryDate": SOON},
    "Reset": {"type": "Hard"},
    "SendLocalList": {"updateType": "Full", "listVersion": 9, "localAuthorisationList": [
        {"idTag": "TAG", "idTagInfo": {"status": "Accepted"}}]},
    "UnlockConnector": {"connectorId": 1},
    "UpdateFirmware": {"location": "ftp://192.0.2.1/new.bin", "retrieveDate": datetime(2026, 1, 1, tzinfo=UTC)},
}
"""What is asked."""

MEANINGS: Mapping[str, Mapping[str, Meaning]] = {
    "CancelReservation": PROMISE,
    "ChangeAvailability": {**PROMISE, "Scheduled": LATER},
    "ChangeConfiguration": {**PROMISE, "NotSupported": NOT_KNOWN},
    "ClearCache": PLAIN,
    "DataTransfer": {**PLAIN, "UnknownMessageId": REFUSED, "UnknownVendorId": REFUSED},
    "RemoteStartTransaction": PROMISE,
    "RemoteStopTransaction": PROMISE,
    "ReserveNow": {**PROMISE, "Faulted": REFUSED, "Occupied": REFUSED, "Unavailable": REFUSED},
    "Reset": PROMISE,
    "SendLocalList": {"Accepted": LATER, "Failed": REFUSED, "HashError": REFUSED, "NotSupported": NOT_KNOWN,
                      "VersionMismatch": REFUSED},
    "UnlockConnector": PLAIN,
}
"""Operation -> status -> what it means."""

IN_12: Mapping[tuple[str, str], Meaning] = {("ChangeConfiguration", "Accepted"): NOBODY_KNOWS}
"""Where OCPP 1.2 differs: it has no GetConfiguration."""

WORDLESS: Mapping[str, Mapping[str, Meaning]] = {
    "GetDiagnostics": {"report.gz": LATER, "": DONE},
    "GetLocalListVersion": {"7": DONE, "0": DONE, "-1": DONE},
}
"""Answers that have no status: the file's name, or none; the version of the list."""

FAULTS: Mapping[str, str] = {"NotSupported": "NotSupported", "InternalError": "Failed", "SecurityError": "Failed",
                             "IdentityMismatch": "Failed", "ProtocolError": "Failed"}
"""Subcode -> outcome, of any operation."""
ONE_FAULT = "InternalError"


class Case(NamedTuple):
    """One command, how it is answered, and what that means."""

    version: str
    operation: str
    told: Mapping[str, Any]
    """A ``Behaviour``."""
    meaning: Meaning
    status: str | None = None

    @property
    def name(self) -> str:
        return "-".join([self.version, self.operation, *(f"{name}={value}" for name, value in self.told.items())])


def cases(version: str) -> list[Case]:
    """All of a version."""
    found = []
    for operation in sorted(VERSIONS[version].charge_point.operations):
        for status in statuses(VERSIONS[version], operation):
            meaning = MEANINGS[operation][status]
            if version == "1.2":
                meaning = IN_12.get((operation, status), meaning)
            found.append(Case(version, operation, {"status": status}, meaning, status))
        found += [Case(version, operation, {"status": text}, meaning)
                  for text, meaning in WORDLESS.get(operation, {}).items()]
        found += [Case(version, operation, {"fault": subcode}, (outcome, "NotExpected"))
                  for subcode, outcome in FAULTS.items() if operation == "Reset" or subcode == ONE_FAULT]
    found.append(Case(version, "UpdateFirmware", {"lies": True}, LATER))
    return found


CASES = cases("1.2") + cases("1.5")


@pytest.fixture(scope="module")
def asked(lasting_places, store_url):
    """Ask all at once, each of a charge point of its own, and wait for all; the place, and the commands by case."""
    impatient = {f"ocpp__calls__effect_seconds__{operation}": 0.4 for operation in OPERATIONS}
    place, commands = lasting_places(store_url=store_url, **impatient), {}
    for version in VERSIONS:
        mine = [case for case in CASES if case.version == version]
        for case, point in zip(mine, place.charge_points(len(mine), version=version), strict=True):
            if case.operation == "CancelReservation":  # there has to be something to cancel
                place.desk.ask(point.identity, "ReserveNow", connectorId=1, idTag="TAG", expiryDate=SOON)
            commands[case.name] = point, case
    for point, case in commands.values():
        place.do(lambda point=point, case=case: point.behave(case.operation, **case.told))
    ids = {}
    for name, (point, case) in commands.items():
        ids[name] = place.desk.ask(point.identity, case.operation, **FIELDS[case.operation])
    place.desk.ended(*ids.values())
    return place, ids


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_every_answer_means_what_it_should(asked, case):
    place, ids = asked
    row = place.desk.row(ids[case.name])
    found = (row.state, row.outcome, row.effect, row.station_status)
    assert found == ("Finished", *case.meaning, case.status), place.desk.story(row.command_id)
    assert (row.attempts, row.error) == (1, None)
    assert (row.reason is None) == (row.outcome == "Succeeded")
    steps = place.desk.steps(row.command_id)
    effect = {"NotObserved": ["EffectMissed"]}.get(row.effect, [])
    assert steps == ["Accepted", "Sent", "Answered", *effect, "Finished"]


def test_every_operation_and_status_is_in_the_table():
    for version, operations in (("1.2", 9), ("1.5", 15)):
        known = VERSIONS[version].charge_point.operations
        assert len(known) == operations
        assert {case.operation for case in CASES if case.version == version} == set(known) == {
            name for name, operation in OPERATIONS.items() if version in operation.VERSIONS}
    assert set(MEANINGS) | set(WORDLESS) | {"GetConfiguration", "UpdateFirmware"} == set(OPERATIONS)
