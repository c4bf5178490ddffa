"""What is known of the due work, and what of it may begin now.  Only memory: ``senders`` reads and does."""

import logging
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import NamedTuple

import msgspec

from motown.core.lanes import Gate, Job, Lanes
from motown.core.timetable import Timetable
from motown.store.due import NOTHING
from motown.store.rows import DueRow

log = logging.getLogger(__name__)

Handler = Callable[[DueRow], Awaitable[None]]
"""Does what is due, and then puts the row later, makes it another, or drops it, in a unit of work of its own."""

FIRST_BACK_OFF_SECONDS, LONGEST_BACK_OFF_SECONDS = 5.0, 300.0
AT_ONCE = 2000
"""Rows that are sorted in one turn of the reactor: some milliseconds."""
SLACK_SECONDS = 1e-6
"""By how much a sum of floating point seconds may fall short."""


class Kind(NamedTuple):
    """Who does one kind of due work."""

    handler: Handler
    expired: Handler | None
    by: str
    """The add-on, or ``motown``."""


class Beginning(NamedTuple):
    """What is to begin now: its place is to be given back when it has ended."""

    job: Job
    place: Gate | Lanes
    handler: Handler
    by: str


class Backlog:
    """All due work of one term of leadership."""

    def __init__(self, kinds: Mapping[str, Kind], now: Callable[[], datetime], seconds: Callable[[], float],
                 limit: int) -> None:
        """``now``: the time of the day; ``seconds``: on a scale that nobody sets; ``limit``: lanes in use at once.

        What has no lane and what has expired have as much room again, each for themselves.
        """
        self._kinds, self._now, self._seconds = kinds, now, seconds
        self._jobs: dict[str, Job] = {}
        self._lanes, self._free, self._expiries = Lanes(limit, seconds), Gate(limit, seconds), Gate(limit, seconds)
        self._due: Timetable[Job] = Timetable()
        self._expire: Timetable[Job] = Timetable()
        self._held: Timetable[Job] = Timetable()
        self._unknown: set[str] = set()
        self.returned: list[Job] = []
        """Whose handlers have returned, and of which it is not known yet what has become of the row."""
        self.dropped_at = 0
        """The last position at which a row was dropped."""

    def __len__(self) -> int:
        """How many rows there are."""
        return len(self._jobs)

    def late_seconds(self) -> float:
        """How long the first has been waiting that could begin if there were room."""
        return max(place.late_seconds() for place in (self._lanes, self._free, self._expiries))

    # -- what the store says

    def take(self, rows: Iterable[DueRow]) -> None:
        """These rows have changed."""
        for row in rows:
            self._take(row)

    def _take(self, row: DueRow) -> None:
        job, gone = self._jobs.get(row.id), row.kind == NOTHING
        if gone:
            self.dropped_at = max(self.dropped_at, row.changed)
        if job is None:
            if not gone:
                self._jobs[row.id] = job = Job(row)
                self._plan(job)
        elif row.changed > job.row.changed:
            if not job.busy:
                self._lanes.leave(job)
            job.row = row
            if not job.busy:
                self._plan(job)

    def is_news(self, row: DueRow) -> bool:
        """Whether we do not know this version of the row, nor a later one."""
        job = self._jobs.get(row.id)
        return job is None or job.row.changed < row.changed

    def _plan(self, job: Job, hold_seconds: float = 0.0) -> None:
        """From now on only what the row says counts; ``hold_seconds``: but for a while nothing at all."""
        job.stamp += 1
        row = job.row
        if row.kind == NOTHING:
            del self._jobs[row.id]
            return
        kind = self._kinds.get(row.kind)
        if kind is None:
            self._nobody(row.kind)
            return
        if kind.expired and row.expires_at and not row.sent and not (hold_seconds and row.expires_at <= self._now()):
            self._expire.add(row.expires_at, job)
        if row.sent and row.lane is not None:
            self._lanes.hold(job)
        if hold_seconds:
            self._held.add(self._seconds() + hold_seconds, job)
        else:  # what was begun once has been due, whatever the clock has been set to since
            self._due.add(min(row.due_at, self._now()) if job.unchanged else row.due_at, job)

    def _nobody(self, kind: str) -> None:
        if kind not in self._unknown:
            self._unknown.add(kind)
            log.warning("there is due work of kind %s, and nobody who does it", kind)

    # -- what may begin

    def begin(self) -> Iterator[Beginning]:
        """All that may begin now; each is under way when it is given.

        Where very much has become due at once, nothing begins before all of it is in order: call again.
        """
        if not self._look():
            return
        for place in (self._expiries, self._free, self._lanes):
            while (job := place.take()) is not None:
                job.stamp += 1
                job.busy, job.ran, job.failed = True, job.row.changed, False
                kind = self._kinds[job.row.kind]
                expired = kind.expired if place is self._expiries else None
                yield Beginning(job, place, expired or kind.handler, kind.by)

    def _look(self) -> bool:
        """Sort what has become due, not too much in one go; tells whether that is all."""
        now, seconds = self._now(), self._seconds() + SLACK_SECONDS
        for job in islice(self._held.until(seconds), AT_ONCE):
            self._plan(job)
        for job in islice(self._expire.until(now), AT_ONCE):
            job.stamp += 1
            self._expiries.add(job)
        for job in islice(self._due.until(now), AT_ONCE):
            (self._free if job.row.lane is None else self._lanes).add(job)
        return not (self._held.has(seconds) or self._expire.has(now) or self._due.has(now))

    def next_seconds(self) -> float | None:
        """After how many seconds something becomes due, as far as it is known; None: never."""
        now = self._now()
        seconds = [(moment - now).total_seconds() for moment in (self._due.next(), self._expire.next()) if moment]
        held = self._held.next()
        if held is not None:
            seconds.append(held - self._seconds())
        return min(seconds, default=None)

    # -- what has become of it

    def ended(self, beginning: Beginning, round_: int) -> bool:
        """Its handler has returned, in that round of reading; False where it is none of ours."""
        beginning.place.release()
        ours = self._jobs.get(beginning.job.row.id) is beginning.job
        if ours:
            beginning.job.round = round_
            self.returned.append(beginning.job)
        return ours

    def returned_before(self, round_: int) -> list[Job]:
        """Whose handlers had returned when the round of reading began, so that we know what they have done."""
        return [job for job in self.returned if job.round < round_]

    def settle(self, jobs: Sequence[Job], unchanged: Mapping[str, DueRow]) -> None:
        """Their lanes are free for the next; ``unchanged``: rows of which no change was seen, as they stand now."""
        for job in jobs:
            job.busy = False
            if job.unchanged:
                _settle_unchanged(job, unchanged.get(job.row.id))
            self._lanes.free(job)
            job.failures = job.failures + 1 if job.failed else 0
            self._plan(job, _back_off(job.failures) if job.failed else 0.0)
        settled = set(jobs)
        self.returned = [job for job in self.returned if job not in settled]


def _settle_unchanged(job: Job, row: DueRow | None) -> None:
    if row is None:  # it was dropped, and forgotten before we could see it
        job.row, job.failed = msgspec.structs.replace(job.row, kind=NOTHING), False
    elif row.changed > job.row.changed:
        job.row = row
    elif not job.failed:
        job.failed = True
        log.error("due work %s of kind %s was done, and neither dropped nor put off", row.id, row.kind)


def _back_off(failures: int) -> float:
    return min(FIRST_BACK_OFF_SECONDS * 2.0 ** min(failures - 1, 16), LONGEST_BACK_OFF_SECONDS)
