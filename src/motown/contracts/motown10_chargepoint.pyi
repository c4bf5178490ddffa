"""Charge points: where they are, whether they are free, how they do, what drivers say of them.

Written from wsdl/motown/1.0/chargepoint.wsdl by motown.soap.stubs; do not edit.
"""
# ruff: noqa: PYI021  # who uses a contract wants to read it where his editor shows it

from datetime import datetime
from decimal import Decimal
from typing import Any, Literal, Protocol, dataclass_transform

from motown.soap.contract import Contract
from motown.soap.exchange import Call
from motown.soap.protocol import Outcome, Served

contract: Contract

@dataclass_transform(kw_only_default=True)
class Message: ...

class ListChargePoints(Message):
    """Which charge points."""
    # Only these.
    target: list[Target] = ...
    # Only those near a place.
    near: Near | None = ...
    # Only those with a connector in one of these states. Known values: Available, Occupied, Faulted, Unavailable,
    # Reserved, Unknown.
    status: list[str] = ...
    # True: only those with a connector that is free now. False: only those without.
    available: bool | None = ...
    # Only those that have changed since this position.
    changedAfterPosition: int | None = ...
    # How much to tell; Status where it is absent. Known values: Basic (who and where), Status (and how the
    # connectors are), Full (everything).
    view: str | None = ...
    # The part of the list; the first page where it is absent.
    page: Page | None = ...
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

class Near(Message):
    """The surroundings of a place."""
    # Degrees north, WGS 84; negative in the south.
    latitude: Decimal
    # Degrees east, WGS 84; negative in the west.
    longitude: Decimal
    # How far around, in metres.
    radiusMeters: int
    others: list[Any] = ...

class Page(Message):
    """Which part of a list is wanted."""
    # The most entries wanted, from 1; 100 where it is absent. More than maxPageLimit of GetCapabilities counts as
    # that.
    limit: int | None = ...
    # The nextCursor of the answer before, unchanged; absent for the first page.
    cursor: str | None = ...
    others: list[Any] = ...

class ListChargePointsResponse(Message):
    """The charge points."""
    # The charge points.
    chargePoint: list[ChargePoint] = ...
    # Where this page stands.
    pageInfo: PageInfo
    others: list[Any] = ...

class ChargePoint(Message):
    """A charge point."""
    # Its id: the chargeBoxIdentity of OCPP.
    chargePointId: str
    # What its operator tells of it.
    info: ChargePointInfo | None = ...
    # Whether it is accepted.
    registration: Literal["Accepted", "Rejected", "Pending"]
    # What it speaks. Known values: ocpp1.2-soap, ocpp1.5-soap.
    protocol: str | None = ...
    # Its maker, as it says itself.
    vendor: str | None = ...
    # Its model, as it says itself.
    model: str | None = ...
    # The version of its firmware, as it says itself.
    firmware: str | None = ...
    # Whether it has been heard from within twice its heartbeat interval.
    online: bool | None = ...
    # When it was last heard from.
    lastSeenAt: datetime | None = ...
    # Its connectors, as far as they are known; not in the view Basic.
    connector: list[Connector] = ...
    # The groups of the kind Group that it is in; only in the view Full.
    group: list[str] = ...
    # The group of the kind GridPoint that it is in; only in the view Full.
    gridPointId: str | None = ...
    # The group of the kind Site that it is in; only in the view Full.
    siteId: str | None = ...
    # What drivers think of it; only in the view Full.
    reviewSummary: ReviewSummary | None = ...
    # How far it is from the place asked for, in metres; only where one was.
    distanceMeters: int | None = ...
    # The place in the event store where it changed last.
    changedAtPosition: int
    others: list[Any] = ...

class ChargePointInfo(Message):
    """What the operator of a charge point tells of it."""
    # Its name for people.
    name: str | None = ...
    # The party that operates it.
    operatorPartyId: str | None = ...
    # Its public id, such as NL*ABC*E123.
    evseId: str | None = ...
    # Where it stands.
    location: Location | None = ...
    # Who may get to it. Known values: FreePublic, PayingPublic, Restricted.
    access: str | None = ...
    # When it can be got to; always where there is none.
    openingTime: list[OpeningTime] = ...
    # Whether it may be reserved. False where it is absent.
    reservable: bool | None = ...
    # What its operator tells of its connectors.
    connector: list[ConnectorInfo] = ...
    others: list[Any] = ...

class Location(Message):
    """Where a charge point stands."""
    # Degrees north, WGS 84; negative in the south.
    latitude: Decimal | None = ...
    # Degrees east, WGS 84; negative in the west.
    longitude: Decimal | None = ...
    # Street and house number.
    street: str | None = ...
    # Postal code.
    postalCode: str | None = ...
    # City or place.
    city: str | None = ...
    # Country. Known values: the codes of two letters of ISO 3166-1.
    country: str | None = ...
    # The zone of local times there, such as opening hours. Known values: the names of the IANA time zone database.
    timeZone: str | None = ...
    others: list[Any] = ...

class OpeningTime(Message):
    """When a charge point can be got to on a day of the week, in the time zone of its location."""
    # The day, from 1 (Monday) to 7 (Sunday).
    weekday: int
    # From when on.
    opensAt: str
    # Until when; before opensAt where it is on the next day.
    closesAt: str
    others: list[Any] = ...

class ConnectorInfo(Message):
    """What the operator of a charge point tells of a connector."""
    # The connector, counted from 1.
    connectorId: int
    # Its public id, such as NL*ABC*E123*1.
    evseId: str | None = ...
    # What fits. Known values: IEC62196Type1, IEC62196Type2, IEC62196Type3, ComboType1, ComboType2, CHAdeMO,
    # Domestic.
    standard: str | None = ...
    # Whether there is a cable. Known values: Socket, Cable.
    format: str | None = ...
    # The most current of a phase, in amperes.
    maxCurrentA: Decimal | None = ...
    # The voltage between phase and neutral, or the most of direct current, in volts.
    maxVoltage: int | None = ...
    # How many phases, 1 to 3; 0 for direct current.
    phases: int | None = ...
    others: list[Any] = ...

class Connector(Message):
    """A connector and how it is."""
    # The connector, counted from 1.
    connectorId: int
    # What its operator tells of it; only in the view Full.
    info: ConnectorInfo | None = ...
    # How it is, in OCPP's words, or Unknown while the charge point is offline or has not told. Known values:
    # Available, Occupied, Faulted, Unavailable, Reserved, Unknown.
    status: str
    # What is wrong, as the charge point says. Known values: NoError, ConnectorLockFailure, HighTemperature,
    # Mode3Error, PowerMeterFailure, PowerSwitchFailure, ReaderFailure, ResetFailure, GroundFailure,
    # OverCurrentFailure, UnderVoltage, WeakSignal, OtherError.
    errorCode: str | None = ...
    # The same in the maker's words.
    vendorErrorCode: str | None = ...
    # What else the charge point says of it.
    message: str | None = ...
    # Since when it is so.
    statusSince: datetime | None = ...
    # The transaction that goes on there; needs R-USAGE.
    transactionId: str | None = ...
    # When its reservation ends.
    reservedUntil: datetime | None = ...
    others: list[Any] = ...

class ReviewSummary(Message):
    """What drivers think of a charge point."""
    # How many reviews there are.
    count: int
    # Their average, with one digit behind the point; absent where there are none.
    averageStars: Decimal | None = ...
    others: list[Any] = ...

class PageInfo(Message):
    """Where a page stands in its list."""
    # Ask with it for the next page; absent on the last one. Opaque, and good for this caller and this request only.
    nextCursor: str | None = ...
    # The list is that of this position: who reads on in the event store behind the smallest one of all pages misses
    # nothing.
    asOfPosition: int
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

class GetChargePoint(Message):
    """Which charge point."""
    # The charge point.
    chargePointId: str
    others: list[Any] = ...

class GetChargePointResponse(Message):
    """The charge point."""
    # The charge point, in the view Full.
    chargePoint: ChargePoint
    # It was so at this position.
    asOfPosition: int
    others: list[Any] = ...

class PutChargePointInfo(Message):
    """The charge point and what to know of it."""
    # The caller's own name for this request. The same request with the same requestId is done once only; other
    # content is refused (IdempotencyConflict).
    requestId: str
    # The charge point.
    chargePointId: str
    # What to know of it.
    info: ChargePointInfo
    # The caller's count of the changes of this.
    revision: int
    others: list[Any] = ...

class PutChargePointInfoResponse(Message):
    """It is kept."""
    # The revision that holds now.
    revision: int
    # True where the same request was taken before: nothing was done this time.
    duplicate: bool
    # The place in the event store where the change was recorded.
    position: int
    others: list[Any] = ...

class SetRegistration(Message):
    """The charge point and the decision."""
    # The caller's own name for this request. The same request with the same requestId is done once only; other
    # content is refused (IdempotencyConflict).
    requestId: str
    # The charge point.
    chargePointId: str
    # The decision.
    registration: Literal["Accepted", "Rejected", "Pending"]
    # Why, for people.
    note: str | None = ...
    others: list[Any] = ...

class SetRegistrationResponse(Message):
    """It is kept."""
    # True where the same request was taken before: nothing was done this time.
    duplicate: bool
    # The place in the event store where the change was recorded.
    position: int
    others: list[Any] = ...

class PutGroup(Message):
    """The group."""
    # The caller's own name for this request. The same request with the same requestId is done once only; other
    # content is refused (IdempotencyConflict).
    requestId: str
    # Its id, unique over groups of all kinds.
    groupId: str
    # What it is. Known values: Group, GridPoint (behind one connection to the grid), Site (at one place).
    kind: str
    # The charge points in it.
    chargePointId: list[str] = ...
    # Its name.
    name: str | None = ...
    # The caller's count of the changes of this group.
    revision: int
    others: list[Any] = ...

class PutGroupResponse(Message):
    """It is kept."""
    # The revision that holds now.
    revision: int
    # True where the same request was taken before: nothing was done this time.
    duplicate: bool
    # The place in the event store where the change was recorded.
    position: int
    others: list[Any] = ...

class ListGroups(Message):
    """Which groups."""
    # Only this one.
    groupId: str | None = ...
    # Only those with this charge point.
    chargePointId: str | None = ...
    # Only those that have changed since this position.
    changedAfterPosition: int | None = ...
    # The part of the list; the first page where it is absent.
    page: Page | None = ...
    others: list[Any] = ...

class ListGroupsResponse(Message):
    """The groups."""
    # The groups.
    group: list[Group] = ...
    # Where this page stands.
    pageInfo: PageInfo
    others: list[Any] = ...

class Group(Message):
    """A group of charge points."""
    # Its id.
    groupId: str
    # What it is. Known values: Group, GridPoint, Site.
    kind: str
    # Its name.
    name: str | None = ...
    # The charge points in it.
    chargePointId: list[str] = ...
    # The revision that holds.
    revision: int
    others: list[Any] = ...

class GetHealth(Message):
    """Which charge point, and what time."""
    # The charge point.
    chargePointId: str
    # From this time on; the last 24 hours where it is absent.
    since: datetime | None = ...
    # Up to this time; up to now where it is absent.
    until: datetime | None = ...
    others: list[Any] = ...

class GetHealthResponse(Message):
    """How it does."""
    # How it does.
    health: Health
    # It was so at this position.
    asOfPosition: int
    others: list[Any] = ...

class Health(Message):
    """How a charge point does in a stretch of time."""
    # The charge point.
    chargePointId: str
    # The beginning.
    since: datetime
    # The end.
    until: datetime
    # For how much of the time it was online, in percent, with two digits behind the point.
    onlinePercent: Decimal
    # When it was not.
    offlinePeriod: list[Period] = ...
    # When it last started.
    lastBootAt: datetime | None = ...
    # How often it has started.
    bootCount: int
    # When its last heartbeat came.
    lastHeartbeatAt: datetime | None = ...
    # How far its clock is ahead, in milliseconds, negative where it is behind: the smallest difference seen, since
    # messages may come late.
    clockOffsetMs: int | None = ...
    # The errors that it has reported.
    statusErrorCount: list[ErrorCount] = ...
    # The connectors that are Faulted now.
    openFault: list[OpenFault] = ...
    # Its commands.
    command: CommandCounts
    # How many of its messages were answered with a fault.
    messageFaultCount: int
    # How many of its messages could not be read.
    malformedCount: int
    # How long it takes to answer, in milliseconds; half of its answers were faster.
    medianResponseMs: int | None = ...
    # Its transactions.
    transaction: TransactionCounts
    # What is wrong, worst first.
    finding: list[Finding] = ...
    others: list[Any] = ...

class Period(Message):
    """A stretch of time."""
    # Its beginning.
    since: datetime
    # Its end; absent where it goes on.
    until: datetime | None = ...
    others: list[Any] = ...

class ErrorCount(Message):
    """How often a charge point has reported an error."""
    # The error. Known values: those of Connector.
    errorCode: str
    # The same in the maker's words.
    vendorErrorCode: str | None = ...
    # How often.
    count: int
    # When last.
    lastAt: datetime
    others: list[Any] = ...

class OpenFault(Message):
    """A connector that is Faulted."""
    # The connector; 0 for the whole charge point.
    connectorId: int
    # The error. Known values: those of Connector.
    errorCode: str
    # The same in the maker's words.
    vendorErrorCode: str | None = ...
    # Since when.
    since: datetime
    others: list[Any] = ...

class CommandCounts(Message):
    """What has come of the commands to a charge point."""
    # How many were sent.
    sent: int
    # How many it has refused.
    rejected: int
    # For how many it could not be reached.
    unreachable: int
    # Of how many nothing has shown that they were done.
    unconfirmed: int
    others: list[Any] = ...

class TransactionCounts(Message):
    """What is odd about the transactions of a charge point."""
    # How many there were.
    count: int
    # How many were never ended by the charge point.
    abandoned: int
    # How many had no meter values between their beginning and end.
    withoutMeter: int
    # In how many no energy was delivered.
    zeroEnergy: int
    others: list[Any] = ...

class Finding(Message):
    """Something that is wrong with a charge point, or may be."""
    # What. Known values: Offline, RebootLoop, ClockDrift, FaultOpen, StuckOccupied, MeterBackwards, MeterGap,
    # TransactionAbandoned, CommandUnreachable, FirmwareFailed, UnknownIdTagBurst, Malformed.
    code: str
    # How bad. Known values: Critical, Warning, Notice.
    severity: str
    # Since when.
    since: datetime
    # What, for people.
    text: str
    # The connector, where it is about one.
    connectorId: int | None = ...
    # The events that show it, 10 at most.
    eventId: list[str] = ...
    others: list[Any] = ...

class ListProblems(Message):
    """Which charge points and problems."""
    # Only these charge points; all where there are none.
    target: list[Target] = ...
    # Only these findings. Known values: Offline, RebootLoop, ClockDrift, FaultOpen, StuckOccupied, MeterBackwards,
    # MeterGap, TransactionAbandoned, CommandUnreachable, FirmwareFailed, UnknownIdTagBurst, Malformed.
    code: list[str] = ...
    # The part of the list; the first page where it is absent.
    page: Page | None = ...
    others: list[Any] = ...

class ListProblemsResponse(Message):
    """The problems."""
    # The problems.
    problem: list[Problem] = ...
    # Where this page stands.
    pageInfo: PageInfo
    others: list[Any] = ...

class Problem(Message):
    """A finding and whose it is."""
    # The charge point.
    chargePointId: str
    # What is wrong.
    finding: Finding
    others: list[Any] = ...

class PostReview(Message):
    """The review."""
    # The caller's own name for this request. The same request with the same requestId is done once only; other
    # content is refused (IdempotencyConflict).
    requestId: str
    # The charge point.
    chargePointId: str
    # From 1 (bad) to 5 (good).
    stars: int
    # What the driver says.
    text: str | None = ...
    # The name to be shown.
    author: str | None = ...
    # The transaction that the driver speaks of; where it is the caller's to see, the review is marked as one of a
    # real session.
    transactionId: str | None = ...
    others: list[Any] = ...

class PostReviewResponse(Message):
    """It is kept."""
    # Its id, given by the server.
    reviewId: str
    # Whether it is of a real session.
    verifiedSession: bool
    # True where the same request was taken before: nothing was done this time.
    duplicate: bool
    # The place in the event store where the change was recorded.
    position: int
    others: list[Any] = ...

class ListReviews(Message):
    """Which reviews."""
    # Only those of this charge point.
    chargePointId: str | None = ...
    # Only those posted since this position.
    changedAfterPosition: int | None = ...
    # The part of the list; the first page where it is absent.
    page: Page | None = ...
    others: list[Any] = ...

class ListReviewsResponse(Message):
    """The reviews."""
    # The reviews.
    review: list[Review] = ...
    # Where this page stands.
    pageInfo: PageInfo
    others: list[Any] = ...

class Review(Message):
    """A review of a charge point."""
    # Its id.
    reviewId: str
    # The charge point.
    chargePointId: str
    # From 1 (bad) to 5 (good).
    stars: int
    # What the driver says.
    text: str | None = ...
    # The name to be shown.
    author: str | None = ...
    # Whether it is of a real session.
    verifiedSession: bool
    # When it was posted.
    postedAt: datetime
    others: list[Any] = ...

class Handlers(Protocol):
    """Charge points: where they are, whether they are free, how they do, what drivers say of them."""
    def ListChargePoints(
        self, request: ListChargePoints, call: Call, /,
    ) -> Outcome[ListChargePointsResponse]:
        """List charge points, in the order of their ids. Needs R-STATUS."""
    def GetChargePoint(
        self, request: GetChargePoint, call: Call, /,
    ) -> Outcome[GetChargePointResponse]:
        """Tell everything about one charge point. Needs R-STATUS."""
    def PutChargePointInfo(
        self, request: PutChargePointInfo, call: Call, /,
    ) -> Outcome[PutChargePointInfoResponse]:
        """Tell what only its operator knows of a charge point: its name, place, opening hours, connectors. What is
        given replaces all that was there. Needs C-STATION.
        """
    def SetRegistration(
        self, request: SetRegistration, call: Call, /,
    ) -> Outcome[SetRegistrationResponse]:
        """Accept a charge point, or refuse it: this is what its BootNotification is answered. Needs ADMIN; a CSO
        may for charge points that it was granted.
        """
    def PutGroup(
        self, request: PutGroup, call: Call, /,
    ) -> Outcome[PutGroupResponse]:
        """Make a group of charge points, or change it: what is given replaces all that was there. A group without
        charge points is gone. Needs ADMIN; a CSO may for charge points that it was granted.
        """
    def ListGroups(
        self, request: ListGroups, call: Call, /,
    ) -> Outcome[ListGroupsResponse]:
        """List groups, in the order of their ids. Needs R-STATUS; only charge points that the caller may know are
        named.
        """
    def GetHealth(
        self, request: GetHealth, call: Call, /,
    ) -> Outcome[GetHealthResponse]:
        """Tell how a charge point does, from what is in the event store: nothing is asked of the charge point.
        Needs R-RAW.
        """
    def ListProblems(
        self, request: ListProblems, call: Call, /,
    ) -> Outcome[ListProblemsResponse]:
        """List what is wrong with charge points, worst first, from what is in the event store. Needs R-RAW."""
    def PostReview(
        self, request: PostReview, call: Call, /,
    ) -> Outcome[PostReviewResponse]:
        """Say what a driver thinks of a charge point. Needs REVIEW."""
    def ListReviews(
        self, request: ListReviews, call: Call, /,
    ) -> Outcome[ListReviewsResponse]:
        """List reviews, in the order in which they were posted. Needs R-STATUS."""

def serve(handlers: Handlers) -> Served: ...
