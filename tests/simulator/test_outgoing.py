"""Messages over HTTP: Twisted's Agent and our own server joined in memory, without sockets (SOAP-11 to SOAP-13)."""

import gzip
from random import Random

import pytest
from twisted.internet import error
from twisted.internet.address import IPv4Address
from twisted.internet.defer import Deferred
from twisted.internet.endpoints import IStreamClientEndpoint
from twisted.internet.task import Clock
from twisted.python.failure import Failure
from twisted.test import iosim
from twisted.web.iweb import IAgentEndpointFactory
from zope.interface import implementer

from motown.http import HttpAnswer, make_site
from motown.simulator.errors import NoAnswer
from motown.simulator.fleet import lossy
from motown.simulator.outgoing import MOST_BYTES, HttpHabits, HttpTransport

PEER = IPv4Address("TCP", "192.0.2.7", 50_000)
BODY = b"<message>" + b"x" * 1_000 + b"</message>"
HEADERS = {"Content-Type": 'application/soap+xml; action="/Heartbeat"', "Content-Length": "999"}


@implementer(IAgentEndpointFactory, IStreamClientEndpoint)
class Network:
    """Connections to a server in memory; ``made`` counts them."""

    def __init__(self, endpoint):
        self.clock = Clock()
        self.site = make_site(endpoint, clock=self.clock)
        self.made, self.pumps, self.is_down, self.heard = 0, [], False, b""

    def endpointForURI(self, uri):  # noqa: N802, Twisted's name
        return self

    def connect(self, factory):
        self.made += 1
        if self.is_down:
            return _failed(error.ConnectionRefusedError())
        client, server = factory.buildProtocol(PEER), self.site.buildProtocol(PEER)
        server.dataReceived = self._overheard(server.dataReceived)
        connected = Deferred()
        self.pumps.append(iosim.connect(
            server, iosim.FakeTransport(server, isServer=True, peerAddress=PEER), client,
            iosim.FakeTransport(client, isServer=False, hostAddress=PEER)))
        connected.callback(client)
        return connected

    def _overheard(self, receive):
        def received(data):
            self.heard += data
            receive(data)
        return received

    def flush(self):
        for pump in self.pumps:
            pump.flush()


def _failed(why):
    failed = Deferred()
    failed.errback(why)
    return failed


class Line:
    """A transport, the server at its end, and what came to it."""

    def __init__(self, answer=lambda _request: HttpAnswer(200, "application/soap+xml", b"<answer/>"), **habits):
        self.requests = []
        self.network = Network(lambda request: self.requests.append(request) or answer(request))
        self.transport = HttpTransport(self.network.clock, "http://central.example/ocpp", "CP-001", self.network,
                                       HttpHabits(**habits))

    def begin(self, body=BODY):
        results = []
        self.transport(body, HEADERS).addBoth(results.append)
        self.network.flush()
        return results

    def post(self, body=BODY):
        (result,) = self.begin(body)
        if isinstance(result, Failure):
            result.raiseException()
        return result


def test_a_message_and_its_answer():
    line = Line()
    reply = line.post()
    assert (reply.status, reply.body) == (200, b"<answer/>")
    assert reply.headers["content-type"] == "application/soap+xml"
    (request,) = line.requests
    assert (request.method, request.path, request.body) == ("POST", "/ocpp", BODY)
    assert request.headers["content-type"] == HEADERS["Content-Type"]
    assert request.headers["content-length"] == str(len(BODY))
    assert "transfer-encoding" not in request.headers
    assert "authorization" not in request.headers


def test_a_fault_is_an_answer_too():  # SOAP-13
    line = Line(lambda _request: HttpAnswer(500, "application/soap+xml", b"<fault/>"))
    assert (line.post().status, line.post().body) == (500, b"<fault/>")


def test_connections_are_kept():  # SOAP-12
    line = Line()
    for _ in range(3):
        line.post()
    assert (len(line.requests), line.network.made) == (3, 1)


def test_or_not():
    line = Line(keeps_connections=False)
    for _ in range(3):
        line.post()
    assert (len(line.requests), line.network.made) == (3, 3)


def test_a_kept_connection_that_was_closed_is_tried_once_more_afresh():  # SOAP-12
    line = Line()
    line.post()
    line.network.pumps[0].server.transport.abortConnection()  # seen by the client only when it writes
    assert line.post().body == b"<answer/>"
    assert (len(line.requests), line.network.made) == (2, 2)


def test_a_fresh_one_that_is_closed_without_an_answer_is_not():  # SOAP-12
    line = Line(lambda _request: Deferred())
    results = line.begin()
    for pump in line.network.pumps:
        pump.server.transport.abortConnection()
    line.network.flush()
    assert isinstance(results[0].value, NoAnswer)
    assert len(line.requests) == 1


def test_no_connection_is_no_answer():  # OFF-7
    line = Line()
    line.network.is_down = True
    with pytest.raises(NoAnswer, match="refused"):
        line.post()


def test_patience_ends():  # SOAP-12
    line = Line(lambda _request: Deferred(), answer_seconds=30)
    results = line.begin()
    line.network.clock.advance(29)
    assert results == []
    line.network.clock.advance(1)
    with pytest.raises(NoAnswer, match="within 30 seconds"):
        results[0].raiseException()


def test_an_endless_answer_is_not_read():
    line = Line(lambda _request: HttpAnswer(200, "text/xml", b"x" * (MOST_BYTES + 1)))
    with pytest.raises(NoAnswer, match="longer"):
        line.post()


def test_the_password_is_sent_with_the_identity():
    line = Line(password="secret-{identity}")
    line.post()
    assert line.requests[0].credentials == ("CP-001", "secret-CP-001")


def test_compression_both_ways():  # SOAP-11
    coded = HttpAnswer(200, "text/xml", gzip.compress(b"<answer/>"), (("Content-Encoding", "gzip"),))
    line = Line(lambda _request: coded, compresses=True)
    assert line.post().body == b"<answer/>"
    (request,) = line.requests
    assert request.body == BODY
    assert b"content-encoding: gzip\r\n" in line.network.heard.lower()
    assert len(line.network.heard) < len(BODY)
    assert "gzip" in request.headers["accept-encoding"]


def test_small_messages_are_not_compressed():  # SOAP-11
    line = Line(compresses=True)
    line.post(b"<small/>")
    assert b"<small/>" in line.network.heard


def test_broken_compression_is_no_answer():
    broken = HttpAnswer(200, "text/xml", b"nonsense", (("Content-Encoding", "gzip"),))
    line = Line(lambda _request: broken, compresses=True)
    with pytest.raises(NoAnswer, match="gzip"):
        line.post()


def test_answers_can_be_lost_on_purpose():
    line = Line()
    lost = lossy(line.transport, 0.5, Random(1))
    results = []
    for _ in range(40):
        Deferred.fromCoroutine(lost(BODY, HEADERS)).addBoth(results.append)
        line.network.flush()
    assert len(line.requests) == 40
    assert 10 < sum(isinstance(result, Failure) for result in results) < 30
