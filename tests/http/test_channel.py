import pytest
from twisted.internet.defer import Deferred

from motown.http import HttpAnswer, Limits
from motown.http.channel import keeps_open
from tests.http.connection import Connection, answer, post

LIMITS = Limits(body_bytes=1000, head_bytes=500, header_lines=5)


@pytest.fixture(autouse=True, params=[False, True], ids=["parser", "short path"])
def way(request, monkeypatch):
    """All of this holds for both ways."""
    monkeypatch.setattr("tests.http.connection.SHORT_PATH", request.param)


def later():
    """An endpoint which answers when told, and the answers it owes."""
    owed: list[Deferred] = []

    def endpoint(request):
        owed.append(Deferred())
        return owed[-1]

    return endpoint, owed


ANSWER = HttpAnswer(200, "text/plain; charset=utf-8", b"late")


# Ordinary requests

def test_a_request_is_answered_and_the_connection_stays():
    client = Connection().send(post(b"hello")).send(post(b"again"))
    assert client.received == answer(b"hello") + answer(b"again")
    assert not client.is_closed


def test_bytes_may_come_one_by_one():
    client = Connection()
    for byte in post(b"hello"):
        client.send(bytes([byte]))
    assert client.received == answer(b"hello")


def test_chunked_bodies():
    client = Connection().send(b"POST /x HTTP/1.1\r\nHost: m\r\nTransfer-Encoding: chunked\r\n\r\n"
                               b"3\r\nhel\r\n2;ext=1\r\nlo\r\n0\r\nTrailer: x\r\n\r\n")
    assert client.received == answer(b"hello")


def test_pipelined_requests_are_answered_in_order():
    endpoint, owed = later()
    client = Connection(endpoint).send(post(b"1") + post(b"2") + post(b"3"))
    assert len(owed) == 1
    owed[0].callback(ANSWER)
    assert len(owed) == 2
    owed[1].callback(ANSWER)
    owed[2].callback(ANSWER)
    assert client.received == answer(b"late") * 3


def test_a_client_that_pipelines_without_end_is_not_read_any_more():
    endpoint, owed = later()
    client = Connection(endpoint).send(post(b"1"))
    for _ in range(30):
        client.send(post(b"x" * 1000))
    assert client.transport.producerState == "paused"
    for _ in range(31):
        owed.pop().callback(ANSWER)
    assert client.transport.producerState == "producing"
    assert client.received == answer(b"late") * 31


def test_an_empty_line_after_a_body_does_no_harm():
    client = Connection().send(post(b"1") + b"\r\n").send(post(b"2") + b"\r\n")
    client.pass_by(11)
    assert client.received == answer(b"1") + answer(b"2")


def test_a_continue_is_sent_when_expected():
    head, body = post(b"hello", "Expect: 100-continue").split(b"\r\n\r\n")
    client = Connection().send(head + b"\r\n\r\n")
    assert client.received == b"HTTP/1.1 100 Continue\r\n\r\n"
    assert client.send(body).received == b"HTTP/1.1 100 Continue\r\n\r\n" + answer(b"hello")


def test_head_has_no_body():
    client = Connection(lambda _request: ANSWER).send(b"HEAD /x HTTP/1.1\r\nHost: m\r\n\r\n").send(post())
    assert client.received == answer(b"late").removesuffix(b"late") + answer(b"late")


def test_what_the_endpoint_sees():
    seen = []
    client = Connection(lambda request: seen.append(request) or ANSWER)
    client.send(post(b"hello", "X-A:  1 ", "x-a: 2", "X-Name: S\xe4ule", path="/a%20b?q=%20"))
    request = seen[0]
    assert (request.method, request.path, request.query, request.body) == ("POST", "/a b", "q=%20", b"hello")
    assert request.headers == {"host": "motown.example", "content-length": "5", "x-a": "1, 2", "x-name": "Säule"}
    assert (request.remote_address, request.is_secure, request.certificate) == ("192.0.2.7", False, None)
    assert request.received_at.utcoffset().total_seconds() == 0


def test_a_path_with_dots_is_refused_but_the_connection_lives():
    client = Connection().send(post(path="/a/../b")).send(post(b"hello"))
    assert client.statuses == [400, 200]
    assert not client.is_closed


# The end of a connection

@pytest.mark.parametrize("header", ["Connection: close", "connection: Keep-Alive, Close", "Connection: te,close"])
def test_the_client_may_ask_to_close(header):
    client = Connection().send(post(b"hello", header))
    assert client.received == answer(b"hello", close=True)
    assert client.is_closed


@pytest.mark.parametrize("more", ["", "Connection: keep-alive\r\n", "Host: m\r\n"])
def test_http_1_0_is_answered_and_closed(more):
    client = Connection().send(f"POST /x HTTP/1.0\r\n{more}Content-Length: 5\r\n\r\nhello".encode())
    assert client.received == answer(b"hello", close=True)
    assert client.is_closed


@pytest.mark.parametrize(("header", "open_"), [("", True), ("keep-alive", True), ("closed", True), ("close", False),
                                               ("CLOSE", False), ("keep-alive, close", False)])
def test_keeps_open(header, open_):
    assert keeps_open(header) is open_


def test_an_answer_for_a_client_that_has_gone_is_dropped():
    endpoint, owed = later()
    client = Connection(endpoint).send(post())
    client.hang_up()
    owed[0].callback(ANSWER)
    assert client.received == b""
    assert not client.site.clock.getDelayedCalls()
    assert client.site.open_answers == 0


@pytest.mark.parametrize("waits", [True, False])
def test_what_only_waits_ends_when_the_client_hangs_up_and_nothing_else_does(waits):
    ends, seen = [], []

    def endpoint(request):
        seen.append(request)
        request.is_waiting = waits
        return Deferred(lambda owed: ends.append(owed) or owed.callback(ANSWER))

    client = Connection(endpoint).send(post())
    client.hang_up()
    assert len(ends) == waits
    assert seen[0].is_gone
    assert client.site.open_answers == (not waits)


def test_nothing_is_left_of_a_closed_connection():
    client = Connection().send(post()[:20])
    client.hang_up()
    assert not client.site.channels
    assert not client.site.clock.getDelayedCalls()


def test_a_client_that_does_not_take_its_last_answer_is_cut_off():
    client = Connection().send(post(b"hello", "Connection: close"))
    client.pass_by(59)
    assert not client.is_cut
    client.pass_by(1)
    assert client.is_cut


# Sizes

def test_a_body_at_the_limit_is_taken():
    assert Connection(limits=LIMITS).send(post(b"x" * 1000)).status == 200


def test_a_content_length_over_the_limit_is_refused_before_the_body():
    client = Connection(limits=LIMITS).send(b"POST / HTTP/1.1\r\nHost: m\r\nContent-Length: 1001\r\n\r\n")
    assert client.received == answer(b"The body is longer than 1000 bytes.\n", status="413 Request Entity Too Large",
                                     close=True)
    assert [refusal.status for refusal in client.refusals] == [413]
    assert client.refusals[0].remote_address == "192.0.2.7"


def test_no_continue_for_a_body_that_is_too_long():
    client = Connection(limits=LIMITS)
    client.send(b"POST / HTTP/1.1\r\nHost: m\r\nContent-Length: 1001\r\nExpect: 100-continue\r\n\r\n")
    assert client.statuses == [413]


@pytest.mark.parametrize("digits", ["9" * 30, "9" * 4400])
def test_absurd_lengths_are_refused_too(digits):
    client = Connection(limits=Limits())
    client.send(f"POST / HTTP/1.1\r\nHost: m\r\nContent-Length: {digits}\r\n\r\n".encode())
    assert client.statuses == [413]


@pytest.mark.parametrize("chunks", [[1001], [600, 401], [1] * 1001, [2**40]])
def test_chunks_over_the_limit_are_refused_while_they_arrive(chunks):
    client = Connection(limits=LIMITS).send(b"POST / HTTP/1.1\r\nHost: m\r\nTransfer-Encoding: chunked\r\n\r\n")
    for size in chunks:
        client.send(b"%x\r\n" % size).send(b"x" * min(size, 1001)).send(b"\r\n")
    assert client.statuses == [413]


@pytest.mark.parametrize("end", [b"0\r\n\r\n", b"nonsense\r\n", post()])
def test_what_follows_in_the_same_read_changes_nothing(end):
    chunks = b"1f4\r\n" + b"x" * 500 + b"\r\n"
    client = Connection(limits=LIMITS)
    client.send(b"POST / HTTP/1.1\r\nHost: m\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks * 4 + end)
    assert client.statuses == [413]


def test_what_follows_a_refusal_is_thrown_away_for_a_moment_so_that_the_client_can_read_it():
    client = Connection(limits=LIMITS).send(b"POST / HTTP/1.1\r\nHost: m\r\nContent-Length: 5000\r\n\r\n")
    client.send(b"x" * 5000).send(post())
    assert client.statuses == [413]
    assert not client.is_closed
    client.pass_by(2)
    assert client.is_closed


def test_what_follows_a_refusal_is_not_thrown_away_for_ever():
    client = Connection(limits=Limits(linger_bytes=10_000)).send(b"nonsense\r\n")
    client.send(b"x" * 10_000)
    assert not client.is_closed
    client.send(b"x")
    assert client.is_closed


@pytest.mark.parametrize(("sent", "status"), [
    (b"GET /" + b"x" * 600, 414),
    (b"GET /" + b"x" * 600 + b" HTTP/1.1\r\n", 414),
    (b"GET / HTTP/1.1\r\nX: " + b"x" * 600, 431),
    (b"GET / HTTP/1.1\r\nHost: m\r\n" + b"X: 1\r\n" * 5 + b"\r\n", 431),
])
def test_heads_over_the_limits(sent, status):
    client = Connection(limits=LIMITS)
    for start in range(0, len(sent), 50):
        client.send(sent[start:start + 50])
    assert client.statuses == [status]


def test_a_head_of_many_lines_over_the_limit():
    client = Connection(limits=Limits(head_bytes=500)).send(b"GET / HTTP/1.1\r\n" + b"X: 1234567890\r\n" * 50)
    assert client.statuses == [431]


def test_a_head_at_the_limits_is_taken():
    assert Connection(limits=LIMITS).send(b"GET / HTTP/1.1\r\nHost: m\r\n" + b"X: 1\r\n" * 4 + b"\r\n").status == 200


# Malformed requests

@pytest.mark.parametrize("sent", [
    b"nonsense\r\n",
    b"\r\n\r\n",
    b"GET / HTTP/2.0\r\n",
    b"GET / HTTP/1.1 \r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n",
    b"GET / HTTP/1.1\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost : a\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nX: \x00\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nX: 1\rY: 2\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\nhello",
    b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +5\r\n\r\nhello",
    b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5, 5\r\n\r\nhello",
    b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: identity\r\n\r\nhello",
    b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    b"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n",
    b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0x5\r\nhello\r\n0\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhelloX\r\n0\r\n\r\n",
])
def test_what_is_no_http_is_400_and_closed(sent):
    client = Connection(lambda _request: pytest.fail("it reached the endpoint")).send(sent)
    assert client.statuses == [400]
    assert b"Connection: close\r\n" in client.received
    client.send(post()).pass_by(2)
    assert client.statuses == [400]
    assert client.is_closed


def test_other_expectations_are_417():
    assert Connection().send(post(b"hello", "Expect: 200-ok")).statuses == [417]


# Times

def test_an_idle_connection_is_closed_without_a_word():
    client = Connection()
    client.pass_by(59)
    client.send(post(b"hello"))
    client.pass_by(59)
    assert not client.is_closed
    client.pass_by(1)
    assert client.is_closed
    assert client.received == answer(b"hello")


def test_a_head_that_drips_is_dropped_10_seconds_after_its_first_byte():
    client = Connection()
    client.pass_by(30)
    for _ in range(9):
        client.send(b"G")
        client.pass_by(1)
    assert client.received == b""
    client.pass_by(1)
    assert client.statuses == [408]


def test_lines_that_drip_are_dropped_too():
    client = Connection().send(b"GET / HTTP/1.1\r\n")
    for number in range(10):
        client.send(b"X-%d: 1\r\n" % number)
        client.pass_by(1)
    assert client.statuses == [408]


def test_a_body_that_drips_is_dropped():
    client = Connection().send(b"POST / HTTP/1.1\r\nHost: m\r\nContent-Length: 1000\r\n\r\n")
    for _ in range(9):
        client.send(b"x")
        client.pass_by(1)
    assert client.received == b""
    client.pass_by(1.1)
    assert client.statuses == [408]


def test_a_long_body_at_the_least_rate_is_taken():
    client = Connection().send(b"POST / HTTP/1.1\r\nHost: m\r\nContent-Length: 50000\r\n\r\n")
    for _ in range(100):
        client.send(b"x" * 500)
        client.pass_by(1)
    assert client.statuses == [200]


def test_an_endpoint_may_take_its_time():
    endpoint, owed = later()
    client = Connection(endpoint).send(post())
    client.pass_by(1000)
    owed[0].callback(ANSWER)
    assert client.received == answer(b"late")


def test_the_next_request_has_its_own_time():
    endpoint, owed = later()
    client = Connection(endpoint).send(post())
    client.pass_by(30)
    client.send(post()[:20])
    client.pass_by(30)
    owed[0].callback(ANSWER)
    client.pass_by(9)
    assert client.statuses == [200]
    client.pass_by(1)
    assert client.statuses == [200, 408]
