"""Charging transactions: what was charged, where and when, what the meters say, and what becomes of it now. Prices
come with a later version.

Written from wsdl/motown/1.0/transaction.wsdl by motown.soap.stubs; do not edit.
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

class ListTransactions(Message):
    """Which transactions."""
    # Only those on these charge points.
    target: list[Target] = ...
    # Only those of this idTag; needs R-IDENT.
    idTag: str | None = ...
    # Only those of the tokens of this party.
    partyId: str | None = ...
    # Only those of this session.
    sessionId: str | None = ...
    # Only those in this state.
    state: Literal["Active", "Finished", "Abandoned"] | None = ...
    # Begun at this time or later.
    since: datetime | None = ...
    # Begun before this time.
    until: datetime | None = ...
    # Only those that have changed since this position.
    changedAfterPosition: int | None = ...
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

class Page(Message):
    """Which part of a list is wanted."""
    # The most entries wanted, from 1; 100 where it is absent. More than maxPageLimit of GetCapabilities counts as
    # that.
    limit: int | None = ...
    # The nextCursor of the answer before, unchanged; absent for the first page.
    cursor: str | None = ...
    others: list[Any] = ...

class ListTransactionsResponse(Message):
    """The transactions."""
    # The transactions.
    transaction: list[Transaction] = ...
    # Where this page stands.
    pageInfo: PageInfo
    others: list[Any] = ...

class Transaction(Message):
    """A charging transaction."""
    # Its id: the number of OCPP, in decimal.
    transactionId: str
    # Equal for the transactions of one plug-in that pausing has split.
    sessionId: str
    # The charge point.
    chargePointId: str
    # The connector.
    connectorId: int
    # Who charges, as the charge point has told; a pseudonym, the same each time for this caller, without R-IDENT.
    idTag: str | None = ...
    # The party whose token it was when it began; needs R-IDENT.
    partyId: str | None = ...
    # When it began, as the charge point claims.
    startedAt: datetime
    # When it ended, as the charge point claims.
    stoppedAt: datetime | None = ...
    # The meter at its beginning, in watt-hours, as the charge point has told; nothing keeps it from telling a
    # negative one.
    meterStartWh: int
    # The meter at its end, in watt-hours.
    meterStopWh: int | None = ...
    # What was delivered up to its end or the last meter value, in watt-hours.
    energyWh: int | None = ...
    # How it stands.
    state: Literal["Active", "Finished", "Abandoned"]
    # Why it ended, where an operator has ended it.
    stopReason: str | None = ...
    # The number of the reservation that it used.
    reservationId: int | None = ...
    # The charge detail record that it is part of.
    cdrId: str | None = ...
    # The place in the event store where it changed last.
    changedAtPosition: int
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

class GetTransaction(Message):
    """Which transaction."""
    # The transaction.
    transactionId: str
    # Wait so long for a change behind afterPosition before answering, 60 at most; 0 where it is absent.
    waitSeconds: int | None = ...
    # The asOfPosition of the answer before; without it there is no waiting.
    afterPosition: int | None = ...
    others: list[Any] = ...

class GetTransactionResponse(Message):
    """The transaction."""
    # The transaction.
    transaction: Transaction
    # It was so at this position.
    asOfPosition: int
    others: list[Any] = ...

class ReadMeterValues(Message):
    """Which meter values: of a transaction, or of a target."""
    # Those of this transaction.
    transactionId: str | None = ...
    # Those of this charge point, connector or group.
    target: Target | None = ...
    # Measured at this time or later.
    since: datetime | None = ...
    # Measured before this time.
    until: datetime | None = ...
    # Only these measurands. Known values: those of OCPP 1.5, such as Energy.Active.Import.Register,
    # Power.Active.Import, Current.Import, Voltage.
    measurand: list[str] = ...
    # One value for each step of so many seconds, 86400 at most: the last one of a register, the sum of what
    # intervals count, the mean of anything else.
    stepSeconds: int | None = ...
    # The part of the list; the first page where it is absent.
    page: Page | None = ...
    others: list[Any] = ...

class ReadMeterValuesResponse(Message):
    """The meter values."""
    # The values.
    sample: list[MeterSample] = ...
    # Where this page stands.
    pageInfo: PageInfo
    others: list[Any] = ...

class MeterSample(Message):
    """A value of a meter."""
    # When it was measured, as the charge point claims; the end of the step where stepSeconds was given.
    at: datetime
    # The charge point; absent in an aggregate.
    chargePointId: str | None = ...
    # The connector; absent in an aggregate.
    connectorId: int | None = ...
    # The transaction; absent in an aggregate, and where there was none.
    transactionId: str | None = ...
    # True where the charge point did not name the transaction, and connector and time tell it.
    assigned: bool | None = ...
    # What was measured. Known values: those of OCPP 1.5.
    measurand: str
    # The value in the unit below; absent where it is signed data or no number.
    value: Decimal | None = ...
    # The unit. Known values: Wh, varh, W, var, VA, A, V, Celsius, Percent, Hertz.
    unit: str | None = ...
    # The phase, where one was measured. Known values: L1, L2, L3, N.
    phase: str | None = ...
    # Why it was measured. Known values: those of OCPP 1.5, such as Sample.Periodic, Transaction.Begin,
    # Transaction.End.
    context: str | None = ...
    # Where it was measured. Known values: Inlet, Outlet, Body.
    location: str | None = ...
    # True where the value is signed data; the event holds it.
    signedData: bool | None = ...
    # How many values this one was made from, where it was made from several.
    sampleCount: int | None = ...
    # The event that it was told in; absent where it was made from several.
    eventId: str | None = ...
    others: list[Any] = ...

class GetSessionDiagnostics(Message):
    """Which transaction."""
    # The transaction.
    transactionId: str
    others: list[Any] = ...

class GetSessionDiagnosticsResponse(Message):
    """What goes on."""
    # What goes on.
    diagnostics: SessionDiagnostics
    # It was so at this position.
    asOfPosition: int
    others: list[Any] = ...

class SessionDiagnostics(Message):
    """What goes on in a session."""
    # The transaction.
    transactionId: str
    # How it stands.
    state: Literal["Active", "Finished", "Abandoned"]
    # The latest that the meter says; absent where it has said nothing.
    latest: SessionNow | None = ...
    # Whether energy flows. Known values: yes, no, unknown.
    charging: str
    # Why not, or not as fast as it could.
    reason: list[SessionReason] = ...
    # What has happened, in order.
    timeline: list[SessionMoment] = ...
    others: list[Any] = ...

class SessionNow(Message):
    """The latest that the meter says."""
    # When it was measured.
    at: datetime
    # What was delivered so far, in watt-hours.
    energyWh: int
    # The power, in watts: measured, or the mean between the last two values of energy.
    powerW: int | None = ...
    # The current of a phase, in amperes.
    currentA: Decimal | None = ...
    others: list[Any] = ...

class SessionReason(Message):
    """Why a car does not charge, or not as fast as it could."""
    # Why. Known values: Paused, ChargePointFault, Offline, VehicleNotDrawing, NoRecentMeter, LimitedBySignal,
    # PlanWaiting.
    code: str
    # Why, for people.
    text: str
    # Until when, where that is known.
    until: datetime | None = ...
    others: list[Any] = ...

class SessionMoment(Message):
    """Something that has happened in a session."""
    # When.
    at: datetime
    # What, for people.
    text: str
    # The event.
    eventId: str
    others: list[Any] = ...

class ListCdrs(Message):
    """Which records."""
    # Only this one.
    cdrId: str | None = ...
    # Only those of these charge points.
    target: list[Target] = ...
    # Only those of the tokens of this party.
    partyId: str | None = ...
    # Of sessions that ended at this time or later.
    since: datetime | None = ...
    # Of sessions that ended before this time.
    until: datetime | None = ...
    # Only those made or changed since this position.
    changedAfterPosition: int | None = ...
    # The part of the list; the first page where it is absent.
    page: Page | None = ...
    others: list[Any] = ...

class ListCdrsResponse(Message):
    """The records."""
    # The records.
    cdr: list[Cdr] = ...
    # Where this page stands.
    pageInfo: PageInfo
    others: list[Any] = ...

class Cdr(Message):
    """A charge detail record: what one session came to."""
    # Its id.
    cdrId: str
    # 1 when it was made; a late message of the charge point may change it.
    revision: int
    # The session.
    sessionId: str
    # The transactions of the session.
    transactionId: list[str]
    # The party whose token was used; needs R-IDENT.
    partyId: str | None = ...
    # The idTag; a pseudonym without R-IDENT.
    idTag: str | None = ...
    # Where it was.
    chargePoint: CdrChargePoint
    # When it began.
    startedAt: datetime
    # When it ended.
    stoppedAt: datetime
    # What was delivered, in watt-hours; 0 where the meter went backwards.
    energyWh: int
    # How long it took, in seconds.
    durationSeconds: int
    # Its parts.
    period: list[CdrPeriod]
    # The place in the event store where it was made or changed last.
    changedAtPosition: int
    others: list[Any] = ...

class CdrChargePoint(Message):
    """The charge point as it was when the record was made."""
    # Its id.
    chargePointId: str
    # The connector.
    connectorId: int
    # The public id of connector or charge point.
    evseId: str | None = ...
    # Its name.
    name: str | None = ...
    # Where it stands.
    location: Location | None = ...
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

class CdrPeriod(Message):
    """A part of a session."""
    # Its beginning.
    since: datetime
    # Its end.
    until: datetime
    # What is counted. Known values: Energy, Time.
    dimension: str
    # How much.
    quantity: Decimal
    # The unit. Known values: Wh, s.
    unit: str
    others: list[Any] = ...

class Handlers(Protocol):
    """Charging transactions: what was charged, where and when, what the meters say, and what becomes of it now.
    Prices come with a later version.
    """
    def ListTransactions(
        self, request: ListTransactions, call: Call, /,
    ) -> Outcome[ListTransactionsResponse]:
        """List transactions, in the order of their numbers, which is that in which their beginnings were told.
        Needs R-USAGE; idTag and party need R-IDENT.
        """
    def GetTransaction(
        self, request: GetTransaction, call: Call, /,
    ) -> Outcome[GetTransactionResponse]:
        """Tell how a transaction stands, at once or when something changes. Needs R-USAGE."""
    def ReadMeterValues(
        self, request: ReadMeterValues, call: Call, /,
    ) -> Outcome[ReadMeterValuesResponse]:
        """Read meter values in the order of their times. Needs R-USAGE; who may see aggregates only must name a
        target and stepSeconds, and gets one value of all charge points in it: of energy, power and current the
        sum, of anything else the mean.
        """
    def GetSessionDiagnostics(
        self, request: GetSessionDiagnostics, call: Call, /,
    ) -> Outcome[GetSessionDiagnosticsResponse]:
        """Tell a driver what goes on: whether the car charges, and if not, why. Needs R-USAGE."""
    def ListCdrs(
        self, request: ListCdrs, call: Call, /,
    ) -> Outcome[ListCdrsResponse]:
        """List charge detail records, in the order in which they were made: one for each finished session, without
        prices in version 1.0. Needs R-USAGE.
        """

def serve(handlers: Handlers) -> Served: ...
