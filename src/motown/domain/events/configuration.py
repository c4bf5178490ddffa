"""What is learned of the configuration keys of charge points."""

from typing import ClassVar

import msgspec

from motown.domain.events.base import Event, declare
from motown.domain.ids import ChargePointId


class ConfigurationValue(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """A key as the charge point told it (OCPP 1.5 §7.22)."""

    key: str
    value: str | None = None
    """Masked where it is a secret; None: not set."""
    readonly: bool = False


@declare
class ConfigurationRead(Event, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """A charge point has told its configuration, or a part of it (CF-4, CF-5)."""

    TYPE: ClassVar[str] = "motown.ConfigurationRead"

    charge_point_id: ChargePointId
    command_id: str
    complete: bool = False
    """All of its keys were asked for: it has no others, as far as it tells."""
    values: tuple[ConfigurationValue, ...] = ()
    unknown_keys: tuple[str, ...] = ()


@declare
class ConfigurationChanged(Event, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """A charge point has accepted a new value of a key (CF-2)."""

    TYPE: ClassVar[str] = "motown.ConfigurationChanged"

    charge_point_id: ChargePointId
    command_id: str
    key: str
    value: str
    """Masked where it is a secret."""
