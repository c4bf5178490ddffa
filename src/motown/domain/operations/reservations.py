"""Reservations (OCPP 1.5 §5.1, 5.11)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, ClassVar

import msgspec

from motown.domain.events import Event, StatusChanged
from motown.domain.operations.base import (
    ONLY_15,
    ConnectorOrAll,
    Expected,
    Facts,
    IdTagText,
    Number,
    Operation,
    Sight,
    operation,
    same_tag,
)
from motown.domain.operations.charge_points import ChangeAvailability
from motown.domain.operations.transactions import RemoteStartTransaction

STATUS_SECONDS = 30


@operation
class ReserveNow(Operation, frozen=True, kw_only=True, omit_defaults=True, rename="camel", forbid_unknown_fields=True):
    """Keep a connector, or one of all (0), free for an idTag (RV-1 to RV-9); the number is ours to give."""

    VERSIONS: ClassVar[frozenset[str]] = ONLY_15
    IS_REPEATABLE: ClassVar[bool] = True
    AWAITS: ClassVar[tuple[type[Event], ...]] = (StatusChanged,)

    connector_id: ConnectorOrAll
    id_tag: IdTagText
    expiry_date: Annotated[datetime, msgspec.Meta(tz=True)]
    parent_id_tag: IdTagText | None = None
    reservation_id: Number | None = None

    def contradicts(self, other: Operation) -> bool:
        """Reserved for another tag, started for another tag, or put out of service."""
        if isinstance(other, CancelReservation):
            return self.reservation_id is not None and self.reservation_id == other.reservation_id
        if isinstance(other, ChangeAvailability):
            return other.type == "Inoperative" and other.connector_id in (0, self.connector_id)
        if isinstance(other, ReserveNow | RemoteStartTransaction):
            exactly = self.connector_id == other.connector and self.connector_id > 0
            return exactly and not same_tag(self.id_tag, other.id_tag)
        return False

    def expected(self, status: str | None, result: Mapping[str, Any], version: str) -> Expected | None:
        """The status Reserved (RV-11); none where no connector in particular is kept (RV-5)."""
        return Expected(STATUS_SECONDS) if self.connector_id > 0 else None

    def sees(self, event: Event, facts: Facts) -> Sight | None:
        """Reserved: the connector, or any where all (0)."""
        if not isinstance(event, StatusChanged) or event.status != "Reserved":
            return None
        return Sight.OBSERVED if self.connector_id in (0, event.connector_id) else None

    def is_done(self, facts: Facts) -> bool:
        """The connector was Reserved already, by what this one replaces (RV-2) or what has run out unseen (RV-9)."""
        return any(one.connector_id == self.connector_id > 0 and one.status == "Reserved"
                   for one in facts.connectors())


@operation
class CancelReservation(Operation, frozen=True, kw_only=True, omit_defaults=True, rename="camel",
                        forbid_unknown_fields=True):
    """Give a reserved connector free (RV-10)."""

    VERSIONS: ClassVar[frozenset[str]] = ONLY_15
    AWAITS: ClassVar[tuple[type[Event], ...]] = (StatusChanged,)

    reservation_id: Number

    def expected(self, status: str | None, result: Mapping[str, Any], version: str) -> Expected | None:
        """A status that is not Reserved."""
        return Expected(STATUS_SECONDS)

    def sees(self, event: Event, facts: Facts) -> Sight | None:
        """A connector that was Reserved is free again."""
        if not isinstance(event, StatusChanged) or event.status == "Reserved":
            return None
        was = any(one.connector_id == event.connector_id and one.status == "Reserved" for one in facts.connectors())
        return Sight.OBSERVED if was else None

    def is_done(self, facts: Facts) -> bool:
        """No connector was Reserved: a reservation of no connector in particular shows in no status."""
        return not any(one.status == "Reserved" for one in facts.connectors())
