"""The sample add-on with a server in memory: what its charge points say and hear, its service, command and tables."""

import json
from functools import cache
from pathlib import Path

import pytest
import zeep
from zeep.exceptions import Fault

from motown.contracts.lint import lint
from motown.simulator.behaviour import Behaviour
from motown.simulator.incoming import ChargePointServer
from motown.simulator.profile import Profile
from motown.soap.stubs import stub
from motown.store import commands as stored
from motown.store.projections import CORE
from motown.store.rebuild import rebuild
from tests.harness import outcome
from tests.services.calling import PASSWORD, Anybody, Party, refusal
from tests.simulator.conftest import Bench
from tests.speaking import ChargePoint, Response, basic
from tests.wire import endpoint

ADDRESS = "http://198.51.100.7:8080/ocpp"
VENDOR = "com.acme"


@cache
def serving():
    """One for all tests: it takes long to make, and whoever was added last is EV-1."""
    return ChargePointServer()


@pytest.fixture
def server(acme, make_server):
    """A server with the add-on, which knows EV-1 of Acme."""
    def set_up(registry):
        acme.AcmeAddon().setup(registry, acme.AcmeSettings(longest_text=20, greeting="Hello"))

    made = make_server(add_ons=[("acme", set_up)], tables={"acme": acme.AcmeAddon.tables})
    made.accept("EV-1")
    made.put_tag("TAG")
    return made


@pytest.fixture
def ev(server):
    """EV-1 as it speaks."""
    point = ChargePoint(server, address=ADDRESS)
    point.boot(chargePointVendor="Acme")
    return point


@pytest.fixture
def simulated(server, ev):
    """EV-1 as the simulator has it, where the server calls it; it shows whatever it is sent."""
    bench = Bench("1.5", Profile())
    bench.point.identity = "EV-1"
    bench.power_on()
    bench.point.behaviours.set("DataTransfer", Behaviour(status="Accepted"))
    serving().add(bench.point)
    server.wire.serve(ADDRESS, lambda asked: endpoint(serving(), lambda: server.now)(
        asked._replace(url="http://x/EV-1")))
    return bench.point


class Served(zeep.Transport):
    """Carries zeep's messages, and what it reads before, to a server in memory."""

    def __init__(self, server, user):
        super().__init__()
        self.server, self.user = server, user

    def load(self, url):
        path, _, query = url.partition("central.example")[2].partition("?")
        answer = outcome(self.server.ask("GET", path, query=query))
        assert answer.status == 200, url
        return answer.body

    def post(self, _address, message, headers):
        answer = self.server.post(message, "/acme/display/v1", content_type=headers["Content-Type"],
                                  headers={"authorization": basic(self.user, PASSWORD)}, remote="127.0.0.1")
        return Response(answer.status, {"Content-Type": answer.media_type}, answer.body)


@pytest.fixture
def display(server):
    """DisplayService as parties call it, from the WSDL as it is served."""
    def of(party):
        return zeep.Client("http://central.example/acme/display/v1?wsdl",
                           transport=Served(server, party.party_id)).service

    return of


def heard(point):
    """What a simulated charge point was sent in DataTransfer."""
    return [json.loads(one.request.data) for one in point.inbox.messages if one.operation == "DataTransfer"]


def code(call, **fields):
    with pytest.raises(Fault) as refused:
        call(**fields)
    return refused.value.detail.findtext(".//{*}code")


def test_a_charge_point_tells_what_it_shows(acme, server, ev):
    assert ev.call("DataTransfer", vendorId=VENDOR, messageId="TextShown", data="Out of order").status == "Accepted"
    event = next(one for one in server.log() if one.type == "addon.acme.TextShown")
    assert (event.charge_point_id, event.body["text"]) == ("EV-1", "Out of order")
    row, = server.read(acme.tables.displays)
    assert (row.charge_point_id, row.text, row.shown_at) == ("EV-1", "Out of order", server.now)


def test_a_charge_point_asks_what_to_show(ev):
    answer = ev.call("DataTransfer", vendorId=VENDOR, messageId="WhatToShow")
    assert (answer.status, answer.data) == ("Accepted", "Hello")
    assert ev.call("DataTransfer", vendorId=VENDOR, messageId="Sing").status == "UnknownMessageId"


def test_the_table_is_made_again_from_the_log(acme, server, ev):
    ev.call("DataTransfer", vendorId=VENDOR, messageId="TextShown", data="Out of order")
    kept = (*CORE, acme.AcmeAddon.tables.projections)
    assert rebuild(server.url, kept=kept)["acme_display"] == 0


def test_its_service_shows_a_text(server, simulated, display):
    cso = Party(server, "cso", "CSO", own=("EV-1",))
    made = display(cso).ShowText(requestId="1", chargePointId="EV-1", text="Back at 8", seconds=60)
    row = server.read(stored.get, made.commandId)
    assert (row.name, row.station_status, row.extension) == ("DataTransfer", "Accepted", "acme.ShowText")
    assert heard(simulated) == [{"text": "Back at 8", "seconds": 60}]
    again = display(cso).ShowText(requestId="1", chargePointId="EV-1", text="Back at 8", seconds=60)
    assert (again.commandId, again.duplicate) == (made.commandId, True)
    assert len(heard(simulated)) == 1


def test_who_may_show_a_text(server, simulated, display):
    emp, other = Party(server, "emp", "EMP", own=("*",)), Party(server, "other", "CSO", own=("EV-2",))
    asked = {"requestId": "1", "chargePointId": "EV-1", "text": "Hi"}
    assert code(display(emp).ShowText, **asked) == "NotPermitted"
    assert code(display(other).ShowText, **asked) == "NotFound"
    assert code(display(other).ShowText, **{**asked, "chargePointId": "EV-2"}) == "NotFound"
    assert code(display(Party(server, "cso", "CSO", own=("*",))).ShowText, **{**asked, "text": "x" * 21}) == (
        "InvalidRequest")
    emp.grant("EV-1", operations=("{urn:acme:motown:display:v1}ShowText",))
    assert display(emp).ShowText(**asked).commandId


def test_its_service_tells_what_displays_show(server, ev, display):
    server.accept("EV-2")
    ChargePoint(server, "EV-2").boot(chargePointVendor="Acme")
    for name in ("EV-1", "EV-2"):
        ChargePoint(server, name).call("DataTransfer", vendorId=VENDOR, messageId="TextShown", data=f"I am {name}")
    every = display(Party(server, "cso", "CSO", own=("*",)))
    assert [(one.chargePointId, one.text) for one in every.ListDisplays().display] == [
        ("EV-1", "I am EV-1"), ("EV-2", "I am EV-2")]
    first = every.ListDisplays(page={"limit": 1})
    assert [one.text for one in every.ListDisplays(page={"cursor": first.pageInfo.nextCursor}).display] == ["I am EV-2"]
    mine = display(Party(server, "mine", "CSO", own=("EV-2",)))
    assert [one.text for one in mine.ListDisplays().display] == ["I am EV-2"]


def test_its_command_for_everybody(server, simulated):
    cso = Party(server, "cso", "CSO", own=("EV-1",))
    assert cso("directory", "GetCapabilities", chargePointId="EV-1").command[-1].name == "acme.ShowText"
    asked = {"requestId": "1", "chargePointId": "EV-1", "name": "acme.ShowText"}
    made = cso("command", "InvokeExtension", parameter=[{"name": "text", "value": "Hi"}], **asked).receipt
    assert server.read(stored.get, made.commandId).station_status == "Accepted"
    assert heard(simulated) == [{"text": "Hi"}]
    with refusal("InvalidRequest", "parameter"):
        cso("command", "InvokeExtension", **{**asked, "requestId": "2"})
    with refusal("InvalidRequest", "text"):
        cso("command", "InvokeExtension", **{**asked, "requestId": "2"}, parameter=[
            {"name": "text", "value": "x" * 99}])


def test_its_command_is_for_its_own_charge_points(server, ev):
    ChargePoint(server).boot(chargePointVendor="Other")
    cso = Party(server, "cso", "CSO", own=("EV-1",))
    assert "acme.ShowText" not in [
        one.name for one in cso("directory", "GetCapabilities", chargePointId="EV-1").command]
    with refusal("NotSupported"):
        cso("command", "InvokeExtension", requestId="1", chargePointId="EV-1", name="acme.ShowText",
            parameter=[{"name": "text", "value": "Hi"}])


def test_who_begins_to_charge_is_greeted_once(server, ev, simulated):
    follower = next(one for one in server.registry.followers if one.name == "acme.greeter")
    ev.start("TAG")
    follower.start()
    server.clock.advance(1)
    assert heard(simulated) == [{"text": "Hello"}]


def test_who_began_long_ago_is_not(server, ev, simulated):
    follower = next(one for one in server.registry.followers if one.name == "acme.greeter")
    ev.start("TAG")
    server.clock.advance(3600)
    follower.start()
    server.clock.advance(1)
    assert heard(simulated) == []


def test_its_page_escapes_what_displays_show(server, ev):
    ev.call("DataTransfer", vendorId=VENDOR, messageId="TextShown", data="<b>bold</b>")
    page = outcome(server.ask("GET", "/acme/"))
    assert b"&lt;b&gt;bold" in page.body
    assert outcome(server.ask("GET", "/acme/else")).status == 404
    assert ("Acme displays", "/acme/", "acme") in server.registry.pages


def test_it_is_told_of(server):
    found = {one.name: one for one in Anybody(server)("directory", "GetServices").service}
    assert (found["DisplayService"].addOn, found["DisplayService"].namespaceUri) == (
        "acme", "urn:acme:motown:display:v1")
    assert outcome(server.ask("GET", "/wsdl/acme/display.wsdl")).status == 200
    types = {one.type: one for one in Anybody(server)("eventstore", "ListEventTypes").eventType}
    assert "addon.acme.TextShown" in types


def test_its_stub_is_that_of_its_contract(acme):
    contract = acme.service.contract
    assert Path(contract.__file__).with_suffix(".pyi").read_text("utf-8") == stub(contract.contract)


def test_its_contract_keeps_the_rules_of_ours(acme):
    assert lint(acme.service.contract.contract.path) == []
