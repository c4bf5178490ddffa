"""Commands to charge points, and what becomes of them. A command is answered with a receipt at once; GetCommand,
the event store and subscriptions tell the rest. Accepted by a charge point is not done: the effect is watched
for.

Written from wsdl/motown/1.0/command.wsdl by motown.soap.stubs; do not edit.
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

class StartTransaction(Message):
    """What to start, and for whom."""
    # The caller's own name for this request. The same request with the same requestId is done once only; other
    # content is refused (IdempotencyConflict).
    requestId: str
    # The charge point.
    chargePointId: str
    # The connector, counted from 1; any one where it is absent.
    connectorId: int | None = ...
    # Who charges.
    idTag: str
    # Do not send it before this time; at once where it is absent.
    notBefore: datetime | None = ...
    # Do not send it after this time. Where it is absent: 300 seconds after the request, or 24 hours after
    # notBefore.
    expiresAt: datetime | None = ...
    # A note for people.
    note: str | None = ...
    others: list[Any] = ...

class StartTransactionResponse(Message):
    """The command is recorded and will be tried."""
    # The command that was made.
    receipt: CommandReceipt
    others: list[Any] = ...

class CommandReceipt(Message):
    """What is known of a command when it was taken."""
    # The id of the command, given by the server.
    commandId: str
    # True where the same request was taken before: this is the command of then.
    duplicate: bool
    # How far it is.
    state: Literal["Scheduled", "Queued", "Sent", "Answered", "Finished", "Cancelled", "Expired"]
    # The place in the event store where it was taken; what comes of it stands behind.
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

class StopTransaction(Message):
    """What to stop."""
    # The caller's own name for this request. The same request with the same requestId is done once only; other
    # content is refused (IdempotencyConflict).
    requestId: str
    # The charge point.
    chargePointId: str
    # The transaction.
    transactionId: str
    # Do not send it before this time; at once where it is absent.
    notBefore: datetime | None = ...
    # Do not send it after this time. Where it is absent: 300 seconds after the request, or 24 hours after
    # notBefore.
    expiresAt: datetime | None = ...
    # A note for people.
    note: str | None = ...
    others: list[Any] = ...

class StopTransactionResponse(Message):
    """The command is recorded and will be tried."""
    # The command that was made.
    receipt: CommandReceipt
    others: list[Any] = ...

class UnlockConnector(Message):
    """What to release."""
    # The caller's own name for this request. The same request with the same requestId is done once only; other
    # content is refused (IdempotencyConflict).
    requestId: str
    # The charge point.
    chargePointId: str
    # The connector, counted from 1.
    connectorId: int
    # Do not send it before this time; at once where it is absent.
    notBefore: datetime | None = ...
    # Do not send it after this time. Where it is absent: 300 seconds after the request, or 24 hours after
    # notBefore.
    expiresAt: datetime | None = ...
    # A note for people.
    note: str | None = ...
    others: list[Any] = ...

class UnlockConnectorResponse(Message):
    """The command is recorded and will be tried."""
    # The command that was made.
    receipt: CommandReceipt
    others: list[Any] = ...

class ChangeAvailability(Message):
    """What, and how it is to be."""
    # The caller's own name for this request. The same request with the same requestId is done once only; other
    # content is refused (IdempotencyConflict).
    requestId: str
    # The charge point.
    chargePointId: str
    # The connector; 0 for the whole charge point.
    connectorId: int
    # How it is to be. Known values: Operative, Inoperative.
    availability: str
    # Do not send it before this time; at once where it is absent.
    notBefore: datetime | None = ...
    # Do not send it after this time. Where it is absent: 300 seconds after the request, or 24 hours after
    # notBefore.
    expiresAt: datetime | None = ...
    # A note for people.
    note: str | None = ...
    others: list[Any] = ...

class ChangeAvailabilityResponse(Message):
    """The command is recorded and will be tried."""
    # The command that was made.
    receipt: CommandReceipt
    others: list[Any] = ...

class ResetChargePoint(Message):
    """How."""
    # The caller's own name for this request. The same request with the same requestId is done once only; other
    # content is refused (IdempotencyConflict).
    requestId: str
    # The charge point.
    chargePointId: str
    # How. Known values: Soft (ends transactions first), Hard (as if it were switched off and on).
    resetType: str
    # Do not send it before this time; at once where it is absent.
    notBefore: datetime | None = ...
    # Do not send it after this time. Where it is absent: 300 seconds after the request, or 24 hours after
    # notBefore.
    expiresAt: datetime | None = ...
    # A note for people.
    note: str | None = ...
    others: list[Any] = ...

class ResetChargePointResponse(Message):
    """The command is recorded and will be tried."""
    # The command that was made.
    receipt: CommandReceipt
    others: list[Any] = ...

class ChangeConfiguration(Message):
    """The key and its value."""
    # The caller's own name for this request. The same request with the same requestId is done once only; other
    # content is refused (IdempotencyConflict).
    requestId: str
    # The charge point.
    chargePointId: str
    # The key.
    key: str
    # Its value. Those of keys that are secrets are never told again.
    value: str
    # Do not send it before this time; at once where it is absent.
    notBefore: datetime | None = ...
    # Do not send it after this time. Where it is absent: 300 seconds after the request, or 24 hours after
    # notBefore.
    expiresAt: datetime | None = ...
    # A note for people.
    note: str | None = ...
    others: list[Any] = ...

class ChangeConfigurationResponse(Message):
    """The command is recorded and will be tried."""
    # The command that was made.
    receipt: CommandReceipt
    others: list[Any] = ...

class GetConfiguration(Message):
    """Which keys."""
    # The caller's own name for this request. The same request with the same requestId is done once only; other
    # content is refused (IdempotencyConflict).
    requestId: str
    # The charge point.
    chargePointId: str
    # The keys; all where there are none.
    key: list[str] = ...
    # Do not send it before this time; at once where it is absent.
    notBefore: datetime | None = ...
    # Do not send it after this time. Where it is absent: 300 seconds after the request, or 24 hours after
    # notBefore.
    expiresAt: datetime | None = ...
    # A note for people.
    note: str | None = ...
    others: list[Any] = ...

class GetConfigurationResponse(Message):
    """The command is recorded and will be tried."""
    # The command that was made.
    receipt: CommandReceipt
    others: list[Any] = ...

class ClearCache(Message):
    """No fields of its own."""
    # The caller's own name for this request. The same request with the same requestId is done once only; other
    # content is refused (IdempotencyConflict).
    requestId: str
    # The charge point.
    chargePointId: str
    # Do not send it before this time; at once where it is absent.
    notBefore: datetime | None = ...
    # Do not send it after this time. Where it is absent: 300 seconds after the request, or 24 hours after
    # notBefore.
    expiresAt: datetime | None = ...
    # A note for people.
    note: str | None = ...
    others: list[Any] = ...

class ClearCacheResponse(Message):
    """The command is recorded and will be tried."""
    # The command that was made.
    receipt: CommandReceipt
    others: list[Any] = ...

class RequestDiagnostics(Message):
    """Which diagnostics, and where to."""
    # The caller's own name for this request. The same request with the same requestId is done once only; other
    # content is refused (IdempotencyConflict).
    requestId: str
    # The charge point.
    chargePointId: str
    # The folder that the file is to be uploaded to; the server's own where it is absent. Passwords in it are masked
    # wherever it is told again.
    location: str | None = ...
    # Diagnostics from this time on.
    startTime: datetime | None = ...
    # Diagnostics up to this time.
    stopTime: datetime | None = ...
    # How often the charge point is to try again.
    retries: int | None = ...
    # How long it is to wait between tries, in seconds.
    retryIntervalSeconds: int | None = ...
    # Do not send it before this time; at once where it is absent.
    notBefore: datetime | None = ...
    # Do not send it after this time. Where it is absent: 300 seconds after the request, or 24 hours after
    # notBefore.
    expiresAt: datetime | None = ...
    # A note for people.
    note: str | None = ...
    others: list[Any] = ...

class RequestDiagnosticsResponse(Message):
    """The command is recorded and will be tried."""
    # The command that was made.
    receipt: CommandReceipt
    others: list[Any] = ...

class UpdateFirmware(Message):
    """Which firmware, and when."""
    # The caller's own name for this request. The same request with the same requestId is done once only; other
    # content is refused (IdempotencyConflict).
    requestId: str
    # The charge point.
    chargePointId: str
    # Where the image is; a name without a scheme is that of an image on the server's own file server. Passwords in
    # it are masked wherever it is told again.
    location: str
    # When the charge point is to fetch it, or later.
    retrieveAt: datetime
    # How often the charge point is to try again.
    retries: int | None = ...
    # How long it is to wait between tries, in seconds.
    retryIntervalSeconds: int | None = ...
    # Do not send it before this time; at once where it is absent.
    notBefore: datetime | None = ...
    # Do not send it after this time. Where it is absent: 300 seconds after the request, or 24 hours after
    # notBefore.
    expiresAt: datetime | None = ...
    # A note for people.
    note: str | None = ...
    others: list[Any] = ...

class UpdateFirmwareResponse(Message):
    """The command is recorded and will be tried."""
    # The command that was made.
    receipt: CommandReceipt
    others: list[Any] = ...

class ReserveNow(Message):
    """What to keep free, for whom, and until when."""
    # The caller's own name for this request. The same request with the same requestId is done once only; other
    # content is refused (IdempotencyConflict).
    requestId: str
    # The charge point.
    chargePointId: str
    # The connector; 0 for any one.
    connectorId: int
    # Who it is kept for.
    idTag: str
    # The group that it is kept for as well.
    parentIdTag: str | None = ...
    # When the reservation ends.
    reservedUntil: datetime
    # Do not send it before this time; at once where it is absent.
    notBefore: datetime | None = ...
    # Do not send it after this time. Where it is absent: 300 seconds after the request, or 24 hours after
    # notBefore.
    expiresAt: datetime | None = ...
    # A note for people.
    note: str | None = ...
    others: list[Any] = ...

class ReserveNowResponse(Message):
    """The command is recorded and will be tried."""
    # The command that was made.
    receipt: CommandReceipt
    others: list[Any] = ...

class CancelReservation(Message):
    """Which reservation."""
    # The caller's own name for this request. The same request with the same requestId is done once only; other
    # content is refused (IdempotencyConflict).
    requestId: str
    # The charge point.
    chargePointId: str
    # The number of the reservation.
    reservationId: int
    # Do not send it before this time; at once where it is absent.
    notBefore: datetime | None = ...
    # Do not send it after this time. Where it is absent: 300 seconds after the request, or 24 hours after
    # notBefore.
    expiresAt: datetime | None = ...
    # A note for people.
    note: str | None = ...
    others: list[Any] = ...

class CancelReservationResponse(Message):
    """The command is recorded and will be tried."""
    # The command that was made.
    receipt: CommandReceipt
    others: list[Any] = ...

class SendLocalList(Message):
    """The list."""
    # The caller's own name for this request. The same request with the same requestId is done once only; other
    # content is refused (IdempotencyConflict).
    requestId: str
    # The charge point.
    chargePointId: str
    # Whether this is the whole list. Known values: Full, Differential.
    updateType: str
    # The version that the list will have, from 1; the one after the charge point's last where it is absent.
    listVersion: int | None = ...
    # True: the entries are made from the idTags that the server knows, and none are given here.
    fromTokens: bool | None = ...
    # The entries.
    entry: list[LocalListEntry] = ...
    # A hash over the list, at most 64 characters, in the way that the maker of the charge point defines.
    hash: str | None = ...
    # Do not send it before this time; at once where it is absent.
    notBefore: datetime | None = ...
    # Do not send it after this time. Where it is absent: 300 seconds after the request, or 24 hours after
    # notBefore.
    expiresAt: datetime | None = ...
    # A note for people.
    note: str | None = ...
    others: list[Any] = ...

class LocalListEntry(Message):
    """What a list says of an idTag."""
    # The idTag.
    idTag: str
    # Whether it may charge; absent in a differential list to take it away. Known values: Accepted, Blocked,
    # Expired, Invalid, ConcurrentTx.
    status: str | None = ...
    # Until when that holds.
    expiresAt: datetime | None = ...
    # The group that it belongs to.
    parentIdTag: str | None = ...
    others: list[Any] = ...

class SendLocalListResponse(Message):
    """The command is recorded and will be tried."""
    # The command that was made.
    receipt: CommandReceipt
    others: list[Any] = ...

class GetLocalListVersion(Message):
    """No fields of its own."""
    # The caller's own name for this request. The same request with the same requestId is done once only; other
    # content is refused (IdempotencyConflict).
    requestId: str
    # The charge point.
    chargePointId: str
    # Do not send it before this time; at once where it is absent.
    notBefore: datetime | None = ...
    # Do not send it after this time. Where it is absent: 300 seconds after the request, or 24 hours after
    # notBefore.
    expiresAt: datetime | None = ...
    # A note for people.
    note: str | None = ...
    others: list[Any] = ...

class GetLocalListVersionResponse(Message):
    """The command is recorded and will be tried."""
    # The command that was made.
    receipt: CommandReceipt
    others: list[Any] = ...

class SendData(Message):
    """What to send."""
    # The caller's own name for this request. The same request with the same requestId is done once only; other
    # content is refused (IdempotencyConflict).
    requestId: str
    # The charge point.
    chargePointId: str
    # Whose agreement it is, at most 255 characters.
    vendorId: str
    # Which message of that vendor, at most 50 characters.
    messageId: str | None = ...
    # What is sent.
    data: str | None = ...
    # Do not send it before this time; at once where it is absent.
    notBefore: datetime | None = ...
    # Do not send it after this time. Where it is absent: 300 seconds after the request, or 24 hours after
    # notBefore.
    expiresAt: datetime | None = ...
    # A note for people.
    note: str | None = ...
    others: list[Any] = ...

class SendDataResponse(Message):
    """The command is recorded and will be tried."""
    # The command that was made.
    receipt: CommandReceipt
    others: list[Any] = ...

class InvokeExtension(Message):
    """The command of the add-on."""
    # The caller's own name for this request. The same request with the same requestId is done once only; other
    # content is refused (IdempotencyConflict).
    requestId: str
    # The charge point.
    chargePointId: str
    # The command, as GetCapabilities names it.
    name: str
    # Its parameters.
    parameter: list[Attribute] = ...
    # Do not send it before this time; at once where it is absent.
    notBefore: datetime | None = ...
    # Do not send it after this time. Where it is absent: 300 seconds after the request, or 24 hours after
    # notBefore.
    expiresAt: datetime | None = ...
    # A note for people.
    note: str | None = ...
    others: list[Any] = ...

class Attribute(Message):
    """A named value."""
    # Its name.
    name: str
    # Its value as text: numbers in decimal without exponent, times in UTC with Z, true or false.
    value: str
    others: list[Any] = ...

class InvokeExtensionResponse(Message):
    """The command is recorded and will be tried."""
    # The command that was made.
    receipt: CommandReceipt
    others: list[Any] = ...

class GetCommand(Message):
    """Which command."""
    # The command.
    commandId: str
    # Wait so long for the state in waitFor before answering, 60 at most; 0 where it is absent.
    waitSeconds: int | None = ...
    # The state to wait for: Answered, or Finished where it is absent. Every state in which a command has ended ends
    # the waiting.
    waitFor: Literal["Scheduled", "Queued", "Sent", "Answered", "Finished", "Cancelled", "Expired"] | None = ...
    others: list[Any] = ...

class GetCommandResponse(Message):
    """The command as it stands."""
    # The command.
    command: Command
    others: list[Any] = ...

class Command(Message):
    """A command and what has become of it."""
    # Its id.
    commandId: str
    # The caller's own name for the request; only told to its issuer.
    requestId: str | None = ...
    # The operation of CommandService, or the name of the extension.
    name: str
    # The charge point.
    chargePointId: str
    # The connector, where it is about one.
    connectorId: int | None = ...
    # Who asked; absent where an operator did, or the server itself.
    partyId: str | None = ...
    # What was asked, by the fields of the operation; secrets are masked.
    parameter: list[Attribute] = ...
    # The caller's note.
    note: str | None = ...
    # How far it is.
    state: Literal["Scheduled", "Queued", "Sent", "Answered", "Finished", "Cancelled", "Expired"]
    # What has come of it.
    outcome: Literal[
        "Pending", "Succeeded", "Unconfirmed", "Rejected", "NotSupported", "Unreachable", "Failed", "Expired",
        "Cancelled",
    ]
    # Why, for people.
    outcomeReason: str | None = ...
    # What the charge point answered. Known values: those of ocpp-mapping.csv, such as Accepted, Rejected,
    # Scheduled.
    stationStatus: str | None = ...
    # Not sent before this time.
    notBefore: datetime | None = ...
    # Not sent after this time.
    expiresAt: datetime
    # The tries to reach the charge point.
    attempt: list[CommandAttempt] = ...
    # What is known of the effect; absent before it was sent.
    effect: CommandEffect | None = ...
    # What else the charge point answered, by the names of ocpp-mapping.csv, structures and lists told as those of
    # events are: configurationKey.1.value, say.
    result: list[Attribute] = ...
    # The states that it has reached, in order.
    history: list[CommandStep]
    # The place in the event store of its last event.
    position: int
    others: list[Any] = ...

class CommandAttempt(Message):
    """One try to reach the charge point."""
    # Counted from 1.
    number: int
    # When.
    at: datetime
    # What went wrong; absent where it was answered or still may be.
    error: str | None = ...
    others: list[Any] = ...

class CommandEffect(Message):
    """What is known of the effect."""
    # Whether it was seen.
    status: Literal["NotExpected", "Awaited", "Observed", "NotObserved"]
    # Until when it is watched for.
    deadline: datetime | None = ...
    # The event that shows it.
    eventId: str | None = ...
    # When that was recorded.
    observedAt: datetime | None = ...
    others: list[Any] = ...

class CommandStep(Message):
    """A state that a command has reached."""
    # The state.
    state: Literal["Scheduled", "Queued", "Sent", "Answered", "Finished", "Cancelled", "Expired"]
    # When.
    at: datetime
    # The event that says so.
    eventId: str
    others: list[Any] = ...

class ListCommands(Message):
    """Which commands."""
    # Only those to these charge points.
    target: list[Target] = ...
    # Only those of this party.
    partyId: str | None = ...
    # Only those of these operations.
    name: list[str] = ...
    # Only those in these states.
    state: list[Literal["Scheduled", "Queued", "Sent", "Answered", "Finished", "Cancelled", "Expired"]] = ...
    # Taken at this time or later.
    since: datetime | None = ...
    # Taken before this time.
    until: datetime | None = ...
    # Only commands that have got further since this position.
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

class ListCommandsResponse(Message):
    """The commands."""
    # The commands.
    command: list[Command] = ...
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

class CancelCommand(Message):
    """Which command."""
    # The caller's own name for this request. The same request with the same requestId is done once only; other
    # content is refused (IdempotencyConflict).
    requestId: str
    # The command.
    commandId: str
    # Why, for people.
    note: str | None = ...
    others: list[Any] = ...

class CancelCommandResponse(Message):
    """The command is called off."""
    # The command as it stands now.
    command: Command
    # True where the same request was taken before: nothing was done this time.
    duplicate: bool
    # The place in the event store where the change was recorded.
    position: int
    others: list[Any] = ...

class Handlers(Protocol):
    """Commands to charge points, and what becomes of them. A command is answered with a receipt at once;
    GetCommand, the event store and subscriptions tell the rest. Accepted by a charge point is not done: the
    effect is watched for.
    """
    def StartTransaction(
        self, request: StartTransaction, call: Call, /,
    ) -> Outcome[StartTransactionResponse]:
        """Have a charge point start a transaction for an idTag. Needs C-SESSION. OCPP: RemoteStartTransaction. Its
        effect is the event motown.TransactionStarted for the idTag, within 120 seconds.
        """
    def StopTransaction(
        self, request: StopTransaction, call: Call, /,
    ) -> Outcome[StopTransactionResponse]:
        """Have a charge point end a transaction. Needs C-SESSION. OCPP: RemoteStopTransaction. Its effect is
        motown.TransactionStopped, within 120 seconds.
        """
    def UnlockConnector(
        self, request: UnlockConnector, call: Call, /,
    ) -> Outcome[UnlockConnectorResponse]:
        """Have a charge point release the cable; a running transaction ends first. Needs C-SESSION. OCPP:
        UnlockConnector. No effect can be seen: the answer is all there is.
        """
    def ChangeAvailability(
        self, request: ChangeAvailability, call: Call, /,
    ) -> Outcome[ChangeAvailabilityResponse]:
        """Put a connector, or the whole charge point, in or out of service. Needs C-STATION. OCPP:
        ChangeAvailability. Its effect is motown.StatusChanged, within 60 seconds; within a day where the charge
        point waits for the end of a transaction (Scheduled).
        """
    def ResetChargePoint(
        self, request: ResetChargePoint, call: Call, /,
    ) -> Outcome[ResetChargePointResponse]:
        """Have a charge point start anew. Needs C-STATION. OCPP: Reset. Its effect is motown.ChargePointBooted,
        within 600 seconds.
        """
    def ChangeConfiguration(
        self, request: ChangeConfiguration, call: Call, /,
    ) -> Outcome[ChangeConfigurationResponse]:
        """Set a configuration key of a charge point. Needs C-STATION. OCPP: ChangeConfiguration. OCPP 1.5: the key
        is read back, within 60 seconds. OCPP 1.2 cannot show the value, so the outcome is Unconfirmed.
        """
    def GetConfiguration(
        self, request: GetConfiguration, call: Call, /,
    ) -> Outcome[GetConfigurationResponse]:
        """Read configuration keys of a charge point. Needs C-STATION. OCPP 1.5 only: GetConfiguration. The values
        are in the result of the command.
        """
    def ClearCache(
        self, request: ClearCache, call: Call, /,
    ) -> Outcome[ClearCacheResponse]:
        """Have a charge point forget what it was told of idTags. Needs C-STATION. OCPP: ClearCache. No effect can
        be seen.
        """
    def RequestDiagnostics(
        self, request: RequestDiagnostics, call: Call, /,
    ) -> Outcome[RequestDiagnosticsResponse]:
        """Have a charge point bring a file with diagnostics. Needs C-STATION. OCPP: GetDiagnostics. Its effect is
        motown.DiagnosticsStatus with Uploaded, or motown.DiagnosticsReceived, within an hour.
        """
    def UpdateFirmware(
        self, request: UpdateFirmware, call: Call, /,
    ) -> Outcome[UpdateFirmwareResponse]:
        """Have a charge point fetch and install firmware. Needs C-STATION. OCPP: UpdateFirmware. Its effect is
        motown.FirmwareStatus with Installed, within a day from retrieveAt on.
        """
    def ReserveNow(
        self, request: ReserveNow, call: Call, /,
    ) -> Outcome[ReserveNowResponse]:
        """Keep a connector free for an idTag. Needs C-SESSION. OCPP 1.5 only: ReserveNow. The server gives the
        reservation its number, which is in the parameters of the command. Its effect is motown.StatusChanged
        with Reserved, within 30 seconds.
        """
    def CancelReservation(
        self, request: CancelReservation, call: Call, /,
    ) -> Outcome[CancelReservationResponse]:
        """Give a reserved connector free. Needs C-SESSION. OCPP 1.5 only: CancelReservation. Its effect is
        motown.StatusChanged with another status than Reserved, within 30 seconds.
        """
    def SendLocalList(
        self, request: SendLocalList, call: Call, /,
    ) -> Outcome[SendLocalListResponse]:
        """Send a charge point the list of idTags by which it decides while it is offline, or changes of that list.
        Needs C-STATION. OCPP 1.5 only: SendLocalList. Its effect: GetLocalListVersion tells the version, within
        60 seconds.
        """
    def GetLocalListVersion(
        self, request: GetLocalListVersion, call: Call, /,
    ) -> Outcome[GetLocalListVersionResponse]:
        """Ask a charge point for the version of its list of idTags. Needs C-STATION. OCPP 1.5 only:
        GetLocalListVersion. The version is in the result of the command: 0 for an empty list, -1 where there is
        none.
        """
    def SendData(
        self, request: SendData, call: Call, /,
    ) -> Outcome[SendDataResponse]:
        """Send a charge point something that lies outside OCPP. Needs C-STATION. OCPP 1.5 only: DataTransfer. No
        effect can be seen, unless an add-on for the vendor knows one.
        """
    def InvokeExtension(
        self, request: InvokeExtension, call: Call, /,
    ) -> Outcome[InvokeExtensionResponse]:
        """Ask for a command that an add-on brings; GetCapabilities lists them with their parameters. Needs
        C-STATION, or what the add-on declares.
        """
    def GetCommand(
        self, request: GetCommand, call: Call, /,
    ) -> Outcome[GetCommandResponse]:
        """Tell what has become of a command, at once or when it gets further. Its issuer may ask; others need
        R-RAW.
        """
    def ListCommands(
        self, request: ListCommands, call: Call, /,
    ) -> Outcome[ListCommandsResponse]:
        """List commands, in the order in which they were taken. A party sees its own; those of others need R-RAW."""
    def CancelCommand(
        self, request: CancelCommand, call: Call, /,
    ) -> Outcome[CancelCommandResponse]:
        """Call off a command that has not been sent (Scheduled or Queued); otherwise Conflict. Its issuer may;
        others need C-STATION.
        """

def serve(handlers: Handlers) -> Served: ...
