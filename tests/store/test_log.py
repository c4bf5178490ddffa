from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from hashlib import sha256

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from motown.domain import events
from motown.domain.quantities import sample
from motown.store import messages, tables
from motown.store.log import decoded, encoded
from tests.store.support import accept, asked, at, log, message, record, recording, started, status, unit

ON_ONE_STORE = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)


def test_positions_have_no_gaps(store):
    for _ in range(3):
        record(store, status(), status())
    assert [one.position for one in log(store)] == [1, 2, 3, 4, 5, 6]


def test_each_stream_counts_its_own_versions(store):
    record(store, status(), started(17), status("EV-2"), status())
    record(store, status(), events.IdTagRemoved(id_tag="TAG", key="tag"))
    assert [(one.stream_id, one.stream_version) for one in log(store)] == [
        ("cp:EV-1", 1), ("transaction:17", 1), ("cp:EV-2", 1), ("cp:EV-1", 2), ("cp:EV-1", 3), ("id-tag:tag", 1)]


def test_request_events_and_answer_stand_in_this_order(store):
    done = store.run(asked(recording(status(), status())))
    found = log(store)
    assert [one.type for one in found] == [
        "ocpp.Heartbeat.Request", "motown.StatusChanged", "motown.StatusChanged", "ocpp.Heartbeat.Response"]
    assert (done.first_position, done.last_position) == (1, 4)


def test_everything_follows_from_the_request(store):
    store.run(asked(recording(status())))
    request, *others = log(store)
    assert request.causation_id is None
    assert {one.causation_id for one in others} == {request.event_id}
    assert {one.correlation_id for one in (request, *others)} == {request.event_id}


def test_an_event_may_follow_from_another_than_the_request(store):
    def decide(session):
        session.record(status(), cause=None)
        session.record(status(), cause=1)

    store.run(asked(decide))
    assert [one.causation_position for one in log(store)] == [None, None, 1, 1]


def test_a_unit_may_say_what_it_belongs_to(store):
    record(store, status())
    store.run(unit(recording(status()), correlation_id="command-7", causation_position=1, party="operator", add_on="x"))
    found = log(store)[-1]
    assert (found.correlation_id, found.party, found.add_on) == ("command-7", "operator", "x")


def test_without_a_request_the_first_event_is_what_all_belong_to(store):
    record(store, status(), status())
    first, second = log(store)
    assert first.correlation_id == second.correlation_id == first.event_id
    assert second.causation_id is None


def test_columns_are_taken_from_the_event(store):
    record(store, started(17, connector_id=2, occurred_at=at(-3600)))
    found = log(store)[0]
    assert (found.charge_point_id, found.connector_id, found.transaction_id) == ("EV-1", 2, 17)
    assert (found.recorded_at, found.occurred_at) == (at(0), at(-3600))
    assert (found.category, found.version) == ("Domain", 1)


def test_an_event_comes_back_as_it_was(store):
    happened = events.MeterSampled(
        charge_point_id="EV-1", connector_id=1, occurred_at=at(0.000001),
        samples=(sample(at(0.5), "1.50", unit="kWh"), sample(at(1), "-0.1", measurand="Temperature", unit="Celsius"),
                 sample(at(2), "QUJD", format="SignedData")))
    record(store, happened)
    found = log(store)[0]
    assert found.event == happened
    assert found.event.samples[0].normalised == Decimal(1500)


def test_times_of_any_zone_are_kept_as_the_same_moment(store):
    moment = datetime(2026, 3, 1, 14, 30, 0, 123456, tzinfo=timezone(timedelta(hours=2, minutes=30)))
    record(store, started(1, occurred_at=moment))
    found = log(store)[0]
    assert found.occurred_at == moment
    assert found.occurred_at.tzinfo is UTC
    assert found.event.occurred_at == moment


awkward = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=40) | st.sampled_from(
    ["\\N", "\\", "a\tb\nc\rd\\", "'; DROP TABLE event; --", "%s", "?", "\u2028", "😀", "NULL", "\\x41"])


@ON_ONE_STORE
@given(st.lists(awkward, min_size=1, max_size=20))
def test_texts_come_back_however_odd_and_however_many(store, texts):
    """Many rows go another way into PostgreSQL than few."""
    first = store.run(unit(recording(*(status(info=text, vendor_id=text) for text in texts)))).first_position
    found = [one for one in log(store) if one.position >= first]
    assert [one.event.info for one in found] == texts


@ON_ONE_STORE
@given(st.lists(
    st.binary(max_size=5000) | st.binary(max_size=400).map(lambda part: part * 20), min_size=1, max_size=10))
def test_the_bytes_of_messages_come_back_exactly(store, bodies):
    for body in bodies:
        done = store.run(asked(incoming=message(body=body), reply=None))
        assert store.read_now(messages.body, done.first_position) == body


def test_what_is_known_of_a_message_stands_beside_its_bytes(store):
    known = {"message_id": "1", "relates_to": "2", "remote_address": "192.0.2.1", "content_type": "text/xml"}
    body = "<é/>".encode() * 100
    store.run(asked(incoming=message(body=body, **known),
                    reply=lambda _: message("Response", body=b"", http_status=200, duration_ms=7)))
    request, reply = (store.read_now(messages.get, position) for position in (1, 2))
    assert {name: getattr(request, name) for name in known} == known
    assert (request.protocol, request.direction, request.size) == ("ocpp1.5-soap", "FromChargePoint", len(body))
    assert request.sha256 == sha256(body).digest()
    assert (reply.http_status, reply.duration_ms, reply.body, reply.size) == (200, 7, b"", 0)


@pytest.mark.parametrize(("size", "encoding"), [
    (0, "identity"), (1023, "identity"), (1024, "zlib"), (4096, "zlib"), (9999, "zlib")])
def test_longer_messages_are_compressed(store, size, encoding):
    store.run(asked(incoming=message(body=b"x" * size)))
    found = store.read_now(lambda connection: connection.execute(sa.select(tables.message)).first())
    assert found.encoding == encoding
    assert len(found.body) == size if encoding == "identity" else len(found.body) < size


@given(st.binary(max_size=10_000))
def test_encoding_can_be_undone(body):
    assert decoded(*encoded(body)) == body


def test_a_way_of_storing_that_is_not_known_is_said(store):
    with pytest.raises(ValueError, match="brotli"):
        decoded("brotli", b"")


def test_only_messages_of_charge_points_keep_bytes(store):
    accept(store, "EV-1")
    assert store.read_now(messages.get, 1) is None
    assert store.read_now(messages.body, 99) is None
