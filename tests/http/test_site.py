import logging

from twisted.internet.address import IPv4Address, IPv6Address, UNIXAddress
from twisted.internet.defer import Deferred

from motown.http import Limits, Proxies
from tests.http.connection import Connection, echo, post, site_for

FEW = Limits(connections=5, connections_per_address=2)


def peer(host: str) -> IPv4Address | IPv6Address:
    return (IPv6Address if ":" in host else IPv4Address)("TCP", host, 50000)


def test_an_address_has_a_limited_number_of_connections():
    site = site_for(limits=FEW)
    first, _second = (Connection(site=site, peer=peer("192.0.2.1")) for _ in range(2))
    assert site.buildProtocol(peer("192.0.2.1")) is None
    assert site.buildProtocol(peer("192.0.2.2")) is not None
    first.hang_up()
    assert site.buildProtocol(peer("192.0.2.1")) is not None


def test_an_ipv6_network_counts_as_one_address():
    site = site_for(limits=FEW)
    for end in "12":
        Connection(site=site, peer=peer(f"2001:db8::{end}"))
    assert site.buildProtocol(peer("2001:db8::3")) is None
    assert site.buildProtocol(peer("2001:db8:0:1::3")) is not None


def test_trusted_proxies_are_exempt_from_the_limit_of_an_address_but_not_of_the_server():
    site = site_for(limits=FEW, proxies=Proxies(["192.0.2.1"]))
    for _ in range(5):
        Connection(site=site, peer=peer("192.0.2.1"))
    assert site.buildProtocol(peer("192.0.2.1")) is None


def test_the_server_has_a_limited_number_of_connections():
    site = site_for(limits=FEW)
    clients = [Connection(site=site, peer=peer(f"192.0.2.{number}")) for number in range(5)]
    assert site.buildProtocol(peer("192.0.2.9")) is None
    assert site.refused_connections == 1
    clients[0].hang_up()
    assert site.buildProtocol(peer("192.0.2.9")) is not None


def test_addresses_are_forgotten():
    site = site_for(limits=FEW)
    Connection(site=site, peer=peer("192.0.2.1")).hang_up()
    assert not site.channels
    assert not site._per_client


def test_refused_connections_are_logged_once_a_minute(caplog):
    site = site_for(limits=Limits(connections=0))
    with caplog.at_level(logging.WARNING):
        for seconds in (0, 1, 58, 1):
            site.clock.advance(seconds)
            site.buildProtocol(peer("192.0.2.1"))
    assert len(caplog.records) == 2
    assert "0 connections, its limit" in caplog.text


def test_a_trusted_proxy_names_the_client():
    seen = []
    site = site_for(lambda request: seen.append(request) or echo(request), proxies=Proxies(["192.0.2.1", "unix"]))
    headers = ("X-Forwarded-For: 198.51.100.1, 203.0.113.9", "X-Forwarded-Proto: https")
    for address in (peer("192.0.2.1"), UNIXAddress("/run/motown"), peer("192.0.2.2")):
        Connection(site=site, peer=address).send(post(b"hello", *headers))
    assert [(request.remote_address, request.is_secure) for request in seen] == [
        ("203.0.113.9", True), ("203.0.113.9", True), ("192.0.2.2", False)]


def test_ipv4_clients_on_an_ipv6_socket_have_their_usual_address():
    seen = []
    Connection(lambda request: seen.append(request) or echo(request), peer=peer("::ffff:192.0.2.1")).send(post())
    assert seen[0].remote_address == "192.0.2.1"


def test_a_site_says_how_many_answers_are_open():
    promise: Deferred = Deferred()
    client = Connection(lambda _request: promise).send(post())
    assert (client.site.open_answers, len(client.site.channels)) == (1, 1)


def test_no_answer_names_the_software():
    client = Connection().send(post()).send(b"nonsense\r\n")
    assert client.statuses == [200, 400]
    assert b"Server:" not in client.received
    assert b"Twisted" not in client.received


def test_only_http_1_1_is_offered_to_tls_clients():
    assert site_for().acceptableProtocols() == [b"http/1.1"]


def test_a_factory_starts_and_stops_without_timers_or_log_files():
    site = site_for()
    site.doStart()
    site.doStop()
    assert not site.clock.getDelayedCalls()
