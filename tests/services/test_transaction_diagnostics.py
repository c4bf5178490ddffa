"""GetSessionDiagnostics: whether the car charges, why not, and what has happened."""

from datetime import timedelta

import pytest

from motown.domain import commands
from tests.fixtures import both_stores, both_versions
from tests.harness import START
from tests.services.calling import Party, refusal
from tests.services.test_transaction_meters import tell


@pytest.fixture
def cso(server):
    return Party(server, "nordlicht", "CSO", own=("*",))


@pytest.fixture
def number(ev):
    ev.status("Occupied")
    return ev.start(meterStart=1000).transactionId


def diagnosed(party, number):
    return party("transaction", "GetSessionDiagnostics", transactionId=str(number)).diagnostics


def codes(party, number):
    return [one.code for one in diagnosed(party, number).reason]


@both_stores
@both_versions
@pytest.mark.parametrize("soap", ["1.2", "1.1"])
def test_a_car_that_charges(server, ev, cso, number, soap):
    cso.soap = soap
    for _ in range(2):
        server.clock.advance(60)
        passed = server.clock.seconds() / 60
        ev.meter(int(1000 + 100 * passed))
    found = diagnosed(cso, number)
    assert (found.transactionId, found.state, found.charging, found.reason) == (str(number), "Active", "yes", [])
    assert (found.latest.energyWh, found.latest.powerW, found.latest.at) == (200, 6000, START + timedelta(minutes=2))
    assert [one.text for one in found.timeline] == ["charging began on connector 1", "the car draws"]
    events = {one.event_id: one.type for one in server.log()}
    assert [events[one.eventId] for one in found.timeline] == ["motown.TransactionStarted", "motown.MeterSampled"]


def test_a_car_that_is_full(server, ev, cso, number):
    tell(ev, 1, number, Energy_Active_Import_Register=("1820", "Wh"), Power_Active_Import=("7.2", "kW"))
    server.clock.advance(300)
    tell(ev, 2, number, Energy_Active_Import_Register=("1820", "Wh"), Power_Active_Import=("0", "kW"))
    tell(ev, 5, number, Energy_Active_Import_Register=("1820", "Wh"), Power_Active_Import=("0", "kW"),
         Current_Import=("0", "A"))
    server.clock.advance(60)
    found = diagnosed(cso, number)
    assert (found.charging, found.latest.energyWh, found.latest.powerW, found.latest.currentA) == ("no", 820, 0, 0)
    assert [(one.code, one.text) for one in found.reason] == [
        ("VehicleNotDrawing", "the car has drawn nothing for 4 minutes: it may be full")]
    assert [one.text for one in found.timeline][1:] == ["the car draws", "the car draws nothing"]


def test_a_meter_that_says_nothing(server, ev, cso, number):
    found = diagnosed(cso, number)
    assert (found.charging, found.latest, codes(cso, number)) == ("unknown", None, ["NoRecentMeter"])
    assert found.reason[0].text == "the meter has said nothing yet"
    ev.meter(1100)
    server.clock.advance(1200)
    found = diagnosed(cso, number)
    assert (found.charging, found.latest.energyWh) == ("unknown", 100)
    assert [one.text for one in found.reason] == ["the meter has said nothing for 20 minutes"]


def test_a_fault(server, ev, cso, number):
    tell(ev, 0, number, Power_Active_Import=("0", "W"))
    ev.status("Faulted", error="GroundFailure")
    found = diagnosed(cso, number)
    assert [(one.code, one.text) for one in found.reason] == [
        ("ChargePointFault", "connector 1 is Faulted (GroundFailure)")]
    assert found.charging == "no"
    ev.status("Faulted", connector=2, error="OtherError")
    assert codes(cso, number) == ["ChargePointFault"], "another connector does not matter"
    ev.status("Occupied")
    ev.status("Available", connector=0, error="HighTemperature")
    assert "the charge point is Available (HighTemperature)" in [one.text for one in diagnosed(cso, number).reason]
    assert [one.text for one in diagnosed(cso, number).timeline][1:] == [
        "connector 1 is Faulted (GroundFailure)", "connector 1 is Occupied",
        "the charge point is Available (HighTemperature)"]


def test_a_charge_point_that_is_silent(server, ev, cso, number):
    ev.boot()
    ev.meter(1100, at=START)
    server.clock.advance(86400)
    server.execute(commands.CheckConnectivity(charge_point_id="EV-1"))
    found = diagnosed(cso, number)
    assert [one.code for one in found.reason] == ["Offline", "NoRecentMeter"]
    assert found.charging == "unknown"
    assert "nothing is heard of the charge point" in [one.text for one in found.timeline]


@both_stores
def test_one_that_has_ended(server, ev, cso, number):
    ev.meter(1100)
    server.clock.advance(600)
    ev.stop(number, meterStop=4000)
    ev.status("Faulted", error="OtherError")
    found = diagnosed(cso, number)
    assert (found.state, found.charging, found.reason) == ("Finished", "no", [])
    assert (found.latest.at, found.latest.energyWh, found.latest.powerW) == (START + timedelta(minutes=10), 3000, None)
    assert [one.text for one in found.timeline] == [
        "charging began on connector 1", "charging ended, the meter at 4000 Wh",
        f"charge detail record cdr-{number}, revision 1"], "what comes after its end is not its own"


def test_as_of_which_position(server, cso, number):
    answer = cso("transaction", "GetSessionDiagnostics", transactionId=str(number))
    assert answer.asOfPosition == server.head()


@pytest.mark.parametrize("text", ["4712", "x"])
def test_there_is_none(cso, number, text):
    with refusal("NotFound", "transactionId"):
        diagnosed(cso, text)


def test_a_stranger_sees_none(server, number):
    with refusal("NotFound", "transactionId"):
        diagnosed(Party(server, "emp", "EMP"), number)
