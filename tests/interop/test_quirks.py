"""What the field gets wrong, in messages of our own, sent to the running server.  Numbers: peers-and-quirks.md 6."""

import gzip
import socket
import zlib
from itertools import count
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest

from motown.store import charge_points
from tests.interop.soap import (
    BOOT,
    NAMESPACES,
    SOAP_11,
    SOAP_12,
    WSA,
    body_of,
    faulted,
    request,
    start_fields,
    stop_fields,
    value,
)

ID = "QUIRK-1"
NS = NAMESPACES["1.5"]
METERS = count(1)


class Odd(NamedTuple):
    """A message that a tolerant central system answers."""

    why: str
    body: bytes
    content_type: str | None = "application/soap+xml; charset=utf-8"
    soap: str = SOAP_12
    path: str = "/ocpp"
    coding: str | None = None


def good(operation: str = "Heartbeat", fields: str = "", **more) -> bytes:
    return request(operation, fields, identity=ID, **more)


def changed(old: str, new: str, operation: str = "Heartbeat", fields: str = "", **more) -> bytes:
    """A good message but for one thing."""
    body = good(operation, fields, **more).decode()
    assert old in body, (old, body)
    return body.replace(old, new).encode()


def bare(body: str, header: str = "", soap: str = SOAP_12) -> bytes:
    return f'<e:Envelope xmlns:e="{soap}">{header}<e:Body>{body}</e:Body></e:Envelope>'.encode()


def who(namespace: str = NS, name: str = "chargeBoxIdentity", text: str = ID, attributes: str = "") -> str:
    return f'<e:Header><{name} xmlns="{namespace}"{attributes}>{text}</{name}></e:Header>'


HEARTBEAT = f'<heartbeatRequest xmlns="{NS}"/>'
WHO = f"<c:chargeBoxIdentity>{ID}</c:chargeBoxIdentity>"


def start(**fields: str) -> str:
    """The fields of a start that was never sent before; a name may stand for another text."""
    text = start_fields(meter=next(METERS))
    for name, instead in fields.items():
        before, _, rest = text.partition(f"<{name}>")
        text = f"{before}<{name}>{instead}{rest[rest.index('</'):]}"
    return text


def status(word: str = "Available", error: str = "NoError", rest: str = "") -> str:
    return f"<connectorId>1</connectorId><status>{word}</status><errorCode>{error}</errorCode>{rest}"


def meter(value_element: str, at: str = "2026-02-03T04:05:06Z") -> str:
    return f"<connectorId>1</connectorId><values><timestamp>{at}</timestamp>{value_element}</values>"


HEADERS = [
    Odd("1 no addressing", bare(HEARTBEAT, who())),
    Odd("2 no MessageID", changed("w:MessageID", "w:MsgID")),
    Odd("3 MessageID that is no URI, in blanks", good(message_id="\n 4711 \n")),
    Odd("5 From without a host", good(headers="<w:From><w:Address>http://:8082/</w:Address></w:From>")),
    Odd("6 From as text", good(headers="<w:From>http://10.0.0.5:80/</w:From>")),
    Odd("6 To with an Address", changed("<w:To>http://central.example/ocpp</w:To>",
                                        "<w:To><w:Address>http://central.example</w:Address></w:To>")),
    Odd("6 attributes", good(headers='<w:ReplyTo x="y"><w:Address a="b">http://www.w3.org/2005/08/addressing/anonymous'
                                     "</w:Address></w:ReplyTo>")),
    Odd("7 ReplyTo elsewhere", good(headers="<w:ReplyTo><w:Address>http://10.9.9.9/</w:Address></w:ReplyTo>")),
    Odd("7 ReplyTo that is no address", good(headers="<w:ReplyTo><w:Address>source</w:Address></w:ReplyTo>")),
    Odd("8 Action of another operation", changed(">/Heartbeat<", ">/Authorize<")),
    Odd("8 Action as a URN", changed(">/Heartbeat<", ">urn://Ocpp/Cs/2012/06/:CentralSystemService:HeartbeatRequest<")),
    Odd("8 Action in small letters, quoted", changed(">/Heartbeat<", ">&quot;/heartbeat&quot;<")),
    Odd("8 action parameter of another", good(), 'application/soap+xml; charset=utf-8; action="/StopTransaction"'),
    Odd("9 identity in the other service's namespace", bare(HEARTBEAT, who("urn://Ocpp/Cp/2012/06/"))),
    Odd("9 identity of the other version", bare(HEARTBEAT, who("urn://Ocpp/Cs/2010/08/"))),
    Odd("9 identity in no namespace", bare(HEARTBEAT, who(""))),
    Odd("9 identity in WS-Addressing's namespace", bare(HEARTBEAT, who(WSA))),
    Odd("9 identity called ChargeBoxIdentity", bare(HEARTBEAT, who(name="ChargeBoxIdentity"))),
    Odd("9 identity in blanks", bare(HEARTBEAT, who(text=f"\n   {ID}\t"))),
    Odd("9 mustUnderstand without a namespace", bare(HEARTBEAT, who(attributes=' mustUnderstand="1"'))),
    Odd("9 identity in the path", bare(HEARTBEAT), path=f"/ocpp/{ID}"),
    Odd("10 mustUnderstand of a stranger", good(headers='<x:a xmlns:x="urn:x" s:mustUnderstand="true"/>')),
    Odd("11 FaultTo and a sequence", good(headers=(
        "<w:FaultTo><w:Address>http://10.9.9.9/</w:Address></w:FaultTo>"
        '<r:Sequence xmlns:r="http://docs.oasis-open.org/ws-rx/wsrm/200702" s:mustUnderstand="1"><r:Identifier>1'
        "</r:Identifier></r:Sequence>"))),
    Odd("addressing of 2004", changed(WSA, "http://schemas.xmlsoap.org/ws/2004/08/addressing")),
]

ENVELOPES = [
    Odd("14 SOAP 1.1", good("Authorize", "<idTag>A</idTag>", soap=SOAP_11), "text/xml; charset=utf-8", SOAP_11),
    Odd("14 SOAP 1.1, called 1.2", good(soap=SOAP_11), soap=SOAP_11),
    Odd("15 text/xml for SOAP 1.2", good(), "text/xml"),
    Odd("15 application/xml", good(), "application/xml; charset=utf-8"),
    Odd("15 no Content-Type", good(), None),
    Odd("15 charset in quotes", good(), "application/soap+xml;charset='UTF-8'"),
    Odd("15 utf8", good(), "application/soap+xml; charset=utf8"),
    Odd("15 a charset that nobody knows", good(), "application/soap+xml; charset=x-firmware"),
    Odd("15 Latin-1", changed('encoding="UTF-8"', 'encoding="ISO-8859-1"', "StatusNotification", status(
        rest="<info>gestört</info>")).decode().encode("latin-1"), "application/soap+xml"),
    Odd("16 no slash at the end", changed("2012/06/", "2012/06")),
    Odd("16 the other service's namespace", changed("/Cs/2012", "/Cp/2012")),
    Odd("16 no namespace", bare("<heartbeatRequest/>", who())),
    Odd("16 small letters", changed("urn://Ocpp/Cs/", "urn://ocpp/cs/")),
    Odd("16 two slashes fewer", changed("urn://Ocpp", "urn:Ocpp")),
    Odd("18 an element in other letters", good("Authorize", "<IdTag>A</IdTag>")),
    Odd("18 a request in other letters", changed("heartbeatRequest", "HeartbeatRequest")),
    Odd("19 alphabetical order", good("StatusNotification", (
        "<connectorId>1</connectorId><errorCode>NoError</errorCode><info>i</info><status>Available</status>"
        "<vendorErrorCode>7</vendorErrorCode><vendorId>v</vendorId>"))),
    Odd("19 meterStart before timestamp", good("StartTransaction", (
        f"<meterStart>{next(METERS)}</meterStart><timestamp>2026-01-01T00:00:00Z</timestamp><idTag>T</idTag>"
        "<connectorId>1</connectorId>"))),
    Odd("20 elements that nobody knows", good("BootNotification", f"<ocppVersion>1.5</ocppVersion>{BOOT}<endpoint/>")),
    Odd("20 and in a namespace of their own", good("Heartbeat", '<x:uptime xmlns:x="urn:acme">5</x:uptime>')),
    Odd("21 lines before the declaration", b"\r\n \n" + good()),
    Odd("21 byte order mark", b"\xef\xbb\xbf" + good()),
    Odd("21 NULs at the end", good() + b"\0\0"),
    Odd("21 single quotes, standalone", changed(
        '<?xml version="1.0" encoding="UTF-8"?>', "<?xml version='1.0' encoding='utf-8' standalone='yes'?>")),
    Odd("21 UTF-16", changed('"UTF-8"', '"UTF-16"').decode().encode("utf-16"), "application/soap+xml"),
    Odd("21 declared UTF-16, is UTF-8", changed('encoding="UTF-8"', 'encoding="utf-16"')),
    Odd("21 comments and CDATA", good("Authorize", "<!-- a --><idTag><![CDATA[A]]></idTag>")),
    Odd("an unbound prefix", bare("<cs:heartbeatRequest/>", who())),
    Odd("22 blanks in an empty type", good("Heartbeat", "\n  ")),
    Odd("a bare ampersand", good("DataTransfer", "<vendorId>a</vendorId><data>x=1&y=2</data>")),
]

VALUES = [
    Odd("22 values over lines", good("MeterValues", meter("<value>\n\t10400\n</value>"))),
    Odd("22 a number in blanks", good("StartTransaction", start(connectorId=" 1 "))),
    Odd("22 a word in blanks", good("StatusNotification", status(" Available "))),
    Odd("23 empty transactionId", good("MeterValues", (
        "<connectorId>1</connectorId><transactionId/><values><timestamp>2026-02-03T04:05:06Z</timestamp>"
        "<value>1</value></values>"))),
    Odd("23 empty transactionData", good("StopTransaction", stop_fields(0) + "<transactionData/>")),
    Odd("23 empty phase", good("MeterValues", meter("<value>2</value><phase/>"))),
    Odd("23 no values at all", good("MeterValues", "<connectorId>1</connectorId>")),
    Odd("24 serial number too long", good("BootNotification", BOOT + f"<chargeBoxSerialNumber>{'7' * 60}"
                                                                     "</chargeBoxSerialNumber>")),
    Odd("24 vendor too long", good("BootNotification", BOOT.replace("ACME", "A" * 40))),
    *(Odd(f"26 {at}", good("StartTransaction", start(timestamp=at))) for at in (
        "2026-03-04T05:06:07", "2026-03-04 05:06:07", "2026-03-04T05:06:07+0200", "2026-03-04T5:6:7Z",
        "1770000000", "1770000000123", "2026-03-04T24:23:23", "1970-01-01T00:00:00Z", "2099-01-01T00:00:00Z",
        "2026-03-04T05:06:07.123456789Z", "2026-03-04T05:06:07Z:", "2026-03-04T05:06Z", "04/03/2026 05:06", "",
        "2026-02-30T00:00:00Z", "2026-03-04T05:06:07,5Z", "-1", "0000-00-00T00:00:00Z")),
    Odd("26 no timestamp in a start", good("StartTransaction", start().replace(
        "<timestamp>2026-01-02T03:04:05Z</timestamp>", ""))),
    Odd("26 a bad time in a status", good("StatusNotification", status(rest="<timestamp>now</timestamp>"))),
    *(Odd(f"27 status {word}", good("StatusNotification", status(word))) for word in (
        "Charging", "Preparing", "SuspendedEV", "occupied", "Unavailble", "Parked")),
    Odd("27 error code of 1.6", good("StatusNotification", status("Faulted", "EVCommunicationError"))),
    *(Odd(f"27 {named}", good("MeterValues", meter(f"<value {named}>{next(METERS)}</value>"))) for named in (
        'unit="V" measurand="Voltage"', 'unit="A"', 'unit="Percent"', 'context="Sample.Perodic"', 'phase="L1"',
        'measurand="Frequency" unit="Hertz"', 'measurand="energy.active.import.register"', 'unit=""')),
    Odd("27 sampledValue of 1.6", good("MeterValues", (
        "<connectorId>1</connectorId><transactionId>1</transactionId><meterValue><timestamp>2026-02-03T04:05:06Z</timestamp>"
        "<sampledValue><value>7</value><unit>Wh</unit></sampledValue></meterValue>"))),
    *(Odd(f"28 value {text!r}", good("MeterValues", meter(f"<value>{text}</value>"))) for text in (
        "1.5", "1,5", "n/a", "", "-3", "1e3", "0xff")),
    Odd("28 decimal in 1.2", good("MeterValues", meter("<value>10.5</value>"), version="1.2")),
    Odd("28 Sample.Clock only", good("MeterValues", meter('<value context="Sample.Clock">1</value>'))),
    *(Odd(f"29 stop of {number}", good("StopTransaction", stop_fields(number, at=f"2026-05-01T00:00:{at:02}Z")))
      for at, number in enumerate((0, -1, -123456798, 2147483647, 999999))),
    Odd("29 stop of a number beyond int", good("StopTransaction", stop_fields(4294967295))),
    Odd("32 tag with a semicolon", good("Authorize", "<idTag>1;2</idTag>")),
    Odd("32 empty tag", good("StartTransaction", start(idTag=""))),
    Odd("32 no tag", good("StartTransaction", start().replace("<idTag>TAG-1</idTag>", ""))),
    Odd("32 tag too long", good("StartTransaction", start(idTag="T" * 30))),
    Odd("35 no error code", good("StatusNotification", "<connectorId>1</connectorId><status>Available</status>")),
    Odd("35 Faulted without an error", good("StatusNotification", status("Faulted"))),
    Odd("37 JSON with backslashes", good("DataTransfer", '<vendorId>a</vendorId><data>{\\"at\\":\\"00Z:\\"}</data>')),
    Odd("decimal meterStart", good("StartTransaction", start(meterStart=f"{next(METERS)}.0"))),
    Odd("meterStart beyond int", good("StartTransaction", start(meterStart="3000000000"))),
    Odd("1.6's reason in a stop", good("StopTransaction", stop_fields(0, meter=5) + "<reason>Local</reason>")),
    Odd("17 1.2 from a charge point of 1.5", good("StartTransaction", start(), version="1.2")),
    Odd("reservationId in 1.2", good("StartTransaction", start() + "<reservationId>1</reservationId>", version="1.2")),
]

TRANSPORT = [
    Odd("34 path in capitals", good(), path="/OCPP"),
    Odd("34 slash at the end", good(), path="/ocpp/"),
    Odd("34 path with query", good(), path="/Ocpp?x=y"),
    Odd("gzip", gzip.compress(good()), coding="gzip"),
    Odd("deflate as zlib", zlib.compress(good()), coding="deflate"),
    Odd("deflate as raw", zlib.compress(good(), wbits=-15), coding="deflate"),
    Odd("x-gzip", gzip.compress(good()), coding="x-gzip"),
]


@pytest.fixture(scope="module")
def server(lenient):
    lenient.accept([ID])
    return lenient


@pytest.mark.parametrize("odd", [*HEADERS, *ENVELOPES, *VALUES, *TRANSPORT], ids=lambda odd: odd.why)
def test_lenient_answers(server, official, odd):
    headers = {"Content_Encoding": odd.coding} if odd.coding else {}
    reply = server.post(odd.body, odd.path, odd.content_type, **headers)
    assert reply.status == 200, (reply.status, reply.body.decode(errors="replace"))
    official.answered(reply, "1.2" if b"2010/08" in reply.body else "1.5", odd.soap)


@pytest.mark.parametrize(("why", "body", "says"), [
    ("no identity", bare(HEARTBEAT), ("Sender", "ProtocolError")),
    ("an empty identity", bare(HEARTBEAT, who(text=" ")), ("Sender", "ProtocolError")),
    ("a stranger", request("Heartbeat", identity="NOBODY"), ("Sender", "SecurityError")),
    ("OCPP 1.6", changed("2012/06", "2015/10"), ("Sender", "ProtocolError")),
    ("no such operation", changed("heartbeatRequest", "resetRequest"), ("Sender", "ProtocolError")),
    ("an answer", changed("heartbeatRequest", "heartbeatResponse"), ("Sender", "ProtocolError")),
    ("a placeholder", good("StatusNotification", status("?")), ("Sender", "ProtocolError")),
    ("half a message", good()[:-30], ("Sender", "ProtocolError")),
    ("an empty body", bare("", who()), ("Sender", "ProtocolError")),
    ("two requests", bare(HEARTBEAT * 2, who()), ("Sender", "ProtocolError")),
    ("nothing", b"", ("Sender", "ProtocolError")),
    ("a login page", b"<html><body>Please log in</body></html>", ("Sender", "ProtocolError")),
    ("JSON", b'[2,"1","Heartbeat",{}]', ("Sender", "ProtocolError")),
    ("an envelope of the future", changed(SOAP_12, "http://www.w3.org/2099/soap-envelope"), ("VersionMismatch", None)),
], ids=lambda value: value if isinstance(value, str) else "")
def test_what_cannot_be_understood_is_a_fault_with_a_reason(server, why, body, says):
    reply = server.post(body)
    assert faulted(reply).says == says, reply.body


def test_an_answer_has_addressing_where_the_request_had(server):
    with_addressing = server.post(good(message_id="urn:uuid:1"))
    assert b">urn:uuid:1<" in with_addressing.body
    assert b">/HeartbeatResponse<" in with_addressing.body
    assert WSA.encode() not in server.post(bare(HEARTBEAT, who())).body


def test_a_constant_message_id_decides_nothing(server):
    numbers = {value(body_of(server.post(good("StartTransaction", start(), message_id="589e13ae"))), "transactionId")
               for _ in range(3)}
    assert len(numbers) == 3


@pytest.mark.parametrize("junk", [
    "", "http://:8082/", "http://localhost:8080/", "http://127.0.0.1/", "source", f"{WSA}/anonymous", "ftp://10.0.0.1/",
    "http://0.0.0.0/", "http://[::1]/", "javascript:alert(1)", "http://169.254.169.254/latest"])
def test_junk_never_takes_the_place_of_a_good_address(server, junk):
    def boot(address: str) -> None:
        told = f"<w:From><w:Address>{address}</w:Address></w:From>"
        assert server.post(good("BootNotification", BOOT, headers=told)).status == 200

    boot("http://10.1.2.3:8080/cp")
    boot(junk)
    assert server.read(charge_points.get, ID).address == "http://10.1.2.3:8080/cp"


@pytest.mark.parametrize(("method", "headers", "status"), [
    ("GET", {}, 405), ("PUT", {}, 405), ("DELETE", {}, 405),
    ("GET", {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
             "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Protocol": "ocpp1.5"}, 426)])
def test_a_lost_client_is_told_what_is_spoken_here(server, method, headers, status):
    reply = server.ask(method, f"/ocpp/{ID}", headers=headers)
    assert (reply.status, reply.media_type) == (status, "text/plain")
    assert b"SOAP" in reply.body


def test_a_client_that_waits_for_100_and_sends_in_chunks(server, official):
    parts = urlsplit(server.address)
    body = good()
    with socket.create_connection((parts.hostname, parts.port), timeout=10) as client:
        client.sendall(b"POST /ocpp HTTP/1.1\r\nHost: m\r\nExpect: 100-continue\r\nTransfer-Encoding: chunked\r\n"
                       b"Content-Type: application/soap+xml\r\nConnection: close\r\n\r\n")
        assert client.recv(100).startswith(b"HTTP/1.1 100 ")
        for at in range(0, len(body), 100):
            chunk = body[at:at + 100]
            client.sendall(b"%x\r\n%b\r\n" % (len(chunk), chunk))
        client.sendall(b"0\r\n\r\n")
        answer = b""
        while more := client.recv(65536):
            answer += more
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert b"\r\nConnection: close\r\n" in answer
    assert b"heartbeatResponse" in answer


def test_an_answer_is_compressed_where_that_is_asked_for(server):
    reply = server.ask("GET", "/ocpp?wsdl", headers={"Accept-Encoding": "gzip"})
    assert reply.headers["Content-Encoding"] == "gzip"
    assert b"definitions" in gzip.decompress(reply.body)
