"""The ordered queue of StartTransaction, StopTransaction and their MeterValues: nothing in it is lost by a bad line.

It outlives a reset of the charge point, as non-volatile memory does (OFF-7).
"""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from twisted.internet.defer import Deferred

from motown.simulator.backoff import Backoff
from motown.simulator.clock import ChargePointClock, Tasks
from motown.simulator.errors import NoAnswer, NotRegistered, Unintelligible
from motown.simulator.link import Link
from motown.simulator.observing import Observer
from motown.simulator.profile import Profile
from motown.soap.faults import ServiceFault


def _nothing(_answer: Any) -> None:
    """What to do with an answer that tells nothing."""


@dataclass(eq=False, slots=True)
class Entry:
    """A message that waits.  ``value`` is called when it is sent: only then is the transactionId known (OFF-4)."""

    operation: str
    value: Callable[[], Mapping[str, Any]]
    answered: Callable[[Any], None] = _nothing
    attempts: int = 0
    """How often it was refused while the line was good (OFF-6)."""
    outcome: bool | None = None
    """Whether it was acknowledged, or given up; None while it waits."""
    waiters: list[Deferred[bool]] = field(default_factory=list)

    async def done(self) -> bool:
        """Return whether it was acknowledged, when that is known."""
        if self.outcome is None:
            waiter: Deferred[bool] = Deferred()
            self.waiters.append(waiter)
            return await waiter
        return self.outcome


class TransactionQueue:
    """Sends its entries one after the other, in order (OFF-2, OFF-5).

    No answer: the entry is kept and tried again without limit, with back-off, and at once when the line is back
    (OFF-7).  Refused while a Heartbeat gets through: tried a few times, then dropped (OFF-6, FLT-5).
    """

    def __init__(self, link: Link, clock: ChargePointClock, profile: Profile, random: Random, *, tasks: Tasks,
                 observer: Observer | None = None) -> None:
        self._link, self._clock, self._profile, self._tasks = link, clock, profile, tasks
        self._observer = observer or Observer()
        self._entries: deque[Entry] = deque()
        self._backoff = Backoff(random, profile.retry_seconds, profile.retry_ceiling_seconds)
        self._pause: Deferred[None] | None = None
        self._waiting: list[Deferred[None]] = []
        self._is_running = False
        link.when_up.append(self.hurry)

    def __len__(self) -> int:
        return len(self._entries)

    def put(self, operation: str, value: Callable[[], Mapping[str, Any]],
            answered: Callable[[Any], None] = _nothing) -> Entry:
        """Add a message at the end; ``answered`` is given its answer."""
        entry = Entry(operation, value, answered)
        self._entries.append(entry)
        if not self._is_running:
            self._is_running = True
            self._tasks.start(self._run())
        return entry

    async def empty(self) -> None:
        """Return when nothing waits any more."""
        if self._entries:
            waiter: Deferred[None] = Deferred()
            self._waiting.append(waiter)
            await waiter

    def hurry(self) -> None:
        """The line is back: do not wait any longer (OFF-2)."""
        if self._pause is not None:
            pause, self._pause = self._pause, None
            pause.callback(None)

    async def _run(self) -> None:
        try:
            await self._clock.sleep(0)  # who put the entry in finishes first
            while self._entries:
                await self._link.ready()
                await self._try(self._entries[0])
        finally:
            self._is_running = False

    async def _try(self, entry: Entry) -> None:
        try:
            answer = await self._link.ask(entry.operation, entry.value())
        except NotRegistered:
            return
        except NoAnswer:
            await self._wait(self._backoff.wait())
        except (ServiceFault, Unintelligible):
            await self._refused(entry)
        else:
            self._backoff.reset()
            self._entries.popleft()
            entry.answered(answer)
            self._settle(entry, acknowledged=True)

    async def _refused(self, entry: Entry) -> None:
        """Is it the message or the line?  A Heartbeat tells (FLT-5 with S16e §3.2)."""
        if not self._link.is_registered:
            return
        if not await self._gets_through():
            await self._wait(self._backoff.wait())
            return
        entry.attempts += 1
        if entry.attempts < self._profile.transaction_attempts:
            await self._clock.sleep(self._profile.retry_seconds * entry.attempts)
            return
        self._entries.popleft()
        self._observer.given_up(self._link.identity, entry.operation)
        self._settle(entry, acknowledged=False)

    async def _gets_through(self) -> bool:
        try:
            await self._link.ask("Heartbeat", {})
        except (NoAnswer, NotRegistered, Unintelligible, ServiceFault):
            return False
        return True

    def _settle(self, entry: Entry, *, acknowledged: bool) -> None:
        entry.outcome = acknowledged
        for waiter in entry.waiters:
            waiter.callback(acknowledged)
        if not self._entries:
            waiting, self._waiting = self._waiting, []
            for done in waiting:
                done.callback(None)

    async def _wait(self, seconds: float) -> None:
        """Wait so long, or until ``hurry``."""
        self._pause = Deferred()
        timer = self._clock.later(seconds, self.hurry)
        try:
            await self._pause
        finally:
            self._pause = None
            if timer.active():
                timer.cancel()
