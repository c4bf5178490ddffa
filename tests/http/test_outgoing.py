import gzip
import zlib

import pytest
from twisted.internet import error
from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.defer import CancelledError, Deferred, ensureDeferred
from twisted.internet.error import (
    ConnectBindError,
    ConnectionDone,
    ConnectionLost,
    NoRouteError,
    TCPTimedOutError,
)
from twisted.internet.testing import MemoryReactorClock, StringTransport
from twisted.python.failure import Failure

from motown.http.networks import Networks
from motown.http.outgoing import NoReply, NotReached, Outgoing

URL = "http://10.0.0.1:8080/x"
REQUEST = b"POST /x HTTP/1.1\r\nHost: 10.0.0.1:8080\r\nA: b\r\nContent-Length: 4\r\nConnection: close\r\n\r\n<y/>"
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: 5\r\n\r\nhello"


class Sending(StringTransport):
    """Takes bytes at once, as a socket does: so many of them, or none but an error."""

    def __init__(self, room: int | Exception) -> None:
        super().__init__()
        self.room = room

    def writeSomeData(self, data):  # noqa: N802
        if isinstance(self.room, Exception):
            return self.room
        self.io.write(data[:self.room])
        return min(len(data), self.room)


class Names:
    """Knows some names, or is never done."""

    def __init__(self, names: dict[str, list[str]] | None) -> None:
        self.names, self.asked = names, []

    def resolveHostName(self, receiver, name, port=0):  # noqa: N802
        self.asked.append(name)
        if self.names is None:
            return
        receiver.resolutionBegan(None)
        for ip in self.names.get(name, []):
            receiver.addressResolved((IPv6Address if ":" in ip else IPv4Address)("TCP", ip, port))
        receiver.resolutionComplete()


class Calling:
    """An Outgoing and its network: see what it connects to, and be the other side."""

    def __init__(self, names: dict[str, list[str]] | None = None, networks=("global", "private"), ports=(),
                 **settings: object) -> None:
        self.reactor = MemoryReactorClock()
        self.reactor.nameResolver = self.names = Names(names)
        settings = {"connect_seconds": 5, "answer_seconds": 30, "max_answer_bytes": 100, "keep_alive": False} | settings
        self.outgoing = Outgoing(self.reactor, Networks(networks, ports), **settings)
        self.answers: list[object] = []

    def post(self, url: str = URL, **more: object) -> Deferred:
        call = ensureDeferred(self.outgoing.post(url, b"<y/>", {"A": "b"}, **more))
        call.addBoth(lambda result: self.answers.append(result.value if isinstance(result, Failure) else result))
        return call

    @property
    def connected_to(self) -> list[tuple[str, int]]:
        return [client[:2] for client in self.reactor.tcpClients]

    def accept(self, transport: StringTransport | None = None, number: int = -1) -> StringTransport:
        """The connection is made."""
        transport = transport or StringTransport()
        transport.protocol = self.reactor.tcpClients[number][2].buildProtocol(None)
        transport.protocol.makeConnection(transport)
        return transport

    def refuse(self, reason: Exception) -> None:
        self.reactor.tcpClients[-1][2].clientConnectionFailed(None, Failure(reason))

    @property
    def problem(self) -> NoReply | NotReached:
        [problem] = self.answers
        assert isinstance(problem, NoReply | NotReached), problem
        return problem

    @property
    def said(self) -> tuple[type, str, str]:
        return type(self.problem), self.problem.kind, self.problem.reason


def answer(transport: StringTransport, data: bytes) -> None:
    transport.protocol.dataReceived(data)


def hang_up(transport: StringTransport, reason: Exception | None = None) -> None:
    transport.protocol.connectionLost(Failure(reason or ConnectionDone()))


def test_a_request_and_its_answer():
    calling = Calling()
    calling.post()
    transport = calling.accept()
    assert (calling.connected_to, transport.value()) == ([("10.0.0.1", 8080)], REQUEST)
    answer(transport, ANSWER)
    [reply] = calling.answers
    assert (reply.status, reply.body, reply.remote_address) == (200, b"hello", "10.0.0.1")
    assert reply.headers == {"content-type": "text/xml", "content-length": "5"}
    assert transport.disconnecting
    hang_up(transport)
    assert calling.reactor.getDelayedCalls() == []
    assert calling.names.asked == []


def test_a_redirect_is_an_answer_like_any_other():
    calling = Calling()
    calling.post()
    answer(calling.accept(), b"HTTP/1.1 302 x\r\nLocation: http://127.0.0.1/\r\nContent-Length: 0\r\n\r\n")
    assert (calling.answers[0].status, calling.answers[0].headers["location"]) == (302, "http://127.0.0.1/")
    assert len(calling.connected_to) == 1


@pytest.mark.parametrize(("coding", "body"), [
    ("gzip", gzip.compress(b"hello")), ("x-gzip", gzip.compress(b"hello")), ("deflate", zlib.compress(b"hello")),
    ("deflate", zlib.compress(b"hello", wbits=-15)), ("identity", b"hello")],
    ids=["gzip", "x-gzip", "deflate", "deflate without a head", "identity"])
def test_content_codings_are_undone(coding, body):
    calling = Calling()
    calling.post()
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: {coding}\r\nContent-Length: {len(body)}\r\n\r\n"
    answer(calling.accept(), head.encode() + body)
    assert calling.answers[0].body == b"hello"


@pytest.mark.parametrize(("coding", "body", "kind"), [
    ("gzip", gzip.compress(b" " * 101), "long"), ("gzip", b"nonsense", "garbage"), ("br", b"x", "garbage"),
    ("gzip, gzip", b"x", "garbage")], ids=["too long", "nonsense", "unknown", "twice"])
def test_codings_that_cannot_be_undone(coding, body, kind):
    calling = Calling()
    calling.post()
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: {coding}\r\nContent-Length: {len(body)}\r\n\r\n"
    answer(calling.accept(), head.encode() + body)
    assert calling.said[:2] == (NoReply, kind)


# Nothing was sent


@pytest.mark.parametrize(("url", "kind", "part"), [
    ("http://cp:secret@10.0.0.1/", "address", "the address has credentials in it"),
    ("ftp://10.0.0.1/", "address", "no http or https URL"),
    ("http://127.0.0.1/", "forbidden", "127.0.0.1 is an address of this machine itself"),
    ("http://[::ffff:127.0.0.1]/", "forbidden", "127.0.0.1 is an address of this machine itself"),
    ("http://169.254.169.254/", "forbidden", "secrets"),
    ("http://near.example/", "forbidden", "near.example leads to 127.0.0.1, an"),
    ("http://10.0.0.1:22/", "forbidden", "port 22 may not be called"),
    ("http://unknown.example/", "name", "unknown.example has no IP address"),
])
def test_what_may_not_be_called_is_not(url, kind, part):
    calling = Calling({"near.example": ["127.0.0.1", "::1"]}, ports=[80])
    calling.post(url)
    assert (calling.connected_to, calling.said[:2]) == ([], (NotReached, kind))
    assert part.replace(", an", " is an") in calling.problem.reason
    assert "secret@" not in calling.problem.reason


@pytest.mark.parametrize(("reason", "kind", "text"), [
    (error.ConnectionRefusedError(), "refused",
     "10.0.0.1:8080 refused the connection: check that it is on, and its address"),
    (TCPTimedOutError(), "timeout",
     "10.0.0.1:8080 does not answer: check that it is on, its address, and what lies between"),
    (NoRouteError(113, "No route to host"), "refused", "there is no way to 10.0.0.1:8080: check its address"),
    (error.ConnectError(104, "Connection reset by peer"), "refused", "10.0.0.1:8080 hung up before anything was sent"),
    (ConnectBindError(24, "Too many open files"), "refused", "this machine has no socket left for it"),
])
def test_connections_that_are_not_made(reason, kind, text):
    calling = Calling()
    calling.post()
    calling.refuse(reason)
    assert calling.said[:2] == (NotReached, kind)
    assert text in calling.problem.reason
    assert calling.problem.remote_address == "10.0.0.1"
    assert calling.reactor.getDelayedCalls() == []


def test_no_connection_in_time():
    calling = Calling()
    calling.post()
    calling.reactor.advance(4.9)
    assert calling.answers == []
    calling.reactor.advance(0.1)
    assert calling.said == (NotReached, "timeout", ("no connection to 10.0.0.1:8080 within 5 s: check that it is on, "
                                                    "its address, and what lies between"))
    assert calling.reactor.connectors[0].stoppedConnecting


def test_a_connection_that_comes_too_late_is_closed():
    calling = Calling()
    calling.post()
    calling.reactor.advance(5)
    transport = calling.accept()
    assert (transport.value(), transport.disconnected) == (b"", True)


def test_a_connection_that_breaks_before_a_byte_is_sent_was_not_reached():
    calling = Calling()
    calling.post()
    calling.accept(Sending(ConnectionLost()))
    assert calling.said == (NotReached, "refused", "10.0.0.1:8080 hung up before anything was sent: try again")


def test_no_name_in_time_and_a_late_one_does_no_harm():
    calling = Calling(None)
    calling.post("http://cp.example/")
    calling.reactor.advance(5)
    assert calling.said == (NotReached, "timeout", "the name cp.example was not found within 5 s: check the DNS")


def test_all_addresses_allowed_are_tried_in_order_and_no_other():
    calling = Calling({"cp.example": ["127.0.0.1", "10.0.0.1", "10.0.0.1", "fd12::1", "10.0.0.3"]})
    calling.post("http://cp.example/x")
    calling.refuse(error.ConnectionRefusedError())
    calling.reactor.advance(5)
    assert calling.connected_to == [("10.0.0.1", 80), ("fd12::1", 80), ("10.0.0.3", 80)]
    transport = calling.accept()
    assert b"Host: cp.example\r\n" in transport.value()
    answer(transport, ANSWER)
    assert calling.answers[0].remote_address == "10.0.0.3"


def test_the_whole_call_is_limited_while_connecting_too():
    calling = Calling({"cp.example": [f"10.0.0.{last}" for last in range(1, 20)]}, answer_seconds=12)
    calling.post("http://cp.example/x")
    for _ in range(12):
        calling.reactor.advance(1)
    assert len(calling.connected_to) == 3
    assert calling.said[:2] == (NotReached, "timeout")


def test_only_some_addresses_of_a_name_are_tried():
    calling = Calling({"cp.example": [f"10.0.0.{last}" for last in range(1, 20)]})
    calling.post("http://cp.example/x")
    for _ in range(8):
        calling.refuse(error.ConnectionRefusedError())
    assert calling.said[:2] == (NotReached, "refused")


# Something may have been sent


@pytest.mark.parametrize("received", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell"])
@pytest.mark.parametrize("reason", [ConnectionDone(), ConnectionLost()])
def test_a_connection_lost_on_the_way(received, reason):
    calling = Calling()
    calling.post()
    transport = calling.accept()
    answer(transport, received) if received else None
    hang_up(transport, reason)
    how = "in the middle of its answer" if received else "without an answer"
    assert calling.said == (NoReply, "lost",
                            f"10.0.0.1:8080 took the request, but hung up {how}: check whether it works")
    assert not calling.problem.is_stale


def test_a_part_sent_counts_as_sent():
    calling = Calling()
    calling.post()
    transport = calling.accept(Sending(10))
    assert transport.value() == REQUEST
    hang_up(transport, ConnectionLost())
    assert calling.said[:2] == (NoReply, "lost")


def test_a_socket_that_has_no_room_yet_counts_as_sent():
    calling = Calling()
    calling.post()
    hang_up(calling.accept(Sending(0)), ConnectionLost())
    assert calling.said[:2] == (NoReply, "lost")


def test_a_body_to_the_end_of_the_connection_needs_a_proper_end():
    for reason, whole in ((ConnectionDone(), True), (ConnectionLost(), False)):
        calling = Calling()
        calling.post()
        transport = calling.accept()
        answer(transport, b"HTTP/1.1 200 OK\r\n\r\nhello")
        hang_up(transport, reason)
        assert isinstance(calling.answers[0], NoReply) is not whole


def test_no_answer_in_time_and_drips_do_not_help():
    calling = Calling()
    calling.post()
    transport = calling.accept()
    for byte in ANSWER[:29]:
        calling.reactor.advance(1)
        answer(transport, bytes([byte]))
    assert calling.answers == []
    calling.reactor.advance(1)
    assert calling.said == (NoReply, "timeout", ("10.0.0.1:8080 took the request, but gave no whole answer within "
                                                 "30 s: check whether it works"))
    assert transport.disconnected
    assert calling.reactor.getDelayedCalls() == []


@pytest.mark.parametrize(("data", "kind", "reason"), [
    (b"\x00\x01\x02", "garbage", r"it is no HTTP, but begins with b'\x00\x01\x02'"),
    (b"HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\n", "long", "its body is longer than 100 bytes"),
])
def test_answers_that_cannot_be_read(data, kind, reason):
    calling = Calling()
    calling.post()
    transport = calling.accept()
    answer(transport, data)
    assert calling.said == (NoReply, kind, f"the answer of 10.0.0.1:8080 cannot be read: {reason}")
    assert transport.disconnected


# Cancelling


def test_cancelling_while_the_name_is_looked_up():
    calling = Calling(None)
    calling.post("http://cp.example/").cancel()
    assert isinstance(calling.answers[0], CancelledError)
    assert calling.reactor.getDelayedCalls() == []


def test_cancelling_while_connecting():
    calling = Calling()
    calling.post().cancel()
    assert isinstance(calling.answers[0], CancelledError)
    assert calling.reactor.connectors[0].stoppedConnecting
    assert calling.reactor.getDelayedCalls() == []


def test_cancelling_while_waiting_for_the_answer():
    calling = Calling()
    call = calling.post()
    transport = calling.accept()
    call.cancel()
    assert isinstance(calling.answers[0], CancelledError)
    assert transport.disconnected
    answer(transport, ANSWER)
    hang_up(transport)
    assert calling.reactor.getDelayedCalls() == []


# Kept connections


def kept(**settings: object) -> tuple[Calling, StringTransport]:
    """A call is over, and its connection open."""
    calling = Calling(keep_alive=True, **settings)
    calling.post()
    transport = calling.accept()
    assert transport.value() == REQUEST.replace(b"Connection: close\r\n", b"")
    answer(transport, ANSWER)
    transport.clear()
    calling.answers.clear()
    return calling, transport


def test_a_kept_connection_serves_again():
    calling, transport = kept()
    for _ in range(3):
        calling.post()
        answer(transport, ANSWER)
        calling.reactor.advance(1)
    assert [reply.body for reply in calling.answers] == [b"hello"] * 3
    assert (len(calling.connected_to), transport.disconnecting) == (1, False)


def test_another_port_host_or_scheme_is_another_connection():
    calling, _ = kept(names={"cp.example": ["10.0.0.1"]})
    calling.post("http://10.0.0.1:8081/x")
    calling.post("http://cp.example:8080/x")
    calling.post("https://10.0.0.1:8080/x")
    assert len(calling.connected_to) == 4


def test_a_call_meanwhile_has_its_own_connection_which_is_closed_after():
    calling, first = kept()
    calling.post()
    calling.post()
    second = calling.accept()
    answer(first, ANSWER)
    answer(second, ANSWER)
    assert (first.disconnecting, second.disconnecting) == (False, True)


def test_a_kept_connection_is_closed_after_a_while():
    calling, transport = kept()
    calling.reactor.advance(10)
    assert transport.disconnected
    hang_up(transport)
    assert calling.reactor.getDelayedCalls() == []
    calling.post()
    assert len(calling.connected_to) == 2


@pytest.mark.parametrize(("headers", "is_kept"), [
    ("Keep-Alive: timeout=3", True), ("Keep-Alive: timeout=1", False), ("Connection: close", False)])
def test_what_the_other_side_says_about_keeping_counts(headers, is_kept):
    calling = Calling(keep_alive=True)
    calling.post()
    transport = calling.accept()
    answer(transport, ANSWER.replace(b"\r\n", f"\r\n{headers}\r\n".encode(), 1))
    assert transport.disconnecting is not is_kept
    calling.reactor.advance(2)
    assert transport.disconnected is is_kept


@pytest.mark.parametrize("how", [hang_up, lambda transport: answer(transport, b"unasked")])
def test_a_kept_connection_that_ends_or_speaks_is_not_used(how):
    calling, transport = kept()
    how(transport)
    calling.post()
    answer(calling.accept(), ANSWER)
    assert (len(calling.connected_to), calling.answers[0].body) == (2, b"hello")


def test_a_kept_connection_that_turns_out_broken_is_replaced_when_nothing_was_sent():
    calling, transport = kept()
    transport.writeSomeData = lambda data: ConnectionLost()
    calling.post()
    answer(calling.accept(), ANSWER)
    assert calling.answers[0].body == b"hello"


def test_a_kept_connection_that_ends_after_a_request_is_not_replaced_but_said_to_be_stale():
    calling, transport = kept()
    calling.post()
    hang_up(transport)
    assert calling.said[:2] == (NoReply, "lost")
    assert calling.problem.is_stale
    assert len(calling.connected_to) == 1


def test_a_connection_on_which_not_all_was_sent_is_not_kept():
    calling = Calling(keep_alive=True)
    calling.post()
    transport = calling.accept(Sending(10))
    answer(transport, ANSWER)
    assert (calling.answers[0].body, transport.disconnecting) == (b"hello", True)


def test_close_ends_what_is_kept_and_keeps_no_more():
    calling, first = kept()
    calling.post("http://10.0.0.2/x")
    second = calling.accept()
    calling.outgoing.close()
    assert first.disconnected
    answer(second, ANSWER)
    assert second.disconnecting
    for transport in (first, second):
        hang_up(transport)
    assert calling.reactor.getDelayedCalls() == []


# Whoever sends may have something to do once the connection stands, before the first byte leaves


class Hook:
    """Is told of connections; goes on when it is told to."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.waiting: Deferred = Deferred()

    async def __call__(self, ip: str) -> None:
        self.told.append(ip)
        await self.waiting

    def go_on(self) -> None:
        waiting, self.waiting = self.waiting, Deferred()
        waiting.callback(None)


def test_nothing_is_sent_until_who_sends_is_ready():
    calling, hook = Calling(), Hook()
    calling.post(connected=hook)
    assert hook.told == []
    transport = calling.accept()
    calling.reactor.advance(6)
    assert (hook.told, transport.value()) == (["10.0.0.1"], b"")
    hook.go_on()
    assert transport.value() == REQUEST
    answer(transport, ANSWER)
    assert calling.answers[0].body == b"hello"


@pytest.mark.parametrize("how", [hang_up, lambda transport: answer(transport, b"unasked")])
def test_a_connection_that_ends_meanwhile_was_not_reached(how):
    calling, hook = Calling(), Hook()
    calling.post(connected=hook)
    transport = calling.accept()
    how(transport)
    hook.go_on()
    assert calling.said == (NotReached, "refused", "10.0.0.1:8080 hung up before anything was sent: try again")
    assert transport.value() == b""


def test_what_it_raises_ends_the_call_and_nothing_is_sent():
    calling, hook = Calling(), Hook()
    calling.post(connected=hook)
    transport = calling.accept()
    hook.waiting.errback(KeyError("expired"))
    assert isinstance(calling.answers[0], KeyError)
    assert (transport.value(), transport.disconnecting) == (b"", True)


def test_cancelling_meanwhile_closes_the_connection():
    calling, hook = Calling(), Hook()
    call = calling.post(connected=hook)
    transport = calling.accept()
    call.cancel()
    assert isinstance(calling.answers[0], CancelledError)
    assert (transport.value(), transport.disconnecting) == (b"", True)


def test_the_whole_call_is_limited_meanwhile():
    calling, hook = Calling(), Hook()
    calling.post(connected=hook)
    transport = calling.accept()
    calling.reactor.advance(30)
    hook.go_on()
    assert calling.said == (NotReached, "timeout", "no time was left for a request to 10.0.0.1:8080: try again")
    assert (transport.value(), transport.disconnecting) == (b"", True)


def test_a_kept_connection_does_not_grow_too_old_meanwhile():
    calling, transport = kept()
    hook = Hook()
    calling.post(connected=hook)
    calling.reactor.advance(11)
    hook.go_on()
    answer(transport, ANSWER)
    assert (calling.answers[0].body, len(calling.connected_to)) == (b"hello", 1)


def test_a_kept_connection_that_ends_meanwhile_is_replaced_and_it_is_told_again():
    calling, transport = kept()
    hook = Hook()
    calling.post(connected=hook)
    hang_up(transport)
    hook.go_on()
    second = calling.accept()
    hook.go_on()
    answer(second, ANSWER)
    assert (calling.answers[0].body, hook.told) == (b"hello", ["10.0.0.1"] * 2)
