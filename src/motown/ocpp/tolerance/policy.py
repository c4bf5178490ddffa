"""The two ways to treat a charge point's messages: forgive what the field gets wrong, or hold it to the letter.

Neither knows who sends, nor keeps a record: whoever does derives from these and adds it.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from lxml.etree import _Element

from motown.http.message import HttpRequest
from motown.ocpp.tolerance.repair import Note
from motown.ocpp.tolerance.tolerance import Repaired, Tolerance
from motown.soap import addressing
from motown.soap.exchange import Exchange, Received
from motown.soap.faults import ServiceFault
from motown.soap.policy import Policy
from motown.soap.reading import Repairs
from motown.soap.versions import SOAP11, SOAP12

ACTION_MISMATCH = Note(
    "action-mismatch", "The header Action names another operation than the body: the body counts.",
    "quirk 8 (SAP, shiv3#162)")
ADDRESSING_TWICE = Note(
    "addressing-header-twice", "An addressing header came more than once: the first counts.", "Q-WSA-7 (zeep)")
REPLY_ELSEWHERE = Note(
    "reply-to-ignored", "An answer is wanted at another address: it goes back in the HTTP response.", "quirk 7, WSA-7")
NOT_UNDERSTOOD = Note(
    "must-understand-ignored", "A header block that must be understood is not: it is ignored.", "quirks 10 and 11")
NOTES = (ACTION_MISMATCH, ADDRESSING_TWICE, REPLY_ELSEWHERE, NOT_UNDERSTOOD)

_REPAIRED = "tolerance.repaired"
_NO_SOAP = ("application/x-www-form-urlencoded", "text/plain", "text/html", "application/json")
_ANY = ("application/octet-stream", "binary/octet-stream", "*/*")


class LenientRepairs(Repairs):
    """Repairs by ``Tolerance``, for requests and for answers to ours."""

    def __init__(self, tolerance: Tolerance, *, spoken: Callable[[Received], str | None] | None = None) -> None:
        """``spoken`` may tell the namespace in which the sender of a message spoke last."""
        self.tolerance, self._spoken = tolerance, spoken

    def unparsed(self, received: Received, fault: ServiceFault) -> bool:
        """Mend the bytes."""
        repaired = self.tolerance.text(received.raw_repaired or received.raw, received.charset)
        if repaired is None:
            return False
        received.raw_repaired, names = repaired
        received.charset = None
        received.repairs += names
        return True

    def undispatched(self, received: Received) -> bool:
        """Mend the body element's name."""
        envelope = received.envelope
        names = self.tolerance.name(envelope.body, envelope.headers, self._spoken(received) if self._spoken else None)
        received.repairs += names
        return bool(names)

    def invalid(self, received: Received, fault: ServiceFault) -> bool:
        """Mend the body: once, for what is refused then stays refused."""
        if _REPAIRED in received.notes:
            return False
        repaired = self.tolerance.body(received.contract, received.envelope.body, _received_at(received))
        received.notes[_REPAIRED] = repaired
        if repaired is None:
            return False
        received.envelope.body = repaired.body
        received.repairs += [name for name in repaired.names if name not in received.repairs]
        return True

    def valid(self, received: Received) -> None:
        """Let the handler see what the schema could not."""
        repaired = received.notes.get(_REPAIRED)
        if isinstance(repaired, Repaired):
            repaired.finish()
        else:
            received.repairs += self.tolerance.every(received.envelope.body, _received_at(received))


class LenientPolicy(LenientRepairs, Policy):
    """The body counts, whatever the headers say; nothing is required but what it takes to understand a request."""

    def received(self, http: HttpRequest) -> bytes:
        """Any media type that may be XML, or none.  Not those of forms: a browser sends them from any page."""
        media_type = _media_type(http)
        if media_type in _NO_SOAP or media_type.startswith("multipart/") or not _may_be_xml(media_type):
            raise _unsupported(media_type)
        return http.body

    def not_understood(self, exchange: Exchange, blocks: Sequence[_Element]) -> None:
        """They are noted."""
        exchange.repairs.append(NOT_UNDERSTOOD.name)

    def check(self, exchange: Exchange) -> None:
        """Mend header blocks, and note what they say that does not count."""
        if names := self.tolerance.headers(exchange.envelope.headers):
            exchange.repairs += names
            exchange.addressing = addressing.read(exchange.envelope.headers)
        given = exchange.addressing
        exchange.repairs += [note.name for note, found in (
            (ADDRESSING_TWICE, given.repeated),
            (REPLY_ELSEWHERE, given.reply_to and given.reply_to not in addressing.ANONYMOUS.values()),
            (ACTION_MISMATCH, given.action and not _is_action(given.action, exchange.operation.name))) if found]


class StrictPolicy(Policy):
    """The letter of OCPP-S and WS-Addressing: nothing is repaired (WSA-11)."""

    def received(self, http: HttpRequest) -> bytes:
        """SOAP 1.2's media type (SOAP-7); that of SOAP 1.1 too, so that it can be told what is wrong."""
        if (media_type := _media_type(http)) not in (SOAP12.media_type, SOAP11.media_type):
            raise _unsupported(media_type)
        return http.body

    def check(self, exchange: Exchange) -> None:
        """SOAP 1.2 (SOAP-1), all addressing headers, each once, answers in the HTTP response, the body's own action."""
        if exchange.version is not SOAP12:
            raise ServiceFault("OCPP is SOAP 1.2", code="VersionMismatch")
        if (media_type := _media_type(exchange.http)) != SOAP12.media_type:
            raise _unsupported(media_type)
        addressing.require(exchange.addressing, "Action", "MessageID", "To", "From")
        addressing.require_action(exchange.addressing, exchange.operation.action)


def _unsupported(media_type: str) -> ServiceFault:
    return ServiceFault(f"{media_type or 'no media type'} is not spoken here; {SOAP12.media_type} is", status=415)


def _received_at(received: Received) -> datetime:
    return received.http.received_at if isinstance(received, Exchange) else datetime.now(UTC)


def _media_type(http: HttpRequest) -> str:
    return http.headers.get("content-type", "").partition(";")[0].strip().lower()


def _may_be_xml(media_type: str) -> bool:
    return not media_type or "xml" in media_type or "soap" in media_type or media_type in _ANY


def _is_action(action: str, operation: str) -> bool:
    """Whether an action is the operation's, in any of the forms that the field has for it (quirk 8)."""
    last = action.strip("\"' ").rstrip("/").rpartition("/")[2].rpartition(":")[2].casefold()
    return last in (operation.casefold(), f"{operation}Request".casefold())
