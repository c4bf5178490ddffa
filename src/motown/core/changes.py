"""Reading what has changed in the due work: when the log has grown, one query at a time, and not too often."""

import logging
from collections.abc import Awaitable, Callable
from typing import Any

from twisted.internet.defer import CancelledError, Deferred, ensureDeferred

from motown.core.clock import Clock, sleep
from motown.core.followers import Reads
from motown.store import due
from motown.store.records import StoreUnavailable
from motown.store.rows import DueRow

log = logging.getLogger(__name__)

PAGE = 1000
PAUSE_SECONDS = 0.02
"""From one query to the next, while they find nothing: then the log grows for other reasons."""
BUSY_PAUSE_SECONDS = 0.004
"""The same while they find something."""
RETRY_SECONDS = 1.0



class Changes:
    """Asks for the rows changed since, round after round."""

    def __init__(self, clock: Clock, store: Reads, take: Callable[[list[DueRow]], None],
                 done: Callable[[int], Awaitable[bool]], pause_seconds: float | None = None) -> None:
        """``take(rows)`` is told the changes in their order, ``done(round)`` that all there were then are told.

        ``done`` tells whether the round was of use.  ``pause_seconds`` stands for both pauses (tests have none).
        """
        self._clock, self._store, self._take, self._done = clock, store, take, done
        self._pauses = (PAUSE_SECONDS, BUSY_PAUSE_SECONDS) if pause_seconds is None else (pause_seconds, pause_seconds)
        self._running: Deferred[None] | None = None
        self._wake: Deferred[None] | None = None
        self._head = 0
        self._wanted_since: float | None = None
        self._reading_since: float | None = None
        self.place, self.loaded = 0, False
        """How far we have read; whether we have come to the end once."""
        self.round = 0
        """The number of the round that goes on, or was last."""

    @property
    def reading(self) -> bool:
        """Whether it has been started."""
        return self._running is not None

    def late_seconds(self) -> float:
        """For how long there has been something to be read."""
        since = [at for at in (self._wanted_since, self._reading_since) if at is not None]
        return self._clock.seconds() - min(since) if since and self.reading else 0.0

    def start(self) -> None:
        """Read all from the beginning."""
        self.place, self.loaded, self._head, self._wake = 0, False, 0, None
        self._wanted_since = self._reading_since = None
        running: Deferred[None] = Deferred(lambda _: under_way.cancel())
        self._running = running
        under_way = ensureDeferred(self._run())
        under_way.addErrback(lambda failure: self._ended(running, failure))

    def stop(self) -> None:
        """Read no more."""
        running, self._running, self._wake = self._running, None, None
        if running is not None:
            running.addErrback(lambda _: None)
            running.cancel()

    def notice(self, head: int) -> None:
        """The log has grown."""
        if head > self._head:
            self._head = head
            self.want()

    def want(self) -> None:
        """Ask again, as soon as may be."""
        if self._wanted_since is None:
            self._wanted_since = self._clock.seconds()
        if self._wake is not None:
            wake, self._wake = self._wake, None
            wake.callback(None)

    def _ended(self, running: Deferred[None], failure: Any) -> None:
        if self._running is running:
            log.critical("due work is not read any more: %s", failure.getTraceback())

    async def _run(self) -> None:
        while True:
            begun = self._clock.seconds()
            self._reading_since = begun if self._wanted_since is None else self._wanted_since
            self._wanted_since = None
            self.round += 1
            try:
                useful = await self._read()
            except CancelledError:
                raise
            except Exception as error:
                self._wanted_since = self._reading_since
                log.warning("due work could not be read: %s", error, exc_info=not isinstance(error, StoreUnavailable))
                await sleep(self._clock, RETRY_SECONDS)
                continue
            self._reading_since = None
            pause = begun + self._pauses[useful] - self._clock.seconds()
            if pause > 0:
                await sleep(self._clock, pause)
            if self._wanted_since is None:
                self._wake = Deferred()
                await self._wake

    async def _read(self) -> bool:
        came_from, full = self.place, True
        while full:
            rows = await self._store.read(due.after, self.place, PAGE)
            self._take(rows)
            self.place = rows[-1].changed if rows else self.place
            full = len(rows) >= PAGE
        self.loaded = True
        return await self._done(self.round) or self.place > came_from
