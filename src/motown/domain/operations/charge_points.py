"""Availability, reset and cache (OCPP 1.2 §5.1, 5.3, 5.7; 1.5 §5.2, 5.4, 5.12)."""

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from motown.domain.events import ChargePointBooted, Event, StatusChanged
from motown.domain.operations.base import (
    ConnectorOrAll,
    Expected,
    Facts,
    Operation,
    Sight,
    operation,
    share_connector,
)
from motown.domain.operations.transactions import RemoteStartTransaction

IN_SERVICE = frozenset(("Available", "Occupied", "Reserved"))
OUT_OF_SERVICE = frozenset(("Unavailable",))


@operation
class ChangeAvailability(Operation, frozen=True, kw_only=True, omit_defaults=True, rename="camel",
                         forbid_unknown_fields=True):
    """Put a connector, or all (0), in or out of service (AV-1 to AV-6)."""

    IS_REPEATABLE: ClassVar[bool] = True
    AWAITS: ClassVar[tuple[type[Event], ...]] = (StatusChanged,)

    connector_id: ConnectorOrAll
    type: Literal["Operative", "Inoperative"]

    @property
    def _wanted(self) -> frozenset[str]:
        return IN_SERVICE if self.type == "Operative" else OUT_OF_SERVICE

    def contradicts(self, other: Operation) -> bool:
        """In and out of service; or out of service and a start."""
        if not share_connector(self.connector_id, other.connector):
            return False
        if isinstance(other, ChangeAvailability):
            return other.type != self.type
        return self.type == "Inoperative" and isinstance(other, RemoteStartTransaction)

    def refuses(self, status: str | None) -> bool:
        """Scheduled is a promise too: when the transaction has ended (AV-2)."""
        return status not in ("Accepted", "Scheduled")

    def expected(self, status: str | None, result: Mapping[str, Any], version: str) -> Expected | None:
        """The status; once the transaction has ended where it is scheduled (AV-3)."""
        return Expected(86_400 if status == "Scheduled" else 60)

    def sees(self, event: Event, facts: Facts) -> Sight | None:
        """The wanted status of the connector; of the charge point or the last of all its connectors where all (0)."""
        if not isinstance(event, StatusChanged) or event.status not in self._wanted:
            return None
        if self.connector_id == event.connector_id:
            return Sight.OBSERVED
        if self.connector_id != 0:
            return None
        others = [one for one in facts.connectors() if one.connector_id not in (0, event.connector_id)]
        return Sight.OBSERVED if all(one.status in self._wanted for one in others) else None

    def is_done(self, facts: Facts) -> bool:
        """Nothing is reported by a charge point that was in that state already (AV-4)."""
        about = [one for one in facts.connectors() if self.connector_id in (0, one.connector_id)]
        return bool(about) and all(one.status in self._wanted for one in about)


@operation
class Reset(Operation, frozen=True, kw_only=True, omit_defaults=True, rename="camel", forbid_unknown_fields=True):
    """Start anew: Soft ends transactions first, Hard tries to (RE-1 to RE-3)."""

    AWAITS: ClassVar[tuple[type[Event], ...]] = (ChargePointBooted,)

    type: Literal["Hard", "Soft"]

    def expected(self, status: str | None, result: Mapping[str, Any], version: str) -> Expected | None:
        """A BootNotification (RE-2)."""
        return Expected(600)

    def sees(self, event: Event, facts: Facts) -> Sight | None:
        """It has booted."""
        return Sight.OBSERVED if isinstance(event, ChargePointBooted) else None


@operation
class ClearCache(Operation, frozen=True, kw_only=True, omit_defaults=True, rename="camel", forbid_unknown_fields=True):
    """Forget what was said of idTags (CC-1)."""

    IS_REPEATABLE: ClassVar[bool] = True
