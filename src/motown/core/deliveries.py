"""Telling subscribers of events (Push): on the process that leads, each on its own, so that nobody delays another.

What is to be told follows from the log and the place of each subscription (``store.subscriptions``), which is durable
due work in itself.  A subscriber that is told all waits at the tail of the log, without a query or a timer of its own
but that of the heartbeat.  What changes subscriptions and rights is read there too; where there are no subscribers,
nothing is read, and the store is asked for the first of them now and then.
"""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

from twisted.internet.defer import CancelledError, Deferred, DeferredSemaphore, ensureDeferred

from motown.core.bus import Bus
from motown.core.clock import Clock, DelayedCall, sleep
from motown.core.couriers import Courier
from motown.core.delivering import Delivering
from motown.core.followers import Reads
from motown.core.tail import Tail
from motown.core.turns import Turns
from motown.domain.subscriptions import Mode, State
from motown.store import events, subscriptions
from motown.store.events import Page
from motown.store.filters import EventFilter
from motown.store.records import Recorded, StoreUnavailable
from motown.store.subscription_rows import DeliveryRow

log = logging.getLogger("motown.deliveries")

OURS = "motown.Subscription"
RIGHTS = ("motown.Party", "motown.Grant", "motown.Group", "motown.Token")
"""What changes what parties may see."""
WATCHED = EventFilter(type_prefixes=(OURS, *RIGHTS))
WATCH_SECONDS = 3600.0
LOOK_SECONDS = 1.0
"""After what time the first subscriber is found, where another process has taken it."""
RETRY_SECONDS = 1.0
LINGER_SECONDS = 0.002
PAGE = 100


class Deliveries:
    """All that are told; lives in the reactor's thread."""

    courier: Courier
    """Who makes the calls."""

    def __init__(self, clock: Clock, store: Reads, bus: Bus, tail: Callable[[], Tail],
                 now: Callable[[], datetime], limit: int, linger_seconds: float = LINGER_SECONDS) -> None:
        """``limit``: calls that may be under way at once; as many again, a quarter, to consumers that have failed."""
        self.clock, self.store, self.bus, self._tail, self.now = clock, store, bus, tail, now
        self.calls, self.repeated_calls = DeferredSemaphore(limit), DeferredSemaphore(max(1, limit // 4))
        self.turns, self.linger_seconds = Turns(clock), linger_seconds
        self.is_wanted = False
        """Whether there is anybody who makes calls."""
        self._running: Deferred[None] | None = None
        self._told: dict[str, Delivering] = {}
        self._waiting: Deferred[Any] | None = None
        """For what happens to subscribers; where there are none, for the first."""
        self._looking: DelayedCall | None = None
        self._is_news = False

    def carried_by(self, courier: Courier) -> None:
        """From now on ``courier`` makes the calls; there is one, else ValueError."""
        if self.is_wanted:
            raise ValueError("subscribers are told already, by another add-on")
        self.courier, self.is_wanted = courier, True

    # -- figures

    @property
    def subscribers(self) -> int:
        """How many are told."""
        return len(self._told)

    @property
    def failing(self) -> int:
        """Of how many the last call has failed."""
        return sum(one.place.is_failing for one in self._told.values())

    @property
    def in_flight(self) -> int:
        """How many calls are under way."""
        return sum(one.is_calling for one in self._told.values())

    def lag(self, head: int) -> int:
        """How far the last of those that work is behind the newest event; whose last call has failed does not count."""
        busy = (one.place for one in self._told.values() if not one.is_waiting)
        return max((head - place.after for place in busy if not place.is_failing), default=0)

    # -- life

    def start(self) -> None:
        """Tell everybody; where nobody makes calls, nothing."""
        if self._running is None and self.is_wanted:
            running: Deferred[None] = Deferred(lambda _: under_way.cancel())
            self._running = running
            under_way = ensureDeferred(self._run())
            under_way.addErrback(lambda failure: self._ended(running, failure))

    def stop(self) -> None:
        """Break off; calls that are under way will be made again by who leads next."""
        running, self._running = self._running, None
        if running is not None:
            running.addErrback(lambda _: None)
            running.cancel()
        if self._looking is not None and self._looking.active():
            self._looking.cancel()
        self._looking = None
        told, self._told = self._told, {}
        for one in told.values():
            one.stop()

    def notice(self, _head: int) -> None:
        """The log has grown: a first subscriber may have come."""
        if self._running is not None and not self._told and self._looking is None:
            self._looking = self.clock.callLater(LOOK_SECONDS, self._look_now)

    def look(self) -> None:
        """A subscription has begun, or goes on: find it at once."""
        if self._running is not None and not self._told:
            self._is_news = True
            if self._waiting is not None:
                self._waiting.cancel()

    def _look_now(self) -> None:
        self._looking = None
        self.look()

    def _ended(self, running: Deferred[None], failure: object) -> None:
        if self._running is running:
            log.critical("changes of subscriptions are not read any more: %s", failure)

    async def _run(self) -> None:
        lost = True
        while self._running is not None:
            self._is_news = False
            after = await self._load(lost=lost)
            lost = False
            if self._told:
                await self._watch(after)
            elif not self._is_news:
                await self._patiently(Deferred())

    async def _watch(self, after: int) -> None:
        """See what happens, as long as there are subscribers."""
        while self._told:
            try:
                page: Page | None = await self._patiently(ensureDeferred(self._tail().read(
                    after, PAGE, WATCHED, WATCH_SECONDS)))
                for one in page.events if page is not None else ():
                    await self._happened(one)
                after = page.next_position if page is not None else after
            except StoreUnavailable as error:
                log.warning("changes of subscriptions could not be read: %s", error)
                await sleep(self.clock, RETRY_SECONDS)

    async def _patiently(self, waiting: Deferred[Any]) -> Any:
        """What comes of it; None where we are to look again instead."""
        self._waiting, running = waiting, self._running
        try:
            return await waiting
        except CancelledError:
            if self._running is not running:
                raise
            return None
        finally:
            self._waiting = None

    async def _load(self, *, lost: bool) -> int:
        """Begin with all there are; the position up to which everything is known."""
        while True:
            try:
                head: int = await self.store.read(events.head)
                for row in await self.store.read(subscriptions.delivered):
                    self._begin(row, lost=lost)
            except StoreUnavailable as error:
                log.warning("subscriptions could not be read: %s", error)
                await sleep(self.clock, RETRY_SECONDS)
            else:
                return head

    def _begin(self, row: DeliveryRow, *, lost: bool) -> None:
        name = row.subscription.subscription_id
        if name not in self._told and self._running is not None:
            one = self._told[name] = Delivering(self, row)
            one.start(lambda: self._done(name, one), lost=lost)

    def _done(self, name: str, one: Delivering) -> None:
        """It is not told any more; unless, by now, it is to be told again."""
        if self._told.get(name) is one:
            del self._told[name]
            if self._running is not None:
                ensureDeferred(self._look(name)).addErrback(self._lost, name)
            if not self._told and self._waiting is not None:
                self._waiting.cancel()

    def _lost(self, failure: object, name: str) -> None:
        log.error("subscription %s could not be read: %s", name, failure)

    # -- what happens

    async def _happened(self, one: Recorded) -> None:
        """Subscriptions come, change and go; so do rights."""
        if one.type.startswith(OURS):
            name = one.stream_id.partition(":")[2]
            known = self._told.get(name)
            if known is not None:
                known.changed()
            else:
                await self._look(name)
            return
        for told in tuple(self._told.values()):
            if not one.type.startswith(RIGHTS[:2]) or one.stream_id == f"party:{told.row.party_id}":
                told.look_again()

    async def _look(self, name: str) -> None:
        """Begin with it, where it is to be told."""
        row: DeliveryRow | None = await self.store.read(subscriptions.get, name)
        if row is not None and row.subscription.mode == Mode.PUSH and row.subscription.state == State.ACTIVE:
            self._begin(row, lost=False)
