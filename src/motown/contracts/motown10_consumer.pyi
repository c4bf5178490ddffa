"""What a consumer of events implements, so that Motown can call it: make a server from this file, and name its
address in Subscribe.

Written from wsdl/motown/1.0/consumer.wsdl by motown.soap.stubs; do not edit.
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

class Notify(Message):
    """The events."""
    # The subscription.
    subscriptionId: str
    # The id of this batch, equal in every attempt.
    deliveryId: str
    # Counted from 1.
    attempt: int
    # The events in order; none in a heartbeat. An event may come again: its position tells.
    event: list[Event] = ...
    # The acknowledgedPosition to answer with when all of them are done with.
    nextPosition: int
    # The position of the newest event in the store.
    headPosition: int
    # True where there was nothing to tell for 60 seconds: this only shows that both sides live.
    heartbeat: bool
    others: list[Any] = ...

class Event(Message):
    """Something that has happened, or a message as it went over the wire. Events never change."""
    # Its id, unique over all stores.
    eventId: str
    # Its place in the store.
    position: int
    # Whose history it belongs to: cp: and a charge point's id, transaction: and a transaction's, command: and a
    # command's, and so on.
    streamId: str
    # Its number in that history, counted without gaps.
    streamVersion: int
    # What has happened. Known values: see ListEventTypes.
    type: str
    # What kind of event it is. Known values: Message (the exact bytes of a request, answer or fault), Domain (what
    # they mean).
    category: str
    # When the server recorded it.
    recordedAt: datetime
    # When it happened, as the charge point claims; its clock may be wrong.
    occurredAt: datetime | None = ...
    # The charge point that it is about.
    chargePointId: str | None = ...
    # The connector that it is about.
    connectorId: int | None = ...
    # The transaction that it is about.
    transactionId: str | None = ...
    # The command that it is about.
    commandId: str | None = ...
    # Equal for all events that one outside message or request has led to.
    correlationId: str
    # The id of the event that it follows from.
    causationId: str | None = ...
    # The party on whose request it happened.
    party: str | None = ...
    # The add-on that recorded it; absent for Motown's own.
    addOn: str | None = ...
    # What it says, as told for its type by ListEventTypes. Of a list each value is an attribute of that name; a
    # field inside a structure is called outer.inner, and in the second structure of a list outer.2.inner.
    attribute: list[Attribute] = ...
    # The exact bytes, where they were asked for and the caller may have them; only of the category Message.
    payload: Payload | None = ...
    # True where there are bytes that the caller may not have (R-RAW).
    payloadWithheld: bool | None = ...
    others: list[Any] = ...

class Attribute(Message):
    """A named value."""
    # Its name.
    name: str
    # Its value as text: numbers in decimal without exponent, times in UTC with Z, true or false.
    value: str
    others: list[Any] = ...

class Payload(Message):
    """The exact bytes of a message as it went over the wire, without its HTTP headers."""
    # The Content-Type that was sent with it; empty where none was.
    contentType: str
    # The bytes.
    data: bytes
    # SHA-256 over the bytes.
    sha256: bytes
    others: list[Any] = ...

class NotifyResponse(Message):
    """How far the consumer got."""
    # All events up to here are done with and need not come again; it may be less than nextPosition.
    acknowledgedPosition: int
    # True to end the subscription.
    unsubscribe: bool | None = ...
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

class Handlers(Protocol):
    """What a consumer of events implements, so that Motown can call it: make a server from this file, and name its
    address in Subscribe.
    """
    def Notify(
        self, request: Notify, call: Call, /,
    ) -> Outcome[NotifyResponse]:
        """Take events. There is one call at a time for a subscription, in order. A call that is not answered within
        30 seconds, or with a fault, comes again after 1 second, 2, 4 and so on up to 15 minutes; after a day the
        subscription is Suspended, never dropped.
        """

def serve(handlers: Handlers) -> Served: ...
