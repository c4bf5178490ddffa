"""Measure commands asked of CommandService over HTTP: ``python -m benchmarks.command_service --help``.

Server, simulated charge points and who asks are a process each.  Each connection asks for a command (ClearCache), waits
for its end with GetCommand (a long poll), and asks for the next: so the rate is that of commands done, with all
that a party needs to know of them.
"""

import argparse
import asyncio
import shutil
import tempfile
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import count, cycle
from pathlib import Path
from statistics import quantiles
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection

from benchmarks import report, servers, stores
from benchmarks.commands import Fleet, simulating
from benchmarks.processes import cpu_us, resident_mb
from motown.config import load
from motown.core.passwords import hashed
from motown.domain import commands
from motown.domain.access import Target, TargetKind
from motown.domain.ids import PartyId, new_grant_id
from motown.server.core import Core, open_core
from motown.store.tables import charge_point

PREFIX, PARTY, SECRET = "CP", "bench", "a password for benchmarks"
HEAD = ["Store", "Connections", "Commands", "A second", "Receipt p50 ms", "Receipt p99 ms", "End p50 ms", "End p99 ms",
        "Not succeeded", "Server CPU µs/command", "Memory MB"]
ENVELOPE = ('<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"><e:Body>'
            '<{name} xmlns="urn:motown:ws:v1:command">{fields}</{name}></e:Body></e:Envelope>')


class Took(NamedTuple):
    """Of one command."""

    receipt_ms: float
    end_ms: float
    is_done: bool


class Caller:
    """A party on one kept connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        self._head = (f"POST /services/command/v1 HTTP/1.1\r\nHost: 127.0.0.1:{servers.PORT}\r\nAuthorization: Basic "
                      f"{b64encode(f'{PARTY}:{SECRET}'.encode()).decode()}\r\n"
                      "Content-Type: application/soap+xml; charset=utf-8\r\nContent-Length: ")

    async def call(self, name: str, **fields: str) -> bytes:
        """The body of the answer."""
        body = ENVELOPE.format(name=name, fields="".join(f"<{key}>{value}</{key}>" for key, value in fields.items()))
        self._writer.write(f"{self._head}{len(body)}\r\n\r\n{body}".encode())
        head = await self._reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
        return await self._reader.readexactly(length)

    async def command(self, request_id: str, charge_point_id: str) -> Took:
        """Ask, and wait for the end."""
        began = time.monotonic()
        receipt = await self.call("ClearCache", requestId=request_id, chargePointId=charge_point_id)
        taken = time.monotonic()
        _, _, rest = receipt.partition(b"commandId>")
        command_id = rest.partition(b"<")[0].decode()
        if not command_id:
            raise SystemExit(f"it was refused: {receipt.decode()}")
        told = await self.call("GetCommand", commandId=command_id, waitSeconds="60")
        return Took((taken - began) * 1000, (time.monotonic() - began) * 1000, b">Succeeded<" in told)


async def ask(points: Iterator[str], connections: int, seconds: float, numbers: Iterator[int]) -> list[Took]:
    """Ask on so many connections for so long."""
    until, took = time.monotonic() + seconds, list[Took]()

    async def one() -> None:
        caller = Caller(*await asyncio.open_connection("127.0.0.1", servers.PORT))
        while time.monotonic() < until:
            took.append(await caller.command(f"r-{next(numbers)}", next(points)))

    await asyncio.gather(*(one() for _ in range(connections)))
    return took


def known(connection: Connection) -> list[str]:
    """The charge points that have said where they can be called."""
    return list(connection.scalars(
        sa.select(charge_point.c.charge_point_id).where(charge_point.c.address.is_not(None))))


def prepare(core: Core, count_: int) -> list[str]:
    """Make the party, wait for the charge points, and give their names."""
    core.execute(commands.PutParty(party_id=PartyId(PARTY), name=PARTY, roles=("CSO",), password_hash=hashed(SECRET)))
    core.execute(commands.GrantAccess(party_id=PartyId(PARTY), grant_id=new_grant_id(), access_classes=("SELF",),
                                      targets=(Target(TargetKind.ALL),)))
    while len(found := core.read(known)) < count_:
        time.sleep(0.2)
    return list(found)


def measure(options: argparse.Namespace, store: stores.Store, name: str) -> Iterator[list[str]]:
    """A line for each number of connections."""
    settings = ["http.limits.connections_per_address=5000", "ocpp.allowed_networks=global,private,loopback",
                "addons.ftp.enabled=false", "log.level=warning", *options.set]
    with ExitStack() as stack:
        server = stack.enter_context(servers.running(servers.motown(store, settings), options.folder / f"{name}.log"))
        stack.enter_context(simulating([Fleet(PREFIX, options.charge_points)], "1.5",
                                       options.folder / f"{name}-simulator.log"))
        core = stack.enter_context(open_core(load(None, [f"store.url={store.url}"])))
        points, numbers = cycle(prepare(core, options.charge_points)), count()
        for connections in options.connections:
            asyncio.run(ask(points, connections, options.warm_up, numbers))
            used, began = cpu_us(server), time.monotonic()
            took = asyncio.run(ask(points, connections, options.seconds, numbers))
            lasted, used = time.monotonic() - began, cpu_us(server) - used
            yield [name, f"{connections}", f"{len(took):,}", f"{len(took) / lasted:,.0f}",
                   *_cuts([one.receipt_ms for one in took]), *_cuts([one.end_ms for one in took]),
                   f"{sum(not one.is_done for one in took)}", f"{used / max(len(took), 1):,.0f}",
                   f"{resident_mb(server):,.0f}"]


def _cuts(values: list[float]) -> tuple[str, str]:
    """p50 and p99."""
    cuts = quantiles(values, n=100) if len(values) > 1 else [0.0] * 99
    return f"{cuts[49]:,.0f}", f"{cuts[98]:,.0f}"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.command_service", description=__doc__)
    parser.add_argument("--stores", nargs="+", choices=["sqlite", "postgresql"], default=["sqlite", "postgresql"])
    parser.add_argument("--charge-points", type=int, default=500)
    parser.add_argument("--connections", nargs="+", type=int, default=[16, 256], metavar="N")
    parser.add_argument("--seconds", type=float, default=15, help="of each measured run")
    parser.add_argument("--warm-up", type=float, default=3)
    parser.add_argument("--set", action="append", default=[], metavar="SECTION.KEY=VALUE", help="a setting of Motown")
    parser.add_argument("--folder", type=Path, help="where stores and logs go, and stay; must not exist")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write the table there as well")
    return parser.parse_args()


def main() -> None:
    """Measure, and print the table."""
    options = _options()
    kept = options.folder is not None
    options.folder = (options.folder or Path(tempfile.mkdtemp(prefix="motown-benchmarks-", dir="/var/tmp"))).resolve()
    options.folder.mkdir(exist_ok=not kept)
    options.folder.chmod(0o755)  # the database may run as another user
    lines: list[list[str]] = []
    with ExitStack() as stack:
        if not kept:
            stack.callback(shutil.rmtree, options.folder, ignore_errors=True)
        head = report.circumstances(stores.sync_us(options.folder))
        for kind in options.stores:
            store: Any = stores.Sqlite(options.folder / "sqlite") if kind == "sqlite" else (
                stack.enter_context(stores.cluster(options.folder / "postgresql")).database())
            lines += measure(options, store, kind)
    text = "\n".join([head, report.table(HEAD, lines)])
    print(text)
    if options.write:
        options.write.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
