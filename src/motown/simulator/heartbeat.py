"""Heartbeats: after each silence of HeartBeatInterval, and on demand (HB-1, HB-2, HB-5, HB-7)."""

from typing import Any

from motown.simulator.clock import ChargePointClock, Tasks, Timer
from motown.simulator.configuration import Configuration
from motown.simulator.errors import NoAnswer, NotRegistered, Unintelligible
from motown.simulator.link import Link
from motown.soap.faults import ServiceFault

INTERVAL = "HeartBeatInterval"
LEAST_SECONDS = 1.0


class Heartbeats:
    """Breaks the silence."""

    def __init__(self, link: Link, clock: ChargePointClock, configuration: Configuration, *, tasks: Tasks) -> None:
        self._link, self._clock, self._configuration, self._tasks = link, clock, configuration, tasks
        self._timer = Timer(clock, self._due)
        configuration.when_changed(INTERVAL, self._reschedule)

    def begin(self) -> None:
        """Beat from now on."""
        self._timer.set(self._remaining())

    def stop(self) -> None:
        """Beat no more."""
        self._timer.clear()

    async def beat(self) -> Any:
        """One Heartbeat; the clock is set from its answer (HB-5).  Raises what ``Link.ask`` does."""
        answer = await self._link.ask("Heartbeat", {})
        self._clock.adopt(answer.currentTime)
        return answer

    def _reschedule(self) -> None:
        if self._timer.is_set:
            self.begin()

    def _remaining(self) -> float:
        """Seconds until the silence has lasted long enough: any other exchange counts as a sign of life (HB-2)."""
        silence = self._clock.seconds() - self._link.last_exchange_at
        return self._configuration.number(INTERVAL) - silence

    def _due(self) -> None:
        if self._remaining() > 0.001:  # something else was sent meanwhile
            self.begin()
        else:
            self._tasks.start(self._beat())

    async def _beat(self) -> None:
        try:
            await self.beat()
        except (NoAnswer, NotRegistered, Unintelligible, ServiceFault):
            self._timer.set(self._configuration.number(INTERVAL))
        else:
            self._timer.set(max(LEAST_SECONDS, self._remaining()))
