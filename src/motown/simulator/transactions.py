"""Transactions: begun, told, stopped and told again, whatever the line is like (TX-1 to TX-7, TX-13, TX-14)."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from motown.simulator.clock import ChargePointClock
from motown.simulator.configuration import Configuration
from motown.simulator.connectors import Connector, Connectors
from motown.simulator.id_tags import ACCEPTED, IdTags
from motown.simulator.profile import Profile
from motown.simulator.sampling import Sampling, Values, meter_values
from motown.simulator.transaction_queue import Entry, TransactionQueue

NEVER_TOLD = -1
"""transactionId of a stop whose start was never acknowledged, and given up (TX-10)."""


@dataclass(eq=False, slots=True)
class Transaction:
    """One charging transaction."""

    connector: Connector
    tag: str
    parent: str | None
    """The group of the tag, where it is known (AUTH-9)."""
    started_at: datetime
    meter_start_wh: int
    id: int | None = None
    """Given by the central system (TX-3); None until it has answered."""
    start: Entry | None = None
    """Its StartTransaction in the queue."""
    stop: Entry | None = None
    """Its StopTransaction in the queue; None while it runs."""

    @property
    def told_id(self) -> int:
        """The transactionId to tell in StopTransaction."""
        return NEVER_TOLD if self.id is None else self.id

    @property
    def is_running(self) -> bool:
        """Whether it has not been stopped."""
        return self.stop is None


class Transactions:
    """The transactions of a charge point.

    ``started`` is called after a connector became busy, ``ended`` after it became free.
    """

    def __init__(self, version: str, clock: ChargePointClock, profile: Profile, *, configuration: Configuration,
                 connectors: Connectors, queue: TransactionQueue, tags: IdTags) -> None:
        self._version, self._clock, self._profile = version, clock, profile
        self._queue, self._tags = queue, tags
        self._room = len(connectors)
        self._running: dict[int, Transaction] = {}
        self.sampling = Sampling(version, clock, configuration, connectors, self._report)
        self.started: Callable[[Connector], None] = lambda _connector: None
        self.ended: Callable[[Connector], None] = lambda _connector: None

    def __iter__(self) -> Iterator[Transaction]:
        """Those that run, the oldest first."""
        return iter(tuple(self._running.values()))

    def on(self, number: int) -> Transaction | None:
        """The one that runs on a connector."""
        return self._running.get(number)

    def find(self, id: int) -> Transaction | None:
        """The running one with this transactionId."""
        return next((one for one in self._running.values() if one.id == id), None)

    def begin(self, connector: Connector, tag: str, *, parent: str | None = None,
              reservation_id: int | None = None) -> Transaction:
        """Charging begins: StartTransaction is on its way, with the reservation it ends (TX-1, TX-5)."""
        reading = connector.meter.read(self._clock.seconds())
        transaction = Transaction(connector, tag, parent, self._clock.now(), reading.register_wh)
        self._running[connector.number] = transaction
        connector.is_busy, connector.is_claimed = True, False
        connector.meter.connect(reading.at, self._profile.demand_wh)
        request = _start(transaction, reservation_id)
        transaction.start = self._queue.put("StartTransaction", lambda: request,
                                            lambda answer: self._told(transaction, answer))
        self.sampling.begin(connector)
        self.started(connector)
        return transaction

    def end(self, transaction: Transaction, tag: str | None = None) -> Entry:
        """Charging ends; ``tag`` is left out where the charge point stops by itself (TX-6, TX-7)."""
        if transaction.stop is not None:
            return transaction.stop
        connector = transaction.connector
        kept = self.sampling.end(connector)
        connector.meter.disconnect(self._clock.seconds())
        request = self._stop(transaction, tag, kept)
        transaction.stop = self._queue.put("StopTransaction", lambda: {**request, "transactionId": transaction.told_id},
                                           lambda answer: self._learn(tag, answer.idTagInfo))
        del self._running[connector.number]
        connector.is_busy = False
        self.ended(connector)
        return transaction.stop

    def end_all(self) -> None:
        """End what runs, in the order in which it began (RE-2)."""
        for transaction in self:
            self.end(transaction)

    def meter(self, transaction: Transaction, values: list[Values] | None = None) -> Entry:
        """Queue MeterValues of a transaction; a sample of now if no values are given (MV-1, OFF-5)."""
        connector = transaction.connector
        sent = [self.sampling.read(connector)] if values is None else values
        return self._queue.put(
            "MeterValues", lambda: meter_values(self._version, connector.number, sent, transaction.id))

    def _stop(self, transaction: Transaction, tag: str | None, kept: list[Values]) -> Mapping[str, Any]:
        at = self._clock.now()
        reading = transaction.connector.meter.read(self._clock.seconds())
        request: dict[str, Any] = {"timestamp": at, "meterStop": reading.register_wh}
        if tag is not None:
            request["idTag"] = tag
        if kept:
            request["transactionData"] = [{"values": kept}]
        return request

    def _told(self, transaction: Transaction, answer: Any) -> None:
        """StartTransaction was answered; a tag that is not accepted does not go on charging (AUTH-13)."""
        info = answer.idTagInfo
        transaction.id, transaction.parent = answer.transactionId, info.parentIdTag or transaction.parent
        self._tags.learn(transaction.tag, info, from_start=True)
        if info.status != ACCEPTED and transaction.is_running and self._profile.stop_refused:
            self.end(transaction)

    def _learn(self, tag: str | None, info: Any) -> None:
        if tag is not None and info is not None:
            self._tags.learn(tag, info)

    def _report(self, connector: Connector, values: list[Values]) -> None:
        """Samples of a transaction wait in the queue; of the others only few may: later they are of no use."""
        transaction = self._running.get(connector.number)
        if transaction is not None:
            self.meter(transaction, values)
        elif len(self._queue) < self._room:
            self._queue.put("MeterValues", lambda: meter_values(self._version, connector.number, values, None))


def _start(transaction: Transaction, reservation_id: int | None) -> Mapping[str, Any]:
    request: dict[str, Any] = {"connectorId": transaction.connector.number, "idTag": transaction.tag,
                               "timestamp": transaction.started_at, "meterStart": transaction.meter_start_wh}
    return request if reservation_id is None else {**request, "reservationId": reservation_id}
