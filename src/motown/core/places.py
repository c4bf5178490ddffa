"""Which groups, sites and grid points charge points belong to: kept in memory, since every decision asks."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from motown.domain.access import Target
from motown.store import groups

Within = Mapping[str, frozenset[Target]]
"""Charge point -> what it belongs to; one that belongs to nothing is not in it."""
NOTHING: frozenset[Target] = frozenset()


class Places:
    """Reads them again when a group has changed."""

    def __init__(self, read: Callable[..., Awaitable[Any]]) -> None:
        """``read(query, *args)`` runs a query off the reactor."""
        self._read, self._as_of, self._within = read, 0, dict[str, frozenset[Target]]()

    async def as_of(self, position: int) -> Within:
        """As they are at that position of the log or later; it is where a group was changed last."""
        if position > self._as_of:
            rows = await self._read(groups.memberships)
            found: dict[str, set[Target]] = {}
            for name, kind, group_id in rows:
                found.setdefault(name, set()).add(Target(kind, group_id))
            self._within = {name: frozenset(targets) for name, targets in found.items()}
            self._as_of = position
        return self._within
