"""PutParty and ListParties."""

import pytest

from motown.domain import commands
from tests.fixtures import both_stores
from tests.services.calling import Anybody, Party, refusal

SECRET, OTHER = "a long enough password", "another long password"
CERTIFICATE = "AB" * 32
NEW = {"requestId": "1", "partyId": "nordlicht", "name": "Nordlicht", "role": ["EMP"], "revision": 1}


@pytest.fixture
def boss(server):
    return Party(server, "boss", "ADMIN")


@pytest.mark.parametrize("soap", ["1.2", "1.1"])
def test_a_party_is_added_and_signs_in(server, soap):
    boss = Party(server, "boss", "ADMIN", soap=soap)
    credential = {"user": "nl", "secret": SECRET, "certificateSha256": [CERTIFICATE]}
    kept = boss("access", "PutParty", contact="ops@nordlicht.example", credential=credential, **NEW)
    assert (kept.revision, kept.duplicate, kept.position) == (1, False, server.head())
    assert Anybody(server, "nl", SECRET)("access", "WhoAmI").partyId == "nordlicht"
    assert Anybody(server, certificate="ab" * 32)("access", "WhoAmI").partyId == "nordlicht"
    party = boss("access", "ListParties").party[1]
    assert (party.partyId, party.name, party.role, party.contact, party.enabled, party.user, party.revision) == (
        "nordlicht", "Nordlicht", ["EMP"], "ops@nordlicht.example", True, "nl", 1)
    assert [one.upper() for one in party.certificateSha256] == [CERTIFICATE]
    assert SECRET.encode() not in b"".join(one.body_text.encode() for one in server.log())


@both_stores
def test_the_same_request_is_done_once(server, boss):
    asked = {**NEW, "credential": {"secret": SECRET}}
    first = boss("access", "PutParty", **asked)
    server.execute(commands.SetPartyPassword(party_id="boss", password_hash=None), commands.SetPartyCertificates(
        party_id="boss", certificates=("cd" * 32,)))
    again = Anybody(server, certificate="cd" * 32)("access", "PutParty", **asked)
    assert (again.revision, again.duplicate, again.position) == (1, True, first.position)
    with refusal("IdempotencyConflict"):
        Anybody(server, certificate="cd" * 32)("access", "PutParty", **{**asked, "name": "New"})
    with refusal("IdempotencyConflict"):
        Anybody(server, certificate="cd" * 32)("access", "PutParty", **{**asked, "credential": {"secret": OTHER}})


def test_revisions(server, boss):
    first = boss("access", "PutParty", **NEW, credential={"secret": SECRET})
    same = boss("access", "PutParty", **{**NEW, "requestId": "2"}, credential={"secret": SECRET})
    assert (same.revision, same.duplicate, same.position) == (1, True, first.position), "the password is the same, too"
    with refusal("Conflict"):
        boss("access", "PutParty", **{**NEW, "requestId": "3"}, credential={"secret": OTHER})
    with refusal("Conflict"):
        boss("access", "PutParty", **{**NEW, "requestId": "4", "name": "New"})
    assert boss("access", "PutParty", **{**NEW, "requestId": "5", "name": "New", "revision": 7}).revision == 7


def test_a_credential_that_is_given_replaces_the_whole(server, boss):
    both = {"secret": SECRET, "certificateSha256": [CERTIFICATE]}
    boss("access", "PutParty", **NEW, credential=both)
    boss("access", "PutParty", **{**NEW, "requestId": "2", "revision": 2})
    assert Anybody(server, "nordlicht", SECRET)("access", "WhoAmI").partyId == "nordlicht"
    boss("access", "PutParty", **{**NEW, "requestId": "3", "revision": 3}, credential={"secret": OTHER})
    assert boss("access", "ListParties").party[1].certificateSha256 == []
    assert Anybody(server, "nordlicht", OTHER)("access", "WhoAmI").partyId == "nordlicht"
    boss("access", "PutParty", **{**NEW, "requestId": "4", "revision": 4}, credential={
        "certificateSha256": [CERTIFICATE]})
    with refusal("NotAuthenticated"):
        Anybody(server, "nordlicht", OTHER)("access", "WhoAmI")


def test_a_disabled_party_is_refused_at_once(server, boss):
    """Requirement MT-ACC-08, whatever was remembered of the password."""
    boss("access", "PutParty", **NEW, credential={"secret": SECRET})
    other = Anybody(server, "nordlicht", SECRET)
    other("access", "WhoAmI")
    boss("access", "PutParty", **{**NEW, "requestId": "2", "revision": 2}, enabled=False)
    with refusal("NotAuthenticated"):
        other("access", "WhoAmI")


@pytest.mark.parametrize(("wrong", "field"), [
    ({"role": ["BOSS"]}, "role"), ({"revision": -1}, "revision"),
    ({"credential": {"secret": "short"}}, "secret"), ({"credential": {"secret": "x" * 1025}}, "secret"),
    ({"credential": {"user": "a:b"}}, "user"), ({"credential": {"certificateSha256": ["ABCD"]}}, None)])
def test_what_no_party_can_be(boss, wrong, field):
    with refusal("InvalidRequest", field):
        boss("access", "PutParty", **{**NEW, **wrong})


@pytest.mark.parametrize("change", [{"role": ["CSO"]}, {"enabled": False}])
def test_the_last_that_administers_stays_one(boss, change):
    with refusal("Conflict"):
        boss("access", "PutParty", **{
            "requestId": "1", "partyId": "boss", "name": "Boss", "role": ["ADMIN"], "revision": 9, **change})


def test_only_who_administers_all_knows_parties(server, boss):
    cso = Party(server, "cso", "CSO", own=("*",))
    cso.grant("ADMIN", "EV-1")
    for operation, fields in (("PutParty", {**NEW, "partyId": "cso"}), ("ListParties", {})):
        with refusal("NotPermitted") as refused:
            cso("access", operation, **fields)
        assert refused.fault.grantHint == "ADMIN"
    cso.grant("ADMIN", "*")
    assert len(cso("access", "ListParties").party) == 2


class TestPages:
    """Requirements MT-PAG."""

    @pytest.fixture(autouse=True)
    def several(self, server, boss):
        for number in range(5):
            Party(server, f"p{number}", "CSO")

    def test_every_party_once(self, server, boss):
        found, cursor = [], None
        while True:
            answer = boss("access", "ListParties", page={"limit": 2, "cursor": cursor})
            found += [one.partyId for one in answer.party]
            assert answer.pageInfo.asOfPosition == server.head()
            cursor = answer.pageInfo.nextCursor
            if cursor is None:
                break
            server.execute(commands.EnableParty(party_id="p0", enabled=len(found) % 4 == 0))
        assert found == ["boss", "p0", "p1", "p2", "p3", "p4"]

    def test_what_has_changed(self, server, boss):
        before = server.head()
        assert boss("access", "ListParties", changedAfterPosition=before).party == []
        server.execute(commands.SetPartyCertificates(party_id="p3", certificates=("cd" * 32,)))
        assert [one.partyId for one in boss("access", "ListParties", changedAfterPosition=before).party] == ["p3"]

    def test_a_cursor_is_good_for_its_caller_and_request_only(self, server, boss):
        cursor = boss("access", "ListParties", page={"limit": 2}).pageInfo.nextCursor
        other = Party(server, "other", "ADMIN")
        for party, fields in ((other, {}), (boss, {"changedAfterPosition": 1})):
            with refusal("InvalidRequest", "cursor"):
                party("access", "ListParties", page={"limit": 2, "cursor": cursor}, **fields)
        for wrong in ("x", cursor[1:], cursor[:-2]):
            with refusal("InvalidRequest", "cursor"):
                boss("access", "ListParties", page={"cursor": wrong})
        assert boss("access", "ListParties", page={"limit": 3, "cursor": cursor}).party[0].partyId == "p1"

    def test_a_limit_of_nothing(self, boss):
        with refusal("InvalidRequest", "limit"):
            boss("access", "ListParties", page={"limit": 0})
