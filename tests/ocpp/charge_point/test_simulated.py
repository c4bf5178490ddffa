"""Commands to simulated charge points: what we say is what they hear, and what they do wrong is told."""

from functools import cache

import pytest

from motown.simulator.behaviour import Behaviour, statuses
from motown.simulator.incoming import ChargePointServer
from motown.simulator.profile import Profile
from motown.simulator.versions import VERSIONS as SIMULATED
from tests.ocpp.charge_point.conftest import ADDRESS
from tests.ocpp.charge_point.samples import COMMON, ONLY_15
from tests.simulator.conftest import Bench
from tests.speaking import VERSIONS
from tests.wire import endpoint

LATE = {"stopTime": "2099-01-01T00:00:00Z", "startTime": "2098-01-01T00:00:00Z"}
FIELDS = COMMON | ONLY_15 | {
    "RemoteStopTransaction": {"transactionId": 7},
    "GetDiagnostics": {"location": "ftp://files.example/"} | LATE,
    "UpdateFirmware": COMMON["UpdateFirmware"] | {"retrieveDate": "2099-01-01T00:00:00Z"},
    "ReserveNow": ONLY_15["ReserveNow"] | {"expiryDate": "2099-01-01T00:00:00Z"},
    "DataTransfer": {"vendorId": "org.motown.simulator", "messageId": "Echo", "data": "hello"}}
FIELDS["ReserveNow"].pop("reservationId")
CASES = [(version, name) for version in VERSIONS for name in (COMMON if version == "1.2" else FIELDS)
         if name != "CancelReservation"]


@cache
def serving():
    """One for all tests: it takes long to make, and whoever was added last is EV-1."""
    return ChargePointServer()


@pytest.fixture
def simulated(desk, version):
    """EV-1 as the simulator has it, where the server calls it."""
    bench = Bench(version, Profile())
    bench.point.identity = "EV-1"
    bench.power_on()
    serving().add(bench.point)
    desk.server.wire.serve(ADDRESS, lambda asked: endpoint(serving(), lambda: desk.server.now)(
        asked._replace(url="http://x/EV-1")))
    return bench.point


@pytest.mark.parametrize(("version", "name"), CASES)
def test_every_command_is_heard_and_its_answer_understood(desk, simulated, version, name):
    asked = desk.ask(name, verify=False, **FIELDS[name])
    heard = [one.operation for one in simulated.inbox.messages]
    assert heard[:1] == [name]
    row = desk.row(asked)
    assert row.answered_at is not None, row
    assert row.outcome in ("Succeeded", "Rejected", "Unconfirmed"), row


@pytest.mark.parametrize(("version", "name", "status"), [
    (version, name, status) for version, name in CASES
    for status in statuses(SIMULATED[version], name)])
def test_every_status_is_understood(desk, simulated, name, status):
    simulated.behaviours.set(name, Behaviour(status=status))
    asked = desk.ask(name, verify=False, **FIELDS[name])
    assert desk.row(asked).station_status == status


@pytest.mark.parametrize(("behaviour", "kind", "outcome"), [
    (Behaviour(html=True), "Malformed", "bad-answer"),
    (Behaviour(garbling="noise"), "Malformed", "bad-answer"),
    (Behaviour(garbling="cut"), "Malformed", "bad-answer"),
    (Behaviour(garbling="operation"), "Malformed", "bad-answer"),
    (Behaviour(garbling="identity"), "Malformed", "bad-answer"),
    (Behaviour(drops=True), "Timeout", "no-answer")])
@pytest.mark.parametrize("version", VERSIONS)
def test_what_it_does_wrong_is_told(desk, simulated, behaviour, kind, outcome):
    simulated.behaviours.set("ClearCache", behaviour)
    desk.ask("ClearCache")
    events = {one.type: one.event for one in desk.server.log()}
    assert f"ocpp.ClearCache.{kind}" in events
    assert events["motown.CommandAttemptFailed"].kind == outcome


@pytest.mark.parametrize("version", VERSIONS)
def test_its_faults_are_understood(desk, simulated):
    simulated.behaviours.set("Reset", Behaviour(fault="NotSupported"))
    assert desk.row(desk.ask("Reset", type="Soft")).outcome == "NotSupported"
    simulated.behaviours.set("Reset", Behaviour(fault="InternalError"))
    assert desk.row(desk.ask("Reset", type="Soft")).outcome == "Failed"


@pytest.mark.parametrize("version", VERSIONS)
def test_behind_it_somebody_else_is_found_out(desk, simulated):
    """Its address leads to another charge point now."""
    simulated.identity = "EV-2"
    asked = desk.ask("ClearCache")
    assert desk.row(asked).outcome == "Failed"
    assert "IdentityMismatch" in desk.row(asked).reason
