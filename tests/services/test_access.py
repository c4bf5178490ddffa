"""AccessService."""

import pytest

from tests.services.calling import Anybody, Party, refusal


@pytest.mark.parametrize("soap", ["1.2", "1.1"])
def test_who_am_i(server, soap):
    party = Party(server, "nordlicht", "CSO", own=("EV-1",), soap=soap)
    answer = party("access", "WhoAmI")
    assert (answer.partyId, answer.name, answer.role) == ("nordlicht", "Nordlicht", ["CSO"])
    grant, = answer.grant
    assert grant.accessClass == ["SELF"]
    assert [(one.kind, one.id) for one in grant.target] == [("ChargePoint", "EV-1")]


def test_nobody_is_asked_who_it_is(server):
    with refusal("NotAuthenticated") as refused:
        Anybody(server)("access", "WhoAmI")
    assert refused.fault.http.status == 401
    assert dict(refused.fault.http.headers)["WWW-Authenticate"].startswith("Basic ")


@pytest.mark.parametrize("soap", ["1.2", "1.1"])
def test_a_wrong_password(server, soap):
    Party(server, "nordlicht", "CSO")
    with refusal("NotAuthenticated") as refused:
        Anybody(server, "nordlicht", "guessed", soap=soap)("access", "WhoAmI")
    assert refused.fault.http.status == 500


def test_a_password_that_others_could_read(server):
    Party(server, "nordlicht", "CSO")
    with refusal("NotAuthenticated"):
        Anybody(server, "nordlicht", remote="192.0.2.7")("access", "WhoAmI")


def test_xml_that_does_not_fit(server):
    party = Party(server, "nordlicht", "CSO")
    body = (b'<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body>'
            b'<CheckAccess xmlns="urn:motown:ws:v1:access"><partyId>x</partyId></CheckAccess></s:Body></s:Envelope>')
    with refusal("InvalidRequest", "partyId"):
        party.send("access", "CheckAccess", body).answer()
