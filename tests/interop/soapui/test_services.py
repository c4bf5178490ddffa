"""The SoapUI projects of the standard's services against a running server: every request is one that it understands."""

import re

import pytest

from motown.contracts.soapui import projects
from motown.core.passwords import hashed
from motown.domain import commands
from motown.domain.access import Target, TargetKind
from motown.domain.ids import ChargePointId, PartyId, new_grant_id
from tests.contracts.soapui.reading import Project
from tests.contracts.soapui.replaying import MockServer, mocks
from tests.contracts.soapui.running import run
from tests.contracts.standard import SERVICES
from tests.interop.commands.conftest import lasting_places
from tests.interop.commands.desk import desk_of
from tests.interop.server import until
from tests.interop.soap import request, start_fields

__all__ = ["lasting_places"]

PASSWORD = "correct horse battery staple"
MAY_BE = {"NotFound", "Conflict", "NotSupported", "PositionUnavailable"}
"""What is said of things that there are not here."""
CODE = re.compile(r"<(?:\w+:)?code>(\w+)</")
MADE = {service: projects()[f"motown-{service}-soapui-project.xml"] for service in SERVICES if service != "consumer"}


@pytest.fixture(scope="module")
def server(lasting, tmp_path_factory):
    """A running server with a party that may everything."""
    server = lasting(None, services__subscriptions__allowed_networks="loopback", addons__ftp__enabled="true",
                     ftp__listen="127.0.0.1:0", ftp__folder=tmp_path_factory.mktemp("files")).start()
    with desk_of(server) as desk:
        desk.execute(commands.PutParty(
            party_id=PartyId("nordlicht"), name="Nordlicht", roles=("CSO", "EMP", "ADMIN", "DEVELOPER"),
            password_hash=hashed(PASSWORD)))
        desk.execute(commands.GrantAccess(
            party_id=PartyId("nordlicht"), grant_id=new_grant_id(), access_classes=("SELF",),
            targets=(Target(TargetKind.ALL),), constraints=()))
        desk.execute(commands.AcceptChargePoint(charge_point_id="EV-0001"))
        desk.execute(commands.PutGroup(
            group_id="harbour", kind="Site", revision=1, charge_point_ids=(ChargePointId("EV-0001"),)))
    return server


def test_the_mock_of_a_consumer_is_told_events_and_acknowledges_them(server):
    (mock,) = mocks(projects()["motown-consumer-soapui-project.xml"])
    consumer = MockServer(mock)
    try:
        (subscribed,) = run(
            MADE["subscription"], {"endpoint": f"{server.address}/services/subscription/v1",
                                   "consumerUrl": consumer.url}, "SubscriptionService SOAP 1.2", "Subscribe")
        assert subscribed.failed == ()
        assert server.post(request("StartTransaction", start_fields(), identity="EV-0001")).status == 200
        until(lambda: ("Notify", "OK") in consumer.played, "the consumer is called")
    finally:
        consumer.close()


@pytest.mark.parametrize("service", MADE)
@pytest.mark.parametrize("version", ["1.2", "1.1"])
def test_every_request_is_understood(server, service, version):
    name = next(name for name in Project(MADE[service]).interfaces if name.endswith(version))
    results = list(run(MADE[service], {"endpoint": f"{server.address}/services/{service}/v1"}, name))
    assert results
    for one in results:
        for told in one.failed:
            assert told.startswith("Not SOAP Fault: 500"), (one.case, told)
            assert CODE.search(told)[1] in MAY_BE, (one.case, told)


def test_who_and_where_stand_in_the_project(server):
    (refused,) = run(MADE["access"], {"endpoint": f"{server.address}/services/access/v1", "password": "wrong"},
                     "AccessService SOAP 1.2", "WhoAmI")
    assert "NotAuthenticated" in refused.failed[0]
