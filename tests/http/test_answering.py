import gzip
import logging
import zlib

import pytest
from twisted.internet.defer import Deferred

from motown.http import HttpAnswer, Limits, text
from tests.http.connection import Connection, answer, echo, post


def failing(_request):
    raise RuntimeError("the secret")


async def failing_later(_request):
    raise RuntimeError("the secret")


async def coroutine(request):
    return text(200, request.body.decode())


@pytest.mark.parametrize("endpoint", [
    failing, failing_later, lambda _request: None,
    lambda _request: HttpAnswer(200, "text/plain", b"", (("X", "the secret\r\nY: 1"),)),
])
def test_defects_of_endpoints_are_a_bare_500_and_logged_once(endpoint, caplog):
    with caplog.at_level(logging.ERROR):
        client = Connection(endpoint).send(post(path="/path")).send(post(path="/path"))
    assert client.statuses == [500, 500]
    assert b"secret" not in client.received
    assert b"Traceback" not in client.received
    assert [record.getMessage() for record in caplog.records] == ["POST /path failed"] * 2
    assert all(record.exc_info for record in caplog.records)
    assert not client.is_closed


def test_coroutines_answer():
    assert Connection(coroutine).send(post(b"hello")).received == answer(b"hello\n")


def test_deferreds_that_fail_are_500():
    promise: Deferred = Deferred()
    client = Connection(lambda _request: promise).send(post())
    assert client.site.open_answers == 1
    promise.errback(RuntimeError("the secret"))
    assert client.statuses == [500]
    assert client.site.open_answers == 0


@pytest.mark.parametrize(("coding", "compress"), [("gzip", gzip.compress), ("deflate", zlib.compress)])
def test_the_endpoint_sees_the_inflated_body(coding, compress):
    seen = []
    Connection(lambda request: seen.append(request) or echo(request)).send(
        post(compress(b"hello"), f"Content-Encoding: {coding}"))
    assert seen[0].body == b"hello"
    assert seen[0].headers == {"host": "motown.example", "content-length": "5"}


def test_a_bomb_is_413():
    client = Connection().send(post(gzip.compress(b" " * 10_000_000), "Content-Encoding: gzip"))
    assert client.statuses == [413]
    assert not client.is_closed


def test_other_codings_are_415_and_the_answer_says_which_are_known():
    client = Connection().send(post(b"hello", "Content-Encoding: br"))
    assert client.statuses == [415]
    assert b"Accept-Encoding: gzip, deflate\r\n" in client.received


def test_broken_compression_is_400():
    assert Connection().send(post(b"hello", "Content-Encoding: gzip")).statuses == [400]


def test_long_answers_are_compressed_on_request():
    client = Connection().send(post(b"x" * 2000, "Accept-Encoding: gzip"))
    head, body = client.received.split(b"\r\n\r\n", 1)
    assert b"Content-Encoding: gzip\r\n" in head + b"\r\n"
    assert b"Content-Length: %d\r\n" % len(body) in head
    assert gzip.decompress(body) == b"x" * 2000


@pytest.mark.parametrize(("body", "headers"), [
    (b"x" * 2000, []), (b"x" * 2000, ["Accept-Encoding: br"]), (b"x" * 1000, ["Accept-Encoding: gzip"]),
])
def test_other_answers_are_not(body, headers):
    assert body in Connection().send(post(body, *headers)).received


def test_the_limit_for_compression_can_be_set():
    client = Connection(limits=Limits(compress_bytes=10)).send(post(b"x" * 20, "Accept-Encoding: deflate"))
    assert zlib.decompress(client.received.split(b"\r\n\r\n")[1]) == b"x" * 20
