"""What an outsider may try with the services, and must not get."""

import pytest

from motown.domain.access import Constraint
from motown.domain.cursors import Cursor
from motown.standard.asking import SEAL_CHARACTERS
from motown.store.records import StoreUnavailable
from tests.services.calling import Fault, Party, refusal
from tests.services.commanding import Commanding, Station
from tests.services.stations import station

ONE_TAG = (Constraint("idTag", "MINE"),)


def code_of(call):
    try:
        call()
    except Fault as fault:
        return fault.code
    return "Answered"


@pytest.fixture
def theirs(server):
    return Station(server)


STATION = {
    "ChangeAvailability": {"connectorId": 0, "availability": "Inoperative"}, "ResetChargePoint": {"resetType": "Hard"},
    "ChangeConfiguration": {"key": "HeartBeatInterval", "value": "1"}, "GetConfiguration": {}, "ClearCache": {},
    "RequestDiagnostics": {"location": "ftp://198.51.100.1/x"},
    "UpdateFirmware": {"location": "ftp://198.51.100.1/x", "retrieveAt": "2026-03-01T12:00:00Z"},
    "SendLocalList": {"updateType": "Full", "listVersion": 3}, "GetLocalListVersion": {},
    "SendData": {"vendorId": "x"}}


@pytest.mark.parametrize("operation", STATION)
def test_a_grant_for_an_id_tag_is_none_for_what_is_about_no_id_tag(server, theirs, operation):
    party = Commanding(server, "limited", "DEVELOPER")
    party.grant("C-STATION", "EV-1", constraints=ONE_TAG)
    with refusal("NotPermitted"):
        party.ask(operation, **STATION[operation])
    assert not party("access", "CheckAccess", operation=operation, target={"kind": "ChargePoint", "id": "EV-1"}).allowed


def test_who_may_know_one_id_tag_is_told_no_other(server):
    ev = station(server, "EV-1", "Available")
    server.put_tag("MINE"), server.put_tag("OTHER")
    numbers = [ev.start(tag).transactionId for tag in ("MINE", "OTHER")]
    party = Commanding(server, "limited", "DEVELOPER")
    party.grant("R-USAGE", "EV-1")
    party.grant("R-RAW", "EV-1")
    party.grant("R-IDENT", "EV-1", constraints=ONE_TAG)
    told = [party("transaction", "GetTransaction", transactionId=str(one)).transaction.idTag for one in numbers]
    assert told[0] == "MINE"
    assert told[1].startswith("~")
    Station(server)
    Commanding(server, "boss", "CSO", own=("EV-1",)).ask("StartTransaction", idTag="OTHER", connectorId=1)
    assert "OTHER" not in str(party("command", "ListCommands"))
    assert "OTHER" not in str(party("eventstore", "ReadEvents", afterPosition=0, limit=1000))


FAR = ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z"]


@pytest.mark.parametrize("since", FAR)
@pytest.mark.parametrize("until", FAR)
def test_times_at_the_ends_of_time(server, since, until):
    """Nothing overflows, and whoever asks for no time at all is told so."""
    station(server, "EV-1", "Available")
    party = Party(server, "boss", "CSO", own=("*",))
    assert bool(party("eventstore", "ReadEvents", afterPosition=0, filter={"since": since, "until": until}).event) is (
        since < until)
    party("eventstore", "ReadEvents", afterPosition=0, direction="Backward", filter={"since": since, "until": until})
    party("eventstore", "GetStoreInfo", time=since)
    party("transaction", "ReadMeterValues", target={"kind": "All"}, since=since, until=until, stepSeconds=86400)
    assert code_of(lambda: party("chargepoint", "GetHealth", chargePointId="EV-1", since=since, until=until)) == (
        "Answered" if since < until else "InvalidRequest")


def test_a_time_that_there_is_not_is_named(server):
    party = Party(server, "boss", "CSO", own=("*",))
    with refusal("InvalidRequest", "since") as refused:
        party.send("eventstore", "ReadEvents", READ.replace(b"TIME", b"10000-01-01T00:00:00Z")).answer()
    assert "no moment of the years 1 to 9999" in refused.fault.message


READ = (b'<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body><ReadEvents '
        b'xmlns="urn:motown:ws:v1:eventstore" xmlns:t="urn:motown:ws:v1:types"><afterPosition>0</afterPosition>'
        b'<filter><t:since>TIME</t:since></filter>'
        b"</ReadEvents></s:Body></s:Envelope>")


def test_nobody_makes_a_cursor(server):
    """Neither with a key of another place, nor with one that no list has."""
    server.accept(*(f"EV-{number}" for number in range(4)))
    party = Party(server, "boss", "CSO", own=("*",))
    given = party("chargepoint", "ListChargePoints", page={"limit": 1}).pageInfo.nextCursor
    for text in (Cursor("EV-2", 1).text(), Cursor("\0", 2**64).text(), "", "W10", given[SEAL_CHARACTERS:] * 2):
        with refusal("InvalidRequest", "cursor"):
            party("chargepoint", "ListChargePoints", page={"limit": 1, "cursor": given[:SEAL_CHARACTERS] + text})
    for wrong in ("\u0660" * 20, given[:-1], given.swapcase(), "x" * 100_000):
        with refusal("InvalidRequest", "cursor"):
            party("chargepoint", "ListChargePoints", page={"limit": 1, "cursor": wrong})
    assert party("chargepoint", "ListChargePoints", page={"limit": 1, "cursor": given}).chargePoint


def test_why_the_store_is_away_is_not_told(server, monkeypatch, caplog):
    party = Party(server, "boss", "CSO", own=("*",))
    caplog.set_level("INFO")
    monkeypatch.setattr(server.storage, "submit", lambda _unit, done: done(StoreUnavailable("no file /var/lib/x")))
    with refusal("Unavailable") as refused:
        party("chargepoint", "PutGroup", requestId="r", groupId="g", kind="Group", chargePointId=[], revision=1)
    assert "/var" not in refused.fault.message
    assert refused.fault.retryable == "true"
    [line] = [one.fields for one in caplog.records if one.name == "motown.services"]
    assert "/var/lib/x" in line["reason"], "the operator is told"
    assert line["reference"] == refused.fault.reference
