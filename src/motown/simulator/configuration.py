"""Configuration keys: read and changed by the central system, looked up by everything else (rules.md section 13)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from motown.simulator import measurands

MOST_SECONDS = 86_400 * 30
KEY_LENGTH, VALUE_LENGTH = 50, 500
"""CF-1: told by the text, not by the schema."""


@dataclass(slots=True)
class Key:
    """A key, its value and what may be written into it; ``is_fit`` judges a text."""

    name: str
    value: str
    is_fit: Callable[[str], bool] | None
    """None: may only be read."""


def _number(least: int, most: int) -> Callable[[str], bool]:
    def is_fit(text: str) -> bool:
        return text.isascii() and text.isdigit() and least <= int(text) <= most
    return is_fit


_SECONDS, _TIMES, _PERCENT = _number(0, MOST_SECONDS), _number(0, 1_000), _number(0, 100)
_KINDS: Mapping[str, tuple[str, Callable[[str], bool] | None, bool]] = {
    "HeartBeatInterval": ("300", _number(1, MOST_SECONDS), True),
    "ConnectionTimeOut": ("60", _SECONDS, True),
    "ResetRetries": ("3", _TIMES, True),
    "BlinkRepeat": ("3", _TIMES, True),
    "LightIntensity": ("80", _PERCENT, True),
    "MeterValueSampleInterval": ("60", _SECONDS, True),
    "ProximityContactRetries": ("3", _TIMES, True),
    "ProximityLockRetries": ("3", _TIMES, True),
    "ChargePointId": ("", None, True),
    "ClockAlignedDataInterval": ("0", _SECONDS, False),
    "MeterValuesSampledData": (measurands.REGISTER, measurands.are_known, False),
    "MeterValuesAlignedData": (measurands.REGISTER, measurands.are_known, False),
    "StopTxnSampledData": ("", measurands.are_known, False),
    "StopTxnAlignedData": ("", measurands.are_known, False),
}
"""Key: value at first, what fits (None: read only), whether 1.2 has it too (12 §6.8, 15 §6.9.1)."""


class Configuration:
    """The keys of one charge point."""

    def __init__(self, version: str, identity: str, overrides: Mapping[str, str]) -> None:
        self._version = version
        self._keys = {name: Key(name, value, is_fit) for name, (value, is_fit, in_12) in _KINDS.items()
                      if version != "1.2" or in_12}
        self._listeners: dict[str, list[Callable[[], None]]] = {}
        self._keys["ChargePointId"].value = identity
        for name, value in overrides.items():
            self._set_at_first(name, value)
        self.commands = {"ChangeConfiguration": self.change, "GetConfiguration": self.get}

    def number(self, name: str) -> int:
        """A numeric key's value; 0 where this version does not have the key."""
        key = self._keys.get(name)
        return int(key.value) if key else 0

    def measurands(self, name: str) -> list[str]:
        """The measurands a key lists; none where this version does not have the key."""
        key = self._keys.get(name)
        return measurands.names(key.value) if key else []

    def set(self, name: str, value: str) -> None:
        """Put a value in force and tell those who asked; the answer to a boot comes this way too (CF-7)."""
        self._keys[name].value = value
        for listener in self._listeners.get(name, ()):
            listener()

    def when_changed(self, name: str, call: Callable[[], None]) -> None:
        """Call whenever the key is given a value."""
        self._listeners.setdefault(name, []).append(call)

    def change(self, request: Any) -> dict[str, Any]:
        """ChangeConfiguration: NotSupported where unknown, Rejected where unfit (CF-2); case counts (CF-3)."""
        key = self._keys.get(request.key or "")
        if key is None:
            return {"status": "NotSupported"}
        value = request.value or ""
        if key.is_fit is None or len(value) > VALUE_LENGTH or not key.is_fit(value):
            return {"status": "Rejected"}
        self.set(key.name, value)
        return {"status": "Accepted"}

    def get(self, request: Any) -> dict[str, Any]:
        """GetConfiguration: all keys, or those named, and the names that are unknown (CF-4, CF-5)."""
        wanted = request.key or list(self._keys)
        return {
            "configurationKey": [self._described(self._keys[name]) for name in wanted if name in self._keys],
            "unknownKey": [name for name in wanted if name not in self._keys],
        }

    def _described(self, key: Key) -> dict[str, Any]:
        return {"key": key.name, "readonly": key.is_fit is None, "value": key.value or None}

    def _set_at_first(self, name: str, value: str) -> None:
        key = self._keys.get(name)
        if key is None or (key.is_fit is not None and not key.is_fit(value)):
            raise ValueError(f"{name}={value} is no configuration of an OCPP {self._version} charge point")
        key.value = value
