"""Every command of Motown; a file a noun.  Those of charge points have the names of OCPP's operations."""

from motown.domain.commands.base import Command, FromChargePoint
from motown.domain.commands.charge_points import (
    AcceptChargePoint,
    BootNotification,
    DataTransfer,
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
from motown.domain.commands.id_tags import BlockIdTag, ImportIdTags, PutIdTag, RemoveIdTag
from motown.domain.commands.transactions import Authorize, MeterValues, StartTransaction, StopTransaction, WithIdTag

__all__ = [
    "AcceptChargePoint", "Authorize", "BlockIdTag", "BootNotification", "Command", "DataTransfer",
    "DiagnosticsStatusNotification", "FirmwareStatusNotification", "ForChargePoint", "FromChargePoint", "Heartbeat",
    "ImportIdTags", "MeterValues", "PinAddress", "PutIdTag", "RecordMessage", "RejectChargePoint", "RemoveChargePoint",
    "RemoveIdTag", "SetCertificate", "SetHeartbeatInterval", "SetNetworks", "SetPassword", "StartTransaction",
    "StatusNotification", "StopTransaction", "WithIdTag",
]
