"""The server's side of the add-on door."""

import pytest
from twisted.internet.defer import ensureDeferred

from motown.domain.authorization import Verdict
from motown.http.message import HttpAnswer
from tests.harness import outcome
from tests.speaking import ChargePoint

NONE = pytest.mark.parametrize(
    "broken", [lambda *_: None, lambda *_: 1 / 0, lambda: None], ids=["no promise", "raises", "takes nothing"])


@pytest.fixture
def registry(server):
    return server.registry


def wait(awaitable):
    return outcome(ensureDeferred(awaitable))


def test_an_endpoint_is_asked_at_and_below_its_path(server, registry):
    registry.mount("/probe", lambda request: HttpAnswer(200, "text/plain", request.path.encode()))
    assert outcome(server.ask("GET", "/probe/below")).body == b"/probe/below"
    assert outcome(server.ask("GET", "/prob")).status == 404


def test_a_path_is_served_once(registry):
    with pytest.raises(ValueError, match="/ocpp"):
        registry.mount("/ocpp", lambda _: HttpAnswer(200, "", b""))


def test_what_comes_from_another_thread_is_done_in_the_reactors(registry):
    found = []
    registry.call_in_reactor(found.append, 1)
    assert found == [1]


def test_a_credential_for_a_file_is_looked_up(registry):
    assert wait(registry.transfer_credential("nobody")) is None


def test_without_authorizers_nobody_vouches_and_nothing_is_read(registry, monkeypatch):
    monkeypatch.setattr(registry.consulted, "_read", None)
    assert wait(registry.vouch("EV-1", "CARD", "card")) is None


def test_a_verdict_names_who_gave_it(registry):
    async def ask(charge_point_id, id_tag):
        return Verdict(status="Accepted", decided_by="somebody else")

    registry.authorizer("partner", ask)
    assert wait(registry.vouch("EV-1", "CARD", "card")).decided_by == "partner"
    assert wait(registry.vouch("EV-1", "TAG", "tag")) is None, "our own list knows it"


@NONE
def test_an_authorizer_that_is_none_says_nothing(registry, broken, caplog):
    registry.authorizer("broken", broken)
    assert wait(registry.vouch("EV-1", "CARD", "card")) is None
    assert "authorizer broken gave no answer" in caplog.text


def test_a_vendor_that_nobody_knows(registry):
    assert wait(registry.transfer("EV-1", "org.other", None, None)) == ("UnknownVendorId", None, None)


@NONE
def test_a_handler_that_is_none_rejects(registry, broken, caplog):
    registry.adding = "acme"
    registry.data_transfer("com.acme", broken)
    assert wait(registry.transfer("EV-1", "com.acme", None, None)) == ("Rejected", None, "acme")
    assert "add-on acme could not answer" in caplog.text


def test_how_many_wait_for_an_operator(server, registry):
    assert wait(registry.waiting()) == 0
    for number in (7, 8, 9):
        ChargePoint(server, f"EV-{number}").boot()
    server.accept("EV-9")
    assert wait(registry.waiting()) == 2


def test_a_follower_is_told_of_what_happens(server, registry):
    told = []
    registry.follow("probe", told.append, "motown.Heartbeat")
    follower, = registry.followers
    follower.start()

    ChargePoint(server).heartbeat()
    follower.notice(server.head())
    assert [one.type for one in told] == ["motown.Heartbeat"]


@pytest.mark.parametrize(("query", "namespace"), [
    ("wsdl", b"urn://Ocpp/Cs/2012/06/"), ("wsdl=ocpp15_chargepoint", b"urn://Ocpp/Cp/2012/06/"),
    ("wsdl=ocpp12_centralsystem", b"urn://Ocpp/Cs/2010/08/"), ("wsdl=ocpp12_chargepoint", b"urn://Ocpp/Cp/2010/08/")])
def test_the_contracts_are_published(server, query, namespace):
    answer = outcome(server.ask("GET", "/ocpp", query=query))
    assert answer.status == 200
    assert b'targetNamespace="' + namespace in answer.body


@pytest.mark.parametrize(("public_url", "address"), [
    (None, b'location="http://central.example/ocpp"'),
    ("https://motown.example", b'location="https://motown.example/ocpp"')])
def test_the_address_in_the_wsdl_is_the_public_one_or_the_one_that_was_called(make_server, public_url, address):
    server = make_server(public_url=public_url)
    assert address in outcome(server.ask("GET", "/ocpp", query="wsdl")).body


def test_the_files_of_the_standard_are_served(server):
    answer = outcome(server.ask("GET", "/wsdl/ocpp/1.5/centralsystem.wsdl"))
    assert answer.status == 200
    assert outcome(server.ask("GET", "/wsdl/../setup.cfg")).status == 404
