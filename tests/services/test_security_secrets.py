"""Secrets that were given are told by nobody again (MT-ACC-13)."""

import re

import pytest

from motown.addon import NotReached
from tests.services.calling import Fault
from tests.services.commanding import Commanding, Station

SECRET = "S3CRET"
ADDRESS = "https://93.184.216.34/x"


@pytest.fixture
def boss(make_server):
    """Who may see everything."""
    server = make_server(services={"subscriptions": {"allowed_networks": ["global"]}})
    server.accept("EV-1")
    station = Station(server)
    station.writes("GetConfiguration", "".join(
        f"<configurationKey><key>{key}</key><readonly>false</readonly><value>{SECRET}</value></configurationKey>"
        for key in ("AuthorizationKey", "WifiPassword")))
    return Commanding(server, "boss", "CSO", "ADMIN", "EMP", own=("*",))


@pytest.mark.parametrize(("service", "operation", "fields"), [
    ("command", "ChangeConfiguration", {"chargePointId": "EV-1", "key": "authorizationKEY", "value": SECRET}),
    ("command", "GetConfiguration", {"chargePointId": "EV-1"}),
    ("command", "UpdateFirmware", {
        "chargePointId": "EV-1", "location": f"ftp://u:{SECRET}@198.51.100.1/x", "retrieveAt": "2026-03-01T12:00:00Z"}),
    ("command", "RequestDiagnostics", {"chargePointId": "EV-1", "location": f"http://198.51.100.1/?token={SECRET}"}),
    ("subscription", "Subscribe", {
        "name": "a", "mode": "Push", "delivery": {"url": ADDRESS, "user": "me", "secret": SECRET}}),
    ("subscription", "Subscribe", {"name": "a", "mode": "Push", "delivery": {"url": f"{ADDRESS}?token={SECRET}"}}),
    ("subscription", "Subscribe", {
        "name": "a", "mode": "Push", "delivery": {"url": ADDRESS.replace("//", f"//u:{SECRET}@")}}),
    ("access", "PutParty", {
        "partyId": "new", "name": "New", "role": ["CSO"], "revision": 1, "credential": {"secret": SECRET * 2}}),
    ("access", "PutParty", {
        "partyId": "new", "name": "New", "role": ["CSO"], "revision": 1, "credential": {"secret": SECRET}})])
def test_what_was_given_comes_back_nowhere(boss, caplog, service, operation, fields):
    caplog.set_level(0)
    boss.server.wire.serve(f"{ADDRESS}?token={SECRET}", NotReached(f"nobody is at {ADDRESS}?token={SECRET}", "refused"))
    said = []
    for _ in range(2):
        try:
            said.append(boss(service, operation, requestId="r", **fields))
        except Fault as fault:
            said.append(fault)
    boss.server.clock.advance(5)
    said += [boss("command", "ListCommands"), boss("subscription", "ListSubscriptions"), boss("access", "ListParties"),
             boss("chargepoint", "GetHealth", chargePointId="EV-1"), caplog.text]
    if operation != "Subscribe" or "secret" in fields["delivery"]:
        said.append(boss("eventstore", "ReadEvents", afterPosition=0, limit=1000))
    assert len(re.findall(SECRET, " ".join(map(str, said)))) == 0
