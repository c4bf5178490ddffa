"""WS-Addressing 1.0 (2005/08) and its forerunner of 2004/08: read leniently, written plainly.

What has to be there is somebody else's decision (``require``); reading never refuses anything.
"""

import os
from collections.abc import Iterable
from dataclasses import dataclass

from lxml import etree
from lxml.etree import _Element

from motown.soap.faults import ServiceFault
from motown.soap.text import escaped
from motown.soap.versions import QName

WSA = "http://www.w3.org/2005/08/addressing"
WSA_2004 = "http://schemas.xmlsoap.org/ws/2004/08/addressing"
ANONYMOUS = {WSA: f"{WSA}/anonymous", WSA_2004: f"{WSA_2004}/role/anonymous"}
_NONE = f"{WSA}/none"

_FIELDS = {"MessageID": "message_id", "RelatesTo": "relates_to", "Action": "action", "To": "to", "From": "from_",
           "ReplyTo": "reply_to", "FaultTo": "fault_to"}
_ONCE = frozenset(_FIELDS) - {"RelatesTo"}
_KNOWN = {f"{{{namespace}}}{name}": (namespace, name, field)
          for namespace in (WSA, WSA_2004) for name, field in _FIELDS.items()}
TAGS = frozenset(_KNOWN)
"""The header blocks that are understood."""


@dataclass(slots=True)
class Addressing:
    """The addressing headers of a message; None where there is none.  Addresses are texts without outer blanks."""

    message_id: str | None = None
    relates_to: str | None = None
    action: str | None = None
    to: str | None = None
    from_: str | None = None
    reply_to: str | None = None
    fault_to: str | None = None
    namespace: str = WSA
    present: bool = False
    """Whether there was any addressing header at all."""
    repeated: tuple[str, ...] = ()
    """Headers that came more than once; the first counts."""


def read(headers: Iterable[_Element]) -> Addressing:
    """The addressing headers among ``headers``; of headers that came twice the first."""
    found: dict[str, str] = {}
    repeated: list[str] = []
    spoken = None
    for block in headers:
        if (known := _KNOWN.get(block.tag)) is None:
            continue
        namespace, name, field = known
        spoken = spoken or namespace
        if field not in found:
            found[field] = _address(block)
        elif name in _ONCE:
            repeated.append(name)
    if spoken is None:
        return Addressing()
    return Addressing(**found, namespace=spoken, present=True, repeated=tuple(repeated))


def _address(block: _Element) -> str:
    """A header's text; that of its Address where it is an endpoint reference, which some are that should not be."""
    if not len(block):
        return (block.text or "").strip()
    inside = next((child for child in block if QName.of(child.tag).local == "Address"), block)
    return (inside.text or "").strip()


def require(addressing: Addressing, *required: str) -> None:
    """Raise the faults of WS-Addressing 1.0 (SOAP binding §6.4): headers twice, headers missing, replies elsewhere.

    ``required`` are names of headers as they stand in the message: ``"Action"``, ``"MessageID"``.
    """
    if addressing.repeated:
        name = addressing.repeated[0]
        raise fault("InvalidAddressingHeader", f"the header {name} came more than once", name, "InvalidCardinality")
    for name in required:
        if not getattr(addressing, _FIELDS[name]):
            raise fault("MessageAddressingHeaderRequired", f"the header {name} is missing", name)
    for name, address in (("ReplyTo", addressing.reply_to), ("FaultTo", addressing.fault_to)):
        if address and address not in (*ANONYMOUS.values(), _NONE):
            raise fault("InvalidAddressingHeader", f"{name}: answers go back on the same connection only", name,
                        "OnlyAnonymousAddressSupported")


def require_action(addressing: Addressing, *actions: str) -> None:
    """Raise ActionNotSupported where the action is none of ``actions``; a missing one is not this function's matter."""
    if addressing.action is not None and addressing.action not in actions:
        raise fault("ActionNotSupported", f"the action {addressing.action!r} is not supported for this message")


def fault(subcode: str, reason: str, header: str | None = None, cause: str | None = None) -> ServiceFault:
    """A fault of WS-Addressing, about ``header`` if one is named."""
    return ServiceFault(reason, subcode=QName(WSA, subcode), cause=QName(WSA, cause) if cause else None,
                        detail=_problem(header) if header else None)


def _problem(header: str) -> _Element:
    element = etree.Element(f"{{{WSA}}}ProblemHeaderQName", nsmap={"wsa": WSA})
    element.text = f"wsa:{header}"
    return element


def new_message_id() -> str:
    """A message id of our own: a random UUID (RFC 9562 §5.4), made faster than by the module uuid."""
    digits = os.urandom(16).hex()
    variant = "89ab"[int(digits[16], 16) & 3]
    return f"urn:uuid:{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:]}"


def fault_action(addressing: Addressing, subcode: QName | None) -> str:
    """The action of a fault: WS-Addressing has one for its own and one for all others."""
    if addressing.namespace == WSA and not (subcode and subcode.namespace == WSA):
        return f"{WSA}/soap/fault"
    return f"{addressing.namespace}/fault"


def write(addressing: Addressing, insist: str = "") -> str:
    """Header blocks as text; the envelope binds the prefix ``wsa``.

    ``insist`` is the attribute, with a blank before it, that makes Action, To and ReplyTo headers to be understood.
    """
    parts = []
    for name, text, flag in (("MessageID", addressing.message_id, ""), ("RelatesTo", addressing.relates_to, ""),
                             ("Action", addressing.action, insist), ("To", addressing.to, insist)):
        if text is not None:
            parts.append(f"<wsa:{name}{flag}>{escaped(text)}</wsa:{name}>")
    for name, text, flag in (("From", addressing.from_, ""), ("ReplyTo", addressing.reply_to, insist),
                             ("FaultTo", addressing.fault_to, "")):
        if text is not None:
            parts.append(f"<wsa:{name}{flag}><wsa:Address>{escaped(text)}</wsa:Address></wsa:{name}>")
    return "".join(parts)


def write_answer(message_id: str, relates_to: str | None, action: str, namespace: str) -> str:
    """The header blocks of an answer, as ``write`` writes them: it goes back where the request came from."""
    related = f"<wsa:RelatesTo>{escaped(relates_to)}</wsa:RelatesTo>" if relates_to is not None else ""
    return (f"<wsa:MessageID>{message_id}</wsa:MessageID>{related}<wsa:Action>{escaped(action)}</wsa:Action>"
            f"<wsa:To>{ANONYMOUS[namespace]}</wsa:To>")
