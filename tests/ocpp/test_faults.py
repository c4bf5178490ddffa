"""Faults: their codes, subcodes and namespaces (FLT-1 to FLT-8), and what they do not tell."""

import pytest
from lxml import etree

from tests.fixtures import both_versions
from tests.harness import START, outcome
from tests.speaking import FAULTS, SOAP12, WSA, ChargePoint, envelope, read_fault, request

SOAP11 = "http://schemas.xmlsoap.org/soap/envelope/"


@both_versions
@pytest.mark.parametrize(("why", "subcode"), [
    ("unknown", "SecurityError"), ("another's credential", "IdentityMismatch"), ("schema", "ProtocolError"),
    ("no such operation", "ProtocolError")])
def test_the_subcode_is_in_the_fault_namespace_of_the_version(server, ev, version, why, subcode):
    """FLT-3, Q-T-2: which is not that of the messages."""
    if why == "unknown":
        fault = ChargePoint(server, "EV-9", version).fault("Heartbeat")
    elif why == "another's credential":
        fault = ChargePoint(server, version=version, user="EV-2", password="x").fault("Heartbeat")
    elif why == "schema":
        fault = read_fault(ev.post(request("StatusNotification", "<connectorId>one</connectorId>", version=version)))
    else:
        fault = read_fault(ev.post(request("Reset", version=version)))
    assert (fault.code, fault.subcode, fault.namespace) == ("Sender", subcode, FAULTS[version])


@both_versions
def test_a_defect_of_ours_is_a_receivers_fault_that_tells_nothing(server, ev, version, monkeypatch, caplog):
    """FLT-1, FLT-6: the traceback is in the log, with the charge point; the peer gets none."""
    def fails(*_):
        raise ZeroDivisionError("the secret")

    monkeypatch.setattr("motown.core.work.Work.record", fails)
    fault = ev.fault("Heartbeat")
    assert (fault.code, fault.subcode, fault.namespace) == ("Receiver", "InternalError", FAULTS[version])
    assert b"secret" not in ev.got
    assert "the secret" in caplog.text
    assert "EV-1" in caplog.text
    assert [one.type for one in server.news()] == ["ocpp.Heartbeat.Request", "ocpp.Heartbeat.Fault"]


@both_versions
def test_an_unreadable_message_gets_the_version_it_mentions(server, version):
    """FLT-3: as far as that can be told."""
    fault = read_fault(server.post(b"<" + request("Heartbeat", version=version)))
    assert (fault.code, fault.subcode, fault.namespace) == ("Sender", "ProtocolError", FAULTS[version])


@pytest.mark.parametrize("message", [
    b"", b"garbage", b"<?xml version='1.0'?>", b"<html><body/></html>", b"\x00\x01\x02", b"GET / HTTP/1.1",
    b'<!DOCTYPE x [<!ENTITY e "boom">]><x>&e;</x>', b"{}"])
def test_whatever_comes_is_answered_with_a_proper_fault(server, message):
    """FLT-1: never a bare 500, never a traceback."""
    answer = server.post(message)
    fault = read_fault(answer)
    assert (answer.status, answer.media_type) == (500, "application/soap+xml; charset=utf-8")
    assert (fault.code, fault.subcode) == ("Sender", "ProtocolError")
    assert b"Traceback" not in answer.body


def test_no_entity_is_expanded_and_no_file_read(server):
    """SOAP-14."""
    evil = (b'<!DOCTYPE s:Envelope [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
            + request("Authorize", "<idTag>&e;</idTag>"))
    fault = read_fault(server.post(evil, "/ocpp/EV-1"))
    assert (fault.code, fault.subcode) == ("Sender", "ProtocolError")


def test_in_soap_1_1_a_fault_is_one_of_soap_1_1(server):
    """The SOAP version of the request, whatever it is."""
    message = request("Reset").replace(SOAP12.encode(), SOAP11.encode())
    answer = server.post(message, content_type="text/xml")
    fault = etree.fromstring(answer.body).find(f".//{{{SOAP11}}}Fault")
    assert fault.findtext("faultcode").endswith("ProtocolError")
    assert answer.media_type.startswith("text/xml")


@both_versions
@pytest.mark.parametrize(("setting", "status"), [(500, 500), (400, 400)])
def test_the_http_status_of_a_senders_fault_is_a_setting(make_server, version, setting, status):
    """SOAP-13: 500 for all by default, 400 as SOAP 1.2 has it."""
    server = make_server(sender_fault_status=setting)
    assert ChargePoint(server, "EV-9", version).fault("Heartbeat").status == status


def test_a_receivers_fault_is_always_500(make_server):
    """SOAP-13."""
    server = make_server(sender_fault_status=400)
    server.accept("EV-1")
    server.lose_disk()
    assert ChargePoint(server).fault("Heartbeat").status == 500


@both_versions
def test_a_fault_is_addressed_like_any_answer(server, ev):
    """WSA-3, FLT-7."""
    ev.message_id = "urn:uuid:1"
    ev.fault("StatusNotification", connectorId=-1, status="Available", errorCode="NoError")
    header = etree.fromstring(ev.got).find(f"{{{SOAP12}}}Header")
    assert header.findtext(f"{{{WSA}}}RelatesTo") == "urn:uuid:1"
    assert header.findtext(f"{{{WSA}}}Action").endswith("/fault")
    assert header.findtext(f"{{{WSA}}}MessageID")


@both_versions
@pytest.mark.parametrize("start", [
    {"idTag": "UNKNOWN"}, {"idTag": ""}, {"connectorId": 0}, {"connectorId": -5}, {"meterStart": -1},
    {"timestamp": START.replace(year=1970)}, {"timestamp": START.replace(year=2099)}], ids=str)
def test_no_start_is_faulted_for_what_it_says(ev, start):
    """FLT-8, TX-4: the charge point would lose billing data, or loop."""
    assert ev.call("StartTransaction", **ev.starting() | start).transactionId > 0


@both_versions
@pytest.mark.parametrize("stop", [
    {"transactionId": 0}, {"transactionId": -1}, {"transactionId": 10**9}, {"idTag": "UNKNOWN"}, {"idTag": ""},
    {"meterStop": -1}, {"timestamp": START.replace(year=1970)}], ids=str)
def test_no_stop_is_faulted_for_what_it_says(ev, stop):
    """FLT-8, TX-8, TX-10."""
    ev.call("StopTransaction", **ev.stopping(1) | stop)


def test_a_reason_may_hold_anything_and_breaks_nothing(server):
    """What a peer sends comes back in the reason, escaped."""
    answer = server.post(envelope('<x xmlns="urn:&lt;&amp;&quot;&apos;"/>'))
    assert "<&\"'" in read_fault(answer).reason


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE"])
def test_who_does_not_post_is_told_what_is_spoken_here(server, method):
    answer = outcome(server.ask(method, "/ocpp"))
    assert answer.status == 405
    assert b"OCPP" in answer.body or method == "HEAD"


def test_a_web_socket_is_told_that_it_is_not_spoken_here(server):
    answer = outcome(server.ask("GET", "/ocpp/EV-1", headers={"upgrade": "websocket", "connection": "Upgrade"}))
    assert answer.status == 426
    assert b"SOAP" in answer.body
