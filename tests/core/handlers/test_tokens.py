"""What providers tell of their idTags: MT-TOK-01 to MT-TOK-04, MT-IDM-06."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from motown.core.handlers.tokens import IN_AN_EVENT
from motown.domain import commands, events
from motown.domain.errors import Kind, Refused
from motown.domain.ids import folded
from motown.domain.tokens import MOST_AT_ONCE, Forgotten, Token
from motown.store import id_tags, tokens
from motown.store.rebuild import verify
from tests.core.handlers.partying import happened, put, refusal
from tests.fixtures import both_stores
from tests.harness import START


def token(name, **told):
    return Token(id_tag=name, key=folded(name), **{"status": "Accepted", **told})


def put_tokens(version, *names, party="acme", update="Full", forget=()):
    told = tuple(one if isinstance(one, Token) else token(one) for one in names)
    return commands.PutTokens(
        party_id=party, update_type=update, list_version=version, tokens=told,
        forgotten=tuple(Forgotten(id_tag=one, key=folded(one)) for one in forget))


def differential(version, *names, forget=(), **how):
    return put_tokens(version, *names, update="Differential", forget=forget, **how)


def its(server, party="acme"):
    return list(server.read(tokens.names, party).values())


def test_a_list_and_its_changes(server):
    told = server.execute(put_tokens(1, "A1", "B2", "C3"))
    assert (told.list_version, told.token_count, told.duplicate) == (1, 3, False)
    told = server.execute(differential(2, token("B2", status="Blocked"), "D4", forget=["C3", "nobody's"]))
    assert told.token_count == 3
    assert its(server) == ["A1", "B2", "D4"]
    assert server.id_tag("b2").status == "Blocked"
    server.execute(put_tokens(3, "D4"))
    assert its(server) == ["D4"]
    assert server.read(tokens.get, "acme").list_version == 3


def test_all_that_is_told_of_a_token(server):
    server.execute(put_tokens(1, token("A1", status="Expired", expires_at=START, parent_id_tag="Group",
                                       parent_key="group", contract_id="NL-1")))
    row = server.id_tag("a1")
    assert (row.id_tag, row.status, row.expires_at) == ("A1", "Expired", START)
    assert (row.parent_id_tag, row.parent_key) == ("Group", "group")
    assert (row.contract_id, row.party_id) == ("NL-1", "acme")


@pytest.mark.parametrize(("known", "verdict"), [
    ({}, "Accepted"), ({"status": "Blocked"}, "Blocked"), ({"status": "Expired"}, "Expired"),
    ({"status": "Invalid"}, "Invalid"), ({"expires_at": START}, "Expired"),
    ({"status": "Invalid", "expires_at": START}, "Invalid")])
def test_charge_points_are_answered_by_it(server, ev, known, verdict):
    server.execute(put_tokens(1, token("A1", **known)))
    assert ev.authorize("A1").status == verdict
    assert ev.start("A1").idTagInfo.status == verdict


def test_who_is_forgotten_may_not_charge(server, ev):
    server.execute(put_tokens(1, "A1", "B2"), put_tokens(2, "B2"))
    assert ev.authorize("A1").status == "Invalid"
    assert ev.authorize("B2").status == "Accepted"


# -- versions

def test_the_same_again_is_no_news(server):
    server.execute(put_tokens(4, "A1", "B2"))
    server.news()
    told = server.execute(put_tokens(4, "B2", "A1"))
    assert (told.duplicate, told.token_count) == (True, 2)
    assert told.position == server.head()
    assert server.execute(differential(4, "A1", forget=["C3"])).duplicate
    assert server.news() == []


@pytest.mark.parametrize("asked", [put_tokens(4, "A1"), put_tokens(3, "A1", "B2"), differential(4, "C3"),
                                   differential(4, forget=["A1"]), put_tokens(4, "A1", token("B2", status="Blocked"))],
                         ids=["fewer", "older", "more", "removed", "other"])
def test_a_version_is_used_once(server, asked):
    server.execute(put_tokens(4, "A1", "B2"))
    server.news()
    refused = refusal(server, asked)
    assert (refused.kind, refused.field) == (Kind.CONFLICT, "listVersion")
    assert server.news() == []


def test_a_higher_version_may_bring_nothing_new(server):
    server.execute(put_tokens(4, "A1"))
    assert server.execute(put_tokens(5, "A1")).list_version == 5
    assert server.happened() == ["motown.TokensChanged", *["motown.TokenListChanged"] * 2]


# -- whose

def test_an_id_tag_is_whose_told_it_first(server):
    server.execute(put_tokens(1, "A1"))
    for command in (put_tokens(1, "a1", "B2", party="other"), differential(1, "A1", party="other")):
        refused = refusal(server, command)
        assert (refused.kind, refused.field) == (Kind.CONFLICT, "idTag")
    assert its(server, "other") == []
    assert server.read(tokens.get, "other") is None
    server.execute(put_tokens(2))
    assert server.execute(put_tokens(1, "A1", party="other")).token_count == 1


def test_the_operators_own_are_nobody_elses(server):
    assert refusal(server, put_tokens(1, "TAG")).kind is Kind.CONFLICT


def test_who_forgets_another_partys_forgets_nothing(server):
    server.execute(put_tokens(1, "A1"), differential(1, forget=["A1", "TAG"], party="other"))
    assert its(server) == ["A1"]
    assert server.id_tag("tag") is not None


def test_whose_they_are(server):
    server.execute(put_tokens(1, "A1"), put_tokens(1, "B2", party="other"))
    assert server.read(id_tags.owner, "a1") == "acme"
    assert server.read(id_tags.owner, "tag") is None
    assert server.read(id_tags.owner, "unknown") is None
    assert server.read(id_tags.owners, ["b2", "a1", "tag", "unknown"]) == {"a1": "acme", "b2": "other"}
    assert server.read(id_tags.owners, []) == {}


def test_what_the_operator_settled_stays(server):
    server.execute(put(), put_tokens(1, token("A1", contract_id="NL-1")))
    server.execute(commands.PutIdTag(id_tag="A1", key="a1", party_id="acme", max_concurrent=3, note="Ann",
                                     charge_point_id="EV-1"))
    assert server.id_tag("a1").contract_id == "NL-1"
    server.execute(put_tokens(2, token("A1", status="Blocked")))
    row = server.id_tag("a1")
    assert (row.status, row.max_concurrent, row.note, row.charge_point_id, row.contract_id) == (
        "Blocked", 3, "Ann", "EV-1", None)


@pytest.mark.parametrize("command", [
    commands.PutIdTag(id_tag="A1", key="a1"), commands.PutIdTag(id_tag="A1", key="a1", party_id="other"),
    commands.BlockIdTag(id_tag="A1", key="a1"), commands.RemoveIdTag(id_tag="A1", key="a1")], ids=repr)
def test_the_operator_has_to_say_whose_it_is(server, command):
    server.execute(put_tokens(1, "A1"))
    assert refusal(server, command).kind is Kind.CONFLICT
    assert server.id_tag("a1").party_id == "acme"


def test_a_party_that_goes_takes_its_tokens_along(server):
    server.execute(put(), put_tokens(7, "A1", "B2"), commands.RemoveParty(party_id="acme"))
    assert its(server) == []
    assert server.id_tag("a1") is None
    server.execute(put(), put_tokens(1, "A1"))
    assert its(server) == ["A1"]


# -- what makes no sense

@pytest.mark.parametrize(("command", "field"), [
    (put_tokens(1, "A1", update="Partial"), "updateType"),
    (put_tokens(1, "A1", forget=["B2"]), "removeIdTag"),
    (put_tokens(1, "A1", "a1"), "idTag"),
    (differential(1, "A1", forget=["A1"]), "removeIdTag"),
    (put_tokens(1, token("A1", status="ConcurrentTx")), "status"),
    (put_tokens(1, token("A1", parent_id_tag="x" * 21)), "parentIdTag"),
    (put_tokens(1, Token(id_tag=" ", key="", status="Accepted")), "idTag"),
    (put_tokens(0, "A1"), "listVersion"),
    (put_tokens(1, *(f"T{number}" for number in range(MOST_AT_ONCE + 1))), "token")],
    ids=["update", "remove in full", "twice", "both", "status", "parent", "empty", "version", "too many"])
def test_what_cannot_be_is_refused_as_a_whole(server, command, field):
    refused = refusal(server, command)
    assert refused.kind is Kind.INVALID
    assert refused.reason.startswith(f"{field}: ")
    assert server.news() == []


# -- events

def test_no_event_is_long(server):
    names = [f"T{number:04}" for number in range(2 * IN_AN_EVENT + 1)]
    server.execute(put_tokens(1, *names))
    assert [len(one.tokens) for one in happened(server, events.TokensChanged)] == [IN_AN_EVENT, IN_AN_EVENT, 1]
    (told,) = happened(server, events.TokenListChanged)
    assert (told.changed, told.removed, told.token_count) == (len(names), 0, len(names))
    server.execute(put_tokens(2, *names[1:]))
    assert [len(one.forgotten) for one in happened(server, events.TokensChanged)][3:] == [1]


def test_local_lists_know_what_has_changed(server):
    server.execute(put_tokens(1, "A1", "B2"))
    before = server.head()
    server.execute(put_tokens(2, "A1", "C3"))
    rows = server.read(id_tags.page)
    assert {row.id_tag for row in rows if row.changed_position > before} == {"C3"}


NAMES = ["A1", "a1", "B2", "C3", "D4"]
STEP = st.tuples(st.sampled_from(["acme", "other"]), st.booleans(), st.integers(1, 4),
                 st.lists(st.sampled_from(NAMES), max_size=3, unique_by=folded),
                 st.lists(st.sampled_from(NAMES), max_size=2, unique_by=folded))


@both_stores
def test_whatever_is_told_the_tables_are_as_the_log_has_them(server, store_url):
    @settings(max_examples=15, deadline=None)
    @given(steps=st.lists(STEP, max_size=6))
    def tell(steps):
        for party, full, version, told, forget in steps:
            tell_one(server, put_tokens(version, *told, party=party, update="Full" if full else "Differential",
                                        forget=() if full else forget))

    tell()
    assert set(verify(store_url).values()) == {0}


def tell_one(server, command):
    """What is told holds as a whole, or nothing has changed; no idTag is two parties'."""
    before, wanted = {one: its(server, one) for one in ("acme", "other")}, {one.key for one in command.tokens}
    try:
        server.execute(command)
    except Refused:
        assert {one: its(server, one) for one in ("acme", "other")} == before
    else:
        now = {folded(one) for one in its(server, command.party_id)}
        assert wanted <= now
        assert command.update_type != "Full" or wanted == now
    assert not {folded(one) for one in its(server, "acme")} & {folded(one) for one in its(server, "other")}


FAMILY = {"parent_id_tag": "Group", "parent_key": "group"}


@both_stores
@pytest.mark.parametrize(("theirs", "field"), [
    (token("GROUP", status="Blocked"), "idTag"), (token("B1", **FAMILY), "parentIdTag"),
    (token("B1", parent_id_tag="A2", parent_key="a2"), "parentIdTag"),
    (token("B1", parent_id_tag="TAG", parent_key="tag"), "parentIdTag")])
def test_parents_are_those_who_told_them_first(server, theirs, field):
    """Whoever has a parent can block the whole family, and charge points take its members for one."""
    server.execute(put(party_id="other"), put_tokens(1, token("A1", **FAMILY), "A2"))
    refused = refusal(server, put_tokens(1, theirs, party="other"))
    assert (refused.kind, refused.field) == (Kind.CONFLICT, field)
    assert its(server, "other") == []


def test_a_family_of_ones_own(server):
    server.execute(put_tokens(1, token("A1", **FAMILY), token("A2", **FAMILY)))
    server.execute(put_tokens(2, token("A1", **FAMILY), "Group", token("A3", **FAMILY)))
    assert its(server) == ["A1", "A3", "Group"]
    server.execute(put_tokens(3), put(party_id="other"), put_tokens(1, token("B1", **FAMILY), party="other"))
    assert its(server, "other") == ["B1"]
