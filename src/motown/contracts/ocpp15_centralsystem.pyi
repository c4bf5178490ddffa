"""What a charge point can tell and ask its central system in OCPP 1.5.

Written from wsdl/ocpp/1.5/centralsystem.wsdl by motown.soap.stubs; do not edit.
"""
# ruff: noqa: PYI021  # who uses a contract wants to read it where his editor shows it

from datetime import datetime
from typing import Literal, Protocol, dataclass_transform

from motown.soap.contract import Contract
from motown.soap.exchange import Call
from motown.soap.protocol import Outcome, Served

contract: Contract

@dataclass_transform(kw_only_default=True)
class Message: ...

class BootNotificationRequest(Message):
    """What the charge point is. Maker and model are always told."""
    # Maker of the charge point.
    chargePointVendor: str
    # The maker's name for the model.
    chargePointModel: str
    # Serial number of the charge point.
    chargePointSerialNumber: str | None = ...
    # Serial number of the charge box, the control unit inside.
    chargeBoxSerialNumber: str | None = ...
    # Firmware the charge box runs now.
    firmwareVersion: str | None = ...
    # ICCID of the SIM card in the charge point's modem.
    iccid: str | None = ...
    # IMSI of the SIM card in the charge point's modem.
    imsi: str | None = ...
    # Type of the main electricity meter.
    meterType: str | None = ...
    # Serial number of the main electricity meter.
    meterSerialNumber: str | None = ...

class BootNotificationResponse(Message):
    """Whether the charge point may talk, with time and interval in either case."""
    # Whether the charge point is registered.
    status: Literal["Accepted", "Rejected"]
    # Time at the central system, to set the clock by.
    currentTime: datetime
    # Seconds between heartbeats.
    heartbeatInterval: int

class HeartbeatRequest(Message):
    """Nothing: the element has to be empty, without even white space."""

class HeartbeatResponse(Message):
    """The time at the central system."""
    # Time at the central system, to set the clock by.
    currentTime: datetime

class StatusNotificationRequest(Message):
    """A state and what it is about."""
    # Connector, counted from 1; 0 is the charge point as a whole.
    connectorId: int
    # State it is in now.
    status: Literal["Available", "Occupied", "Faulted", "Unavailable", "Reserved"]
    # What is wrong; NoError when nothing is.
    errorCode: Literal[
        "ConnectorLockFailure", "HighTemperature", "Mode3Error", "NoError", "PowerMeterFailure",
        "PowerSwitchFailure", "ReaderFailure", "ResetFailure", "GroundFailure", "OverCurrentFailure",
        "UnderVoltage", "WeakSignal", "OtherError",
    ]
    # More about the error, free text. At most 50 characters, which this schema does not check.
    info: str | None = ...
    # Time the state is told for. When absent, the time of receipt counts.
    timestamp: datetime | None = ...
    # Vendor whose code vendorErrorCode is. At most 255 characters, which this schema does not check.
    vendorId: str | None = ...
    # The vendor's own code for the error. At most 50 characters, which this schema does not check.
    vendorErrorCode: str | None = ...

class StatusNotificationResponse(Message):
    """Nothing: the report has arrived."""

class AuthorizeRequest(Message):
    """The tag to be judged."""
    # Tag that was shown to the charge point.
    idTag: str

class AuthorizeResponse(Message):
    """The verdict on the tag."""
    # Verdict, end of validity and group of the tag.
    idTagInfo: IdTagInfo

class IdTagInfo(Message):
    """What the central system thinks of a tag."""
    # The verdict.
    status: Literal["Accepted", "Blocked", "Expired", "Invalid", "ConcurrentTx"]
    # When the tag has to leave the local list or cache of the charge point.
    expiryDate: datetime | None = ...
    # Group of the tag: tags with the same parent belong together, and one may stop what another has started.
    parentIdTag: str | None = ...

class StartTransactionRequest(Message):
    """Where, for whom, when and at which meter reading the transaction started."""
    # Connector in use, counted from 1.
    connectorId: int
    # Tag the transaction was started for.
    idTag: str
    # When it started, by the clock of the charge point.
    timestamp: datetime
    # Reading of the connector's meter at the start, whole Wh.
    meterStart: int
    # Reservation that this transaction uses up. Required when there is one (§4.8, §5.11).
    reservationId: int | None = ...

class StartTransactionResponse(Message):
    """The id of the transaction and the verdict on the tag. The transaction exists whatever the verdict is."""
    # Id of the transaction, made by the central system; the charge point gives it back when it stops.
    transactionId: int
    # Verdict on the tag, which may differ from what the charge point thought.
    idTagInfo: IdTagInfo

class MeterValuesRequest(Message):
    """Samples, and the connector they were taken at."""
    # Connector, counted from 1; 0 is the main meter, or no connector in particular.
    connectorId: int
    # Transaction the samples belong to, if they belong to one.
    transactionId: int | None = ...
    # The samples. The text asks for one at least (§4.7); this schema also takes none.
    values: list[MeterValue] = ...

class MeterValue(Message):
    """Everything sampled at one moment."""
    # When the samples were taken; it holds for every value in here.
    timestamp: datetime
    # One sampled value, a number with or without decimal fraction or a signed block, as format tells. Attributes
    # left out mean what is said there; this schema fills in nothing.
    value: list[MeterValue_value]

class MeterValue_value(Message):
    """A text with five attributes that say how to read it."""
    text: str
    # Occasion of the sample. Sample.Periodic when absent.
    context: Literal[
        "Interruption.Begin", "Interruption.End", "Sample.Clock", "Sample.Periodic", "Transaction.Begin",
        "Transaction.End",
    ] | None = ...
    # How the value is written. Raw when absent.
    format: Literal["Raw", "SignedData"] | None = ...
    # What was measured. Energy.Active.Import.Register when absent.
    measurand: Literal[
        "Energy.Active.Export.Register", "Energy.Active.Import.Register", "Energy.Reactive.Export.Register",
        "Energy.Reactive.Import.Register", "Energy.Active.Export.Interval", "Energy.Active.Import.Interval",
        "Energy.Reactive.Export.Interval", "Energy.Reactive.Import.Interval", "Power.Active.Export",
        "Power.Active.Import", "Power.Reactive.Export", "Power.Reactive.Import", "Current.Export", "Current.Import",
        "Voltage", "Temperature",
    ] | None = ...
    # Where it was measured. Outlet when absent.
    location: Literal["Inlet", "Outlet", "Body"] | None = ...
    # Unit of the value. Wh when absent and the measurand is an energy.
    unit: Literal["Wh", "kWh", "varh", "kvarh", "W", "kW", "var", "kvar", "Amp", "Volt", "Celsius"] | None = ...

class MeterValuesResponse(Message):
    """Nothing: the samples have arrived."""

class StopTransactionRequest(Message):
    """Which transaction ended, when and at which meter reading, and who asked for it."""
    # Id that StartTransaction was answered with.
    transactionId: int
    # Tag that asked for the stop. Left out when the charge point stopped by itself, because of a reset for
    # instance.
    idTag: str | None = ...
    # When it ended, by the clock of the charge point.
    timestamp: datetime
    # Reading of the connector's meter at the end, whole Wh.
    meterStop: int
    # Samples taken during the transaction, for billing.
    transactionData: list[TransactionData] = ...

class TransactionData(Message):
    """Samples taken during a transaction. It makes no difference whether they come in one such element or in
    several.
    """
    # Samples, of the same form as in MeterValues.
    values: list[MeterValue] = ...

class StopTransactionResponse(Message):
    """The verdict on the tag that asked for the stop, if there was one."""
    # Verdict on the tag of the request; nothing when that had none.
    idTagInfo: IdTagInfo | None = ...

class DataTransferRequest(Message):
    """Data of a vendor, and which kind they are."""
    # Vendor who defines the exchange, best as a reversed domain name. At most 255 characters, which this schema
    # does not check.
    vendorId: str
    # Which of the vendor's messages this is. At most 50 characters, which this schema does not check.
    messageId: str | None = ...
    # The data, of any length and form that was agreed on.
    data: str | None = ...

class DataTransferResponse(Message):
    """What became of the data, and data in return."""
    # Whether the data were understood and the wish granted.
    status: Literal["Accepted", "Rejected", "UnknownMessageId", "UnknownVendorId"]
    # Data in return; none with UnknownVendorId.
    data: str | None = ...

class DiagnosticsStatusNotificationRequest(Message):
    """How the upload ended."""
    # How the upload ended.
    status: Literal["Uploaded", "UploadFailed"]

class DiagnosticsStatusNotificationResponse(Message):
    """Nothing: the report has arrived."""

class FirmwareStatusNotificationRequest(Message):
    """How far the update is."""
    # How far the update is.
    status: Literal["Downloaded", "DownloadFailed", "InstallationFailed", "Installed"]

class FirmwareStatusNotificationResponse(Message):
    """Nothing: the report has arrived."""

class Handlers(Protocol):
    """What a charge point can tell and ask its central system in OCPP 1.5."""
    def BootNotification(
        self, request: BootNotificationRequest, call: Call, /,
    ) -> Outcome[BootNotificationResponse]:
        """Signs a charge point on after each start or restart and tells what it is. Until the answer is Accepted,
        the charge point repeats this message, at a pace that spares the central system, and sends nothing else.
        (OCPP 1.5 §4.2)
        """
    def Heartbeat(
        self, request: HeartbeatRequest, call: Call, /,
    ) -> Outcome[HeartbeatResponse]:
        """Shows that a charge point is alive and fetches the time of the central system. A charge point may skip it
        while it sends other messages, for any message counts as a sign of life. (OCPP 1.5 §4.6)
        """
    def StatusNotification(
        self, request: StatusNotificationRequest, call: Call, /,
    ) -> Outcome[StatusNotificationResponse]:
        """Reports the state of a connector, or of the charge point as a whole, and what is wrong with it, if
        anything. (OCPP 1.5 §4.9)
        """
    def Authorize(
        self, request: AuthorizeRequest, call: Call, /,
    ) -> Outcome[AuthorizeResponse]:
        """Asks whether a tag may charge. A charge point asks before it starts a transaction for a tag that its own
        list does not hold, and before it lets another tag than the starting one end a transaction. (OCPP 1.5
        §4.1)
        """
    def StartTransaction(
        self, request: StartTransactionRequest, call: Call, /,
    ) -> Outcome[StartTransactionResponse]:
        """Reports that a transaction has started, perhaps long ago while there was no connection. The central
        system judges the tag once more and always gives a transaction id, for what has happened cannot be
        refused. (OCPP 1.5 §4.8)
        """
    def MeterValues(
        self, request: MeterValuesRequest, call: Call, /,
    ) -> Outcome[MeterValuesResponse]:
        """Hands over samples of the meter and of other sensors, belonging to a transaction or to none.
        Configuration keys tell the charge point what to sample and when. The answer is empty. (OCPP 1.5 §4.7)
        """
    def StopTransaction(
        self, request: StopTransactionRequest, call: Call, /,
    ) -> Outcome[StopTransactionResponse]:
        """Reports that a transaction has ended, perhaps long ago while there was no connection, and may bring along
        the samples taken during it. The central system always ends the transaction, whatever it thinks of the
        tag. (OCPP 1.5 §4.10)
        """
    def DataTransfer(
        self, request: DataTransferRequest, call: Call, /,
    ) -> Outcome[DataTransferResponse]:
        """Carries what OCPP has no operation for, in a form that the vendor and the receiver have agreed on. It
        exists in both directions with the same rules. (OCPP 1.5 §4.3)
        """
    def DiagnosticsStatusNotification(
        self, request: DiagnosticsStatusNotificationRequest, call: Call, /,
    ) -> Outcome[DiagnosticsStatusNotificationResponse]:
        """Tells how the upload that GetDiagnostics asked for has ended. It is sent once, when the upload is over.
        The answer is empty. (OCPP 1.5 §4.4)
        """
    def FirmwareStatusNotification(
        self, request: FirmwareStatusNotificationRequest, call: Call, /,
    ) -> Outcome[FirmwareStatusNotificationResponse]:
        """Tells how far the update announced by UpdateFirmware has come. The answer is empty. (OCPP 1.5 §4.5)"""

def serve(handlers: Handlers) -> Served: ...
