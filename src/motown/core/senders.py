"""Carrying out due work: on the leader, at its time, of each lane one at a time and in order.

The rows are in the store (``motown.store.due``).  Handlers change them in units of work of their own, so what has
become of a row is only known by reading: after a handler has returned, changes are asked for once more, and only then
is its lane free for the next.  A row that is still as it was is put off.
"""

import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from twisted.internet.defer import Deferred, DeferredList, ensureDeferred

from motown.core.backlog import Backlog, Beginning, Handler, Kind
from motown.core.changes import Changes
from motown.core.clock import Clock, DelayedCall
from motown.core.followers import Reads
from motown.store import due
from motown.store.records import StoreUnavailable
from motown.store.rows import DueRow
from motown.store.session import Session

__all__ = ["Handler", "Senders"]

log = logging.getLogger(__name__)

LOOK_SECONDS = 30.0
"""How often the time of the day is looked at, should somebody set it."""
FORGET_SECONDS = 5.0
"""What was dropped is forgotten after this long: who led before us reads no more by then."""
RECONCILE_SECONDS = 60.0
GRACE_SECONDS = 5.0
"""How long handlers may go on when they are told to stop."""


class Senders:
    """The engine; lives in the reactor's thread."""

    def __init__(self, clock: Clock, store: Reads, now: Callable[[], datetime], limit: int,
                 pause_seconds: float | None = None, due_head: Callable[[], int] | None = None) -> None:
        """``now``: the time of the day, aware; ``limit``: lanes in use at once; ``pause_seconds``: see ``Changes``.

        ``due_head``: the last position at which due work may have been changed; None: that may be anywhere.
        """
        self._clock, self._store, self._now, self._limit = clock, store, now, limit
        self._kinds: dict[str, Kind] = {}
        self._changes = Changes(clock, store, self._told, self._told_all, pause_seconds)
        self._backlog = self._nothing()
        self._due_head = due_head
        self._running: set[Deferred[None]] = set()
        self._timers: list[DelayedCall] = []
        self._timer: DelayedCall | None = None
        self._turning = self._again = False
        self._wanted = self._leaving = False
        self._forgettable = self._forgotten = 0

    def handle(self, kind: str, handler: Handler, expired: Handler | None = None, *,
               by: str = "motown") -> None:
        """Who does this kind of due work; one each, else ValueError.

        ``expired`` is called instead when ``expires_at`` has come and the row is neither being handled nor ``sent``;
        without it ``expires_at`` means nothing here.  ``by``: the add-on, for the log.
        """
        if not kind:
            raise ValueError("a kind of due work has a name")
        if kind in self._kinds:
            raise ValueError(f"due work of kind {kind} is done by {self._kinds[kind].by} already")
        self._kinds[kind] = Kind(handler, expired, by)

    # -- figures

    @property
    def held(self) -> dict[str, Kind]:
        """What does each kind of due work."""
        return self._kinds

    @property
    def kinds(self) -> tuple[str, ...]:
        """What is done here."""
        return tuple(self._kinds)

    @property
    def waiting(self) -> int:
        """How many rows there are that are not being handled."""
        return max(0, len(self._backlog) - len(self._running))

    @property
    def in_flight(self) -> int:
        """How many handlers are under way."""
        return len(self._running)

    def late_seconds(self) -> float:
        """How long the first has been waiting that could begin if there were room, or if the store could be read."""
        return max(self._backlog.late_seconds(), self._changes.late_seconds()) if self._changes.reading else 0.0

    # -- life

    def start(self) -> None:
        """Read all there is, and begin; after ``stop`` once that is done."""
        self._wanted = True
        if self._leaving or self._changes.reading:
            return
        self._backlog, self._forgettable, self._forgotten = self._nothing(), 0, 0
        self._every(FORGET_SECONDS, self._forget)
        self._every(RECONCILE_SECONDS, self._reconcile)
        self._changes.start()

    def notice(self, head: int) -> None:
        """The log has grown up to ``head``."""
        self._changes.notice(head if self._due_head is None else min(head, self._due_head()))

    async def stop(self, grace_seconds: float = GRACE_SECONDS) -> None:
        """Begin nothing more; what is under way may go on for a while, and is then cancelled."""
        self._wanted = False
        if self._leaving or not self._changes.reading:
            return
        self._leaving = True
        self._changes.stop()
        for timer in (*self._timers, self._timer):
            if timer is not None and timer.active():
                timer.cancel()
        self._timers.clear()
        await self._finished(grace_seconds)
        self._backlog = self._nothing()
        self._leaving = False
        if self._wanted:
            self.start()

    async def _finished(self, grace_seconds: float) -> None:
        running = list(self._running)
        if running:
            late = self._clock.callLater(grace_seconds, _cancel, running)
            await DeferredList(running, consumeErrors=True)
            if late.active():
                late.cancel()

    def _nothing(self) -> Backlog:
        return Backlog(self._kinds, self._now, self._clock.seconds, self._limit)

    def _every(self, seconds: float, action: Callable[[], Awaitable[None]]) -> None:
        """Do it again and again while we run; what fails is said, and tried the next time."""
        def again() -> None:
            self._timers.remove(timer)
            self._every(seconds, action)
            ensureDeferred(_tried(action))

        timer = self._clock.callLater(seconds, again)
        self._timers.append(timer)

    # -- what the store says

    def _told(self, rows: list[DueRow]) -> None:
        self._backlog.take(rows)

    async def _told_all(self, round_: int) -> bool:
        """Every change up to the begin of this round is known; tells whether that was waited for."""
        backlog = self._backlog
        returned = backlog.returned_before(round_)
        same = [job.row.id for job in returned if job.unchanged]
        there = await self._store.read(due.many, same) if same else []
        backlog.settle(returned, {row.id: row for row in there})
        self._turn()
        return bool(returned)

    # -- doing it

    def _turn(self) -> None:
        """Begin all that may begin now; then set the timer."""
        self._again = True
        if self._turning or self._leaving or not self._changes.loaded:
            return
        self._turning = True
        while self._again and not self._leaving:
            self._again = False
            for beginning in self._backlog.begin():
                self._begin(beginning)
        self._turning = False
        self._set_timer()

    def _begin(self, beginning: Beginning) -> None:
        doing: Deferred[None] = Deferred(lambda _: under_way.cancel())
        self._running.add(doing)
        under_way = ensureDeferred(self._do(beginning))
        under_way.addBoth(lambda _: self._ended(beginning, doing))

    async def _do(self, beginning: Beginning) -> None:
        job, row = beginning.job, beginning.job.row
        try:
            await beginning.handler(row)
        except StoreUnavailable as error:
            job.failed = True
            log.warning("due work %s of kind %s is put off: %s", row.id, row.kind, error)
        except Exception:
            job.failed = True
            if not self._leaving:
                log.exception("due work %s of kind %s failed (%s)", row.id, row.kind, beginning.by)

    def _ended(self, beginning: Beginning, doing: Deferred[None]) -> None:
        self._running.discard(doing)
        if self._backlog.ended(beginning, self._changes.round):
            self._changes.want()
            self._turn()
        if not doing.called:
            doing.callback(None)

    def _set_timer(self) -> None:
        if self._timer is not None and self._timer.active():
            self._timer.cancel()
        seconds = self._backlog.next_seconds()
        if seconds is not None and not self._leaving:
            self._timer = self._clock.callLater(max(0.001, min(LOOK_SECONDS, seconds)), self._turn)

    # -- looking after it

    async def _forget(self) -> None:
        """Take away what was dropped, and read by everybody."""
        changed, self._forgettable = self._forgettable, self._changes.place
        if not self._forgotten < min(changed, self._backlog.dropped_at):
            return

        def decide(session: Session) -> None:
            session.write(due.FORGET, None, {"changed": changed})

        await self._store.write(decide)
        self._forgotten = changed

    async def _reconcile(self) -> None:
        """Look whether something is overdue of which we know nothing: a net that should stay empty."""
        place, backlog = self._changes.place, self._backlog
        overdue = await self._store.read(due.overdue, self._now() - timedelta(seconds=LOOK_SECONDS))
        missed = [row.id for row in overdue if row.changed <= place and backlog.is_news(row)]
        for row in await self._store.read(due.many, missed) if missed else ():
            if backlog.is_news(row):
                log.error("due work %s of kind %s had been missed", row.id, row.kind)
                backlog.take([row])
        self._turn()


def _cancel(running: list[Deferred[None]]) -> None:
    for one in running:
        one.cancel()


async def _tried(action: Callable[[], Awaitable[None]]) -> None:
    try:
        await action()
    except Exception as error:  # noqa: BLE001, whatever it is, it is tried again
        log.warning("due work could not be looked after: %s", error)
