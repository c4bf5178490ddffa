"""Reading many rows with one query: what is asked for in one turn of the reactor is asked for together."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic, TypeVar

from twisted.internet.defer import Deferred
from twisted.python.failure import Failure

from motown.core.clock import Clock

R = TypeVar("R")
Read = Callable[[Sequence[str]], Deferred[Mapping[str, R]]]


class Gathered(Generic[R]):
    """``get`` for one key at a time, over a query for many."""

    def __init__(self, clock: Clock, read: Read[R]) -> None:
        """``read(keys)`` gives the rows that there are, by their keys."""
        self._clock, self._read = clock, read
        self._waiting: dict[str, list[Deferred[R | None]]] = {}

    def get(self, key: str) -> Deferred[R | None]:
        """The row of the key; None where there is none."""
        waiting: Deferred[R | None] = Deferred()
        self._waiting.setdefault(key, []).append(waiting)
        if len(self._waiting) == 1 and len(self._waiting[key]) == 1:
            self._clock.callLater(0, self._ask)
        return waiting

    def _ask(self) -> None:
        asked, self._waiting = self._waiting, {}

        def told(rows: Mapping[str, R]) -> None:
            for key, some in asked.items():
                for one in some:
                    one.callback(rows.get(key))

        def failed(failure: Failure) -> None:
            for some in asked.values():
                for one in some:
                    one.errback(failure)

        self._read(list(asked)).addCallbacks(told, failed)


def by_key(rows: Sequence[Any], name: str) -> dict[str, Any]:
    """Rows by the value of a column."""
    return {getattr(row, name): row for row in rows}
