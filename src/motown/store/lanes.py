"""Which units may go together: those that share a key go one after the other, all others at once."""

from collections import deque
from collections.abc import Iterable
from typing import Generic, TypeVar

from motown.store.records import Unit

T = TypeVar("T")
EVERYTHING = "*"


class Waiting(Generic[T]):
    """A unit in line, with what its sender wants to be told."""

    __slots__ = ("behind", "tag", "unit")

    def __init__(self, unit: Unit, tag: T) -> None:
        self.unit, self.tag = unit, tag
        self.behind = 0
        """How many of its keys have another unit before it."""


class Lanes(Generic[T]):
    """A line for each key.  A unit is ready when it is the first in all of its lines; no unit is looked at twice."""

    def __init__(self) -> None:
        self._lanes: dict[str, deque[Waiting[T]]] = {}
        self._ready: deque[Waiting[T]] = deque()
        self._closed: deque[Waiting[T]] = deque()
        self._in_lanes = 0

    def __len__(self) -> int:
        return self._in_lanes + len(self._closed)

    def add(self, unit: Unit, tag: T) -> None:
        """Put a unit behind those that it has to wait for."""
        waiting = Waiting(unit, tag)
        if self._closed or not self._may_enter(waiting):
            self._closed.append(waiting)
        else:
            self._enter(waiting)

    def take(self, most: int) -> list[Waiting[T]]:
        """Up to so many units that share no key.  Each must be given to ``finished`` before those behind it come."""
        return [self._ready.popleft() for _ in range(min(most, len(self._ready)))]

    def finished(self, units: Iterable[Waiting[T]]) -> None:
        """These have been carried out; those behind them move up."""
        for one in units:
            self._in_lanes -= 1
            for key in one.unit.keys:
                lane = self._lanes[key]
                lane.popleft()
                if not lane:
                    del self._lanes[key]
                else:
                    self._move_up(lane[0])
        while self._closed and self._may_enter(self._closed[0]):
            self._enter(self._closed.popleft())

    def _may_enter(self, waiting: Waiting[T]) -> bool:
        """What is about everything goes in when nothing else is there, and lets nothing in beside it."""
        return EVERYTHING not in self._lanes and not (self._in_lanes and EVERYTHING in waiting.unit.keys)

    def _enter(self, waiting: Waiting[T]) -> None:
        self._in_lanes += 1
        for key in waiting.unit.keys:
            lane = self._lanes.get(key)
            if lane is None:
                self._lanes[key] = deque((waiting,))
            else:
                lane.append(waiting)
                waiting.behind += 1
        if not waiting.behind:
            self._ready.append(waiting)

    def _move_up(self, waiting: Waiting[T]) -> None:
        waiting.behind -= 1
        if not waiting.behind:
            self._ready.append(waiting)
