"""What each party sees of the log: by role and place, by idTag, by command, by grant; and how much of an event."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motown.domain import commands
from motown.domain.access import Constraint, Target
from motown.domain.access_policy import Role
from motown.domain.pseudonyms import PREFIX
from motown.domain.reach import Reach
from motown.http.message import HttpAnswer
from motown.services.events.sight import Extent, Tags
from tests.contracts.standard import rows
from tests.fixtures import both_stores
from tests.services.calling import Party, refusal
from tests.services.charging import charged, named, one_of, read, types
from tests.speaking import ChargePoint

TABLE = {row["event"]: row["access"] for row in rows("event-types.csv") if not row["attribute"]}
POLICY = {row["name"]: row for row in rows("access-policy.csv") if row["kind"] == "class"}
ADDRESS = "http://192.0.2.1:8080/"
OF_A_SESSION = {"motown.TransactionStarted", "motown.TransactionStopped", "motown.MeterSampled",
                "motown.AuthorizationDecided"}


def class_of(event):
    return TABLE["ocpp.OPERATION.KIND" if event.type.startswith("ocpp.") else event.type]


def put_tokens(emp, *tags, version=1):
    emp("token", "PutTokens", requestId=f"tokens-{version}", updateType="Full", listVersion=version,
        token=[{"idTag": tag, "status": "Accepted"} for tag in tags])


def seen_by(party, **which):
    """The positions and types of what a party sees."""
    return {(one.position, one.type) for one in read(party, **which)}


# -- by role and place


@both_stores
def test_each_role_sees_what_its_classes_give_at_its_charge_points(server):
    charged(server)
    charged(server, "EV-2")
    everything = server.log()
    for role in Role:
        party = Party(server, f"the-{role.lower()}", role, own=("EV-1",))
        if role is Role.ADDON:
            with refusal("NotPermitted"):
                read(party)
            continue
        placed = {role.CSO, role.DSO, role.SITE}
        expected = {
            (one.position, one.type) for one in everything if one.charge_point_id is not None
            and (one.charge_point_id == "EV-1" or role is Role.ADMIN)
            and (POLICY[class_of(one)][role] == "all" or (POLICY[class_of(one)][role] == "own" and role in placed))}
        assert expected
        found = {(one.position, one.type) for one in read(party) if one.position <= everything[-1].position}
        assert found == expected, role


def test_who_has_no_charge_point_sees_nothing_but_itself(server):
    charged(server)
    party = Party(server, "nordlicht", "CSO")
    assert types(read(party)) == {"motown.PartyChanged", "motown.PartyCredentialChanged"}
    assert {named(one)["partyId"] for one in read(party)} == {"nordlicht"}


def test_groups_and_sites_are_places(server):
    charged(server)
    charged(server, "EV-2")
    party = Party(server, "nordlicht", "SITE", own=(Target("Site", "NORTH"),))
    assert not any(one.chargePointId for one in read(party))
    server.execute(commands.PutGroup(group_id="NORTH", kind="Site", charge_point_ids=("EV-2",), revision=1))
    assert {one.chargePointId for one in read(party) if one.chargePointId} == {"EV-2"}
    server.execute(commands.PutGroup(group_id="NORTH", kind="Site", charge_point_ids=("EV-1",), revision=2))
    assert {one.chargePointId for one in read(party) if one.chargePointId} == {"EV-1"}


def test_a_connector_is_a_place(server):
    ev = ChargePoint(server, "EV-1")
    ev.boot()
    ev.status("Available", connector=1)
    ev.status("Available", connector=2)
    party = Party(server, "nordlicht", "CSO", own=(Target("Connector", "EV-1", 2),))
    assert {one.connectorId for one in read(party) if one.chargePointId} == {2}


def test_an_administrator_sees_parties_and_places_but_no_sessions(server):
    charged(server)
    Party(server, "nordlicht", "CSO", own=("EV-1",))
    found = types(read(Party(server, "boss", "ADMIN")))
    assert {"motown.PartyChanged", "motown.GrantAdded", "motown.StatusChanged"} <= found
    assert not found & OF_A_SESSION
    assert not any(one.startswith("ocpp.") for one in found)


def test_an_operator_sees_its_own_grants_and_those_of_no_other(server):
    Party(server, "other", "CSO", own=("EV-1",))
    cso = Party(server, "nordlicht", "CSO", own=("*",))
    assert {named(one)["partyId"] for one in read(cso, filter={"typePrefix": ["motown.Grant", "motown.Party"]})} == {
        "nordlicht"}


def test_id_tags_of_the_operator_are_seen_by_who_operates_all(server):
    server.put_tag("NEW")
    assert "motown.IdTagChanged" in types(read(Party(server, "nordlicht", "CSO", own=("*",))))
    assert "motown.IdTagChanged" not in types(read(Party(server, "south", "CSO", own=("EV-1",))))


def test_a_group_is_told_to_who_knows_all_that_is_in_it(server):
    server.accept("EV-2")
    server.execute(commands.PutGroup(group_id="BOTH", kind="Group", charge_point_ids=("EV-1", "EV-2"), revision=1))
    assert "motown.GroupChanged" in types(read(Party(server, "both", "CSO", own=("EV-1", "EV-2"))))
    assert "motown.GroupChanged" not in types(read(Party(server, "one", "CSO", own=("EV-1",))))
    assert "motown.GroupChanged" in types(read(Party(server, "group", "CSO", own=(Target("Group", "BOTH"),))))


PLACES = st.sampled_from([
    Target("All"), Target("ChargePoint", "EV-1"), Target("ChargePoint", "EV-2"), Target("Connector", "EV-1", 1),
    Target("Connector", "EV-1", 0), Target("Group", "A"), Target("Site", "A")])


@given(st.frozensets(PLACES, max_size=4), st.frozensets(PLACES, max_size=2), st.sampled_from(["EV-1", "EV-2"]),
       st.sampled_from([None, 0, 1, 2]))
def test_a_place_is_reached_as_decisions_say(targets, within, charge_point_id, connector_id):
    within -= {Target("All")}
    extent = Extent(Reach(targets), {charge_point_id: within}, Tags(case_sensitive=False), everywhere=False)
    asked = Target("Connector", charge_point_id, connector_id) if connector_id else Target(
        "ChargePoint", charge_point_id)
    assert extent.covers(charge_point_id, connector_id) is Reach(targets).covers(asked, within)


# -- by idTag


@pytest.fixture
def emp(server):
    made = Party(server, "sonne", "EMP", own=("EV-1",))
    put_tokens(made, "HERS")
    return made


@both_stores
def test_a_provider_sees_the_sessions_of_its_drivers_wherever_they_are(server, emp):
    server.accept("EV-2")
    hers, others = charged(server, "EV-2", "HERS"), charged(server, "EV-2", "TAG")
    found = read(emp)
    sessions = [one for one in found if one.type in OF_A_SESSION]
    assert types(sessions) == OF_A_SESSION
    assert {one.transactionId for one in sessions if one.transactionId} == {str(hers)} != {str(others)}
    assert {named(one)["idTag"] for one in sessions if "idTag" in named(one)} == {"HERS"}
    assert "motown.StatusChanged" not in types(one for one in found if one.chargePointId == "EV-2")
    assert not any(one.category == "Message" for one in found)


def test_what_is_others_at_its_charge_points_a_provider_does_not_see(server, emp):
    charged(server, "EV-1", "TAG")
    assert not types(read(emp)) & OF_A_SESSION


def test_a_session_stays_with_who_vouched_when_it_began(server, emp):
    charged(server, "EV-1", "HERS")
    put_tokens(emp, version=2)
    assert OF_A_SESSION - {"motown.AuthorizationDecided"} <= types(read(emp))


def test_a_provider_sees_its_own_lists_and_those_of_no_other(server, emp):
    other = Party(server, "mond", "EMP")
    put_tokens(other, "OTHERS")
    assert {named(one)["partyId"] for one in read(emp, filter={"typePrefix": ["motown.Token"]})} == {"sonne"}
    tags = [value for one in read(emp) for name, value in named(one).items() if name == "tokens.1.idTag"]
    assert tags == ["HERS"]


def test_sums_are_no_events(server):
    charged(server)
    for role in ("DSO", "SUPPLIER"):
        assert not types(read(Party(server, f"the-{role}", role, own=("*",)))) & OF_A_SESSION


def test_a_driver_with_a_grant_for_an_id_tag_sees_its_sessions(server):
    hers, _ = charged(server, "EV-1", "TAG"), charged(server, "EV-1", "OTHER")
    app = Party(server, "app", "DEVELOPER", own=("EV-1",))
    assert not types(read(app)) & OF_A_SESSION
    app.grant("R-USAGE", "EV-1", constraints=(Constraint("idTag", "tag"),))
    sessions = [one for one in read(app) if one.type in OF_A_SESSION]
    assert {one.transactionId for one in sessions if one.transactionId} == {str(hers)}
    assert types(sessions) == OF_A_SESSION
    assert named(one_of(sessions, "motown.TransactionStarted"))["idTag"].startswith(PREFIX)
    app.grant("R-IDENT", "EV-1", constraints=(Constraint("idTag", "TAG"),))
    assert named(one_of(read(app), "motown.TransactionStarted"))["idTag"] == "TAG"


# -- by grant


def test_a_grant_of_a_class_gives_its_events_there(server):
    charged(server)
    charged(server, "EV-2")
    party = Party(server, "addon", "ADDON")
    party.grant("R-STATUS", "EV-1")
    assert {class_of(one) for one in read(party) if one.chargePointId} == {"R-STATUS"}
    party.grant("R-RAW", "EV-2")
    assert {(class_of(one), one.chargePointId) for one in read(party) if one.chargePointId} == {
        ("R-STATUS", "EV-1"), ("R-RAW", "EV-2")}


def test_a_grant_of_the_operation_gives_the_status_there(server):
    charged(server)
    party = Party(server, "addon", "ADDON")
    party.grant("EV-1", operations=("ReadEvents",))
    assert {(class_of(one), one.chargePointId) for one in read(party) if one.chargePointId} == {("R-STATUS", "EV-1")}
    with refusal("NotPermitted"):
        party("eventstore", "GetStoreInfo")


def test_a_grant_holds_for_its_time(server):
    charged(server)
    party = Party(server, "addon", "ADDON")
    party.grant("R-STATUS", "EV-1")
    party.grant("R-RAW", "EV-1", valid_from=server.now + timedelta(hours=1), valid_to=server.now + timedelta(hours=2))
    told = []
    for _ in range(3):
        told.append(any(one.category == "Message" for one in read(party)))
        server.clock.advance(3600)
    assert told == [False, True, False]


def test_what_is_revoked_is_seen_no_more(server):
    charged(server)
    party = Party(server, "nordlicht", "CSO", own=("EV-1",))
    grant_id = party.grant("R-RAW", "EV-1")
    assert any(one.chargePointId for one in read(party))
    own, = (one.grantId for one in party("access", "WhoAmI").grant if one.accessClass == ["SELF"])
    for each in (own, grant_id):
        server.execute(commands.RevokeAccess(party_id="nordlicht", grant_id=each))
    assert not any(one.chargePointId for one in read(party))


# -- by command


def test_a_party_sees_what_became_of_its_own_commands(server):
    ChargePoint(server, "EV-1").boot()
    cso = Party(server, "nordlicht", "CSO", own=("*",))
    app = Party(server, "app", "DEVELOPER", own=("EV-1",))
    app.grant("C-SESSION", "EV-1")
    mine, others = (
        party("command", "UnlockConnector", requestId="r-1", chargePointId="EV-1", connectorId=number).receipt.commandId
        for number, party in ((1, app), (2, cso)))
    found = [one for one in read(app) if one.commandId]
    assert {one.commandId for one in found} == {mine}
    assert "motown.CommandAccepted" in types(found)
    assert {one.commandId for one in read(cso) if one.commandId} == {mine, others}
    assert not [one for one in read(Party(server, "stranger", "DEVELOPER", own=("EV-1",))) if one.commandId]


def test_a_party_sees_what_it_has_done_beside_charge_points(server):
    hers, other = (Party(server, name, "DEVELOPER", own=("EV-1",)) for name in ("one", "two"))
    begun = hers("subscription", "Subscribe", requestId="r-1", name="mine", mode="Pull")
    hers("subscription", "Pause", requestId="r-2", subscriptionId=begun.subscriptionId)
    mine = {"typePrefix": ["motown.Subscription"]}
    assert types(read(hers, filter=mine)) == {"motown.SubscriptionChanged", "motown.SubscriptionPaused"}
    assert read(other, filter=mine) == []
    assert len(read(Party(server, "boss", "ADMIN"), filter=mine)) == 2


# -- how much of it


def test_who_charged_is_a_pseudonym_without_the_right_to_know(server):
    charged(server)
    charged(server, "EV-2", "tag")
    seen = {}
    for name in ("one", "two"):
        party = Party(server, name, "ADDON")
        for access_class in ("R-STATUS", "R-USAGE"):
            party.grant(access_class, "EV-1", "EV-2")
        tags = {named(one)["idTag"] for one in read(party) if "idTag" in named(one)}
        assert tags == {named(one)["idTag"] for one in read(party) if "idTag" in named(one)}
        assert len(tags) == 1, "the same for one idTag, however it is written"
        seen[name], = tags
        assert seen[name].startswith(PREFIX)
        assert len(seen[name]) == 20
    assert seen["one"] != seen["two"]


def test_the_party_of_a_driver_is_told_with_its_id_tag_only(server, emp):
    charged(server, "EV-1", "HERS")
    addon = Party(server, "addon", "ADDON")
    addon.grant("R-USAGE", "EV-1")
    addon.grant("R-STATUS", "EV-1")
    cso = Party(server, "nordlicht", "CSO", own=("EV-1",))
    told = {party.party_id: named(one_of(read(party), "motown.TransactionStarted")) for party in (addon, cso, emp)}
    assert "partyId" not in told["addon"]
    assert told["nordlicht"]["partyId"] == told["sonne"]["partyId"] == "sonne"
    assert told["nordlicht"]["idTag"] == told["sonne"]["idTag"] == "HERS"


def test_what_needs_raw_is_absent_and_what_is_for_nobody_too(server):
    charged(server)
    booted = {}
    for role in ("CSO", "DEVELOPER"):
        found = read(Party(server, role, role, own=("EV-1",)))
        booted[role] = named(one_of(found, "motown.ChargePointBooted"))
        started = [named(one) for one in found if one.type == "motown.TransactionStarted"]
        assert all("idTagKey" not in one for one in started)
    assert booted["CSO"]["remoteAddress"]
    assert "remoteAddress" not in booted["DEVELOPER"]
    assert booted["DEVELOPER"]["vendor"] == booted["CSO"]["vendor"] == "Acme"


def test_bytes_are_withheld_where_they_may_not_be_had(server):
    app = Party(server, "app", "DEVELOPER", own=("EV-1",))
    app.grant("C-SESSION", "EV-1")
    server.wire.serve(ADDRESS, HttpAnswer(500, "text/html", b"<p>not today</p>"))
    ChargePoint(server, "EV-1", address=ADDRESS).boot()
    app("command", "UnlockConnector", requestId="r-1", chargePointId="EV-1", connectorId=1)
    for include in (True, False):
        found = read(app, includePayload=include)
        assert {one.payload for one in found} == {None}
        assert {one.payloadWithheld for one in found if one.category == "Message"} == {True}
        assert {one.payloadWithheld for one in found if one.category == "Domain"} == {None}


def test_one_event_that_may_not_be_seen_is_not_there(server):
    charged(server)
    hidden = next(one for one in server.log() if one.category == "Message")
    party = Party(server, "app", "DEVELOPER", own=("EV-1",))
    refused = []
    for asked in ({"position": hidden.position}, {"eventId": hidden.event_id}, {"position": 10**9}):
        with refusal("NotFound") as one:
            party("eventstore", "GetEvent", **asked)
        refused.append(one.fault.message)
    assert len(set(refused)) == 1
