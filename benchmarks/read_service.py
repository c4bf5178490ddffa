"""How fast EventStoreService answers, over HTTP, on a store that ``benchmarks.fill`` has filled.

    python -m benchmarks.read_service --url sqlite:////var/tmp/full.db [--pages 50] [--readers 1 4] [--waiting 1000]

Pages of 1,000 events begin at places spread over the whole log.  CPU is that of the server's process a page, with all
that it does for one: credential, query, rights, XML, HTTP.  With ``--waiting`` so many long polls wait, a charge point
boots, and what is told is when the first and the last of them have their answer.  The store gets a few events more.
"""

import argparse
import http.client
import selectors
import socket
import tempfile
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import NamedTuple

from argon2 import PasswordHasher

from benchmarks.processes import cpu_us
from benchmarks.servers import PORT, motown, running
from motown.config import load
from motown.domain import commands
from motown.domain.access import Target
from motown.domain.ids import ChargePointId, PartyId, new_grant_id
from motown.server.core import open_core
from motown.store import events

PATH = "/services/eventstore/v1"
PASSWORD = "benchmark"
PARTIES = {"bench-cso": "CSO", "bench-developer": "DEVELOPER"}
"""Party -> role: one sees nearly all, one but the status of charge points."""
CASES = {
    "all": ("bench-cso", ""),
    "with payload": ("bench-cso", "<e:includePayload>true</e:includePayload>"),
    "one charge point": ("bench-cso", "<t:target><t:kind>ChargePoint</t:kind><t:id>BENCH-000001</t:id></t:target>"),
    "rare type": ("bench-cso", "<t:typePrefix>motown.ChargePointBooted</t:typePrefix>"),
    "status only": ("bench-developer", ""),
}
"""Name -> who reads, and what is asked beside the place: elements of the filter, or of the request."""
BOOTED = "BENCH-WAITING"
_SOAP = "application/soap+xml; charset=utf-8"


class Filled:
    """The store that is read; what it costs is not measured."""

    def __init__(self, url: str) -> None:
        self.url = url

    def disk_bytes(self) -> int:
        """See ``benchmarks.stores.Store``."""
        return 0

    def cpu_us(self) -> float:
        """See ``benchmarks.stores.Store``."""
        return 0.0


class Measured(NamedTuple):
    """What reading pages took."""

    milliseconds: list[float]
    """Of each page, in order of length."""
    events: int
    seconds: float
    cpu_ms: float
    """Of the server, a page."""

    def at(self, share: float) -> float:
        """How long this share of the pages took at most."""
        return self.milliseconds[min(int(len(self.milliseconds) * share), len(self.milliseconds) - 1)]


def prepare(url: str) -> int:
    """Let parties and a charge point in; the head of the log then."""
    hashed = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash(PASSWORD)
    with open_core(load(None, [f"store.url={url}"])) as core:
        core.execute(commands.AcceptChargePoint(charge_point_id=ChargePointId(BOOTED)))
        for name, role in PARTIES.items():
            core.execute(commands.PutParty(party_id=PartyId(name), name=name, roles=(role,), password_hash=hashed))
            core.execute(commands.GrantAccess(party_id=PartyId(name), grant_id=new_grant_id(),
                                              targets=(Target("All"),), access_classes=("SELF",)))
        head: int = core.read(events.head)
        return head


def asked(after: int, more: str = "", limit: int = 1000, wait_seconds: int = 0) -> bytes:
    """A request for a page."""
    wanted, rest = (more, "") if more.startswith("<t:") else ("", more)
    return (f'<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body><e:ReadEvents '
            f'xmlns:e="urn:motown:ws:v1:eventstore" xmlns:t="urn:motown:ws:v1:types">'
            f"<e:afterPosition>{after}</e:afterPosition><e:filter>{wanted}</e:filter><e:limit>{limit}</e:limit>"
            f"<e:waitSeconds>{wait_seconds}</e:waitSeconds>{rest}</e:ReadEvents></s:Body></s:Envelope>").encode()


def headers(party: str) -> dict[str, str]:
    """Of a request."""
    shown = b64encode(f"{party}:{PASSWORD}".encode()).decode()
    return {"Content-Type": _SOAP, "Authorization": f"Basic {shown}"}


def page(connection: http.client.HTTPConnection, party: str, body: bytes) -> tuple[float, int]:
    """Read one; how long it took in milliseconds, and how many events there were."""
    began = time.perf_counter()
    connection.request("POST", PATH, body, headers(party))
    answer = connection.getresponse()
    read = answer.read()
    took = (time.perf_counter() - began) * 1000
    if answer.status != 200:
        raise SystemExit(f"refused: {read.decode(errors='replace')[:1000]}")
    return took, read.count(b"<tns:event>")


def measured(pid: int, head: int, pages: int, readers: int, party: str, more: str) -> Measured:
    """Read so many pages by each of so many readers at once."""
    places = [head * place // pages for place in range(pages)]

    def read(number: int) -> list[tuple[float, int]]:
        connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=120)
        order = [places[(number * 7 + turn * 17) % pages] for turn in range(pages)]
        return [page(connection, party, asked(after, more)) for after in order]

    read(0)  # credentials are verified, and the database is warm
    before, began = cpu_us(pid), time.perf_counter()
    with ThreadPoolExecutor(readers) as threads:
        found = [one for each in threads.map(read, range(readers)) for one in each]
    seconds, cpu = time.perf_counter() - began, cpu_us(pid) - before
    return Measured(sorted(took for took, _ in found), sum(count for _, count in found), seconds,
                    cpu / 1000 / len(found))


def waiting(head: int, count: int, pid: int) -> None:
    """Print how promptly so many long polls are answered."""
    with ExitStack() as open_ones:
        before = cpu_us(pid)
        polls = list(polling(open_ones, head, count))
        time.sleep(2.0)
        began, cpu = time.perf_counter(), cpu_us(pid)
        boot()
        answered, ends = time.perf_counter(), list(answers(polls))
        told = [round((end - began) * 1000, 1) for end in (ends[0], ends[len(ends) // 2], ends[-1])]
        print(f"{count} wait ({(cpu - before) / 1000 / count:.1f} ms of CPU each to begin with); a charge point's "
              f"message was answered after {(answered - began) * 1000:.1f} ms, the first, median and last poll after "
              f"{told[0]}, {told[1]} and {told[2]} ms; {(cpu_us(pid) - cpu) / 1000 / count:.2f} ms of CPU each")


def polling(open_ones: ExitStack, after: int, count: int) -> Iterator[socket.socket]:
    """Connections on which a long poll has been asked for, from several addresses: each may have 600."""
    body = asked(after, f"<t:target><t:kind>ChargePoint</t:kind><t:id>{BOOTED}</t:id></t:target>", wait_seconds=60)
    head = "".join(f"{name}: {value}\r\n" for name, value in headers("bench-cso").items())
    request = f"POST {PATH} HTTP/1.1\r\nHost: x\r\n{head}Content-Length: {len(body)}\r\n\r\n".encode() + body
    for number in range(count):
        made = socket.create_connection(("127.0.0.1", PORT), 60, (f"127.0.0.{2 + number // 500}", 0))
        open_ones.enter_context(made)
        made.sendall(request)
        yield made


def boot() -> None:
    """A charge point says that it has started."""
    namespace = "urn://Ocpp/Cs/2012/06/"
    body = (f'<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:c="{namespace}"><s:Header>'
            f"<c:chargeBoxIdentity>{BOOTED}</c:chargeBoxIdentity></s:Header><s:Body><c:bootNotificationRequest>"
            f"<c:chargePointVendor>x</c:chargePointVendor><c:chargePointModel>x</c:chargePointModel>"
            f"</c:bootNotificationRequest></s:Body></s:Envelope>").encode()
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
    connection.request("POST", "/ocpp", body, {"Content-Type": _SOAP})
    connection.getresponse().read()


def answers(polls: list[socket.socket]) -> Iterator[float]:
    """When each poll has its answer, the first first."""
    with selectors.DefaultSelector() as selector:
        for one in polls:
            selector.register(one, selectors.EVENT_READ)
        left = len(polls)
        while left:
            for key, _ in selector.select(60):
                selector.unregister(key.fileobj)
                left -= 1
                yield time.perf_counter()


def reading(pid: int, head: int, arguments: argparse.Namespace) -> None:
    """Print a line for each case."""
    print(f"{head:,} events\n{'':24}{'readers':>8}{'events':>8}{'p50 ms':>8}{'p99 ms':>8}{'pages/s':>9}{'CPU ms':>8}")
    for name, (party, more) in CASES.items():
        for readers in arguments.readers:
            found = measured(pid, head, arguments.pages, readers, party, more)
            count = len(found.milliseconds)
            print(f"{name:24}{readers:8}{found.events / count:8.0f}{found.at(0.5):8.1f}{found.at(0.99):8.1f}"
                  f"{count / found.seconds:9.1f}{found.cpu_ms:8.1f}", flush=True)


def main() -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", required=True)
    parser.add_argument("--pages", type=int, default=50)
    parser.add_argument("--readers", type=int, nargs="*", default=[1, 4])
    parser.add_argument("--waiting", type=int, nargs="*", default=[])
    arguments = parser.parse_args()
    head = prepare(arguments.url)
    steps: list[Callable[[int], None]] = [lambda pid: reading(pid, head, arguments)]
    steps += [partial(waiting, head, count) for count in arguments.waiting]
    with tempfile.TemporaryDirectory() as folder, running(
            motown(Filled(arguments.url), ["log.level=warning"]), Path(folder) / "log") as pid:
        for step in steps:
            step(pid)


if __name__ == "__main__":
    main()
