"""Requests to peers that behave well, badly or not at all, over real sockets."""

import gzip
import socket
import threading
import zlib

import pytest

from tests.interop.http.outgoing import (
    ANSWER,
    SECONDS,
    answers,
    for_ever,
    read_request,
    reset,
    until_closed,
)

MEGABYTE = 1024 * 1024
BRIEF = 0.5
"""A limit of time that is meant to pass."""


def head(*lines: str) -> bytes:
    return "\r\n".join(["HTTP/1.1 200 OK", *lines, "", ""]).encode()


def no_reply(result: dict, kind: str) -> bool:
    return (result["error"], result["kind"]) == ("NoReply", kind)


def not_reached(result: dict, kind: str) -> bool:
    return (result["error"], result["kind"]) == ("NotReached", kind)


def test_a_request_as_it_arrives(send, peer):
    seen: list[bytes] = []

    def behave(connection: socket.socket) -> None:
        seen.append(read_request(connection))
        connection.sendall(ANSWER)

    other = peer(behave)
    result = send(other.url("/ocpp?a=b"), post={"body": "<ä/>", "headers": {"Content-Type": "text/xml"},
                                                "credentials": ["CP-1", "secret"]})
    assert (result["status"], result["body"], result["remote_address"]) == (200, "hello", "127.0.0.1")
    assert seen[0].decode().split("\r\n") == [
        "POST /ocpp?a=b HTTP/1.1", f"Host: 127.0.0.1:{other.port}", "Content-Type: text/xml",
        "Authorization: Basic Q1AtMTpzZWNyZXQ=", "Content-Length: 5", "Connection: close", "", "<ä/>"]


def test_a_long_request_arrives_whole(send, peer):
    seen: list[int] = []

    def behave(connection: socket.socket) -> None:
        seen.append(len(read_request(connection).partition(b"\r\n\r\n")[2]))
        connection.sendall(ANSWER)

    assert send(peer(behave).url(), post={"body": "x", "times": 4 * MEGABYTE})["body"] == "hello"
    assert seen == [4 * MEGABYTE]


def test_ipv6_and_names(send, peer):
    other = peer(answers(ANSWER), family=socket.AF_INET6)
    assert send(other.url())["remote_address"] == "::1"
    named = peer(answers(ANSWER))
    assert send(f"http://localhost:{named.port}/")["remote_address"] == "127.0.0.1"


def test_a_name_that_leads_to_a_forbidden_address(send, peer):
    other = peer(answers(ANSWER))
    result = send(f"http://localhost:{other.port}/", networks=("global", "private"))
    assert not_reached(result, "forbidden")
    assert "localhost leads to " in result["reason"]
    for spelling in ("2130706433", "127.1", "0x7f.1", "0177.0.0.1"):
        assert not_reached(send(f"http://{spelling}:{other.port}/", networks=("global", "private")), "forbidden")
    assert other.connections == 0


def test_a_name_that_does_not_exist(send):
    assert not_reached(send("http://no-such-host.invalid/"), "name")


def test_nobody_listens(send):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    result = send(f"http://127.0.0.1:{port}/")
    assert not_reached(result, "refused")
    assert result["reason"] == f"127.0.0.1:{port} refused the connection: check that it is on, and its address"


def test_a_connection_that_is_never_accepted(send):
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full:
        port = full.getsockname()[1]
        waiting = [socket.socket() for _ in range(4)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(("127.0.0.1", port))
        assert not_reached(send(f"http://127.0.0.1:{port}/", connect_seconds=BRIEF), "timeout")
        for one in waiting:
            one.close()


def test_silence_after_the_request(send, peer):
    other = peer(until_closed)
    assert no_reply(send(other.url(), answer_seconds=BRIEF), "timeout")
    assert other.closed.acquire(timeout=SECONDS)


def test_a_drip(send, peer):
    stop = threading.Event()

    def drip(connection: socket.socket) -> None:
        read_request(connection)
        for byte in head("Content-Length: 60000"):
            connection.sendall(bytes([byte]))
        while not stop.wait(BRIEF / 10):
            connection.sendall(b"x")

    assert no_reply(send(peer(drip).url(), answer_seconds=BRIEF), "timeout")
    stop.set()


@pytest.mark.parametrize("behave", [
    for_ever(b"x" * 65536, head()),
    for_ever(b"x" * 65536, head("Content-Length: 999999999999")),
    for_ever(b"10000\r\n" + b"x" * 65536 + b"\r\n", head("Transfer-Encoding: chunked")),
    for_ever(b"1;" + b"x" * 65536, head("Transfer-Encoding: chunked")),
    for_ever(b"X: y\r\n" * 1000, b"HTTP/1.1 200 OK\r\n"),
    for_ever(b"x" * 65536, b"HTTP/1.1 200 OK\r\nX: "),
    for_ever(b"x" * 65536, b"HTTP/1.1 "),
    for_ever(b"HTTP/1.1 100 Continue\r\n\r\n" * 100),
    answers(head("Content-Encoding: gzip", f"Content-Length: {len(gzip.compress(b' ' * 50 * MEGABYTE))}")
            + gzip.compress(b" " * 50 * MEGABYTE)),
], ids=["body", "length", "chunks", "chunk line", "headers", "header", "status", "interim", "bomb"])
def test_endless_answers_are_cut_off_and_take_no_memory(send, peer, behave):
    other = peer(behave)
    assert no_reply(send(other.url()), "long")
    assert send.grown_bytes < 4 * MEGABYTE
    assert other.closed.acquire(timeout=SECONDS)


@pytest.mark.parametrize(("coding", "body"), [
    ("gzip", gzip.compress(b"hello")), ("deflate", zlib.compress(b"hello")),
    ("deflate", zlib.compress(b"hello", wbits=-15))], ids=["gzip", "zlib", "raw"])
def test_compressed_answers(send, peer, coding, body):
    answer = head(f"Content-Encoding: {coding}", f"Content-Length: {len(body)}") + body
    assert send(peer(answers(answer)).url())["body"] == "hello"


@pytest.mark.parametrize("data", [b"\x00\xff" * 100, b"SSH-2.0-OpenSSH\r\n", b"<html>\r\n\r\n",
                                  b"HTTP/1.1 abc\r\n\r\n"])
def test_garbage(send, peer, data):
    assert no_reply(send(peer(answers(data)).url()), "garbage")


def test_a_redirect_is_not_followed(send, peer):
    canary = peer(answers(ANSWER))
    for status in (301, 302, 307, 308):
        answer = f"HTTP/1.1 {status} x\r\nLocation: {canary.url()}\r\nContent-Length: 0\r\n\r\n".encode()
        assert send(peer(answers(answer)).url())["status"] == status
    assert canary.connections == 0


def test_a_body_with_entities_is_just_bytes(send, peer):
    canary = peer(answers(ANSWER))
    body = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{canary.url()}">]><x>&e;</x>'
    answer = head("Content-Type: text/xml", f"Content-Length: {len(body)}") + body.encode()
    assert send(peer(answers(answer)).url())["body"] == body
    assert canary.connections == 0


def test_a_connection_reset_after_the_request_counts_as_sent(send, peer):
    def behave(connection: socket.socket) -> None:
        read_request(connection)
        reset(connection)

    other = peer(behave)
    result = send(other.url())
    assert no_reply(result, "lost")
    assert (result["is_stale"], other.connections) == (False, 1)


@pytest.mark.parametrize("end", [lambda _connection: None, reset], ids=["closed", "reset"])
def test_a_connection_that_ends_before_a_byte_was_sent_was_not_reached(send, peer, end):
    other = peer(end)
    send.start(other.url(), post={"hold": True})
    assert other.closed.acquire(timeout=SECONDS)
    send.go_on()
    [result] = send.results()
    assert not_reached(result, "refused")
    assert result["reason"] == f"127.0.0.1:{other.port} hung up before anything was sent: try again"


def test_a_connection_ended_in_the_middle_of_the_answer(send, peer):
    assert no_reply(send(peer(answers(head("Content-Length: 6") + b"hello")).url()), "lost")
    assert no_reply(send(peer(answers(head() + b"hello", then=reset)).url()), "lost")
    assert send(peer(answers(head() + b"hello")).url())["body"] == "hello"


def test_an_answer_before_the_request_was_read(send, peer):
    other = peer(lambda connection: (connection.sendall(ANSWER), until_closed(connection)))
    assert send(other.url(), post={"body": "x", "times": 16 * MEGABYTE})["body"] == "hello"


def test_cancelling_closes_the_connection(send, peer):
    asked = threading.Semaphore(0)

    def behave(connection: socket.socket) -> None:
        read_request(connection)
        asked.release()
        until_closed(connection)

    other = peer(behave)
    send.start(other.url())
    assert asked.acquire(timeout=SECONDS)
    send.cancel()
    assert send.results() == [{"error": "cancelled"}]
    assert other.closed.acquire(timeout=SECONDS)


def test_kept_connections(send, peer):
    def behave(connection: socket.socket) -> None:
        while read_request(connection):
            connection.sendall(ANSWER)

    other = peer(behave)
    assert [send(other.url(), keep_alive=True)["body"] for _ in range(3)] == ["hello"] * 3
    assert other.connections == 1
    assert send(other.url(), keep_alive=False)["body"] == "hello"
    assert other.connections == 2


def test_a_kept_connection_that_the_other_side_has_closed_is_not_used(send, peer):
    other = peer(answers(ANSWER))
    for number in range(1, 4):
        assert send(other.url(), keep_alive=True)["body"] == "hello"
        assert other.closed.acquire(timeout=SECONDS)
        assert other.connections == number


def test_a_kept_connection_closed_instead_of_an_answer_is_stale(send, peer):
    def behave(connection: socket.socket) -> None:
        read_request(connection)
        connection.sendall(ANSWER)
        read_request(connection)

    other = peer(behave)
    assert send(other.url(), keep_alive=True)["body"] == "hello"
    result = send(other.url(), keep_alive=True)
    assert no_reply(result, "lost")
    assert (result["is_stale"], other.connections) == (True, 1)


def test_a_thousand_at_once_without_threads_while_some_do_not_answer(new_sender, peer):
    """Those that answer are not held up by those that do not (reliability O1)."""
    others_are_done = threading.Event()

    def wait(connection: socket.socket) -> None:
        read_request(connection)
        others_are_done.wait(SECONDS)

    send = new_sender()
    quick, silent = peer(answers(ANSWER, then=until_closed)), peer(wait)
    send.start(*[silent.url()] * 30, *[quick.url()] * 970)
    for _ in range(970):
        assert quick.closed.acquire(timeout=SECONDS)
    others_are_done.set()
    results = send.results()
    assert all(no_reply(result, "lost") for result in results[:30])
    assert [result.get("body") for result in results[30:]] == ["hello"] * 970
    assert send.grown_bytes < 64 * MEGABYTE
    assert send.threads == 1
    send(f"http://localhost:{silent.port}/")
    assert send.threads > 1  # names are looked up in threads: they would have been noticed
