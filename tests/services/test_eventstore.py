"""EventStoreService: pages of the log, forward and backward, with filters; one event; the store; the types."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
import sqlalchemy as sa

from motown.domain import commands
from motown.domain.events import EVENT_TYPES
from tests.contracts.standard import rows
from tests.fixtures import both_stores
from tests.harness import START
from tests.services.calling import Anybody, Party, refusal
from tests.services.charging import charged, named, one_of, read, types
from tests.speaking import ChargePoint


@pytest.fixture
def cso(server):
    return Party(server, "nordlicht", "CSO", "ADMIN", own=("*",))


def ask(party, after=0, **which):
    return party("eventstore", "ReadEvents", afterPosition=after, **which)


def positions(events):
    return [one.position for one in events]


# -- pages


@pytest.mark.parametrize("soap", ["1.2", "1.1"])
@both_stores
def test_all_is_read_in_order(server, cso, soap):
    cso.soap = soap
    transaction_id = charged(server)
    answer = ask(cso)
    assert positions(answer.event) == list(range(1, server.head() + 1))
    assert answer.nextPosition == answer.headPosition == server.head()
    assert (answer.oldestPosition, answer.endOfStore) == (1, True)
    started = one_of(answer.event, "motown.TransactionStarted")
    assert named(started) == {"idTag": "TAG", "status": "Accepted", "meterStartWh": "1000"}
    assert (started.transactionId, started.connectorId, started.chargePointId) == (str(transaction_id), 1, "EV-1")


def test_an_event_says_all_that_the_log_does(server, cso):
    charged(server)
    told = ask(cso).event
    for event, one in zip(told, server.log(), strict=True):
        assert (event.eventId, event.position, event.streamId, event.streamVersion, event.type, event.category) == (
            one.event_id, one.position, one.stream_id, one.stream_version, one.type, one.category)
        assert (event.recordedAt, event.occurredAt, event.chargePointId, event.connectorId, event.commandId) == (
            one.recorded_at, one.occurred_at, one.charge_point_id, one.connector_id, one.command_id)
        assert (event.correlationId, event.causationId) == (one.correlation_id, one.causation_id)
        assert event.transactionId == (None if one.transaction_id is None else str(one.transaction_id))
        assert (event.party, event.addOn) == (one.party, one.add_on)
        assert event.payload is None
        assert event.payloadWithheld is None


def test_a_page_has_no_more_than_is_wanted_and_tells_where_to_go_on(server, cso):
    charged(server)
    answer = ask(cso, limit=3)
    assert (positions(answer.event), answer.nextPosition, answer.endOfStore) == ([1, 2, 3], 3, False)
    assert positions(ask(cso, 3, limit=2).event) == [4, 5]


def test_the_same_call_gives_the_same_events(server, cso):
    charged(server)
    before = ask(cso, 2, limit=4)
    charged(server, "EV-2")
    after = ask(cso, 2, limit=4)
    assert (before.event, before.nextPosition) == (after.event, after.nextPosition)


def test_backward_is_the_same_in_the_opposite_order(server, cso):
    charged(server)
    forward, back, before = positions(ask(cso).event), [], 10**15
    while True:
        answer = ask(cso, before, direction="Backward", limit=4)
        back += positions(answer.event)
        before = answer.nextPosition
        if answer.endOfStore:
            break
    assert back == forward[::-1]


def test_there_is_nothing_before_the_beginning(server, cso):
    charged(server)
    for before in (0, 1):
        answer = ask(cso, before, direction="Backward", waitSeconds=30)
        assert (answer.event, answer.endOfStore, answer.headPosition) == ([], True, server.head())


def test_a_place_beyond_the_newest_is_that_of_another_store(server, cso):
    assert ask(cso, server.head()).endOfStore
    for wait in (0, 30):
        with refusal("InvalidRequest", "afterPosition"):
            ask(cso, server.head() + 1, waitSeconds=wait)


def test_what_is_kept_no_longer(server, cso):
    charged(server)
    with server.store._aside.begin() as connection:
        connection.execute(sa.text("DELETE FROM event WHERE position <= 10"))
    with refusal("PositionUnavailable") as refused:
        ask(cso, 9)
    assert refused.fault.oldestPosition == "11"
    for after in (0, 10):
        answer = ask(cso, after)
        assert (answer.event[0].position, answer.oldestPosition) == (11, 11)
    with refusal("PositionUnavailable"):
        ask(cso, 10, direction="Backward")


SENSELESS = [
    ("limit", {"limit": 0}), ("limit", {"limit": -1}), ("afterPosition", {"afterPosition": -1}),
    ("waitSeconds", {"waitSeconds": -1}), ("direction", {"direction": "Sideways"}),
    ("id", {"filter": {"target": [{"kind": "ChargePoint"}]}}), ("id", {"filter": {"target": [{"kind": "Site"}]}}),
    ("connectorId", {"filter": {"target": [{"kind": "Connector", "id": "EV-1"}]}})]


def test_what_makes_no_sense_is_refused(cso):
    for field, fields in SENSELESS:
        with refusal("InvalidRequest", field):
            cso("eventstore", "ReadEvents", **{"afterPosition": 0} | fields)


def test_nobody_reads_without_a_credential(server):
    for operation, fields in (("ReadEvents", {"afterPosition": 0}), ("GetEvent", {"position": 1}),
                              ("GetStoreInfo", {})):
        with refusal("NotAuthenticated"):
            Anybody(server)("eventstore", operation, **fields)


# -- what the log promises


@both_stores
def test_streams_are_counted_without_gaps(server, cso):
    charged(server)
    charged(server, "EV-2")
    cso("command", "UnlockConnector", requestId="r-1", chargePointId="EV-1", connectorId=1)
    streams = {}
    for one in read(cso):
        streams.setdefault(one.streamId, []).append(one.streamVersion)
    assert {"cp", "transaction", "command", "party"} <= {name.partition(":")[0] for name in streams}
    assert all(versions == list(range(1, len(versions) + 1)) for versions in streams.values())


def test_what_a_message_means_follows_from_it_and_its_answer_too(server, cso):
    charged(server)
    found = read(cso, filter={"target": [{"kind": "ChargePoint", "id": "EV-1"}]})
    requests = {one.eventId: one for one in found if one.type.endswith(".Request")}
    assert len(requests) >= 6
    for one in found:
        if one.category == "Domain" and one.type != "motown.ChargePointRegistered":
            assert one.causationId in requests, one
        if one.type.endswith(".Response"):
            asked = requests[one.causationId]
            assert asked.type.removesuffix(".Request") == one.type.removesuffix(".Response")
            assert asked.correlationId == one.correlationId
            assert asked.position < one.position


def test_what_cannot_be_read_is_an_event_too(server, cso):
    ev = ChargePoint(server, "EV-1")
    good = ev.message("Heartbeat")
    for broken in (good.replace(b"heartbeatRequest", b"heartBeatNonsense"), b"<no xml"):
        ev.post(broken)
    found = [one for one in read(cso, includePayload=True) if one.type.startswith("ocpp.Unknown.")]
    assert found[0].type == "ocpp.Unknown.Malformed"
    assert broken not in [one.payload.data for one in found if one.payload], "nobody knows whose that was"


# -- filters


@pytest.fixture
def two(server, cso):
    """Two charge points that have charged, with all that there is to read."""
    return charged(server), charged(server, "EV-2", "OTHER"), ask(cso, limit=1000).event


FILTERS = [
    ({"target": [{"kind": "ChargePoint", "id": "EV-2"}]}, lambda one: one.chargePointId == "EV-2"),
    ({"target": [{"kind": "Connector", "id": "EV-1", "connectorId": 1}]},
     lambda one: (one.chargePointId, one.connectorId) == ("EV-1", 1)),
    ({"target": [{"kind": "Connector", "id": "EV-1", "connectorId": 0}]}, lambda one: one.chargePointId == "EV-1"),
    ({"target": [{"kind": "ChargePoint", "id": "EV-2"}, {"kind": "ChargePoint", "id": "none"}]},
     lambda one: one.chargePointId == "EV-2"),
    ({"target": [{"kind": "All"}]}, lambda _one: True),
    ({"target": [{"kind": "ChargePoint", "id": "EV-2"}, {"kind": "All"}]}, lambda _one: True),
    ({"typePrefix": ["motown.Transaction"]}, lambda one: one.type.startswith("motown.Transaction")),
    ({"typePrefix": ["ocpp.MeterValues.", "motown.Meter"]},
     lambda one: one.type.startswith(("motown.MeterSampled", "ocpp.MeterValues."))),
    ({"typePrefix": ["motown.transaction"]}, lambda _one: False),
    ({"typePrefix": [""]}, lambda _one: True),
    ({"category": "Message"}, lambda one: one.category == "Message"),
    ({"category": "Domain", "typePrefix": ["motown.S", "ocpp."]}, lambda one: one.type.startswith("motown.S")),
]


@both_stores
def test_what_is_wanted(cso, two):
    everything = two[2]
    for fields, fits in FILTERS:
        assert read(cso, filter=fields) == [one for one in everything if fits(one)], fields
        assert positions(ask(cso, 10**9, filter=fields, direction="Backward", limit=1000).event) == positions(
            [one for one in everything if fits(one)])[::-1], fields


def test_what_is_wanted_by_its_ids(server, cso, two):
    first, _, everything = two
    of_transaction = read(cso, filter={"transactionId": str(first)})
    assert of_transaction == [one for one in everything if one.transactionId == str(first)]
    assert len(of_transaction) >= 5
    correlation = everything[4].correlationId
    assert read(cso, filter={"correlationId": correlation}) == [
        one for one in everything if one.correlationId == correlation]


UNKNOWN = [
    {"target": [{"kind": "ChargePoint", "id": "none"}]}, {"target": [{"kind": "Group", "id": "none"}]},
    {"target": [{"kind": "Planet", "id": "EV-1"}]}, {"target": [{"kind": "Planet"}]}, {"category": "Rumour"},
    {"transactionId": "x"}, {"transactionId": "007"}, {"transactionId": "-1"}, {"transactionId": "9" * 40},
    {"transactionId": "999999"}, {"commandId": "none"}, {"correlationId": "none"}, {"typePrefix": ["nobody."]},
    {"since": START + timedelta(days=1)}, {"until": START - timedelta(days=1)}]


@both_stores
def test_what_is_not_known_fits_nothing(server, cso, two):
    for fields in UNKNOWN:
        answer = ask(cso, filter=fields)
        assert (answer.event, answer.endOfStore, answer.nextPosition) == ([], True, server.head()), fields


def test_what_is_wanted_by_its_time(server, cso):
    charged(server)
    server.clock.advance(3600)
    later = server.head()
    charged(server, "EV-2")
    hour = server.now
    assert positions(read(cso, filter={"since": hour})) == list(range(later + 1, server.head() + 1))
    assert positions(read(cso, filter={"until": hour})) == list(range(1, later + 1))
    assert read(cso, filter={"since": hour, "until": hour}) == []


def test_groups_are_the_charge_points_in_them(server, cso, two):
    server.execute(commands.PutGroup(
        group_id="NORTH", kind="Site", charge_point_ids=("EV-2",), revision=1))
    found = read(cso, filter={"target": [{"kind": "Site", "id": "NORTH"}]})
    assert found == [one for one in two[2] if one.chargePointId == "EV-2"]
    assert read(cso, filter={"target": [{"kind": "Group", "id": "NORTH"}]}) == []


# -- payload


def test_bytes_are_those_that_were_on_the_wire(server, cso):
    ev = ChargePoint(server, "EV-1")
    ev.boot()
    request, response = ask(cso, filter={"category": "Message"}, includePayload=True).event
    for event, sent in ((request, ev.sent), (response, ev.got)):
        stored = server.bytes_of(server.log()[event.position - 1])
        assert event.payload.data == stored
        assert event.payload.sha256.lower() in (sha256(stored).hexdigest(), sha256(stored).hexdigest().encode())
        assert event.payload.contentType.startswith("application/soap+xml")
        assert event.payloadWithheld is None
        assert not sent or sent == stored


def test_bytes_come_only_where_they_are_asked_for_and_with_messages(server, cso):
    charged(server)
    assert not any(one.payload for one in ask(cso).event)
    assert {one.category for one in ask(cso, includePayload=True).event if one.payload} == {"Message"}


def test_a_page_of_long_messages_ends_early_and_goes_on(server, cso, monkeypatch):
    charged(server)
    monkeypatch.setattr("motown.services.events.reading.MOST_BYTES", 3000)
    monkeypatch.setattr("motown.services.events.reading.AT_ONCE", 2)
    answer = ask(cso, includePayload=True)
    assert 0 < len(answer.event) < server.head()
    assert (answer.nextPosition, answer.endOfStore) == (answer.event[-1].position, False)
    assert positions(read(cso, includePayload=True)) == list(range(1, server.head() + 1))


def test_bytes_that_the_disk_has_changed_are_not_told(server, cso, caplog):
    charged(server)
    with server.store._aside.begin() as connection:
        connection.execute(sa.text("UPDATE message SET sha256 = sha256 WHERE position = 0"))
        connection.execute(sa.text("UPDATE message SET body = zeroblob(10), encoding = 'identity'"))
    answer = ask(cso, includePayload=True)
    assert answer.endOfStore
    assert not any(one.payload for one in answer.event)
    assert "have changed" in caplog.text


# -- one event


def test_one_event(server, cso):
    charged(server)
    event = next(one for one in ask(cso).event if one.category == "Message")
    for asked in ({"position": event.position}, {"eventId": event.eventId}):
        assert cso("eventstore", "GetEvent", **asked).event == event
    assert cso("eventstore", "GetEvent", position=event.position, includePayload=True).event.payload


def test_one_event_is_asked_for_in_one_way(cso):
    for fields in ({}, {"position": 1, "eventId": "x-1"}):
        with refusal("InvalidRequest", "eventId"):
            cso("eventstore", "GetEvent", **fields)


def test_an_event_that_is_not_there(server, cso):
    for asked in ({"position": 10**9}, {"eventId": "x-1"}, {"eventId": "garbage"}):
        with refusal("NotFound"):
            cso("eventstore", "GetEvent", **asked)


# -- the store


@both_stores
def test_where_the_store_begins_and_ends(server, cso):
    charged(server)
    info = cso("eventstore", "GetStoreInfo")
    assert (info.headPosition, info.oldestPosition, info.eventCount) == (server.head(), 1, server.head())
    assert (info.headTime, info.oldestTime, info.positionAt) == (START, START, None)


def test_where_the_store_stood_at_a_time(server, cso):
    charged(server)
    head = server.head()
    server.clock.advance(3600)
    charged(server, "EV-2")
    for time, position in ((START, 0), (START + timedelta(seconds=1), head), (server.now, head),
                           (server.now + timedelta(days=1), server.head()), (datetime(1990, 1, 1, tzinfo=UTC), 0)):
        assert cso("eventstore", "GetStoreInfo", time=time).positionAt == position
    found = ask(cso, cso("eventstore", "GetStoreInfo", time=server.now).positionAt)
    assert {one.chargePointId for one in found.event} == {"EV-2"}


# -- the types


def test_the_types_need_no_credential_and_are_those_of_the_table(server):
    told = Anybody(server)("eventstore", "ListEventTypes").eventType
    assert [one.type for one in told] == ["motown." + name for name in sorted(
        one.removeprefix("motown.") for one in EVENT_TYPES if one.startswith("motown."))] + ["ocpp.OPERATION.KIND"]
    table = rows("event-types.csv")
    for one in told:
        head, *attributes = [row for row in table if row["event"] == one.type]
        assert (one.category, one.accessClass, one.source) == (head["category"], head["access"], "motown")
        assert [(its.name, its.type, bool(its.many), its.accessClass or "") for its in one.attribute] == [
            (row["attribute"], row["type"], row["many"] == "yes", row["access"]) for row in attributes
            if row["access"] != "never"]


def test_every_type_that_is_read_is_in_the_list(server, cso):
    charged(server)
    listed = {one.type for one in cso("eventstore", "ListEventTypes").eventType}
    assert {one for one in types(read(cso)) if not one.startswith("ocpp.")} <= listed
