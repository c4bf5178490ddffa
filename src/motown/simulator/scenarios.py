"""What simulated charge points do all day: sessions, storms of boots, nothing much; and bad lines on top."""

from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from twisted.internet.defer import Deferred

from motown.simulator.charge_point import SimulatedChargePoint
from motown.simulator.clock import Tasks
from motown.simulator.errors import NoAnswer, NotRegistered, Refused, Unintelligible
from motown.simulator.options import Options, ScenarioName
from motown.soap.faults import ServiceFault

SECONDS_PER_MINUTE = 60.0
OCCUPIED_SHARE = (0.7, 0.9)
"""How much of its time a connector is occupied in the scenario ``session``."""
UP_SHARE = 2
"""How much longer a line is good than it is bad, on average."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One charge point and what is played with it; ``tags`` are those of its connectors, in order."""

    point: SimulatedChargePoint
    tags: list[str]
    options: Options
    random: Random
    tasks: Tasks

    def happened(self, what: str) -> None:
        """Tell whoever watches."""
        self.point.observer.happened(self.point.identity, what)


class Pace:
    """Regular beats; whoever is late by less than an interval catches up, who is later goes on from there."""

    def __init__(self, point: SimulatedChargePoint, interval: float, first: float) -> None:
        self._clock, self._interval = point.clock, interval
        self._next = point.clock.seconds() + first

    async def beat(self) -> None:
        """Return at the next beat."""
        now = self._clock.seconds()
        await self._clock.sleep(self._next - now)
        self._next = max(self._next, now - self._interval) + self._interval


async def session(stage: Stage) -> None:
    """Drivers come to each connector: tag, plug, energy, tag again.  ``rate``: sessions a minute, 1 if not given."""
    await stage.point.link.ready()
    for connector in range(1, len(stage.point.connectors) + 1):
        stage.tasks.start(_charge(stage, connector))


def session_seconds(options: Options) -> float:
    """How long a connector has for a session and the pause after it."""
    return SECONDS_PER_MINUTE / (options.rate or 1) * options.profile.connectors


async def _charge(stage: Stage, connector: int) -> None:
    interval, tag = session_seconds(stage.options), stage.tags[connector - 1]
    pace = Pace(stage.point, interval, stage.random.uniform(0, interval))
    while True:
        await pace.beat()
        if not stage.point.is_up:
            continue
        try:
            transaction = await stage.point.driving.start(connector, tag)
        except Refused as refused:
            stage.happened(f"refused {refused}")
            continue
        stage.happened("session")
        await stage.point.clock.sleep(interval * stage.random.uniform(*OCCUPIED_SHARE))
        if transaction.is_running:
            await stage.point.driving.stop(transaction, tag)


async def boot_storm(stage: Stage) -> None:
    """All boot at the same moment, as after a power cut.  ``rate``: storms a minute, one in all if not given."""
    if not stage.options.rate:
        return
    interval = SECONDS_PER_MINUTE / stage.options.rate
    pace = Pace(stage.point, interval, interval)
    while True:
        await pace.beat()
        await stage.point.link.ready()
        await stage.point.resets.reboot()


async def idle(stage: Stage) -> None:
    """Heartbeats and nothing else.  ``rate``: Heartbeats a minute, as HeartBeatInterval has it if not given."""
    if not stage.options.rate:
        return
    await stage.point.link.ready()
    interval = SECONDS_PER_MINUTE / stage.options.rate
    pace = Pace(stage.point, interval, stage.random.uniform(0, interval))
    while True:
        await pace.beat()
        try:
            await stage.point.heartbeat()
        except (NoAnswer, NotRegistered, Unintelligible, ServiceFault):
            continue  # counted already; the next beat comes


async def outages(stage: Stage) -> None:
    """The line goes down for ``outage`` seconds, again and again, at moments of its own for each charge point."""
    length = stage.options.outage or 0
    while length:
        await stage.point.clock.sleep(stage.random.uniform(0, 2 * UP_SHARE * length))
        stage.point.link.go_offline()
        stage.happened("outage")
        try:
            await stage.point.clock.sleep(length)
        finally:
            stage.point.link.go_online()


SCENARIOS: Mapping[ScenarioName, Callable[[Stage], Coroutine[Deferred[Any], Any, None]]] = {
    "session": session, "boot-storm": boot_storm, "idle": idle}
