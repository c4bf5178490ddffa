"""The end of the log, read once for everybody in this process who waits for it: long polls, live pages, pushes.

A reader that is behind reads the store as always.  One that has seen all waits here, without a thread or a query of its
own: the tail reads each new event once, while somebody waits, and matches it in memory.  Rules E1 to E6 of the standard
(section 5.3) hold for both, and where they join: whoever waits has an ``after``, and gets every event it wants that
follows, in order, once.
"""

import logging
from collections.abc import Callable, Sequence
from typing import Any

from twisted.internet.defer import CancelledError, Deferred, ensureDeferred

from motown.core.clock import Clock, sleep
from motown.core.followers import Reads
from motown.core.recent import Recent
from motown.core.waiters import Visible, Waiter, Waiters
from motown.store import events
from motown.store.events import ANY, EventFilter, Page
from motown.store.records import Recorded, StoreUnavailable

log = logging.getLogger(__name__)
Heed = Callable[[int, Sequence[Recorded], int], None]
"""(after, events, place): all events behind a position up to a place, before anybody who waits is offered them."""

PAGE = 1000
PAUSE_SECONDS = 0.01
"""From one look at the store to the next: what is committed meanwhile is read together."""
AGAIN_SECONDS = 0.1
"""After what time the store is asked again that did not show what was said to be there."""
KEPT_EVENTS = 5000
KEPT_BYTES = 16 * 1024 * 1024
ANSWERED_AT_ONCE = 50
"""Readers that are answered in one turn of the reactor; then others have theirs."""


class Tail:
    """Reads the end of the log for any number of waiting readers; lives in the reactor's thread."""

    def __init__(self, clock: Clock, store: Reads, *, pause_seconds: float = PAUSE_SECONDS,
                 kept_events: int = KEPT_EVENTS, kept_bytes: int = KEPT_BYTES, heeding: Sequence[Heed] = ()) -> None:
        """``pause_seconds``: see ``PAUSE_SECONDS`` (tests have none); ``kept_...``: what memory holds at most.

        ``heeding``: told of all that is read, as long as anybody waits; where nobody did, there is a gap.
        """
        self._heeding = heeding
        self._clock, self._store, self._pause_seconds = clock, store, pause_seconds
        self._recent, self._waiters = Recent(kept_events, kept_bytes), Waiters()
        self._head, self._oldest = 0, 1
        self._reading = False
        self._under_way: Deferred[None] | None = None
        self._to_answer: list[tuple[Waiter, Sequence[Recorded], int, int]] = []
        self._stopped = False

    # -- figures

    @property
    def waiting(self) -> int:
        """How many readers wait."""
        return len(self._waiters)

    @property
    def unanswered(self) -> int:
        """How many readers have something, and wait for their turn to be told."""
        return len(self._to_answer)

    @property
    def head(self) -> int:
        """The last position that we have heard of."""
        return self._head

    @property
    def kept(self) -> int:
        """How many events are in memory."""
        return len(self._recent)

    @property
    def lag(self) -> int:
        """How many positions those who wait are behind."""
        return max(0, self._head - self._recent.place) if self._waiters else 0

    # -- reading

    async def read(self, after: int = 0, limit: int = 100, matching: EventFilter = ANY, wait_seconds: float = 0.0,
                   visible: Visible | None = None) -> Page:
        """A page of events after a position: at once if there is anything, else when the first comes, else empty.

        The page may also be empty with ``end=False``: then so many events were left out that it pays to answer and
        be asked again.  ``visible``: what the filter cannot say, such as what the reader may see.  Cancelling ends the
        waiting.  Raises StoreUnavailable and PositionUnavailable.
        """
        until = self._clock.seconds() + wait_seconds
        while True:
            known = self._remembered(after, limit, matching, visible) if wait_seconds > 0 else None
            page = known or self._shown(await self._store.read(events.page, after, limit, matching), visible)
            left = until - self._clock.seconds()
            if page.events or left <= 0 or self._stopped or (known is None and not page.end):
                return page
            after = page.next_position
            if self._may_join(after):
                return await self._wait(Waiter(after, limit, matching, visible), left)

    async def read_backward(self, after: int = 0, limit: int = 100, matching: EventFilter = ANY,
                            visible: Visible | None = None) -> Page:
        """A page of events before a position, the newest first; 0 stands for the end of the log.  Nobody waits."""
        return self._shown(await self._store.read(events.page_before, after, limit, matching), visible)

    def _remembered(self, after: int, limit: int, matching: EventFilter, visible: Visible | None) -> Page | None:
        """The page as far as memory knows it; None where it does not reach back so far, or not up to there."""
        if not self._recent.covers(after):
            return None
        found = Waiter(after, limit, matching, visible)
        for one in self._recent.after(after):
            found.takes(one)
        if found.failure is not None:
            raise found.failure
        return self._page(found, self._recent.place)

    def _shown(self, page: Page, visible: Visible | None) -> Page:
        self._head, self._oldest = max(self._head, page.head_position), page.oldest_position
        if visible is None:
            return page
        shown = [one for one in page.events if visible(one)]
        return Page(shown, page.next_position, page.head_position, page.end, page.oldest_position)

    # -- waiting

    def _may_join(self, after: int) -> bool:
        """Whether nothing that follows has passed by; where we are idle and far behind, we begin anew there.

        Never beyond the head, wherever a reader believes to be.
        """
        recent, begin = self._recent, min(after, self._head)
        if not self._reading and not self._waiters and begin > recent.place + PAGE:
            recent.begin(begin)
        return after >= recent.place

    def _wait(self, waiter: Waiter, seconds: float) -> Deferred[Page]:
        def gone(_answer: Deferred[Page]) -> None:
            self._leave(waiter)

        waiter.answer = Deferred(gone)
        self._waiters.add(waiter)
        waiter.timer = self._clock.callLater(seconds, self._time_is_over, waiter)
        self._wake()
        return waiter.answer

    def _leave(self, waiter: Waiter) -> bool:
        if waiter.timer is not None and waiter.timer.active():
            waiter.timer.cancel()
        return self._waiters.remove(waiter)

    def _time_is_over(self, waiter: Waiter) -> None:
        if self._leave(waiter):
            self._answer(waiter, self._recent.place)

    def _page(self, waiter: Waiter, place: int) -> Page:
        full = len(waiter.found) >= waiter.limit
        following = waiter.found[-1].position if full else max(waiter.after, place)
        head = max(self._head, place)
        return Page(waiter.found, following, head, following >= head, self._oldest)

    def _answer(self, waiter: Waiter, place: int) -> None:
        if waiter.failure is not None:
            waiter.answer.errback(waiter.failure)
        else:
            waiter.answer.callback(self._page(waiter, place))

    # -- the log

    def notice(self, head: int) -> None:
        """The log has grown up to ``head``."""
        self._head = max(self._head, head)
        self._wake()

    def stop(self) -> None:
        """Answer everybody with what there is; from now on nobody waits."""
        self._stopped = True
        if self._under_way is not None:
            self._under_way.cancel()
        for waiting in self._to_answer:
            self._complete(*waiting)
        self._to_answer.clear()
        for waiter in self._waiters:
            self._time_is_over(waiter)

    def _wake(self) -> None:
        if not self._reading and self._waiters and self._head > self._recent.place and not self._stopped:
            self._reading = True
            self._under_way = ensureDeferred(self._read())
            self._under_way.addErrback(self._failed).addCallback(lambda _: self._rest())

    def _rest(self) -> None:
        self._reading = False
        self._wake()

    async def _read(self) -> None:
        while self._waiters and self._head > self._recent.place:
            place = self._recent.place
            page: Page = await self._store.read(events.read, place, PAGE)
            self._take(page.events, page.next_position)
            pause = AGAIN_SECONDS if page.next_position <= place else self._pause_seconds
            if pause and self._waiters:
                await sleep(self._clock, pause)

    def _take(self, happened: Sequence[Recorded], place: int) -> None:
        """Who wants one of these events waits no longer; what else there is for it is found when it is answered."""
        for heed in self._heeding:
            heed(self._recent.place, happened, place)
        for number, one in enumerate(happened, start=1):
            for waiter in tuple(self._waiters.concerned(one)):
                if waiter.takes(one):
                    self._leave(waiter)
                    self._to_answer.append((waiter, happened, number, place))
        self._recent.add(happened, place)
        self._answer_some()

    def _answer_some(self) -> None:
        some, self._to_answer = self._to_answer[:ANSWERED_AT_ONCE], self._to_answer[ANSWERED_AT_ONCE:]
        for waiter, happened, seen, place in some:
            self._complete(waiter, happened, seen, place)
        if self._to_answer:
            self._clock.callLater(0, self._answer_some)

    def _complete(self, waiter: Waiter, happened: Sequence[Recorded], seen: int, place: int) -> None:
        if waiter.answer.called:
            return
        for number in range(seen, len(happened)):
            if waiter.failure is not None or len(waiter.found) >= waiter.limit:
                break
            waiter.takes(happened[number])
        self._answer(waiter, place)

    def _failed(self, failure: Any) -> None:
        """The store cannot be read: whoever waits is told; who comes next tries again."""
        if failure.check(CancelledError):
            return
        error = failure.value
        if not isinstance(error, StoreUnavailable):
            log.error("the tail of the log could not be read: %s", failure.getTraceback())
        for waiter in self._waiters:
            self._leave(waiter)
            waiter.answer.errback(error)
