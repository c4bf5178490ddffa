"""Refusals in the standard's words: the one fault ``motownFault`` (requirements MT-FLT)."""

import re
from typing import Any
from uuid import uuid4

from lxml.etree import _Element

from motown.contracts import motown10_directory
from motown.domain.errors import Kind, Refused, RequestIdReused
from motown.soap.faults import Code, ServiceFault
from motown.soap.parsing import parse_own
from motown.store.events import PositionUnavailable
from motown.store.records import StoreUnavailable

CODES: dict[Kind, str] = {
    Kind.NOT_AUTHENTICATED: "NotAuthenticated",
    Kind.IDENTITY_MISMATCH: "NotAuthenticated",
    Kind.NOT_PERMITTED: "NotPermitted",
    Kind.INVALID: "InvalidRequest",
    Kind.NOT_FOUND: "NotFound",
    Kind.CONFLICT: "Conflict",
    Kind.NOT_SUPPORTED: "NotSupported",
    Kind.TOO_MANY: "TooManyRequests",
    Kind.UNAVAILABLE: "Unavailable",
    Kind.INTERNAL: "InternalError",
}
"""Kind of refusal -> code (standard, section 2.7)."""
OURS = frozenset(("Unavailable", "InternalError"))
"""Codes that are not the sender's fault."""
RETRYABLE = frozenset(("Unavailable", "TooManyRequests"))
CHALLENGE = (("WWW-Authenticate", 'Basic realm="Motown", charset="UTF-8"'),)
FAULT = "{urn:motown:ws:v1:types}motownFault"
_ELEMENT = re.compile(r"Element '(?:\{[^}]*\})?([^']+)'")
_MISSING = re.compile(r"Missing child element\(s\)\. Expected is (?:one of )?\( (?:\{[^}]*\})?(\w+)")
STORE_AWAY = "the store cannot take this now: nothing was done, so ask again later"
"""What is told of a database that is away: why it is is the operator's to know (requirement MT-FLT-08)."""
_MOST = 1000
"""Characters of a message."""


def code_of(refused: Refused) -> str:
    """The code of a refusal."""
    if isinstance(refused, RequestIdReused):
        return "IdempotencyConflict"
    if isinstance(refused, PositionUnavailable):
        return "PositionUnavailable"
    return CODES[refused.kind]


def fault_of(refused: Refused, *, challenge: bool = False) -> ServiceFault:
    """A refusal as a SOAP fault.

    ``challenge``: the caller has shown no credential; it is asked for one in HTTP's way too, as some toolkits send
    none before that.
    """
    code, reason = code_of(refused), STORE_AWAY if isinstance(refused, StoreUnavailable) else refused.reason
    told: dict[str, Any] = {
        "code": code, "message": reason[:_MOST], "retryable": code in RETRYABLE, "reference": str(uuid4()),
        "field": refused.field or _field_in(refused.reason), "retryAfterSeconds": refused.retry_after_seconds,
        "grantHint": refused.grant_hint,
        "oldestPosition": refused.oldest_position if isinstance(refused, PositionUnavailable) else None}
    more: dict[str, Any] = {"status": 401, "headers": CHALLENGE} if challenge else {}
    return ServiceFault(reason, code=soap_code(code), detail=detail_of(told), **more)


def soap_code(code: str) -> Code:
    """The SOAP fault code that goes with a code."""
    return "Receiver" if code in OURS else "Sender"


def with_detail(fault: ServiceFault) -> ServiceFault:
    """A fault that the SOAP layer made, with the standard's detail: XML that does not fit, an operation unknown ..."""
    if fault.detail is None:
        code = "InternalError" if fault.code == "Receiver" else "InvalidRequest"
        found = _MISSING.search(fault.reason) or _ELEMENT.search(fault.reason)
        fault.detail = detail_of({"code": code, "message": fault.reason[:_MOST], "retryable": False,
                                  "reference": str(uuid4()), "field": found[1] if found else None})
    return fault


def reference_of(fault: ServiceFault) -> str:
    """The reference by which our records know the fault; empty: it has none."""
    detail: _Element | None = fault.detail
    return detail.findtext("{*}reference", "") if detail is not None else ""


def detail_of(told: dict[str, Any]) -> _Element:
    """The element ``motownFault``."""
    return parse_own(motown10_directory.contract.encode(FAULT, told))


def _field_in(reason: str) -> str | None:
    """The field that a sentence of ours begins with (``stars: is 1 to 5``)."""
    name, colon, _ = reason.partition(": ")
    return name if colon and name.isidentifier() else None
