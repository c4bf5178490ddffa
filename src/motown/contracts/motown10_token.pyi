"""The idTags that a provider vouches for. They decide what charge points are answered, and what SendLocalList
sends.

Written from wsdl/motown/1.0/token.wsdl by motown.soap.stubs; do not edit.
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

class PutTokens(Message):
    """The tokens."""
    # The caller's own name for this request. The same request with the same requestId is done once only; other
    # content is refused (IdempotencyConflict).
    requestId: str
    # Whether these are all tokens of the caller. Known values: Full (others of the caller are forgotten),
    # Differential.
    updateType: str
    # The caller's count of the changes of its list. A lower or equal one with other content is refused (Conflict).
    listVersion: int
    # The tokens.
    token: list[Token] = ...
    # Tokens that are to be forgotten; only where updateType is Differential.
    removeIdTag: list[str] = ...
    others: list[Any] = ...

class Token(Message):
    """An idTag that its provider vouches for."""
    # The idTag.
    idTag: str
    # The group that it belongs to.
    parentIdTag: str | None = ...
    # Whether it may charge. Known values: Accepted, Blocked, Expired, Invalid.
    status: str
    # Until when it may charge; without end where it is absent.
    expiresAt: datetime | None = ...
    # The contract that it belongs to, such as an EMA id.
    contractId: str | None = ...
    others: list[Any] = ...

class PutTokensResponse(Message):
    """The list is kept."""
    # The version that holds now.
    listVersion: int
    # How many tokens of the caller there are now.
    tokenCount: int
    # True where the same request was taken before: nothing was done this time.
    duplicate: bool
    # The place in the event store where the change was recorded.
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

class ListTokens(Message):
    """Which tokens."""
    # Only this one.
    idTag: str | None = ...
    # Only those that have changed since this position.
    changedAfterPosition: int | None = ...
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

class ListTokensResponse(Message):
    """The tokens."""
    # The version that holds; 0 where there is no list.
    listVersion: int
    # The tokens.
    token: list[Token] = ...
    # Where this page stands.
    pageInfo: PageInfo
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
    """The idTags that a provider vouches for. They decide what charge points are answered, and what SendLocalList
    sends.
    """
    def PutTokens(
        self, request: PutTokens, call: Call, /,
    ) -> Outcome[PutTokensResponse]:
        """Tell which idTags of the caller may charge: all of them, or what has changed. Needs P-TOKEN."""
    def ListTokens(
        self, request: ListTokens, call: Call, /,
    ) -> Outcome[ListTokensResponse]:
        """List the caller's own tokens, in the order of their idTags. Needs P-TOKEN."""

def serve(handlers: Handlers) -> Served: ...
