"""Subscriptions to events: the server keeps the place of each subscriber, who fetches events (Pull), or is called
at ConsumerService (Push). Nothing is passed over: what was not acknowledged comes again.

Written from wsdl/motown/1.0/subscription.wsdl by motown.soap.stubs; do not edit.
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

class Subscribe(Message):
    """What is wanted, and how."""
    # The caller's own name for this request. The same request with the same requestId is done once only; other
    # content is refused (IdempotencyConflict).
    requestId: str
    # The caller's name for it, unique among its subscriptions.
    name: str
    # How events come. Known values: Push, Pull.
    mode: str
    # Which events; all where it is absent.
    filter: EventFilter | None = ...
    # Begin behind this position.
    startAfterPosition: int | None = ...
    # Where to begin, instead of startAfterPosition; Now where both are absent. Known values: Now, Beginning.
    startAt: str | None = ...
    # Whether the exact bytes of messages are wanted; needs R-RAW. False where it is absent.
    includePayload: bool | None = ...
    # The most events at a time.
    batchLimit: int | None = ...
    # Where to call; needed for Push.
    delivery: Delivery | None = ...
    others: list[Any] = ...

class EventFilter(Message):
    """Which events are wanted: those that fit every field that is given. Of a field that repeats, one value has to
    fit.
    """
    # Events of these charge points, connectors or groups.
    target: list[Target] = ...
    # Events whose type begins so: motown.Transaction, or ocpp.Heartbeat. (with the dot, for its requests, answers
    # and faults).
    typePrefix: list[str] = ...
    # Events of this kind. Known values: Message, Domain.
    category: str | None = ...
    # Events of this transaction.
    transactionId: str | None = ...
    # Events of this command.
    commandId: str | None = ...
    # Events of this chain of causes.
    correlationId: str | None = ...
    # Recorded at this time or later.
    since: datetime | None = ...
    # Recorded before this time.
    until: datetime | None = ...
    others: list[Any] = ...

class Target(Message):
    """What a request, grant or filter is about."""
    # What is meant. Known values: ChargePoint, Connector, Group, GridPoint, Site, All.
    kind: str
    # The id of the charge point, group, grid point or site; absent where kind is All.
    id: str | None = ...
    # The connector; only where kind is Connector.
    connectorId: int | None = ...
    others: list[Any] = ...

class Delivery(Message):
    """Where and how a consumer is called."""
    # The address of its ConsumerService: https, or http where the server allows it. The server refuses addresses
    # outside the networks that it allows.
    url: str
    # The user name that the server shows there (HTTP Basic).
    user: str | None = ...
    # The password that it shows there; never told again.
    secret: str | None = ...
    # The version of SOAP; 1.2 where it is absent. Known values: 1.1, 1.2.
    soapVersion: str | None = ...
    others: list[Any] = ...

class SubscribeResponse(Message):
    """The subscription has begun."""
    # Its id, given by the server.
    subscriptionId: str
    # It tells events behind this position.
    startPosition: int
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

class PullMessages(Message):
    """Which subscription, and how far it got."""
    # The subscription.
    subscriptionId: str
    # All events up to this position are done with and will not come again. Without it the same events may come
    # again.
    acknowledgePosition: int | None = ...
    # The most events wanted.
    limit: int | None = ...
    # Where nothing is there, wait so long for the first event, 60 at most; 0 where it is absent.
    waitSeconds: int | None = ...
    others: list[Any] = ...

class PullMessagesResponse(Message):
    """The next events."""
    # The events in order.
    event: list[Event] = ...
    # The acknowledgePosition to ask with next, once these events are done with.
    nextPosition: int
    # The position of the newest event.
    headPosition: int
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

class Seek(Message):
    """Where to: exactly one of position and time."""
    # The caller's own name for this request. The same request with the same requestId is done once only; other
    # content is refused (IdempotencyConflict).
    requestId: str
    # The subscription.
    subscriptionId: str
    # Go on behind this position.
    afterPosition: int | None = ...
    # Go on with the first event recorded at this time or later.
    time: datetime | None = ...
    others: list[Any] = ...

class SeekResponse(Message):
    """The place is moved."""
    # It goes on behind this position.
    acknowledgedPosition: int
    # True where the same request was taken before: nothing was done this time.
    duplicate: bool
    # The place in the event store where the change was recorded.
    position: int
    others: list[Any] = ...

class Pause(Message):
    """Which subscription."""
    # The caller's own name for this request. The same request with the same requestId is done once only; other
    # content is refused (IdempotencyConflict).
    requestId: str
    # The subscription.
    subscriptionId: str
    others: list[Any] = ...

class PauseResponse(Message):
    """It is paused."""
    # True where the same request was taken before: nothing was done this time.
    duplicate: bool
    # The place in the event store where the change was recorded.
    position: int
    others: list[Any] = ...

class Resume(Message):
    """Which subscription."""
    # The caller's own name for this request. The same request with the same requestId is done once only; other
    # content is refused (IdempotencyConflict).
    requestId: str
    # The subscription.
    subscriptionId: str
    others: list[Any] = ...

class ResumeResponse(Message):
    """It goes on."""
    # True where the same request was taken before: nothing was done this time.
    duplicate: bool
    # The place in the event store where the change was recorded.
    position: int
    others: list[Any] = ...

class Unsubscribe(Message):
    """Which subscription."""
    # The caller's own name for this request. The same request with the same requestId is done once only; other
    # content is refused (IdempotencyConflict).
    requestId: str
    # The subscription.
    subscriptionId: str
    others: list[Any] = ...

class UnsubscribeResponse(Message):
    """It has ended."""
    # True where the same request was taken before: nothing was done this time.
    duplicate: bool
    # The place in the event store where the change was recorded.
    position: int
    others: list[Any] = ...

class ListSubscriptions(Message):
    """Which subscriptions."""
    # Only this one.
    subscriptionId: str | None = ...
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

class ListSubscriptionsResponse(Message):
    """The subscriptions."""
    # The subscriptions.
    subscription: list[Subscription] = ...
    # Where this page stands.
    pageInfo: PageInfo
    others: list[Any] = ...

class Subscription(Message):
    """A subscription and how far it is."""
    # Its id.
    subscriptionId: str
    # Its owner.
    partyId: str
    # The owner's name for it.
    name: str
    # How events come. Known values: Push, Pull.
    mode: str
    # Which events; all where it is absent.
    filter: EventFilter | None = ...
    # Whether the exact bytes of messages are told.
    includePayload: bool
    # The most events at a time.
    batchLimit: int
    # Where the consumer is called, without a password.
    url: str | None = ...
    # How it is.
    state: Literal["Active", "Paused", "Failing", "Suspended", "Expired"]
    # All events up to here are done with.
    acknowledgedPosition: int
    # How far that is behind the newest event, as a difference of positions.
    lag: int
    # When events were last delivered.
    lastDeliveryAt: datetime | None = ...
    # Why the last call failed, where it did.
    lastError: str | None = ...
    # When it is tried again.
    nextRetryAt: datetime | None = ...
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
    """Subscriptions to events: the server keeps the place of each subscriber, who fetches events (Pull), or is
    called at ConsumerService (Push). Nothing is passed over: what was not acknowledged comes again.
    """
    def Subscribe(
        self, request: Subscribe, call: Call, /,
    ) -> Outcome[SubscribeResponse]:
        """Begin a subscription. Needs R-STATUS; only events that the caller may see are told, each by the class of
        its type.
        """
    def PullMessages(
        self, request: PullMessages, call: Call, /,
    ) -> Outcome[PullMessagesResponse]:
        """Acknowledge what was fetched before, and fetch what comes next, waiting for it if asked to. Only its
        owner may, and only in the mode Pull.
        """
    def Seek(
        self, request: Seek, call: Call, /,
    ) -> Outcome[SeekResponse]:
        """Move the place of a subscription, backward or forward. Only its owner may."""
    def Pause(
        self, request: Pause, call: Call, /,
    ) -> Outcome[PauseResponse]:
        """Stop calling a consumer until Resume. The place is kept. Its owner may; others need ADMIN."""
    def Resume(
        self, request: Resume, call: Call, /,
    ) -> Outcome[ResumeResponse]:
        """Go on with a subscription that is Paused, Failing or Suspended, at once, behind its acknowledged
        position. Its owner may; others need ADMIN.
        """
    def Unsubscribe(
        self, request: Unsubscribe, call: Call, /,
    ) -> Outcome[UnsubscribeResponse]:
        """End a subscription. Its owner may; others need ADMIN."""
    def ListSubscriptions(
        self, request: ListSubscriptions, call: Call, /,
    ) -> Outcome[ListSubscriptionsResponse]:
        """List subscriptions, in the order in which they began. A party sees its own; those of others need ADMIN."""

def serve(handlers: Handlers) -> Served: ...
