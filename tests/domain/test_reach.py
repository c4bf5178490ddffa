"""What lists leave out is what a decision on each thing would refuse."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from motown.domain.access import Asked, Constraint, Grant, Party, Target, decide
from motown.domain.access_policy import Role, Scope, parse
from motown.domain.reach import Limited, Reach, reach

POLICY = parse((Path(__file__).parents[2] / "wsdl" / "motown" / "1.0" / "access-policy.csv").read_text("utf-8"))
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
EV_1, HOME, ALL = Target("ChargePoint", "EV-1"), Target("Site", "home"), Target("All")


def grant(*classes, on=(EV_1,), **known):
    return Grant(grant_id="g", party_id="p", access_classes=tuple(classes), targets=tuple(on), **known)


def reaches(roles, access_class, *grants, operation=None, **known):
    return reach(POLICY, Party("p", tuple(roles.split()), **known), grants, access_class, NOW, operation)


def test_grants_of_an_operation_reach_as_far_as_those_of_its_class():
    given = Grant(grant_id="g", party_id="p", operations=("ListCommands",), targets=(EV_1,))
    assert reaches("", "R-RAW", given, operation="ListCommands").targets == {EV_1}
    assert reaches("", "R-RAW", given) == Reach()
    assert reaches("", "R-RAW", given, operation="ListTransactions") == Reach()


def test_roles_reach_what_is_the_partys_own():
    assert reaches("CSO", "R-RAW") == Reach()
    assert reaches("CSO", "R-RAW", grant("SELF", on=[EV_1, HOME])).targets == {EV_1, HOME}
    assert reaches("ADMIN", "R-STATUS").targets == {ALL}
    assert reaches("", "PUBLIC").targets == {ALL}


def test_own_sessions_are_no_places():
    found = reaches("EMP", "R-USAGE", grant("SELF"))
    assert (found.targets, found.own, found.covers(EV_1)) == (frozenset(), True, False)
    assert reaches("SITE", "R-USAGE", grant("SELF")).covers(EV_1)


def test_sums():
    found = reaches("DSO", "R-USAGE", grant("SELF"))
    assert (found.targets, found.sums) == (frozenset(), {EV_1})


def test_grants_with_constraints_stand_apart():
    only = (Constraint("idTag", "A"),)
    found = reaches("", "R-USAGE", grant("R-USAGE", constraints=only), grant("R-USAGE", on=[HOME]))
    assert (found.targets, found.limited) == ({HOME}, (Limited((EV_1,), only),))
    assert found.covers(EV_1, frozenset([HOME]))


def test_it_holds_until_a_grant_begins_or_ends():
    hours = [NOW + timedelta(hours=number) for number in range(3)]
    found = reaches("", "R-RAW", grant("R-RAW", valid_from=hours[0], valid_to=hours[2]),
                    grant("R-RAW", on=[HOME], valid_from=hours[1]), grant("R-RAW", valid_to=hours[0], on=[ALL]))
    assert (found.targets, found.until) == ({EV_1}, hours[1])


def test_a_disabled_party_reaches_nothing():
    assert reaches("ADMIN", "R-STATUS", enabled=False) == Reach()
    assert reaches("ADMIN", "R-STATUS", must_change_password=True) == Reach()


targets = st.sampled_from([ALL, EV_1, HOME, Target("Connector", "EV-1", 1), Target("ChargePoint", "EV-2")])
classes = st.sampled_from(sorted(set(POLICY.classes) - {"PUBLIC", "SELF"}))
moments = st.none() | st.sampled_from([NOW + timedelta(hours=hours) for hours in (-1, 0, 1)])
grants = st.lists(st.builds(
    lambda names, on, **known: grant(*names, on=on, **known),
    st.lists(classes | st.just("SELF"), min_size=1, max_size=2), st.lists(targets, min_size=1, max_size=2),
    valid_from=moments, valid_to=moments, revoked=st.booleans(),
    constraints=st.lists(st.just(Constraint("idTag", "A")), max_size=1).map(tuple)), max_size=4)


@given(st.lists(st.sampled_from(list(Role)), max_size=3).map(tuple), grants, classes, targets,
       st.sets(st.just(HOME)).map(frozenset))
def test_it_is_what_decisions_say(roles, given_ones, access_class, target, within):
    party = Party("p", roles)
    found = reach(POLICY, party, given_ones, access_class, NOW)
    decision = decide(POLICY, party, given_ones, Asked(access_class, target, within, own=False, facts={}), NOW)
    assert found.covers(target, within) is (decision.scope in (Scope.ALL, Scope.OWN))
    with_own = decide(POLICY, party, given_ones, Asked(access_class, target, within, own=True, facts={}), NOW)
    assert (found.covers(target, within) or found.own) is (with_own.scope in (Scope.ALL, Scope.OWN))
    if decision.scope is Scope.AGGREGATE:
        assert any(one.covers(target, within) for one in found.sums)
