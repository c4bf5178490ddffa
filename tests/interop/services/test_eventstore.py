"""EventStoreService over real sockets: exact bytes, no late arrivals, long polls over restarts and two processes."""

import re
import shutil
import socket
import subprocess
import textwrap
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from motown.domain import commands
from motown.domain.access import Target
from motown.domain.ids import GrantId, PartyId, new_grant_id
from tests.harness import quick_hash
from tests.interop.fleet import Fleet
from tests.interop.server import SECONDS, Server, until
from tests.interop.services.test_access import client, code
from tests.interop.soap import BOOT, SOAP_12, request
from tests.needs import missing
from tests.speaking import basic

PASSWORD = "correct horse"
PATH = "/services/eventstore/v1"
WRITERS = 8
FEW = 8
"""Threads that the pools may still have made meanwhile."""


def let_in(server: Server, party_id: str = "nordlicht", *roles: str) -> tuple[str, str]:
    """A party with all charge points of its own; what it shows."""
    server.execute(commands.PutParty(party_id=PartyId(party_id), name=party_id, roles=roles or ("CSO",),
                                     password_hash=quick_hash(PASSWORD)))
    server.execute(commands.GrantAccess(party_id=PartyId(party_id), grant_id=new_grant_id(), targets=(Target("All"),),
                                        access_classes=("SELF",)))
    return party_id, PASSWORD


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def server(request, lasting) -> Iterator[Server]:
    cluster = request.getfixturevalue("cluster") if request.param == "postgresql" else None
    server = lasting(cluster.fresh() if cluster else None, ocpp__registration="open").start()
    server.shown = let_in(server)
    yield server
    server.stop()


@pytest.fixture(scope="module")
def reader(server) -> Any:
    return client(server, "eventstore", server.shown)


def newest(reader) -> int:
    return reader.GetStoreInfo().headPosition


# -- what is told


@pytest.mark.parametrize("soap", ["11", "12"])
def test_bytes_are_those_that_a_charge_point_sent_and_got(server, soap):
    reader = client(server, "eventstore", server.shown, soap=soap)
    after = newest(reader)
    sent = request("BootNotification", BOOT + "<!-- \u20ac, kept as it is -->", identity=f"EXACT-{soap}")
    got = server.post(sent).body
    told = reader.ReadEvents(afterPosition=after, includePayload=True, filter={"category": "Message"})
    assert [one.payload.data for one in told.event] == [sent, got]
    for one in told.event:
        assert one.payload.sha256.lower() in (sha256(one.payload.data).hexdigest(),
                                              sha256(one.payload.data).hexdigest().encode())
        assert one.payload.contentType.startswith("application/soap+xml")


def test_what_is_refused_is_a_fault_with_its_code(server, reader):
    assert code(reader.ReadEvents, afterPosition=10**12) == "InvalidRequest"
    assert code(reader.GetEvent, position=10**12) == "NotFound"
    assert code(client(server, "eventstore").ReadEvents, afterPosition=0) == "NotAuthenticated"


def follow(reader, after: int, is_over: Callable[[], bool]) -> list[int]:
    """Read on and on, as a consumer does, until it is over and all is read."""
    found: list[int] = []
    while True:
        last_time = is_over()
        answer = reader.ReadEvents(afterPosition=after, limit=50, waitSeconds=1)
        assert all(after < one.position <= answer.nextPosition for one in answer.event)
        found += [one.position for one in answer.event]
        after = answer.nextPosition
        if last_time and answer.endOfStore:
            return found


def test_no_event_comes_late_while_eight_charge_points_send(server):
    """Rule E2: whoever has read up to a place never has to look back."""
    begin = newest(client(server, "eventstore", server.shown))
    fleet, over = Fleet(server, WRITERS, f"LATE{server.assignments['store.url'][0].upper()}"), threading.Event()
    with ThreadPoolExecutor(3) as threads:
        fleet.start()
        following = [threads.submit(follow, client(server, "eventstore", server.shown), begin, over.is_set)
                     for _ in range(3)]
        fleet.go_on_for(150)
        fleet.stop()
        over.set()
        read = [one.result(SECONDS) for one in following]
    everything = [event.position for event in server.events(begin)]
    assert all(one == everything for one in read)
    fleet.judge()


# -- waiting


def waiting(server: Server, threads: ThreadPoolExecutor, after: int, seconds: int = 25,
            **more: Any) -> Future[Any]:
    """A long poll that is under way."""
    reader = client(server, "eventstore", server.shown)
    return threads.submit(reader.ReadEvents, afterPosition=after, waitSeconds=seconds, **more)


def waits(server: Server, count: int = 1) -> None:
    """Until so many readers more wait than the server's own."""
    until(lambda: readers_waiting(server) >= count, f"{count} wait")


def readers_waiting(server: Server) -> int:
    lines = server.ask("GET", "/metrics").body.decode().splitlines()
    return next(int(float(line.split()[1])) for line in lines if line.startswith("motown_tail_waiting_readers "))


def boots(server: Server, identity: str) -> None:
    assert server.post(request("BootNotification", BOOT, identity=identity)).status == 200


BOOTS = {"typePrefix": ["ocpp.BootNotification."]}


def test_a_long_poll_is_answered_by_what_happens(server, reader):
    before = readers_waiting(server)
    with ThreadPoolExecutor(1) as threads:
        poll = waiting(server, threads, newest(reader), filter=BOOTS)
        waits(server, before + 1)
        boots(server, "WAKES")
        assert {one.chargePointId for one in poll.result(SECONDS).event} == {"WAKES"}


def test_a_long_poll_is_answered_when_the_server_stops_and_goes_on_after_it(new_server):
    server = new_server(ocpp__registration="open").start()
    server.shown = let_in(server)
    after = newest(client(server, "eventstore", server.shown))
    before = readers_waiting(server)
    with ThreadPoolExecutor(1) as threads:
        poll = waiting(server, threads, after)
        waits(server, before + 1)
        assert server.stop() == 0
        answer = poll.result(SECONDS)
        assert (answer.event, answer.nextPosition) == ([], after)
        server.start()
        boots(server, "LATER")
        found = client(server, "eventstore", server.shown).ReadEvents(afterPosition=answer.nextPosition, filter=BOOTS)
        assert {one.chargePointId for one in found.event} == {"LATER"}


def test_nothing_is_missed_where_the_server_was_killed(new_server):
    server = new_server(ocpp__registration="open").start()
    server.shown = let_in(server)
    after = newest(client(server, "eventstore", server.shown))
    boots(server, "BEFORE")
    server.kill()
    server.start()
    boots(server, "AFTER")
    found = client(server, "eventstore", server.shown).ReadEvents(afterPosition=after, filter=BOOTS)
    assert [one.chargePointId for one in found.event] == ["BEFORE", "BEFORE", "AFTER", "AFTER"]
    assert [one.position for one in server.events(after)] == list(range(after + 1, found.headPosition + 1))


def test_two_servers_on_one_store_tell_one_log(lasting, cluster):
    url = cluster.fresh()
    pair = [one.ready() for one in [lasting(url, ocpp__registration="open").launch() for _ in range(2)]]
    shown = let_in(pair[0])
    for one in pair:
        one.shown = shown
    here, there = (client(one, "eventstore", shown) for one in pair)
    before = readers_waiting(pair[1])
    with ThreadPoolExecutor(1) as threads:
        poll = waiting(pair[1], threads, newest(there), filter=BOOTS)
        waits(pair[1], before + 1)
        boots(pair[0], "OTHER-SIDE")
        assert {one.chargePointId for one in poll.result(SECONDS).event} == {"OTHER-SIDE"}
        poll = waiting(pair[1], threads, newest(there), seconds=2, filter=BOOTS)
        waits(pair[1], before + 1)
        grant, = (one.grantId for one in client(pair[0], "access", shown).WhoAmI().grant)
        pair[0].execute(commands.RevokeAccess(party_id=PartyId("nordlicht"), grant_id=GrantId(grant)))
        boots(pair[0], "HIDDEN")
        assert poll.result(SECONDS).event == []
    read = [[(event.eventId, event.type) for event in one.ReadEvents(afterPosition=0).event] for one in (here, there)]
    assert read[0] == read[1] != []
    for one in pair:
        one.stop()


@pytest.mark.parametrize("crowd", [200, pytest.param(1000, marks=pytest.mark.soak)])
def test_a_crowd_waits_without_a_thread_for_each_and_all_are_answered(new_server, crowd):
    server = new_server(ocpp__registration="open").start()
    shown = let_in(server)
    after, before = newest(client(server, "eventstore", shown)), readers_waiting(server)
    threads = thread_count(server)
    with ExitStack() as open_ones:
        polls = [open_ones.enter_context(polling(server, shown, after, f"127.0.0.{2 + number % 4}"))
                 for number in range(crowd)]
        waits(server, before + crowd)
        assert thread_count(server) <= threads + FEW
        boots(server, "CROWD")
        for one in polls:
            assert one.recv(4096).startswith(b"HTTP/1.1 200")
    until(lambda: readers_waiting(server) <= before + 1, "nobody waits any more")
    server.stop()


def polling(server: Server, shown: tuple[str, str], after: int, source: str) -> socket.socket:
    """A connection on which a long poll has been asked for."""
    body = (f'<s:Envelope xmlns:s="{SOAP_12}"><s:Body><e:ReadEvents xmlns:e="urn:motown:ws:v1:eventstore">'
            f"<e:afterPosition>{after}</e:afterPosition><e:filter><t:typePrefix>ocpp.Boot</t:typePrefix></e:filter>"
            f"<e:waitSeconds>60</e:waitSeconds></e:ReadEvents></s:Body></s:Envelope>").replace(
                "<e:filter>", '<e:filter xmlns:t="urn:motown:ws:v1:types">')
    parts = urlsplit(server.address)
    made = socket.create_connection((parts.hostname, parts.port), SECONDS, (source, 0))
    made.sendall((f"POST {PATH} HTTP/1.1\r\nHost: x\r\nAuthorization: {basic(*shown)}\r\n"
                  f"Content-Type: application/soap+xml; charset=utf-8\r\nContent-Length: {len(body)}\r\n\r\n{body}"
                  ).encode())
    return made


def thread_count(server: Server) -> int:
    status = Path(f"/proc/{server.running.pid}/status").read_text("ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("Threads:"))


# -- the page for people


def test_what_the_page_shows_works(server, repo, tmp_path, capsys):
    text = (repo / "docs" / "event-store.rst").read_text("utf-8")
    python, shell = (textwrap.dedent(found).replace("http://localhost:8080", server.address) for found in re.findall(
        r"\.\. code-block:: (?:python|sh)\n\n((?:    .*\n|\n)+)", text))
    let_in(server, "acme", "CSO")
    boots(server, "SHOWN")
    exec(python, {})  # it is our own page
    assert "motown.ChargePointBooted SHOWN {'vendor': 'ACME'" in capsys.readouterr().out
    if shutil.which("curl") is None:
        missing("curl", "no curl")
    (tmp_path / "ask.sh").write_text(shell)
    done = subprocess.run(["sh", tmp_path / "ask.sh"], capture_output=True, timeout=SECONDS, check=True)
    assert b":ReadEventsResponse" in done.stdout
    assert b":type>motown.ChargePointBooted<" in done.stdout
