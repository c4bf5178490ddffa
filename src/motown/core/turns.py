"""Work of some milliseconds, of many who want to do it at once: one in each turn of the reactor, so others live."""

from collections import deque

from twisted.internet.defer import Deferred

from motown.core.clock import Clock


class Turns:
    """Whose turn it is, first come first served."""

    def __init__(self, clock: Clock) -> None:
        self._clock, self._queue, self._set = clock, deque[Deferred[None]](), False

    def next(self) -> Deferred[None]:
        """Fires in a turn of the reactor of its own; may be cancelled."""
        waiting: Deferred[None] = Deferred()
        self._queue.append(waiting)
        self._plan()
        return waiting

    def _plan(self) -> None:
        if not self._set and self._queue:
            self._set = True
            self._clock.callLater(0, self._one)

    def _one(self) -> None:
        self._set = False
        while self._queue:
            waiting = self._queue.popleft()
            if not waiting.called:
                waiting.callback(None)
                break
        self._plan()
