"""ChangeAvailability (AV-1 to AV-6)."""

import pytest

from motown.simulator.errors import Refused


def change(bench, connector, kind):
    status = bench.command("ChangeAvailability", connectorId=connector, type=kind)["status"]
    bench.pass_(0)
    return status


def test_a_free_connector_goes_at_once(both):  # AV-2
    bench = both(connectors=2).power_on()
    assert change(bench, 1, "Inoperative") == "Accepted"
    assert [bench.status(number) for number in (0, 1, 2)] == ["Available", "Unavailable", "Available"]
    with pytest.raises(Refused, match="Unavailable"):
        bench.run(bench.point.start(1, "TAG"))
    assert change(bench, 1, "Operative") == "Accepted"
    assert bench.status(1) == "Available"


def test_the_same_again_is_accepted(both):  # AV-4
    bench = both().power_on()
    assert [change(bench, 1, kind) for kind in ("Operative", "Inoperative", "Inoperative")] == ["Accepted"] * 3


def test_a_busy_one_goes_when_the_transaction_ends(both):  # AV-2, AV-3, ST-1
    bench = both().power_on()
    bench.run(bench.point.start(1, "TAG"))
    assert change(bench, 1, "Inoperative") == "Scheduled"
    assert bench.status(1) == "Occupied"
    bench.run(bench.point.stop(1, "TAG"))
    assert bench.status(1) == "Unavailable"


def test_the_last_word_counts(both):  # AV-5
    bench = both().power_on()
    bench.run(bench.point.start(1, "TAG"))
    change(bench, 1, "Inoperative")
    assert change(bench, 1, "Operative") == "Accepted"
    bench.run(bench.point.stop(1, "TAG"))
    assert bench.status(1) == "Available"


def test_of_the_whole_the_free_ones_go_at_once_and_the_busy_ones_later(both):  # AV-5
    bench = both(connectors=2).power_on()
    bench.run(bench.point.start(1, "TAG"))
    assert change(bench, 2, "Inoperative") == "Accepted"
    change(bench, 2, "Operative")
    assert change(bench, 0, "Inoperative") == "Scheduled"
    assert [bench.status(number) for number in (1, 2)] == ["Occupied", "Unavailable"]
    bench.run(bench.point.stop(1, "TAG"))
    assert [bench.status(number) for number in (0, 1)] == ["Unavailable", "Unavailable"]


def test_a_broken_one_stays_broken(both):  # AV-5
    bench = both().power_on()
    bench.point.fault(1, "ReaderFailure")
    assert change(bench, 1, "Operative") == "Accepted"
    assert bench.status(1) == "Faulted"


def test_it_outlives_a_reboot(both):  # AV-6
    bench = both().power_on()
    change(bench, 1, "Inoperative")
    bench.point.reboot()
    bench.pass_(60)
    assert bench.central.of("StatusNotification")[-1].value.status == "Unavailable"
    assert bench.central.operations.count("BootNotification") == 2


def test_connectors_that_are_none(both):  # AV-1, ID-9
    bench = both().power_on()
    assert change(bench, 2, "Inoperative") == "Rejected"
    assert bench.refused("ChangeAvailability", connectorId=-1, type="Inoperative") == "ProtocolError"
