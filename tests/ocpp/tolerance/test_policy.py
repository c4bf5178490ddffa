"""Lenient and strict: what each insists on."""

import pytest

from motown.soap.versions import SOAP11, SOAP12
from tests.ocpp.tolerance.desk import CS, START, WSA, Heard, body, envelope, hear, request, strict

ADDRESSED = (f'<a:Action xmlns:a="{WSA}">/Heartbeat</a:Action><a:MessageID xmlns:a="{WSA}">m-1</a:MessageID>'
             f'<a:To xmlns:a="{WSA}">http://cs/</a:To>'
             f'<a:From xmlns:a="{WSA}"><a:Address>http://cp/</a:Address></a:From>')
PROPER = envelope(body("heartbeat"), ADDRESSED)


def fault_name(heard: Heard) -> str:
    """The name nearest to what is wrong, in a fault of SOAP 1.2."""
    assert heard.operation is None
    return next(name for name in (
        "OnlyAnonymousAddressSupported", "InvalidCardinality", "MessageAddressingHeaderRequired", "ActionNotSupported",
        "MustUnderstand", "VersionMismatch", "Sender") if name.encode() in heard.answer.body)


def test_a_proper_message_pleases_both() -> None:
    assert (strict().hear(PROPER).operation, hear(PROPER).repairs) == ("Heartbeat", [])


@pytest.mark.parametrize("header", ["Action", "MessageID", "To", "From"])
def test_strict_requires_addressing(header: str) -> None:
    text = PROPER.replace(f"<a:{header}", "<b:x xmlns:b='urn:b'><b:y").replace(f"</a:{header}>", "</b:y></b:x>")
    assert fault_name(strict().hear(text)) == "MessageAddressingHeaderRequired"
    assert hear(text).operation == "Heartbeat"


@pytest.mark.parametrize("headers", [
    ADDRESSED.replace("/Heartbeat", "/Authorize"), ADDRESSED.replace("/Heartbeat", "/heartbeat/x"),
    ADDRESSED.replace("/Heartbeat", "Boot")])
def test_an_action_of_another_operation(headers: str) -> None:
    text = envelope(body("heartbeat"), headers)
    assert fault_name(strict().hear(text)) == "ActionNotSupported"
    heard = hear(text)
    assert (heard.operation, heard.repairs) == ("Heartbeat", ["action-mismatch"])


@pytest.mark.parametrize("action", [
    "Heartbeat", "/heartbeat", '"/Heartbeat"', "urn://Ocpp/Cs/2012/06/CentralSystemService/Heartbeat", " /Heartbeat ",
    "urn://Ocpp/Cs/2012/06/:CentralSystemService:HeartbeatRequest"])
def test_an_action_in_another_form_is_no_mismatch(action: str) -> None:
    assert hear(envelope(body("heartbeat"), ADDRESSED.replace("/Heartbeat", action))).repairs == []


def test_answers_elsewhere() -> None:
    elsewhere = f'<a:ReplyTo xmlns:a="{WSA}"><a:Address>http://cp/</a:Address></a:ReplyTo>'
    text = envelope(body("heartbeat"), ADDRESSED + elsewhere)
    assert fault_name(strict().hear(text)) == "OnlyAnonymousAddressSupported"
    assert hear(text).repairs == ["reply-to-ignored"]


def test_an_addressing_header_twice() -> None:
    text = envelope(body("heartbeat"), ADDRESSED + ADDRESSED)
    assert fault_name(strict().hear(text)) == "InvalidCardinality"
    assert hear(text).repairs == ["addressing-header-twice"]


def test_headers_that_must_be_understood() -> None:
    strange = f'<s:x xmlns:s="urn:s" xmlns:m="{SOAP12.namespace}" m:mustUnderstand="1"/>'
    text = envelope(body("heartbeat"), ADDRESSED + strange)
    assert fault_name(strict().hear(text)) == "MustUnderstand"
    assert hear(text).repairs == ["must-understand-ignored"]


def test_the_identity_in_another_namespace_that_must_be_understood() -> None:
    text = request("heartbeat").replace(CS["1.5"], "urn://Ocpp/Cp/2012/06/", 1).replace(">CP 7<",
        ' e:mustUnderstand="1">CP 7<')
    heard = hear(text)
    assert (heard.identity, heard.repairs) == ("CP 7", ["must-understand-ignored", "identity-namespace"])


def test_addressing_that_must_be_understood_is() -> None:
    to = f'<a:To m:mustUnderstand="true" xmlns:m="{SOAP12.namespace}"'
    text = envelope(body("heartbeat"), ADDRESSED.replace("<a:To", to))
    assert (strict().hear(text).operation, hear(text).repairs) == ("Heartbeat", [])


@pytest.mark.parametrize("content_type", ["application/soap+xml", "text/xml"])
def test_soap_11(content_type: str) -> None:
    text = envelope(body("heartbeat"), ADDRESSED, soap=SOAP11.namespace)
    assert fault_name(strict().hear(text, content_type)) == "VersionMismatch"
    assert hear(text, content_type).operation == "Heartbeat"


XML_LIKE = ['application/soap+xml; action="/X"', "text/xml; charset=utf-8", "application/xml", "Text/XML",
    "application/soap",
            "application/x-soap+xml", "application/octet-stream", "", None]


@pytest.mark.parametrize("content_type", XML_LIKE)
def test_media_types_that_may_be_xml(content_type: str | None) -> None:
    assert hear(PROPER, content_type).operation == "Heartbeat"


@pytest.mark.parametrize("content_type", XML_LIKE[1:])
def test_strict_knows_one_media_type(content_type: str | None) -> None:
    heard = strict().hear(PROPER, content_type)
    assert (heard.operation, heard.answer.status) == (None, 415)


@pytest.mark.parametrize("content_type", [
    "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain", "text/plain; charset=utf-8",
    "TEXT/PLAIN", "text/html", "application/json", "image/png", 'multipart/related; type="application/xop+xml"'])
def test_forms_and_other_things_are_refused(content_type: str) -> None:
    for desk in (hear, strict().hear):
        heard = desk(PROPER, content_type)
        assert (heard.operation, heard.answer.status) == (None, 415)
        assert heard.fault is not None


@pytest.mark.parametrize("text", [
    "\n<?xml version='1.0'?>" + PROPER, PROPER.replace(CS["1.5"], CS["1.5"][:-1]),
    envelope(body("heartbeat", " "), ADDRESSED), envelope(body("heartbeat", "<x/>"), ADDRESSED)])
def test_strict_repairs_nothing(text: str) -> None:
    assert strict().hear(text).operation is None
    assert hear(text).operation == "Heartbeat"


def test_strict_leaves_valid_messages_as_they_are() -> None:
    text = envelope(body("bootNotification",
        "<chargePointVendor> V </chargePointVendor><chargePointModel>M</chargePointModel>"
                         "<iccid/>"), ADDRESSED.replace("/Heartbeat", "/BootNotification"))
    heard = strict().hear(text)
    assert (heard.request.chargePointVendor, heard.request.iccid, heard.repairs) == (" V ", "", [])


def test_strict_keeps_no_words_that_the_contract_lacks() -> None:
    text = envelope(body("startTransaction", START.replace("TAG", "T" * 21)),
        ADDRESSED.replace("/Heartbeat", "/StartTransaction"))
    assert strict().hear(text).operation is None


def test_a_repair_is_named_once() -> None:
    heard = hear(request("startTransaction", START.replace("TAG", " TAG ").replace(">5<", "> 5.0 <")))
    assert heard.repairs == ["white-space-around-value", "whole-number-with-decimals"]
