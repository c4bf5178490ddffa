"""ChargePointService: ListChargePoints, GetChargePoint (MT-CHP-01 to MT-CHP-05)."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from motown.domain import commands
from motown.domain.access import Constraint, Target
from motown.domain.charge_point_info import ChargePointInfo, ConnectorInfo
from tests.fixtures import both_stores
from tests.services.calling import Fault, Party, refusal
from tests.services.stations import EVERYONE, all_pages, got, grouped, listed, names, placed, seen, station
from tests.speaking import ChargePoint

SOAP = pytest.mark.parametrize("soap", ["1.2", "1.1"])
LONG = 24 * 3600
"""Seconds after which every charge point that says nothing is offline."""


@pytest.fixture
def cso(server):
    return Party(server, "stroom", "CSO", own=("*",))


@SOAP
def test_all_that_is_told_of_one(server, soap):
    cso = Party(server, "stroom", "CSO", own=("EV-1",), soap=soap)
    ev = station(server, "EV-1", "Occupied", "Available")
    server.execute(commands.PutChargePointInfo(charge_point_id="EV-1", revision=1, info=ChargePointInfo(
        name="Harbour", evse_id="NL*STS*E1", access="PayingPublic", reservable=True,
        connectors=(ConnectorInfo(connector_id=1, standard="IEC62196Type2", max_current_a=32.5, phases=3),
                    ConnectorInfo(connector_id=3, phases=0)))))
    number = ev.start().transactionId
    grouped(server, "north", "EV-1")
    grouped(server, "quay", "EV-1", kind="Site")
    grouped(server, "grid-7", "EV-1", kind="GridPoint")
    server.execute(commands.PostReview(charge_point_id="EV-1", stars=4), commands.PostReview(
        charge_point_id="EV-1", stars=3))
    answer = cso("chargepoint", "GetChargePoint", chargePointId="EV-1")
    assert answer.asOfPosition == server.head()
    one = answer.chargePoint
    assert (one.registration, one.protocol) == ("Accepted", "ocpp1.5-soap")
    assert (one.online, one.lastSeenAt) == (True, server.now)
    assert (one.info.name, one.info.evseId, one.info.access, one.info.reservable) == (
        "Harbour", "NL*STS*E1", "PayingPublic", True)
    assert [(c.connectorId, c.status, c.transactionId) for c in one.connector] == [
        (1, "Occupied", str(number)), (2, "Available", None), (3, "Unknown", None)]
    assert (one.connector[0].info.standard, one.connector[0].info.maxCurrentA) == ("IEC62196Type2", Decimal("32.5"))
    assert (one.group, one.siteId, one.gridPointId) == (["north"], "quay", "grid-7")
    assert (one.reviewSummary.count, one.reviewSummary.averageStars) == (2, Decimal("3.5"))
    assert one.changedAtPosition <= answer.asOfPosition


def test_each_view_tells_what_the_one_before_tells(server, cso):
    station(server, "EV-1", "Available")
    placed(server, "EV-1", 52.1, 5.1)
    basic, status, full = (listed(cso, view=view).chargePoint[0] for view in ("Basic", "Status", "Full"))
    assert (basic.online, basic.connector, basic.group, basic.reviewSummary) == (None, [], [], None)
    assert basic.info.location.latitude == Decimal("52.1")
    assert (status.online, [one.status for one in status.connector]) == (True, ["Available"])
    assert (status.reviewSummary, full.reviewSummary.count, full.reviewSummary.averageStars) == (None, 0, None)
    for less, more in ((basic, status), (status, full)):
        told = {name: value for name, value in vars(less)["__values__"].items() if value not in (None, [])}
        assert {name: more[name] for name in told if name != "connector"} == {
            name: value for name, value in told.items() if name != "connector"}
    assert listed(cso).chargePoint == listed(cso, view="Status").chargePoint


def test_a_view_that_nobody_knows(cso):
    with refusal("InvalidRequest", "view"):
        listed(cso, view="Fancy")


def test_who_is_offline_has_no_status(server, cso):
    ev = station(server, "EV-1", "Available", "Faulted")
    assert got(cso).online
    server.execute(commands.CheckConnectivity(charge_point_id="EV-1"))
    server.clock.advance(LONG)
    server.execute(commands.CheckConnectivity(charge_point_id="EV-1"))
    one = got(cso)
    assert not one.online
    assert [(c.status, c.errorCode, c.statusSince) for c in one.connector] == [("Unknown", None, None)] * 2
    assert seen(cso, status="Unknown") == ["EV-1"]
    assert seen(cso, available=True) == seen(cso, status=["Available", "Faulted"]) == []
    ev.heartbeat()
    assert [c.status for c in got(cso).connector] == ["Available", "Faulted"]
    assert seen(cso, available=True) == ["EV-1"]


def test_what_is_free(server, cso):
    station(server, "EV-1", "Occupied", "Faulted")
    station(server, "EV-2", "Occupied", "Available")
    station(server, "EV-3")
    assert seen(cso, available=True) == ["EV-2"]
    assert seen(cso, available=False) == ["EV-1", "EV-3"]
    assert seen(cso, status=["Faulted", "Unknown"]) == ["EV-1", "EV-3"]
    assert seen(cso, status="Charming") == []


def test_what_is_near(server, cso):
    server.accept("EV-2", "EV-3")
    placed(server, "EV-1", 52.0790, 4.2900)
    placed(server, "EV-2", 52.0900, 4.2900)
    here = {"latitude": "52.0790", "longitude": "4.2900"}
    one, = listed(cso, near={**here, "radiusMeters": 1000}).chargePoint
    assert (one.chargePointId, one.distanceMeters) == ("EV-1", 0)
    answer = listed(cso, near={**here, "radiusMeters": 1300})
    assert [(each.chargePointId, each.distanceMeters) for each in answer.chargePoint] == [("EV-1", 0), ("EV-2", 1223)]
    assert listed(cso).chargePoint[0].distanceMeters is None


@pytest.mark.parametrize(("field", "value"), [("latitude", "90.1"), ("longitude", "-181"), ("radiusMeters", -1)])
def test_a_place_that_is_nowhere(cso, field, value):
    with refusal("InvalidRequest", field):
        listed(cso, near={"latitude": "1", "longitude": "1", "radiusMeters": 1, field: value})


# -- who may know of what

@pytest.mark.parametrize("role", EVERYONE)
def test_everyone_sees_its_own(server, role):
    server.accept("EV-2")
    party = Party(server, "acme", role, own=("EV-1",))
    assert seen(party) == (["EV-1", "EV-2"] if role == "ADMIN" else ["EV-1"])
    assert got(party).chargePointId == "EV-1"
    if role != "ADMIN":
        with refusal("NotFound") as hidden:
            got(party, "EV-2")
        with refusal("NotFound") as missing:
            got(party, "EV-9")
        assert hidden.fault.message.replace("EV-2", "EV-9") == missing.fault.message


def test_without_a_grant_there_is_nothing(server):
    assert seen(Party(server, "acme", "CSO")) == []
    with refusal("NotPermitted") as refused:
        seen(Party(server, "addon", "ADDON"))
    assert refused.fault.grantHint == "R-STATUS"


def test_groups_and_grants_reach(server):
    server.accept("EV-2", "EV-3", "EV-4")
    site = grouped(server, "quay", "EV-1", "EV-3", kind="Site")
    party = Party(server, "acme", "SITE", own=(site,))
    assert seen(party) == ["EV-1", "EV-3"]
    party.grant("R-STATUS", "EV-2", constraints=(Constraint("idTag", "TAG"),))
    party.grant("EV-4", operations=("ListChargePoints",))
    assert seen(party) == ["EV-1", "EV-2", "EV-3", "EV-4"]
    assert got(party, "EV-2").chargePointId == "EV-2"
    with refusal("NotFound"):
        got(party, "EV-4")
    grouped(server, "quay", "EV-3", kind="Site", revision=2)
    assert seen(party) == ["EV-2", "EV-3", "EV-4"]


def test_targets(server, cso):
    server.accept("EV-2", "EV-3")
    grouped(server, "north", "EV-2")
    assert seen(cso, target=[{"kind": "ChargePoint", "id": "EV-1"}, {"kind": "Group", "id": "north"}]) == [
        "EV-1", "EV-2"]
    assert seen(cso, target=[{"kind": "All"}]) == ["EV-1", "EV-2", "EV-3"]
    for nothing in ({"kind": "Site", "id": "north"}, {"kind": "Street", "id": "x"}, {"kind": "ChargePoint", "id": "x"}):
        assert seen(cso, target=[nothing]) == []
    with refusal("InvalidRequest", "target"):
        seen(cso, target=[{"kind": "Group"}])


@pytest.mark.parametrize("role", EVERYONE)
def test_who_is_not_accepted_is_known_to_its_operator_only(server, role):
    server.execute(commands.RejectChargePoint(charge_point_id="EV-1"))
    party = Party(server, "acme", role, own=("EV-1",))
    if role in {"CSO", "ADMIN"}:
        assert [one.registration for one in listed(party).chargePoint] == ["Rejected"]
        assert got(party).registration == "Rejected"
        assert seen(party, available=True) == []
    else:
        assert seen(party) == []
        with refusal("NotFound"):
            got(party)


@pytest.mark.parametrize(("role", "sees"), [("CSO", True), ("EMP", True), ("SITE", True), ("SUPPLIER", False),
                                            ("VEHICLE", False), ("DEVELOPER", False), ("ADMIN", False)])
def test_who_may_know_what_goes_on_at_a_connector(server, ev, role, sees):
    party = Party(server, "acme", role, own=("EV-1",))
    if role == "EMP":
        server.execute(commands.RemoveIdTag(id_tag="TAG", key="tag"), commands.PutIdTag(
            id_tag="TAG", key="tag", party_id="acme"))
    ev.status("Occupied")
    number = ev.start().transactionId
    assert got(party).connector[0].transactionId == (str(number) if sees else None)


def test_a_grant_for_one_id_tag_tells_of_its_transaction(server, ev):
    server.put_tag("OTHER")
    party = Party(server, "acme", "DEVELOPER", own=("EV-1",))
    party.grant("R-USAGE", "EV-1", constraints=(Constraint("idTag", "tag"),))
    ev.status("Occupied", 1)
    ev.status("Occupied", 2)
    number = ev.start(connectorId=1).transactionId
    ev.start("OTHER", connectorId=2)
    assert [one.transactionId for one in got(party).connector] == [str(number), None]


# -- pages and changes

def test_what_has_changed(server, cso):
    server.accept("EV-2", "EV-3")
    before = server.head()
    station(server, "EV-2", "Available")
    grouped(server, "north", "EV-3")
    assert seen(cso, changedAfterPosition=before) == ["EV-2", "EV-3"]
    assert seen(cso, changedAfterPosition=server.head()) == []


def test_a_cursor_is_for_the_same_question(server, cso):
    server.accept("EV-2", "EV-3")
    cursor = listed(cso, page={"limit": 2}).pageInfo.nextCursor
    assert seen(cso, page={"limit": 1, "cursor": cursor}) == ["EV-3"]
    for changed in ({"available": False}, {"view": "Full"}):
        with refusal("InvalidRequest", "cursor"):
            listed(cso, page={"cursor": cursor}, **changed)
    with refusal("InvalidRequest", "limit"):
        listed(cso, page={"limit": 0})


NAMES = [f"CP-{number}" for number in range(10)]


@both_stores
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kept=st.sets(st.sampled_from(NAMES), min_size=1), limit=st.integers(1, 4), data=st.data())
def test_who_reads_all_pages_meets_each_once_and_misses_no_change(server, cso, kept, limit, data):
    others = sorted(set(NAMES) - kept)
    server.accept(*kept)
    met, cursor, told, as_of = [], None, {}, []
    while True:
        answer = listed(cso, page={"limit": limit, "cursor": cursor})
        met += names(answer)
        told |= {one.chargePointId: one.registration for one in answer.chargePoint}
        as_of.append(answer.pageInfo.asOfPosition)
        if (cursor := answer.pageInfo.nextCursor) is None:
            break
        for name in data.draw(st.lists(st.sampled_from(NAMES), max_size=3)):
            known = server.charge_point(name)
            if name in others and known is not None:
                server.execute(commands.RemoveChargePoint(charge_point_id=name))
            elif name in others or known.registration == "Rejected":
                server.accept(name)
            else:
                server.execute(commands.RejectChargePoint(charge_point_id=name))
    assert len(met) == len(set(met))
    assert kept <= set(met)
    changed = {one.charge_point_id for one in server.log(min(as_of))}
    for name in NAMES:  # what was told is so, or the log tells that it has changed
        row = server.charge_point(name)
        assert told.get(name) == (row.registration if row else None) or name in changed
    assert sorted(all_pages(cso, 3)) == sorted(all_pages(cso, 1000))


@pytest.mark.parametrize("change", [
    lambda server, ev: ev.status("Faulted", error="GroundFailure"),
    lambda server, ev: server.execute(commands.RejectChargePoint(charge_point_id="EV-1", reason="stolen")),
    lambda server, ev: server.execute(commands.DeferChargePoint(charge_point_id="EV-1", reason="stolen")),
    lambda server, ev: server.execute(commands.RemoveChargePoint(charge_point_id="EV-1")),
    lambda server, ev: placed(server, "EV-1", 1, 1),
    lambda server, ev: grouped(server, "north", "EV-1"),
    lambda server, ev: server.execute(commands.PostReview(charge_point_id="EV-1", stars=1)),
    lambda server, ev: (server.clock.advance(LONG), server.execute(
        commands.CheckConnectivity(charge_point_id="EV-1")))],
    ids=["status", "rejected", "deferred", "removed", "info", "group", "review", "offline"])
def test_who_follows_a_list_learns_of_every_change(server, change):
    ev = station(server, "EV-1", "Available")
    party = Party(server, "maps", "DEVELOPER", own=("EV-1",))
    answer = listed(party, view="Full")
    before, as_of = answer.chargePoint[0], answer.pageInfo.asOfPosition
    change(server, ev)
    now = [one for one in listed(party, view="Full").chargePoint if one == before]
    assert now == []
    told = party("eventstore", "ReadEvents", afterPosition=as_of).event
    assert {one.chargePointId for one in told} & {"EV-1", None}
    assert not [one for event in told for one in event.attribute if one.value == "stolen"]


PLACES = st.sampled_from(["EV-1", "EV-2", "EV-3", "*", Target("Site", "quay"), Target("Group", "north")])
GRANT = st.tuples(st.sampled_from(["SELF", "R-STATUS", "C-STATION", "ADMIN", "R-RAW"]), PLACES)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(roles=st.sets(st.sampled_from([*EVERYONE, "ADDON"]), min_size=1), grants=st.lists(GRANT, max_size=3),
       rejected=st.sets(st.sampled_from(["EV-1", "EV-2", "EV-3"])))
def test_what_is_listed_is_what_can_be_got(server, roles, grants, rejected):
    server.accept("EV-1", "EV-2", "EV-3")
    server.execute(*(commands.RejectChargePoint(charge_point_id=name) for name in rejected))
    revision = server.head()
    grouped(server, "quay", "EV-1", "EV-2", kind="Site", revision=revision)
    grouped(server, "north", "EV-2", "EV-3", revision=revision)
    party = Party(server, f"party-{revision}", *sorted(roles))
    for access_class, where in grants:
        party.grant(access_class, where)

    def answered(operation: str, **asked: str) -> list[str] | None:
        """What it is told of; None: it is refused."""
        try:
            answer = party("chargepoint", operation, **asked)
        except Fault as refused:
            if refused.code not in {"NotFound", "NotPermitted"}:
                raise
            return None
        return names(answer) if operation == "ListChargePoints" else [answer.chargePoint.chargePointId]

    found = [name for name in ("EV-1", "EV-2", "EV-3") if answered("GetChargePoint", chargePointId=name)]
    assert (answered("ListChargePoints") or []) == found
    decides = [name for name in found if name in rejected]
    assert all(party("access", "CheckAccess", operation="SetRegistration",
                     target={"kind": "ChargePoint", "id": name}).allowed or
               party("access", "CheckAccess", operation="PutChargePointInfo",
                     target={"kind": "ChargePoint", "id": name}).allowed for name in decides)


def test_one_that_was_never_heard_of_is_not_online(server, cso):
    server.accept("EV-9")
    one = got(cso, "EV-9")
    assert (one.registration, one.online, one.lastSeenAt, one.connector) == ("Accepted", False, None, [])
    assert seen(cso, status="Unknown") == ["EV-1", "EV-9"]
    ChargePoint(server, "EV-9").boot()
    assert (got(cso, "EV-9").online, got(cso, "EV-9").lastSeenAt) == (True, server.now)
