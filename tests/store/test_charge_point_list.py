"""Charge points as they are listed."""

import pytest

from motown.domain import events
from motown.domain.access import Target
from motown.domain.charge_point_info import ChargePointInfo, Location
from motown.domain.cursors import cursor_of
from motown.domain.errors import Refused
from motown.domain.geography import Near
from motown.store import charge_point_list
from motown.store.charge_point_list import Wanted
from tests.store.support import accept, at, record, started, status, stopped


def listed(store, limit=100, cursor=None, **wanted):
    return store.read_now(charge_point_list.page, Wanted(**wanted), limit, cursor)


def names(store, **wanted):
    return [one.row.charge_point_id for one in listed(store, **wanted).charge_points]


def placed(name, latitude, longitude):
    return events.ChargePointInfoChanged(
        charge_point_id=name, revision=1,
        info=ChargePointInfo(location=Location(latitude=latitude, longitude=longitude)))


def grouped(group_id, *members, kind="Group", left=()):
    return events.GroupChanged(group_id=group_id, kind=kind, charge_point_ids=members, left=left, revision=1)


def offline(name, online=False):
    return events.ConnectivityChanged(charge_point_id=name, online=online, last_seen_at=at(0))


@pytest.fixture
def three(store):
    accept(store, "EV-1", "EV-2", "EV-3")
    return store


def test_pages_go_through_all_in_order_and_tell_the_position_of_the_first(three):
    first = listed(three, 2)
    assert [one.row.charge_point_id for one in first.charge_points] == ["EV-1", "EV-2"]
    record(three, status("EV-1"))
    rest = listed(three, 2, cursor_of(first.next_cursor))
    assert ([one.row.charge_point_id for one in rest.charge_points], rest.next_cursor) == (["EV-3"], None)
    assert rest.as_of_position == first.as_of_position == 6
    assert listed(three).as_of_position == 7


@pytest.mark.parametrize("text", ["", "?", "AAAA", "WzFd"])
def test_a_cursor_is_one_of_ours(text):
    with pytest.raises(Refused):
        cursor_of(text)


@pytest.mark.parametrize(("near", "found"), [
    (Near(52.0, 5.0, 1000), ["EV-1"]), (Near(52.0, 5.0, 20_000), ["EV-1", "EV-2"]),
    (Near(0, 180, 30_000), []), (Near(-45, -179.99, 5000), ["EV-3"]), (Near(-45, 179.99, 5000), ["EV-3"]),
    (Near(90, 0, 5_000_000), ["EV-1", "EV-2"]), (Near(0, 0, 30_000_000), ["EV-1", "EV-2", "EV-3"])])
def test_near_a_place(three, near, found):
    record(three, placed("EV-1", 52.0, 5.0), placed("EV-2", 52.1, 5.1), placed("EV-3", -45, 180))
    accept(three, "EV-4")
    assert names(three, near=near) == found


def test_the_box_has_corners_that_are_not_near(three):
    record(three, placed("EV-1", 52.08, 5.13), placed("EV-2", 52.0, 5.13), placed("EV-3", 52.08, 5.0))
    page = listed(three, 1, near=Near(52.0, 5.0, 10_000))
    assert [one.row.charge_point_id for one in page.charge_points] == ["EV-2"]
    assert page.charge_points[0].distance_meters == pytest.approx(8900, rel=0.01)
    rest = listed(three, 1, cursor_of(page.next_cursor), near=Near(52.0, 5.0, 10_000))
    assert [one.row.charge_point_id for one in rest.charge_points] == ["EV-3"]


def test_by_status_and_whether_something_is_free(three):
    accept(three, "EV-4")
    record(three, status("EV-1", 1, "Available"), status("EV-1", 2, "Faulted"), status("EV-2", 1, "Occupied"),
           status("EV-3", 1, "Available"), offline("EV-3"))
    assert names(three, statuses=["Available"]) == ["EV-1"]
    assert names(three, statuses=["Faulted", "Occupied"]) == ["EV-1", "EV-2"]
    assert names(three, statuses=["Unknown"]) == ["EV-3", "EV-4"]
    assert names(three, available=True) == ["EV-1"]
    assert names(three, available=False) == ["EV-2", "EV-3", "EV-4"]
    record(three, status("EV-1", 0, "Unavailable"), offline("EV-3", online=True))
    assert names(three, available=True) == ["EV-3"], "connector 0 is all of it"


def test_what_is_offline_has_no_known_status(three):
    record(three, status("EV-1"), offline("EV-1"))
    [view] = listed(three, targets=[Target(kind="ChargePoint", id="EV-1")]).charge_points
    assert (view.online, view.connectors[0].status, view.connectors[0].row.status) == (False, "Unknown", "Available")


def test_by_target_and_by_what_may_be_seen(three):
    record(three, grouped("north", "EV-1", "EV-2"), grouped("grid", "EV-2", "EV-3", kind="GridPoint"),
           grouped("site", "EV-3", kind="Site"))

    def of(*targets):
        return [Target(kind=kind, id=name) for kind, name in targets]

    assert names(three, targets=of(("Group", "north"))) == ["EV-1", "EV-2"]
    assert names(three, targets=of(("Group", "grid"))) == []
    assert names(three, targets=of(("GridPoint", "grid"), ("ChargePoint", "EV-1"))) == ["EV-1", "EV-2", "EV-3"]
    assert names(three, targets=of(("All", None)), allowed=of(("Site", "site"))) == ["EV-3"]
    assert names(three, targets=of(("Connector", "EV-1")), allowed=of(("Site", "site"))) == []
    assert names(three, allowed=[]) == []
    [view] = listed(three, targets=of(("ChargePoint", "EV-2"))).charge_points
    assert (view.groups, view.grid_point_id, view.site_id) == (["north"], "grid", None)


@pytest.mark.parametrize("event", [
    status("EV-2"), offline("EV-2"), placed("EV-2", 1, 1), grouped("g", "EV-2"), grouped("g", left=("EV-2",)),
    started(1, "EV-2"), events.ChargePointRejected(charge_point_id="EV-2"),
    events.ChargePointBooted(charge_point_id="EV-2"),
    events.ReservationMade(charge_point_id="EV-2", connector_id=1, command_id="c", reservation_id=1, id_tag="T",
                           expires_at=at(9)),
    events.ReviewPosted(charge_point_id="EV-2", review_id=1, stars=1)], ids=lambda event: type(event).__name__)
def test_whatever_is_told_of_it_changes_it(three, event):
    before = listed(three).as_of_position
    assert names(three, changed_after=before) == []
    record(three, event)
    assert names(three, changed_after=before) == ["EV-2"]
    assert three.read_now(charge_point_list.get, "EV-2").changed_position == before + 1


def test_a_heartbeat_does_not(three):
    before = listed(three).as_of_position
    record(three, events.Heartbeat(charge_point_id="EV-2"))
    assert names(three, changed_after=before) == []


def test_what_goes_on_at_a_connector(three):
    record(three, status("EV-1", 1, "Occupied"), status("EV-1", 2, "Reserved"), started(7, "EV-1", 1),
           started(6, "EV-1", 2), stopped(6, "EV-1", 2),
           events.ReservationMade(charge_point_id="EV-1", connector_id=2, command_id="c", reservation_id=1, id_tag="T",
                                  expires_at=at(90)))
    connectors = three.read_now(charge_point_list.get, "EV-1").connectors
    assert [(one.row.connector_id, one.transaction_id, one.reserved_until) for one in connectors] == [
        (1, 7, None), (2, None, at(90))]
    assert listed(three).charge_points[0].connectors == connectors
    assert three.read_now(charge_point_list.get, "EV-9") is None


def test_reviews_are_summed_up(three):
    record(three, *(events.ReviewPosted(charge_point_id="EV-1", review_id=stars, stars=stars) for stars in (1, 4)))
    assert [one.reviews for one in listed(three).charge_points] == [(2, 2.5), None, None]


def test_by_registration(three):
    record(three, events.ChargePointSeen(charge_point_id="EV-9"))
    assert names(three, registration="Pending") == ["EV-9"]
