"""The short path against the parser: the same bytes in, in the same pieces, must bring the same bytes out."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.internet.defer import Deferred, succeed

from motown.http import HttpAnswer, Limits, Proxies, Router, text
from motown.http.graceful import stop
from motown.http.request import Request
from motown.http.short import plain_headers
from tests.http.connection import Connection, answer, echo, post, site_for

LIMITS = Limits(body_bytes=300, head_bytes=600, header_lines=8, compress_bytes=50)


class Twin:
    """One connection in one of the two ways, its endpoints' view and the answers they owe."""

    def __init__(self, *, short_path: bool) -> None:
        self.seen: list[tuple] = []
        self.owed: list[Deferred] = []
        router = Router()
        router.mount("/now", self._now, methods=("GET", "POST"))
        router.mount("/later", self._later)
        router.mount("/fails", lambda _request: 1 / 0)
        router.mount("/fired", lambda request: succeed(echo(request)), case_insensitive=True)
        self.client = Connection(site=site_for(router, LIMITS, short_path=short_path, proxies=Proxies(["192.0.2.7"])))

    def _note(self, request) -> None:
        plain = {name: getattr(request, name) for name in ("method", "path", "query", "body", "remote_address")}
        self.seen.append((plain, dict(request.headers), list(request.headers)))

    def _now(self, request) -> HttpAnswer:
        self._note(request)
        return replace(echo(request), headers=(("X-Seen", str(len(self.seen))),))

    def _later(self, request) -> Deferred:
        self._note(request)
        self.owed.append(Deferred())
        return self.owed[-1]

    def do(self, action: object) -> None:
        """Bytes are sent, numbers are seconds that pass, True answers what is owed longest, False stops the server."""
        if isinstance(action, bytes):
            self.client.send(action)
        elif action is True:
            if self.owed:
                self.owed.pop(0).callback(text(200, f"answer {len(self.seen)}"))
        elif action is False:
            stop(self.client.site)
        else:
            self.client.pass_by(action)

    @property
    def state(self) -> tuple:
        """All that can be told from outside."""
        transport, site = self.client.transport, self.client.site
        return (self.client.received, self.seen, transport.disconnecting, transport.disconnected,
                transport.producerState, len(self.owed), site.open_answers, len(site.channels))


def same(actions: list) -> Twin:
    """Do all actions both ways, and compare after each."""
    long, short = Twin(short_path=False), Twin(short_path=True)
    for action in actions:
        long.do(action)
        short.do(action)
        assert short.state == long.state
    return short


def pieces(data: bytes, *cuts: int) -> list[bytes]:
    edges = [0, *sorted(cut % (len(data) + 1) for cut in cuts), len(data)]
    return [data[start:end] for start, end in pairwise(edges) if start < end]


PLAIN = post(b"hello", path="/now")

STREAMS = [
    PLAIN,
    post(b"", path="/now"),
    post(b"x" * 300, path="/now"),
    post(b"x" * 301, path="/now"),
    post(b"hello", path="/later"),
    post(b"hello", path="/fails"),
    post(b"hello", path="/Fired/x?y=%20z"),
    post(b"hello", path="/nowhere"),
    post(b"hello", path="/now/%41%zz"),
    post(b"hello", path="/now/../now"),
    post(b"hello", path="/now/%00"),
    post(b"hello", path="*"),
    post(b"hello", path="http://motown.example/now"),
    post(b"hello", path="motown.example"),
    post(b"hello", path="/\xe4"),
    post(b"hello", "Connection: close", path="/now"),
    post(b"hello", "Connection: close", path="/later"),
    post(b"hello", "Connection: keep-alive", path="/now"),
    post(b"hello", "Connection: keep-alive", "Connection: Upgrade, close", path="/now"),
    post(b"hello", "Expect: 100-continue", path="/now"),
    post(b"hello", "Expect: wonders", path="/now"),
    post(b"hello", "Transfer-Encoding: chunked", path="/now"),
    post(b"hello", "Transfer-Encoding: identity", path="/now"),
    post(b"hello", "Content-Length: 5", path="/now"),
    post(b"hello", "Host: other", path="/now"),
    post(b"hello", "Content-Encoding: gzip", path="/now"),
    post(b"hello", "Content-Encoding: identity", path="/now"),
    post(b"x" * 100, "Accept-Encoding: gzip", path="/now"),
    post(b"x" * 100, "Accept-Encoding: deflate;q=0.1", path="/now"),
    post(b"hello", "X-Forwarded-For: 203.0.113.9", path="/now"),
    post(b"hello", "X-A: 1", "x-a:2", "X-A:\t 3 \t", "x-b:", "X-C: \xe4\x85", path="/now"),
    post(b"hello", *[f"X-{number}: 1" for number in range(6)], path="/now"),
    post(b"hello", *[f"X-{number}: 1" for number in range(7)], path="/now"),
    post(b"hello", "X: " + "y" * 700, path="/now"),
    post(b"hello", " folded", path="/now"),
    post(b"hello", "X: 1\r\n\tfolded", path="/now"),
    post(b"hello", "no colon", path="/now"),
    post(b"hello", ": no name", path="/now"),
    post(b"hello", "Sp ace: 1", path="/now"),
    post(b"hello", "Space : 1", path="/now"),
    post(b"hello", "\xc4: 1", path="/now"),
    post(b"hello", "X: \x00", path="/now"),
    post(b"hello", "X: 1\n Y: 2", path="/now"),
    post(b"hello", "X: 1\rY: 2", path="/now"),
    post(b"hello", "X: 1\x0b\x0c\x1c2", path="/now"),
    PLAIN.replace(b"POST", b"post"),
    PLAIN.replace(b"POST", b"GET"),
    PLAIN.replace(b"POST", b"HEAD"),
    PLAIN.replace(b"POST", b"OPTIONS"),
    PLAIN.replace(b"1.1", b"1.0"),
    PLAIN.replace(b"1.1", b"1.2"),
    PLAIN.replace(b"Host", b"hOST"),
    PLAIN.replace(b"Host: motown.example", b"Host:"),
    PLAIN.replace(b"Host: motown.example\r\n", b""),
    PLAIN.replace(b"POST ", b"POST  "),
    PLAIN.replace(b": 5", b": 05"),
    PLAIN.replace(b": 5", b": +5"),
    PLAIN.replace(b": 5", b": 5 "),
    PLAIN.replace(b": 5", b": 5, 5"),
    PLAIN.replace(b": 5", b": \xb2"),
    PLAIN.replace(b": 5", b": 4"),
    PLAIN.replace(b": 5", b": 6"),
    PLAIN.replace(b": 5", b": 0"),
    PLAIN.replace(b": 5", b": " + b"9" * 20),
    PLAIN.replace(b"Content-Length: 5\r\n", b""),
    PLAIN.replace(b"\r\n", b"\n"),
    PLAIN.replace(b"POST /now HTTP/1.1\r\n", b"POST /now HTTP/1.1\r\n\r\n"),
    b"\r\n" + PLAIN,
    b"\r\n\r\n" + PLAIN,
    PLAIN + b"\r\n",
    PLAIN + PLAIN,
    post(b"\r\n\r\n" + PLAIN, path="/now"),
    b"POST /now HTTP/1.1\r\nHost: m\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
    b"GET /now HTTP/1.1\r\nHost: m\r\n\r\n",
    b"nonsense\r\n\r\n",
    b"",
]
"""Ordinary and odd, each as one read."""


@pytest.mark.parametrize("stream", STREAMS, ids=range(len(STREAMS)))
def test_each_stream_is_answered_as_by_the_parser(stream):
    for before in ([], [PLAIN], [PLAIN, b"\r\n"], [post(path="/later"), True], [post(b"hello", path="/later")]):
        same([*before, stream, True, PLAIN, b"\r\n", PLAIN, True, 11, PLAIN, 61, 61])


@pytest.mark.parametrize("stream", [PLAIN + PLAIN, post(b"hello", "Connection: close", path="/later") + PLAIN,
                                    b"\r\n" + PLAIN + b"\r\n"])
def test_cut_anywhere_it_is_answered_as_by_the_parser(stream):
    for cut in range(1, len(stream)):
        same([*pieces(stream, cut), True, PLAIN])


def test_one_byte_at_a_time():
    assert same([bytes([byte]) for byte in PLAIN]).client.statuses == [200]


ACTIONS = st.one_of(
    st.sampled_from(STREAMS),
    st.sampled_from([True, 1, 9, 10, 59, 60]),
    st.tuples(st.lists(st.sampled_from(STREAMS), min_size=1, max_size=3), st.lists(st.integers(0, 400), max_size=3))
    .map(lambda drawn: pieces(b"".join(drawn[0]), *drawn[1])),
    st.just(False),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(ACTIONS, max_size=12))
def test_whatever_happens_it_is_answered_as_by_the_parser(drawn):
    same([action for one in drawn for action in (one if isinstance(one, list) else [one])])


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(PLAIN)), st.integers(0, 3), st.binary(max_size=3))
def test_damaged_requests_are_answered_as_by_the_parser(at, dropped, put):
    same([PLAIN[:at] + put + PLAIN[at + dropped:], PLAIN, 11])


# That it is taken at all, and only when it should be

@pytest.fixture
def parsed(monkeypatch) -> list[bytes]:
    """What went through the parser."""
    seen: list[bytes] = []
    through = Request.requestReceived

    def noted(self, command, path, version):
        seen.append(path)
        through(self, command, path, version)

    monkeypatch.setattr(Request, "requestReceived", noted)
    return seen


@pytest.mark.parametrize("sent", [
    PLAIN, post(b"hello", "Connection: keep-alive"), post(b"hello", "Connection: close"),
    post(b"x" * 1000, "Accept-Encoding: gzip", "User-Agent: x", 'Content-Type: application/soap+xml; action="/x"'),
])
def test_plain_requests_take_the_short_path(sent, parsed):
    assert Connection(short_path=True).send(sent).statuses == [200]
    assert not parsed


@pytest.mark.parametrize("sent", [
    PLAIN.replace(b"1.1", b"1.0"), PLAIN.replace(b"POST", b"PUT"), post(b"hello", "Expect: 100-continue"), post(b""),
])
def test_others_take_the_long(sent, parsed):
    assert Connection(short_path=True).send(sent).statuses[-1] == 200
    assert len(parsed) == 1


def test_the_short_path_is_taken_again_after_an_empty_line(parsed):
    client = Connection(short_path=True).send(PLAIN).send(b"\r\n").send(PLAIN).send(PLAIN)
    assert client.statuses == [200, 200, 200]
    assert len(parsed) == 1


def test_it_is_off_by_default(parsed):
    Connection().send(PLAIN)
    assert len(parsed) == 1


def test_the_idle_time_counts_from_the_answer():
    client = Connection(short_path=True)
    for _ in range(3):
        client.pass_by(59)
        client.send(PLAIN)
    assert client.received == answer(b"hello") * 3
    client.pass_by(60)
    assert client.is_closed


@pytest.mark.parametrize("lines", ["", "a", ":", "a: 1\r\n", "a: 1\r\n\r\nb: 2", "a: 1\nb: 2", "a: \0", "Expect: x",
                                   "Transfer-Encoding: chunked", "Host: a\r\nhost: b", "a: 1\r\nb: 2\r\nc: 3"])
def test_headers_left_to_the_parser(lines):
    assert plain_headers(lines, 2) is None


def test_plain_headers():
    assert plain_headers("A-b:1\r\nc: \t2 \r\na-B: 3", 3) == {"a-b": "1, 3", "c": "2"}


def test_names_invented_by_clients_are_not_kept_for_ever():
    from motown.http import short
    for number in range(2000):
        plain_headers(f"X-{number}: 1", 1)
    assert len(short._names) <= 512
