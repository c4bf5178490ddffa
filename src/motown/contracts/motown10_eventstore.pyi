"""The event store: every message to and from charge points and what each meant, in one order, to be read from any
position on. Once a position was passed, no event before it will ever appear.

Written from wsdl/motown/1.0/eventstore.wsdl by motown.soap.stubs; do not edit.
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

class ReadEvents(Message):
    """From where, and which."""
    # Forward: events behind this position; 0 for all. Backward: events before it; a number beyond the newest begins
    # at the newest.
    afterPosition: int
    # Where to read to; Forward where it is absent. Known values: Forward, Backward.
    direction: str | None = ...
    # Which events; all where it is absent.
    filter: EventFilter | None = ...
    # The most events wanted. An answer may have fewer, or none, before the end of the store: a server looks through
    # a bounded part of it at a time.
    limit: int | None = ...
    # Where nothing is there, wait so long for the first event, 60 at most; 0 where it is absent. Only forward.
    waitSeconds: int | None = ...
    # Whether the exact bytes of messages are wanted; needs R-RAW. False where it is absent.
    includePayload: bool | None = ...
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

class ReadEventsResponse(Message):
    """The events, and where to read on."""
    # The events in the order of reading.
    event: list[Event] = ...
    # The afterPosition to read on with. It also passes over events that the filter leaves out.
    nextPosition: int
    # The position of the newest event.
    headPosition: int
    # The oldest position that is kept.
    oldestPosition: int
    # Whether there was nothing more to read then; only this ends a reader's loop, not an empty answer.
    endOfStore: bool
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

class GetEvent(Message):
    """Which event: exactly one of both."""
    # The event by its id.
    eventId: str | None = ...
    # The event by its position.
    position: int | None = ...
    # Whether the exact bytes of a message are wanted; needs R-RAW. False where it is absent.
    includePayload: bool | None = ...
    others: list[Any] = ...

class GetEventResponse(Message):
    """The event."""
    # The event.
    event: Event
    others: list[Any] = ...

class GetStoreInfo(Message):
    """Which time."""
    # Tell positionAt for this time.
    time: datetime | None = ...
    others: list[Any] = ...

class GetStoreInfoResponse(Message):
    """The store."""
    # The position of the newest event; 0 where there is none.
    headPosition: int
    # When that was recorded.
    headTime: datetime | None = ...
    # The oldest position that is kept.
    oldestPosition: int
    # When that was recorded.
    oldestTime: datetime | None = ...
    # How many events are kept; an estimate where counting would take long.
    eventCount: int
    # For how many days events are kept; without end where it is absent.
    retentionDays: int | None = ...
    # The last position recorded before the time asked for; 0 where there is none.
    positionAt: int | None = ...
    others: list[Any] = ...

class ListEventTypes(Message):
    """No fields."""
    others: list[Any] = ...

class ListEventTypesResponse(Message):
    """The types."""
    # The types, ordered by name.
    eventType: list[EventType]
    others: list[Any] = ...

class EventType(Message):
    """A type of events."""
    # Its name; ocpp.OPERATION.KIND stands for those of all messages. Known values: those of event-types.csv, and
    # addon.NAME.THING of add-ons.
    type: str
    # What kind of event it is. Known values: Message, Domain.
    category: str
    # What has happened.
    description: str
    # What it says.
    attribute: list[EventAttribute] = ...
    # The class of access that it needs. Known values: those of access-policy.csv.
    accessClass: str
    # Who records it: motown, or the name of an add-on.
    source: str
    others: list[Any] = ...

class EventAttribute(Message):
    """An attribute of a type of events."""
    # Its name; outer.N.inner stands for a field in the structures of a list, outer.* for fields of any name.
    name: str
    # The kind of its value. Known values: string, integer, decimal, boolean, dateTime.
    type: str
    # True where there may be several, in order.
    many: bool | None = ...
    # Its unit. Known values: Wh, W, A, V, s, ms, bytes, degrees.
    unit: str | None = ...
    # What it means.
    description: str
    # Needed to see the value, where that is more than the event needs. Known values: R-IDENT (there is a pseudonym
    # without it), R-RAW (the attribute is absent without it).
    accessClass: str | None = ...
    others: list[Any] = ...

class Handlers(Protocol):
    """The event store: every message to and from charge points and what each meant, in one order, to be read from
    any position on. Once a position was passed, no event before it will ever appear.
    """
    def ReadEvents(
        self, request: ReadEvents, call: Call, /,
    ) -> Outcome[ReadEventsResponse]:
        """Read events behind (or before) a position, at once or as soon as there are any. Needs R-STATUS; only
        events that the caller may see are told, each by the class of its type.
        """
    def GetEvent(
        self, request: GetEvent, call: Call, /,
    ) -> Outcome[GetEventResponse]:
        """Tell one event. Needs R-STATUS, and the class of its type."""
    def GetStoreInfo(
        self, request: GetStoreInfo, call: Call, /,
    ) -> Outcome[GetStoreInfoResponse]:
        """Tell where the store begins and ends, or where it stood at a time. Needs R-STATUS."""
    def ListEventTypes(
        self, request: ListEventTypes, call: Call, /,
    ) -> Outcome[ListEventTypesResponse]:
        """List the types of events with their attributes, those of add-ons too. Needs no credential."""

def serve(handlers: Handlers) -> Served: ...
