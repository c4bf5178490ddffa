"""What a central system can ask of a charge point in OCPP 1.2.

Written from wsdl/ocpp/1.2/chargepoint.wsdl by motown.soap.stubs; do not edit.
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
    # Tag to charge for. At most 15 characters, which this schema does not check.
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

class Handlers(Protocol):
    """What a central system can ask of a charge point in OCPP 1.2."""
    def RemoteStartTransaction(
        self, request: RemoteStartTransactionRequest, call: Call, /,
    ) -> Outcome[RemoteStartTransactionResponse]:
        """Asks a charge point to start a transaction for a tag. It answers at once, and after Accepted it goes on
        as if the tag had been shown to it, up to and including StartTransaction. (OCPP 1.2 §5.5)
        """
    def RemoteStopTransaction(
        self, request: RemoteStopTransactionRequest, call: Call, /,
    ) -> Outcome[RemoteStopTransactionResponse]:
        """Asks a charge point to end a running transaction. It answers at once, and after Accepted it goes on as
        with a stop on the spot, up to and including StopTransaction. (OCPP 1.2 §5.6)
        """
    def UnlockConnector(
        self, request: UnlockConnectorRequest, call: Call, /,
    ) -> Outcome[UnlockConnectorResponse]:
        """Asks a charge point to release the plug from a connector. A transaction that runs there is ended first.
        (OCPP 1.2 §5.8)
        """
    def ChangeAvailability(
        self, request: ChangeAvailabilityRequest, call: Call, /,
    ) -> Outcome[ChangeAvailabilityResponse]:
        """Puts a connector, or the charge point as a whole, into or out of service. While a transaction runs there
        the change waits for its end. (OCPP 1.2 §5.1)
        """
    def Reset(
        self, request: ResetRequest, call: Call, /,
    ) -> Outcome[ResetResponse]:
        """Asks a charge point to reset itself. After a reset that restarts it, the charge point signs on with
        BootNotification. (OCPP 1.2 §5.7)
        """
    def ClearCache(
        self, request: ClearCacheRequest, call: Call, /,
    ) -> Outcome[ClearCacheResponse]:
        """Asks a charge point to forget the tags it has kept from earlier answers. (OCPP 1.2 §5.3)"""
    def ChangeConfiguration(
        self, request: ChangeConfigurationRequest, call: Call, /,
    ) -> Outcome[ChangeConfigurationResponse]:
        """Gives a setting of the charge point another value. (OCPP 1.2 §5.2)"""
    def GetDiagnostics(
        self, request: GetDiagnosticsRequest, call: Call, /,
    ) -> Outcome[GetDiagnosticsResponse]:
        """Asks a charge point to upload a file of diagnostic information. The answer names the file; how the upload
        ended follows in DiagnosticsStatusNotification. (OCPP 1.2 §5.4)
        """
    def UpdateFirmware(
        self, request: UpdateFirmwareRequest, call: Call, /,
    ) -> Outcome[UpdateFirmwareResponse]:
        """Announces new firmware and where to fetch it. The answer is empty; how it goes follows in
        FirmwareStatusNotification. (OCPP 1.2 §5.9)
        """

def serve(handlers: Handlers) -> Served: ...
