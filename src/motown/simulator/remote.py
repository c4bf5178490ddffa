"""Starts, stops and unlocks that the central system asks for (RS-1 to RS-6, UN-1)."""

from typing import Any

from twisted.internet.defer import Deferred

from motown.simulator.clock import ChargePointClock, Tasks
from motown.simulator.configuration import Configuration
from motown.simulator.connectors import Connector, Connectors
from motown.simulator.driving import Driving
from motown.simulator.errors import CommandFault, Refused
from motown.simulator.profile import Profile
from motown.simulator.transactions import Transactions

ANSWER_SECONDS = 0.1
"""Effects begin so long after the command has been answered: the answer is never held back (OFF-9)."""
ACCEPTED, REJECTED = {"status": "Accepted"}, {"status": "Rejected"}


class Remote:
    """Carries out remote starts, stops and unlocks."""

    def __init__(self, clock: ChargePointClock, profile: Profile, *, configuration: Configuration,
                 connectors: Connectors, transactions: Transactions, driving: Driving, tasks: Tasks) -> None:
        self._clock, self._profile, self._configuration, self._connectors = clock, profile, configuration, connectors
        self._transactions, self._driving, self._tasks = transactions, driving, tasks
        self._awaited: dict[int, Deferred[bool]] = {}
        """By connector: fires when somebody plugs in by hand."""
        self.commands = {"RemoteStartTransaction": self.start, "RemoteStopTransaction": self.stop,
                         "UnlockConnector": self.unlock}

    def start(self, request: Any) -> dict[str, str]:
        """RemoteStartTransaction: answered at once, carried out when the cable is in (RS-1, RS-2, RS-4)."""
        number = request.connectorId
        if number is not None:
            _must_be_one(number)
        candidates = [one.number for one in self._connectors] if number is None else [number]
        tried = (self._driving.open_for(each, request.idTag) for each in candidates)
        usable = [one for one in tried if one is not None]
        if not usable:
            return REJECTED
        connector = next((one for one in usable if one.is_reserved), usable[0])
        connector.is_claimed = True
        self._tasks.start(self._carry_out(connector, request.idTag))
        return ACCEPTED

    def stop(self, request: Any) -> dict[str, str]:
        """RemoteStopTransaction: a stop without a tag follows (RS-5, RS-6)."""
        transaction = self._transactions.find(request.transactionId)
        if transaction is None:
            return REJECTED
        self._clock.later(ANSWER_SECONDS, lambda: self._transactions.end(transaction))
        return ACCEPTED

    def unlock(self, request: Any) -> dict[str, str]:
        """UnlockConnector: what runs there ends first; answered after trying (UN-1, Q-T-19)."""
        _must_be_one(request.connectorId)
        if self._connectors.find(request.connectorId) is None:
            return REJECTED
        transaction = self._transactions.on(request.connectorId)
        if transaction is not None:
            self._transactions.end(transaction)
        return REJECTED if self._profile.lock_is_jammed else ACCEPTED

    async def _carry_out(self, connector: Connector, tag: str) -> None:
        """Wait for the cable, at most ConnectionTimeOut, then start; ask for the tag only if so set up (RS-3)."""
        try:
            if self._profile.authorize_remote_starts:
                await self._driving.admit(connector, tag)
            if await self._is_plugged_in(connector):
                self._driving.begin(connector, tag)
        except Refused:
            return
        finally:
            self._driving.release(connector)

    def plug_in(self, number: int) -> None:
        """The cable is in; whoever was let in there begins to charge."""
        for connector in self._connectors.meant(number):
            connector.has_cable = True
            if awaited := self._awaited.pop(connector.number, None):
                awaited.callback(True)  # noqa: FBT003, the outcome

    def plug_out(self, number: int) -> None:
        """The cable is out; what charged there has ended."""
        for connector in self._connectors.meant(number):
            connector.has_cable = False
            if transaction := self._transactions.on(connector.number):
                self._transactions.end(transaction)

    async def _is_plugged_in(self, connector: Connector) -> bool:
        """Return True when the cable is in, False when ConnectionTimeOut has passed before (0: no such limit)."""
        most, plug = self._configuration.number("ConnectionTimeOut"), self._profile.plug_seconds
        await self._clock.sleep(ANSWER_SECONDS)
        if connector.has_cable:
            return True
        waits = [seconds - ANSWER_SECONDS for seconds in (most or None, plug) if seconds is not None]
        comes = plug is not None and not 0 < most < plug
        awaited = self._awaited[connector.number] = Deferred()
        timer = self._clock.later(min(waits), lambda: awaited.callback(comes)) if waits else None
        try:
            return await awaited
        finally:
            self._awaited.pop(connector.number, None)
            if timer is not None and timer.active():
                timer.cancel()


def _must_be_one(number: int) -> None:
    if number < 1:
        raise CommandFault("ProtocolError", "connectorId is below 1 (ID-10)")
