"""CommandService over sockets, from the served WSDL, with simulated charge points: every operation to its effect.

Servers are killed and stopped meanwhile; a thousand who wait cost no threads.
"""

import select
import socket
from base64 import b64encode
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import pytest
from zeep.exceptions import Fault

from motown.simulator.versions import VERSIONS
from tests.interop.commands.place import quick
from tests.interop.server import until
from tests.interop.services.asking import PASSWORD, Caller, place_of

TAG, SOON = "TAG-1", datetime.now(UTC).replace(microsecond=0) + timedelta(hours=1)
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
IMAGE = bytes(range(256)) * 100
PARTIES = [("stroom", "CSO"), ("nordlicht", "EMP", "P-TOKEN")]
STORES = pytest.mark.parametrize("store", ["sqlite", "postgresql"], indirect=True)
FRESH = pytest.mark.parametrize(
    "fresh", ["sqlite", pytest.param("postgresql", marks=pytest.mark.soak)], indirect=True)
POLLS = 1000
STATUS = "motown.StatusChanged"


class Case(NamedTuple):
    """An operation, and what shows its effect; fields are made where something has to come before."""

    operation: str
    fields: Any
    shown_by: str | None
    versions: tuple[str, ...] = ("1.2", "1.5")
    outcome: str = "Succeeded"


def charging(place, stroom, point):
    return {"transactionId": str(place.do(lambda: point.start(1, TAG)).id)}


def reserved(place, stroom, point):
    made = stroom.done("ReserveNow", point.identity, connectorId=1, idTag=TAG, reservedUntil=SOON)
    return {"reservationId": int(parameters(made)["reservationId"])}


ONLY_15 = ("1.5",)
CASES = [
    Case("StartTransaction", {"connectorId": 1, "idTag": TAG}, "motown.TransactionStarted"),
    Case("StopTransaction", charging, "motown.TransactionStopped"),
    Case("UnlockConnector", {"connectorId": 1}, None),
    Case("ChangeAvailability", {"connectorId": 1, "availability": "Inoperative"}, STATUS),
    Case("ResetChargePoint", {"resetType": "Soft"}, "motown.ChargePointBooted"),
    Case("ChangeConfiguration", {"key": "MeterValueSampleInterval", "value": "17"}, "motown.ConfigurationRead",
         ONLY_15),
    Case("ChangeConfiguration", {"key": "MeterValueSampleInterval", "value": "17"}, None, ("1.2",), "Unconfirmed"),
    Case("GetConfiguration", {"key": ["MeterValueSampleInterval"]}, None, ONLY_15),
    Case("ClearCache", {}, None),
    Case("RequestDiagnostics", {}, "motown.DiagnosticsReceived"),
    Case("UpdateFirmware", {"location": "image-2.bin", "retrieveAt": LONG_AGO}, "motown.FirmwareStatus"),
    Case("ReserveNow", {"connectorId": 1, "idTag": TAG, "reservedUntil": SOON}, STATUS, ONLY_15),
    Case("CancelReservation", reserved, STATUS, ONLY_15),
    Case("SendLocalList", {"updateType": "Full", "entry": [{"idTag": TAG, "status": "Accepted"}]},
         "motown.LocalListRead", ONLY_15),
    Case("GetLocalListVersion", {}, None, ONLY_15),
    Case("SendData", {"vendorId": "org.motown.simulator", "messageId": "Echo", "data": "moin"}, None, ONLY_15),
]


def parameters(command) -> dict[str, str]:
    return {one.name: one.value for one in command.parameter}


@pytest.fixture(scope="module")
def store(request):
    return request.getfixturevalue("cluster").fresh() if request.param == "postgresql" else None


@pytest.fixture
def fresh(request):
    """A store for one test."""
    return request.getfixturevalue("cluster").fresh() if request.param == "postgresql" else None


@pytest.fixture(scope="module")
def place(lasting, store, tmp_path_factory):
    """A server with a file server, an operator and a provider."""
    folder: Path = tmp_path_factory.mktemp("files")
    (folder / "firmware").mkdir()
    (folder / "firmware" / "image-2.bin").write_bytes(IMAGE)
    with ExitStack() as stack:
        yield place_of(stack, lasting, store, PARTIES, addons__ftp__enabled="true", ftp__listen="127.0.0.1:0",
                       ftp__folder=folder, ftp__passive_ports="20000-32000")


@STORES
@pytest.mark.parametrize("soap", ["12", pytest.param("11", marks=pytest.mark.soak)])
def test_every_operation_to_its_effect(place, soap):
    stroom, asked = Caller(place.server, "stroom", soap=soap), []
    for version in VERSIONS if soap == "12" else ("1.5",):
        cases = [one for one in CASES if version in one.versions]
        for case, point in zip(cases, place.charge_points(len(cases), version=version), strict=True):
            fields = case.fields(place, stroom, point) if callable(case.fields) else case.fields
            asked.append((case, point, stroom.ask(case.operation, point.identity, **fields)))
    for case, point, command_id in asked:
        command = stroom.ended(command_id)
        assert (command.name, command.state, command.outcome) == (case.operation, "Finished", case.outcome), command
        assert [one.state for one in command.history] == ["Queued", "Sent", "Answered", "Finished"]
        assert command.effect.status == ("NotExpected" if case.shown_by is None else "Observed"), command
        if case.shown_by is not None:
            shown = Caller(place.server, "stroom", "eventstore")("GetEvent", eventId=command.effect.eventId).event
            assert (shown.type, shown.chargePointId) == (case.shown_by, point.identity)
        assert [(one.number, one.error) for one in command.attempt] == [(1, None)]
    told = stroom("ListCommands", name=[one.operation for one in CASES], page={"limit": 1000}).command
    assert {one.commandId for one in told} >= {command_id for _, _, command_id in asked}


@STORES
def test_what_was_answered(place):
    stroom, [point] = Caller(place.server, "stroom"), place.charge_points()
    answered = stroom.done("SendData", point.identity, vendorId="org.motown.simulator", messageId="Echo", data="<&>")
    assert [(one.name, one.value) for one in answered.result] == [("data", "<&>")]
    keys = stroom.done("GetConfiguration", point.identity, key=["HeartBeatInterval", "Horn"])
    assert {one.name for one in keys.result} == {
        "configurationKey.1.key", "configurationKey.1.readonly", "configurationKey.1.value", "unknownKey"}


@STORES
def test_a_driver_of_a_provider(place):
    nordlicht, tokens = Caller(place.server, "nordlicht"), Caller(place.server, "nordlicht", "token")
    tokens("PutTokens", requestId="t", updateType="Full", listVersion=1,
           token=[{"idTag": "MINE", "status": "Accepted"}])
    [point] = place.charge_points()
    started = nordlicht.done("StartTransaction", point.identity, connectorId=1, idTag="MINE")
    assert started.outcome == "Succeeded", started
    shown = Caller(place.server, "nordlicht", "eventstore")("GetEvent", eventId=started.effect.eventId).event
    assert (shown.type, shown.chargePointId) == ("motown.TransactionStarted", point.identity)
    stopped = nordlicht.done("StopTransaction", point.identity, transactionId=shown.transactionId)
    assert stopped.outcome == "Succeeded", stopped
    for operation, fields, code in (
            ("StartTransaction", {"idTag": TAG}, "NotPermitted"), ("ClearCache", {}, "NotPermitted"),
            ("StopTransaction", {"transactionId": "999999"}, "NotFound")):
        with pytest.raises(Fault) as refused:
            nordlicht.ask(operation, point.identity, **fields)
        assert refused.value.detail.findtext(".//{*}code") == code
    assert {one.partyId for one in nordlicht("ListCommands").command} == {"nordlicht"}


# -- restarts

@FRESH
@pytest.mark.parametrize("ending", ["kill", pytest.param("stop", marks=pytest.mark.soak)])
def test_a_command_and_who_waits_for_it_survive_the_server(new_server, fresh, ending):
    with ExitStack() as stack:
        place = place_of(stack, new_server, fresh, PARTIES, http__shutdown_seconds=1)
        stroom, [point] = Caller(place.server, "stroom"), place.charge_points()
        place.do(lambda: point.behave("RemoteStartTransaction", lies=True))
        asked = stroom.ask("StartTransaction", point.identity, requestId="mine", connectorId=1, idTag=TAG)
        later = stroom.ask("ClearCache", point.identity, notBefore=datetime.now(UTC) + timedelta(seconds=3))
        assert stroom.ended(asked, "Answered").state == "Answered"
        waiting = stroom.bytes_of("GetCommand", commandId=asked, waitSeconds=60)
        poll = Poll(place.server.address, stroom, waiting)
        getattr(place.server, ending)()
        assert poll.ended(), "it is told as things stand, or cut off"
        place.server.start()
        assert stroom.ask("StartTransaction", point.identity, requestId="mine", connectorId=1, idTag=TAG) == asked
        poll = Poll(place.server.address, stroom, waiting)
        place.do(lambda: point.start(1, TAG))
        until(poll.ended, "the effect is told")
        assert b">Succeeded</" in poll.answer
        poll.close()
        assert stroom.ended(asked).outcome == "Succeeded"
        assert stroom.ended(later).outcome == "Succeeded"
        assert point.inbox.received["RemoteStartTransaction"] == 1


# -- many who wait

class Poll:
    """One GetCommand that waits, on a connection of its own."""

    def __init__(self, address: str, caller: Caller, body: bytes) -> None:
        parts = urlsplit(address)
        self.socket = socket.create_connection((parts.hostname, parts.port), 30)
        shown = b64encode(f"{caller.party_id}:{PASSWORD}".encode()).decode()
        self.socket.sendall(
            f"POST /services/command/v1 HTTP/1.1\r\nHost: {parts.netloc}\r\nAuthorization: Basic {shown}\r\n"
            f"Content-Type: application/soap+xml; charset=utf-8\r\nContent-Length: {len(body)}\r\n"
            "Connection: close\r\n\r\n".encode() + body)
        self.answer = b""

    @property
    def is_answered(self) -> bool:
        """Whether there is something to be read."""
        looking = select.poll()  # select itself knows the first 1,024 files only
        looking.register(self.socket, select.POLLIN)
        return bool(looking.poll(0))

    def ended(self, seconds: float = 30.0) -> bool:
        """Read until the other side closes; whether it has."""
        self.socket.settimeout(seconds)
        try:
            while more := self.socket.recv(65536):
                self.answer += more
        except ConnectionResetError:
            pass
        return True

    def close(self) -> None:
        self.socket.close()


def threads(server) -> int:
    return len(list(Path(f"/proc/{server.running.pid}/task").iterdir()))


@FRESH
def test_a_thousand_who_wait_cost_no_threads(new_server, fresh):
    with ExitStack() as stack:
        place = place_of(stack, new_server, fresh, PARTIES, http__limits__connections_per_address=2 * POLLS,
                         http__limits__connections=3 * POLLS)
        stroom, [point] = Caller(place.server, "stroom"), place.charge_points(profile=quick())
        place.do(lambda: point.behave("RemoteStartTransaction", lies=True))
        asked = stroom.ask("StartTransaction", point.identity, connectorId=1, idTag=TAG)
        assert stroom.ended(asked, "Answered").state == "Answered"
        waiting = stroom.bytes_of("GetCommand", commandId=asked, waitSeconds=60)
        before = threads(place.server)
        polls = [Poll(place.server.address, stroom, waiting) for _ in range(POLLS)]
        for poll in polls:
            stack.callback(poll.close)
        assert stroom.done("ClearCache", point.identity).outcome == "Succeeded", "others are served meanwhile"
        assert threads(place.server) <= before + 8, "the store's own may have been started by now"
        assert not any(poll.is_answered for poll in polls)
        place.do(lambda: point.start(1, TAG))
        for poll in polls:
            poll.ended()
        assert sum(b">Succeeded</" in poll.answer for poll in polls) == POLLS
