"""Starting and stopping."""

import signal
import socket

import pytest

from tests.interop.http.conftest import exchange, read_answer


@pytest.mark.parametrize("short_path", [False, True])
def test_stopping_finishes_open_answers_and_closes_idle_connections(launch, short_path):
    server = launch(short_path=short_path).start()
    idle, busy = server.connect(), server.connect()
    busy.sendall(b"POST /slow HTTP/1.1\r\nHost: m\r\nContent-Length: 2\r\n\r\nhi")
    assert server.news("asked") == "/slow"
    server.signal(signal.SIGTERM)
    assert read_answer(busy) == (200, b"finished\n")
    assert busy.recv(1) == b""
    assert idle.recv(1) == b""
    assert server.process.wait(10) == 0
    with pytest.raises(ConnectionRefusedError):
        server.connect()


def test_an_address_in_use_is_told_in_words(launch):
    first = launch().start()
    second = launch(listen=[f"127.0.0.1:{first.port}"])
    assert second.news("error") == (f"cannot listen on 127.0.0.1:{first.port}: it is in use by another program; "
                                    "stop that program or change the setting http.listen")
    assert second.process.wait(10) == 2


def test_several_processes_may_share_a_port(launch):
    first = launch(reuse_port=True).start()
    second = launch(listen=[f"127.0.0.1:{first.port}"], reuse_port=True).start()
    assert second.port == first.port
    assert first.ask() == (200, b"hello")


def test_unix_sockets_and_several_addresses(launch, tmp_path):
    path = str(tmp_path / "motown.sock")
    server = launch(listen=[f"unix:{path}", "127.0.0.1:0"]).start()
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(path)
        status, body = exchange(client, path="/who")
    assert (status, b'"address": "unix"' in body) == (200, True)
    server.signal(signal.SIGKILL)
    server.process.wait(10)
    again = launch(listen=[f"unix:{path}"]).start()
    assert again.ports == [None]
