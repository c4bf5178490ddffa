"""Push over real sockets: consumers that fail, servers that die; everything is told, in order (requirements MT-SUB)."""

import itertools
import random
import threading
import time
from collections.abc import Iterator

import pytest
import requests
from argon2 import PasswordHasher
from lxml import etree

from motown.domain import commands
from motown.domain.access import Target, TargetKind
from motown.domain.ids import new_grant_id
from motown.store import events as stored
from tests.interop.server import SECONDS, Server, until
from tests.interop.services.consumer import Consumer, Consumers, Unwilling
from tests.interop.soap import request

SECRET = "correct horse"
HASH = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash(SECRET)
SERVICE = "urn:motown:ws:v1:subscription"
STORES = pytest.mark.parametrize("store", ["sqlite", "postgresql"])
SETTINGS = {"services__subscriptions__allowed_networks": "loopback"}
HEARTBEATS = "motown.Heartbeat"
_NUMBERS = itertools.count()


@pytest.fixture
def consumers() -> Iterator[Consumers]:
    with Consumers() as made:
        yield made


@pytest.fixture
def server(store, new_server, request) -> Server:
    url = request.getfixturevalue("cluster").fresh() if store == "postgresql" else None
    return known(new_server(url, **SETTINGS).start())


def known(server: Server) -> Server:
    """With a party that sees all, and a charge point."""
    server.execute(commands.PutParty(party_id="nordlicht", name="Nordlicht", roles=("CSO",), password_hash=HASH))
    server.execute(commands.GrantAccess(party_id="nordlicht", grant_id=new_grant_id(), access_classes=("SELF",),
                                        targets=(Target(TargetKind.ALL),)))
    server.accept(["EV-1"])
    return server


def ask(server: Server, operation: str, content: str) -> etree._Element:
    """The answer of SubscriptionService, as XML."""
    body = (f'<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:t="urn:motown:ws:v1:types"><s:Body>'
            f'<{operation} xmlns="{SERVICE}">{content}</{operation}></s:Body></s:Envelope>')
    reply = requests.post(f"{server.address}/services/subscription/v1", body.encode(), auth=("nordlicht", SECRET),
                          headers={"Content-Type": "application/soap+xml"}, timeout=SECONDS)
    assert reply.status_code == 200, reply.text
    return etree.fromstring(reply.content)


def subscribe(server: Server, consumer: Consumer, *, soap: str = "1.2", credential: str = "") -> tuple[str, int]:
    """Its id and where it begins."""
    number = next(_NUMBERS)
    told = ask(server, "Subscribe", (
        f"<requestId>{number}</requestId><name>{number}</name><mode>Push</mode>"
        f"<filter><t:typePrefix>{HEARTBEATS}</t:typePrefix></filter>"
        f"<delivery><url>{consumer.url}</url>{credential}<soapVersion>{soap}</soapVersion></delivery>"))
    return told.findtext(f".//{{{SERVICE}}}subscriptionId"), int(told.findtext(f".//{{{SERVICE}}}startPosition"))


def states(server: Server) -> list[str]:
    told = ask(server, "ListSubscriptions", "<page><t:limit>1000</t:limit></page>")
    return [one.text for one in told.iter(f"{{{SERVICE}}}state")]


def positions(server: Server, after: int) -> list[int]:
    """Of all that is to be told."""
    return [one.position for one in server.events(after, stored.EventFilter(type_prefixes=(HEARTBEATS,)))]


def beat(server: Server, times: int = 1) -> None:
    for _ in range(times):
        assert server.post(request("Heartbeat")).status == 200


class Beating:
    """A charge point that goes on, whatever happens to the server."""

    def __init__(self, server: Server) -> None:
        self._server, self._ended, self.heard = server, threading.Event(), 0
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while not self._ended.wait(0.005):
            try:
                self.heard += self._server.post(request("Heartbeat")).status == 200
            except OSError:
                time.sleep(0.05)

    def hear(self, more: int) -> None:
        """Go on until so many more were answered."""
        wanted = self.heard + more
        until(lambda: self.heard >= wanted, "the charge point is answered")

    def end(self) -> None:
        self._ended.set()
        self._thread.join(SECONDS)


def all_told(server: Server, consumer: Consumer, after: int) -> None:
    wanted = positions(server, after)
    until(lambda: consumer.done[-1:] == wanted[-1:], "all is told")
    consumer.judge(wanted)


@STORES
@pytest.mark.parametrize("soap", ["1.2", "1.1"])
def test_told_over_sockets(server, consumers, soap):
    one = consumers.add("one")
    credential = "<user>motown</user><secret>hush</secret>"
    _, start = subscribe(server, one, soap=soap, credential=credential)
    beat(server, 3)
    all_told(server, one, start)
    assert {call.headers["authorization"] for call in one.calls} == {"Basic bW90b3duOmh1c2g="}
    assert {call.headers["content-type"].split(";")[0] for call in one.calls} == {
        "text/xml" if soap == "1.1" else "application/soap+xml"}
    beat(server)
    all_told(server, one, start)


@pytest.mark.parametrize("store", ["sqlite"])
def test_redirects_are_not_followed(server, consumers):
    one, elsewhere = consumers.add("one"), consumers.add("elsewhere")

    def away(call):
        if call.attempt < 2:
            raise Unwilling(307, Location=elsewhere.url)

    one.behaves(away)
    _, start = subscribe(server, one)
    beat(server)
    all_told(server, one, start)
    assert not elsewhere.calls
    assert len(one.calls) == 2


@pytest.mark.parametrize("store", ["sqlite"])
def test_down_and_up_again(server, consumers):
    one = consumers.add("one")
    _, start = subscribe(server, one)
    beat(server)
    until(lambda: one.done, "it is told")
    consumers.down()
    beat(server, 20)
    until(lambda: states(server) == ["Failing"], "it is failing")
    consumers.up()
    all_told(server, one, start)
    until(lambda: states(server) == ["Active"], "all is well")


def flaky(seed: int):
    """Fails at random in one of several ways, after the work or before it, or does only a part."""
    chance = random.Random(seed)

    def behave(call):
        what = chance.random()
        if what < 0.1:
            raise Unwilling
        if what < 0.2:
            raise Unwilling(500)
        if what < 0.4 and call.positions:
            return chance.choice(call.positions)
        return None

    return behave


def killed(server: Server, consumers: Consumers, pauses: tuple[float, ...]) -> None:
    """Nothing is lost and nothing passed over, though server and consumers fail again and again."""
    some = [consumers.add(str(number)) for number in range(3)]
    starts = []
    for number, one in enumerate(some):
        one.behaves(flaky(number))
        starts.append(subscribe(server, one)[1])
    beating = Beating(server)
    for pause in pauses:
        beating.hear(25)
        time.sleep(pause)
        server.kill()
        server.start()
    beating.hear(25)
    beating.end()
    for one, start in zip(some, starts, strict=True):
        all_told(server, one, start)
        assert len(one.done) >= 25 * len(pauses)


@pytest.mark.parametrize("store", ["sqlite"])
def test_killed_while_it_calls(server, consumers):
    killed(server, consumers, (0.0, 0.03))


@pytest.mark.kill
@STORES
def test_killed_at_random_moments(server, consumers):
    killed(server, consumers, tuple(random.random() / 4 for _ in range(10)))


@pytest.mark.parametrize("store", ["sqlite"])
def test_of_two_hundred_a_tenth_is_dead(server, consumers):
    """Those that live are told at once."""
    ended = threading.Event()
    some = [consumers.add(str(number)) for number in range(200)]
    for number, one in enumerate(some):
        if number % 10 == 0:
            one.behaves(lambda _call: ended.wait(SECONDS) and None)
    start = [subscribe(server, one)[1] for one in some][-1]
    alive = [one for number, one in enumerate(some) if number % 10]
    beat(server, 5)
    wanted = positions(server, start)
    until(lambda: all(one.done[-1:] == wanted[-1:] for one in alive), "those that live are told")
    assert all(len(one.calls) == 1 for number, one in enumerate(some) if number % 10 == 0)
    ended.set()
    for one in some:
        until(lambda one=one: one.done[-1:] == wanted[-1:], "all are told in the end")
        one.judge(wanted)


def test_when_the_leader_dies_another_goes_on(new_server, cluster, consumers):
    url = cluster.fresh()
    pair = [new_server(url, **SETTINGS).launch() for _ in range(2)]
    first, second = (server.ready() for server in pair)
    known(first)
    one = consumers.add("one")
    one.behaves(flaky(1))
    _, start = subscribe(second, one)
    beating = Beating(second)
    beating.hear(30)
    first.kill()
    beating.hear(30)
    first.start()
    beating.hear(30)
    second_told = len(one.done)
    beating.end()
    all_told(first, one, start)
    assert len(one.done) >= second_told >= 30
