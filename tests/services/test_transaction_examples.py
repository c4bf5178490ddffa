"""The published examples of TransactionService, replayed where they would be so: what they ask is answered so."""

from datetime import UTC, datetime
from typing import Any

import pytest
from lxml import etree

from motown.domain import commands, events
from motown.domain.charge_point_info import ChargePointInfo, ConnectorInfo, Location
from motown.domain.ids import folded
from motown.domain.quantities import sample
from motown.store import Unit
from tests.contracts.standard import EXAMPLES
from tests.services.calling import Fault, Party

GIVEN_BY_SERVERS = {"changedAtPosition", "asOfPosition", "nextCursor", "eventId", "reference", "message"}
"""What another server would tell otherwise, all else being the same."""
TAG, ID = "04A1B2C3", "EV-0001"
INFO = ChargePointInfo(
    name="Harbour, north quay", connectors=(ConnectorInfo(connector_id=1, evse_id="NL*STS*E0001*1"),),
    location=Location(latitude=52.078663, longitude=4.288788, street="Kade 12", postal_code="2511 AB", city="Den Haag",
                      country="NL", time_zone="Europe/Amsterdam"))


def at(day, hour, minute, second=0):
    return datetime(2026, 3, day, hour, minute, second, tzinfo=UTC)


def record(server, *happened):
    server.store.run(Unit(keys=frozenset(), decide=lambda session: [session.record(one) for one in happened]))


def started(number, when, meter):
    return events.TransactionStarted(
        charge_point_id=ID, connector_id=1, transaction_id=number, id_tag=TAG, id_tag_key=folded(TAG),
        status="Accepted", meter_start_wh=meter, party_id="nordlicht", occurred_at=when)


def told(server, when, register, power):
    """A message that comes at that time."""
    server.clock.advance((when - server.now).total_seconds())
    values = [("Energy.Active.Import.Register", register, "Wh")] if register else []
    record(server, events.MeterSampled(
        charge_point_id=ID, connector_id=1, transaction_id=4711, occurred_at=when, samples=tuple(
            sample(when, str(value), measurand=measurand, unit=unit)
            for measurand, value, unit in [*values, ("Power.Active.Import", power, "W")])))


@pytest.fixture
def server(make_server):
    """A store where the transactions of the examples are."""
    made = make_server(begin=at(1, 16, 2))
    made.accept(ID)
    record(made, events.ChargePointInfoChanged(charge_point_id=ID, revision=1, info=INFO), started(4698, at(1, 16, 2),
                                                                                              1190100))
    made.execute(commands.StopTransaction(
        charge_point_id=ID, transaction_id=4698, meter_stop_wh=1204500, stopped_at=at(1, 18, 40, 12)))
    made.clock.advance((at(2, 8, 15, 1) - made.now).total_seconds())
    record(made, started(4711, at(2, 8, 15, 1), 1204500), started(4712, at(2, 8, 15, 1), 0))
    return made


def asked(party: Party, name: str) -> Any:
    """The answer to the example as it is published, as (path, text) of all that is told."""
    later = party.send("transaction", name, (EXAMPLES / "transaction" / f"{name}-request.xml").read_bytes())
    bodies: list[bytes] = []
    later.waiting.addCallback(lambda http: (bodies.append(http.body), http)[1])
    if not later.is_here:  # it waits for what comes behind a position
        party.server.clock.advance(60)
    later.answer()
    return leaves(bodies[0])


def published(name: str, kind: str = "response") -> list[tuple[str, str]]:
    return leaves((EXAMPLES / "transaction" / f"{name}-{kind}.xml").read_bytes())


def leaves(message: bytes) -> list[tuple[str, str]]:
    """Every text with the names on the way to it; times and numbers as they are meant."""
    found = []
    for one in etree.fromstring(message).iter("{*}*"):
        name = etree.QName(one).localname
        if not len(one) and name not in GIVEN_BY_SERVERS:
            found.append((name, (one.text or "").replace(".000Z", "Z").strip()))
    return found


@pytest.fixture
def measured(server):
    told(server, at(2, 8, 15, 30), None, 7000)
    told(server, at(2, 8, 16), None, 0)
    told(server, at(2, 8, 20), 1205320, "10950.5")


def test_a_list(server, measured):
    party = Party(server, "strom", "ADDON")
    party.grant("R-USAGE", ID)
    without_tags = [[pair for pair in told if pair[0] != "idTag"] for told in (
        asked(party, "ListTransactions"), published("ListTransactions"))]
    assert without_tags[0] == without_tags[1]


def test_one(server, measured):
    assert asked(Party(server, "nordlicht", "EMP"), "GetTransaction") == published("GetTransaction")


def test_meter_values(server, measured):
    answer, told_so = asked(Party(server, "nordlicht", "EMP"), "ReadMeterValues"), published("ReadMeterValues")
    assert answer[-len(told_so):] == told_so


def test_diagnostics(server):
    told(server, at(2, 8, 15, 30), 1205320, 7000)
    told(server, at(2, 8, 16), 1205320, 0)
    told(server, at(2, 8, 20), 1205320, 0)
    told_so = [pair for pair in published("GetSessionDiagnostics") if pair[0] != "currentA"]
    assert asked(Party(server, "nordlicht", "EMP"), "GetSessionDiagnostics") == told_so


def test_charge_detail_records(server):
    assert asked(Party(server, "nordlicht", "EMP"), "ListCdrs") == published("ListCdrs")


@pytest.mark.parametrize("name", ["GetTransaction", "GetSessionDiagnostics"])
def test_the_fault_for_one_that_is_not_there(server, name):
    """The example's own words; the number differs."""
    party = Party(server, "nordlicht", "EMP")
    request = (EXAMPLES / "transaction" / f"{name}-request.xml").read_bytes().replace(b">4711<", b">4713<")
    with pytest.raises(Fault) as fault:
        party.send("transaction", name, request).answer()
    told_so = dict(published(name, "fault"))
    assert (fault.value.code, fault.value.field, fault.value.retryable) == (
        told_so["code"], told_so["field"], told_so["retryable"])
    assert fault.value.message == "there is no transaction 4713"


@pytest.mark.parametrize("name", ["ListTransactions", "ListCdrs"])
def test_the_fault_for_who_may_not(server, name):
    with pytest.raises(Fault) as fault:
        asked(Party(server, "nordlicht", "DSO"), name)
    told_so = dict(published(name, "fault"))
    assert (fault.value.code, fault.value.grantHint) == (told_so["code"], told_so["grantHint"])


def test_the_fault_for_what_makes_no_sense(server):
    party = Party(server, "nordlicht", "EMP")
    with pytest.raises(Fault) as fault:
        party("transaction", "ReadMeterValues")
    told_so = dict(published("ReadMeterValues", "fault"))
    assert (fault.value.code, fault.value.field) == (told_so["code"], told_so["field"])
    assert fault.value.message == "give a transactionId or a target"
