"""Simulated charge points beside a scripted central system, on a clock that moves when told."""

from collections.abc import Callable, Coroutine, Iterator
from random import Random
from typing import Any

import pytest
from twisted.internet.defer import Deferred
from twisted.internet.task import Clock
from twisted.python.failure import Failure

from motown.simulator.charge_point import SimulatedChargePoint
from motown.simulator.errors import CommandFault
from motown.simulator.observing import Exchanged, Observer
from motown.simulator.profile import Profile
from motown.simulator.surroundings import Surroundings
from tests.simulator.central_system import EPOCH, CentralSystem

ADDRESS = "http://192.0.2.7:9000/CP-001"


class Recorder(Observer):
    """Keeps what it is told."""

    def __init__(self) -> None:
        self.exchanges: list[Exchanged] = []
        self.dropped: list[str] = []
        self.commands: list[tuple[str, str]] = []
        self.events: list[str] = []

    def exchanged(self, exchange: Exchanged) -> None:
        self.exchanges.append(exchange)

    def given_up(self, identity: str, operation: str) -> None:
        self.dropped.append(operation)

    def commanded(self, identity: str, operation: str, answer: str) -> None:
        self.commands.append((operation, answer))

    def happened(self, identity: str, what: str) -> None:
        self.events.append(what)


class Bench:
    """A charge point, its central system, and the time."""

    def __init__(self, version: str, profile: Profile, **around: Any) -> None:
        self.version, self.clock = version, Clock()
        self.clock.advance(EPOCH)
        self.central = CentralSystem(version, self.clock)
        self.recorder = Recorder()
        surroundings = Surroundings(address=ADDRESS, observer=self.recorder, **around)
        self.point = SimulatedChargePoint("CP-001", version, self.central, self.clock, profile=profile,
                                          random=Random(1), surroundings=surroundings)

    def power_on(self) -> "Bench":
        """Switch on and get registered."""
        self.point.power_on()
        self.pass_(0)
        return self

    def pass_(self, seconds: float) -> None:
        """Let time pass, from one timer to the next."""
        end = self.clock.seconds() + seconds
        while self.clock.calls and self.clock.calls[0].getTime() <= end:
            self.clock.advance(max(0.0, self.clock.calls[0].getTime() - self.clock.seconds()))
        self.clock.advance(max(0.0, end - self.clock.seconds()))

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        """What ``work`` gives; it must need no more time than the answers take."""
        results: list[Any] = []
        Deferred.fromCoroutine(work).addBoth(results.append)
        self.pass_(0)
        assert results, "it still waits"
        if isinstance(results[0], Failure):
            results[0].raiseException()
        return results[0]

    def begin(self, work: Coroutine[Any, Any, Any]) -> list[Any]:
        """Begin ``work``; its result, or Failure, is in the list when it is done."""
        results: list[Any] = []
        Deferred.fromCoroutine(work).addBoth(results.append)
        return results

    def command(self, operation: str, **fields: Any) -> dict[str, Any]:
        """Give a command by its model; the answer's fields."""
        model = self.point.version.charge_point.models[f"{operation}Request"]
        return dict(self.point.command(operation, model(**fields)))

    def refused(self, operation: str, **fields: Any) -> str:
        """The subcode of the fault that a command is answered with."""
        with pytest.raises(CommandFault) as caught:
            self.command(operation, **fields)
        return caught.value.subcode

    def status(self, number: int) -> str:
        """The status the central system was last told."""
        told = [one.value.status for one in self.central.of("StatusNotification") if one.value.connectorId == number]
        return str(told[-1])


Make = Callable[..., Bench]


@pytest.fixture
def make() -> Iterator[Make]:
    """Makes benches; none of their charge points may have stumbled in the end."""
    made: list[Bench] = []

    def bench(version: str = "1.5", files: Any = None, **profile: Any) -> Bench:
        around = {} if files is None else {"files": files}
        made.append(Bench(version, Profile(**profile), **around))
        return made[-1]

    yield bench
    for one in made:
        failures = [*one.point.tasks.failures, *one.point.jobs.failures]
        assert not failures, failures[0].getTraceback()


@pytest.fixture(params=["1.2", "1.5"])
def both(request: pytest.FixtureRequest, make: Make) -> Callable[..., Bench]:
    """Makes benches of each version in turn."""
    return lambda **profile: make(request.param, **profile)
