"""Reset and reboot (RE-1 to RE-3, BOOT-1, BOOT-13)."""

import pytest


def reset(bench, kind):
    return bench.command("Reset", type=kind)["status"]


@pytest.mark.parametrize("kind", ["Soft", "Hard"])
def test_the_answer_goes_first_then_what_runs_ends_in_order_then_it_boots(both, kind):  # RE-1 to RE-3, BOOT-1
    bench = both(connectors=2, reboot_seconds=5).power_on()
    for number, tag in ((2, "A"), (1, "B")):
        bench.run(bench.point.start(number, tag))
        bench.pass_(1)
    first = len(bench.central.messages)
    assert reset(bench, kind) == "Accepted"
    assert len(bench.central.messages) == first
    bench.pass_(30)
    told = [one for one in bench.central.messages[first:] if one.operation != "StatusNotification"]
    stops = [one.value.transactionId for one in bench.central.of("StopTransaction")]
    assert len(stops) == 2
    assert {one.value.idTag for one in bench.central.of("StopTransaction")} == {None}  # TX-7
    if kind == "Soft":
        assert [one.operation for one in told] == ["StopTransaction", "StopTransaction", "BootNotification"]
        assert stops == sorted(stops)
    assert "BootNotification" in [one.operation for one in told]


def test_a_hard_reset_leaves_the_stops_in_the_queue(both):  # RE-2
    bench = both().power_on()
    bench.run(bench.point.start(1, "TAG"))
    bench.central.is_down = True
    reset(bench, "Hard")
    bench.pass_(60)
    bench.central.is_down = False
    bench.pass_(600)
    assert len(bench.central.of("StopTransaction")) == 1
    assert bench.central.of("StopTransaction")[0].value.timestamp < bench.point.clock.now()


def test_a_soft_one_does_not_wait_for_ever(both):  # RE-2
    bench = both(reboot_seconds=5).power_on()
    bench.run(bench.point.start(1, "TAG"))
    bench.central.is_down = True
    reset(bench, "Soft")
    bench.pass_(45)
    assert "BootNotification" in [operation for operation, _ in bench.central.knocks]


def test_one_at_a_time(both):
    bench = both().power_on()
    assert [reset(bench, "Hard"), reset(bench, "Soft")] == ["Accepted", "Rejected"]
    bench.pass_(60)
    assert reset(bench, "Soft") == "Accepted"
    bench.pass_(60)
    assert bench.central.operations.count("BootNotification") == 3


def test_it_takes_no_commands_before_it_is_registered(both):  # BOOT-13
    bench = both(reboot_seconds=10)
    assert bench.refused("ClearCache") == "InternalError"
    bench.power_on()
    reset(bench, "Hard")
    bench.pass_(5)
    assert bench.refused("ClearCache") == "InternalError"
    bench.pass_(10)
    assert bench.command("ClearCache") == {"status": "Accepted"}


def test_a_remote_start_under_way_is_forgotten(both):
    bench = both(plug_seconds=20).power_on()
    bench.command("RemoteStartTransaction", idTag="TAG")
    reset(bench, "Hard")
    bench.pass_(60)
    assert bench.central.of("StartTransaction") == []
    assert bench.command("RemoteStartTransaction", idTag="TAG") == {"status": "Accepted"}
