"""How long it takes from a charge point's message until subscribers are called with what it means.

    python -m benchmarks.follow [--store sqlite|postgresql] [--subscribers 1 50] [--rate 20] [--seconds 8]

A charge point sends StatusNotification at a steady rate to a server of its own; each subscriber is called at an address
of its own (127.0.1.1, ...), over a connection that is kept, and acknowledges at once.  Latency is from before the
message is sent until the call with its event has arrived whole: the message stored durably and answered, the tail, the
rights, the call kept durably and made.  Half a minute a store.
"""

import argparse
import asyncio
import http.client
import re
import tempfile
import threading
import time
from pathlib import Path
from statistics import quantiles

from benchmarks import servers, stores
from benchmarks.processes import cpu_us
from benchmarks.report import table
from motown.config import load
from motown.domain import commands
from motown.domain.access import Target, TargetKind
from motown.domain.ids import ChargePointId, PartyId, new_grant_id, new_subscription_id
from motown.domain.subscriptions import SubscriptionFilter
from motown.server.core import open_core
from motown.store import migrate

STATUS = """<?xml version="1.0" encoding="UTF-8"?><s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"
 xmlns:c="urn://Ocpp/Cs/2012/06/"><s:Header><c:chargeBoxIdentity>BENCH-1</c:chargeBoxIdentity></s:Header><s:Body>
<c:statusNotificationRequest><c:connectorId>1</c:connectorId><c:status>{status}</c:status><c:errorCode>NoError</c:errorCode>
<c:info>{number}</c:info></c:statusNotificationRequest></s:Body></s:Envelope>"""
TYPE = "motown.StatusChanged"
ANSWER = ('<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body><n:NotifyResponse '
          'xmlns:n="urn:motown:ws:v1:consumer"><n:acknowledgedPosition>%d</n:acknowledgedPosition></n:NotifyResponse>'
          "</s:Body></s:Envelope>")
NEXT, NUMBERS = re.compile(rb":nextPosition>(\d+)<"), re.compile(rb":name>info</\w+:name><\w+:value>(\d+)<")
SPARE_SECONDS = 20.0


class Subscribers:
    """All of them, on a thread of its own."""

    def __init__(self) -> None:
        self.arrived: dict[int, list[float]] = {}
        """By the number of a message: when each subscriber was called with it."""
        self.calls = 0
        self.port = 0
        self._ready = threading.Event()
        threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True).start()
        self._ready.wait()

    async def _serve(self) -> None:
        server = await asyncio.start_server(self._connected, "0.0.0.0", 0, backlog=512)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await server.serve_forever()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := await _until_blank(reader):
            length = re.search(rb"content-length: *(\d+)", head, re.IGNORECASE)
            body = await reader.readexactly(int(length[1]) if length else 0)
            self._take(body)
            next_position = NEXT.search(body)
            answer = (ANSWER % int(next_position[1] if next_position else 0)).encode()
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/soap+xml; charset=utf-8\r\n"
                         b"Content-Length: %d\r\n\r\n%b" % (len(answer), answer))
        writer.close()

    def _take(self, body: bytes) -> None:
        now = time.perf_counter()
        self.calls += 1
        for number in NUMBERS.findall(body):
            self.arrived.setdefault(int(number), []).append(now)


async def _until_blank(reader: asyncio.StreamReader) -> bytes:
    """The head of a request; nothing where the other side has hung up."""
    try:
        return await reader.readuntil(b"\r\n\r\n")
    except (asyncio.IncompleteReadError, ConnectionResetError):
        return b""


def prepared(url: str, subscribers: int, port: int) -> None:
    """A store with a charge point, and subscribers to its status."""
    migrate(url)
    with open_core(load(None, [f"store.url={url}"])) as core:
        core.execute(commands.AcceptChargePoint(charge_point_id=ChargePointId("BENCH-1")))
        party = PartyId("bench")
        core.execute(commands.PutParty(party_id=party, name="Bench", roles=("CSO",)))
        core.execute(commands.GrantAccess(party_id=party, grant_id=new_grant_id(), access_classes=("SELF",),
                                          targets=(Target(TargetKind.ALL),)))
        for number in range(subscribers):
            core.execute(commands.Subscribe(
                subscription_id=new_subscription_id(), party_id=party, name=str(number), mode="Push", batch_limit=100,
                filter=SubscriptionFilter(type_prefixes=(TYPE,)), soap_version="1.2",
                url=f"http://127.0.{1 + number // 250}.{1 + number % 250}:{port}/"))


def send(rate: float, seconds: float) -> list[float]:
    """Send messages at that rate; when each was sent."""
    connection, sent = http.client.HTTPConnection("127.0.0.1", servers.PORT, timeout=30), list[float]()
    begin = time.perf_counter()
    for number in range(int(rate * seconds)):
        time.sleep(max(0.0, begin + number / rate - time.perf_counter()))
        body = STATUS.format(number=number, status="Occupied" if number % 2 else "Available").encode()
        sent.append(time.perf_counter())
        connection.request("POST", "/ocpp", body, {"Content-Type": "application/soap+xml; charset=utf-8"})
        answer = connection.getresponse()
        if answer.status != 200:
            raise SystemExit(f"{answer.status}: {answer.read()!r}")
        answer.read()
    return sent


def measured(store: stores.Store, kind: str, subscribers: int, rate: float, seconds: float, folder: Path) -> list[str]:
    """A row of the table."""
    its = Subscribers()
    prepared(store.url, subscribers, its.port)
    chosen = ["services.subscriptions.allowed_networks=loopback"]
    with servers.running(servers.motown(store, chosen), folder / "log") as process:
        send(rate, 1.0)  # to warm up
        time.sleep(1.0)
        its.arrived.clear()
        calls, cpu = its.calls, cpu_us(process)
        sent = send(rate, seconds)
        wanted, deadline = len(sent) * subscribers, time.perf_counter() + SPARE_SECONDS
        while sum(map(len, its.arrived.values())) < wanted and time.perf_counter() < deadline:
            time.sleep(0.05)
        cpu, calls = cpu_us(process) - cpu, its.calls - calls
    latencies = [(at - sent[number]) * 1000 for number, times in its.arrived.items() for at in times]
    cuts = quantiles(latencies, n=100)
    return [kind, str(subscribers), f"{rate:g}", f"{wanted - len(latencies):,}", f"{cuts[49]:.1f}", f"{cuts[98]:.1f}",
            f"{max(latencies):.0f}", f"{cpu / calls / 1000:.2f}"]


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--store", nargs="*", choices=["sqlite", "postgresql"], default=["sqlite"])
    parser.add_argument("--subscribers", nargs="*", type=int, default=[1, 50])
    parser.add_argument("--rate", type=float, default=20.0, help="messages a second")
    parser.add_argument("--seconds", type=float, default=8.0)
    parser.add_argument("--folder", type=Path, default=Path("/var/tmp"))
    asked = parser.parse_args()
    rows: list[list[str]] = []
    for kind in asked.store:
        for subscribers in asked.subscribers:
            with tempfile.TemporaryDirectory(dir=asked.folder) as name:
                folder = Path(name)
                folder.chmod(0o755)  # for the user that PostgreSQL runs as
                if kind == "sqlite":
                    store = stores.Sqlite(folder / "store")
                    rows.append(measured(store, kind, subscribers, asked.rate, asked.seconds, folder))
                    continue
                with stores.cluster(folder / "cluster") as cluster:
                    rows.append(measured(
                        cluster.database(), kind, subscribers, asked.rate, asked.seconds, folder))
    print(table(["Store", "Subscribers", "Messages/s", "Missing", "p50 ms", "p99 ms", "Longest ms",
                 "Server CPU ms/call"], rows))


if __name__ == "__main__":
    main()
