"""Two server processes on one PostgreSQL: one log, one set of transactions, one that follows."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from motown.store import events as stored
from motown.store import transactions
from tests.interop.fleet import Fleet
from tests.interop.probe import Probe
from tests.interop.server import Server, until
from tests.interop.soap import BOOT, body_of, request, start_fields, stop_fields, value

BOTH = 2


@pytest.fixture(scope="module")
def pair(lasting, cluster) -> list[Server]:
    url = cluster.fresh()
    servers = [lasting(url).launch() for _ in range(BOTH)]
    return [server.ready() for server in servers]


def at_once(servers: list[Server], messages: list[bytes]) -> list:
    """Bodies of the answers to messages sent to the servers at the same moment."""
    barrier = threading.Barrier(len(servers))

    def ask(server: Server, message: bytes):
        with_connection = server.connect()
        barrier.wait()
        reply = with_connection.post(message)
        with_connection.close()
        assert reply.status == 200, reply.body
        return body_of(reply)

    with ThreadPoolExecutor(len(servers)) as threads:
        return list(threads.map(ask, servers, messages))


def test_one_start_sent_to_both_at_once_is_one_transaction(pair):
    pair[0].accept(["RACE"])
    seen: Counter[int] = Counter()
    for meter in range(30):
        messages = [request("StartTransaction", start_fields(meter=meter), identity="RACE") for _ in pair]
        numbers = {int(value(body, "transactionId")) for body in at_once(pair, messages)}
        assert len(numbers) == 1
        seen.update(numbers)
    assert len(seen) == 30
    assert {row.transaction_id for row in pair[1].read(transactions.open_of_charge_point, "RACE")} == set(seen)


def test_one_stop_sent_to_both_at_once_happens_once(pair):
    pair[0].accept(["STOPS"])
    for meter in range(10):
        started = pair[0].post(request("StartTransaction", start_fields(meter=meter), identity="STOPS"))
        number = int(value(body_of(started), "transactionId"))
        at_once(pair, [request("StopTransaction", stop_fields(number, meter=900), identity="STOPS") for _ in pair])
        happened = pair[0].events(matching=stored.EventFilter(
            type_prefixes=["motown.TransactionStopped", "motown.StopOrphaned"], charge_point_ids=["STOPS"]))
        assert [event.type for event in happened[meter:]] == ["motown.TransactionStopped"]


def test_one_boot_sent_to_both_at_once_lists_a_charge_point_once(pair):
    for number in range(5):
        identity = f"FIRST-{number}"
        answers = at_once(pair, [request("BootNotification", BOOT, identity=identity) for _ in pair])
        assert {value(body, "status") for body in answers} == {"Rejected"}
        assert len(pair[0].events(matching=stored.EventFilter(
            type_prefixes=["motown.ChargePointSeen"], charge_point_ids=[identity]))) == 1


def test_no_event_appears_behind_one_that_was_read(pair):
    """Positions become visible in order: who has read up to a place never has to look back."""
    fleets = [Fleet(server, 4, prefix) for server, prefix in zip(pair, ("LEFT", "RIGHT"), strict=True)]
    place = pair[0].read(stored.head)
    first, read = place, []
    for fleet in fleets:
        fleet.start()
    while min(fleet.answered for fleet in fleets) < 100:
        page = pair[0].read(stored.read, place, 5000)
        read += [event.position for event in page.events]
        place = page.next_position
    for fleet in fleets:
        fleet.stop()
    read += [event.position for event in pair[0].events(place)]
    assert read == [event.position for event in pair[0].events(first)]
    for fleet in fleets:
        fleet.judge()


def test_one_process_follows_and_the_other_takes_over(new_server, cluster, tmp_path):
    url = cluster.fresh()
    servers = [new_server(url), new_server(url)]
    probe = Probe(tmp_path, *servers)
    servers[0].start()
    servers[1].start()
    servers[0].accept(["EV-1"])
    for server in servers * 3:
        assert server.post(request("Heartbeat")).status == 200
    everything_is_told(servers[0], probe)
    assert {one.process for one in probe.told} == {servers[0].running.pid}
    servers[0].kill()
    for _ in range(3):
        assert servers[1].post(request("Heartbeat")).status == 200
    everything_is_told(servers[1], probe)
    assert {one.process for one in probe.told} > {servers[1].running.pid}


def everything_is_told(server: Server, probe: Probe) -> None:
    wanted = [event.position for event in server.events() if event.category == "Domain"]
    until(lambda: probe.positions == wanted, "the follower is told of every event")
