"""Heartbeats and the clock (HB-1, HB-2, HB-5, HB-7, CF-7)."""

from datetime import timedelta

import pytest

from motown.simulator.errors import NoAnswer
from motown.soap.faults import ServiceFault


def test_one_is_due_after_each_interval_of_silence(both):  # HB-1
    bench = both()
    bench.central.interval = 100
    bench.power_on()
    bench.pass_(350)
    assert [message.at - bench.central.messages[0].at for message in bench.central.of("Heartbeat")] == [100, 200, 300]


def test_any_other_message_breaks_the_silence(both):  # HB-2
    bench = both()
    bench.central.interval = 100
    bench.power_on()
    bench.pass_(60)
    bench.run(bench.point.authorize("TAG"))
    bench.pass_(99)
    assert bench.central.of("Heartbeat") == []
    bench.pass_(1)
    assert len(bench.central.of("Heartbeat")) == 1


@pytest.mark.parametrize("trouble", [NoAnswer("lost"), ServiceFault("no"), b"nothing of the kind"])
def test_it_goes_on_when_one_fails(both, trouble):
    bench = both()
    bench.central.interval = 100
    bench.power_on()
    bench.central.script["Heartbeat"] = [trouble]
    bench.pass_(205)
    assert [exchange.outcome == "answered" for exchange in bench.recorder.exchanges
            if exchange.operation == "Heartbeat"] == [False, True]


def test_the_clock_follows_the_answer(both):  # HB-5
    bench = both().power_on()
    told = bench.central.now() - timedelta(hours=3)
    bench.central.script["Heartbeat"] = [{"currentTime": told}]
    bench.run(bench.point.heartbeat())
    assert bench.point.clock.now() == told


def test_a_second_of_difference_is_none(both):
    bench = both().power_on()
    before = bench.point.clock.now()
    bench.central.script["Heartbeat"] = [{"currentTime": before + timedelta(seconds=1)}]
    bench.run(bench.point.heartbeat())
    assert bench.point.clock.now() == before


def test_it_names_where_commands_are_taken(both):  # HB-7, WSA-4
    bench = both().power_on()
    bench.run(bench.point.heartbeat())
    assert bench.central.messages[-1].find("Header/From/Address") == "http://192.0.2.7:9000/CP-001"


def test_a_changed_key_counts_from_the_last_exchange(both):  # CF-7
    bench = both().power_on()
    bench.pass_(50)
    assert bench.command("ChangeConfiguration", key="HeartBeatInterval", value="60") == {"status": "Accepted"}
    bench.pass_(10)
    assert len(bench.central.of("Heartbeat")) == 1


def test_none_is_sent_while_it_reboots(both):
    bench = both(reboot_seconds=1_000)
    bench.central.interval = 100
    bench.power_on()
    bench.point.reboot()
    bench.pass_(900)
    assert bench.central.of("Heartbeat") == []
