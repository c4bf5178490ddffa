"""Charge detail records: one for each session that has ended, by event and by ListCdrs."""

from datetime import timedelta

import pytest

from motown.domain import commands
from motown.domain.charge_point_info import ChargePointInfo, ConnectorInfo, Location
from motown.domain.errors import Kind, Refused
from motown.domain.events import CdrIssued
from tests.fixtures import both_stores, both_versions
from tests.harness import START
from tests.services.calling import Party
from tests.services.tokens import vouch
from tests.speaking import ChargePoint

INFO = ChargePointInfo(
    name="Harbour", evse_id="NL*STS*E0001",
    location=Location(latitude=52.078663, longitude=4.288788, city="Den Haag", country="NL"),
    connectors=(ConnectorInfo(connector_id=1, evse_id="NL*STS*E0001*1"),))


@pytest.fixture
def cso(server):
    return Party(server, "nordlicht", "CSO", own=("*",))


def listed(party, **wanted):
    return party("transaction", "ListCdrs", **wanted).cdr


def ids(party, **wanted):
    return [one.cdrId for one in listed(party, **wanted)]


def charged(server, ev, id_tag="TAG", minutes=60, **stop):
    """A session of an hour that has ended; its number."""
    number = ev.start(id_tag, meterStart=1000, timestamp=server.now).transactionId
    server.clock.advance(60 * minutes)
    ev.stop(number, **{"meterStop": 8500, **stop})
    return number


def issued(server):
    return [one.event for one in server.log() if isinstance(one.event, CdrIssued)]


def told(server, revision, info=INFO):
    server.execute(commands.PutChargePointInfo(charge_point_id="EV-1", info=info, revision=revision))


@both_stores
@both_versions
@pytest.mark.parametrize("soap", ["1.2", "1.1"])
def test_a_session_has_one(server, ev, cso, soap):
    cso.soap = soap
    told(server, 1)
    number = charged(server, ev)
    one, = listed(cso)
    assert (one.cdrId, one.revision, one.sessionId, one.transactionId) == (
        f"cdr-{number}", 1, str(number), [str(number)])
    assert (one.idTag, one.partyId, one.energyWh, one.durationSeconds) == ("TAG", None, 7500, 3600)
    assert (one.startedAt, one.stoppedAt) == (START, START + timedelta(hours=1))
    place = one.chargePoint
    assert (place.chargePointId, place.connectorId, place.evseId, place.name) == (
        "EV-1", 1, "NL*STS*E0001*1", "Harbour")
    assert (str(place.location.latitude), place.location.city, place.location.street) == (
        "52.078663", "Den Haag", None)
    assert [(each.dimension, each.quantity, each.unit, each.since, each.until) for each in one.period] == [
        ("Energy", 7500, "Wh", one.startedAt, one.stoppedAt), ("Time", 3600, "s", one.startedAt, one.stoppedAt)]


def test_it_is_an_event_of_the_stop(server, ev):
    number = charged(server, ev)
    log = server.log()
    event, = [one for one in log if one.type == "motown.CdrIssued"]
    request, = [one for one in log if one.type == "ocpp.StopTransaction.Request"]
    assert (event.causation_position, event.transaction_id, event.stream_id) == (
        request.position, number, f"transaction:{number}")


def test_without_anything_told_of_the_charge_point(server, ev, cso):
    charged(server, ev)
    one, = listed(cso)
    assert (one.chargePoint.evseId, one.chargePoint.name, one.chargePoint.location) == (None, None, None)


def test_a_stop_told_again_makes_no_other(server, ev):
    number = charged(server, ev)
    ev.stop(number, meterStop=8500)
    ev.stop(number, meterStop=9000)
    assert [one.revision for one in issued(server)] == [1]


def test_a_stop_that_came_before_its_start(server, ev, cso):
    ev.stop(-1, meterStop=4000, timestamp=START + timedelta(minutes=30))
    assert listed(cso) == []
    number = ev.start(meterStart=1000, timestamp=START).transactionId
    one, = listed(cso)
    assert (one.cdrId, one.energyWh, one.durationSeconds, one.idTag) == (f"cdr-{number}", 3000, 1800, "TAG")


def test_an_abandoned_transaction_has_one_when_its_stop_comes(server, ev, cso):
    number = ev.start().transactionId
    ev.boot()
    server.clock.advance(86401)
    server.execute(commands.AbandonTransaction(
        charge_point_id="EV-1", transaction_id=number, patience_seconds=86400))
    assert listed(cso) == []
    ev.stop(number)
    assert ids(cso) == [f"cdr-{number}"]


@pytest.mark.parametrize("stop", [{"meterStop": 10}, {"timestamp": START - timedelta(hours=1)}])
def test_what_runs_backwards_is_not_billed(server, ev, cso, stop):
    charged(server, ev, **stop)
    one, = listed(cso)
    assert (one.energyWh == 0) == ("meterStop" in stop)
    assert (one.durationSeconds == 0) == ("timestamp" in stop)
    assert one.stoppedAt >= one.startedAt


# -- made anew


@both_stores
def test_it_is_made_anew_for_what_is_told_now(server, ev, cso):
    number = charged(server, ev)
    before, = listed(cso)
    again = commands.IssueCdr(transaction_id=number)
    assert server.execute(again) == f"cdr-{number}"
    assert len(issued(server)) == 1, "nothing has changed"
    told(server, 1)
    server.execute(again, again)
    after, = listed(cso)
    assert (after.revision, after.chargePoint.name) == (2, "Harbour")
    assert after.changedAtPosition > before.changedAtPosition
    assert ids(cso, changedAfterPosition=before.changedAtPosition) == [f"cdr-{number}"]


@pytest.mark.parametrize(("number", "kind"), [(1, Kind.CONFLICT), (99, Kind.NOT_FOUND)])
def test_there_is_nothing_to_be_made_anew(server, ev, number, kind):
    ev.start()
    with pytest.raises(Refused) as refused:
        server.execute(commands.IssueCdr(transaction_id=number))
    assert refused.value.kind is kind


# -- lists


@pytest.fixture
def three(server, ev):
    vouch(server, "emp", "HERS")
    server.accept("EV-2")
    return [f"cdr-{number}" for number in (
        charged(server, ev), charged(server, ChargePoint(server, "EV-2"), "HERS"), charged(server, ev, "OTHER"))]


@both_stores
def test_by_what_is_wanted(server, cso, three):
    one, two, three_ = three
    assert ids(cso) == three
    assert ids(cso, cdrId=two) == [two]
    assert ids(cso, cdrId="none") == []
    assert ids(cso, target=[{"kind": "ChargePoint", "id": "EV-2"}]) == [two]
    assert ids(cso, target=[{"kind": "Connector", "id": "EV-1", "connectorId": 2}]) == []
    assert ids(cso, partyId="emp") == [two]
    assert ids(cso, since=START + timedelta(hours=2)) == [two, three_]
    assert ids(cso, until=START + timedelta(hours=2)) == [one]


def test_who_sees_which(server, three):
    one, two, _ = three
    emp = Party(server, "emp", "EMP")
    assert [(each.cdrId, each.idTag, each.partyId) for each in listed(emp)] == [(two, "HERS", "emp")]
    assert ids(emp, cdrId=one) == []
    driver = Party(server, "driver", "ADDON")
    driver.grant("EV-2", operations=("ListCdrs",))
    each, = listed(driver)
    assert (each.cdrId, each.partyId) == (two, None)
    assert each.idTag.startswith("~")
    assert listed(Party(server, "site", "SITE")) == []


def test_pages_tell_each_once(server, ev, cso, three):
    found, cursor = [], None
    while True:
        answer = cso("transaction", "ListCdrs", page={"limit": 2, "cursor": cursor})
        found += [one.cdrId for one in answer.cdr]
        cursor = answer.pageInfo.nextCursor
        if cursor is None:
            break
        server.execute(commands.PutChargePointInfo(charge_point_id="EV-1", info=INFO, revision=1),
                       commands.IssueCdr(transaction_id=int(three[0].removeprefix("cdr-"))))
    assert found == three, "a new revision has the place of the first"
