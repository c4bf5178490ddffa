"""Who may do what: roles on what is a party's own, grants beside, and nothing that takes away."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motown.domain.access import Asked, Constraint, Grant, Party, Target, decide, may_grant, own_targets
from motown.domain.access_policy import Role, Scope, parse

POLICY = parse((Path(__file__).parents[2] / "wsdl" / "motown" / "1.0" / "access-policy.csv").read_text("utf-8"))
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
EV_1, EV_2 = Target("ChargePoint", "EV-1"), Target("ChargePoint", "EV-2")
ALL, HOME = Target("All"), Target("Site", "home")


def grant(*names, on=(EV_1,), party="p", grant_id="g", **known):
    return Grant(grant_id=grant_id, party_id=party, targets=tuple(on),
                 operations=tuple(one for one in names if one in POLICY.operations),
                 access_classes=tuple(one for one in names if one in POLICY.classes), **known)


def decided(roles, operation, *grants, party=None, now=NOW, target=None, **asked):
    return decide(POLICY, party or Party("p", tuple(roles.split())), grants, Asked(operation, target, **asked), now)


def test_what_is_public_is_everybodys():
    assert decided("", "GetServices", party=Party("p", enabled=False)).allowed


def test_a_role_counts_on_what_is_the_partys_own():
    assert not decided("CSO", "ResetChargePoint", target=EV_1).allowed
    own = grant("SELF", on=[EV_1])
    found = decided("CSO", "ResetChargePoint", own, target=EV_1)
    assert (found.allowed, found.scope, found.access_class, found.grant_id) == (True, Scope.ALL, "C-STATION", None)
    assert found.reason == "p may use ResetChargePoint on charge point EV-1: C-STATION is in its role CSO"
    assert not decided("CSO", "ResetChargePoint", own, target=EV_2).allowed
    assert not decided("EMP", "ResetChargePoint", own, target=EV_1).allowed, "what is its own is not enough"


def test_lists_are_allowed_and_whoever_serves_them_tells_what_may_be_told():
    assert decided("CSO", "ListChargePoints").scope is Scope.ALL
    assert list(own_targets([grant("SELF", on=[EV_1]), grant("R-RAW", on=[EV_2])], NOW)) == [EV_1]


@pytest.mark.parametrize(("granted", "asked", "within", "covered"), [
    (ALL, EV_1, [], True), (EV_1, ALL, [], False), (EV_1, EV_1, [], True), (EV_1, EV_2, [], False),
    (EV_1, Target("Connector", "EV-1", 2), [], True), (EV_1, Target("Connector", "EV-2", 2), [], False),
    (Target("Connector", "EV-1", 2), Target("Connector", "EV-1", 2), [], True),
    (Target("Connector", "EV-1", 2), Target("Connector", "EV-1", 1), [], False),
    (Target("Connector", "EV-1", 2), EV_1, [], False),
    (Target("Connector", "EV-1", 0), Target("Connector", "EV-1", 1), [], True),
    (HOME, EV_1, [HOME], True), (HOME, EV_1, [], False), (HOME, HOME, [], True),
    (Target("Group", "home"), HOME, [], False),
])
def test_targets(granted, asked, within, covered):
    assert granted.covers(asked, frozenset(within)) is covered


def test_targets_are_told_in_words():
    assert [str(one) for one in (ALL, EV_1, Target("Connector", "EV-1", 2), Target("GridPoint", "g"))] == [
        "all charge points", "charge point EV-1", "connector 2 of charge point EV-1", "grid point g"]


@pytest.mark.parametrize(("role", "own", "allowed"), [("EMP", True, True), ("EMP", None, True), ("EMP", False, False)])
def test_own_sessions_need_no_charge_point(role, own, allowed):
    found = decided(role, "StartTransaction", target=EV_1, own=own)
    assert (found.allowed, found.scope) == (allowed, Scope.OWN if allowed else Scope.NONE)


def test_own_places():
    """A site's own are its charge points; an EMP's are not those where its roles count."""
    own = grant("SELF", on=[HOME])
    inside = {"target": EV_1, "within": frozenset([HOME])}
    assert decided("SITE", "GetHealth", own, **inside).scope is Scope.OWN
    assert not decided("SITE", "GetHealth", own, target=EV_2).allowed
    assert decided("EMP", "GetChargePoint", own, **inside).allowed
    assert not decided("EMP", "GetTransaction", own, own=False, **inside).allowed


def test_aggregates_only_where_sums_are_told():
    own = grant("SELF", on=[EV_1])
    assert decided("DSO", "ReadMeterValues", own, target=EV_1).scope is Scope.AGGREGATE
    assert not decided("DSO", "ListTransactions", own, target=EV_1).allowed
    assert decided("DSO", "R-USAGE", own, target=EV_1).scope is Scope.AGGREGATE
    assert not decided("DSO", "ReadMeterValues", target=EV_1).allowed


def test_what_is_for_the_caller_itself_is_for_others_with_another_class():
    assert decided("EMP", "GetCommand").scope is Scope.OWN
    assert decided("EMP", "GetCommand", own=True).allowed
    assert not decided("EMP", "GetCommand", own=False).allowed
    assert decided("CSO", "GetCommand", grant("SELF"), target=EV_1, own=False).scope is Scope.ALL
    assert decided("SITE", "GetCommand", grant("SELF"), target=EV_1, own=False).allowed, "at a place of its own"
    assert not decided("SITE", "GetCommand", target=EV_1, own=False).allowed
    assert not decided("EMP", "CancelCommand", grant("SELF"), target=EV_1, own=False).allowed
    assert not decided("ADMIN CSO", "Seek", own=False).allowed, "only its owner"
    assert decided("ADMIN", "Pause", own=False).allowed


def test_an_administrator_needs_no_charge_point_of_its_own():
    assert decided("ADMIN", "SetRegistration", target=EV_1).allowed
    assert decided("ADMIN", "PutParty").scope is Scope.ALL
    assert not decided("ADMIN", "ResetChargePoint", target=EV_1).allowed
    assert not decided("CSO", "PutParty", own=True).allowed, "parties are nobody's own"
    assert decided("CSO", "SetRegistration", grant("SELF"), target=EV_1).scope is Scope.OWN


def test_a_grant_gives_an_operation_or_a_class():
    for name in ("UnlockConnector", "C-SESSION"):
        found = decided("", "UnlockConnector", grant(name), target=EV_1)
        assert (found.allowed, found.scope, found.grant_id) == (True, Scope.ALL, "g")
        assert "grant g says so" in found.reason
    assert not decided("", "StopTransaction", grant("UnlockConnector"), target=EV_1).allowed
    assert not decided("", "UnlockConnector", grant("UnlockConnector"), target=EV_2).allowed
    assert not decided("", "UnlockConnector", grant("UnlockConnector", party="other"), target=EV_1).allowed
    assert not decided("", "UnlockConnector", grant("SELF"), target=EV_1).allowed, "no role is there to count"


@pytest.mark.parametrize(("known", "holds"), [
    ({}, True), ({"valid_from": NOW}, True), ({"valid_from": NOW + timedelta(seconds=1)}, False),
    ({"valid_to": NOW}, False), ({"valid_to": NOW + timedelta(seconds=1)}, True), ({"revoked": True}, False)])
def test_a_grant_holds_for_its_time(known, holds):
    assert decided("", "GetHealth", grant("R-RAW", **known), target=EV_1).allowed is holds
    assert decided("CSO", "GetHealth", grant("SELF", **known), target=EV_1).allowed is holds


@pytest.mark.parametrize(("constraints", "facts", "allowed"), [
    ([("idTag", "Abc")], {"idTag": "ABC"}, True), ([("idTag", "Abc")], {"idTag": "X"}, False),
    ([("idTag", "A"), ("idTag", "B")], {"idTag": "b"}, True), ([("idTag", "A")], {}, False),
    ([("maxPowerW", "7400")], {"maxPowerW": 7400}, True), ([("maxPowerW", "7400")], {"maxPowerW": 7401}, False),
    ([("maxPowerW", "7400"), ("maxPowerW", "10")], {"maxPowerW": 11}, False),
    ([("maxPowerW", "x")], {"maxPowerW": 1}, False),
    ([("maxPowerW", "9"), ("idTag", "A")], {"maxPowerW": 1}, False), ([("colour", "red")], {"colour": "red"}, False)])
def test_constraints(constraints, facts, allowed):
    given_one = grant("C-SESSION", constraints=tuple(Constraint(*one) for one in constraints))
    assert decided("", "StartTransaction", given_one, target=EV_1, facts=facts).allowed is allowed
    before = decided("", "StartTransaction", given_one, target=EV_1)
    assert before.allowed, "CheckAccess does not know them yet"
    assert before.constraints == given_one.constraints
    assert f"only with {constraints[0][0]} {constraints[0][1]}" in before.reason


def test_case_counts_where_the_settings_say_so():
    only = grant("C-SESSION", constraints=(Constraint("idTag", "Abc"),))
    for tag, allowed in (("Abc", True), ("ABC", False)):
        asked = {"target": EV_1, "facts": {"idTag": tag}, "case_sensitive": True}
        assert decided("", "StartTransaction", only, **asked).allowed is allowed


def test_a_grant_without_constraints_goes_before_one_with():
    some = grant("C-SESSION", grant_id="some", constraints=(Constraint("idTag", "A"),))
    assert decided("", "StartTransaction", some, grant("C-SESSION", grant_id="any"), target=EV_1).grant_id == "any"


def test_a_disabled_party_may_nothing():
    found = decided("", "WhoAmI", party=Party("p", ("CSO",), enabled=False))
    assert (found.allowed, found.reason) == (False, "party p is disabled")


def test_a_one_time_password_is_good_for_setting_another():
    first = Party("p", ("ADMIN",), must_change_password=True)
    assert decided("", "WhoAmI", party=first).allowed
    assert decided("", "PutParty", party=first, own=True).allowed
    for operation, own in (("PutParty", None), ("PutParty", False), ("ListParties", None)):
        found = decided("", operation, party=first, own=own)
        assert not found.allowed
        assert "must set one of its own first" in found.reason


def test_refusals_say_what_is_missing():
    assert decided("", "Nonsense").reason == "there is no operation or class Nonsense"
    assert "none of its roles (it has none)" in decided("", "GetHealth", target=EV_1).reason
    assert "its role CSO has, but this is not its own" in decided("CSO", "GetHealth", target=EV_1).reason


def test_a_cso_grants_what_it_has_itself():
    own = grant("SELF")
    cso = Party("p", ("CSO",))

    def may(*names, on=(EV_1,), held=(own,), who=cso):
        return may_grant(POLICY, who, held, grant(*names, on=on, party="other"), NOW).allowed

    assert may("ResetChargePoint", "R-RAW")
    assert not may("R-RAW", on=[EV_1, EV_2])
    assert not may("R-RAW", held=())
    assert may("REVIEW", who=Party("p", ("ADMIN",)))
    for escalation in ("SELF", "ADMIN", "GrantAccess", "PutParty", "CheckAccess"):
        assert not may(escalation)
        assert may(escalation, who=Party("p", ("ADMIN",)))
    limited = grant("REVIEW", constraints=(Constraint("idTag", "A"),))
    assert not may("REVIEW", held=(own, limited)), "not more than it has"
    assert not may("R-STATUS", who=Party("p", ("EMP",)))


names = st.sampled_from([*POLICY.operations, *POLICY.classes])
targets = st.sampled_from([ALL, EV_1, EV_2, HOME, Target("Connector", "EV-1", 1), Target("Group", "g")])
moments = st.none() | st.sampled_from([NOW + timedelta(hours=hours) for hours in (-2, -1, 0, 1)])
constraints = st.lists(
    st.sampled_from([Constraint("idTag", "A"), Constraint("maxPowerW", "10")]), max_size=2).map(tuple)
grants = st.lists(st.builds(
    lambda name, on, **known: grant(*name, on=on, **known), st.lists(names, min_size=1, max_size=3),
    st.lists(targets, min_size=1, max_size=2), grant_id=st.sampled_from("abc"), valid_from=moments, valid_to=moments,
    constraints=constraints, revoked=st.booleans()), max_size=4)
parties = st.builds(Party, st.just("p"), st.lists(st.sampled_from(list(Role)), max_size=3).map(tuple))
questions = st.builds(Asked, names, st.none() | targets, st.sets(st.sampled_from([HOME]), max_size=1).map(frozenset),
                      st.none() | st.booleans(), st.sampled_from([None, {}, {"idTag": "a"}, {"maxPowerW": 11}]))
WIDTH = {Scope.NONE: 0, Scope.AGGREGATE: 1, Scope.OWN: 2, Scope.ALL: 3}


@given(parties, questions)
def test_without_a_grant_there_is_nothing_outside_the_roles(party, asked):
    found = decide(POLICY, party, [], asked, NOW)
    needed = POLICY.needed(asked.operation)
    scopes = {POLICY.scope(one, role) for one in needed if one for role in party.roles}
    assert found.grant_id is None
    if found.allowed and needed.access_class not in ("PUBLIC", "SELF"):
        assert found.scope in scopes - {Scope.NONE}
        if asked.target is not None and found.scope is Scope.ALL:
            assert Role.ADMIN in party.roles, "nothing is its own"


@given(parties, questions, grants)
def test_grants_that_do_not_hold_change_nothing(party, asked, given_ones):
    ended = [one for one in given_ones if not one.holds(NOW)]
    assert decide(POLICY, party, ended, asked, NOW) == decide(POLICY, party, [], asked, NOW)
    found = decide(POLICY, party, given_ones, asked, NOW)
    if found.grant_id is not None:
        assert any(one.grant_id == found.grant_id and one.holds(NOW) for one in given_ones)


@given(parties, questions, grants, grants)
def test_a_grant_more_takes_nothing_away(party, asked, before, more):
    less = decide(POLICY, party, before, asked, NOW)
    after = decide(POLICY, party, [*before, *more], asked, NOW)
    assert after.allowed >= less.allowed
    assert WIDTH[after.scope] >= WIDTH[less.scope]


@given(parties, questions, grants, st.sampled_from(list(Role)))
def test_a_role_more_takes_nothing_away(party, asked, given_ones, role):
    less = decide(POLICY, party, given_ones, asked, NOW)
    more = Party("p", (*party.roles, role))
    assert WIDTH[decide(POLICY, more, given_ones, asked, NOW).scope] >= WIDTH[less.scope]


@given(parties, questions, grants)
def test_grants_of_others_give_nothing(party, asked, given_ones):
    others = Party("q", party.roles)
    assert decide(POLICY, others, given_ones, asked, NOW).allowed == decide(POLICY, others, [], asked, NOW).allowed


@given(parties, questions, grants)
def test_every_decision_is_explained(party, asked, given_ones):
    found = decide(POLICY, party, given_ones, asked, NOW)
    assert found.reason
    assert (found.scope is Scope.NONE) is not found.allowed
