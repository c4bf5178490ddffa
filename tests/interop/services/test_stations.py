"""ChargePointService and TokenService over real sockets, from the served WSDLs, with simulated charge points.

An operator accepts charge points, tells where they are and looks after them; a provider tells of its idTags; simulated
charge points charge with these; a developer looks for what is free nearby.
"""

import subprocess
import sys
from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest
import requests
import zeep
from zeep.exceptions import Fault

from motown.core.passwords import hashed
from motown.domain import commands
from motown.domain.access import Target, TargetKind
from motown.domain.ids import ChargePointId, PartyId, new_grant_id
from tests.interop.server import SECONDS, Server, until

SECRET = "a password of my own"
HERE = {"latitude": Decimal("52.0790"), "longitude": Decimal("4.2900")}
PARTIES = {"stroom": "CSO", "nordlicht": "EMP", "maps": "DEVELOPER"}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def server(request, lasting) -> Iterator[Server]:
    cluster = request.getfixturevalue("cluster") if request.param == "postgresql" else None
    server = lasting(cluster.fresh() if cluster else None, ocpp__heartbeat_interval_seconds=1).start()
    for party_id, role in PARTIES.items():
        server.execute(commands.PutParty(
            party_id=PartyId(party_id), name=party_id, roles=(role,), password_hash=hashed(SECRET)))
        server.execute(commands.GrantAccess(
            party_id=PartyId(party_id), grant_id=new_grant_id(), access_classes=("SELF",),
            targets=(Target(TargetKind.ALL),)))
    yield server
    server.stop()


@pytest.fixture(scope="module")
def shared_client() -> dict[tuple[str, str, str, str], object]:
    return {}


@pytest.fixture
def call(server, shared_client):
    """``call("stroom", "chargepoint")`` is what zeep makes of a service, as it is served, for a party."""

    def made(party: str, name: str, soap: str = "12") -> object:
        key = server.address, party, name, soap
        if key not in shared_client:
            session = requests.Session()
            session.trust_env, session.auth = False, (party, SECRET)
            client = zeep.Client(f"{server.address}/services/{name}/v1?wsdl", transport=zeep.Transport(session=session))
            (service, known), = client.wsdl.services.items()
            shared_client[key] = client.bind(service, next(port for port in known.ports if port.endswith(soap)))
        return shared_client[key]

    return made


def code(call, **fields: object) -> str:
    with pytest.raises(Fault) as refused:
        call(**fields)
    return refused.value.detail.findtext(".//{*}code")


@pytest.fixture
def simulated(server) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """``simulated("EV", ...)`` is one charge point, EV-001; it ends with the test."""
    running = []

    def start(prefix: str, *words: str) -> subprocess.Popen[bytes]:
        running.append(subprocess.Popen(
            [sys.executable, "-m", "motown", "simulate", "--url", f"{server.address}/ocpp", "--id", prefix, *words],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
        return running[-1]

    yield start
    for one in running:
        one.kill()
        one.wait()


def ended(process: subprocess.Popen[bytes]) -> None:
    assert process.wait(SECONDS) in (0, 1)


def test_life_of_a_charge_point(server, call, simulated):
    stations, nearby = call("stroom", "chargepoint"), call("maps", "chargepoint", "11")
    name = "LIFE-001"
    ended(simulated("LIFE", "--scenario", "boot-storm", "--connectors", "2", "--messages", "1", "--grace", "0"))
    assert stations.GetChargePoint(chargePointId=name).chargePoint.registration == "Pending"
    assert code(nearby.GetChargePoint, chargePointId=name) == "NotFound"
    stations.SetRegistration(requestId="accept", chargePointId=name, registration="Accepted", note="commissioned")
    stations.PutChargePointInfo(requestId="info", chargePointId=name, revision=1, info={
        "name": "Harbour", "location": HERE, "connector": [{"connectorId": 1, "standard": "IEC62196Type2"}]})
    running = simulated("LIFE", "--scenario", "idle", "--connectors", "2", "--rate", "120")
    free = {"near": {**HERE, "radiusMeters": 500}, "available": True}
    until(lambda: [one for each in nearby.ListChargePoints(**free).chargePoint for one in each.connector
                   if one.connectorId == 2], "it has told of both connectors")
    found, = nearby.ListChargePoints(**free).chargePoint
    assert (found.chargePointId, found.distanceMeters, found.online) == (name, 0, True)
    assert [one.status for one in found.connector] == ["Available", "Available"]
    assert not nearby.ListChargePoints(near={**HERE, "latitude": Decimal(51), "radiusMeters": 500}).chargePoint
    running.terminate()
    ended(running)

    def silent() -> bool:
        server.execute(commands.CheckConnectivity(charge_point_id=ChargePointId(name)))
        return not stations.GetChargePoint(chargePointId=name).chargePoint.online

    until(silent, "it is offline")
    gone = nearby.GetChargePoint(chargePointId=name).chargePoint
    assert [one.status for one in gone.connector] == ["Unknown", "Unknown"]
    assert not nearby.ListChargePoints(**free).chargePoint
    assert "Offline" in [one.finding.code for one in stations.ListProblems().problem if one.chargePointId == name]
    health = stations.GetHealth(chargePointId=name).health
    assert health.bootCount == 1
    assert health.onlinePercent <= 100
    stations.SetRegistration(requestId="reject", chargePointId=name, registration="Rejected")
    assert code(nearby.GetChargePoint, chargePointId=name) == "NotFound"


def test_charging_with_what_a_provider_tells(server, call, simulated):
    tokens, drivers = call("nordlicht", "token"), call("nordlicht", "chargepoint")
    name = "CHARGE-001"
    server.accept([name])
    told = tokens.PutTokens(requestId="tokens-1", updateType="Full", listVersion=1, token=[
        {"idTag": "NL-1", "status": "Accepted", "contractId": "NL-NLI-C00122045-K"},
        {"idTag": "NL-2", "status": "Blocked"}])
    assert told.tokenCount == 2
    running = simulated("CHARGE", "--rate", "60", "--time-factor", "20", "--tags", "NL-1", "--always-authorize")

    def charging() -> list[str]:
        one = drivers.GetChargePoint(chargePointId=name).chargePoint
        return [each.transactionId for each in one.connector if each.transactionId]

    until(charging, "it charges")
    running.terminate()
    ended(running)
    verdicts = {one.body["status"] for one in server.events()
                if one.type == "motown.AuthorizationDecided" and one.charge_point_id == name}
    assert verdicts == {"Accepted"}
    number = next(str(one.transaction_id) for one in server.events() if one.type == "motown.TransactionStarted")
    assert drivers.PostReview(requestId="review", chargePointId=name, stars=5, transactionId=number).verifiedSession
    assert call("maps", "chargepoint").ListReviews(chargePointId=name).review[0].stars == 5


def test_what_was_told_is_there_after_a_restart(server, call):
    tokens, stations = call("nordlicht", "token"), call("stroom", "chargepoint", "11")
    stations.PutGroup(requestId="group", groupId="harbour", kind="Site", chargePointId=["CHARGE-001"], revision=1)
    version = tokens.ListTokens().listVersion
    first = tokens.PutTokens(requestId="again", updateType="Differential", listVersion=version + 1,
                             token=[{"idTag": "NL-3", "status": "Accepted"}], removeIdTag=["NL-2"])
    server.stop()
    server.start()
    again = tokens.PutTokens(requestId="again", updateType="Differential", listVersion=version + 1,
                             token=[{"idTag": "NL-3", "status": "Accepted"}], removeIdTag=["NL-2"])
    assert (again.duplicate, again.position) == (True, first.position)
    assert "NL-3" in [one.idTag for one in tokens.ListTokens().token]
    assert stations.ListGroups(groupId="harbour").group[0].chargePointId == ["CHARGE-001"]
    assert code(call("nordlicht", "chargepoint").ListProblems) == "NotPermitted"
