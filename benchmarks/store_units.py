"""What a unit of work costs in the store alone: CPU microseconds, and how many go through in a second.

    python benchmarks/store_units.py [--url URL] [--units 20000] [--batch 16] [--charge-points 200] [--profile]

Without ``--url`` it measures on a new SQLite file in the folder given by ``--folder`` (default: a temporary one).
Each unit is what one message of a charge point leaves behind: the request with its bytes, what it means, the answer
with its bytes, and the tables kept from them.  Nothing is parsed or encoded, that is not the store's work.
"""

import argparse
import cProfile
import json
import pstats
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from pathlib import Path
from typing import Any

from motown.domain import events
from motown.domain.ids import ChargePointId, ConnectorId
from motown.domain.quantities import sample
from motown.store import Payload, Session, Store, Unit, engine
from motown.store.executor import Executor, Health
from motown.store.projections import CORE

REQUEST = """<?xml version="1.0" encoding="UTF-8"?>
<S:Envelope xmlns:S="http://www.w3.org/2003/05/soap-envelope" xmlns:a="http://www.w3.org/2005/08/addressing" \
xmlns:o="urn://Ocpp/Cs/2012/06/"><S:Header><o:chargeBoxIdentity>{identity}</o:chargeBoxIdentity>\
<a:From><a:Address>http://10.1.2.3:8081/ocpp</a:Address></a:From><a:To>http://127.0.0.1:8080/ocpp</a:To>\
<a:ReplyTo><a:Address>http://www.w3.org/2005/08/addressing/anonymous</a:Address></a:ReplyTo>\
<a:Action>/{operation}</a:Action><a:MessageID>urn:uuid:{number:032x}</a:MessageID></S:Header><S:Body>\
<o:{name}>{content}</o:{name}></S:Body></S:Envelope>"""
STATUS = ("<o:connectorId>1</o:connectorId><o:status>Available</o:status><o:errorCode>NoError</o:errorCode>"
          "<o:info>all is well</o:info><o:timestamp>{at:%Y-%m-%dT%H:%M:%SZ}</o:timestamp>"
          "<o:vendorId>example</o:vendorId>")
VALUE = ('<o:values><o:timestamp>{at:%Y-%m-%dT%H:%M:%SZ}</o:timestamp><o:value context="Sample.Periodic" format="Raw" '
         'measurand="Energy.Active.Import.Register" location="Outlet" unit="Wh">{value}</o:value></o:values>')
SLICE = 25
"""Batches in a slice: the best slice tells the cost when nothing else has disturbed the machine."""
START = datetime(2026, 1, 1, tzinfo=UTC)


def payload(operation: str, kind: str, charge_point_id: str, number: int, content: str, **known: Any) -> Payload:
    """A message of about 900 bytes and what its content adds; ``known``: what else the event says."""
    direction = events.FROM_CHARGE_POINT if kind == "Request" else events.TO_CHARGE_POINT
    name = f"{operation[0].lower()}{operation[1:]}{kind}"
    body = REQUEST.format(identity=charge_point_id, operation=operation, name=name, number=number, content=content)
    return Payload(events.Message(
        charge_point_id=ChargePointId(charge_point_id), operation=operation, kind=kind, protocol="ocpp1.5-soap",
        direction=direction, message_id=f"urn:uuid:{number:032x}", remote_address="10.1.2.3",
        content_type="application/soap+xml; charset=utf-8", http_status=None if kind == "Request" else 200,
        duration_ms=None if kind == "Request" else 2, **known), body.encode())


def status_notification(charge_point_id: str, number: int) -> Unit:
    """A connector reports its status."""
    at = START + timedelta(seconds=number)
    event = events.StatusChanged(
        charge_point_id=ChargePointId(charge_point_id), connector_id=ConnectorId(1), status="Available",
        error_code="NoError", info="all is well", vendor_id="example", occurred_at=at)
    request = payload("StatusNotification", "Request", charge_point_id, number, STATUS.format(at=at))
    answer = payload("StatusNotification", "Response", charge_point_id, number, "")

    def decide(session: Session) -> None:
        if session.charge_point(charge_point_id) is not None:
            session.record(event)

    return Unit(frozenset((f"cp:{charge_point_id}",)), decide, request, lambda _: answer)


def meter_values(charge_point_id: str, number: int) -> Unit:
    """Ten samples, and the key by which their repetition is known."""
    ats = [START + timedelta(seconds=number * 10 + second) for second in range(10)]
    samples = tuple(sample(at, str(number + place), unit="Wh") for place, at in enumerate(ats))
    content = "<o:connectorId>1</o:connectorId>" + "".join(
        VALUE.format(at=one.at, value=one.value) for one in samples)
    event = events.MeterSampled(
        charge_point_id=ChargePointId(charge_point_id), connector_id=ConnectorId(1), samples=samples,
        occurred_at=ats[0])
    key = blake2b(f"{charge_point_id} {number}".encode(), digest_size=16).digest()
    request = payload("MeterValues", "Request", charge_point_id, number, content)
    answer = payload("MeterValues", "Response", charge_point_id, number, "")

    def decide(session: Session) -> None:
        if session.charge_point(charge_point_id) is not None and session.find_received(key) is None:
            session.record(event)
            session.remember(key)

    return Unit(frozenset((f"cp:{charge_point_id}",)), decide, request, lambda _: answer, meanings=(key,))


KINDS: dict[str, Callable[[str, int], Unit]] = {"StatusNotification": status_notification, "MeterValues": meter_values}


def register(store: Store, names: list[str]) -> None:
    """Charge points that are accepted."""
    def decide(session: Session) -> None:
        for name in names:
            session.record(events.ChargePointSeen(charge_point_id=ChargePointId(name), vendor="example", model="bench"))
            session.record(events.ChargePointRegistered(charge_point_id=ChargePointId(name), by="operator"))

    store.run(Unit(frozenset("*"), decide)).value()


def batches(kind: str, names: list[str], units: int, size: int) -> Iterator[list[Unit]]:
    """The units, in batches none of which has a charge point twice."""
    make = KINDS[kind]
    for start in range(0, units, size):
        yield [make(names[(start + place) % len(names)], start + place) for place in range(size)]


def measure(url: str, kind: str, arguments: argparse.Namespace, names: list[str]) -> dict[str, Any]:
    """Carry the units out and take the times, without that of making them."""
    executor = Executor(engine.writing(url), CORE, lambda: datetime.now(UTC), Health(time.monotonic))
    profile = cProfile.Profile() if arguments.profile else None
    slices, cpu, wall = list[float](), 0.0, 0.0
    for number, batch in enumerate(batches(kind, names, arguments.units, arguments.batch), start=1):
        cpu_before, wall_before = time.thread_time(), time.perf_counter()
        if profile:
            profile.enable()
        executor.run(batch)
        if profile:
            profile.disable()
        cpu, wall = cpu + time.thread_time() - cpu_before, wall + time.perf_counter() - wall_before
        if number % SLICE == 0:
            slices.append(cpu - sum(slices))
    executor.close()
    if profile:
        pstats.Stats(profile, stream=sys.stderr).sort_stats("tottime").print_stats(40)
    return {"kind": kind, "units": arguments.units, "batch": arguments.batch, "charge_points": len(names),
            "cpu_us": round(cpu / arguments.units * 1e6, 1),
            "cpu_us_best": round(min(slices, default=0.0) / SLICE / arguments.batch * 1e6, 1),
            "units_per_second": round(arguments.units / wall),
            "peak_rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}


def main() -> None:
    """Measure and print a line of JSON for each kind of message."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url")
    parser.add_argument("--folder")
    parser.add_argument("--units", type=int, default=20_000)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--charge-points", type=int, default=200)
    parser.add_argument("--kind", choices=sorted(KINDS), action="append")
    parser.add_argument("--profile", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=arguments.folder) as folder:
        url = arguments.url or f"sqlite:///{folder}/bench.db"
        store = Store(url, inline=True)
        store.open(server=True)
        names = [f"BENCH-{number:05}" for number in range(arguments.charge_points)]
        register(store, names)
        for kind in arguments.kind or KINDS:
            before = size(url)
            found = measure(url, kind, arguments, names)
            grown = size(url) - before
            print(json.dumps({"url": url.partition(":")[0], **found, "bytes_per_unit": round(grown / arguments.units)}))
        store.close()


def size(url: str) -> int:
    """Bytes of disk that the database takes; 0 where that cannot be seen from here."""
    return Path(engine.sqlite_path(url)).stat().st_size if engine.is_sqlite(url) else 0


if __name__ == "__main__":
    main()
