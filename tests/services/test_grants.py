"""GrantAccess, RevokeAccess and ListGrants."""

from datetime import timedelta

import pytest

from motown.domain import commands
from tests.fixtures import both_stores
from tests.harness import START
from tests.services.calling import Party, refusal

EV_1 = {"kind": "ChargePoint", "id": "EV-1"}
GIVEN = {"requestId": "1", "partyId": "helper", "operation": ["GetHealth"], "target": [EV_1]}


@pytest.fixture
def helper(server):
    return Party(server, "helper", "DEVELOPER")


@pytest.fixture
def boss(server):
    return Party(server, "boss", "ADMIN")


@pytest.fixture
def cso(server):
    return Party(server, "cso", "CSO", own=("EV-1",))


def may(party, operation="GetHealth", target=EV_1):
    return party("access", "CheckAccess", operation=operation, target=target).allowed


@pytest.mark.parametrize("soap", ["1.2", "1.1"])
def test_a_grant_is_given_and_ended(server, helper, soap):
    boss = Party(server, "boss", "ADMIN", soap=soap)
    made = boss("access", "GrantAccess", **GIVEN, accessClass=["R-RAW"], validTo=START + timedelta(days=1), constraint=[
        {"name": "idTag", "value": "TAG"}])
    assert (made.duplicate, made.position) == (False, server.head())
    grant, = helper("access", "ListGrants").grant
    assert (grant.grantId, grant.partyId, grant.operation, grant.accessClass, grant.grantedBy, grant.grantedAt) == (
        made.grantId, "helper", ["GetHealth"], ["R-RAW"], "boss", START)
    assert [(one.name, one.value) for one in grant.constraint] == [("idTag", "TAG")]
    ended = boss("access", "RevokeAccess", requestId="2", grantId=made.grantId)
    assert (ended.duplicate, ended.position) == (False, server.head())
    assert helper("access", "ListGrants").grant == []
    server.execute(commands.PutParty(party_id="other", name="Other", roles=("EMP",)))
    again = boss("access", "RevokeAccess", requestId="3", grantId=made.grantId)
    assert (again.duplicate, again.position) == (True, ended.position), "it has ended already"


def test_a_grant_holds_for_its_time(server, boss, helper):
    boss("access", "GrantAccess", **GIVEN, validFrom=START + timedelta(hours=1), validTo=START + timedelta(hours=2))
    seen = []
    for _ in range(3):
        seen.append((may(helper), len(helper("access", "ListGrants").grant)))
        server.clock.advance(3600)
    assert seen == [(False, 1), (True, 1), (False, 0)]


@both_stores
def test_the_same_request_gives_the_same_grant(server, boss, helper):
    first = boss("access", "GrantAccess", **GIVEN)
    again = boss("access", "GrantAccess", **GIVEN)
    assert (again.grantId, again.duplicate, again.position) == (first.grantId, True, first.position)
    with refusal("IdempotencyConflict"):
        boss("access", "GrantAccess", **{**GIVEN, "operation": ["ListProblems"]})
    with refusal("IdempotencyConflict"):
        boss("access", "RevokeAccess", requestId="1", grantId=first.grantId)


@pytest.mark.parametrize(("wrong", "field"), [
    ({"operation": []}, "operation"), ({"operation": ["Nonsense"]}, "operation"),
    ({"operation": ["R-RAW"]}, "operation"), ({"operation": ["GetServices"]}, "operation"),
    ({"operation": ["Notify"]}, "operation"),
    ({"accessClass": ["PUBLIC"]}, "accessClass"), ({"accessClass": ["CONSUMER"]}, "accessClass"),
    ({"accessClass": ["GetHealth"]}, "accessClass"), ({"target": [{"kind": "Planet", "id": "x"}]}, "kind"),
    ({"target": [{"kind": "All", "id": "x"}]}, "id"),
    ({"constraint": [{"name": "colour", "value": "red"}]}, "constraint"),
    ({"validFrom": START, "validTo": START}, "validTo")])
def test_what_nobody_could_hold_to(boss, helper, wrong, field):
    with refusal("InvalidRequest", field):
        boss("access", "GrantAccess", **{**GIVEN, **wrong})


def test_nobody_and_nothing_are_not_found(boss):
    with refusal("NotFound"):
        boss("access", "GrantAccess", **GIVEN)
    with refusal("NotFound"):
        boss("access", "RevokeAccess", requestId="1", grantId="there is none")


def test_a_cso_grants_what_it_has_itself(cso, helper):
    made = cso("access", "GrantAccess", **GIVEN)
    assert may(helper)
    for wrong in ({"operation": ["PutParty"]}, {"accessClass": ["ADMIN"]}, {"accessClass": ["SELF"]},
                  {"accessClass": ["REVIEW"]}, {"target": [{"kind": "All"}]}):
        with refusal("NotPermitted"):
            cso("access", "GrantAccess", **{**GIVEN, "requestId": "2", **wrong})
    with refusal("NotFound") as refused:
        cso("access", "GrantAccess", **{
            **GIVEN, "requestId": "2", "target": [EV_1, {"kind": "ChargePoint", "id": "E"}]})
    assert refused.fault.message == "there is no charge point E"
    cso("access", "RevokeAccess", requestId="3", grantId=made.grantId)
    assert not may(helper)


def test_a_grant_is_ended_by_who_gave_it_or_administers(server, boss, cso, helper):
    made = boss("access", "GrantAccess", **GIVEN)
    with refusal("NotFound") as nothing:
        cso("access", "RevokeAccess", requestId="1", grantId="there is none")
    with refusal("NotFound") as others:
        cso("access", "RevokeAccess", requestId="1", grantId=made.grantId)
    assert others.fault.message.replace(made.grantId, "") == nothing.fault.message.replace("there is none", "", 1)
    with refusal("NotPermitted"):
        helper("access", "RevokeAccess", requestId="1", grantId=made.grantId)
    to_cso = boss("access", "GrantAccess", **{**GIVEN, "requestId": "2", "partyId": "cso"})
    with refusal("NotPermitted"):
        cso("access", "RevokeAccess", requestId="1", grantId=to_cso.grantId)
    given = cso("access", "GrantAccess", **{**GIVEN, "requestId": "3"})
    boss("access", "RevokeAccess", requestId="3", grantId=given.grantId)
    assert [one.grantId for one in helper("access", "ListGrants").grant] == [made.grantId]


def test_an_administrator_of_one_charge_point_gives_nothing(cso, helper, server):
    """What was granted on one place is for that place: it is no key to all others."""
    helper.grant("ADMIN", "EV-1")
    with refusal("NotPermitted"):
        helper("access", "GrantAccess", **GIVEN)


class TestLists:
    """Any party sees its own and those that it gave; who administers, all."""

    def ids(self, party, **fields):
        return [one.grantId for one in party("access", "ListGrants", **fields).grant]

    def test_whose(self, boss, cso, helper):
        given = cso("access", "GrantAccess", **GIVEN).grantId
        own, = (one for one in self.ids(cso) if one != given)
        assert self.ids(helper) == self.ids(helper, partyId="helper") == [given]
        assert self.ids(cso) == self.ids(boss) == [own, given]
        assert self.ids(cso, partyId="helper") == self.ids(boss, partyId="helper") == [given]
        assert self.ids(boss, partyId="cso") == [own]
        with refusal("NotPermitted"):
            helper("access", "ListGrants", partyId="cso")

    def test_for_a_target(self, server, boss, helper):
        server.execute(commands.PutGroup(
            group_id="north", kind="Group", name="North", charge_point_ids=("EV-1",), revision=1))
        wanted = [boss("access", "GrantAccess", **{**GIVEN, "requestId": str(number), "target": [one]}).grantId
                  for number, one in enumerate((EV_1, {"kind": "All"}, {"kind": "Group", "id": "north"}))]
        boss("access", "GrantAccess", **{**GIVEN, "requestId": "x", "target": [{"kind": "ChargePoint", "id": "EV-2"}]})
        assert self.ids(boss, target=EV_1) == wanted
        assert self.ids(boss, target={"kind": "Connector", "id": "EV-1", "connectorId": 1}) == wanted
        with refusal("InvalidRequest", "id"):
            self.ids(boss, target={"kind": "ChargePoint"})

    def test_pages(self, server, boss, helper):
        given = [boss("access", "GrantAccess", **{**GIVEN, "requestId": str(number)}).grantId for number in range(5)]
        before = server.head()
        first = boss("access", "ListGrants", page={"limit": 3})
        assert (first.pageInfo.asOfPosition, len(first.grant)) == (before, 3)
        boss("access", "RevokeAccess", requestId="x", grantId=given[1])
        rest = boss("access", "ListGrants", page={"limit": 3, "cursor": first.pageInfo.nextCursor})
        assert [one.grantId for one in first.grant + rest.grant] == given
        assert rest.pageInfo.nextCursor is None
        late = boss("access", "GrantAccess", **{**GIVEN, "requestId": "late"}).grantId
        assert self.ids(boss, changedAfterPosition=before) == [late]
