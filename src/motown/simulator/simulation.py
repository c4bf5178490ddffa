"""A whole simulation: charge points switched on, a scenario played with them, an end, and what came of it."""

from collections.abc import Callable
from functools import partial
from random import Random
from typing import Any

from twisted.internet.defer import Deferred
from twisted.internet.defer import TimeoutError as GaveUp

from motown.http.roles import DelayedCall
from motown.simulator.charge_point import SimulatedChargePoint
from motown.simulator.clock import Tasks
from motown.simulator.fleet import Fleet
from motown.simulator.observing import Exchanged
from motown.simulator.options import Options
from motown.simulator.scenarios import SCENARIOS, Stage, outages
from motown.simulator.statistics import Statistics

RAMP_SECONDS = 0.01
"""Between one charge point and the next as they are switched on, unless told otherwise."""


class Simulation:
    """Runs ``options`` on a reactor until ``stop``, or until what they say has been reached."""

    def __init__(self, reactor: Any, options: Options, fleet: Callable[..., Fleet] = Fleet) -> None:
        self._reactor, self.options = reactor, options
        self.statistics = Counting(self._answered)
        self.fleet = fleet(reactor, options, self.statistics)
        self.tasks = Tasks()
        self.began: float = reactor.seconds()
        self.ended = self.began
        self._end: Deferred[None] = Deferred()
        self._calls: list[DelayedCall] = []

    @property
    def seconds(self) -> float:
        """Real seconds it has run."""
        now: float = self._reactor.seconds()
        return (self.ended if self._end.called else now) - self.began

    @property
    def lost(self) -> int:
        """Messages that were never acknowledged."""
        return self.statistics.lost(self.fleet.waiting)

    @property
    def charging(self) -> int:
        """Transactions that run."""
        return sum(1 for point in self.fleet.points for _ in point.transactions)

    @property
    def registered(self) -> int:
        """Charge points that are accepted and not just rebooting."""
        return sum(point.link.is_registered for point in self.fleet.points)

    async def run(self) -> None:
        """From the first boot to the last stop.  Raises ListenError."""
        self.fleet.open()
        self.began = self._reactor.seconds()
        for index, point in enumerate(self.fleet.points):
            self._later(index * self._ramp(), partial(self._begin, index, point))
        if self.options.duration is not None:
            self._later(self.options.duration, self.stop)
        await self._end
        await self._wind_down()

    def stop(self) -> None:
        """Let it come to an end: nobody starts any more, what runs is stopped, queues are sent."""
        if not self._end.called:
            self.ended = self._reactor.seconds()
            self._end.callback(None)

    def told(self) -> dict[str, Any]:
        """What came of it, for programs."""
        return self.statistics.told(self.seconds, self.fleet.waiting)

    def _begin(self, index: int, point: SimulatedChargePoint) -> None:
        point.power_on()
        random = Random(f"{self.options.seed}:{index}")
        stage = Stage(point, self.options.tags_of(index), self.options, random, self.tasks)
        self.tasks.start(SCENARIOS[self.options.scenario](stage))
        self.tasks.start(outages(stage))

    def _ramp(self) -> float:
        """Real seconds between one charge point and the next."""
        if self.options.ramp_up is None:
            return 0 if self.options.scenario == "boot-storm" else RAMP_SECONDS
        return self.options.ramp_up / self.options.count

    def _later(self, seconds: float, call: Callable[[], None]) -> None:
        self._calls.append(self._reactor.callLater(seconds, call))

    def _answered(self) -> None:
        if self.options.messages is not None and self.statistics.answered >= self.options.messages:
            self.stop()

    async def _wind_down(self) -> None:
        for call in self._calls:
            if call.active():
                call.cancel()
        self.tasks.stop()
        for point in self.fleet.points:
            for transaction in point.transactions:
                point.transactions.end(transaction, transaction.tag)
        try:
            settled = Deferred.fromCoroutine(self.fleet.settled())
            await settled.addTimeout(self.options.grace, self._reactor)
        except GaveUp:
            pass  # what waits still is counted as lost
        await self.fleet.close()


class Counting(Statistics):
    """Statistics that tell of each exchange."""

    def __init__(self, call: Callable[[], None]) -> None:
        super().__init__()
        self._call = call

    def exchanged(self, exchange: Exchanged) -> None:
        """Count it, and tell."""
        super().exchanged(exchange)
        self._call()
