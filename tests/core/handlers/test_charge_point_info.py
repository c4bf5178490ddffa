"""What operators tell of charge points, their groups, and what drivers say."""

import pytest

from motown.domain import commands
from motown.domain.charge_point_info import ChargePointInfo, ConnectorInfo, Location, OpeningTime
from motown.domain.errors import Kind, Refused
from motown.store import charge_point_info, groups, reviews

PLACE = Location(latitude=52.1, longitude=5.1, city="Utrecht", country="NLD", time_zone="Europe/Amsterdam")
INFO = ChargePointInfo(name="Station", location=PLACE, access="PayingPublic", reservable=True,
                       connectors=(ConnectorInfo(
                           connector_id=1, standard="IEC_62196_T2", max_current_a=32.5, phases=3),),
                       opening_times=(OpeningTime(weekday=1, opens_at="07:00", closes_at="24:00"),))


@pytest.fixture
def two(server):
    server.accept("EV-1", "EV-2")
    server.news()
    return server


def put(server, info=INFO, revision=1, charge_point_id="EV-1"):
    return server.execute(commands.PutChargePointInfo(charge_point_id=charge_point_id, info=info, revision=revision))


def group(server, *members, group_id="north", kind="Group", revision=1, name=None):
    return server.execute(commands.PutGroup(
        group_id=group_id, kind=kind, name=name, charge_point_ids=members, revision=revision))


def review(server, stars=4, **known):
    return server.execute(commands.PostReview(charge_point_id="EV-1", stars=stars, **known))


def refused(why, function, *args, **named):
    with pytest.raises(Refused) as caught:
        function(*args, **named)
    assert caught.value.kind is why
    return caught.value.reason


def test_what_is_told_is_kept_as_told(two):
    assert put(two)[:2] == (1, False)
    assert two.happened() == ["motown.ChargePointInfoChanged"]
    row = two.read(charge_point_info.get, "EV-1")
    assert (row.revision, row.latitude, row.longitude, row.info["name"]) == (1, 52.1, 5.1, "Station")
    assert row.info["connectors"] == [
        {"connectorId": 1, "standard": "IEC_62196_T2", "maxCurrentA": 32.5, "phases": 3}]


def test_the_same_revision_with_the_same_content_changes_nothing(two):
    put(two)
    two.news()
    assert put(two)[:2] == (1, True)
    assert two.happened() == []


@pytest.mark.parametrize("revision", [4, 5])
def test_another_content_needs_a_higher_revision(two, revision):
    put(two, revision=5)
    assert "revision 5" in refused(Kind.CONFLICT, put, two, ChargePointInfo(name="Other"), revision)
    assert put(two, ChargePointInfo(name="Other"), 6)[:2] == (6, False)
    assert two.read(charge_point_info.get, "EV-1").info == {"name": "Other"}


@pytest.mark.parametrize(("info", "field"), [
    (ChargePointInfo(location=Location(latitude=91, longitude=0)), "latitude"),
    (ChargePointInfo(location=Location(latitude=1)), "latitude"),
    (ChargePointInfo(location=Location(latitude=0, longitude=181)), "longitude"),
    (ChargePointInfo(location=Location(latitude=float("nan"), longitude=0)), "latitude"),
    (ChargePointInfo(location=Location(time_zone="Mars/Olympus")), "timeZone"),
    (ChargePointInfo(opening_times=(OpeningTime(weekday=8, opens_at="07:00", closes_at="08:00"),)), "weekday"),
    (ChargePointInfo(opening_times=(OpeningTime(weekday=1, opens_at="7:00", closes_at="08:00"),)), "opensAt"),
    (ChargePointInfo(opening_times=(OpeningTime(weekday=1, opens_at="22:00", closes_at="22:00"),)), "closesAt"),
    (ChargePointInfo(connectors=(ConnectorInfo(connector_id=0),)), "connectorId"),
    (ChargePointInfo(connectors=(ConnectorInfo(connector_id=1), ConnectorInfo(connector_id=1))), "connectorId"),
    (ChargePointInfo(connectors=(ConnectorInfo(connector_id=1, phases=4),)), "phases"),
    (ChargePointInfo(evse_id="x" * 256), "evseId"),
])
def test_what_cannot_be_is_refused_by_the_name_of_the_field(two, info, field):
    assert refused(Kind.INVALID, put, two, info).startswith(f"{field}:")
    assert two.happened() == []


def test_a_charge_point_that_is_removed_loses_what_was_told(two):
    put(two)
    group(two, "EV-1", "EV-2")
    two.execute(commands.RemoveChargePoint(charge_point_id="EV-1"))
    assert two.read(charge_point_info.get, "EV-1") is None
    assert two.read(groups.members, "north") == ["EV-2"]
    refused(Kind.NOT_FOUND, put, two)


def test_a_group_is_replaced_as_a_whole(two):
    assert group(two, "EV-1", "EV-2", "EV-1")[:2] == (1, False)
    assert two.read(groups.members, "north") == ["EV-1", "EV-2"]
    assert group(two, "EV-2", revision=2, name="North")[:2] == (2, False)
    assert two.read(groups.members, "north") == ["EV-2"]
    assert [one.body.get("left") for one in two.news()] == [None, ["EV-1"]]
    assert group(two, "EV-2", revision=2, name="North").duplicate
    refused(Kind.CONFLICT, group, two, "EV-1", revision=2)


def test_a_group_has_known_charge_points_and_a_known_kind(two):
    assert "EV-9" in refused(Kind.NOT_FOUND, group, two, "EV-1", "EV-9")
    refused(Kind.INVALID, group, two, "EV-1", kind="Herd")
    refused(Kind.INVALID, group, two, group_id="")


def test_a_charge_point_is_at_one_site_only_but_in_any_number_of_groups(two):
    group(two, "EV-1", group_id="a", kind="Site")
    assert "Site a" in refused(Kind.CONFLICT, group, two, "EV-1", group_id="b", kind="Site")
    group(two, "EV-1", group_id="c", kind="GridPoint")
    group(two, "EV-1", group_id="d")
    group(two, "EV-1", group_id="e")
    assert two.read(groups.of, ["EV-1"]) == {
        "EV-1": [("a", "Site"), ("c", "GridPoint"), ("d", "Group"), ("e", "Group")]}
    assert [one.group_id for one in two.read(groups.page, "c", 10)] == ["d", "e"]


def test_a_review_is_verified_once_for_a_transaction_here(two, ev):
    number = ev.start().transactionId
    assert review(two, transaction_id=number, text="good") == (1, True)
    assert review(two, transaction_id=number) == (2, False)
    assert review(two, transaction_id=4711) == (3, False)
    elsewhere = two.execute(commands.PostReview(charge_point_id="EV-2", stars=1, transaction_id=number))
    assert not elsewhere.verified_session


def test_a_hidden_review_does_not_count(two):
    for stars in (5, 4, 1):
        review(two, stars)
    assert two.read(reviews.summaries, ["EV-1", "EV-2"]) == {"EV-1": (3, 3.33)}
    two.execute(commands.HideReview(review_id=3, reason="insults"))
    two.news()
    two.execute(commands.HideReview(review_id=3, reason="again"))
    assert two.happened() == []
    assert two.read(reviews.summaries, ["EV-1"]) == {"EV-1": (2, 4.5)}
    assert [one.review_id for one in two.read(reviews.page)] == [1, 2]
    [hidden] = [one for one in two.read(reviews.page, changed_after=0) if one.hidden_at]
    assert (hidden.review_id, hidden.hidden_reason) == (3, "insults")


@pytest.mark.parametrize("stars", [0, 6])
def test_stars_are_one_to_five(two, stars):
    refused(Kind.INVALID, review, two, stars)


def test_what_is_not_there_is_neither_reviewed_nor_hidden(two):
    refused(Kind.NOT_FOUND, two.execute, commands.PostReview(charge_point_id="EV-9", stars=1))
    refused(Kind.NOT_FOUND, two.execute, commands.HideReview(review_id=9, reason="x"))
    refused(Kind.INVALID, review, two, text="x" * 1001)
