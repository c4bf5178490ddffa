"""Every event type of Motown; a file a noun."""

from motown.domain.events.base import EVENT_TYPES, UPCASTS, Event, declare, upcasts
from motown.domain.events.cdrs import CdrIssued
from motown.domain.events.charge_point_info import ChargePointInfoChanged, GroupChanged, ReviewHidden, ReviewPosted
from motown.domain.events.charge_points import (
    ChargePointAddressChanged,
    ChargePointAddressPinned,
    ChargePointBooted,
    ChargePointCredentialChanged,
    ChargePointDeferred,
    ChargePointNetworksChanged,
    ChargePointRegistered,
    ChargePointRejected,
    ChargePointRemoved,
    ChargePointSeen,
    DataReceived,
    DataSent,
    Described,
    DiagnosticsStatus,
    FirmwareStatus,
    Heartbeat,
    HeartbeatIntervalChanged,
    StatusChanged,
)
from motown.domain.events.commands import (
    CommandAccepted,
    CommandAnswered,
    CommandAttemptFailed,
    CommandCancelled,
    CommandEffectMissed,
    CommandEffectObserved,
    CommandEvent,
    CommandExpired,
    CommandFinished,
    CommandProgressed,
    CommandQueued,
    CommandSent,
)
from motown.domain.events.configuration import ConfigurationChanged, ConfigurationRead, ConfigurationValue
from motown.domain.events.connectivity import ConnectivityChanged, TransactionAbandoned
from motown.domain.events.files import DiagnosticsReceived, FirmwareFetched
from motown.domain.events.grants import GrantAdded, GrantRevoked
from motown.domain.events.id_tags import IdTagChanged, IdTagRemoved
from motown.domain.events.local_lists import LocalListChanged, LocalListDrifted, LocalListRead
from motown.domain.events.messages import FROM_CHARGE_POINT, TO_CHARGE_POINT, Message
from motown.domain.events.parties import AccessDenied, PartyChanged, PartyCredentialChanged, PartyRemoved
from motown.domain.events.reservations import ReservationEnded, ReservationMade
from motown.domain.events.subscriptions import (
    SubscriptionChanged,
    SubscriptionMoved,
    SubscriptionPaused,
    SubscriptionRemoved,
    SubscriptionResumed,
    SubscriptionSuspended,
)
from motown.domain.events.tokens import TokenListChanged, TokensChanged
from motown.domain.events.transactions import (
    AuthorizationDecided,
    MeterSampled,
    OrphanLinked,
    StopOrphaned,
    TransactionStarted,
    TransactionStopped,
)

__all__ = [
    "EVENT_TYPES", "FROM_CHARGE_POINT", "TO_CHARGE_POINT", "UPCASTS", "AccessDenied", "AuthorizationDecided",
    "CdrIssued", "ChargePointAddressChanged", "ChargePointAddressPinned", "ChargePointBooted",
    "ChargePointCredentialChanged", "ChargePointDeferred", "ChargePointInfoChanged", "ChargePointNetworksChanged",
    "ChargePointRegistered", "ChargePointRejected", "ChargePointRemoved", "ChargePointSeen", "CommandAccepted",
    "CommandAnswered", "CommandAttemptFailed", "CommandCancelled", "CommandEffectMissed", "CommandEffectObserved",
    "CommandEvent", "CommandExpired", "CommandFinished", "CommandProgressed", "CommandQueued", "CommandSent",
    "ConfigurationChanged", "ConfigurationRead", "ConfigurationValue", "ConnectivityChanged", "DataReceived",
    "DataSent", "Described", "DiagnosticsReceived", "DiagnosticsStatus", "Event", "FirmwareFetched",
    "FirmwareStatus", "GrantAdded", "GrantRevoked", "GroupChanged", "Heartbeat", "HeartbeatIntervalChanged",
    "IdTagChanged", "IdTagRemoved", "LocalListChanged", "LocalListDrifted", "LocalListRead", "Message",
    "MeterSampled", "OrphanLinked", "PartyChanged", "PartyCredentialChanged", "PartyRemoved", "ReservationEnded",
    "ReservationMade", "ReviewHidden", "ReviewPosted", "StatusChanged", "StopOrphaned", "SubscriptionChanged",
    "SubscriptionMoved", "SubscriptionPaused", "SubscriptionRemoved", "SubscriptionResumed",
    "SubscriptionSuspended", "TokenListChanged", "TokensChanged", "TransactionAbandoned", "TransactionStarted",
    "TransactionStopped", "declare", "upcasts",
]
