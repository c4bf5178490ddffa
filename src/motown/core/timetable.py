"""What is to happen at which moment: a heap in which what is outdated stays until its time, and is then skipped."""

from collections.abc import Iterator
from heapq import heapify, heappop, heappush
from itertools import count
from typing import Any, Generic, Protocol, TypeVar


class Stamped(Protocol):
    """Something whose entries in a timetable hold until its stamp changes."""

    stamp: int


T = TypeVar("T", bound=Stamped)
SPARE = 64


class Timetable(Generic[T]):
    """Entries by their moment (all of one type: datetimes, or seconds); for the same moment as they came."""

    def __init__(self) -> None:
        self._heap: list[tuple[Any, int, int, T]] = []
        self._turn = count()
        self._sound = SPARE

    def __len__(self) -> int:
        """How many entries are kept, outdated ones among them."""
        return len(self._heap)

    def add(self, when: Any, one: T) -> None:
        """It is to happen then, if its stamp is still the same."""
        heappush(self._heap, (when, next(self._turn), one.stamp, one))
        if len(self._heap) > 2 * self._sound:
            self._heap = [entry for entry in self._heap if entry[2] == entry[3].stamp]
            heapify(self._heap)
            self._sound = max(SPARE, len(self._heap))

    def until(self, now: Any) -> Iterator[T]:
        """Take out what was to happen until now, the first first; each just before it is given."""
        while self._heap and self._heap[0][0] <= now:
            _, _, stamp, one = heappop(self._heap)
            if stamp == one.stamp:
                yield one

    def has(self, now: Any) -> bool:
        """Whether ``until`` would give anything."""
        following = self.next()
        return following is not None and bool(following <= now)

    def next(self) -> Any | None:
        """The next moment at which something is to happen; None: nothing is."""
        while self._heap and self._heap[0][2] != self._heap[0][3].stamp:
            heappop(self._heap)
        return self._heap[0][0] if self._heap else None
