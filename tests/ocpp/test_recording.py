"""What the log keeps of a message: its exact bytes both ways, what it meant, and what belongs together."""

import logging
import shlex

import pytest

from motown.domain import commands
from motown.store import journal
from motown.store.journal import Bounds
from tests.fixtures import both_stores, both_versions
from tests.harness import HOME
from tests.speaking import ChargePoint, request

BROKEN = b"<s:Envelope"


@both_versions
@both_stores
def test_request_meaning_and_answer_stand_together_with_their_exact_bytes(server, ev):
    """In one commit: their positions follow one another, and they have one moment."""
    ev.start(connectorId=2)
    request_, started, decided, answer = server.news()
    assert [one.type for one in (request_, started, decided, answer)] == [
        "ocpp.StartTransaction.Request", "motown.TransactionStarted", "motown.AuthorizationDecided",
        "ocpp.StartTransaction.Response"]
    assert (server.bytes_of(request_), server.bytes_of(answer)) == (ev.sent, ev.got)
    assert [one.position - request_.position for one in (request_, started, decided, answer)] == [0, 1, 2, 3]
    assert {one.recorded_at for one in (request_, started, decided, answer)} == {server.now}


@both_versions
def test_the_request_is_the_cause_of_all_and_all_belong_together(server, ev):
    ev.start()
    request_, *others = server.news()
    assert {one.causation_id for one in others} == {request_.event_id}
    assert request_.causation_id is None
    assert {one.correlation_id for one in (request_, *others)} == {request_.event_id}


@both_versions
def test_what_is_known_of_the_messages(server, version):
    ev = ChargePoint(server, version=version, message_id="urn:uuid:7", remote="2001:db8::1")
    ev.heartbeat()
    request_, _, answer = (one.event for one in server.news())
    assert (request_.operation, request_.kind, request_.direction, request_.protocol) == (
        "Heartbeat", "Request", "FromChargePoint", f"ocpp{version}-soap")
    assert (request_.message_id, request_.relates_to, request_.remote_address) == ("urn:uuid:7", None, "2001:db8::1")
    assert request_.content_type.startswith("application/soap+xml")
    assert (answer.kind, answer.direction, answer.relates_to, answer.http_status) == (
        "Response", "ToChargePoint", "urn:uuid:7", 200)
    assert answer.message_id not in (None, "urn:uuid:7")
    assert answer.duration_ms >= 0


@both_versions
def test_repairs_are_told_of_the_request_and_its_bytes_are_as_they_came(server, version):
    sent = b"\n" + request("Authorize", "<idTag>TAG</idTag>", identity="EV-1 ", version=version)
    server.post(b'\n<?xml version="1.0"?>' + sent)
    received = server.news()[0]
    assert received.event.repairs
    assert server.bytes_of(received) == b'\n<?xml version="1.0"?>' + sent


@both_versions
def test_a_refused_message_of_one_that_we_know_is_kept_with_its_fault(server, ev):
    """Valid, and yet it may not be."""
    ev.fault("StatusNotification", connectorId=-1, status="Available", errorCode="NoError")
    request_, fault = server.news()
    assert (request_.type, fault.type) == ("ocpp.StatusNotification.Request", "ocpp.StatusNotification.Fault")
    assert request_.event.reason == fault.event.reason
    assert (server.bytes_of(request_), server.bytes_of(fault)) == (ev.sent, ev.got)
    assert fault.causation_id == request_.event_id
    assert fault.event.http_status == 500


@both_versions
@pytest.mark.parametrize(("message", "operation"), [
    (lambda version: request("StatusNotification", "<connectorId>one</connectorId>", version=version),
     "StatusNotification"),
    (lambda version: request("Nonsense", version=version), "Unknown"),
])
def test_a_malformed_message_of_one_that_we_know_is_kept_with_its_fault(server, version, message, operation):
    sent = message(version)
    answer = server.post(sent)
    malformed, fault = server.news()
    assert (malformed.type, fault.type) == (f"ocpp.{operation}.Malformed", f"ocpp.{operation}.Fault")
    assert (server.bytes_of(malformed), server.bytes_of(fault)) == (sent, answer.body)
    assert server.journal() == []


@both_versions
def test_a_refused_unit_leaves_its_messages_and_nothing_else(server, ev):
    """The charge point was refused a moment ago, the edge does not know it yet."""
    ev.heartbeat()
    server.execute(commands.RejectChargePoint(charge_point_id="EV-1"))
    server.news()
    ev.fault("StartTransaction", **ev.starting())
    assert [one.type for one in server.news()] == ["ocpp.StartTransaction.Request", "ocpp.StartTransaction.Fault"]
    assert server.transactions() == []


@both_versions
@pytest.mark.parametrize("message", [BROKEN, b"", b"\xff\xfe\x00"])
def test_what_strangers_send_is_in_the_journal_only(server, version, message):
    sent = message or request("Heartbeat", identity="EV-9", version=version)
    server.post(sent, "/ocpp", remote="203.0.113.9")
    row, = server.journal()
    assert (row.remote_address, row.method, row.path, row.body) == ("203.0.113.9", "POST", "/ocpp", sent)
    assert row.reason
    assert server.news() == []


def test_the_journal_is_bounded(make_server):
    """Rows, bytes and rate: the oldest go, and those that are gone are counted."""
    server = make_server(journal_bounds=Bounds(max_rows=5, max_bytes=1_000_000, rows_per_minute=60))
    for number in range(8):
        server.post(BROKEN, remote=f"203.0.113.{number}")
    assert [row.remote_address for row in server.journal()] == [f"203.0.113.{number}" for number in range(3, 8)]
    assert server.read(journal.dropped) == 3
    for _ in range(100):
        server.post(BROKEN)
    assert server.store.journal_dropped == 48
    server.clock.advance(60)
    server.post(BROKEN, remote="203.0.113.99")
    assert server.journal()[-1].remote_address == "203.0.113.99"


def test_a_long_message_of_a_stranger_is_cut_off(server):
    server.post(b"<" + b"x" * 100_000)
    row, = server.journal()
    assert (row.size, len(row.body)) == (100_001, 8192)


@both_versions
def test_one_line_a_message(server, ev, caplog):
    """With charge point, operation, outcome, milliseconds and position."""
    with caplog.at_level(logging.INFO, "motown.messages"):
        ev.heartbeat()
    record, = (one for one in caplog.records if one.name == "motown.messages")
    fields = record.fields
    assert (fields["chargePoint"], fields["operation"], fields["outcome"]) == ("EV-1", "Heartbeat", "Answered")
    assert fields["position"] == server.news()[0].position
    assert fields["ms"] >= 0


@both_versions
def test_the_line_of_one_that_was_turned_away_says_what_to_do(make_server, version, caplog):
    """The operator finds the command there that lets it in; once it is on the list, and each time it asks again."""
    ev = ChargePoint(make_server(), "EV-9", version)
    with caplog.at_level(logging.INFO, "motown.messages"):
        ev.boot()
        ev.boot()
        ev.fault("Heartbeat")
    lines = [one.fields for one in caplog.records if one.name == "motown.messages"]
    assert [line["outcome"] for line in lines] == ["Rejected", "Rejected", "Refused"]
    assert [line["reason"] for line in lines[:2]] == ["waits to be accepted: motown charge-points accept EV-9"] * 2


@pytest.mark.parametrize(("identity", "words"), [
    ("EV 9", ["EV 9"]), ("$(reboot)", ["$(reboot)"]), ("x; reboot", ["x; reboot"]), ("it's", ["it's"]),
    ("--help", ["--", "--help"])])
def test_the_command_in_the_line_can_be_copied_whatever_a_stranger_calls_itself(make_server, identity, words, caplog):
    """A shell takes the name for one word, the command line for no option."""
    with caplog.at_level(logging.INFO, "motown.messages"):
        ChargePoint(make_server(), identity).boot()
    told = caplog.records[-1].fields["reason"]
    assert shlex.split(told.partition(": ")[2]) == ["motown", "charge-points", "accept", *words]


@both_versions
def test_every_outcome_has_its_line_and_its_count(server, ev, version, caplog):
    with caplog.at_level(logging.INFO, "motown.messages"):
        ev.heartbeat()
        ev.fault("StatusNotification", connectorId=-1, status="Available", errorCode="NoError")
        server.post(BROKEN)
        server.post(BROKEN, "/ocpp/EV-1")
        server.post(request("Heartbeat", headers="<x/>", identity="EV-1 ", version=version))
    lines = [one.fields for one in caplog.records if one.name == "motown.messages"]
    assert [(line["chargePoint"], line["operation"], line["outcome"]) for line in lines] == [
        ("EV-1", "Heartbeat", "Answered"), ("EV-1", "StatusNotification", "Fault"), (None, "Unknown", "Refused"),
        ("EV-1", "Unknown", "Fault"), ("EV-1", "Heartbeat", "Answered")]
    assert lines[-1]["repairs"] == ["identity-white-space"]
    counted = server.metrics.endpoint(None).body.decode()
    assert 'motown_messages_total{operation="Heartbeat",outcome="Answered"} 2.0' in counted
    assert 'motown_messages_total{operation="Unknown",outcome="Refused"} 1.0' in counted


def test_where_it_came_from_is_the_peers_address(server):
    """The harness says so for all."""
    ChargePoint(server).heartbeat()
    assert server.charge_point("EV-1").remote_address == HOME
