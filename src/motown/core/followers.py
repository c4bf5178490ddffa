"""Followers of the log: each keeps its own place, is told of every event of its types in order, and is retried.

Each reads the log on its own, woken when it has grown.  Its place is saved at most once a second, so after a restart it
may be told again of what it had handled: at least once.
"""

import logging
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from twisted.internet.defer import Deferred, ensureDeferred

from motown.core.clock import Clock, DelayedCall, sleep
from motown.store import events, followers
from motown.store.records import Recorded
from motown.store.session import Session

log = logging.getLogger(__name__)

Handler = Callable[[Recorded], Awaitable[None] | None]
RETRY_SECONDS = 5.0
SAVE_SECONDS = 1.0
PAGE = 500


class Reads(Protocol):
    """The store as far as followers need it."""

    def read(self, query: Callable[..., Any], *args: Any) -> Awaitable[Any]:
        """The result of ``query(connection, *args)``."""

    def write(self, decide: Callable[[Session], Any]) -> Awaitable[Any]:
        """Run ``decide(session)`` in a unit of work of its own; its result, once that is durable."""


class Follower:
    """One reader of the log with a durable place."""

    def __init__(self, clock: Clock, store: Reads, name: str, handler: Handler, types: tuple[str, ...] = ()) -> None:
        """``types``: prefixes of the event types wanted; none: all."""
        self.clock, self.store, self.name, self.handler, self.types = clock, store, name, handler, types
        self.place = 0
        self.head = 0
        self._wake: Deferred[None] | None = None
        self._saving: DelayedCall | None = None
        self._running: Deferred[None] | None = None
        self._stopping = False

    @property
    def lag(self) -> int:
        """How many positions it is behind."""
        return max(0, self.head - self.place)

    def start(self) -> None:
        """Begin where it was, also again after ``stop``; a new follower begins at the first event."""
        self._stopping = False
        self._running = ensureDeferred(self._run())
        self._running.addErrback(self._ended)

    def notice(self, head: int) -> None:
        """The log has grown up to ``head``."""
        self.head = max(self.head, head)
        if self._wake is not None and self.head > self.place:
            wake, self._wake = self._wake, None
            wake.callback(None)

    async def stop(self) -> None:
        """No more events; the place is saved, where the store still takes it."""
        self._stopping = True
        if self._running is not None:
            self._running.cancel()
        if self._saving is not None and self._saving.active():
            self._saving.cancel()
            await self._save()

    def _ended(self, failure: Any) -> None:
        if not self._stopping:
            log.critical("follower %s has ended: %s", self.name, failure.getTraceback())

    async def _run(self) -> None:
        self.place = await self._retried(lambda: self.store.read(followers.position, self.name))
        while True:
            page = await self._retried(lambda: self.store.read(events.read, self.place, PAGE))
            for recorded in page.events:
                await self._handle(recorded)
                self._advance(recorded.position)
            self._advance(page.next_position)
            self.head = max(self.head, page.head_position)
            if page.end and self.head <= self.place:
                self._wake = Deferred()
                await self._wake

    def _advance(self, position: int) -> None:
        self.place = max(self.place, position)
        if self._saving is None or not self._saving.active():
            self._saving = self.clock.callLater(SAVE_SECONDS, self._save)

    def _save(self) -> Deferred[None]:
        return ensureDeferred(self._saved(self.place)).addErrback(
            lambda failure: log.warning("the place of follower %s could not be saved: %s", self.name, failure.value))

    async def _saved(self, place: int) -> None:
        def decide(session: Session) -> None:
            session.write(followers.SAVE, self.name, {"name": self.name, "position": place, "updated_at": session.now})

        await self.store.write(decide)

    async def _handle(self, recorded: Recorded) -> None:
        if self.types and not recorded.type.startswith(self.types):
            return

        async def tell() -> None:
            outcome = self.handler(recorded)
            if outcome is not None:
                await outcome

        await self._retried(tell)

    async def _retried(self, attempt: Callable[[], Awaitable[Any]]) -> Any:
        while True:
            try:
                return await attempt()
            except Exception:
                if self._stopping:
                    raise
                log.exception("follower %s will try again in %s s", self.name, RETRY_SECONDS)
                await sleep(self.clock, RETRY_SECONDS)
