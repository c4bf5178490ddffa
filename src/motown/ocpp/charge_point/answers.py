"""What charge points answer, and what is to be made of it: a response, a fault, or something that is neither.

Read as leniently as requests are (peers-and-quirks: 9, 12, 16, 18 to 23): the HTTP exchange tells what an answer is
about (WSA-3), unless it says itself that it is about something else.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from motown.domain.secrets import masked_location
from motown.ocpp.charge_point.requests import CONTRACTS, Request
from motown.ocpp.identity import OTHER_NAMESPACE, charge_box_identity
from motown.ocpp.tolerance import LenientRepairs, Tolerance
from motown.soap import addressing, client
from motown.soap.client import AnswerError, HttpReply, NotSoap, Reply, WrongAnswer
from motown.soap.faults import ServiceFault
from motown.soap.models import Message
from motown.soap.parsing import LIMITS, Limits
from motown.soap.reading import Repairs

RESPONSE, FAULT, MALFORMED = "Response", "Fault", "Malformed"
"""Kinds of messages in the log."""
_UUID = re.compile(r"(?:urn:)?(?:uuid:)?\{?([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})\}?", re.IGNORECASE)
_REPORT = "its exact bytes are in the log: report them to its maker"
_OTHERS = "check that its address is its own, and that no proxy or sign-in page answers in its place"
_ADVICE = {
    **dict.fromkeys((401, 403), (
        "it wants credentials: set ocpp.calls.user, or its own in ocpp.calls.credentials; they are shown where an "
        "operator has set its address (motown charge-points set-address), or where it has a credential of its own")),
    **dict.fromkeys((301, 302, 303, 307, 308), "it sends us elsewhere, where we do not follow: set the address where "
                                               "it is itself (motown charge-points set-address)"),
    404: "nothing is served at that path: correct its address (motown charge-points set-address)",
    405: "requests are not taken at that path: correct its address (motown charge-points set-address)",
    407: "a proxy stands in between and wants credentials: it has to let us pass",
    **dict.fromkeys((429, 502, 503, 504), "it has no time, or a proxy in between cannot reach it"),
}
"""What to do about an HTTP status that comes without SOAP."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """What an answer says."""

    kind: str
    """``Response``, ``Fault`` or ``Malformed``."""
    status: str | None = None
    """The word of a response, where it has one."""
    result: Mapping[str, Any] = field(default_factory=dict)
    """The other fields of a response, by their names in OCPP, as plain values fit for JSON."""
    fault: str | None = None
    """The subcode of a fault without its namespace, or its code (FLT-4)."""
    reason: str | None = None
    """The words of a fault; or why it is no answer, and what to do about it."""
    message_id: str | None = None
    relates_to: str | None = None
    repairs: tuple[str, ...] = ()


class Reader:
    """Reads answers; ``lenient`` forgives what the field is known to get wrong."""

    def __init__(self, *, lenient: bool = True, limits: Limits = LIMITS) -> None:
        self._tolerance = Tolerance(CONTRACTS.values(), answers=True) if lenient else None
        self._limits = limits

    def read(self, request: Request, http: HttpReply) -> Understood:
        """What was answered to a request."""
        received = client.reply_to_read(http)
        repairs = LenientRepairs(self._tolerance) if self._tolerance else Repairs()
        try:
            client.answer(request.contract, request.operation, http, repairs=repairs, limits=self._limits,
                          received=received)
        except ServiceFault as fault:
            said: dict[str, Any] = {"kind": FAULT, **_fault(fault)}
        except AnswerError as error:
            said = _malformed(_why(error))
        else:
            said = {"kind": RESPONSE, **_fields(received.value)}
        return self._about(request, received, said)

    def _about(self, request: Request, received: Reply, said: Mapping[str, Any]) -> Understood:
        """With what the headers say; Malformed where they are about another charge point, or another request."""
        if not received.is_parsed:
            return Understood(**said, repairs=tuple(received.repairs))
        if self._tolerance and (names := self._tolerance.headers(received.envelope.headers)):
            received.repairs += names
            received.addressing = addressing.read(received.envelope.headers)
        problem = _other_charge_point(request, received) or _other_request(request, received)
        if problem and said["kind"] != MALFORMED:
            said = _malformed(f"{problem}; {_OTHERS}")
        return Understood(**said, message_id=received.addressing.message_id, relates_to=received.addressing.relates_to,
                          repairs=tuple(dict.fromkeys(received.repairs)))


def plain(value: Any) -> Any:
    """A model as plain values; what is not there is left out."""
    if isinstance(value, Message):
        return {name: plain(inner) for name, inner in vars(value).items() if inner is not None and inner != []}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, datetime) else value


def _fields(value: Any) -> dict[str, Any]:
    found: dict[str, Any] = plain(value)
    return {"status": found.pop("status", None), "result": found}


def _fault(fault: ServiceFault) -> dict[str, Any]:
    named = fault.subcode.local if fault.subcode and fault.subcode.local else fault.code
    return {"fault": named, "reason": masked_location(fault.reason) or None}


def _malformed(reason: str) -> dict[str, Any]:
    return {"kind": MALFORMED, "reason": reason}


def _why(error: AnswerError) -> str:
    """What is wrong with an answer, and what to do."""
    if isinstance(error, WrongAnswer):
        return f"what it answered is not what OCPP has for it: {error.reason} ({_REPORT})"
    what = error.reason if isinstance(error, NotSoap) else "it answered nothing"
    advice = _ADVICE.get(error.reply.status, _OTHERS)
    return masked_location(f"HTTP status {error.reply.status}, and no SOAP: {advice} ({what})")


def _other_charge_point(request: Request, received: Reply) -> str | None:
    """An answer need not name anybody; one that names another is another's (quirk 9)."""
    try:
        identity, repairs = charge_box_identity(received.envelope, None)
    except ServiceFault as fault:
        return fault.reason
    received.repairs += [name for name in repairs if name != OTHER_NAMESPACE.name]  # Cp is right here, Cs no harm
    if identity is None or identity.casefold() == request.identity.casefold():
        return None
    return f"charge point {identity} has answered"


def _other_request(request: Request, received: Reply) -> str | None:
    """RelatesTo counts only where it is a UUID, as ours are; any other text is junk (quirk 12)."""
    said = _UUID.fullmatch(received.addressing.relates_to or "")
    if said is None or said[1].casefold() == request.message_id.removeprefix("urn:uuid:").casefold():
        return None
    return f"the answer is one to another request, {received.addressing.relates_to}"
