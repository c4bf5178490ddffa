"""Statuses and how they are told (ST-1 to ST-9, OFF-8)."""

import pytest
from twisted.internet.defer import Deferred

from motown.simulator.connectors import Connector, Connectors
from motown.simulator.errors import NoAnswer
from motown.soap.faults import ServiceFault


def told(bench):
    return [(message.value.connectorId, message.value.status) for message in bench.central.of("StatusNotification")]


def test_every_change_is_told_in_order(both):  # ST-2, ST-9
    bench = both(connectors=2).power_on()
    bench.run(bench.point.start(1, "TAG"))
    bench.run(bench.point.stop(1, "TAG"))
    assert told(bench)[3:] == [(1, "Occupied"), (1, "Available")]


def test_the_whole_is_told_when_all_are_occupied(both):  # ST-5
    bench = both(connectors=2).power_on()
    bench.run(bench.point.start(1, "A"))
    bench.run(bench.point.start(2, "B"))
    assert told(bench)[3:] == [(1, "Occupied"), (0, "Occupied"), (2, "Occupied")]


@pytest.mark.parametrize(("states", "whole"), [
    (["Available", "Occupied"], "Available"), (["Occupied", "Occupied"], "Occupied"),
    (["Reserved", "Reserved"], "Reserved"), (["Unavailable", "Faulted"], "Unavailable"),
    (["Unavailable", "Unavailable"], "Unavailable"), (["Faulted", "Faulted"], "Faulted"),
    (["Reserved", "Occupied"], "Occupied"), (["Faulted", "Available"], "Available")])
def test_the_status_of_the_whole(states, whole):  # ST-5
    marks = {"Occupied": {"is_busy": True}, "Reserved": {"is_reserved": True}, "Unavailable": {"is_operative": False},
             "Faulted": {"is_faulted": True}, "Available": {}}
    connectors = Connectors([Connector(number, None, **marks[state]) for number, state in enumerate(states, 1)])
    assert [one.status for one in connectors] == states
    assert connectors.status(0) == whole


def test_1_5_tells_the_time_of_the_change_and_1_2_nothing_more(both):  # ST-7
    bench = both().power_on()
    bench.run(bench.point.start(1, "TAG"))
    value = bench.central.of("StatusNotification")[-1].value
    if bench.version == "1.5":
        assert value.timestamp == bench.point.clock.now()
    else:
        assert not hasattr(value, "timestamp")


def test_after_an_outage_only_what_has_changed_is_told_as_it_is_now(both):  # OFF-8
    bench = both(connectors=2).power_on()
    bench.point.link.go_offline()
    for tag in ("A", "B", "C"):
        bench.point.transactions.end(bench.point.transactions.begin(bench.point.connectors[0], tag))
    bench.point.transactions.begin(bench.point.connectors[1], "D")
    bench.point.link.go_online()
    bench.pass_(0)
    assert told(bench)[3:] == [(2, "Occupied")]


@pytest.mark.parametrize("trouble", [NoAnswer("lost"), b"<html/>"])
def test_a_notification_that_was_lost_is_made_up_for(both, trouble):  # OFF-8
    bench = both().power_on()
    bench.central.script["StatusNotification"] = [trouble, trouble]
    bench.point.transactions.begin(bench.point.connectors[0], "TAG")
    bench.pass_(0)
    assert bench.status(1) == bench.status(0) == "Occupied"
    counted = [one for one in bench.recorder.exchanges if one.operation == "StatusNotification"]
    assert [one.outcome == "answered" for one in counted] == [True, True, False, False, True, True]


def test_a_refused_notification_is_not_sent_again(both):  # FLT-5
    bench = both().power_on()
    bench.central.script["StatusNotification"] = [ServiceFault("no")]
    bench.point.transactions.begin(bench.point.connectors[0], "TAG")
    bench.pass_(50)
    assert [number for number, _ in told(bench)[2:]] == [0, 1]


def test_a_broken_connector_ends_its_transaction_and_is_told(both):  # ST-1, ST-8
    bench = both(connectors=2).power_on()
    bench.run(bench.point.start(1, "TAG"))
    bench.point.fault(1, "PowerSwitchFailure")
    bench.pass_(0)
    last = bench.central.of("StatusNotification")[-1].value
    assert (last.connectorId, last.status, last.errorCode) == (1, "Faulted", "PowerSwitchFailure")
    assert len(bench.central.of("StopTransaction")) == 1
    bench.point.repair(1)
    bench.pass_(0)
    last = bench.central.of("StatusNotification")[-1].value
    assert (last.connectorId, last.status, last.errorCode) == (1, "Available", "NoError")


def test_an_error_need_not_put_it_out_of_use(both):  # ST-8
    bench = both().power_on()
    bench.run(bench.point.start(1, "TAG"))
    bench.point.fault(1, "ReaderFailure", is_operative=True)
    bench.pass_(0)
    last = bench.central.of("StatusNotification")[-1].value
    assert (last.status, last.errorCode) == ("Occupied", "ReaderFailure")
    assert bench.point.transactions.on(1)


def test_a_fault_of_the_whole_is_one_of_each(both):
    bench = both(connectors=2).power_on()
    bench.point.fault(0, "ConnectorLockFailure")
    bench.pass_(0)
    assert told(bench)[3:] == [(0, "Faulted"), (1, "Faulted"), (2, "Faulted")]


def test_one_by_hand(both):  # ST-6, ST-7
    bench = both().power_on()
    details = {"info": "hot", "vendorId": "ACME", "vendorErrorCode": "E7"}
    bench.run(bench.point.status(1, "Faulted", "HighTemperature", **details))
    value = bench.central.of("StatusNotification")[-1].value
    assert (value.status, value.errorCode) == ("Faulted", "HighTemperature")
    if bench.version == "1.5":
        assert (value.info, value.vendorId, value.vendorErrorCode) == ("hot", "ACME", "E7")


def test_a_slow_central_system_is_not_told_of_every_change_but_of_the_last(both):  # OFF-8
    bench = both().power_on()
    answer = Deferred()
    bench.central.script["Heartbeat"] = [answer]
    bench.begin(bench.point.heartbeat())
    for _ in range(20):
        bench.point.fault(1, "ReaderFailure")
        bench.point.repair(1)
    bench.point.fault(1, "PowerMeterFailure")
    answer.callback(None)
    bench.pass_(0)
    assert len(told(bench)) < 20
    assert bench.central.of("StatusNotification")[-1].value.errorCode == "PowerMeterFailure"
    assert (bench.status(0), bench.status(1)) == ("Faulted", "Faulted")


def test_settling_waits_until_the_last_status_was_heard_of(both):
    bench = both().power_on()
    bench.point.transactions.begin(bench.point.connectors[0], "TAG")
    bench.pass_(0)
    bench.central.is_down = True
    bench.point.fault(1, "ReaderFailure", is_operative=True)
    settled = bench.begin(bench.point.settled())
    bench.pass_(5)
    assert settled == []
    bench.central.is_down = False
    bench.pass_(5)
    assert settled == [None]
    assert bench.central.of("StatusNotification")[-1].value.errorCode == "ReaderFailure"


def test_all_are_told_again_after_every_registration(both):  # ST-2
    bench = both(connectors=2).power_on()
    bench.point.reboot()
    bench.pass_(60)
    assert [number for number, _ in told(bench)] == [0, 1, 2, 0, 1, 2]


def test_the_time_is_that_of_the_change_not_of_the_message(make):  # ST-7
    bench = make("1.5").power_on()
    answer = Deferred()
    bench.central.script["Heartbeat"] = [answer]
    bench.begin(bench.point.heartbeat())
    changed = bench.point.clock.now()
    bench.point.fault(1, "ReaderFailure")
    bench.pass_(20)
    answer.callback(None)
    bench.pass_(0)
    assert [message.value.timestamp for message in bench.central.of("StatusNotification")[2:]] == [changed, changed]
