"""A server in this process, asked for commands as fast as they end: run by ``benchmarks.commands``, writes JSON.

The caller is inside the server, as a service of Motown is; it keeps a number of commands open, and looks every
10 ms how many have ended.
"""

import argparse
import itertools
import json
import os
import resource
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from statistics import quantiles
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from twisted.internet import reactor as installed
from twisted.internet.defer import ensureDeferred
from twisted.python.failure import Failure

from benchmarks.processes import cpu_us, resident_mb
from motown.config import load
from motown.core.clock import sleep
from motown.domain import commands, operations
from motown.domain.errors import Refused
from motown.domain.ids import ChargePointId, IdTag, folded, new_command_id
from motown.server.running import Server
from motown.store import events
from motown.store.tables import charge_point, command

LOOK_SECONDS = 0.01
TAG = "BENCH"
Asked = tuple[str, operations.Operation]


def pending(connection: Connection) -> int:
    """How many commands have not ended."""
    return int(connection.execute(
        sa.select(sa.func.count()).where(command.c.outcome == sa.literal_column("'Pending'"))).scalar_one())


def callable_ones(connection: Connection, prefix: str) -> list[str]:
    """Charge points that have said where they can be called."""
    return list(connection.scalars(sa.select(charge_point.c.charge_point_id).where(
        charge_point.c.address.is_not(None), charge_point.c.charge_point_id.startswith(prefix))
        .order_by(charge_point.c.charge_point_id)))


def ended(connection: Connection, after: int, prefix: str) -> list[tuple[str, float]]:
    """Outcome and seconds, of the commands accepted after a position to charge points with a prefix."""
    rows = connection.execute(sa.select(command.c.outcome, command.c.accepted_at, command.c.finished_at).where(
        command.c.accepted_position > after, command.c.charge_point_id.startswith(prefix)))
    return [(row.outcome, (row.finished_at - row.accepted_at).total_seconds()) for row in rows if row.finished_at]


def clear_cache(points: list[str]) -> Iterator[Asked]:
    """The charge points in turn, over and over."""
    return ((point, operations.ClearCache()) for point in itertools.cycle(points))


def change_availability(points: list[str]) -> Iterator[Asked]:
    """Out of service, and back: each shows in a StatusNotification."""
    kinds = itertools.cycle(("Inoperative", "Operative"))
    return ((point, operations.ChangeAvailability(connector_id=1, type=kind))  # type: ignore[arg-type]
            for kind in kinds for point in points)


MADE: dict[str, Callable[[list[str]], Iterator[Asked]]] = {
    "ClearCache": clear_cache, "ChangeAvailability": change_availability}


class Commanding:
    """One measured run after the other."""

    def __init__(self, server: Server, options: argparse.Namespace) -> None:
        self._server, self._options, self._reactor = server, options, server.reactor
        self._asking = self._refused = 0
        """How many have been asked and not been taken on yet; how many were refused."""

    async def run(self) -> dict[str, Any]:
        """Wait for the charge points, then measure."""
        await self._server.registry.bus.execute(commands.PutIdTag(
            id_tag=IdTag(TAG), key=folded(TAG), max_concurrent=0))
        while len(found := await self._read(callable_ones, "")) < self._options.charge_points:
            await sleep(self._reactor, 0.2)
        runs = [await self._measured(name, found, limit)
                for name in self._options.operations for limit in self._options.outstanding]
        return {"runs": runs, "memory_mb": resident_mb(self._pid)}

    @property
    def _pid(self) -> int:
        return os.getpid()

    def _read(self, query: Callable[..., Any], *args: Any) -> Awaitable[Any]:
        return self._server.registry.read(query, *args)

    async def _measured(self, name: str, points: list[str], limit: int) -> dict[str, Any]:
        print(f"{name}, {limit} at once", file=sys.stderr, flush=True)
        asked = MADE[name](points)
        await self._for(asked, limit, self._options.warm_up)
        after = await self._read(events.head)
        used, simulators, began = _own_cpu_us(), self._simulators_us(), time.monotonic()
        refused = await self._for(asked, limit, self._options.seconds)
        lasted = time.monotonic() - began
        used, simulators = _own_cpu_us() - used, self._simulators_us() - simulators
        groups = {prefix: _figures(await self._read(ended, after, prefix)) for prefix in self._options.prefixes}
        count = sum(group["count"] for group in groups.values())
        return {"operation": name, "outstanding": limit, "seconds": lasted, "commands": count, "rate": count / lasted,
                "server_us": used / max(count, 1), "simulator_us": simulators / max(count, 1), "refused": refused,
                "memory_mb": resident_mb(self._pid), "groups": groups}

    def _simulators_us(self) -> float:
        return sum(map(cpu_us, self._options.simulators))

    async def _for(self, asked: Iterator[Asked], limit: int, seconds: float) -> int:
        """Keep so many commands open for so long, then wait for the last; how many were refused."""
        before, until = self._refused, time.monotonic() + seconds
        while time.monotonic() < until:
            free = limit - self._asking - await self._read(pending)
            for one in itertools.islice(asked, max(free, 0)):
                self._ask(*one)
            await sleep(self._reactor, LOOK_SECONDS)
        while self._asking or await self._read(pending):
            await sleep(self._reactor, LOOK_SECONDS)
        return self._refused - before

    def _ask(self, point: str, operation: operations.Operation) -> None:
        def asked(result: Any) -> None:
            self._asking -= 1
            self._refused += isinstance(result, Failure) and result.check(Refused) is not None

        self._asking += 1
        expires_at = datetime.now(UTC) + timedelta(seconds=self._options.life)
        self._server.registry.bus.execute(commands.SendCommand(
            charge_point_id=ChargePointId(point), command_id=new_command_id(), operation=operation,
            most_pending=1_000_000, expires_at=expires_at)).addBoth(asked)


def _own_cpu_us() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return (used.ru_utime + used.ru_stime) * 1e6


def _figures(rows: list[tuple[str, float]]) -> dict[str, Any]:
    outcomes: dict[str, int] = {}
    for outcome, _ in rows:
        outcomes[outcome] = outcomes.get(outcome, 0) + 1
    lasted = sorted(seconds * 1000 for _, seconds in rows)
    cuts = quantiles(lasted, n=100) if len(lasted) > 1 else lasted * 99 or [0.0] * 99
    return {"count": len(rows), "outcomes": outcomes, "p50_ms": cuts[49], "p99_ms": cuts[98],
            "most_ms": lasted[-1] if lasted else 0.0}


def main() -> None:
    """Serve, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--set", action="append", default=[])
    parser.add_argument("--charge-points", type=int, required=True)
    parser.add_argument("--operations", nargs="+", default=list(MADE))
    parser.add_argument("--outstanding", nargs="+", type=int, default=[16, 1000])
    parser.add_argument("--seconds", type=float, default=15)
    parser.add_argument("--warm-up", type=float, default=3)
    parser.add_argument("--prefixes", nargs="+", default=[""])
    parser.add_argument("--life", type=float, default=300, help="seconds after which a command expires")
    options = parser.parse_args()
    reactor: Any = installed
    reactor.seconds = time.monotonic
    server = Server(reactor, load(None, options.set))

    def begin() -> None:
        server.start()
        print("ready", flush=True)
        options.simulators = list(map(int, sys.stdin.readline().split()))
        ensureDeferred(Commanding(server, options).run()).addCallbacks(
            lambda found: print(json.dumps(found), flush=True),
            lambda failure: print(failure.getTraceback(), file=sys.stderr, flush=True)).addBoth(
            lambda _: reactor.stop())

    reactor.callWhenRunning(begin)
    reactor.addSystemEventTrigger("before", "shutdown", lambda: ensureDeferred(server.stop()))
    reactor.run()


if __name__ == "__main__":
    main()
