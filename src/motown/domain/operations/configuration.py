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
from motown.domain.secrets import masked_value

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
        """What GetConfiguration says; 1.2 has none."""
        return Expected(READ_BACK_SECONDS, GetConfiguration(key=(self.key,))) if version == OCPP_15 else None

    def needs_proof(self, version: str) -> bool:
        """Accepted says that it will be set; only reading it back says that it is."""
        return True

    def sees(self, event: Event, facts: Facts) -> Sight | None:
        """The value of the key."""
        values = event.values if isinstance(event, ConfigurationRead) else ()
        read = next((one for one in values if one.key == self.key), None)
        if read is None:
            return None
        same = (read.value or "") in (self.value, masked_value(self.key, self.value))
        return Sight.OBSERVED if same else Sight.MISSED

    def masked(self) -> Self:
        """Without the value of a key that is a secret."""
        return msgspec.structs.replace(self, value=masked_value(self.key, self.value) or "")
