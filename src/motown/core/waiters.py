"""Who waits for events: found by what a new event is about, so that one that concerns nobody costs microseconds."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from twisted.internet.defer import Deferred

from motown.core.clock import DelayedCall
from motown.store.events import EventFilter, Page
from motown.store.records import Recorded

Visible = Callable[[Recorded], bool]
"""Whether the one who reads may see an event."""
Key = tuple[str, Any]


class Waiter:
    """One reader that waits for the first event it wants."""

    __slots__ = ("after", "answer", "failure", "found", "limit", "matching", "timer", "visible")

    def __init__(self, after: int, limit: int, matching: EventFilter, visible: Visible | None) -> None:
        """``after``: what is not later than this, the reader has seen."""
        self.after, self.limit, self.matching, self.visible = after, limit, matching, visible
        self.answer: Deferred[Page] = Deferred()
        self.found: list[Recorded] = []
        self.failure: Exception | None = None
        self.timer: DelayedCall | None = None

    def takes(self, one: Recorded) -> bool:
        """Take an event if it is wanted and may be seen; whether there is something to be said now.

        An event may be offered twice, by two keys.
        """
        if one.position <= self.after or len(self.found) >= self.limit or not self.matching.matches(one):
            return False
        if self.found and self.found[-1] is one:
            return False
        try:
            if self.visible is not None and not self.visible(one):
                return False
        except Exception as error:  # noqa: BLE001, of whoever reads: it is told
            self.failure = error
            return True
        self.found.append(one)
        return True


class Waiters:
    """All who wait, by the narrowest thing that the filter of each names."""

    def __init__(self) -> None:
        self._waiting: dict[Waiter, None] = {}
        self._by_key: dict[Key, dict[Waiter, None]] = {}
        self._lengths: Counter[int] = Counter()
        """Lengths of the prefixes of types that are waited for."""

    def __len__(self) -> int:
        return len(self._waiting)

    def __iter__(self) -> Iterator[Waiter]:
        return iter(tuple(self._waiting))

    def add(self, waiter: Waiter) -> None:
        """It waits from now on."""
        self._waiting[waiter] = None
        for key in _keys(waiter.matching):
            self._by_key.setdefault(key, {})[waiter] = None
            if key[0] == "type":
                self._lengths[len(key[1])] += 1

    def remove(self, waiter: Waiter) -> bool:
        """It waits no longer; whether it did."""
        if waiter not in self._waiting:
            return False
        del self._waiting[waiter]
        for key in _keys(waiter.matching):
            of_key = self._by_key[key]
            del of_key[waiter]
            if not of_key:
                del self._by_key[key]
            if key[0] == "type":
                self._less(len(key[1]))
        return True

    def concerned(self, one: Recorded) -> Iterator[Waiter]:
        """Those whom an event may concern; some perhaps twice."""
        by_key = self._by_key
        for kind, value in (("command", one.command_id), ("transaction", one.transaction_id),
                            ("correlation", one.correlation_id), ("charge point", one.charge_point_id)):
            if value is not None and (found := by_key.get((kind, value))):
                yield from found
        for length in self._lengths:
            if found := by_key.get(("type", one.type[:length])):
                yield from found

    def _less(self, length: int) -> None:
        self._lengths[length] -= 1
        if not self._lengths[length]:
            del self._lengths[length]


def _keys(matching: EventFilter) -> tuple[Key, ...]:
    """Where a filter is entered; every type begins with the empty text."""
    for kind, value in (("command", matching.command_id), ("transaction", matching.transaction_id),
                        ("correlation", matching.correlation_id)):
        if value is not None:
            return ((kind, value),)
    if not matching.everywhere:
        return tuple(("charge point", name) for name in matching.charge_points)
    return tuple(("type", prefix) for prefix in dict.fromkeys(matching.type_prefixes or ("",)))
