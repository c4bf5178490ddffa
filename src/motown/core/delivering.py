"""Telling one subscriber of events: one call at a time, in order, again and again until it is answered.

Standard, section 5.4, S1 to S6; requirements MT-SUB.  The id of a call and what it is about are durable before it is
made, its outcome after; the acknowledgement of one and the beginning of the next share a commit where they can.
"""

import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime
from typing import Any, Protocol

from twisted.internet.defer import CancelledError, Deferred, DeferredSemaphore, ensureDeferred

from motown.core.bus import Bus
from motown.core.clock import Clock, sleep
from motown.core.couriers import Answer, Batch, Courier, DeliveryFailed, Told
from motown.core.delivery_places import Call, DeliveryPlace
from motown.core.followers import Reads
from motown.core.turns import Turns
from motown.domain import commands
from motown.domain.errors import Refused
from motown.domain.ids import SubscriptionId
from motown.domain.subscriptions import Mode, State
from motown.store import subscriptions
from motown.store.events import PositionUnavailable
from motown.store.records import StoreUnavailable
from motown.store.subscription_rows import DeliveryRow

log = logging.getLogger("motown.deliveries")

HEARTBEAT_SECONDS = 60.0
"""How long nobody is told anything before it is told that (MT-SUB-06)."""
PASSED = 20_000
"""Positions that were passed over after which that is kept, though nobody has acknowledged anything."""
TROUBLE_SECONDS = 5.0
"""How long nothing is tried after a failure that is none of the consumer's."""


class Post(Protocol):
    """What all who deliver have in common."""

    clock: Clock
    store: Reads
    bus: Bus
    now: Callable[[], datetime]
    courier: Courier
    calls: DeferredSemaphore
    """How many calls may be under way."""
    repeated_calls: DeferredSemaphore
    """The same for consumers whose last call has failed: those that are dead leave room for the others."""
    turns: Turns
    linger_seconds: float
    """How long an acknowledgement may wait for events that follow, to share a commit; 0: not at all."""


class Delivering:
    """Tells one subscriber, while its subscription is Active; lives in the reactor's thread."""

    def __init__(self, post: Post, row: DeliveryRow) -> None:
        self._post, self.row = post, row.subscription
        self.place = DeliveryPlace(post.bus, row.place)
        self.is_waiting = self.is_calling = False
        self._changed = self._stopping = False
        self._waiting: Deferred[Any] | None = None
        self._running: Deferred[None] | None = None
        self._quiet_since = post.clock.seconds()

    # -- life

    def start(self, ended: Callable[[], None], *, lost: bool = False) -> None:
        """Begin; ``ended`` is called when there is nothing more to do.  ``lost``: a call may have been under way."""
        self._running = ensureDeferred(self._run(lost=lost))
        self._running.addErrback(self._failed).addCallback(lambda _: None if self._stopping else ended())

    def stop(self) -> None:
        """Break off; a call that is under way will be made again."""
        self._stopping = True
        self._post.courier.forget(self.row)
        if self._running is not None:
            self._running.cancel()

    def changed(self) -> None:
        """Something about the subscription has changed: read it again, after the call that is under way."""
        self._changed = True
        self.look_again()

    def look_again(self) -> None:
        """What its owner may see may have changed: wait no longer with what was known."""
        self._post.courier.forget(self.row)
        if self._waiting is not None:
            self._waiting.cancel()

    def _failed(self, failure: Any) -> None:
        if not (self._stopping and failure.check(CancelledError)):
            log.critical("subscription %s is not served any more: %s", self.row.subscription_id, failure.getTraceback())

    async def _run(self, *, lost: bool) -> None:
        if lost:
            await self._tried(self._lost)
        while not await self._tried(self._step):
            pass

    async def _tried(self, step: Callable[[], Awaitable[bool]]) -> bool:
        """Whether that was all; what goes wrong with us, and not with the consumer, is tried again later."""
        try:
            return await step()
        except CancelledError:
            if self._stopping:
                raise
        except Exception as error:
            unexpected = not isinstance(error, StoreUnavailable)
            log.log(logging.ERROR if unexpected else logging.WARNING, "subscription %s is put off: %s",
                    self.row.subscription_id, error, exc_info=unexpected)
            self._changed = True
            await sleep(self._post.clock, TROUBLE_SECONDS)
        return False

    async def _lost(self) -> bool:
        await self.place.lost(self._post.now())
        return False

    async def _step(self) -> bool:
        """The next thing to do; True where there is none."""
        if self._changed and not await self._reload():
            return True
        if self.place.row.delivery_id is not None:
            await self._again()
        else:
            await self._next()
        return False

    async def _reload(self) -> bool:
        """Take everything from the store; False: it is not to be told any more."""
        self._changed = False
        await self.place.keep()
        row: DeliveryRow | None = await self._post.store.read(subscriptions.get, self.row.subscription_id)
        if row is None or row.subscription.state != State.ACTIVE or row.subscription.mode != Mode.PUSH:
            return False
        self.row = row.subscription
        self.place.read_again(row.place)
        return True

    async def _patiently(self, waiting: Deferred[Any]) -> Any:
        """What comes of it; None where we are to look again instead."""
        self._waiting = waiting
        try:
            return await waiting
        except CancelledError:
            if self._stopping:
                raise
            return None
        finally:
            self._waiting = None

    def _counted(self, counted: object) -> None:
        """Where something did not count, somebody else has moved the place."""
        if not counted:
            self._changed = True

    # -- what is next

    async def _next(self) -> None:
        """Wait for events, and tell them; where there are none for a while, tell that."""
        told = await self._read()
        if told is None or self._changed:
            return
        if told.events:
            call = await self.place.begin(told.next_position)
            self._counted(call)
            if call is not None:
                await self._call(call, told)
        elif told.end and self._quiet_seconds() >= HEARTBEAT_SECONDS:
            await self._call(self.place.heartbeat(told.next_position), told)
        else:
            await self._pass(told.next_position)

    async def _read(self) -> Told | None:
        """What is to be told next; None: look again."""
        if not self.place.is_kept:
            if self._post.linger_seconds > 0:
                told = await self._wait(self._post.linger_seconds)
                if told is None or told.events:
                    return told
            self._counted(await self.place.keep())
            if self._changed:
                return None
        self.is_waiting = True
        try:
            return await self._wait(max(0.0, HEARTBEAT_SECONDS - self._quiet_seconds()))
        finally:
            self.is_waiting = False

    async def _wait(self, seconds: float) -> Told | None:
        """What comes within so many seconds; where the owner is not let in, nothing does."""
        waiting = ensureDeferred(self._told(seconds))
        try:
            found: Told | None = await self._patiently(waiting)
        except PositionUnavailable as gone:  # what is no longer kept cannot be told
            self.place.after = gone.oldest_position - 1
            return None
        return found

    async def _told(self, seconds: float) -> Told | None:
        told = await self._post.courier.next(self.row, self.place.after, seconds)
        if told is None:
            await self.place.keep()
            await sleep(self._post.clock, HEARTBEAT_SECONDS)
        return told

    async def _pass(self, position: int) -> None:
        """Nothing up to there is to be told."""
        self.place.after = max(self.place.after, position)
        if self.place.after - self.place.row.acknowledged > PASSED:
            self._counted(await self.place.passed(self.place.after))

    def _quiet_seconds(self) -> float:
        return self._post.clock.seconds() - self._quiet_since

    # -- again

    async def _again(self) -> None:
        """Make an open call again at its time, or give up when a day is over."""
        now, row, ends_at = self._post.now(), self.place.row, self.place.suspended_at
        if ends_at is not None and now >= ends_at:
            await self.place.suspend()
            self._changed = True
            return
        due_at = row.next_retry_at or now
        if due_at > now:
            until = due_at if ends_at is None else min(due_at, ends_at)
            await self._patiently(sleep(self._post.clock, (until - now).total_seconds()))
            return
        told = await self._post.courier.again(self.row, row.delivery_after, row.delivery_last)
        if told is None:
            await self._patiently(sleep(self._post.clock, HEARTBEAT_SECONDS))
            return
        call = self.place.open_call()
        if call is not None and not self._changed:
            await self._repeat(call, told)

    async def _repeat(self, call: Call, told: Told) -> None:
        if call.heartbeat:
            await self._call(call, told._replace(events=(), next_position=call.last))
        elif told.events:
            await self._call(call, told)
        else:
            self._counted(await self.place.nothing_left(call, self._post.now()))

    # -- calling

    async def _call(self, call: Call, told: Told) -> None:
        """Make a call, and keep what came of it."""
        post = self._post
        places = post.repeated_calls if self.place.is_failing else post.calls
        await places.acquire()
        self.is_calling = True
        try:
            await post.turns.next()
            if self._changed:
                return
            answer = await post.courier.deliver(self.row, Batch(call.delivery_id, call.attempt, told, call.heartbeat))
            self._check(call, told, answer)
        except DeliveryFailed as problem:
            await self._not_done(call, problem)
            return
        finally:
            self.is_calling = False
            places.release()
        await self._done(call, answer)

    def _check(self, call: Call, told: Told, answer: Answer) -> None:
        """A position that cannot be meant is no acknowledgement (MT-SUB-13); a heartbeat needs none."""
        if call.heartbeat or answer.unsubscribe:
            return
        if not self.place.row.acknowledged < answer.acknowledged <= told.next_position:
            raise DeliveryFailed(f"the consumer has acknowledged {answer.acknowledged}, of events behind "
                                 f"{self.place.row.acknowledged} up to {told.next_position}")

    async def _done(self, call: Call, answer: Answer) -> None:
        self._quiet_since = self._post.clock.seconds()
        if not answer.unsubscribe:
            self.place.answered(call, answer.acknowledged, self._post.now())
            return
        self._changed = True
        with suppress(Refused):  # it has ended already
            await self._post.bus.execute(commands.RemoveSubscription(
                subscription_id=SubscriptionId(self.row.subscription_id), reason="Consumer"))

    async def _not_done(self, call: Call, problem: DeliveryFailed) -> None:
        at_once = problem.is_stale and not self.place.is_failing
        if not self.place.is_failing and not at_once:
            log.warning("subscription %s of %s: %s", self.row.subscription_id, self.row.party_id, problem)
        self._counted(await self.place.failed(call, self._post.now(), str(problem), at_once=at_once))
