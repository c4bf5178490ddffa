"""Envelopes and header blocks."""

import pytest

from motown.soap.versions import SOAP11, SOAP12
from tests.ocpp.tolerance.desk import START, WSA, body, envelope, hear, request

HEARTBEAT = request("heartbeat")


@pytest.mark.parametrize("namespace", [
    SOAP12.namespace + "/", "HTTP://www.w3.org/2003/05/soap-envelope", "https://www.w3.org/2003/05/soap-envelope",
    SOAP11.namespace.rstrip("/")])
def test_an_envelope_namespace_that_is_nearly_right(namespace: str) -> None:
    heard = hear(HEARTBEAT.replace(SOAP12.namespace, namespace))
    assert (heard.operation, heard.repairs) == ("Heartbeat", ["envelope-namespace"])


def test_an_envelope_in_no_namespace() -> None:
    heard = hear(HEARTBEAT.replace(f' xmlns:e="{SOAP12.namespace}"', "").replace("e:", ""))
    assert (heard.operation, heard.identity, heard.repairs) == ("Heartbeat", "CP 7", ["envelope-namespace"])


@pytest.mark.parametrize("namespace", ["http://www.w3.org/2001/12/soap-envelope", "urn:mine"])
def test_an_envelope_of_another_version_is_refused(namespace: str) -> None:
    heard = hear(HEARTBEAT.replace(SOAP12.namespace, namespace))
    assert heard.operation is None
    assert b"VersionMismatch" in heard.answer.body


@pytest.mark.parametrize(("given", "meant"),
    [("e:Body", "e:body"), ("e:Header", "e:HEADER"), ("e:Envelope", "e:envelope")])
def test_envelope_names_in_other_letters(given: str, meant: str) -> None:
    heard = hear(HEARTBEAT.replace(given, meant))
    assert (heard.operation, heard.identity, heard.repairs) == ("Heartbeat", "CP 7", ["envelope-names"])


def test_a_body_in_the_other_soap_namespace() -> None:
    text = HEARTBEAT.replace("<e:Body>", f'<f:Body xmlns:f="{SOAP11.namespace}">').replace("</e:Body>", "</f:Body>")
    assert hear(text).repairs == ["envelope-names"]


def test_a_header_behind_the_body() -> None:
    head, _, rest = HEARTBEAT.partition("<e:Header>")
    header, _, rest = rest.partition("</e:Header>")
    heard = hear(rest.join([head, ""]).replace("</e:Envelope>", f"<e:Header>{header}</e:Header></e:Envelope>"))
    assert (heard.operation, heard.identity, heard.repairs) == ("Heartbeat", "CP 7", ["envelope-parts"])


def test_parts_of_somebodys_own() -> None:
    assert hear(HEARTBEAT.replace("</e:Envelope>", '<x xmlns="urn:x"/></e:Envelope>')).repairs == ["envelope-parts"]


@pytest.mark.parametrize("broken", [
    HEARTBEAT.replace("</e:Envelope>", "<e:Body/></e:Envelope>"), envelope(""), envelope(body("heartbeat") * 2)])
def test_what_says_two_things_or_nothing_is_refused(broken: str) -> None:
    assert hear(broken).fault is not None


def test_soap_11_is_answered_in_kind() -> None:
    heard = hear(envelope(body("startTransaction", START), soap=SOAP11.namespace), "text/xml")
    assert (heard.request.idTag, heard.repairs) == ("TAG", [])
    assert SOAP11.namespace.encode() in heard.answer.body


def relates_to(answer: bytes) -> str | None:
    _, found, rest = answer.decode().partition("RelatesTo>")
    return rest.partition("<")[0] if found else None


def test_addressing_headers_in_other_letters() -> None:
    heard = hear(envelope(body("heartbeat"), f'<w:messageID xmlns:w="{WSA}">m-1</w:messageID>'))
    assert (heard.repairs, relates_to(heard.answer.body)) == (["addressing-name-case"], "m-1")


@pytest.mark.parametrize("namespace", ["", WSA + "/", "http://www.w3.org/2006/03/addressing"])
def test_addressing_headers_in_another_namespace(namespace: str) -> None:
    heard = hear(envelope(body("heartbeat"), f'<MessageID xmlns="{namespace}">m-2</MessageID>'))
    assert (heard.repairs, relates_to(heard.answer.body)) == (["addressing-namespace"], "m-2")


def test_a_real_addressing_header_goes_before_a_doubtful_one() -> None:
    headers = f'<MessageID>doubtful</MessageID><w:MessageID xmlns:w="{WSA}">real</w:MessageID>'
    heard = hear(envelope(body("heartbeat"), headers))
    assert (heard.repairs, relates_to(heard.answer.body)) == ([], "real")


def test_headers_of_others_stay_what_they_are() -> None:
    headers = '<To xmlns="urn:mine">x</To><s:Sequence xmlns:s="http://schemas.xmlsoap.org/ws/2005/02/rm">1</s:Sequence>'
    heard = hear(envelope(body("heartbeat"), headers))
    assert (heard.operation, heard.repairs) == ("Heartbeat", [])


@pytest.mark.parametrize(("attributes", "content"), [('mustUnderstand="1"', "CP 7"), ('type="x"', "<id>CP 7</id>")])
def test_an_identity_header_with_more_than_text(attributes: str, content: str) -> None:
    text = HEARTBEAT.replace(">CP 7<", f" {attributes}>{content}<")
    heard = hear(text)
    assert (heard.identity, heard.repairs) == ("CP 7", ["identity-header-content"])


def test_an_identity_header_with_soap_attributes_is_lawful() -> None:
    assert hear(HEARTBEAT.replace(">CP 7<", ' e:mustUnderstand="true">CP 7<')).repairs == []
