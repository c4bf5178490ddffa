"""Texts on the displays of Acme's charge points.

Written from wsdl/acme/display.wsdl by motown.soap.stubs; do not edit.
"""
# ruff: noqa: PYI021  # who uses a contract wants to read it where his editor shows it

from datetime import datetime
from typing import Any, Literal, Protocol, dataclass_transform

from motown.soap.contract import Contract
from motown.soap.exchange import Call
from motown.soap.protocol import Outcome, Served

contract: Contract

@dataclass_transform(kw_only_default=True)
class Message: ...

class ShowText(Message):
    """What is to be shown."""
    # The caller's own name for this request: the same again is done once only.
    requestId: str
    # The charge point.
    chargePointId: str
    # The text.
    text: str
    # For how long, in seconds; until the next text where it is absent.
    seconds: int | None = ...
    others: list[Any] = ...

class ShowTextResponse(Message):
    """The command is recorded and will be tried."""
    # The command; GetCommand of CommandService tells what becomes of it.
    commandId: str
    # True where the same request was taken before: nothing was done this time.
    duplicate: bool
    # The place in the event store where it was recorded.
    position: int
    others: list[Any] = ...

class MotownFault(Message):
    """Why a request was refused. What a charge point says is never a fault, but part of an answer."""
    # The reason, for programs.
    code: Literal[
        "NotAuthenticated", "NotPermitted", "InvalidRequest", "NotFound", "NotSupported", "IdempotencyConflict",
        "Conflict", "PositionUnavailable", "TooManyRequests", "Unavailable", "InternalError",
    ]
    # The reason, for people.
    message: str
    # Whether the same request may succeed later.
    retryable: bool
    # The name under which the operator of the server finds this refusal in his records.
    reference: str
    # The field that is wrong, by its name, or by the names on the way to it with slashes between them.
    field: str | None = ...
    # When to try again, counted from the answer.
    retryAfterSeconds: int | None = ...
    # What the caller would have to be granted.
    grantHint: str | None = ...
    # The oldest position that is kept; only with PositionUnavailable.
    oldestPosition: int | None = ...
    others: list[Any] = ...

class ListDisplays(Message):
    """Which part of the list."""
    # The part of the list; the first page where it is absent.
    page: Page | None = ...
    others: list[Any] = ...

class Page(Message):
    """Which part of a list is wanted."""
    # The most entries wanted, from 1; 100 where it is absent. More than maxPageLimit of GetCapabilities counts as
    # that.
    limit: int | None = ...
    # The nextCursor of the answer before, unchanged; absent for the first page.
    cursor: str | None = ...
    others: list[Any] = ...

class ListDisplaysResponse(Message):
    """The displays."""
    # The displays.
    display: list[Display] = ...
    # Where this page stands.
    pageInfo: PageInfo
    others: list[Any] = ...

class Display(Message):
    """A display."""
    # Its charge point.
    chargePointId: str
    # What it shows; empty: nothing.
    text: str
    # Since when.
    shownAt: datetime
    others: list[Any] = ...

class PageInfo(Message):
    """Where a page stands in its list."""
    # Ask with it for the next page; absent on the last one. Opaque, and good for this caller and this request only.
    nextCursor: str | None = ...
    # The list is that of this position: who reads on in the event store behind the smallest one of all pages misses
    # nothing.
    asOfPosition: int
    others: list[Any] = ...

class Handlers(Protocol):
    """Texts on the displays of Acme's charge points."""
    def ShowText(
        self, request: ShowText, call: Call, /,
    ) -> Outcome[ShowTextResponse]:
        """Show a text on the display of a charge point. Needs C-STATION."""
    def ListDisplays(
        self, request: ListDisplays, call: Call, /,
    ) -> Outcome[ListDisplaysResponse]:
        """Tell what displays show, by the ids of their charge points. Needs R-STATUS."""

def serve(handlers: Handlers) -> Served: ...
