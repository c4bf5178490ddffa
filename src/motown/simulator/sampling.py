"""When meters are read: every so often in a transaction, and by the clock on the wall (MV-10)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from motown.simulator import measurands
from motown.simulator.clock import ChargePointClock, Timer
from motown.simulator.configuration import Configuration
from motown.simulator.connectors import Connector, Connectors
from motown.simulator.measurands import BEGIN, CLOCK, END, PERIODIC, Span
from motown.simulator.meter import Reading

SAMPLE_INTERVAL, ALIGNED_INTERVAL = "MeterValueSampleInterval", "ClockAlignedDataInterval"
SAMPLED, ALIGNED = "MeterValuesSampledData", "MeterValuesAlignedData"
KEPT_SAMPLED, KEPT_ALIGNED = "StopTxnSampledData", "StopTxnAlignedData"
SLACK_SECONDS = 0.5
"""A timer that rings so much early has rung for this time."""

Values = dict[str, Any]
Send = Callable[[Connector, list[Values]], object]


@dataclass(eq=False, slots=True)
class Record:
    """The samples of one transaction."""

    connector: Connector
    began: Reading
    last: Reading
    """The reading of the last sample: intervals are measured from it."""
    timer: Timer
    kept: list[Values] = field(default_factory=list)
    """For transactionData."""


class Sampling:
    """Reads the meters and hands what it read to ``send``."""

    def __init__(self, version: str, clock: ChargePointClock, configuration: Configuration, connectors: Connectors,
                 send: Send) -> None:
        self._has_measurands = version != "1.2"
        self._clock, self._configuration, self._connectors, self._send = clock, configuration, connectors, send
        self._records: dict[int, Record] = {}
        self._aligned = Timer(clock, self._read_aligned)
        self._aligned_since: dict[int, Reading] = {}
        configuration.when_changed(SAMPLE_INTERVAL, self._reschedule)
        configuration.when_changed(ALIGNED_INTERVAL, self.align)

    def read(self, connector: Connector, context: str = PERIODIC, wanted: Iterable[str] | None = None) -> Values:
        """One sample of now; ``wanted`` are measurands, those of the periodic samples if None."""
        now = self._reading(connector)
        record = self._records.get(connector.number)
        span = Span(connector.meter, record.last if record else now, now)
        return self._sample(span, context, self._configuration.measurands(SAMPLED) if wanted is None else wanted)

    def begin(self, connector: Connector) -> None:
        """A transaction has begun here; its periodic samples are counted from now."""
        now, timer = self._reading(connector), Timer(self._clock, lambda: self._read_periodic(connector.number))
        record = self._records[connector.number] = Record(connector, now, now, timer)
        self._keep(record, BEGIN, KEPT_SAMPLED)
        self._plan(record)

    def end(self, connector: Connector) -> list[Values]:
        """It has ended; its transactionData (TX-14), nothing where the keys want nothing."""
        record = self._records[connector.number]
        self._keep(record, END, KEPT_SAMPLED)
        del self._records[connector.number]
        record.timer.clear()
        return record.kept

    def align(self) -> None:
        """Wait for the end of the present interval, counted from 00:00:00; 0 turns it off."""
        self._aligned.clear()
        if interval := self._configuration.number(ALIGNED_INTERVAL):
            self._aligned_since = {one.number: self._reading(one) for one in self._connectors}
            self._aligned.set(_wait(self._clock.seconds_of_day(), interval))

    def stop(self) -> None:
        """Read no more by the clock on the wall."""
        self._aligned.clear()

    def _reading(self, connector: Connector) -> Reading:
        return connector.meter.read(self._clock.seconds())

    def _reschedule(self) -> None:
        for record in self._records.values():
            self._plan(record)

    def _plan(self, record: Record) -> None:
        record.timer.clear()
        if interval := self._configuration.number(SAMPLE_INTERVAL):
            record.timer.set(_wait(self._clock.seconds() - record.began.at, interval))

    def _read_periodic(self, number: int) -> None:
        record = self._records[number]
        wanted = self._configuration.measurands(SAMPLED)
        if wanted or not self._has_measurands:
            self._send(record.connector, [self.read(record.connector, PERIODIC, wanted)])
        self._keep(record, PERIODIC, KEPT_SAMPLED)
        record.last = self._reading(record.connector)
        self._plan(record)

    def _read_aligned(self) -> None:
        """The interval that ends now, under the time of its start: amounts summed, the rest on average."""
        wanted = self._configuration.measurands(ALIGNED)
        for connector in self._connectors if wanted else ():
            begin, end = self._aligned_since[connector.number], self._reading(connector)
            span = Span(connector.meter, begin, end, bears_begin=True)
            self._send(connector, [self._sample(span, CLOCK, wanted)])
        self._keep_aligned()
        self.align()

    def _keep_aligned(self) -> None:
        if wanted := self._configuration.measurands(KEPT_ALIGNED):
            for number, record in self._records.items():
                begin = max(self._aligned_since[number], record.began, key=lambda reading: reading.at)
                span = Span(record.connector.meter, begin, self._reading(record.connector), bears_begin=True)
                record.kept.append(self._sample(span, CLOCK, wanted))

    def _keep(self, record: Record, context: str, key: str) -> None:
        if wanted := self._configuration.measurands(key):
            record.kept.append(self.read(record.connector, context, wanted))

    def _sample(self, span: Span, context: str, wanted: Iterable[str]) -> Values:
        moment = self._clock.at(span.shown.at)
        if not self._has_measurands:
            return measurands.plain(moment, span)
        return measurands.sample(moment, span, wanted, context)


def meter_values(version: str, connector: int, values: list[Values], transaction: int | None) -> Mapping[str, Any]:
    """A MeterValues request; 1.2 knows no transactionId (MV-3), 1.5 may leave it out (MV-9)."""
    request = {"connectorId": connector, "values": values}
    return request if version == "1.2" or transaction is None else {**request, "transactionId": transaction}


def _wait(passed: float, interval: int) -> float:
    """Seconds to the next multiple of ``interval``."""
    wait = interval - passed % interval
    return wait if wait > SLACK_SECONDS else wait + interval
