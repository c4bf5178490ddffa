"""That the limits bound what the server really takes: memory, connections, time."""

import gzip
import socket

import pytest

from tests.interop.http.conftest import exchange, read_answer

MEGABYTE = 1024 * 1024


@pytest.fixture(scope="module", params=[False, True], ids=["parser", "short path"])
def server(launch, request):
    server = launch(limits={"body_seconds": 1, "connections_per_address": 250}, short_path=request.param).start()
    for _ in range(20):
        assert server.ask() == (200, b"hello")
    return server


def test_an_endless_chunked_body_is_413_and_takes_no_memory(server):
    before = server.memory_bytes
    with server.connect() as client:
        client.sendall(b"POST /echo HTTP/1.1\r\nHost: m\r\nTransfer-Encoding: chunked\r\n\r\n")
        chunk = b"10000\r\n" + b"x" * 65536 + b"\r\n"
        sent = 0
        try:
            while sent < 64 * MEGABYTE:
                client.sendall(chunk)
                sent += len(chunk)
        except OSError:
            pass
    assert sent < 16 * MEGABYTE
    assert server.memory_bytes - before < 4 * MEGABYTE


def test_a_client_that_sends_on_still_reads_the_413(server):
    with server.connect() as client:
        client.sendall(b"POST /echo HTTP/1.1\r\nHost: m\r\nContent-Length: 900000\r\n\r\n" + b"x" * 900_000)
        assert read_answer(client) == (413, b"The body is longer than 262144 bytes.\n")


def test_a_bomb_is_413_and_takes_no_memory(server):
    bomb = gzip.compress(b" " * 100 * MEGABYTE)
    assert len(bomb) < 256 * 1024
    before = server.memory_bytes
    assert server.ask(bomb, "Content-Encoding: gzip")[0] == 413
    assert server.memory_bytes - before < 4 * MEGABYTE


def test_200_slow_senders_take_little_memory_disturb_nobody_and_are_dropped(server):
    before = server.memory_bytes
    clients = [server.connect() for _ in range(200)]
    for client in clients:
        client.sendall(b"POST /echo HTTP/1.1\r\nHost: m\r\nContent-Length: 200000\r\n\r\n" + b"x" * 100)
    assert server.ask() == (200, b"hello")
    assert server.memory_bytes - before < 16 * MEGABYTE
    for client in clients:
        assert read_answer(client)[0] == 408
        client.close()
    assert server.ask() == (200, b"hello")


def test_one_address_has_so_many_connections_and_no_more(launch):
    server = launch(limits={"connections_per_address": 3}).start()
    clients = [server.connect() for _ in range(3)]
    with server.connect() as one_more, pytest.raises(ConnectionError):
        exchange(one_more)
    assert exchange(clients[0]) == (200, b"hello")
    assert clients[0].recv(1) == b""
    assert server.ask() == (200, b"hello")
    for client in clients:
        client.close()


def test_continue_head_and_http_1_0_over_a_socket(server):
    with server.connect() as client:
        client.sendall(b"POST /echo HTTP/1.1\r\nHost: m\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n")
        assert client.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        client.sendall(b"hello")
        assert read_answer(client) == (200, b"hello")
        client.sendall(b"POST /echo HTTP/1.0\r\nContent-Length: 5\r\n\r\nhello")
        assert read_answer(client) == (200, b"hello")
        assert client.recv(1) == b""
        client.shutdown(socket.SHUT_WR)
