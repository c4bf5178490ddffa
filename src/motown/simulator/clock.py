"""Time: the clock of a charge point, timers on it, and a clock that runs faster for the whole simulation."""

from collections.abc import Awaitable, Callable, Coroutine
from datetime import UTC, datetime
from typing import Any

from twisted.internet.defer import CancelledError, Deferred
from twisted.internet.interfaces import IReactorTime
from twisted.internet.task import deferLater
from twisted.logger import Logger
from twisted.python.failure import Failure
from zope.interface import implementer

from motown.http.roles import Clock, DelayedCall

TOLERATED_SECONDS = 2.0
"""A clock that is off by less is left alone: times on the wire are whole seconds."""


class ChargePointClock:
    """What time a charge point believes it is (aware UTC), and its waiting.

    ``reactor.seconds()`` is taken as seconds since 1970 until the central system has told the time (BOOT-10, HB-5).
    """

    def __init__(self, reactor: Clock, *, adopts: bool = True) -> None:
        self.reactor = reactor
        self.adopts = adopts
        self._ahead = 0.0

    def seconds(self) -> float:
        """Seconds that only ever grow: for durations and for the meter."""
        return self.reactor.seconds()

    def now(self) -> datetime:
        """The charge point's time of day in whole seconds, as it goes on the wire (TM-2)."""
        return self.at(self.seconds())

    def at(self, seconds: float) -> datetime:
        """The time of day at a moment of ``seconds()``."""
        return datetime.fromtimestamp(int(seconds + self._ahead), UTC)

    def seconds_of_day(self) -> float:
        """Seconds since 00:00:00 of the charge point's own day."""
        return (self.seconds() + self._ahead) % 86_400

    def until(self, moment: datetime) -> float:
        """Seconds from now to ``moment``; below 0 when it is past."""
        return moment.timestamp() - self.seconds() - self._ahead

    def adopt(self, told: datetime | None) -> None:
        """Set the clock to the central system's time, where it tells one."""
        if told is not None and self.adopts and abs(self.until(told)) >= TOLERATED_SECONDS:
            self._ahead = told.timestamp() - self.seconds()

    def later(self, seconds: float, call: Callable[[], Any]) -> DelayedCall:
        """Call once, ``seconds`` from now."""
        return self.reactor.callLater(max(0.0, seconds), call)

    def sleep(self, seconds: float) -> Deferred[None]:
        """Fires ``seconds`` from now; may be cancelled."""
        return deferLater(self.reactor, max(0.0, seconds))  # type: ignore[arg-type]  # a Clock is all it needs


class Timer:
    """At most one call to come; setting it again forgets the one before."""

    def __init__(self, clock: ChargePointClock, call: Callable[[], Any]) -> None:
        self._clock, self._call = clock, call
        self._pending: DelayedCall | None = None

    @property
    def is_set(self) -> bool:
        """Whether a call is to come."""
        return self._pending is not None

    def set(self, seconds: float) -> None:
        """Call ``seconds`` from now."""
        self.clear()
        self._pending = self._clock.later(seconds, self._ring)

    def clear(self) -> None:
        """Do not call."""
        if self._pending is not None:
            self._pending.cancel()
            self._pending = None

    def _ring(self) -> None:
        self._pending = None
        self._call()


class Tasks:
    """Coroutines that run beside; what goes wrong in one is logged and kept in ``failures``, never lost."""

    _log = Logger()

    def __init__(self) -> None:
        self.failures: list[Failure] = []
        self._running: set[Deferred[Any]] = set()

    def start(self, work: Coroutine[Deferred[Any], Any, Any]) -> Deferred[Any]:
        """Run ``work`` beside; the result fires when it is done or was stopped."""
        task = Deferred.fromCoroutine(work)
        self._running.add(task)
        task.addBoth(self._ended, task)
        return task

    def stop(self) -> None:
        """Cancel all that still run."""
        for task in tuple(self._running):
            task.cancel()

    def _ended(self, result: Any, task: Deferred[Any]) -> None:
        self._running.discard(task)
        if isinstance(result, Failure) and not isinstance(result.value, CancelledError):
            self.failures.append(result)
            self._log.failure("a simulated charge point stumbled", result)


@implementer(IReactorTime)
class FasterTime:
    """A reactor's time, ``factor`` times as fast: an hour of charging passes in a minute with 60."""

    def __init__(self, reactor: Clock, factor: float) -> None:
        self._reactor, self._factor = reactor, factor
        self._began = reactor.seconds()

    def seconds(self) -> float:
        """Seconds since 1970 in the faster world; it began when this was made."""
        return float(self._began + (self._reactor.seconds() - self._began) * self._factor)

    def callLater(self, delay: float, function: Callable[..., Any], /, *args: object, **kwargs: object) -> DelayedCall:
        """As IReactorTime has it; ``delay`` is in faster seconds."""
        return self._reactor.callLater(delay / self._factor, function, *args, **kwargs)



async def waited(value: Awaitable[Any] | Any) -> Any:
    """``value``, awaited where it is to be awaited: a transport may answer at once."""
    return await value if isinstance(value, Awaitable) else value
