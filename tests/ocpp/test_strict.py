"""Strict mode (``ocpp.mode``): what lenient mode forgives is refused, and in the log all the same (WSA-11)."""

import pytest

from tests.fixtures import both_versions
from tests.harness import START
from tests.speaking import FAULTS, ChargePoint, read_fault, request

pytestmark = both_versions


@pytest.fixture
def server(make_server):
    made = make_server(mode="strict")
    made.accept("EV-1")
    made.put_tag("TAG")
    made.news()
    return made


@pytest.fixture
def ev(server, version):
    """A correct one: zeep sends every header but From."""
    return ChargePoint(server, version=version, address="http://192.0.2.1:8080/")


def proper(version, operation, content=""):
    """A message to the letter."""
    headers = (f"<a:MessageID>urn:uuid:1</a:MessageID><a:Action>/{operation}</a:Action><a:To>http://central/ocpp</a:To>"
               f"<a:From><a:Address>http://192.0.2.1:8080/</a:Address></a:From>")
    return request(operation, content, headers, version=version)


def test_a_correct_charge_point_notices_nothing(server, ev):
    ev.boot()
    number = ev.start().transactionId
    ev.meter(1000)
    ev.stop(number)
    ev.status()
    assert {one.event.kind for one in server.news() if one.category == "Message"} == {"Request", "Response"}


def test_a_message_without_addressing_is_refused_and_kept(server, version):
    answer = server.post(request("Heartbeat", version=version))
    assert read_fault(answer).code == "Sender"
    malformed, fault = server.news()
    assert (malformed.type, fault.type) == ("ocpp.Heartbeat.Malformed", "ocpp.Heartbeat.Fault")
    assert malformed.event.repairs == ()
    assert server.bytes_of(fault) == answer.body


def test_a_schema_error_is_a_protocol_error(server, version):
    """FLT-3."""
    bad = proper(version, "Authorize", "<idTag>TAG</idTag><idTag>TAG</idTag>")
    fault = read_fault(server.post(bad))
    assert (fault.subcode, fault.namespace) == ("ProtocolError", FAULTS[version])
    assert server.happened() == []


@pytest.mark.parametrize("connector", [0, -1])
def test_a_start_needs_a_connector(server, ev, connector):
    """ID-10."""
    assert ev.fault("StartTransaction", **ev.starting(connectorId=connector)).subcode == "ProtocolError"
    assert server.transactions() == []
    assert [one.type for one in server.news()] == ["ocpp.StartTransaction.Request", "ocpp.StartTransaction.Fault"]


def test_meter_values_need_a_connector(ev):
    values = [{"timestamp": START, "value": ev.reading(1)}]
    assert ev.fault("MeterValues", connectorId=-1, values=values).subcode == "ProtocolError"
    ev.call("MeterValues", connectorId=0, values=values)


def test_odd_content_is_no_reason_even_so(ev):
    """FLT-8, TX-4, TX-10."""
    assert ev.start("UNKNOWN").transactionId
    ev.stop(-1, meterStop=0)


def test_a_strangers_mistakes_are_in_the_journal(server, version):
    message = request("Heartbeat", identity="EV-9", version=version)
    read_fault(server.post(message))
    assert server.news() == []
    assert [(row.identity, row.body) for row in server.journal()] == [("EV-9", message)]


def test_an_answer_is_wanted_elsewhere(server, version):
    """WSA-7: lenient mode answers here whatever it says; neither ever calls that address."""
    elsewhere = proper(version, "Heartbeat").replace(
        b"</s:Header>", b"<a:ReplyTo><a:Address>http://203.0.113.9/</a:Address></a:ReplyTo></s:Header>")
    fault = read_fault(server.post(elsewhere))
    assert fault.code == "Sender"
