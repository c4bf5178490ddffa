"""Charge points for tests: one that speaks by zeep from the WSDL we serve, and messages written by hand.

Answers are what zeep makes of them; a fault where none is expected is zeep's exception, and fails the test.
"""

import base64
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import zeep
from lxml import etree
from twisted.internet.defer import Deferred

from motown.http.message import HttpAnswer
from tests.harness import HOME, Server, outcome

VERSIONS = ("1.2", "1.5")
CS = {"1.2": "urn://Ocpp/Cs/2010/08/", "1.5": "urn://Ocpp/Cs/2012/06/"}
FAULTS = {"1.2": "urn://Ocpp/2010/08/", "1.5": "urn://Ocpp/2012/02/"}
SOAP12, WSA = "http://www.w3.org/2003/05/soap-envelope", "http://www.w3.org/2005/08/addressing"
_WSDL = {"1.2": "http://central.example/ocpp?wsdl=ocpp12_centralsystem", "1.5": "http://central.example/ocpp?wsdl"}


class Fault(NamedTuple):
    """What a SOAP fault says."""

    code: str
    subcode: str | None
    namespace: str | None
    """Of the subcode."""
    reason: str
    status: int
    """Of HTTP."""


class Response(NamedTuple):
    """What zeep wants of an HTTP response."""

    status_code: int
    headers: Mapping[str, str]
    content: bytes
    encoding: str | None = "utf-8"


class _Wire(zeep.Transport):
    """Carries zeep's messages to a server in memory."""

    def __init__(self, speaker: "ChargePoint") -> None:
        super().__init__()
        self.speaker = speaker

    def load(self, url: str) -> bytes:
        """Only the first charge point of a version asks: the others take what zeep made of it."""
        path, _, query = url.partition("central.example")[2].partition("?")
        answer = outcome(self.speaker.server.ask("GET", path, query=query))
        assert answer.status == 200, answer.body
        return answer.body

    def post(self, address: str, message: bytes, headers: Mapping[str, str]) -> Response:
        answer = self.speaker.post(message, content_type=headers["Content-Type"])
        return Response(answer.status, {"Content-Type": answer.media_type}, answer.body)


class _Headers(zeep.Plugin):
    """The addressing headers that zeep leaves out, or writes otherwise than the test wants them."""

    def __init__(self, speaker: "ChargePoint") -> None:
        self.speaker = speaker

    def egress(self, envelope: Any, http_headers: Any, operation: Any, binding_options: Any) -> Any:
        header = envelope.find(f"{{{SOAP12}}}Header")
        if self.speaker.address is not None:
            sender = etree.SubElement(header, f"{{{WSA}}}From")
            etree.SubElement(sender, f"{{{WSA}}}Address").text = self.speaker.address
        if self.speaker.message_id is not None:
            header.find(f"{{{WSA}}}MessageID").text = self.speaker.message_id
        return envelope, http_headers


_DOCUMENTS: dict[str, Any] = {}
"""The served WSDLs as zeep read them, by version."""


class ChargePoint:
    """One charge point.  What it sends by default is what a plain, correct one would."""

    def __init__(self, server: Server, identity: str = "EV-1", version: str = "1.5", *, password: str | None = None,
                 user: str | None = None, certificate: str | None = None, remote: str = HOME,
                 address: str | None = None, message_id: str | None = None, path: str = "/ocpp") -> None:
        self.server, self.identity, self.version = server, identity, version
        self.user, self.password, self.certificate = user or identity, password, certificate
        self.remote, self.address, self.message_id, self.path = remote, address, message_id, path
        self.sent, self.got = b"", b""
        """The bytes of the last message and of the answer to it."""
        wire = _Wire(self)
        if version not in _DOCUMENTS:
            _DOCUMENTS[version] = zeep.wsdl.Document(_WSDL[version], wire)
        self.client = zeep.Client(_DOCUMENTS[version], transport=wire, plugins=[_Headers(self)])

    # -- any operation

    def call(self, operation: str, **fields: Any) -> Any:
        """Zeep's view of the answer; zeep.exceptions.Fault for a fault."""
        return self.client.service[operation](_soapheaders={"ChargeBoxIdentity": self.identity}, **fields)

    def fault(self, operation: str, **fields: Any) -> Fault:
        """The fault that this message is answered with."""
        return read_fault(self.post(self.message(operation, **fields)))

    def later(self, operation: str, **fields: Any) -> Deferred[HttpAnswer]:
        """The answer to a message, perhaps only when the clock has moved on."""
        return self.server.post_later(self.message(operation, **fields), self.path, **self._where())

    def message(self, operation: str, **fields: Any) -> bytes:
        """The bytes of a request, not sent yet."""
        envelope = self.client.create_message(
            self.client.service, operation, _soapheaders={"ChargeBoxIdentity": self.identity}, **fields)
        return etree.tostring(envelope, encoding="utf-8", xml_declaration=True)

    def post(self, message: bytes, **how: Any) -> HttpAnswer:
        """Send bytes as this charge point."""
        self.sent = message
        answer = self.server.post(message, self.path, **self._where(), **how)
        self.got = answer.body
        return answer

    def _where(self) -> dict[str, Any]:
        headers = {} if self.password is None else {"authorization": basic(self.user, self.password)}
        return {"headers": headers, "remote": self.remote, "certificate": self.certificate}

    # -- the operations, with what is usual

    def boot(self, **fields: Any) -> Any:
        return self.call("BootNotification", **{"chargePointVendor": "Acme", "chargePointModel": "One"} | fields)

    def heartbeat(self) -> datetime:
        """The server's time."""
        answer = self.call("Heartbeat")
        return answer if isinstance(answer, datetime) else answer.currentTime

    def authorize(self, id_tag: str) -> Any:
        """The idTagInfo."""
        return info(self.call("Authorize", idTag=id_tag))

    def start(self, id_tag: str = "TAG", **fields: Any) -> Any:
        return self.call("StartTransaction", **self.starting(id_tag, **fields))

    def starting(self, id_tag: str = "TAG", **fields: Any) -> dict[str, Any]:
        """The fields of a StartTransaction."""
        return {"connectorId": 1, "idTag": id_tag, "timestamp": self.server.now, "meterStart": 1000} | fields

    def stop(self, transaction_id: int, **fields: Any) -> Any:
        """The idTagInfo, or None."""
        answer = self.call("StopTransaction", **self.stopping(transaction_id, **fields))
        return None if answer is None else info(answer)

    def stopping(self, transaction_id: int, **fields: Any) -> dict[str, Any]:
        """The fields of a StopTransaction."""
        return {"transactionId": transaction_id, "timestamp": self.server.now, "meterStop": 3500} | fields

    def meter(self, *readings: int, at: datetime | None = None, connector: int = 1, **fields: Any) -> None:
        """Meter values in Wh, a minute apart."""
        begin = at or self.server.now
        values = [{"timestamp": begin + timedelta(minutes=number), "value": self.reading(reading)}
                  for number, reading in enumerate(readings)]
        self.call("MeterValues", connectorId=connector, values=values, **fields)

    def reading(self, wh: int) -> Any:
        """A number of Wh, as the version writes it."""
        return wh if self.version == "1.2" else [{"_value_1": str(wh)}]

    def status(self, status: str = "Available", connector: int = 1, error: str = "NoError", **fields: Any) -> None:
        self.call("StatusNotification", connectorId=connector, status=status, errorCode=error, **fields)


def info(answer: Any) -> Any:
    """The idTagInfo in an answer; zeep leaves out the element around an only field."""
    return getattr(answer, "idTagInfo", answer)


def basic(user: str, password: str) -> str:
    """The value of the header Authorization."""
    return f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode()}"


def read_fault(answer: HttpAnswer) -> Fault:
    """The fault in a SOAP 1.2 answer; fails where there is none."""
    fault = etree.fromstring(answer.body).find(f".//{{{SOAP12}}}Fault")
    assert fault is not None, answer.body.decode()
    code, *sub = fault.iterfind(f".//{{{SOAP12}}}Value")
    namespace, name = _qname(sub[0]) if sub else (None, None)
    return Fault(_qname(code)[1], name, namespace, fault.findtext(f".//{{{SOAP12}}}Text"), answer.status)


def _qname(element: Any) -> tuple[str | None, str]:
    prefix, _, local = element.text.rpartition(":")
    return element.nsmap.get(prefix or None), local


def envelope(body: str, headers: str = "", *, identity: str | None = "EV-1", version: str = "1.5") -> bytes:
    """A message by hand."""
    named = "" if identity is None else f'<i:chargeBoxIdentity xmlns:i="{CS[version]}">{identity}</i:chargeBoxIdentity>'
    return (f'<s:Envelope xmlns:s="{SOAP12}" xmlns:a="{WSA}"><s:Header>{named}{headers}</s:Header>'
            f"<s:Body>{body}</s:Body></s:Envelope>").encode()


def request(operation: str, content: str = "", headers: str = "", *, identity: str | None = "EV-1",
            version: str = "1.5") -> bytes:
    """A request by hand; the children of the body's element are written without prefix."""
    name = operation[0].lower() + operation[1:]
    body = f'<{name}Request xmlns="{CS[version]}">{content}</{name}Request>'
    return envelope(body, headers, identity=identity, version=version)
