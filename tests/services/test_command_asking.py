"""CommandService: what is asked of charge points, from the request of a party to what they get (MT-CMD-01 to 03)."""

from datetime import datetime, timedelta

import pytest

from motown.store import commands as stored
from tests.fixtures import both_versions
from tests.harness import START
from tests.services.calling import refusal
from tests.services.commanding import Commanding, Station, attributes

HOUR = timedelta(hours=1)
LATER = START + HOUR


@pytest.fixture
def station(server, version):
    return Station(server, version=version)


@pytest.fixture
def nordlicht(server, station):
    """A charging station operator, on whose charge point all is asked."""
    return Commanding(server, "nordlicht", "CSO", own=("EV-1",))


def commands(server):
    return server.read(stored.page)


BOTH = {
    "StartTransaction": ({"connectorId": 1, "idTag": "TAG"}, "RemoteStartTransaction",
                         {"idTag": "TAG", "connectorId": "1"}),
    "UnlockConnector": ({"connectorId": 2}, "UnlockConnector", {"connectorId": "2"}),
    "ChangeAvailability": ({"connectorId": 0, "availability": "Inoperative"}, "ChangeAvailability",
                           {"connectorId": "0", "type": "Inoperative"}),
    "ResetChargePoint": ({"resetType": "Hard"}, "Reset", {"type": "Hard"}),
    "ChangeConfiguration": ({"key": "HeartBeatInterval", "value": "300"}, "ChangeConfiguration",
                            {"key": "HeartBeatInterval", "value": "300"}),
    "ClearCache": ({}, "ClearCache", {}),
    "RequestDiagnostics": (
        {"location": "ftp://files.example/up", "startTime": START - HOUR, "stopTime": START, "retries": 3,
         "retryIntervalSeconds": 60}, "GetDiagnostics",
        {"location": "ftp://files.example/up", "startTime": "2026-03-01T11:00:00Z", "stopTime": "2026-03-01T12:00:00Z",
         "retries": "3", "retryInterval": "60"}),
    "UpdateFirmware": (
        {"location": "ftp://files.example/x.bin", "retrieveAt": LATER, "retries": 2, "retryIntervalSeconds": 600},
        "UpdateFirmware", {"location": "ftp://files.example/x.bin", "retrieveDate": "2026-03-01T13:00:00Z",
                           "retries": "2", "retryInterval": "600"}),
}
ONLY_15 = {
    "GetConfiguration": ({"key": ["HeartBeatInterval", "Horn"]}, "GetConfiguration",
                         {"key": ["HeartBeatInterval", "Horn"]}),
    "ReserveNow": ({"connectorId": 1, "idTag": "TAG", "parentIdTag": "FAMILY", "reservedUntil": LATER}, "ReserveNow",
                   {"connectorId": "1", "idTag": "TAG", "parentIdTag": "FAMILY", "expiryDate": "2026-03-01T13:00:00Z",
                    "reservationId": "1"}),
    "SendLocalList": (
        {"updateType": "Differential", "listVersion": 9, "hash": "h", "entry": [
            {"idTag": "A", "status": "Accepted", "expiresAt": LATER, "parentIdTag": "FAMILY"}, {"idTag": "B"}]},
        "SendLocalList", {"updateType": "Differential", "listVersion": "9", "hash": "h", "localAuthorisationList": [
            {"idTag": "A", "idTagInfo": {"status": "Accepted", "expiryDate": "2026-03-01T13:00:00Z",
                                         "parentIdTag": "FAMILY"}}, {"idTag": "B"}]}),
    "GetLocalListVersion": ({}, "GetLocalListVersion", {}),
    "SendData": ({"vendorId": "org.example", "messageId": "Hello", "data": "{}"}, "DataTransfer",
                 {"vendorId": "org.example", "messageId": "Hello", "data": "{}"}),
}
CASES = [(version, name) for version, known in (("1.2", BOTH), ("1.5", BOTH | ONLY_15)) for name in known]


@pytest.mark.parametrize(("version", "name"), CASES)
def test_a_charge_point_gets_what_is_asked(nordlicht, station, name):
    asked, ocpp_name, fields = (BOTH | ONLY_15)[name]
    command = nordlicht.done(name, note="please", **asked)
    assert station.got(ocpp_name) == fields
    assert (command.name, command.chargePointId, command.partyId, command.note) == (
        name, "EV-1", "nordlicht", "please")
    assert command.stationStatus in ("Accepted", None)
    assert [one.state for one in command.history][:3] == ["Queued", "Sent", "Answered"]
    for field, value in asked.items():  # told again by the names by which it was asked
        if field not in ("entry", "location") and not isinstance(value, datetime):
            told = attributes(command.parameter)[field]
            assert told == ([str(one) for one in value] if isinstance(value, list) else str(value))


@pytest.mark.parametrize("name", ONLY_15)
def test_what_the_version_lacks_is_refused_and_makes_no_command(server, name):
    Station(server, version="1.2")
    nordlicht = Commanding(server, "nordlicht", "CSO", own=("EV-1",))
    with refusal("NotSupported", "chargePointId"):
        nordlicht.ask(name, **ONLY_15[name][0])
    assert commands(server) == []


@both_versions
def test_a_transaction_is_stopped_by_its_number(server, station, nordlicht):
    number = station.ev.start("TAG").transactionId
    command = nordlicht.done("StopTransaction", transactionId=str(number))
    assert station.got("RemoteStopTransaction") == {"transactionId": str(number)}
    assert attributes(command.parameter) == {"transactionId": str(number)}
    station.ev.stop(number)
    command = nordlicht.command(command.commandId)
    assert (command.outcome, command.effect.status) == ("Succeeded", "Observed")


@pytest.mark.parametrize("number", ["4712", "0", "-1", "01", "abc", "9" * 30, "\u0661"])
def test_a_transaction_that_is_not_there(nordlicht, number):
    with refusal("NotFound", "transactionId") as refused:
        nordlicht.ask("StopTransaction", transactionId=number)
    assert refused.fault.message == f"there is no transaction {number} at EV-1"


def test_a_transaction_of_another_charge_point_is_not_there(server, station, nordlicht):
    server.accept("EV-2")
    number = Station(server, "EV-2").ev.start("TAG").transactionId
    with refusal("NotFound", "transactionId"):
        nordlicht.ask("StopTransaction", transactionId=str(number))


def test_a_transaction_that_has_ended(station, nordlicht):
    number = station.ev.start("TAG").transactionId
    station.ev.stop(number)
    with refusal("Conflict", "transactionId"):
        nordlicht.ask("StopTransaction", transactionId=str(number))


def test_a_reservation_has_a_number_that_is_told_and_can_be_cancelled(station, nordlicht):
    made = nordlicht.done("ReserveNow", connectorId=1, idTag="TAG", reservedUntil=LATER)
    number = attributes(made.parameter)["reservationId"]
    assert station.got("ReserveNow")["reservationId"] == number
    other = nordlicht.done("ReserveNow", connectorId=2, idTag="TAG", reservedUntil=LATER)
    assert attributes(other.parameter)["reservationId"] != number
    cancelled = nordlicht.done("CancelReservation", reservationId=int(number))
    assert station.got("CancelReservation") == {"reservationId": number}
    assert cancelled.connectorId == 1
    with refusal("Conflict"):
        nordlicht.ask("CancelReservation", reservationId=int(number))
    with refusal("NotFound", "reservationId") as refused:
        nordlicht.ask("CancelReservation", reservationId=816)
    assert refused.fault.message == "there is no reservation 816 at EV-1"


def test_a_reservation_that_was_never_answered_can_be_cancelled(station, nordlicht):
    station.silent()
    made = nordlicht.done("ReserveNow", connectorId=1, idTag="TAG", reservedUntil=LATER)
    number = int(attributes(made.parameter)["reservationId"])
    station.server.clock.advance(400)
    station.there()
    nordlicht.done("CancelReservation", reservationId=number)
    assert station.got("CancelReservation") == {"reservationId": str(number)}


# -- local lists

def test_a_list_of_the_tokens_we_know(server, station, nordlicht):
    nordlicht.done("SendLocalList", updateType="Full", fromTokens=True)
    assert station.got("SendLocalList")["localAuthorisationList"] == {
        "idTag": "TAG", "idTagInfo": {"status": "Accepted"}}


def test_a_list_with_nothing_in_it(station, nordlicht):
    command = nordlicht.done("SendLocalList", updateType="Full", fromTokens=False)
    assert "localAuthorisationList" not in station.got("SendLocalList")
    assert attributes(command.parameter) == {"updateType": "Full", "listVersion": "1"}


@pytest.mark.parametrize(("fields", "field"), [
    ({"fromTokens": True, "entry": [{"idTag": "A", "status": "Accepted"}]}, "entry"),
    ({"entry": [{"idTag": "A", "parentIdTag": "B"}]}, "entry/status"),
    ({"entry": [{"idTag": "A", "status": "Loved"}]}, "entry/status"),
    ({"entry": [{"idTag": "A"}]}, "entry"),
    ({"entry": [{"idTag": "A", "status": "Accepted"}, {"idTag": "a", "status": "Accepted"}]}, "entry"),
    ({"listVersion": 0}, "listVersion"), ({"listVersion": -1}, "listVersion"), ({"hash": "x" * 65}, "hash"),
    ({"updateType": "Half"}, "updateType"),
])
def test_a_list_that_cannot_be(server, nordlicht, fields, field):
    with refusal("InvalidRequest", field):
        nordlicht.ask("SendLocalList", **{"updateType": "Full"} | fields)
    assert commands(server) == []


def test_the_entries_of_a_list_are_told_by_their_places(nordlicht):
    command = nordlicht.done("SendLocalList", **ONLY_15["SendLocalList"][0])
    assert attributes(command.parameter) == {
        "updateType": "Differential", "listVersion": "9", "hash": "h", "entry.1.idTag": "A",
        "entry.1.status": "Accepted", "entry.1.expiresAt": "2026-03-01T13:00:00Z", "entry.1.parentIdTag": "FAMILY",
        "entry.2.idTag": "B"}


# -- what no request can say

@pytest.mark.parametrize(("name", "fields", "field"), [
    ("ChangeAvailability", {"connectorId": 1, "availability": "Closed"}, "availability"),
    ("ResetChargePoint", {"resetType": "Warm"}, "resetType"),
    ("StartTransaction", {"connectorId": 0, "idTag": "TAG"}, "connectorId"),
    ("StartTransaction", {"connectorId": -1, "idTag": "TAG"}, "connectorId"),
    ("UnlockConnector", {"connectorId": 0}, "connectorId"),
    ("ReserveNow", {"connectorId": 1, "idTag": "TAG", "reservedUntil": START}, "reservedUntil"),
    ("GetConfiguration", {"key": ["x" * 51]}, "key"),
    ("ChangeConfiguration", {"key": "", "value": "1"}, "key"),
    ("ChangeConfiguration", {"key": "x", "value": "1" * 501}, "value"),
    ("SendData", {"vendorId": "x" * 256}, "vendorId"),
    ("SendData", {"vendorId": "x", "messageId": "x" * 51}, "messageId"),
    ("RequestDiagnostics", {"location": "ftp://x/", "startTime": START, "stopTime": START - HOUR}, "stopTime"),
    ("RequestDiagnostics", {"location": "ftp://x/" + "x" * 2000}, "location"),
    ("RequestDiagnostics", {"location": "ftp://x/", "retries": -1}, "retries"),
    ("RequestDiagnostics", {}, "location"),
    ("UpdateFirmware", {"location": "image.bin", "retrieveAt": START}, "location"),
    ("ClearCache", {"expiresAt": START}, "expiresAt"),
    ("ClearCache", {"expiresAt": START - HOUR}, "expiresAt"),
    ("ClearCache", {"notBefore": LATER, "expiresAt": LATER}, "expiresAt"),
    ("ClearCache", {"notBefore": START + timedelta(400)}, "notBefore"),
])
def test_a_field_that_is_wrong_is_named(server, nordlicht, name, fields, field):
    with refusal("InvalidRequest", field):
        nordlicht.ask(name, **fields)
    assert commands(server) == []


def test_the_words_that_there_are_are_told(nordlicht):
    with refusal("InvalidRequest") as refused:
        nordlicht.ask("ChangeAvailability", connectorId=1, availability="Closed")
    assert "Operative" in refused.fault.message
    assert "ChangeAvailability:" not in refused.fault.message


def test_a_long_id_tag_is_too_long_for_the_old_version(server):
    Station(server, version="1.2")
    nordlicht = Commanding(server, "nordlicht", "CSO", own=("EV-1",))
    with refusal("InvalidRequest", "idTag"):
        nordlicht.ask("StartTransaction", idTag="x" * 16)


def test_what_contradicts_is_a_conflict(station, nordlicht):
    station.away()
    nordlicht.ask("StartTransaction", connectorId=1, idTag="TAG")
    with refusal("Conflict"):
        nordlicht.ask("StartTransaction", connectorId=1, idTag="OTHER")
    assert nordlicht.ask("StartTransaction", connectorId=2, idTag="OTHER")


@pytest.mark.parametrize("identity", ["EV-9", "EV-2"])
def test_a_charge_point_that_is_not_there(server, nordlicht, identity):
    """One waits for an operator: who may not see registrations is told nothing of it."""
    Station(server, "EV-2")
    app = Commanding(server, "app", "VEHICLE")
    app.grant("C-SESSION", "*")
    with refusal("NotFound", "chargePointId") as refused:
        app.ask("StartTransaction", identity, idTag="TAG")
    assert refused.fault.message == f"there is no charge point {identity}"


def test_who_may_see_registrations_is_told_that_it_was_not_accepted(server):
    Station(server, "EV-2")
    nordlicht = Commanding(server, "nordlicht", "CSO", own=("*",))
    with refusal("Conflict"):
        nordlicht.ask("ClearCache", "EV-2")


def test_only_so_many_wait_for_a_charge_point(make_server):
    server = make_server(most_pending=2)
    server.accept("EV-1")
    Station(server, reachable=False)
    nordlicht = Commanding(server, "nordlicht", "CSO", own=("EV-1",))
    for _ in range(2):
        nordlicht.ask("ClearCache")
    with refusal("Unavailable") as refused:
        nordlicht.ask("ClearCache")
    assert refused.fault.retryable == "true"
