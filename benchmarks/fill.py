"""Fill an empty store in bulk with the events of a year, to measure reading on a log that has grown.

    python -m benchmarks.fill --url sqlite:////var/tmp/full.db --events 1000000 [--charge-points 1000]

Charge points boot, report the status of their connectors, authorize, charge (start, meter values, stop), send
heartbeats, and carry out a command now and then; every message is there with its bytes, and its answer.  The log is
written by the code that always writes it (``motown.store.log``), many units of work in a commit; only the tables that
are kept from events stay empty: ``motown rebuild`` makes them.  Never for CI: 10 million events are about 12 GB.
"""

import argparse
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import Connection

from benchmarks.store_units import START, STATUS, VALUE, payload
from motown.domain import events
from motown.domain.ids import ChargePointId, ConnectorId, IdTag, TransactionId
from motown.domain.quantities import sample
from motown.store import engine, schema
from motown.store import events as log_of
from motown.store.log import Entry, Group, Log
from motown.store.sinks import sink
from motown.store.statements import Target, cursor_of

UNITS = 500
"""Units of work in a commit; they share ``recorded_at``."""
PAUSE = timedelta(seconds=2400)
"""From one commit to the next on the store's clock: 10 million events come to about half a year."""
MEANINGS = 6
"""Meter values of a transaction."""


class Year:
    """What a number of charge points leave behind, in units of work; the same each time."""

    def __init__(self, charge_points: int) -> None:
        self._names = [ChargePointId(f"BENCH-{number:06}") for number in range(1, charge_points + 1)]
        self._random = Random(1)
        self._number = self._transaction = 0
        self._open: dict[str, list[int]] = {}
        """Charge point -> its running transaction and how many meter values it has had."""
        self.at = START

    def registered(self) -> Group:
        """All of them, once."""
        return Group([Entry(made) for name in self._names for made in (
            events.ChargePointSeen(charge_point_id=name, vendor="example", model="bench"),
            events.ChargePointRegistered(charge_point_id=name, by="operator"))], None)

    def unit(self) -> Group:
        """What comes next, of any of them."""
        name, dice = self._random.choice(self._names), self._random.random()
        if dice < 0.25:
            return self._told(name, "Heartbeat", "", events.Heartbeat(charge_point_id=name))
        if dice < 0.45:
            return self._status(name)
        if dice < 0.451:
            return self._told(name, "BootNotification", "", events.ChargePointBooted(
                charge_point_id=name, vendor="example", model="bench"))
        if dice < 0.455:
            return self._command(name)
        return self._charging(name)

    def _told(self, name: ChargePointId, operation: str, content: str, meaning: events.Event | None = None,
              transaction_id: TransactionId | None = None) -> Group:
        self._number += 1
        request = payload(operation, "Request", name, self._number, content, transaction_id=transaction_id)
        answer = payload(operation, "Response", name, self._number, "", transaction_id=transaction_id)
        asked = Entry(request.event, request.body)
        meant = [] if meaning is None else [Entry(meaning, None, asked)]
        return Group([asked, *meant, Entry(answer.event, answer.body, asked)], None)

    def _status(self, name: ChargePointId) -> Group:
        return self._told(name, "StatusNotification", STATUS.format(at=self.at), events.StatusChanged(
            charge_point_id=name, connector_id=ConnectorId(1), status=self._random.choice(("Available", "Occupied")),
            error_code="NoError", info="all is well", vendor_id="example", occurred_at=self.at))

    def _charging(self, name: ChargePointId) -> Group:
        running = self._open.get(name)
        if running is None:
            self._transaction += 1
            self._open[name] = [self._transaction, 0]
            number = TransactionId(self._transaction)
            return self._told(name, "StartTransaction", "<o:connectorId>1</o:connectorId><o:idTag>TAG</o:idTag>",
                              events.TransactionStarted(
                charge_point_id=name, connector_id=ConnectorId(1), transaction_id=number, id_tag=IdTag("TAG"),
                id_tag_key="tag", status="Accepted", meter_start_wh=self._number, occurred_at=self.at), number)
        number = TransactionId(running[0])
        running[1] += 1
        if running[1] <= MEANINGS:
            return self._metered(name, number)
        del self._open[name]
        return self._told(name, "StopTransaction", f"<o:transactionId>{number}</o:transactionId>",
                          events.TransactionStopped(
            charge_point_id=name, connector_id=ConnectorId(1), transaction_id=number,
            meter_stop_wh=self._number + 20_000, occurred_at=self.at), number)

    def _metered(self, name: ChargePointId, number: TransactionId) -> Group:
        samples = tuple(sample(self.at + timedelta(seconds=second), str(self._number + second), unit="Wh")
                        for second in range(4))
        content = "".join(VALUE.format(at=one.at, value=one.value) for one in samples)
        return self._told(name, "MeterValues", content, events.MeterSampled(
            charge_point_id=name, connector_id=ConnectorId(1), transaction_id=number, samples=samples,
            occurred_at=self.at), number)

    def _command(self, name: ChargePointId) -> Group:
        self._number += 1
        known: dict[str, Any] = {"command_id": f"{self._number:032x}", "charge_point_id": name}
        request = payload("ClearCache", "Request", name, self._number, "", command_id=known["command_id"])
        answer = payload("ClearCache", "Response", name, self._number, "", command_id=known["command_id"])
        asked = Entry(request.event, request.body)
        return Group([
            Entry(events.CommandAccepted(name="ClearCache", digest="0" * 32, expires_at=self.at, **known)),
            Entry(events.CommandSent(attempt=1, address="http://10.1.2.3:8081/ocpp", message_id="urn:uuid:1", **known)),
            asked, Entry(answer.event, answer.body, asked),
            Entry(events.CommandAnswered(attempt=1, status="Accepted", **known)),
            Entry(events.CommandFinished(outcome="Succeeded", **known)),
        ], None)


def fill(url: str, wanted: int, charge_points: int) -> Iterator[int]:
    """Fill the store up to so many events; says after each commit how many there are."""
    schema.migrate(url)
    made = engine.administering(url)
    year, head = Year(charge_points), 0
    with made.connect() as connection:
        if connection.dialect.name == "sqlite":
            for pragma in ("synchronous=OFF", "cache_size=-1000000"):
                cursor_of(connection).execute(f"PRAGMA {pragma}")
        with connection.begin():
            if log_of.head(connection):
                raise SystemExit("this store is not empty")
            log = Log(Target(connection.dialect.name), log_of.store_id(connection))
            head = _append(connection, log, [year.registered()], year.at)
        while head < wanted:
            with connection.begin():
                year.at += PAUSE
                head = _append(connection, log, [year.unit() for _ in range(UNITS)], year.at)
            yield head
    _look_over(url)
    made.dispose()


def _append(connection: Connection, log: Log, groups: list[Group], now: datetime) -> int:
    to = sink(connection)
    head = log.append(connection, to, groups, now)
    to.flush()
    return head


def _look_over(url: str) -> None:
    """What a database that has grown slowly would have done by itself."""
    listening = engine.listening(url)
    with listening.connect() as connection:
        if engine.is_sqlite(url):
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            connection.exec_driver_sql("VACUUM (ANALYZE) event")
            connection.exec_driver_sql("VACUUM (ANALYZE) message")
    listening.dispose()


def main() -> None:
    """Fill, and tell how it goes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", required=True)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--charge-points", type=int, default=1000)
    arguments = parser.parse_args()
    began = said = time.monotonic()
    for head in fill(arguments.url, arguments.events, arguments.charge_points):
        if time.monotonic() - said > 10:
            said = time.monotonic()
            print(f"{head:,} events, {head / (said - began):,.0f}/s", flush=True)
    print(f"filled in {time.monotonic() - began:,.0f} s")


if __name__ == "__main__":
    main()
