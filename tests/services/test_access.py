"""AccessService: who calls, and what would be permitted."""

from datetime import timedelta

import pytest

from motown.addon import WebService
from motown.domain import commands
from motown.domain.access import Target
from tests.harness import START, quick_hash
from tests.services.calling import Anybody, Party, contract, refusal

BOTH_SOAPS = pytest.mark.parametrize("soap", ["1.2", "1.1"])
EV_1 = {"kind": "ChargePoint", "id": "EV-1"}


@BOTH_SOAPS
def test_who_am_i(server, soap):
    party = Party(server, "nordlicht", "CSO", own=("EV-1",), soap=soap)
    party.grant("R-RAW", "EV-1", valid_to=START + timedelta(hours=1))
    answer = party("access", "WhoAmI")
    assert (answer.partyId, answer.name, answer.role) == ("nordlicht", "Nordlicht", ["CSO"])
    assert [one.accessClass for one in answer.grant] == [["SELF"], ["R-RAW"]]
    assert [(one.kind, one.id) for one in answer.grant[0].target] == [("ChargePoint", "EV-1")]
    server.clock.advance(3600)
    assert len(party("access", "WhoAmI").grant) == 1, "the other has ended"


def test_nobody_is_asked_who_it_is(server):
    with refusal("NotAuthenticated") as refused:
        Anybody(server)("access", "WhoAmI")
    assert refused.fault.http.status == 401
    assert dict(refused.fault.http.headers)["WWW-Authenticate"].startswith("Basic ")


@BOTH_SOAPS
def test_a_wrong_password(server, soap):
    Party(server, "nordlicht", "CSO")
    with refusal("NotAuthenticated") as refused:
        Anybody(server, "nordlicht", "guessed", soap=soap)("access", "WhoAmI")
    assert refused.fault.http.status == 500


def test_a_password_that_others_could_read(server):
    Party(server, "nordlicht", "CSO")
    with refusal("NotAuthenticated"):
        Anybody(server, "nordlicht", remote="192.0.2.7")("access", "WhoAmI")


def test_a_client_certificate(server):
    Party(server, "nordlicht", "CSO")
    server.execute(commands.SetPartyCertificates(party_id="nordlicht", certificates=("ab" * 32,)))
    assert Anybody(server, certificate="ab" * 32, remote="192.0.2.7")("access", "WhoAmI").partyId == "nordlicht"
    with refusal("NotAuthenticated"):
        Anybody(server, certificate="cd" * 32)("access", "WhoAmI")


def test_nothing_tells_why_a_credential_is_bad(server):
    """Requirement MT-ACC-03."""
    Party(server, "nordlicht", "CSO")
    Party(server, "suedlicht", "CSO")
    server.execute(commands.EnableParty(party_id="suedlicht", enabled=False))
    said = set()
    for user, password in (("nordlicht", "guessed"), ("nobody", "guessed"), ("suedlicht", "guessed"),
                           ("suedlicht", "correct horse")):
        with refusal("NotAuthenticated") as refused:
            Anybody(server, user, password)("access", "WhoAmI")
        said.add((refused.fault.message, refused.fault.http.status))
    assert len(said) == 1


def test_xml_that_does_not_fit(server):
    party = Party(server, "nordlicht", "CSO")
    body = (b'<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body>'
            b'<CheckAccess xmlns="urn:motown:ws:v1:access"><partyId>x</partyId></CheckAccess></s:Body></s:Envelope>')
    with refusal("InvalidRequest", "partyId"):
        party.send("access", "CheckAccess", body).answer()


@BOTH_SOAPS
def test_what_would_be_permitted(server, soap):
    party = Party(server, "nordlicht", "CSO", own=("EV-1",), soap=soap)
    may = party("access", "CheckAccess", operation="ResetChargePoint", target=EV_1)
    assert (may.allowed, may.accessClass, may.grantId) == (True, "C-STATION", None)
    assert "role CSO" in may.reason
    for target in ({"kind": "ChargePoint", "id": "EV-2"}, {"kind": "ChargePoint", "id": "there is no such"}):
        no = party("access", "CheckAccess", operation="ResetChargePoint", target=target)
        assert (no.allowed, no.accessClass) == (False, "C-STATION")


def test_the_grant_that_decides_is_told(server):
    party = Party(server, "nordlicht", "DEVELOPER")
    grant_id = party.grant("EV-1", operations=("GetHealth",))
    assert party("access", "CheckAccess", operation="GetHealth", target=EV_1).grantId == grant_id
    assert not party("access", "CheckAccess", operation="GetConfiguration", target=EV_1).allowed


def test_what_would_be_permitted_to_others_is_for_who_administers(server):
    other = Party(server, "nordlicht", "CSO", own=("EV-1",))
    boss = Party(server, "boss", "ADMIN")
    asked = {"operation": "ResetChargePoint", "target": EV_1, "partyId": "nordlicht"}
    assert boss("access", "CheckAccess", **asked).allowed
    assert not boss("access", "CheckAccess", **{**asked, "partyId": "boss"}).allowed
    with refusal("NotPermitted") as refused:
        other("access", "CheckAccess", **{**asked, "partyId": "boss"})
    assert refused.fault.grantHint == "ADMIN"
    with refusal("NotFound"):
        boss("access", "CheckAccess", **{**asked, "partyId": "nobody"})
    server.execute(commands.EnableParty(party_id="nordlicht", enabled=False))
    assert "disabled" in boss("access", "CheckAccess", **asked).reason


def test_groups_count_for_others_too(server):
    Party(server, "nordlicht", "CSO", own=(Target("Group", "north"),))
    boss = Party(server, "boss", "ADMIN")
    server.execute(commands.PutGroup(
        group_id="north", kind="Group", name="North", charge_point_ids=("EV-1",), revision=1))
    asked = {"operation": "ResetChargePoint", "partyId": "nordlicht"}
    assert boss("access", "CheckAccess", target=EV_1, **asked).allowed
    assert boss("access", "CheckAccess", target={"kind": "Connector", "id": "EV-1", "connectorId": 1}, **asked).allowed
    assert not boss("access", "CheckAccess", target={"kind": "ChargePoint", "id": "EV-2"}, **asked).allowed


@pytest.mark.parametrize(("asked", "field"), [
    ({"operation": "Nonsense"}, "operation"), ({"operation": "GetHealth", "target": {"kind": "Planet"}}, "kind"),
    ({"operation": "GetHealth", "target": {"kind": "ChargePoint"}}, "id"),
    ({"operation": "GetHealth", "target": {"kind": "Connector", "id": "EV-1"}}, "connectorId")])
def test_what_there_is_not(server, asked, field):
    with refusal("InvalidRequest", field):
        Party(server, "nordlicht", "CSO")("access", "CheckAccess", **asked)


def test_operations_of_add_ons(make_server):
    """Requirement MT-ACC-09; the service is the directory's once more, as if an add-on's."""
    one = contract("directory")
    operations = one.operations
    served = WebService(one, {name: lambda _asking: {} for name in operations},
                        access=dict.fromkeys(operations, "C-STATION"))
    server = make_server(add_ons=[("acme", lambda registry: registry.serve("/acme", served))])
    party = Party(server, "nordlicht", "CSO", own=("EV-1",))
    name = f"{{{one.namespace}}}GetServices"
    assert party("access", "CheckAccess", operation=name, target=EV_1).allowed
    assert not Party(server, "emp", "EMP")("access", "CheckAccess", operation=name, target=EV_1).allowed


class TestOneTimePassword:
    """Who has signed in with one may set another, and nothing else."""

    @pytest.fixture
    def first(self, server):
        server.execute(commands.MakeFirstParty(party_id="admin", password_hash=quick_hash("one time only")))
        return Anybody(server, "admin", "one time only")

    def test_it_is_good_for_nothing_else(self, first):
        assert first("access", "WhoAmI").role == ["ADMIN"]
        for operation, fields in (("ListParties", {}), ("CheckAccess", {"operation": "WhoAmI"}), ("ListGrants", {}), (
                "PutParty", {"requestId": "1", "partyId": "other", "name": "O", "role": ["CSO"], "revision": 1})):
            with refusal("NotPermitted") as refused:
                first("access", operation, **fields)
            assert "one-time password" in refused.fault.message

    def test_a_new_password_ends_that(self, server, first):
        me = {"partyId": "admin", "name": "Administrator", "role": ["ADMIN"], "revision": 2}
        with refusal("InvalidRequest", "secret"):
            first("access", "PutParty", requestId="1", credential={"secret": "one time only"}, **me)
        first("access", "PutParty", requestId="2", credential={"secret": "my own password"}, **me)
        with refusal("NotAuthenticated"):
            first("access", "WhoAmI")
        assert len(Anybody(server, "admin", "my own password")("access", "ListParties").party) == 1
