"""What a charge point can tell and ask its central system in OCPP 1.2.

Written from wsdl/ocpp/1.2/centralsystem.wsdl by motown.soap.stubs; do not edit.
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
    # Maker of the charge point. At most 20 characters, which this schema does not check.
    chargePointVendor: str
    # The maker's name for the model. At most 20 characters, which this schema does not check.
    chargePointModel: str
    # Serial number of the charge point. At most 25 characters, which this schema does not check.
    chargePointSerialNumber: str | None = ...
    # Serial number of the charge box, the control unit inside. At most 25 characters, which this schema does not
    # check.
    chargeBoxSerialNumber: str | None = ...
    # Firmware the charge box runs now. At most 20 characters, which this schema does not check.
    firmwareVersion: str | None = ...
    # ICCID of the SIM card in the charge point's modem. At most 20 characters, which this schema does not check.
    iccid: str | None = ...
    # IMSI of the SIM card in the charge point's modem. At most 20 characters, which this schema does not check.
    imsi: str | None = ...
    # Type of the main electricity meter. At most 25 characters, which this schema does not check.
    meterType: str | None = ...
    # Serial number of the main electricity meter. At most 25 characters, which this schema does not check.
    meterSerialNumber: str | None = ...

class BootNotificationResponse(Message):
    """Whether the charge point may talk. With Accepted, the time and the interval have to be there (§4.2), although
    this schema does not insist.
    """
    # Whether the charge point is registered.
    status: Literal["Accepted", "Rejected"]
    # Time at the central system. Required when status is Accepted.
    currentTime: datetime | None = ...
    # Seconds between heartbeats. Required when status is Accepted.
    heartbeatInterval: int | None = ...

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
    status: Literal["Available", "Occupied", "Faulted", "Unavailable"]
    # What is wrong; NoError when nothing is.
    errorCode: Literal[
        "ConnectorLockFailure", "HighTemperature", "Mode3Error", "NoError", "PowerMeterFailure",
        "PowerSwitchFailure", "ReaderFailure", "ResetFailure",
    ]

class StatusNotificationResponse(Message):
    """Nothing: the report has arrived."""

class AuthorizeRequest(Message):
    """The tag to be judged."""
    # Tag that was shown to the charge point. At most 15 characters, which this schema does not check.
    idTag: str

class AuthorizeResponse(Message):
    """The verdict on the tag."""
    # Verdict, end of validity and group of the tag.
    idTagInfo: IdTagInfo

class IdTagInfo(Message):
    """What the central system thinks of a tag."""
    # The verdict.
    status: Literal["Accepted", "Blocked", "Expired", "Invalid", "ConcurrentTx"]
    # When the tag has to leave the list that the charge point keeps (its white list).
    expiryDate: datetime | None = ...
    # Group of the tag: tags with the same parent belong together, and one may stop what another has started. At
    # most 15 characters, which this schema does not check.
    parentIdTag: str | None = ...

class StartTransactionRequest(Message):
    """Where, for whom, when and at which meter reading the transaction started."""
    # Connector in use, counted from 1.
    connectorId: int
    # Tag the transaction was started for. At most 15 characters, which this schema does not check.
    idTag: str
    # When it started, by the clock of the charge point.
    timestamp: datetime
    # Reading of the connector's meter at the start, whole Wh.
    meterStart: int

class StartTransactionResponse(Message):
    """The id of the transaction and the verdict on the tag. The transaction exists whatever the verdict is."""
    # Id of the transaction, made by the central system; the charge point gives it back when it stops.
    transactionId: int
    # Verdict on the tag, which may differ from what the charge point thought.
    idTagInfo: IdTagInfo

class MeterValuesRequest(Message):
    """Samples, and the connector they were taken at."""
    # Connector, counted from 1; 0 is the main meter.
    connectorId: int
    # The samples. The text asks for one at least (§4.6); this schema also takes none.
    values: list[MeterValue] = ...

class MeterValue(Message):
    """One meter reading with its time."""
    # When the meter was read.
    timestamp: datetime
    # Reading of the meter, whole Wh.
    value: int

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

class StopTransactionResponse(Message):
    """The verdict on the tag that asked for the stop, if there was one."""
    # Verdict on the tag of the request; nothing when that had none.
    idTagInfo: IdTagInfo | None = ...

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
    """What a charge point can tell and ask its central system in OCPP 1.2."""
    def BootNotification(
        self, request: BootNotificationRequest, call: Call, /,
    ) -> Outcome[BootNotificationResponse]:
        """Signs a charge point on after each start or restart and tells what it is. Until the answer is Accepted,
        the charge point repeats this message, at a pace that spares the central system, and sends nothing else.
        (OCPP 1.2 §4.2)
        """
    def Heartbeat(
        self, request: HeartbeatRequest, call: Call, /,
    ) -> Outcome[HeartbeatResponse]:
        """Shows that a charge point is alive and fetches the time of the central system. A charge point may skip it
        while it sends other messages, for any message counts as a sign of life. (OCPP 1.2 §4.5)
        """
    def StatusNotification(
        self, request: StatusNotificationRequest, call: Call, /,
    ) -> Outcome[StatusNotificationResponse]:
        """Reports the state of a connector, or of the charge point as a whole, and what is wrong with it, if
        anything. (OCPP 1.2 §4.8)
        """
    def Authorize(
        self, request: AuthorizeRequest, call: Call, /,
    ) -> Outcome[AuthorizeResponse]:
        """Asks whether a tag may charge. A charge point asks before it starts a transaction for a tag that its own
        list does not hold, and before it lets another tag than the starting one end a transaction. (OCPP 1.2
        §4.1)
        """
    def StartTransaction(
        self, request: StartTransactionRequest, call: Call, /,
    ) -> Outcome[StartTransactionResponse]:
        """Reports that a transaction has started, perhaps long ago while there was no connection. The central
        system judges the tag once more and always gives a transaction id, for what has happened cannot be
        refused. (OCPP 1.2 §4.7)
        """
    def MeterValues(
        self, request: MeterValuesRequest, call: Call, /,
    ) -> Outcome[MeterValuesResponse]:
        """Hands over readings of the energy meter of a connector, or of the main meter, whenever the charge point
        sees fit. The answer is empty. (OCPP 1.2 §4.6)
        """
    def StopTransaction(
        self, request: StopTransactionRequest, call: Call, /,
    ) -> Outcome[StopTransactionResponse]:
        """Reports that a transaction has ended, perhaps long ago while there was no connection. The central system
        always ends the transaction, whatever it thinks of the tag. (OCPP 1.2 §4.9)
        """
    def DiagnosticsStatusNotification(
        self, request: DiagnosticsStatusNotificationRequest, call: Call, /,
    ) -> Outcome[DiagnosticsStatusNotificationResponse]:
        """Tells how the upload that GetDiagnostics asked for has ended. It is sent once, when the upload is over.
        The answer is empty. (OCPP 1.2 §4.3)
        """
    def FirmwareStatusNotification(
        self, request: FirmwareStatusNotificationRequest, call: Call, /,
    ) -> Outcome[FirmwareStatusNotificationResponse]:
        """Tells how far the update announced by UpdateFirmware has come. The answer is empty. (OCPP 1.2 §4.4)"""

def serve(handlers: Handlers) -> Served: ...
