"""Why a message was refused: raised by us and by handlers, written and read in both versions of SOAP."""

from collections.abc import Sequence
from typing import Any, Literal

from lxml import etree
from lxml.etree import _Element

from motown.soap.text import escaped, harmless, quoted
from motown.soap.versions import SOAP11, SOAP12, VERSIONS, QName, Version

Code = Literal["Sender", "Receiver", "MustUnderstand", "VersionMismatch", "DataEncodingUnknown"]
_LONGEST = 1000  # characters of a reason: libxml2 repeats what it refuses
Headers = tuple[tuple[str, str], ...]

_CODES: dict[str, Code] = {
    "Sender": "Sender", "Receiver": "Receiver", "MustUnderstand": "MustUnderstand",
    "VersionMismatch": "VersionMismatch", "DataEncodingUnknown": "DataEncodingUnknown",
    "Client": "Sender", "Server": "Receiver"}


class ServiceFault(Exception):
    """A refusal, in the words of SOAP 1.2; SOAP 1.1 has its own for the same (``versions.py``).

    ``subcode`` and, below it, ``cause`` name the refusal for programs.  ``detail`` is an element, or a model that
    the contract declares as a fault of the operation.  ``status`` and ``headers`` are for HTTP, where 500 and
    none will not do.
    """

    def __init__(self, reason: str, *, code: Code = "Sender", subcode: QName | None = None, cause: QName | None = None,
                 detail: Any = None, status: int | None = None, headers: Headers = ()) -> None:
        super().__init__(reason)
        self.reason, self.code, self.subcode, self.cause = reason, code, subcode, cause
        self.detail, self.status, self.headers = detail, status, headers

    def __repr__(self) -> str:
        name = f"{self.code}/{self.subcode.local}" if self.subcode else self.code
        return f"ServiceFault({name}: {self.reason})"


class OverLimit(ServiceFault):
    """A message asks for more than one message may, or has a document type declaration: nothing to be repaired."""


class NotUnderstood(ServiceFault):
    """The sender insists that header blocks be understood that are not."""

    def __init__(self, names: Sequence[QName]) -> None:
        told = ", ".join(map(str, names))
        super().__init__(f"header blocks that must be understood and are not: {told}", code="MustUnderstand")
        self.names = tuple(names)


def fault_blocks(version: Version, fault: ServiceFault) -> str:
    """The header blocks that SOAP 1.2 wants beside some faults (part 1 §5.4.7, §5.4.8)."""
    if version is not SOAP12:
        return ""
    if isinstance(fault, NotUnderstood):
        return "".join(f'<soap:NotUnderstood xmlns:f={quoted(name.namespace)} qname="f:{escaped(name.local)}"/>'
                       for name in fault.names)
    if fault.code == "VersionMismatch":
        spoken = "".join(f'<soap:SupportedEnvelope xmlns:f="{version.namespace}" qname="f:Envelope"/>'
                         for version in VERSIONS.values())
        return f"<soap:Upgrade>{spoken}</soap:Upgrade>"
    return ""


def write_fault(version: Version, fault: ServiceFault, detail: str = "") -> str:
    """``soap:Fault`` with ``detail``, text that is XML already; the prefix ``soap`` is bound by the envelope."""
    if version is SOAP11:
        return _write_11(fault, detail)
    codes = ""
    for subcode in (fault.cause, fault.subcode) if fault.subcode else ():
        if subcode:
            codes = f"<soap:Subcode><soap:Value{_bound(subcode)}</soap:Value>{codes}</soap:Subcode>"
    inner = f"<soap:Detail>{detail}</soap:Detail>" if detail else ""
    return (f"<soap:Fault><soap:Code><soap:Value>soap:{fault.code}</soap:Value>{codes}</soap:Code>"
            f'<soap:Reason><soap:Text xml:lang="en">{harmless(fault.reason, _LONGEST)}</soap:Text></soap:Reason>{inner}'
            "</soap:Fault>")


def _write_11(fault: ServiceFault, detail: str) -> str:
    """SOAP 1.1 has no subcodes: the most telling name becomes the code, as WS-Addressing and its kin do."""
    told = fault.cause or fault.subcode
    code = f"<faultcode{_bound(told)}" if told else f"<faultcode>soap:{_word_11(fault.code)}"
    inner = f"<detail>{detail}</detail>" if detail else ""
    reason = f"<faultstring>{harmless(fault.reason, _LONGEST)}</faultstring>"
    return f"<soap:Fault>{code}</faultcode>{reason}{inner}</soap:Fault>"


def _word_11(code: Code) -> str:
    return {"Sender": SOAP11.sender, "Receiver": SOAP11.receiver, "DataEncodingUnknown": SOAP11.sender}.get(code, code)


def _bound(name: QName) -> str:
    """The rest of a start tag whose text is ``name``, with the prefix bound just there."""
    return f" xmlns:f={quoted(name.namespace)}>f:{escaped(name.local)}" if name.namespace else f">{escaped(name.local)}"


def read_fault(version: Version, element: _Element) -> tuple[ServiceFault, Sequence[_Element]]:
    """A received ``Fault``, its reason as it was sent, and the elements of its detail."""
    if version is SOAP11:
        values, reason, detail = element.findall("faultcode"), element.findtext("faultstring"), element.find("detail")
    else:
        where = version.tag
        values = [*element.iterfind(f"{where('Code')}/{where('Value')}"),
                  *element.iterfind(f"{where('Code')}//{where('Subcode')}/{where('Value')}")]
        reason = element.findtext(f"{where('Reason')}/{where('Text')}")
        detail = element.find(where("Detail"))
    names = [_qname(value) for value in values]
    code = _CODES.get(names[0].local.partition(".")[0]) if names else None
    if names and (code is None or names[0].namespace not in ("", version.namespace)):
        names.insert(0, QName("", ""))  # SOAP 1.1 with a code of somebody's own
    subcodes = [*names[1:3], None, None]
    fault = ServiceFault((reason or "").strip(), code=code or "Sender", subcode=subcodes[0], cause=subcodes[1])
    return fault, [] if detail is None else list(detail)


def _qname(element: _Element) -> QName:
    """The name that an element's text is; a prefix that is bound nowhere counts as none."""
    prefix, _, local = (element.text or "").strip().rpartition(":")
    return QName(element.nsmap.get(prefix or None, "") if prefix else "", local)


def detail_text(detail: _Element) -> str:
    """An element as it is written into a fault's detail."""
    return etree.tostring(detail, encoding="unicode", with_tail=False)
