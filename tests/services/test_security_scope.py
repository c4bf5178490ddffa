"""What belongs to others is answered as if it were not there, in the same words (MT-FLT-03)."""

from datetime import timedelta

import pytest

from tests.services.calling import Fault, refusal
from tests.services.commanding import Commanding, Station
from tests.services.tokens import vouch

SOON = timedelta(hours=1)


@pytest.fixture
def parties(server):
    """(one that has EV-1, another that has EV-2): both operators and providers."""
    server.accept("EV-2")
    for name in ("EV-1", "EV-2"):
        Station(server, name).ev.status("Available", 1)
    return (Commanding(server, "alpha", "CSO", "EMP", own=("EV-1",)),
            Commanding(server, "beta", "CSO", "EMP", own=("EV-2",)))


def told(party, service, operation, **fields):
    """What is answered, but for what is another one each time."""
    try:
        return str(party(service, operation, **fields))
    except Fault as fault:
        return {name: text for name, text in fault.told.items() if name != "reference"}


OF_CHARGE_POINTS = {
    "StopTransaction": {"transactionId": "1"}, "CancelReservation": {"reservationId": 1},
    "UnlockConnector": {"connectorId": 1}, "ResetChargePoint": {"resetType": "Soft"}, "GetConfiguration": {},
    "InvokeExtension": {"name": "acme.Show"}}


@pytest.mark.parametrize("operation", OF_CHARGE_POINTS)
def test_charge_points_of_others_are_not_there_for_commands(parties, operation):
    alpha, _ = parties
    vouch(alpha.server, "beta", "BTAG")
    Station(alpha.server, "EV-2").ev.start("BTAG", connectorId=1)
    answers = [told(alpha, "command", operation, requestId=name, chargePointId=name, **OF_CHARGE_POINTS[operation])
               for name in ("EV-2", "EV-0")]
    assert {one["code"] for one in answers} == {"NotFound"}
    assert str(answers[0]).replace("EV-2", "EV-0") == str(answers[1])


def test_what_others_have_made_is_not_there(parties):
    alpha, beta = parties
    Commanding(alpha.server, "gamma", "DEVELOPER")
    command = beta.ask("SendData", "EV-2", vendorId="x", notBefore=alpha.server.now + SOON).commandId
    subscription = beta("subscription", "Subscribe", requestId="s", name="n", mode="Pull").subscriptionId
    grant = beta("access", "GrantAccess", requestId="g", partyId="gamma", operation=["GetHealth"],
                 target=[{"kind": "ChargePoint", "id": "EV-2"}]).grantId
    for service, operation, field, there, fields in (
            ("command", "GetCommand", "commandId", command, {}),
            ("command", "CancelCommand", "commandId", command, {"requestId": "r"}),
            ("subscription", "PullMessages", "subscriptionId", subscription, {}),
            ("subscription", "Seek", "subscriptionId", subscription, {"requestId": "r", "afterPosition": 0}),
            ("subscription", "Pause", "subscriptionId", subscription, {"requestId": "r"}),
            ("subscription", "Resume", "subscriptionId", subscription, {"requestId": "r"}),
            ("subscription", "Unsubscribe", "subscriptionId", subscription, {"requestId": "r"}),
            ("access", "RevokeAccess", "grantId", grant, {"requestId": "r"})):
        found = told(alpha, service, operation, **{field: there}, **fields)
        assert found["code"] == "NotFound", operation
        assert str(found).replace(there, "?") == str(told(alpha, service, operation, **{field: "?"}, **fields))
    assert not alpha("subscription", "ListSubscriptions", subscriptionId=subscription).subscription
    assert not alpha("access", "ListGrants", partyId="beta").grant


def test_nobody_makes_itself_more_than_it_is(parties):
    alpha, _ = parties
    everything, own = [{"kind": "All"}], [{"kind": "ChargePoint", "id": "EV-1"}]
    for number, (classes, target, code) in enumerate((
            (["SELF"], everything, "NotPermitted"), (["SELF"], own, "NotPermitted"), (["ADMIN"], own, "NotPermitted"),
            (["R-RAW"], everything, "NotPermitted"), (["R-RAW"], [{"kind": "ChargePoint", "id": "EV-2"}], "NotFound"))):
        with refusal(code):
            alpha("access", "GrantAccess", requestId=f"g{number}", partyId="alpha", accessClass=classes, target=target)
    with refusal("NotPermitted") as refused:
        alpha("access", "GrantAccess", requestId="self", partyId="alpha", accessClass=["R-RAW"], target=own)
    assert "to itself" in refused.fault.message, "it would outlast what it comes from"
    with refusal("NotPermitted"):
        alpha("access", "PutParty", requestId="p", partyId="alpha", name="Alpha", role=["ADMIN"], revision=9)
    with refusal("NotFound"):
        alpha("chargepoint", "PutGroup", requestId="q", groupId="mine", kind="Group", chargePointId=["EV-1", "EV-2"],
              revision=1)
    assert not alpha("access", "CheckAccess", operation="GetHealth",
                     target={"kind": "ChargePoint", "id": "EV-2"}).allowed
