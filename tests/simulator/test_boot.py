"""Registration (BOOT-1 to BOOT-14)."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from motown.simulator.errors import NoAnswer, NotRegistered
from motown.soap.faults import ServiceFault
from motown.soap.versions import QName

REJECTED = {"status": "Rejected", "currentTime": datetime(2023, 1, 1, tzinfo=UTC), "heartbeatInterval": 0}
STRANGER = ServiceFault("who are you?", subcode=QName("urn://Ocpp/2012/02/", "SecurityError"))


def test_it_boots_when_switched_on_and_tells_what_it_is(both):
    bench = both(vendor="ACME", model="Wallbox 2", firmware_version="4.2").power_on()
    boot = bench.central.messages[0]
    assert boot.operation == "BootNotification"
    told = (boot.value.chargePointVendor, boot.value.chargePointModel, boot.value.firmwareVersion)
    assert (boot.identity, *told) == ("CP-001", "ACME", "Wallbox 2", "4.2")


def test_long_names_are_cut_to_what_the_texts_allow(both):  # LEN-1
    bench = both(vendor="V" * 40, model="M" * 40, firmware_version="F" * 40).power_on()
    boot = bench.central.messages[0].value
    assert {len(boot.chargePointVendor), len(boot.chargePointModel), len(boot.firmwareVersion)} == {20}


def test_after_acceptance_it_tells_the_status_of_all(both):  # ST-2
    bench = both(connectors=2).power_on()
    assert bench.central.operations == ["BootNotification"] + ["StatusNotification"] * 3
    assert [one.value.connectorId for one in bench.central.messages[1:]] == [0, 1, 2]


def test_it_keeps_booting_until_accepted_at_the_interval_of_the_rejection(make):  # BOOT-5, BOOT-6
    bench = make()
    bench.central.script["BootNotification"] = [{**REJECTED, "heartbeatInterval": 20}] * 3
    bench.power_on()
    bench.pass_(100)
    times = [message.at for message in bench.central.of("BootNotification")]
    waits = [later - earlier for earlier, later in pairwise(times)]
    assert len(waits) == 3
    assert all(20 <= wait <= 22 for wait in waits)
    assert bench.central.operations[:4] == ["BootNotification"] * 4


def test_without_an_interval_it_backs_off_from_a_minute_to_a_quarter_of_an_hour_with_jitter(make):  # BOOT-6
    bench = make()
    bench.central.script["BootNotification"] = [REJECTED] * 8
    bench.power_on()
    bench.pass_(6000)
    times = [message.at for message in bench.central.of("BootNotification")]
    waits = [later - earlier for earlier, later in pairwise(times)]
    for wait, base in zip(waits, [60, 120, 240, 480, 900, 900, 900, 900], strict=True):
        assert 0.8 * base <= wait <= 1.2 * base
        assert wait != base


def test_an_absent_interval_in_1_2_is_none(make):  # BOOT-3
    bench = make("1.2")
    bench.central.script["BootNotification"] = [{"status": "Rejected"}]
    bench.power_on()
    bench.pass_(45)
    assert len(bench.central.messages) == 1


@pytest.mark.parametrize("trouble", [NoAnswer("refused"), b"<html>log in</html>", ServiceFault("out of order")])
def test_it_goes_on_trying_whatever_goes_wrong(both, trouble):  # BOOT-14
    bench = both()
    bench.central.script["BootNotification"] = [trouble]
    bench.power_on()
    assert not bench.point.link.is_registered
    bench.pass_(80)
    assert bench.point.link.is_registered


def test_nothing_else_is_sent_until_accepted(both):  # BOOT-7
    bench = both()
    bench.central.script["BootNotification"] = [REJECTED]
    bench.power_on()
    with pytest.raises(NotRegistered):
        bench.run(bench.point.heartbeat())
    bench.point.transactions.begin(bench.point.connectors[0], "TAG")
    assert bench.central.operations == ["BootNotification"]
    bench.pass_(80)
    assert "StartTransaction" in bench.central.operations


def test_the_interval_of_the_answer_is_adopted(both):  # BOOT-9, CF-7
    bench = both()
    bench.central.interval = 40
    bench.power_on()
    assert bench.point.configuration.number("HeartBeatInterval") == 40


def test_an_interval_of_0_changes_nothing(both):
    bench = both(keys={"HeartBeatInterval": "77"})
    bench.central.interval = 0
    bench.power_on()
    assert bench.point.configuration.number("HeartBeatInterval") == 77


def test_the_clock_is_set_from_the_answer(both):  # BOOT-10
    bench = both()
    told = bench.central.now() + timedelta(days=400)
    bench.central.script["BootNotification"] = [{"status": "Accepted", "currentTime": told, "heartbeatInterval": 60}]
    bench.power_on()
    assert bench.point.clock.now() == told


def test_a_charge_point_that_is_not_known_any_more_registers_again(make):  # BOOT-8
    bench = make().power_on()
    bench.central.script["Heartbeat"] = [STRANGER]
    bench.central.script["BootNotification"] = [REJECTED]
    with pytest.raises(ServiceFault):
        bench.run(bench.point.heartbeat())
    assert bench.central.operations[-1] == "BootNotification"
    assert not bench.point.link.is_registered
    bench.pass_(80)
    assert bench.point.link.is_registered


def test_one_boot_by_hand_is_enough_to_be_registered(both):
    bench = both()
    assert bench.run(bench.point.boot()).status == "Accepted"
    assert bench.recorder.events == ["boot Accepted"]
    assert bench.point.link.is_registered


def test_switched_off_it_sends_nothing_more(both):
    bench = both().power_on()
    bench.point.power_off()
    sent = len(bench.central.messages)
    bench.pass_(100_000)
    assert len(bench.central.messages) == sent
    assert not bench.clock.getDelayedCalls()
