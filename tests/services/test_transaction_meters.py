"""ReadMeterValues: single values and steps, of transactions and targets, and sums for who may see no more."""

from datetime import timedelta
from decimal import Decimal

import pytest

from motown.domain import commands
from motown.domain.access import Target
from tests.fixtures import both_stores, both_versions
from tests.harness import START
from tests.services.calling import Party, refusal
from tests.services.tokens import vouch
from tests.speaking import ChargePoint

REGISTER, POWER, VOLTAGE = "Energy.Active.Import.Register", "Power.Active.Import", "Voltage"
EV_1 = {"kind": "ChargePoint", "id": "EV-1"}


@pytest.fixture
def cso(server):
    return Party(server, "nordlicht", "CSO", own=("*",))


def read(party, **wanted):
    return party("transaction", "ReadMeterValues", **wanted).sample


def tell(ev, minute, transaction_id=None, connector=1, **values):
    """Values of OCPP 1.5 a minute: measurand=(value, unit)."""
    ev.call("MeterValues", connectorId=connector, transactionId=transaction_id, values=[{
        "timestamp": START + timedelta(minutes=minute),
        "value": [{"_value_1": value, "measurand": measurand.replace("_", "."), "unit": unit}
                  for measurand, (value, unit) in values.items()]}])


# -- one by one


@both_stores
@both_versions
@pytest.mark.parametrize("soap", ["1.2", "1.1"])
def test_the_values_of_a_transaction(server, ev, cso, soap):
    cso.soap = soap
    number = ev.start().transactionId
    ev.meter(1100, 1200) if ev.version == "1.2" else ev.meter(1100, 1200, transactionId=number)
    first, second = read(cso, transactionId=str(number))
    assert (first.at, first.value, first.unit, first.measurand) == (START, 1100, "Wh", REGISTER)
    assert (second.at, second.value) == (START + timedelta(minutes=1), 1200)
    assert (first.chargePointId, first.connectorId, first.transactionId) == ("EV-1", 1, str(number))
    assert first.assigned is (True if ev.version == "1.2" else None), "1.2 names no transaction"
    assert (first.context, first.location, first.signedData, first.sampleCount) == (
        "Sample.Periodic", "Outlet", None, None)
    event, = [one for one in server.log() if one.type == "motown.MeterSampled"]
    assert first.eventId == second.eventId == event.event_id


def test_units_are_told_in_wh_w_a_and_v(ev, cso):
    number = ev.start().transactionId
    tell(ev, 1, number, Energy_Active_Import_Register=("1.25", "kWh"), Power_Active_Import=("10.9505", "kW"),
         Current_Import=("16", "Amp"), Voltage=("230.1", "Volt"))
    assert [(one.value, one.unit) for one in read(cso, transactionId=str(number))] == [
        (1250, "Wh"), (Decimal("10950.5"), "W"), (16, "A"), (Decimal("230.1"), "V")]


def test_signed_data_is_in_the_event(server, ev, cso):
    number = ev.start().transactionId
    ev.call("MeterValues", connectorId=1, transactionId=number, values=[{
        "timestamp": START, "value": [{"_value_1": "AQIDBA==", "format": "SignedData"}, {"_value_1": "7"}]}])
    signed, plain = read(cso, transactionId=str(number))
    assert (signed.signedData, signed.value, plain.signedData, plain.value) == (True, None, None, 7)
    assert b"AQIDBA==" in server.bytes_of(next(one for one in server.log() if one.type == "ocpp.MeterValues.Request"))


def test_a_value_without_transaction(ev, cso):
    ev.meter(500)
    one, = read(cso, target=EV_1)
    assert (one.transactionId, one.assigned, one.value) == (None, None, 500)


def test_a_value_that_names_no_transaction_is_the_one_of_its_time(ev, cso):
    number = ev.start().transactionId
    tell(ev, 1, None, Power_Active_Import=("5", "W"))
    one, = read(cso, transactionId=str(number))
    assert one.assigned is True


def test_what_a_stop_brings(ev, cso, server):
    number = ev.start().transactionId
    server.clock.advance(600)
    ev.stop(number, transactionData=[{"values": [{"timestamp": START + timedelta(minutes=minute), "value": [
        {"_value_1": str(1000 + minute), "context": "Transaction.End"}]} for minute in (1, 2)]}])
    assert [one.value for one in read(cso, transactionId=str(number))] == [1001, 1002]
    assert [one.context for one in read(cso, transactionId=str(number), measurand=[REGISTER])] == [
        "Transaction.End"] * 2


@pytest.mark.parametrize(("wanted", "expected"), [
    ({"measurand": [POWER]}, [5]), ({"measurand": [POWER, REGISTER]}, [5, 1100]), ({"measurand": ["New"]}, []),
    ({"since": START + timedelta(minutes=2)}, [1100]), ({"until": START + timedelta(minutes=2)}, [5])])
def test_by_what_is_wanted(ev, cso, wanted, expected):
    tell(ev, 1, Power_Active_Import=("5", "W"))
    tell(ev, 2, Energy_Active_Import_Register=("1100", "Wh"))
    assert [one.value for one in read(cso, target=EV_1, **wanted)] == expected


# -- a value for each step


def test_steps(ev, cso):
    number = ev.start().transactionId
    for minute in range(31):
        tell(ev, minute, number, Energy_Active_Import_Register=(str(1000 + 10 * minute), "Wh"),
             Power_Active_Import=(str(100 * minute), "W"))
    samples = read(cso, transactionId=str(number), stepSeconds=900)
    assert [(one.at - START, one.measurand, one.value, one.sampleCount) for one in samples] == [
        (timedelta(minutes=15), REGISTER, 1140, 15), (timedelta(minutes=15), POWER, 700, 15),
        (timedelta(minutes=30), REGISTER, 1290, 15), (timedelta(minutes=30), POWER, 2200, 15),
        (timedelta(minutes=45), REGISTER, 1300, None), (timedelta(minutes=45), POWER, 3000, None)]
    assert [one.eventId is not None for one in samples] == [False] * 4 + [True] * 2
    assert {one.context for one in samples[:4]} == {None}


@both_stores
@pytest.mark.parametrize("step", [None, 120])
def test_pages_tell_each_once(ev, cso, step):
    for minute in range(6):
        tell(ev, minute, Power_Active_Import=(str(minute), "W"), Voltage=("230", "V"))
    whole = read(cso, target=EV_1, stepSeconds=step)
    found, cursor = [], None
    while True:
        answer = cso("transaction", "ReadMeterValues", target=EV_1, stepSeconds=step,
                     page={"limit": 5, "cursor": cursor})
        found += answer.sample
        cursor = answer.pageInfo.nextCursor
        if cursor is None:
            break
    assert [(one.at, one.measurand, one.value) for one in found] == [
        (one.at, one.measurand, one.value) for one in whole]
    assert len(found) == (12 if step is None else 6)


# -- what is asked wrongly


@pytest.mark.parametrize(("wanted", "field"), [
    ({}, "transactionId"),
    ({"transactionId": "1", "target": EV_1}, "target"),
    ({"target": EV_1, "stepSeconds": 0}, "stepSeconds"),
    ({"target": EV_1, "stepSeconds": 86401}, "stepSeconds"),
    ({"target": {"kind": "Moon", "id": "x"}}, "target/kind"),
    ({"target": {"kind": "ChargePoint"}}, "id"),
    ({"target": EV_1, "page": {"cursor": "x"}}, "cursor"),
    ({"target": EV_1, "page": {"limit": 0}}, "limit"),
])
def test_what_makes_no_sense(cso, wanted, field):
    with refusal("InvalidRequest", field):
        read(cso, **wanted)


@pytest.mark.parametrize(("kind", "name", "noun"), [
    ("ChargePoint", "EV-9", "charge point"), ("Connector", "EV-9", "charge point"), ("Site", "g", "site"),
    ("Group", "nowhere", "group")])
def test_what_is_not_there(server, cso, kind, name, noun):
    server.execute(commands.PutGroup(group_id="g", kind="GridPoint", charge_point_ids=("EV-1",), revision=1))
    with refusal("NotFound") as refused:
        read(cso, target={"kind": kind, "id": name, "connectorId": 1 if kind == "Connector" else None})
    assert refused.fault.message == f"there is no {noun} {name}"


# -- who sees what


def test_a_provider_sees_the_values_of_its_tokens_only(server, ev):
    server.accept("EV-2")
    vouch(server, "emp", "HERS")
    hers, plain = ev.start("HERS").transactionId, ev.start("TAG", connectorId=2).transactionId
    ev.meter(1100, transactionId=hers)
    ev.meter(2200, transactionId=plain, connector=2)
    emp = Party(server, "emp", "EMP")
    assert [one.value for one in read(emp, transactionId=str(hers))] == [1100]
    assert [one.value for one in read(emp, target=EV_1)] == [1100]
    assert [one.value for one in read(emp, target={"kind": "All"})] == [1100]
    with refusal("NotFound"):
        read(emp, transactionId=str(plain))
    for unknown in ("EV-2", "EV-9"):
        with refusal("NotFound") as refused:
            read(emp, target={"kind": "ChargePoint", "id": unknown})
        assert refused.fault.message == f"there is no charge point {unknown}", "existing or not"


def test_a_stranger_sees_no_place(server, ev):
    ev.meter(5)
    for role in ("CSO", "SITE", "SUPPLIER", "DSO", "EMP"):
        with refusal("NotFound"):
            read(Party(server, role.lower(), role), target=EV_1, stepSeconds=60)


@pytest.fixture
def grid(server):
    """Four charge points, three of them behind one grid point, that tell power and voltage."""
    server.accept("EV-2", "EV-3", "EV-4")
    server.execute(commands.PutGroup(
        group_id="g", kind="GridPoint", charge_point_ids=("EV-1", "EV-2", "EV-3"), revision=1))
    server.execute(commands.PutGroup(group_id="two", kind="Group", charge_point_ids=("EV-1", "EV-2"), revision=1))
    for number in (1, 2, 3, 4):
        ev = ChargePoint(server, f"EV-{number}")
        tell(ev, 1, Power_Active_Import=(f"{number}000", "W"), Voltage=("230", "V"))
        tell(ev, 2, Power_Active_Import=(f"{number}000", "W"))
    return {"kind": "GridPoint", "id": "g"}


@both_stores
@pytest.mark.parametrize("role", ["SUPPLIER", "DSO"])
def test_sums_and_means_over_a_target(server, grid, role):
    party = Party(server, "grid", role, own=(Target("GridPoint", "g"),))
    power, voltage = read(party, target=grid, stepSeconds=900)
    assert (power.measurand, power.value, power.unit, power.sampleCount) == (POWER, 6000, "W", 6)
    assert (voltage.measurand, voltage.value, voltage.sampleCount) == (VOLTAGE, 230, 3)
    for one in (power, voltage):
        assert one.at == START + timedelta(minutes=15)
        assert (one.chargePointId, one.connectorId, one.transactionId, one.eventId) == (None,) * 4


@pytest.mark.parametrize("target", [{"kind": "Group", "id": "two"}, EV_1,
                                    {"kind": "Connector", "id": "EV-1", "connectorId": 1}])
def test_nothing_is_told_of_fewer_than_three(server, grid, target):
    dso = Party(server, "grid", "DSO", own=("*",))
    assert read(dso, target=target, stepSeconds=60) == []
    assert read(dso, target={"kind": "All"}, stepSeconds=60)


@pytest.mark.parametrize(("wanted", "field"), [
    ({}, "target"), ({"transactionId": "1"}, "target"), ({"target": {"kind": "GridPoint", "id": "g"}}, "stepSeconds")])
def test_who_may_see_sums_only_is_told_what_to_give(server, grid, wanted, field):
    dso = Party(server, "grid", "DSO", own=(Target("GridPoint", "g"),))
    with refusal("InvalidRequest", field):
        read(dso, **wanted)


def test_a_transaction_in_sight_of_sums_is_not_told_by_its_charge_point(server, grid):
    """Whatever is asked, no single value comes out."""
    dso = Party(server, "grid", "DSO", own=(Target("GridPoint", "g"),))
    with refusal("NotPermitted"):
        read(dso, target={"kind": "All"}, stepSeconds=60)
    assert read(dso, target=EV_1, stepSeconds=60) == []
