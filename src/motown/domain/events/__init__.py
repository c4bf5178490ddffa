"""Every event type of Motown; a file a noun."""

from motown.domain.events.base import EVENT_TYPES, UPCASTS, Event, declare, upcasts
from motown.domain.events.charge_points import (
    ChargePointAddressChanged,
    ChargePointAddressPinned,
    ChargePointBooted,
    ChargePointCredentialChanged,
    ChargePointNetworksChanged,
    ChargePointRegistered,
    ChargePointRejected,
    ChargePointRemoved,
    ChargePointSeen,
    DataReceived,
    Described,
    DiagnosticsStatus,
    FirmwareStatus,
    Heartbeat,
    HeartbeatIntervalChanged,
    StatusChanged,
)
from motown.domain.events.id_tags import IdTagChanged, IdTagRemoved
from motown.domain.events.messages import FROM_CHARGE_POINT, TO_CHARGE_POINT, Message
from motown.domain.events.transactions import (
    AuthorizationDecided,
    MeterSampled,
    OrphanLinked,
    StopOrphaned,
    TransactionStarted,
    TransactionStopped,
)

__all__ = [
    "EVENT_TYPES", "FROM_CHARGE_POINT", "TO_CHARGE_POINT", "UPCASTS", "AuthorizationDecided",
    "ChargePointAddressChanged", "ChargePointAddressPinned", "ChargePointBooted", "ChargePointCredentialChanged",
    "ChargePointNetworksChanged", "ChargePointRegistered", "ChargePointRejected", "ChargePointRemoved",
    "ChargePointSeen", "DataReceived", "Described", "DiagnosticsStatus", "Event", "FirmwareStatus", "Heartbeat",
    "HeartbeatIntervalChanged", "IdTagChanged", "IdTagRemoved", "Message", "MeterSampled", "OrphanLinked",
    "StatusChanged", "StopOrphaned", "TransactionStarted", "TransactionStopped", "declare", "upcasts",
]
