"""The configuration keys that OCPP 1.2 (§6.8) and 1.5 (§6.9.1) name, and what may be said of a value.

Charge points have keys of their own beside these, and no version says which of these one must have: nothing here
forbids anything.
"""

from enum import Enum
from typing import NamedTuple

ALL, ONLY_15 = ("1.2", "1.5"), ("1.5",)
HEARTBEAT = "HeartBeatInterval"
LONGEST_HEARTBEAT_SECONDS = 30 * 86_400
"""As everywhere else where a heartbeat interval is set."""
_CONTEXTS = "the measurands, separated by commas,"


class Type(Enum):
    """What a value is, all being texts on the wire."""

    NUMBER = "number"
    TEXT = "text"
    LIST = "list"


class Key(NamedTuple):
    """A key of the specification."""

    name: str
    """As it is spelt, capitals too: charge points tell them apart (CF-3)."""
    type: Type
    unit: str | None
    versions: tuple[str, ...]
    """Of OCPP, that name it."""
    meaning: str


KEYS: tuple[Key, ...] = (
    Key(HEARTBEAT, Type.NUMBER, "s", ALL,
        "how long the charge point is silent before it sends a Heartbeat; the answer to its boot sets the same"),
    Key("ConnectionTimeOut", Type.NUMBER, "s", ALL,
        "how long an authorized driver has to plug in before the authorization is dropped"),
    Key("ResetRetries", Type.NUMBER, "times", ALL, "how often a reset that fails is tried again"),
    Key("BlinkRepeat", Type.NUMBER, "times", ALL, "how often the lights blink to signal something"),
    Key("LightIntensity", Type.NUMBER, "%", ALL, "how bright the lights are"),
    Key("MeterValueSampleInterval", Type.NUMBER, "s", ALL,
        "time between meter samples during a transaction; 0: none are sent"),
    Key("ProximityContactRetries", Type.NUMBER, "times", ALL,
        "retries of the proximity contact; no version explains it, and 1.5 is the last to have it"),
    Key("ProximityLockRetries", Type.NUMBER, "times", ALL,
        "retries of the proximity lock; no version explains it, and 1.5 is the last to have it"),
    Key("ChargePointId", Type.TEXT, None, ALL, "the name of the charge point; 1.5 is the last version to have it"),
    Key("ClockAlignedDataInterval", Type.NUMBER, "s", ONLY_15,
        "time between meter values taken by the clock, counted from midnight; 0: none are sent"),
    Key("MeterValuesSampledData", Type.LIST, None, ONLY_15,
        f"{_CONTEXTS} in meter values that are sampled periodically; Energy.Active.Import.Register where not set"),
    Key("MeterValuesAlignedData", Type.LIST, None, ONLY_15, f"{_CONTEXTS} in meter values taken by the clock"),
    Key("StopTxnSampledData", Type.LIST, None, ONLY_15,
        f"{_CONTEXTS} sampled periodically that come along with StopTransaction"),
    Key("StopTxnAlignedData", Type.LIST, None, ONLY_15,
        f"{_CONTEXTS} taken by the clock that come along with StopTransaction"),
)
_BY_NAME = {key.name: key for key in KEYS}
_BY_FOLDED = {key.name.casefold(): key for key in KEYS}
LATER = frozenset((
    "AllowOfflineTxForUnknownId", "AuthorizationCacheEnabled", "AuthorizeRemoteTxRequests", "GetConfigurationMaxKeys",
    "LocalAuthorizeOffline", "LocalAuthListEnabled", "LocalAuthListMaxLength", "LocalPreAuthorize",
    "MaxEnergyOnInvalidId", "MinimumStatusDuration", "NumberOfConnectors", "ReserveConnectorZeroSupported",
    "SendLocalListMaxLength", "StopTransactionOnEVSideDisconnect", "StopTransactionOnInvalidId",
    "SupportedFeatureProfiles", "TransactionMessageAttempts", "TransactionMessageRetryInterval",
    "UnlockConnectorOnEVSideDisconnect", "WebSocketPingInterval"))
"""Keys that OCPP 1.6 has brought; many a charge point that speaks 1.5 has them."""
_MOST_PERCENT = 100


def described(key: str) -> Key | None:
    """What the specification says of a key; None: nothing."""
    return _BY_NAME.get(key)


def hint(key: str, value: str | None, version: str | None = None) -> str | None:
    """What looks wrong about a key, or about a value for it, at a charge point of that version; None: nothing.

    Advice and no more: a charge point may know any key, and decides by itself.
    """
    known = described(key)
    if known is None:
        meant = _BY_FOLDED.get(key.casefold())
        if meant is not None:
            return f"OCPP 1.2 and 1.5 spell it {meant.name}, and capitals count"
        return "a key of OCPP 1.6: charge points that speak less may know it or not" if key in LATER else None
    if version is not None and version not in known.versions:
        return f"OCPP {version} has no {key}"
    return None if value is None else _about(known, value)


def _about(key: Key, value: str) -> str | None:
    if key.type is Type.LIST:
        empty = value.strip() and any(not one.strip() for one in value.split(","))
        return f"{key.name} is a list of measurands with commas between, and one is empty" if empty else None
    if key.type is Type.TEXT:
        return None
    number = _number(value)
    if number is None:
        return f"{key.name} is a whole number" + (f" ({key.unit})" if key.unit else "")
    if key.unit == "%" and number > _MOST_PERCENT:
        return f"{key.name} is at most 100 %"
    return f"{key.name} is at least 1 s" if key.name == HEARTBEAT and number == 0 else None


def heartbeat_seconds(key: str, value: str) -> int | None:
    """The heartbeat interval that this setting means, however it is spelt; None: it means none that can be."""
    number = _number(value) if key.casefold() == HEARTBEAT.casefold() else None
    return number if number is not None and 1 <= number <= LONGEST_HEARTBEAT_SECONDS else None


def _number(value: str) -> int | None:
    text = value.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= len("2147483647") else None
