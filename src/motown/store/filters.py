"""Which events somebody wants: asked of the database (``events``) or of an event in memory, with the same answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from motown.store.records import Recorded


@dataclass(frozen=True, slots=True)
class EventFilter:
    """Which events; what is not given does not matter (standard, section 5.3)."""

    charge_point_ids: Sequence[str] = ()
    """Of one of these, with all its connectors."""
    type_prefixes: Sequence[str] = ()
    """Of a type that begins with one of these; upper and lower case are two."""
    category: str | None = None
    transaction_id: int | None = None
    command_id: str | None = None
    since: datetime | None = None
    """Recorded then or later."""
    until: datetime | None = None
    """Recorded before."""
    correlation_id: str | None = None
    connectors: Sequence[tuple[str, int]] = ()
    """Of one of these connectors, (charge point, number); or of one of ``charge_point_ids``."""

    def __post_init__(self) -> None:
        """Lists would be slow to compare with, and could change."""
        for name in ("charge_point_ids", "type_prefixes", "connectors"):
            object.__setattr__(self, name, tuple(getattr(self, name)))

    @property
    def everywhere(self) -> bool:
        """Whether it does not matter which charge point an event is of."""
        return not self.charge_point_ids and not self.connectors

    @property
    def charge_points(self) -> tuple[str, ...]:
        """Every charge point of which something is wanted, once each."""
        return tuple(dict.fromkeys((*self.charge_point_ids, *(name for name, _ in self.connectors))))

    def matches(self, one: Recorded) -> bool:
        """Whether an event is wanted."""
        return ((not self.type_prefixes or one.type.startswith(tuple(self.type_prefixes)))
                and self.category in (None, one.category)
                and self.transaction_id in (None, one.transaction_id)
                and self.command_id in (None, one.command_id)
                and self.correlation_id in (None, one.correlation_id)
                and (self.since is None or one.recorded_at >= self.since)
                and (self.until is None or one.recorded_at < self.until)
                and (self.everywhere or one.charge_point_id in self.charge_point_ids
                     or (one.charge_point_id, one.connector_id) in self.connectors))


ANY = EventFilter()
