"""Messages of our own, and judges of answers that are not ours: libxml2 on the official schemas, the text of SOAP."""

from collections.abc import Container
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4
from xml.sax.saxutils import escape

from lxml import etree

from tests.interop.server import Reply

SOAP_11, SOAP_12 = "http://schemas.xmlsoap.org/soap/envelope/", "http://www.w3.org/2003/05/soap-envelope"
WSA = "http://www.w3.org/2005/08/addressing"
ANONYMOUS = f"{WSA}/anonymous"
XSD = "http://www.w3.org/2001/XMLSchema"
NAMESPACES = {"1.2": "urn://Ocpp/Cs/2010/08/", "1.5": "urn://Ocpp/Cs/2012/06/"}
FAULT_NAMESPACES = {"1.2": "urn://Ocpp/2010/08/", "1.5": "urn://Ocpp/2012/02/"}
MEDIA_TYPES = {SOAP_11: "text/xml", SOAP_12: "application/soap+xml"}


def request(operation: str, fields: str = "", *, identity: str | None = "EV-1", version: str = "1.5",
            message_id: str | None = None, headers: str = "", soap: str = SOAP_12) -> bytes:
    """A request as a good charge point sends it; ``fields`` are XML in the version's namespace."""
    namespace, element = NAMESPACES[version], f"{operation[0].lower()}{operation[1:]}Request"
    who = "" if identity is None else f"<c:chargeBoxIdentity>{escape(identity)}</c:chargeBoxIdentity>"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>'
        f'<s:Envelope xmlns:s="{soap}" xmlns:w="{WSA}" xmlns:c="{namespace}"><s:Header>{who}'
        f"<w:Action>/{operation}</w:Action><w:MessageID>{message_id or uuid4().urn}</w:MessageID>"
        f"<w:To>http://central.example/ocpp</w:To>{headers}</s:Header>"
        f'<s:Body><{element} xmlns="{namespace}">{fields}</{element}></s:Body></s:Envelope>').encode()


BOOT = "<chargePointVendor>ACME</chargePointVendor><chargePointModel>Box</chargePointModel>"


def start_fields(connector: int = 1, tag: str = "TAG-1", at: str = "2026-01-02T03:04:05Z", meter: int = 100) -> str:
    return (f"<connectorId>{connector}</connectorId><idTag>{tag}</idTag><timestamp>{at}</timestamp>"
            f"<meterStart>{meter}</meterStart>")


def stop_fields(transaction: int, tag: str = "TAG-1", at: str = "2026-01-02T04:04:05Z", meter: int = 200) -> str:
    return (f"<transactionId>{transaction}</transactionId><idTag>{tag}</idTag><timestamp>{at}</timestamp>"
            f"<meterStop>{meter}</meterStop>")


class Fault(NamedTuple):
    """A SOAP fault; code and subcode as {namespace}local."""

    code: str
    subcode: str | None
    reason: str

    @property
    def says(self) -> tuple[str, str | None]:
        """Local names of code and subcode."""
        return etree.QName(self.code).localname, self.subcode and etree.QName(self.subcode).localname


def body_of(reply: Reply, soap: str = SOAP_12) -> etree._Element:
    """The one element in the Body of an answer, which must be an envelope of that version and say so."""
    assert reply.media_type == MEDIA_TYPES[soap], (reply.status, reply.media_type, reply.body[:500])
    assert reply.headers.get_content_charset() == "utf-8"
    root = etree.fromstring(reply.body)
    assert root.tag == f"{{{soap}}}Envelope"
    assert [child.tag for child in root] in ([f"{{{soap}}}Header", f"{{{soap}}}Body"], [f"{{{soap}}}Body"])
    (body,) = root[-1]
    return body


def is_fault(reply: Reply) -> bool:
    """Whether an answer is a fault, whatever it is worth."""
    return b"Fault>" in reply.body


def faulted(reply: Reply, soap: str = SOAP_12, statuses: Container[int] = (400, 500)) -> Fault:
    """The fault in an answer, which must be one that SOAP allows (SOAP 1.2 part 1 §5.4, SOAP 1.1 §4.4)."""
    assert reply.status in statuses, (reply.status, reply.body[:500])
    fault = body_of(reply, soap)
    assert fault.tag == f"{{{soap}}}Fault", reply.body[:500]
    assert b"Traceback" not in reply.body
    assert b'File "' not in reply.body
    return _fault_12(fault) if soap == SOAP_12 else _fault_11(fault)


def _fault_12(fault: etree._Element) -> Fault:
    in_soap = {"s": SOAP_12}
    names = [etree.QName(child).localname for child in fault]
    assert names in (["Code", "Reason"], ["Code", "Reason", "Detail"])
    code = _qname(fault.find("s:Code/s:Value", in_soap))
    known = ("Sender", "Receiver", "MustUnderstand", "VersionMismatch", "DataEncodingUnknown")
    assert code in {f"{{{SOAP_12}}}{name}" for name in known}
    subcode = fault.find("s:Code/s:Subcode/s:Value", in_soap)
    (text,) = fault.findall("s:Reason/s:Text", in_soap)
    assert text.get("{http://www.w3.org/XML/1998/namespace}lang")
    assert text.text
    return Fault(code, None if subcode is None else _qname(subcode), text.text)


def _fault_11(fault: etree._Element) -> Fault:
    assert [child.tag for child in fault][:2] == ["faultcode", "faultstring"]
    return Fault(_qname(fault[0]), None, fault[1].text)


def _qname(element: etree._Element) -> str:
    """A QName in text, whose prefix must be bound there (Q-W-16)."""
    prefix, _, local = element.text.rpartition(":")
    return f"{{{element.nsmap[prefix or None]}}}{local}"


class Official:
    """The WSDLs that the protocol's makers published."""

    def __init__(self, shared: Path) -> None:
        self.folder = shared / "contracts" / "ocpp"
        self._schemas: dict[str, etree.XMLSchema] = {}

    def wsdl(self, version: str) -> Path:
        return self.folder / f"ocpp_{version}_centralsystem.wsdl"

    def schema(self, version: str) -> etree.XMLSchema:
        if version not in self._schemas:
            inline = etree.parse(self.wsdl(version)).find(f".//{{{XSD}}}schema")
            # written and read again, so that it holds the prefixes declared above it
            self._schemas[version] = etree.XMLSchema(etree.fromstring(etree.tostring(inline)))
        return self._schemas[version]

    def answered(self, reply: Reply, version: str, soap: str = SOAP_12) -> etree._Element:
        """The body of an answer, which must be one that the official schema allows."""
        assert reply.status == 200, (reply.status, reply.body[:1000])
        body = body_of(reply, soap)
        self.schema(version).assertValid(body)
        assert body.tag.endswith("Response")
        return body


def value(body: etree._Element, name: str) -> str | None:
    """The text of the first element of that local name."""
    return body.findtext(f".//{{*}}{name}")
