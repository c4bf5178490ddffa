"""What a central system can ask of a charge point in OCPP 1.5.

Written from wsdl/ocpp/1.5/chargepoint.wsdl by motown.soap.stubs; do not edit.
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

class RemoteStartTransactionRequest(Message):
    """The tag to charge for, and the connector if it matters."""
    # Tag to charge for.
    idTag: str
    # Connector to use, counted from 1. Any, when absent.
    connectorId: int | None = ...

class RemoteStartTransactionResponse(Message):
    """Whether the charge point will start."""
    # Whether it will start.
    status: Literal["Accepted", "Rejected"]

class RemoteStopTransactionRequest(Message):
    """The transaction to end."""
    # Id of the transaction to end.
    transactionId: int

class RemoteStopTransactionResponse(Message):
    """Whether the charge point will end it."""
    # Whether it will end.
    status: Literal["Accepted", "Rejected"]

class UnlockConnectorRequest(Message):
    """The connector to release."""
    # Connector to release, counted from 1.
    connectorId: int

class UnlockConnectorResponse(Message):
    """Whether the connector was released."""
    # Whether it was released.
    status: Literal["Accepted", "Rejected"]

class ReserveNowRequest(Message):
    """What to hold free, for whom, until when, and under which id."""
    # Connector to reserve, counted from 1; 0 means any: one connector is to stay free for the tag at all times.
    connectorId: int
    # When the reservation ends.
    expiryDate: datetime
    # Tag the reservation is for.
    idTag: str
    # Group the reservation is for as well.
    parentIdTag: str | None = ...
    # Id of the reservation, made by the central system. An id that is in use already replaces that reservation.
    reservationId: int

class ReserveNowResponse(Message):
    """Whether the reservation is made."""
    # Whether it is reserved.
    status: Literal["Accepted", "Faulted", "Occupied", "Rejected", "Unavailable"]

class CancelReservationRequest(Message):
    """The reservation to take back."""
    # Id of the reservation, from ReserveNow.
    reservationId: int

class CancelReservationResponse(Message):
    """Whether there was such a reservation."""
    # Whether it was found and dropped.
    status: Literal["Accepted", "Rejected"]

class ChangeAvailabilityRequest(Message):
    """What to put into or out of service."""
    # Connector, counted from 1; 0 is the charge point as a whole.
    connectorId: int
    # What it shall become.
    type: Literal["Inoperative", "Operative"]

class ChangeAvailabilityResponse(Message):
    """Whether the change is made, and whether at once."""
    # Whether the change is made, and whether at once.
    status: Literal["Accepted", "Rejected", "Scheduled"]

class ResetRequest(Message):
    """How thorough the reset shall be."""
    # Soft or hard.
    type: Literal["Hard", "Soft"]

class ResetResponse(Message):
    """Whether the charge point will reset itself."""
    # Whether it will be done.
    status: Literal["Accepted", "Rejected"]

class ClearCacheRequest(Message):
    """Nothing: the element has to be empty, without even white space."""

class ClearCacheResponse(Message):
    """Whether the tags are forgotten."""
    # Whether it was done.
    status: Literal["Accepted", "Rejected"]

class SendLocalListRequest(Message):
    """A whole list or changes, with the version the list has afterwards."""
    # A whole list, or changes to the one that is there.
    updateType: Literal["Differential", "Full"]
    # Version the list has once the update is in.
    listVersion: int
    # The tags of the list, or those that change.
    localAuthorisationList: list[AuthorisationData] = ...
    # Hash over the tags, to verify them by. OCPP does not say how to compute it. At most 64 characters, which this
    # schema does not check.
    hash: str | None = ...

class AuthorisationData(Message):
    """One tag of the local list."""
    # The tag.
    idTag: str
    # Verdict to keep for the tag. In an update of kind Differential, none means that the tag leaves the list.
    idTagInfo: IdTagInfo | None = ...

class IdTagInfo(Message):
    """What the central system thinks of a tag."""
    # The verdict.
    status: Literal["Accepted", "Blocked", "Expired", "Invalid", "ConcurrentTx"]
    # When the tag has to leave the local list or cache of the charge point.
    expiryDate: datetime | None = ...
    # Group of the tag: tags with the same parent belong together, and one may stop what another has started.
    parentIdTag: str | None = ...

class SendLocalListResponse(Message):
    """Whether the list was taken over."""
    # Whether the update is in.
    status: Literal["Accepted", "Failed", "HashError", "NotSupported", "VersionMismatch"]
    # Hash over the list as it is now. OCPP does not say how to compute it. At most 64 characters, which this schema
    # does not check.
    hash: str | None = ...

class GetLocalListVersionRequest(Message):
    """Nothing: the element has to be empty, without even white space."""

class GetLocalListVersionResponse(Message):
    """The version of the list."""
    # Version of the list; 0 for an empty list, -1 for a charge point that keeps none.
    listVersion: int

class ChangeConfigurationRequest(Message):
    """A setting and its new value."""
    # Name of the setting. Large and small letters differ. At most 50 characters, which this schema does not check.
    key: str
    # Its new value, as text. At most 500 characters, which this schema does not check.
    value: str

class ChangeConfigurationResponse(Message):
    """Whether the setting was changed."""
    # Whether it was changed.
    status: Literal["Accepted", "Rejected", "NotSupported"]

class GetConfigurationRequest(Message):
    """The names of the settings wanted."""
    # Name of a setting. All settings, when none is named. At most 50 characters, which this schema does not check.
    key: list[str] = ...

class GetConfigurationResponse(Message):
    """The settings that exist, and the names that do not."""
    # A setting that exists.
    configurationKey: list[KeyValue] = ...
    # A name that was asked for and that is no setting here. At most 50 characters, which this schema does not
    # check.
    unknownKey: list[str] = ...

class KeyValue(Message):
    """One setting of the charge point."""
    # Name of the setting. Large and small letters differ. At most 50 characters, which this schema does not check.
    key: str
    # true when ChangeConfiguration cannot change it.
    readonly: bool
    # Its value, as text. May be absent when there is none. At most 500 characters, which this schema does not
    # check.
    value: str | None = ...

class GetDiagnosticsRequest(Message):
    """Where to upload to, and from which span of time."""
    # Directory to upload to, as an ftp or ftps URL.
    location: str
    # Oldest entry wanted.
    startTime: datetime | None = ...
    # Newest entry wanted.
    stopTime: datetime | None = ...
    # How often to try before giving up. When absent, the charge point decides.
    retries: int | None = ...
    # Seconds between two tries. When absent, the charge point decides.
    retryInterval: int | None = ...

class GetDiagnosticsResponse(Message):
    """The name of the file to come."""
    # Name of the file that will be uploaded. Absent when there is nothing to upload. At most 255 characters, which
    # this schema does not check.
    fileName: str | None = ...

class UpdateFirmwareRequest(Message):
    """From where, and from when on, to fetch the firmware."""
    # Not to be fetched before this time.
    retrieveDate: datetime
    # Where the firmware is, as an ftp or ftps URL.
    location: str
    # How often to try before giving up. When absent, the charge point decides.
    retries: int | None = ...
    # Seconds between two tries. When absent, the charge point decides.
    retryInterval: int | None = ...

class UpdateFirmwareResponse(Message):
    """Nothing: the announcement has arrived. A charge point has no word to refuse it but a fault."""

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

class Handlers(Protocol):
    """What a central system can ask of a charge point in OCPP 1.5."""
    def RemoteStartTransaction(
        self, request: RemoteStartTransactionRequest, call: Call, /,
    ) -> Outcome[RemoteStartTransactionResponse]:
        """Asks a charge point to start a transaction for a tag. It answers at once, and after Accepted it goes on
        as if the tag had been shown to it, up to and including StartTransaction. (OCPP 1.5 §5.9)
        """
    def RemoteStopTransaction(
        self, request: RemoteStopTransactionRequest, call: Call, /,
    ) -> Outcome[RemoteStopTransactionResponse]:
        """Asks a charge point to end a running transaction. It answers at once, and after Accepted it goes on as
        with a stop on the spot, up to and including StopTransaction. (OCPP 1.5 §5.10)
        """
    def UnlockConnector(
        self, request: UnlockConnectorRequest, call: Call, /,
    ) -> Outcome[UnlockConnectorResponse]:
        """Asks a charge point to release the plug from a connector. A transaction that runs there is ended first.
        (OCPP 1.5 §5.14)
        """
    def ReserveNow(
        self, request: ReserveNowRequest, call: Call, /,
    ) -> Outcome[ReserveNowResponse]:
        """Reserves a connector for a tag, or for the group of a tag, until a moment in time. A reservation ends
        when a transaction uses it, when its time is over, when the connector or charge point becomes Faulted or
        Unavailable, or when it is cancelled. (OCPP 1.5 §5.11)
        """
    def CancelReservation(
        self, request: CancelReservationRequest, call: Call, /,
    ) -> Outcome[CancelReservationResponse]:
        """Takes back a reservation made with ReserveNow. (OCPP 1.5 §5.1)"""
    def ChangeAvailability(
        self, request: ChangeAvailabilityRequest, call: Call, /,
    ) -> Outcome[ChangeAvailabilityResponse]:
        """Puts a connector, or the charge point as a whole, into or out of service. While a transaction runs there
        the change waits for its end. (OCPP 1.5 §5.2)
        """
    def Reset(
        self, request: ResetRequest, call: Call, /,
    ) -> Outcome[ResetResponse]:
        """Asks a charge point to reset itself. After a reset that restarts it, the charge point signs on with
        BootNotification. (OCPP 1.5 §5.12)
        """
    def ClearCache(
        self, request: ClearCacheRequest, call: Call, /,
    ) -> Outcome[ClearCacheResponse]:
        """Asks a charge point to forget the tags it has kept from earlier answers. (OCPP 1.5 §5.4)"""
    def SendLocalList(
        self, request: SendLocalListRequest, call: Call, /,
    ) -> Outcome[SendLocalListResponse]:
        """Gives a charge point a list of tags to judge by itself, or changes to the list it has. When the answer to
        changes is Failed or VersionMismatch, the central system should send the whole list. (OCPP 1.5 §5.13)
        """
    def GetLocalListVersion(
        self, request: GetLocalListVersionRequest, call: Call, /,
    ) -> Outcome[GetLocalListVersionResponse]:
        """Asks a charge point which version of the local list of tags it holds. (OCPP 1.5 §5.8)"""
    def ChangeConfiguration(
        self, request: ChangeConfigurationRequest, call: Call, /,
    ) -> Outcome[ChangeConfigurationResponse]:
        """Gives a setting of the charge point another value. (OCPP 1.5 §5.3)"""
    def GetConfiguration(
        self, request: GetConfigurationRequest, call: Call, /,
    ) -> Outcome[GetConfigurationResponse]:
        """Reads settings of the charge point: those named, or all of them when none is named. (OCPP 1.5 §5.6)"""
    def GetDiagnostics(
        self, request: GetDiagnosticsRequest, call: Call, /,
    ) -> Outcome[GetDiagnosticsResponse]:
        """Asks a charge point to upload a file of diagnostic information. The answer names the file; how the upload
        ended follows in DiagnosticsStatusNotification. (OCPP 1.5 §5.7)
        """
    def UpdateFirmware(
        self, request: UpdateFirmwareRequest, call: Call, /,
    ) -> Outcome[UpdateFirmwareResponse]:
        """Announces new firmware and where to fetch it. The answer is empty; how it goes follows in
        FirmwareStatusNotification. (OCPP 1.5 §5.15)
        """
    def DataTransfer(
        self, request: DataTransferRequest, call: Call, /,
    ) -> Outcome[DataTransferResponse]:
        """Carries what OCPP has no operation for, in a form that the vendor and the receiver have agreed on. It
        exists in both directions with the same rules. (OCPP 1.5 §5.5)
        """

def serve(handlers: Handlers) -> Served: ...
