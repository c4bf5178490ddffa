"""Every command of Motown; a file a noun.  Those of charge points have the names of OCPP's operations."""

from motown.domain.commands.base import Command, FromChargePoint
from motown.domain.commands.cdrs import IssueCdr
from motown.domain.commands.charge_point_info import HideReview, PostReview, PutChargePointInfo, PutGroup
from motown.domain.commands.charge_points import (
    AcceptChargePoint,
    BootNotification,
    DataTransfer,
    DeferChargePoint,
    DiagnosticsStatusNotification,
    FirmwareStatusNotification,
    ForChargePoint,
    Heartbeat,
    PinAddress,
    RecordMessage,
    RejectChargePoint,
    RemoveChargePoint,
    SetCertificate,
    SetHeartbeatInterval,
    SetNetworks,
    SetPassword,
    StatusNotification,
)
from motown.domain.commands.commands import (
    AboutCommand,
    CancelCommand,
    ExpireCommand,
    FailCommandAttempt,
    MarkCommandSent,
    MissCommandEffect,
    QueueCommand,
    SendCommand,
    TakeCommandAnswer,
)
from motown.domain.commands.connectivity import AbandonTransaction, CheckConnectivity
from motown.domain.commands.files import ReceiveFile, RecordFetch, TransferFile
from motown.domain.commands.grants import GrantAccess, RevokeAccess
from motown.domain.commands.id_tags import BlockIdTag, ImportIdTags, PutIdTag, RemoveIdTag
from motown.domain.commands.parties import (
    AboutParty,
    EnableParty,
    MakeFirstParty,
    PutParty,
    RecordDenial,
    RemoveParty,
    SetPartyCertificates,
    SetPartyPassword,
)
from motown.domain.commands.reservations import ExpireReservation
from motown.domain.commands.subscriptions import (
    AboutDelivery,
    AboutSubscription,
    AcknowledgeEvents,
    FailDelivery,
    MoveSubscription,
    PauseSubscription,
    RemoveSubscription,
    ResumeSubscription,
    Subscribe,
    SuspendSubscription,
    TellEvents,
)
from motown.domain.commands.tokens import PutTokens
from motown.domain.commands.transactions import Authorize, MeterValues, StartTransaction, StopTransaction, WithIdTag

__all__ = [
    "AbandonTransaction", "AboutCommand", "AboutDelivery", "AboutParty", "AboutSubscription", "AcceptChargePoint",
    "AcknowledgeEvents", "Authorize", "BlockIdTag", "BootNotification", "CancelCommand", "CheckConnectivity",
    "Command", "DataTransfer", "DeferChargePoint", "DiagnosticsStatusNotification", "EnableParty", "ExpireCommand",
    "ExpireReservation", "FailCommandAttempt", "FailDelivery", "FirmwareStatusNotification", "ForChargePoint",
    "FromChargePoint", "GrantAccess", "Heartbeat", "HideReview", "ImportIdTags", "IssueCdr", "MakeFirstParty",
    "MarkCommandSent", "MeterValues", "MissCommandEffect", "MoveSubscription", "PauseSubscription", "PinAddress",
    "PostReview", "PutChargePointInfo", "PutGroup", "PutIdTag", "PutParty", "PutTokens", "QueueCommand",
    "ReceiveFile", "RecordDenial", "RecordFetch", "RecordMessage", "RejectChargePoint", "RemoveChargePoint",
    "RemoveIdTag", "RemoveParty", "RemoveSubscription", "ResumeSubscription", "RevokeAccess", "SendCommand",
    "SetCertificate", "SetHeartbeatInterval", "SetNetworks", "SetPartyCertificates", "SetPartyPassword",
    "SetPassword", "StartTransaction", "StatusNotification", "StopTransaction", "Subscribe", "SuspendSubscription",
    "TakeCommandAnswer", "TellEvents", "TransferFile", "WithIdTag",
]
