"""Whose turn it is: of each lane one at a time, in order; lanes first come first served; never more than a limit."""

from collections import deque
from collections.abc import Callable
from heapq import heappop, heappush
from typing import NamedTuple

from motown.store.rows import DueRow


class Job:
    """A row of due work, as the one who carries it out knows it."""

    __slots__ = ("busy", "failed", "failures", "lane", "ran", "round", "row", "stamp")

    def __init__(self, row: DueRow) -> None:
        self.row = row
        self.stamp = 0
        """What was planned for it holds until this changes."""
        self.busy = False
        """It is being handled, or has been and it is not known yet what became of the row."""
        self.failed = False
        self.failures = 0
        self.ran = 0
        """The version of the row (``changed``) that was handled last."""
        self.round = 0
        """In which round of reading its handler returned."""
        self.lane: Lane | None = None
        """The lane that it keeps for itself."""

    @property
    def unchanged(self) -> bool:
        """Whether no change of the row has been seen since it was handled."""
        return self.row.changed == self.ran


class Lane:
    """Due rows that are done one after the other."""

    __slots__ = ("held", "name", "queued", "ready", "user")

    def __init__(self, name: str) -> None:
        self.name = name
        self.ready: list[tuple[bool, int, str, int, Job]] = []
        self.held: set[Job] = set()
        """Whose answer has not come and is still waited for: nothing else begins."""
        self.user: Job | None = None
        self.queued = False

    def top(self) -> Job | None:
        """What could begin now."""
        while self.ready and self.ready[0][3] != self.ready[0][4].stamp:
            heappop(self.ready)
        if not self.ready or self.user is not None or (self.held and not self.ready[0][4].row.sent):
            return None
        return self.ready[0][4]


class Waiting(NamedTuple):
    """In the queue, with the time at which it came."""

    since: float
    lane: Lane


class Lanes:
    """All lanes, and how many of them may be in use at once.  Times are seconds of ``seconds()``."""

    def __init__(self, limit: int, seconds: Callable[[], float]) -> None:
        self.limit, self._seconds = limit, seconds
        self.in_use = 0
        self._lanes: dict[str, Lane] = {}
        self._queue: deque[Waiting] = deque()

    def __len__(self) -> int:
        """How many lanes there are."""
        return len(self._lanes)

    def add(self, job: Job) -> None:
        """It is due: when it is its turn, ``take`` gives it, if its stamp is still the same."""
        row, lane = job.row, self._of(job)
        lane.held.discard(job)
        heappush(lane.ready, (not row.sent, row.ordinal, row.id, job.stamp, job))
        self._offer(lane)

    def hold(self, job: Job) -> None:
        """Its answer is still waited for: nothing else begins in its lane."""
        self._of(job).held.add(job)

    def leave(self, job: Job) -> None:
        """It no longer holds its lane; to be called while its row is the one it held the lane with."""
        lane = self._lanes.get(job.row.lane or "")
        if lane is not None and job in lane.held:
            lane.held.discard(job)
            self._offer(lane)

    def take(self) -> Job | None:
        """What is to begin now, if anything may; the lane is its own until ``free``, a place until ``release``."""
        while self._queue and self.in_use < self.limit:
            lane = self._queue.popleft().lane
            lane.queued = False
            job = lane.top()
            if job is not None:
                heappop(lane.ready)
                lane.user, job.lane = job, lane
                self.in_use += 1
                return job
            self._offer(lane)
        return None

    def release(self) -> None:
        """One of those that were taken is no longer under way."""
        self.in_use -= 1

    def free(self, job: Job) -> None:
        """The lane that the job has kept for itself is there for others again."""
        if job.lane is not None:
            lane, job.lane = job.lane, None
            lane.user = None
            self._offer(lane)

    def late_seconds(self) -> float:
        """How long the first in the queue has been waiting for a place."""
        return self._seconds() - self._queue[0].since if self._queue else 0.0

    def _of(self, job: Job) -> Lane:
        name = job.row.lane or ""
        lane = self._lanes.get(name)
        if lane is None:
            lane = self._lanes[name] = Lane(name)
        return lane

    def _offer(self, lane: Lane) -> None:
        """Let it queue, if there is something to begin; forget it, if there is nothing at all."""
        if lane.queued:
            return
        if lane.top() is not None:
            lane.queued = True
            self._queue.append(Waiting(self._seconds(), lane))
        elif not lane.ready and not lane.held and lane.user is None:
            self._lanes.pop(lane.name, None)


class Gate:
    """Lets so many pass at once, in the order in which they came: what has no lane."""

    def __init__(self, limit: int, seconds: Callable[[], float]) -> None:
        self.limit, self._seconds = limit, seconds
        self.in_use = 0
        self._queue: deque[tuple[float, int, Job]] = deque()

    def add(self, job: Job) -> None:
        """It is due: ``take`` gives it when there is room, if its stamp is still the same."""
        self._queue.append((self._seconds(), job.stamp, job))

    def take(self) -> Job | None:
        """What is to begin now, if anything may; it takes up room until ``release``."""
        while self._queue and self.in_use < self.limit:
            _, stamp, job = self._queue.popleft()
            if stamp == job.stamp:
                self.in_use += 1
                return job
        return None

    def release(self) -> None:
        """One of those that were taken is no longer under way."""
        self.in_use -= 1

    def late_seconds(self) -> float:
        """How long the first in the queue has been waiting."""
        return self._seconds() - self._queue[0][0] if self._queue else 0.0
