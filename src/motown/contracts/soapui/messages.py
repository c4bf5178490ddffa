"""The messages of an operation as whole envelopes: a request, its answers by name, a fault; in both versions of SOAP.

Where there are examples they are taken, else messages are made of what the schema allows.
"""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from pathlib import Path

from lxml import etree
from lxml.etree import _Element

from motown.contracts.soapui.table import Side
from motown.contracts.soapui.values import KNOWN, valid, words
from motown.soap.contract import Contract
from motown.soap.faults import ServiceFault, detail_text, write_fault
from motown.soap.models import fields
from motown.soap.parsing import parse_own
from motown.soap.versions import SOAP12, QName, Version
from motown.soap.wsdl import Operation

OK, FAULT = "OK", "Fault"
"""What an answer is called that has no status, and what a fault is called."""
_STATUS = "status"


class Message:
    """What stands in an envelope."""

    def __init__(self, body: _Element, headers: Sequence[_Element] = ()) -> None:
        self.body, self.headers = body, list(headers)

    def envelope(self, version: Version) -> str:
        """The whole, laid out for people."""
        root = etree.Element(version.tag("Envelope"), nsmap={"soap": version.namespace})
        if self.headers:
            etree.SubElement(root, version.tag("Header")).extend([deepcopy(one) for one in self.headers])
        etree.SubElement(root, version.tag("Body")).append(deepcopy(self.body))
        etree.indent(root)
        return etree.tostring(root, encoding="unicode")


class Messages:
    """The messages of one side of a project."""

    def __init__(self, side: Side) -> None:
        self.contract, self._side = side.contract, side

    def request(self, operation: Operation) -> Message:
        """A request with all that may stand in it."""
        headers = [self._made(element, KNOWN.get(name)) for name, element in operation.headers.items()]
        if self._side.examples:
            return Message(_example(self._side.examples, f"{operation.name}-request"), headers)
        return Message(self._made(operation.input), headers)

    def answers(self, operation: Operation) -> Mapping[str, Message]:
        """The answers by name, the usual one first: one for each status where it has one."""
        if self._side.examples:
            return {OK: Message(_example(self._side.examples, f"{operation.name}-response"))}
        output = operation.output or ""
        made = self._made(output)
        status = next((field for field in fields(self.contract.elements[output]) if field.name == _STATUS), None)
        known = words(status.model) if status else []
        return {word: Message(_told(self.contract, made, word)) for word in known} or {OK: Message(made)}

    def fault(self, operation: Operation, version: Version) -> Message:
        """A fault that may come instead."""
        if self._side.examples:
            code = _example(self._side.examples, f"{operation.name}-fault")
            return Message(code if version is SOAP12 else _in_11(code, version))
        subcode = QName(self._side.fault_namespace, "InternalError") if self._side.fault_namespace else None
        told = ServiceFault("This is what a fault looks like.", code="Receiver", subcode=subcode)
        return Message(_parsed_fault(version, told))

    def _made(self, element: str, value: object = None) -> _Element:
        model = self.contract.elements[element]
        return parse_own(self.contract.encode_valid(element, valid(model) if value is None else value))


def _example(folder: Path, name: str) -> _Element:
    (body,) = etree.parse(folder / f"{name}.xml").getroot().iterfind(SOAP12.tag("Body"))
    return body[0]


def _told(contract: Contract, answer: _Element, word: str) -> _Element:
    """An answer with another status."""
    told = deepcopy(answer)
    for node in told.iterchildren(f"{{{contract.namespace}}}{_STATUS}", _STATUS):
        node.text = word
    return told


def _in_11(fault: _Element, version: Version) -> _Element:
    """A fault of SOAP 1.2 as one of SOAP 1.1."""
    code = fault.findtext(f"{SOAP12.tag('Code')}/{SOAP12.tag('Value')}") or ""
    reason = fault.findtext(f"{SOAP12.tag('Reason')}/{SOAP12.tag('Text')}") or ""
    told = ServiceFault(reason, code="Receiver" if code.endswith("Receiver") else "Sender")
    detail = fault.find(SOAP12.tag("Detail"))
    return _parsed_fault(version, told, "".join(map(detail_text, () if detail is None else detail)))


def _parsed_fault(version: Version, fault: ServiceFault, detail: str = "") -> _Element:
    text = write_fault(version, fault, detail)
    return parse_own(f'<x xmlns:soap="{version.namespace}">{text}</x>')[0]
