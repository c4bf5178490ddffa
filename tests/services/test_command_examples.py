"""The published examples of CommandService, replayed: what they ask is answered as they tell, and refused as well."""

from datetime import UTC, datetime

import pytest
from lxml import etree

from motown.addon import Extension, Parameter, ParameterType
from motown.domain.errors import Refused
from motown.domain.operations import DataTransfer
from tests.contracts.standard import EXAMPLES, contract
from tests.services.calling import Fault
from tests.services.commanding import Commanding, Station

BEGIN = datetime(2026, 3, 2, 8, 14, 55, tzinfo=UTC)
OPERATIONS = list(contract("command").operations)
READS = ("GetCommand", "ListCommands", "CancelCommand")
MT = "{urn:motown:ws:v1:types}"


class Full:
    """A file server that has no place left: what is asked of it has been tried."""

    def upload(self, *_about, **_how):
        raise Refused("there is no place left")


def bring(registry):
    """The extension of the examples."""
    registry.extension(Extension("laadpaal.SetLight", lambda _call: DataTransfer(vendor_id="com.laadpaal"), (
        Parameter("brightness", "In per cent.", ParameterType.INTEGER),)))


@pytest.fixture
def server(make_server, monkeypatch):
    """Where EV-0001 of the examples is, with transaction 4711 and reservation 815."""
    server = make_server(begin=BEGIN, add_ons=(("laadpaal", bring),))
    server.registry.files = Full()
    server.accept("EV-0001")
    server.put_tag("04A1B2C3")
    numbers = {"transaction": iter((4711, 4712)), "reservation": iter(range(815, 900))}
    monkeypatch.setattr("motown.store.session.Session.next_number", lambda _self, name: next(
        numbers["transaction" if name == "transaction" else "reservation"]))
    return server


@pytest.fixture
def station(server):
    station = Station(server, "EV-0001")
    station.ev.start("04A1B2C3", connectorId=3)
    return station


@pytest.fixture
def nordlicht(server, station):
    return Commanding(server, "nordlicht", "CSO", own=("*",))


def example(name, kind):
    return etree.parse(EXAMPLES / "command" / f"{name}-{kind}.xml")


def sent(party, operation, **changed):
    """The example, with some of its fields otherwise."""
    request = example(operation, "request")
    for field, value in changed.items():
        next(request.getroot().iter(f"{{*}}{field}")).text = value
    return party.send("command", operation, etree.tostring(request)).answer()


def prepared(nordlicht, station, name):
    """What has to come before an example; the fields in which another server would give another id."""
    if name == "CancelReservation":
        nordlicht.ask("ReserveNow", "EV-0001", connectorId=2, idTag="04A1B2C3",
                      reservedUntil=datetime(2026, 3, 2, 9, tzinfo=UTC))
    if name == "SendLocalList":
        nordlicht.done("SendLocalList", "EV-0001", updateType="Full", listVersion=8)
    if name == "GetCommand":
        asked = nordlicht.ask("ClearCache", "EV-0001").commandId
        return {"commandId": asked}
    if name == "CancelCommand":
        asked = nordlicht.ask("StartTransaction", "EV-0001", connectorId=1, idTag="04A1B2C3",
                              notBefore=datetime(2026, 3, 2, 23, tzinfo=UTC)).commandId
        return {"commandId": asked}
    return {}


@pytest.mark.parametrize("name", [name for name in OPERATIONS if name not in READS])
def test_what_the_example_asks_is_taken(nordlicht, station, name):
    prepared(nordlicht, station, name)
    receipt = sent(nordlicht, name).receipt
    is_later = example(name, "request").getroot().find(".//{*}notBefore") is not None
    assert (receipt.state, receipt.duplicate) == ("Scheduled" if is_later else "Queued", False)
    again = sent(nordlicht, name).receipt
    assert (again.commandId, again.position, again.duplicate) == (receipt.commandId, receipt.position, True)
    command = nordlicht.command(receipt.commandId)
    assert bool(command.attempt) != is_later, command


@pytest.mark.parametrize("name", READS)
def test_what_the_example_reads_is_told(nordlicht, station, name):
    answer = sent(nordlicht, name, **prepared(nordlicht, station, name))
    if name == "CancelCommand":
        assert (answer.command.state, answer.command.outcomeReason) == ("Cancelled", "the driver has changed his mind")
        assert [one.state for one in answer.command.history] == ["Scheduled", "Cancelled"]


def test_a_start_goes_as_the_example_tells(server, station, nordlicht):
    """The answer of GetCommand, but for ids, positions and the times of another day."""
    command_id = sent(nordlicht, "StartTransaction").receipt.commandId
    server.clock.advance(7)
    station.ev.start("04A1B2C3")
    answer = nordlicht.send("command", "GetCommand", etree.tostring(_with(command_id)))
    body = answer.waiting.result.body
    answer.answer()
    told = [one for one in _plain(etree.fromstring(body)) if one[0] != "note"]
    published = _plain(example("GetCommand", "response").getroot())
    assert [name for name, _ in told] == [name for name, _ in published]
    given = ("commandId", "eventId", "position", "at", "observedAt", "deadline", "expiresAt", "number")
    assert [one for one in told if one[0] not in given] == [one for one in published if one[0] not in given]


def _with(command_id):
    request = example("GetCommand", "request").getroot()
    next(request.iter("{*}commandId")).text = command_id
    return request


def _plain(root):
    """(name, text) of everything in the command that has a text."""
    command = next(root.iter("{urn:motown:ws:v1:command}command"))
    return [(etree.QName(one).localname, one.text) for one in command.iter() if len(one) == 0]


WRONG = {
    "StopTransaction": {"transactionId": "4712"}, "ChangeAvailability": {"availability": "Closed"},
    "UnlockConnector": {"chargePointId": "EV-9999"}, "ClearCache": {"chargePointId": "EV-9999"},
    "RequestDiagnostics": {"stopTime": "2026-02-01T00:00:00Z"}, "CancelReservation": {"reservationId": "816"},
    "InvokeExtension": {"name": "laadpaal.SetHorn"}, "GetCommand": {}, "ListCommands": {}, "CancelCommand": {}}
OLD = ("GetConfiguration", "ReserveNow", "SendLocalList", "SendData", "GetLocalListVersion")


@pytest.mark.parametrize("name", OPERATIONS)
def test_faults_are_those_of_the_examples(server, station, nordlicht, name):
    """The example's fault comes from a request that is wrong in the way that the fault tells."""
    published = {etree.QName(one).localname: one.text for one in next(
        example(name, "fault").getroot().iter(f"{MT}motownFault"))}
    with pytest.raises(Fault) as refused:
        _provoke(server, station, nordlicht, name, published)
    assert (refused.value.code, refused.value.retryable) == (published["code"], published["retryable"])
    assert refused.value.field == published.get("field"), refused.value
    assert refused.value.grantHint == published.get("grantHint")


def _provoke(server, station, nordlicht, name, published):
    code = published["code"]
    if code == "Conflict" and name == "StartTransaction":
        station.away()
        nordlicht.ask(name, "EV-0001", connectorId=1, idTag="OTHER")
    elif code == "IdempotencyConflict":
        nordlicht.ask("ClearCache", "EV-0001", requestId=next(example(name, "request").getroot().iter(
            "{*}requestId")).text)
    elif code == "NotPermitted":
        sent(Commanding(server, "desk", "EMP", own=("*",)), name)
    elif code == "NotSupported" and name in OLD:
        Station(server, "EV-0001", "1.2")
    changed = WRONG.get(name, {}) if code != "NotSupported" or name not in OLD else {}
    if name == "ListCommands":
        request = example(name, "request").getroot()
        page = next(request.iter("{*}page"))
        etree.SubElement(page, f"{MT}cursor").text = "none"
        nordlicht.send("command", name, etree.tostring(request)).answer()
    if name == "CancelCommand":
        changed = {"commandId": nordlicht.ask("StartTransaction", "EV-0001", idTag="04A1B2C3").commandId}
    sent(nordlicht, name, **changed)

