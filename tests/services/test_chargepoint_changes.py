"""ChargePointService: PutChargePointInfo, SetRegistration, PutGroup, ListGroups (MT-CHP-06, MT-CHP-09)."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from motown.domain import commands
from motown.domain.access import Constraint
from tests.services.calling import Party, refusal
from tests.services.stations import got, grouped, seen
from tests.speaking import ChargePoint

SOAP = pytest.mark.parametrize("soap", ["1.2", "1.1"])
INFO = {
    "name": "Harbour, north quay", "operatorPartyId": "stroom", "evseId": "NL*STS*E0001",
    "location": {"latitude": Decimal("52.078663"), "longitude": Decimal("-4.288788"), "street": "Kade 12",
                 "postalCode": "2511 AB", "city": "Den Haag", "country": "NL", "timeZone": "Europe/Amsterdam"},
    "access": "PayingPublic", "openingTime": [{"weekday": 5, "opensAt": "22:00", "closesAt": "02:00"}],
    "reservable": True,
    "connector": [{"connectorId": 1, "evseId": "NL*STS*E0001*1", "standard": "IEC62196Type2", "format": "Socket",
                   "maxCurrentA": Decimal("32.5"), "maxVoltage": 230, "phases": 3},
                  {"connectorId": 2, "standard": "CHAdeMO", "phases": 0}]}


@pytest.fixture
def cso(server):
    return Party(server, "stroom", "CSO", own=("EV-1", "EV-2"))


def put(party, revision=1, info=INFO, charge_point_id="EV-1", request=None):
    return party("chargepoint", "PutChargePointInfo", requestId=request or f"info-{revision}",
                 chargePointId=charge_point_id, info=info, revision=revision)


def register(party, decision, charge_point_id="EV-1", request=None, **more):
    return party("chargepoint", "SetRegistration", requestId=request or decision, chargePointId=charge_point_id,
                 registration=decision, **more)


def group(party, *members, group_id="north", kind="Group", revision=1, request=None, **more):
    return party("chargepoint", "PutGroup", requestId=request or f"{group_id}-{revision}", groupId=group_id, kind=kind,
                 chargePointId=list(members), revision=revision, **more)


def groups(party, **which):
    return {one.groupId: one.chargePointId for one in party("chargepoint", "ListGroups", **which).group}


# -- what is told of a charge point

def same(told, said):
    """Whether an answer says what was said."""
    if isinstance(said, dict):
        return all(same(told[name], value) for name, value in said.items())
    if isinstance(said, list):
        return len(told) == len(said) and all(map(same, told, said))
    return told == said


@SOAP
def test_what_is_told_is_told_again(server, soap):
    cso = Party(server, "stroom", "CSO", own=("EV-1",), soap=soap)
    answer = put(cso)
    assert (answer.revision, answer.duplicate, answer.position) == (1, False, server.head())
    assert same(got(cso).info, INFO)
    put(cso, 2, {"name": "Harbour"})
    info = got(cso).info
    assert (info.name, info.location, info.openingTime, info.reservable) == ("Harbour", None, [], False)


@given(latitude=st.decimals(-90, 90, places=8), longitude=st.decimals(-180, 180, places=7),
       current=st.decimals(0, 1000, places=1))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_numbers_stay_as_they_were_told(server, cso, latitude, longitude, current):
    revision = server.head()
    put(cso, revision, {"location": {"latitude": latitude, "longitude": longitude},
                        "connector": [{"connectorId": 1, "maxCurrentA": current}]})
    info = got(cso).info
    assert (info.location.latitude, info.location.longitude, info.connector[0].maxCurrentA) == (
        latitude, longitude, current)


def test_revisions(server, cso):
    first = put(cso, 5, request="one")
    server.accept("EV-9")
    again = put(cso, 5, request="two")
    assert (again.duplicate, again.position) == (True, first.position)
    assert put(cso, 5, request="one").duplicate
    for revision, request in ((5, "three"), (4, "four")):
        with refusal("Conflict", "revision"):
            put(cso, revision, {"name": "Other"}, request=request)
    with refusal("IdempotencyConflict"):
        put(cso, 6, request="one")


@pytest.mark.parametrize(("info", "field"), [
    ({"location": {"latitude": Decimal(91), "longitude": Decimal(0)}}, "latitude"),
    ({"location": {"latitude": Decimal(1)}}, "latitude"), ({"location": {"timeZone": "Mars/Olympus"}}, "timeZone"),
    ({"openingTime": [{"weekday": 8, "opensAt": "07:00", "closesAt": "08:00"}]}, "weekday"),
    ({"openingTime": [{"weekday": 1, "opensAt": "7:00", "closesAt": "08:00"}]}, "opensAt"),
    ({"connector": [{"connectorId": 0}]}, "connectorId"), ({"connector": [{"connectorId": 1}] * 2}, "connectorId"),
    ({"connector": [{"connectorId": 1, "phases": 4}]}, "phases"),
    ({"connector": [{"connectorId": 1, "maxVoltage": -1}]}, "maxVoltage"),
    ({"connector": [{"connectorId": 1, "maxCurrentA": Decimal("9" * 400)}]}, "maxCurrentA")], ids=str)
def test_what_cannot_be(cso, info, field):
    with refusal("InvalidRequest", field):
        put(cso, info=info)
    assert got(cso).info is None


@pytest.mark.parametrize("role", ["EMP", "SUPPLIER", "DSO", "SITE", "VEHICLE", "DEVELOPER", "ADMIN"])
def test_only_its_operator_tells_of_it(server, role):
    with refusal("NotPermitted") as refused:
        put(Party(server, "acme", role, own=("EV-1",)))
    assert refused.fault.grantHint == "C-STATION"


def test_charge_points_that_are_not_there(server, cso):
    server.accept("EV-3")
    for name in ("EV-2", "EV-3", "EV-9"):  # not there and its own, there and not its own, neither
        with refusal("NotFound") as refused:
            put(cso, charge_point_id=name)
        assert refused.fault.message == f"there is no charge point {name}"
    cso.grant("R-STATUS", "EV-3")
    with refusal("NotPermitted"):
        put(cso, charge_point_id="EV-3")


# -- whether it may take part

@pytest.mark.parametrize("registration", ["manual", "open"])
@pytest.mark.parametrize("role", ["CSO", "ADMIN"])
def test_the_next_boot_is_answered_so(make_server, role, registration):
    server = make_server(registration=registration)
    server.accept("EV-1")
    party, ev = Party(server, "acme", role, own=("EV-1",)), ChargePoint(server)
    assert ev.boot().status == "Accepted"
    for number, (decision, answer) in enumerate((
            ("Pending", "Rejected"), ("Accepted", "Accepted"), ("Rejected", "Rejected"), ("Pending", "Rejected"),
            ("Accepted", "Accepted"))):
        told = register(party, decision, note="because", request=str(number))
        assert (told.duplicate, told.position) == (False, server.head())
        assert ev.boot().status == answer
        assert got(party).registration == decision
        if answer == "Accepted":
            ev.heartbeat()
        else:
            assert ev.fault("Heartbeat")
    assert "because" in [one.body.get("note") or one.body.get("reason") for one in server.log()]


def test_a_decision_of_before_is_no_event(server, cso):
    register(cso, "Accepted", request="one")
    server.news()
    assert not register(cso, "Accepted", request="two").duplicate
    assert register(cso, "Accepted", request="two").duplicate
    assert server.news() == []


def test_one_that_was_never_seen(server, cso):
    for decision in ("Rejected", "Pending"):
        with refusal("NotFound"):
            register(cso, decision, "EV-2")
    register(cso, "Accepted", "EV-2")
    assert ChargePoint(server, "EV-2").boot().status == "Accepted"
    with refusal("NotFound"):
        register(cso, "Accepted", "EV-3", request="another")
    assert server.charge_point("EV-3") is None


@pytest.mark.parametrize("role", ["EMP", "SUPPLIER", "DSO", "SITE", "VEHICLE", "DEVELOPER"])
def test_others_decide_nothing(server, role):
    with refusal("NotPermitted") as refused:
        register(Party(server, "acme", role, own=("EV-1",)), "Rejected")
    assert refused.fault.grantHint == "ADMIN"


def test_the_list_of_words_is_closed(cso):
    with refusal("InvalidRequest", "registration"):
        register(cso, "Maybe")


# -- what belongs together

@SOAP
def test_groups(server, soap):
    cso = Party(server, "stroom", "CSO", own=("EV-1", "EV-2", "EV-3"), soap=soap)
    server.accept("EV-2", "EV-3")
    answer = group(cso, "EV-1", "EV-2", name="North")
    assert (answer.revision, answer.duplicate, answer.position) == (1, False, server.head())
    group(cso, "EV-3", group_id="quay", kind="Site")
    told = cso("chargepoint", "ListGroups")
    assert told.pageInfo.asOfPosition == server.head()
    assert [(one.groupId, one.kind, one.name, one.chargePointId, one.revision) for one in told.group] == [
        ("north", "Group", "North", ["EV-1", "EV-2"], 1), ("quay", "Site", None, ["EV-3"], 1)]
    assert groups(cso, groupId="quay") == groups(cso, chargePointId="EV-3") == {"quay": ["EV-3"]}
    assert groups(cso, page={"limit": 1}) == {"north": ["EV-1", "EV-2"]}
    before = server.head()
    group(cso, "EV-2", revision=2)
    assert groups(cso, changedAfterPosition=before) == {"north": ["EV-2"]}
    group(cso, revision=3)
    assert groups(cso) == {"quay": ["EV-3"]}


def test_pages_of_groups(server, cso):
    server.accept("EV-2")
    for name in "abcde":
        group(cso, "EV-1", group_id=name)
    found, cursor = [], None
    while True:
        answer = cso("chargepoint", "ListGroups", page={"limit": 2, "cursor": cursor})
        found += [one.groupId for one in answer.group]
        if (cursor := answer.pageInfo.nextCursor) is None:
            break
        group(cso, "EV-2", group_id=found[0], revision=len(found) + 1)
    assert found == list("abcde")


@pytest.mark.parametrize("kind", ["GridPoint", "Site"])
def test_it_is_at_one_place_only(cso, kind):
    group(cso, "EV-1", group_id="one", kind=kind)
    with refusal("Conflict"):
        group(cso, "EV-1", group_id="two", kind=kind)
    group(cso, group_id="one", kind=kind, revision=2)
    group(cso, "EV-1", group_id="two", kind=kind)


def test_revisions_of_groups(cso):
    group(cso, "EV-1", revision=3)
    assert group(cso, "EV-1", revision=3, request="again").duplicate
    with refusal("Conflict", "revision"):
        group(cso, "EV-1", revision=3, request="other", name="Other")
    with refusal("InvalidRequest", "kind"):
        group(cso, "EV-1", revision=4, kind="Street")


def test_only_charge_points_of_its_own_are_put_into_groups(server, cso):
    server.accept("EV-2", "EV-3")
    with refusal("NotFound"):
        group(cso, "EV-1", "EV-3")
    cso.grant("R-STATUS", "EV-3")
    with refusal("NotPermitted") as refused:
        group(cso, "EV-1", "EV-3")
    assert refused.fault.grantHint == "ADMIN"
    with refusal("NotFound"):
        group(cso, "EV-1", "EV-9")
    grouped(server, "south", "EV-1", "EV-3", revision=1)
    with refusal("NotPermitted", "groupId"):
        group(cso, "EV-1", group_id="south", revision=2)
    admin = Party(server, "root", "ADMIN")
    group(admin, "EV-1", "EV-2", group_id="south", revision=2)
    group(cso, "EV-2", group_id="south", revision=3)


def test_who_sees_which_groups(server):
    server.accept("EV-2", "EV-3")
    grouped(server, "north", "EV-1", "EV-2")
    site = grouped(server, "quay", "EV-3", kind="Site")
    party = Party(server, "acme", "DEVELOPER", own=("EV-1",))
    assert groups(party) == {"north": ["EV-1"]}
    assert groups(party, chargePointId="EV-2") == groups(party, groupId="quay") == {}
    party.grant("R-STATUS", site)
    assert groups(party) == {"north": ["EV-1"], "quay": ["EV-3"]}
    server.execute(commands.RejectChargePoint(charge_point_id="EV-1"))
    assert groups(party) == {"quay": ["EV-3"]}
    server.execute(commands.RemoveChargePoint(charge_point_id="EV-3"))
    assert groups(party) == {}
    assert seen(party) == []


@pytest.mark.parametrize(("access_class", "ask"), [
    ("C-STATION", put), ("ADMIN", lambda party: register(party, "Rejected")),
    ("ADMIN", lambda party: group(party, "EV-1")),
    ("R-RAW", lambda party: party("chargepoint", "GetHealth", chargePointId="EV-1"))],
    ids=["info", "registration", "group", "health"])
def test_a_grant_for_an_id_tag_is_for_what_is_about_one(server, access_class, ask):
    party = Party(server, "app", "ADDON")
    party.grant("R-STATUS", "EV-1")
    party.grant(access_class, "EV-1", constraints=(Constraint("idTag", "TAG"),))
    with refusal("NotPermitted"):
        ask(party)
    party.grant(access_class, "EV-1")
    ask(party)
