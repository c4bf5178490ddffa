"""Configuration keys (OCPP 1.2 §5.2; 1.5 §5.3, 5.6)."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Self

import msgspec

from motown.domain.events import ConfigurationRead, Event
from motown.domain.operations.base import (
    OCPP_15,
    ONLY_15,
    Expected,
    Facts,
    Operation,
    Sight,
    operation,
)
from motown.domain.secrets import is_secret_key, masked_value

Key = Annotated[str, msgspec.Meta(min_length=1, max_length=50)]
Value = Annotated[str, msgspec.Meta(max_length=500)]
READ_BACK_SECONDS = 60


@operation
class GetConfiguration(Operation, frozen=True, kw_only=True, omit_defaults=True, rename="camel",
                       forbid_unknown_fields=True):
    """Read keys, or all (CF-4, CF-5)."""

    VERSIONS: ClassVar[frozenset[str]] = ONLY_15
    IS_REPEATABLE: ClassVar[bool] = True

    key: tuple[Key, ...] = ()


@operation
class ChangeConfiguration(Operation, frozen=True, kw_only=True, omit_defaults=True, rename="camel",
                          forbid_unknown_fields=True):
    """Set a key (CF-1, CF-2).  A charge point of OCPP 1.5 is asked afterwards whether it has."""

    IS_REPEATABLE: ClassVar[bool] = True
    AWAITS: ClassVar[tuple[type[Event], ...]] = (ConfigurationRead,)

    key: Key
    value: Value

    def contradicts(self, other: Operation) -> bool:
        """Two values for a key."""
        return isinstance(other, ChangeConfiguration) and other.key == self.key and other.value != self.value

    def expected(self, status: str | None, result: Mapping[str, Any], version: str) -> Expected | None:
        """What GetConfiguration says; 1.2 has none, and of a secret nothing is kept that could be compared."""
        if version != OCPP_15 or is_secret_key(self.key):
            return None
        return Expected(READ_BACK_SECONDS, GetConfiguration(key=(self.key,)))

    def needs_proof(self, version: str) -> bool:
        """Accepted says that it will be set; only reading it back says that it is."""
        return True

    def sees(self, event: Event, facts: Facts) -> Sight | None:
        """The value of the key; missed where it has another, or the charge point does not know the key."""
        if not isinstance(event, ConfigurationRead) or is_secret_key(self.key):
            return None
        read = next((one for one in event.values if one.key == self.key), None)
        if read is None:
            return Sight.MISSED if self.key in event.unknown_keys else None
        return Sight.OBSERVED if (read.value or "") == self.value else Sight.MISSED

    def masked(self) -> Self:
        """Without the value of a key that is a secret."""
        return msgspec.structs.replace(self, value=masked_value(self.key, self.value) or "")
