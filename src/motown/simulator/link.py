"""The line to the central system: one request at a time, in order, and only what may be said now."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Protocol

from twisted.internet.defer import Deferred

from motown.simulator.clock import ChargePointClock, waited
from motown.simulator.errors import NoAnswer, NotRegistered, Unintelligible
from motown.simulator.observing import Exchanged, Observer, Outcome
from motown.simulator.turns import Turns
from motown.soap.client import HttpReply
from motown.soap.faults import ServiceFault

Reply = bytes | HttpReply
"""An answer's body, with its status and headers where the transport has such."""
Transport = Callable[[bytes, Mapping[str, str]], Awaitable[Reply] | Reply]
"""Carries a request's body and HTTP headers to the central system and gives its answer.  Raises NoAnswer."""

BOOT = "BootNotification"
STRANGER = "SecurityError"


class Codec(Protocol):
    """Makes requests and reads answers."""

    def request(self, operation: str, value: Mapping[str, Any]) -> tuple[bytes, Mapping[str, str]]:
        """Body and HTTP headers of a request."""

    def answer(self, operation: str, reply: Reply) -> Any:
        """An answer as the contract's model.  Raises ServiceFault and Unintelligible."""


class Link:
    """Sends requests and knows whether the central system is there.

    One request is outstanding at a time (OFF-9), in the order of asking (ST-9).  Until ``is_registered`` is set,
    nothing but BootNotification passes (BOOT-7).
    """

    def __init__(self, identity: str, codec: Codec, call: Transport, clock: ChargePointClock, *,
                 observer: Observer | None = None, stopwatch: Callable[[], float] | None = None) -> None:
        self.identity, self._codec, self._call, self._clock = identity, codec, call, clock
        self._observer = observer or Observer()
        self._stopwatch = stopwatch or clock.seconds
        self._turns = Turns()
        self._waiting: list[Deferred[None]] = []
        self.is_registered = False
        self.is_offline = False
        self.is_up = False
        """Whether the last request was answered in any way."""
        self.last_exchange_at = clock.seconds()
        self.when_up: list[Callable[[], None]] = []
        """Called soon after the line has come back."""
        self.when_disowned: Callable[[], None] = lambda: None
        """Called soon after the central system no longer knows this charge point (BOOT-8)."""

    def register(self) -> None:
        """All may be said from now on."""
        self.is_registered = True
        self._open()

    def unregister(self) -> None:
        """Only BootNotification may be said from now on."""
        self.is_registered = False

    def go_offline(self) -> None:
        """Cut the line: nothing is sent any more."""
        self.is_offline, self.is_up = True, False

    def go_online(self) -> None:
        """Join it again."""
        self.is_offline = False
        self._open()
        self._tell_up()

    async def ready(self) -> None:
        """Return when something else than BootNotification may be sent."""
        while self.is_offline or not self.is_registered:
            waiter: Deferred[None] = Deferred()
            self._waiting.append(waiter)
            await waiter

    async def idle(self) -> None:
        """Return when all requests asked for so far are done with."""
        await self._turns.take()
        self._turns.give()

    def ask(self, operation: str, value: Mapping[str, Any], subject: object = "") -> Deferred[Any]:
        """Send a request; fires with its answer.

        Fails with NotRegistered, NoAnswer, Unintelligible, ServiceFault.  Whoever stops waiting does not stop the
        request: what was sent is answered, and counted.
        """
        asked: Deferred[Any] = Deferred()
        work = Deferred.fromCoroutine(self._ask(operation, value, subject))
        work.addCallbacks(asked.callback, asked.errback)
        return asked

    async def _ask(self, operation: str, value: Mapping[str, Any], subject: object) -> Any:
        await self._turns.take()
        try:
            self._check(operation)
            return await self._exchange(operation, value, str(subject))
        finally:
            self._turns.give()

    def _check(self, operation: str) -> None:
        if self.is_offline:
            raise NoAnswer("switched off-line")
        if not self.is_registered and operation != BOOT:
            raise NotRegistered(f"{operation} has to wait until the central system has accepted {self.identity}")

    async def _exchange(self, operation: str, value: Mapping[str, Any], subject: str) -> Any:
        body, headers = self._codec.request(operation, value)
        began, detail = self._stopwatch(), ""
        outcome: Outcome = "no answer"
        try:
            answer = self._codec.answer(operation, await waited(self._call(body, headers)))
        except NoAnswer as error:
            detail, self.is_up = str(error), False
            raise
        except Unintelligible as error:
            outcome, detail, self.is_up = "unintelligible", str(error), False
            raise
        except ServiceFault as fault:
            outcome, detail = "fault", told(fault)
            self._came_back(operation, fault)
            raise
        else:
            outcome = "answered"
            self._came_back(operation)
            return answer
        finally:
            seconds = self._stopwatch() - began
            self._observer.exchanged(Exchanged(self.identity, operation, subject, outcome, seconds, detail))

    def _came_back(self, operation: str, fault: ServiceFault | None = None) -> None:
        self.last_exchange_at = self._clock.seconds()
        was_up, self.is_up = self.is_up, True
        if fault and fault.subcode and fault.subcode.local == STRANGER and operation != BOOT and self.is_registered:
            self.unregister()
            self._clock.later(0, self.when_disowned)
        elif not was_up:
            self._tell_up()

    def _tell_up(self) -> None:
        for call in self.when_up:
            self._clock.later(0, call)

    def _open(self) -> None:
        if self.is_registered and not self.is_offline:
            waiting, self._waiting = self._waiting, []
            for waiter in waiting:
                waiter.callback(None)


def told(fault: ServiceFault) -> str:
    """A fault in one line: its subcode, or its code where it has none, and its reason (FLT-4)."""
    return f"{fault.subcode.local if fault.subcode else fault.code}: {fault.reason}"

