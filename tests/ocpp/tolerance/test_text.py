"""Bytes that are no well-formed XML."""

import pytest

from motown.ocpp.tolerance import Tolerance
from motown.ocpp.tolerance.text import (
    bare_ampersand,
    byte_order_mark,
    control_characters,
    declared_encoding,
    leading_white_space,
    trailing_garbage,
    unbound_prefix,
)
from tests.ocpp.tolerance.desk import STATUS, body, envelope, hear, request

BOM = "\ufeff".encode()
DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>'
HEARTBEAT = request("heartbeat").encode()


def heartbeat_in(before: bytes = b"", after: bytes = b"") -> bytes:
    return before + DECLARATION + HEARTBEAT + after


@pytest.mark.parametrize("before", [b"\n", b"  \r\n\t", b"\0\0", b"\n\0 "])
def test_leading_white_space(before: bytes) -> None:
    heard = hear(heartbeat_in(before))
    assert (heard.operation, heard.repairs) == ("Heartbeat", ["leading-white-space"])


@pytest.mark.parametrize("before", [BOM + b"\n", b" " + BOM])
def test_misplaced_byte_order_mark(before: bytes) -> None:
    heard = hear(heartbeat_in(before))
    assert (heard.operation, heard.repairs) == ("Heartbeat", ["byte-order-mark"])


def test_one_byte_order_mark_is_lawful() -> None:
    assert hear(heartbeat_in(BOM)).repairs == []
    assert byte_order_mark.run(BOM + b"<a/>") == BOM + b"<a/>"


@pytest.mark.parametrize("after", [b"\0\0\0", b"OK", b"\r\n0\r\n\0", HEARTBEAT, b"<", b"</e:Envelope>"])
def test_trailing_garbage(after: bytes) -> None:
    heard = hear(heartbeat_in(after=after))
    assert (heard.operation, heard.repairs) == ("Heartbeat", ["trailing-garbage"])


def test_white_space_at_the_end_is_lawful() -> None:
    assert hear(heartbeat_in(after=b"\r\n \n")).repairs == []
    assert trailing_garbage.run(b"<Envelope></Envelope>\n") == b"<Envelope></Envelope>\n"


@pytest.mark.parametrize(("declared", "used"), [
    ("UTF-8", "latin-1"), ("utf-8x", "utf-8"), ("windows-1252", "cp1252"), ("us-ascii", "utf-8"),
    ("ISO8859-15", "latin-1")])
def test_another_encoding_than_declared(declared: str, used: str) -> None:
    text = f'<?xml version="1.0" encoding="{declared}"?>{request("authorize", "<idTag>Zoë</idTag>")}'
    heard = hear(text.encode(used), "application/soap+xml")
    assert heard.request.idTag == "Zoë"
    assert heard.repairs == ["declared-encoding"]


def test_latin_1_that_declares_nothing() -> None:
    heard = hear(request("authorize", "<idTag>Zoë</idTag>").encode("latin-1"), "text/xml")
    assert (heard.request.idTag, heard.repairs) == ("Zoë", ["declared-encoding"])


def test_an_encoding_that_is_declared_and_used_is_left_alone() -> None:
    message = '<?xml version="1.0" encoding="ISO-8859-1"?><a>Zoë</a>'.encode("latin-1")
    assert declared_encoding.run(message) == message
    assert declared_encoding.run("<a>Zoë</a>".encode()) == "<a>Zoë</a>".encode()


@pytest.mark.parametrize("charset", ["utf-8000", "us-ascii", "utf8mb4"])
def test_a_charset_that_is_wrong_does_not_count(charset: str) -> None:
    heard = hear(request("authorize", "<idTag>Zoë</idTag>"), f"application/soap+xml; charset={charset}")
    assert (heard.request.idTag, heard.repairs) == ("Zoë", ["charset-ignored"])


def test_a_charset_that_is_right_counts_for_a_repaired_message_too() -> None:
    message = b"\n<?xml version='1.0'?>" + request("authorize", "<idTag>Zoë</idTag>").encode("latin-1")
    heard = hear(message, "text/xml; charset=iso-8859-1")
    assert (heard.request.idTag, heard.repairs) == ("Zoë", ["leading-white-space"])


@pytest.mark.parametrize("tag", [b"TA\x02G", b"TAG\0\0\0\0", b"\x1bTAG", b"TAG&#0;", b"TA&#x1F;G", b"TA\xef\xbf\xbfG"])
def test_control_characters(tag: bytes) -> None:
    heard = hear(request("authorize", "<idTag>@</idTag>").encode().replace(b"@", tag))
    assert (heard.request.idTag, heard.repairs) == ("TAG", ["control-characters"])


def test_lawful_characters_stay() -> None:
    message = b"<a>\t\r\n&#9;&#xA;&#x1F600; \x7f</a>"
    assert control_characters.run(message) == message


def test_bare_ampersand() -> None:
    heard = hear(request("dataTransfer", "<vendorId>R&D</vendorId><data>a&b=c &amp; &#38; &x;</data>"))
    assert (heard.request.vendorId, heard.request.data) == ("R&D", "a&b=c & & &x;")
    assert heard.repairs == ["bare-ampersand"]


def test_references_stay() -> None:
    message = b"<a>&lt;&gt;&amp;&quot;&apos;&#65;&#x41;</a>"
    assert bare_ampersand.run(message) == message


def test_prefixes_that_custom_knows() -> None:
    headers = "<wsa5:MessageID>m-1</wsa5:MessageID><a:Action>/Heartbeat</a:Action>"
    heard = hear(envelope(body("heartbeat"), headers))
    assert (heard.operation, heard.repairs) == ("Heartbeat", ["unbound-prefix"])


def test_an_unbound_prefix_in_the_body_counts_as_no_namespace() -> None:
    content = STATUS.replace("<", "<q:").replace("<q:/", "</q:")
    inside = f"<q:statusNotificationRequest>{content}</q:statusNotificationRequest>"
    heard = hear(envelope(inside))
    assert heard.request.status == "Available"
    assert heard.repairs == ["unbound-prefix", "no-namespace", "children-namespace"]


def test_an_unbound_prefix_of_an_attribute() -> None:
    content = '<idTag xsi:type="xsd:string">TAG</idTag>'
    heard = hear(request("authorize", content))
    assert heard.request.idTag == "TAG"
    assert "unbound-prefix" in heard.repairs


def test_an_unbound_prefix_of_the_envelope() -> None:
    text = request("heartbeat").replace(' xmlns:e="http://www.w3.org/2003/05/soap-envelope"', "").replace("e:",
        "SOAP-ENV:")
    assert hear(text).operation == "Heartbeat"


def test_bound_prefixes_stay() -> None:
    message = b'<a:b xmlns:a="u"><c xmlns:d="v" d:e="1"/></a:b>'
    assert unbound_prefix.run(message) == message


def test_a_document_type_is_never_repaired() -> None:
    text = f"\n<!DOCTYPE a [<!ENTITY b 'c'>]>{request('heartbeat')}"
    heard = hear(text)
    assert (heard.operation, "document type" in (heard.fault or "")) == (None, True)
    assert Tolerance(()).text(text.encode()) is None


@pytest.mark.parametrize("message", [
    b"", b"   ", b"\0", b"GET / HTTP/1.1", b"<html><p>login</html>", b"{}", b"<a>", b"\xff\xfe<"])
def test_what_is_no_soap_is_refused(message: bytes) -> None:
    assert hear(message).fault is not None


def test_a_message_cut_short_is_refused() -> None:
    assert hear(HEARTBEAT[:-20]).fault is not None


def test_only_what_is_needed_is_done() -> None:
    assert leading_white_space.run(b"<a/>") == b"<a/>"
    assert hear(b"\n" + HEARTBEAT).repairs == []  # without a declaration, white space is lawful there
