"""Nothing is answered before it is on the disk (reliability D3): the server runs on a disk that can hang and fail."""

import select
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.interop.attackers import rest, sent
from tests.interop.server import Server, until
from tests.interop.soap import faulted, request, start_fields

pytestmark = pytest.mark.kill

THIRTY = 30
LONG_ENOUGH_SECONDS = 1.0
"""Many times what a message takes."""


class Disk(NamedTuple):
    """Two files: while one exists, the disk does not do what it should."""

    hangs: Path
    fails: Path


@pytest.fixture
def disk(tmp_path) -> Disk:
    return Disk(tmp_path / "hangs", tmp_path / "fails")


@pytest.fixture
def server(new_server, disk, preloaded) -> Server:
    server = new_server()
    server.environment = {
        "LD_PRELOAD": str(preloaded("disk")), "DISK_HANGS": str(disk.hangs), "DISK_FAILS": str(disk.fails)}
    server.start()
    server.accept(["EV-1"])
    assert server.post(request("Heartbeat")).status == 200
    return server


def test_thirty_answers_wait_for_the_disk(server, disk):
    before = len(server.events())
    disk.hangs.touch()
    clients = [sent(server, posted(request("StartTransaction", start_fields(meter=meter)))) for meter in range(THIRTY)]
    assert select.select(clients, [], [], LONG_ENOUGH_SECONDS)[0] == []
    assert server.ask("GET", "/metrics").status == 200
    disk.hangs.unlink()
    answers = [rest(client) for client in clients]
    assert all(b"startTransactionResponse" in answer for answer in answers)
    assert len(server.events()) >= before + 3 * THIRTY


def test_a_disk_that_fails_is_refused_to_the_charge_point(server, disk):
    disk.fails.touch()
    for meter in range(3):
        reply = server.post(request("StartTransaction", start_fields(meter=meter)))
        assert faulted(reply).says == ("Receiver", "InternalError")
    disk.fails.unlink()
    until(lambda: server.post(request("Heartbeat")).status == 200, "a message is acknowledged again")


def posted(body: bytes) -> bytes:
    return (b"POST /ocpp HTTP/1.1\r\nHost: m\r\nConnection: close\r\nContent-Type: application/soap+xml\r\n"
            b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
