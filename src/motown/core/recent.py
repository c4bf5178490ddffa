"""The last events of the log, kept in memory for those who are nearly up to date."""

from bisect import bisect_right
from collections.abc import Sequence
from operator import attrgetter

from motown.store.records import Recorded

OVERHEAD_BYTES = 1000
"""Of an event in memory, beside its body."""

_position = attrgetter("position")


class Recent:
    """Every event after ``floor`` up to ``place``, bounded in number and size."""

    def __init__(self, most_events: int, most_bytes: int) -> None:
        self._most_events, self._most_bytes = most_events, most_bytes
        self._events: list[Recorded] = []
        self._bytes = 0
        self.floor = self.place = 0

    def __len__(self) -> int:
        return len(self._events)

    def begin(self, position: int) -> None:
        """Forget everything; what comes is what follows this position."""
        self._events, self._bytes = [], 0
        self.floor = self.place = position

    def add(self, events: Sequence[Recorded], place: int) -> None:
        """These are all the events from the place so far to a new one."""
        self._events.extend(events)
        self._bytes += sum(map(_size, events))
        self.place = place
        drop = 0
        while len(self._events) - drop > self._most_events or self._bytes > self._most_bytes:
            self._bytes -= _size(self._events[drop])
            drop += 1
        if drop:
            self.floor = self._events[drop - 1].position
            del self._events[:drop]

    def covers(self, position: int) -> bool:
        """Whether all is here that follows a position, up to our place."""
        return self.floor <= position <= self.place

    def after(self, position: int) -> Sequence[Recorded]:
        """What follows a position that is covered."""
        return self._events[bisect_right(self._events, position, key=_position):]


def _size(one: Recorded) -> int:
    return len(one.body_text) + OVERHEAD_BYTES
