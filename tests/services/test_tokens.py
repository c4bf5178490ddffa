"""TokenService: MT-TOK-01 to MT-TOK-04, and what holds for all lists and writes."""

from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from motown.domain import commands
from motown.domain.access import Constraint
from motown.domain.tokens import MOST_AT_ONCE
from tests.core.handlers.asking import Asked
from tests.fixtures import both_stores
from tests.services.calling import Party, refusal

SOAP = pytest.mark.parametrize("soap", ["1.2", "1.1"])
LATER = datetime(2027, 1, 1, tzinfo=UTC)


@pytest.fixture
def emp(server):
    return Party(server, "nordlicht", "EMP")


def put(party, version, *tags, update="Full", remove=(), request=None, **more):
    tokens = [tag if isinstance(tag, dict) else {"idTag": tag, "status": "Accepted"} for tag in tags]
    return party("token", "PutTokens", requestId=request or f"tokens-{version}", updateType=update,
                 listVersion=version, token=tokens, removeIdTag=list(remove), **more)


def listed(party, **which):
    return party("token", "ListTokens", **which)


def tags(answer):
    return [one.idTag for one in answer.token]


@SOAP
def test_a_list_and_what_is_told_of_it(server, soap):
    emp = Party(server, "nordlicht", "EMP", soap=soap)
    answer = put(emp, 12, {"idTag": "04A1B2C3", "status": "Blocked", "expiresAt": LATER, "parentIdTag": "GROUP",
                           "contractId": "NL-NLI-C00122045-K"}, "04FFEE01")
    assert (answer.listVersion, answer.tokenCount, answer.duplicate) == (12, 2, False)
    assert answer.position == server.head()
    told = listed(emp)
    assert told.listVersion == 12
    assert told.pageInfo.nextCursor is None
    assert told.pageInfo.asOfPosition == server.head()
    one, other = told.token
    assert (one.idTag, one.status, one.expiresAt, one.parentIdTag, one.contractId) == (
        "04A1B2C3", "Blocked", LATER, "GROUP", "NL-NLI-C00122045-K")
    assert (other.idTag, other.status, other.expiresAt) == ("04FFEE01", "Accepted", None)
    assert tags(listed(emp, idTag="04ffee01")) == ["04FFEE01"]


def test_who_has_told_nothing(emp):
    answer = listed(emp)
    assert (answer.listVersion, answer.token) == (0, [])


def test_charge_points_are_answered_by_it(emp, ev):
    put(emp, 1, "A1", {"idTag": "B2", "status": "Invalid"})
    assert ev.authorize("A1").status == "Accepted"
    assert ev.start("B2").idTagInfo.status == "Invalid"
    put(emp, 2, "B2")
    assert ev.authorize("A1").status == "Invalid"
    assert ev.authorize("B2").status == "Accepted"


def test_local_lists_hold_them(server, emp):
    asked = Asked(server)
    put(emp, 1, "A1", {"idTag": "B2", "status": "Invalid"})
    command_id = asked.do("SendLocalList", {"updateType": "Full"}, "Accepted")
    sent = {one["idTag"]: one["idTagInfo"]["status"]
            for one in asked.command(command_id).parameters["localAuthorisationList"]}
    assert sent == {"TAG": "Accepted", "A1": "Accepted", "B2": "Invalid"}


# -- asked twice

def test_the_same_request_is_done_once(server, emp):
    first = put(emp, 1, "A1", request="one")
    server.news()
    again = put(emp, 1, "A1", request="one")
    assert (again.duplicate, again.position, again.tokenCount) == (True, first.position, 1)
    with refusal("IdempotencyConflict"):
        put(emp, 1, "B2", request="one")
    assert server.happened() == []


def test_the_same_version_again_by_another_name(server, emp):
    first = put(emp, 1, "A1", request="one")
    server.accept("EV-9")
    again = put(emp, 1, "A1", request="two")
    assert (again.duplicate, again.position) == (True, first.position)
    with refusal("Conflict", "listVersion"):
        put(emp, 1, "B2", request="three")
    put(emp, 2, "B2", request="three")  # a refused request's name is not used up


# -- whose

def test_an_id_tag_is_whose_told_it_first(server, emp):
    other = Party(server, "suedwind", "EMP")
    put(emp, 1, "A1")
    with refusal("Conflict", "idTag"):
        put(other, 1, "B2", "a1")
    assert listed(other).token == []
    with refusal("Conflict", "idTag"):
        put(other, 1, "TAG")
    put(other, 1, "B2")
    assert (tags(listed(emp)), tags(listed(other))) == (["A1"], ["B2"])
    assert listed(other, idTag="A1").token == []


@pytest.mark.parametrize("role", ["SUPPLIER", "DSO", "SITE", "VEHICLE", "DEVELOPER", "ADDON", "ADMIN"])
def test_who_may_vouch_for_nobody(server, role):
    party = Party(server, "nordlicht", role, own=("*",))
    for ask in (lambda: put(party, 1, "A1"), lambda: listed(party)):
        with refusal("NotPermitted") as refused:
            ask()
        assert refused.fault.grantHint == "P-TOKEN"


def test_who_was_granted_it(server):
    party = Party(server, "nordlicht", "ADDON")
    party.grant("P-TOKEN", "*", constraints=(Constraint("idTag", "A1"),))
    put(party, 1, "A1")
    with refusal("NotPermitted"):
        put(party, 2, "A1", "B2")


def test_an_operator_of_charge_points_vouches_too(server):
    put(Party(server, "stroom", "CSO", own=("EV-1",)), 1, "A1")


# -- what makes no sense

@pytest.mark.parametrize(("version", "told", "field"), [
    (1, {"update": "Partial"}, "updateType"), (1, {"remove": ["B2"]}, "removeIdTag"), (0, {}, "listVersion"),
    (-1, {}, "listVersion")])
def test_a_list_that_cannot_be(emp, version, told, field):
    with refusal("InvalidRequest", field):
        put(emp, version, "A1", **told)


@pytest.mark.parametrize(("token", "field"), [
    ({"idTag": "A1", "status": "ConcurrentTx"}, "status"), ({"idTag": "a2", "status": "Accepted"}, "idTag"),
    ({"idTag": "x" * 21, "status": "Accepted"}, "idTag")])
def test_a_token_that_cannot_be(emp, token, field):
    with refusal("InvalidRequest", field):
        put(emp, 1, "A2", token)
    assert listed(emp).listVersion == 0


def test_more_than_one_message_takes(emp):
    with refusal("InvalidRequest") as refused:
        put(emp, 1, *(f"T{number:05}" for number in range(MOST_AT_ONCE + 1)))
    assert str(MOST_AT_ONCE) in refused.fault.message


# -- pages

def test_pages_and_changes(server, emp):
    put(emp, 1, "A1", "B2", "C3")
    before = server.head()
    put(emp, 2, "D4", update="Differential", remove=["A1"])
    first = listed(emp, page={"limit": 2})
    assert tags(first) == ["B2", "C3"]
    rest = listed(emp, page={"limit": 2, "cursor": first.pageInfo.nextCursor})
    assert (tags(rest), rest.pageInfo.nextCursor) == (["D4"], None)
    assert tags(listed(emp, changedAfterPosition=before)) == ["D4"]
    assert listed(emp, changedAfterPosition=server.head()).token == []


def test_a_party_that_is_gone_vouches_no_more(server, emp, ev):
    put(emp, 1, "A1")
    server.execute(commands.RemoveParty(party_id="nordlicht"))
    assert ev.authorize("A1").status == "Invalid"


TAGS = [f"T{number}" for number in range(8)]


@both_stores
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kept=st.sets(st.sampled_from(TAGS), min_size=1), limit=st.integers(1, 4), data=st.data())
def test_who_reads_all_pages_meets_every_token_once(server, emp, kept, limit, data):
    version = listed(emp).listVersion + 1
    put(emp, version, *sorted(kept | set(data.draw(st.sets(st.sampled_from(TAGS))))), request=f"all-{version}")
    met, cursor = [], None
    while True:
        answer = listed(emp, page={"limit": limit, "cursor": cursor})
        met += tags(answer)
        if (cursor := answer.pageInfo.nextCursor) is None:
            break
        version += 1
        others = sorted(set(data.draw(st.sets(st.sampled_from(TAGS)))) - kept)
        put(emp, version, *others[::2], update="Differential", remove=others[1::2], request=f"change-{version}")
    assert len(met) == len(set(met))
    assert kept <= set(met)


def test_events_of_tokens_are_told_to_their_provider_only(server, emp):
    put(emp, 1, {"idTag": "A1", "status": "Accepted", "contractId": "NL-1"})
    others = [Party(server, role.lower(), role, own=("*",)) for role in ("CSO", "EMP", "DEVELOPER", "ADMIN", "SITE")]
    told = of_tokens(emp)
    assert [one.type for one in told] == ["motown.TokensChanged", "motown.TokenListChanged"]
    assert {one.name: one.value for one in told[0].attribute} == {
        "partyId": "nordlicht", "tokens.1.idTag": "A1", "tokens.1.status": "Accepted", "tokens.1.contractId": "NL-1"}
    assert [of_tokens(party) for party in others] == [[]] * len(others)


def of_tokens(party):
    return [one for one in party("eventstore", "ReadEvents", afterPosition=0).event
            if one.type.startswith("motown.Token")]
