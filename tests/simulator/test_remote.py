"""Remote start, stop and unlock (RS-1 to RS-6, UN-1, ID-10)."""

from datetime import timedelta

import pytest


def start(bench, tag="TAG", connector=None):
    return bench.command("RemoteStartTransaction", idTag=tag, connectorId=connector)["status"]


def stop(bench, id):
    return bench.command("RemoteStopTransaction", transactionId=id)["status"]


def unlock(bench, connector):
    return bench.command("UnlockConnector", connectorId=connector)["status"]


def starts(bench):
    return [(message.value.connectorId, message.value.idTag) for message in bench.central.of("StartTransaction")]


def test_it_is_answered_at_once_and_carried_out_when_the_cable_is_in(both):  # RS-1, RS-2
    bench = both(plug_seconds=5).power_on()
    assert start(bench, connector=1) == "Accepted"
    bench.pass_(4)
    assert starts(bench) == []
    bench.pass_(1)
    assert starts(bench) == [(1, "TAG")]
    assert bench.status(1) == "Occupied"


def test_the_tag_is_not_asked_for_unless_set_up_so(both):  # RS-3
    bench = both().power_on()
    start(bench)
    bench.pass_(5)
    assert (bench.central.of("Authorize"), len(starts(bench))) == ([], 1)
    bench = both(authorize_remote_starts=True).power_on()
    bench.central.verdicts["BAD"] = {"status": "Blocked"}
    start(bench, "BAD")
    bench.pass_(5)
    assert (len(bench.central.of("Authorize")), starts(bench)) == (1, [])
    assert start(bench, "GOOD") == "Accepted"


def test_without_a_connector_the_first_free_one_is_taken(both):  # RS-4
    bench = both(connectors=2).power_on()
    assert [start(bench, tag) for tag in ("A", "B", "C")] == ["Accepted", "Accepted", "Rejected"]
    bench.pass_(5)
    assert starts(bench) == [(1, "A"), (2, "B")]


def test_it_is_rejected_where_it_cannot_be(both):  # RS-4
    bench = both(connectors=3).power_on()
    bench.run(bench.point.start(1, "OTHER"))
    bench.point.fault(2, "ReaderFailure")
    bench.command("ChangeAvailability", connectorId=3, type="Inoperative")
    assert [start(bench, connector=number) for number in (1, 2, 3, 4, None)] == ["Rejected"] * 5


@pytest.mark.parametrize("operation", ["RemoteStartTransaction", "UnlockConnector"])
def test_connectors_are_counted_from_1(both, operation):  # ID-10, FLT-3
    fields = {"idTag": "TAG"} if operation == "RemoteStartTransaction" else {}
    assert both().power_on().refused(operation, connectorId=0, **fields) == "ProtocolError"


def test_without_a_cable_the_session_is_dropped(both):  # ConnectionTimeOut
    bench = both(plug_seconds=None, keys={"ConnectionTimeOut": "30"}).power_on()
    start(bench, connector=1)
    bench.pass_(29)
    assert start(bench, connector=1) == "Rejected"
    bench.pass_(1)
    assert starts(bench) == []
    assert start(bench, connector=1) == "Accepted"


@pytest.mark.parametrize(("most", "started"), [("30", 0), ("0", 1)])
def test_a_driver_who_is_too_slow_finds_it_dropped_unless_there_is_no_limit(both, most, started):
    bench = both(plug_seconds=40, keys={"ConnectionTimeOut": most}).power_on()
    start(bench, connector=1)
    bench.pass_(60)
    assert len(starts(bench)) == started


def test_a_change_of_availability_waits_for_a_session_that_never_came(both):  # AV-2
    bench = both(plug_seconds=None, keys={"ConnectionTimeOut": "30"}).power_on()
    start(bench, connector=1)
    assert bench.command("ChangeAvailability", connectorId=1, type="Inoperative") == {"status": "Scheduled"}
    bench.pass_(30)
    assert bench.status(1) == "Unavailable"


def test_reserved_connectors_are_for_their_tag(make):  # RS-4, RV-4
    bench = make("1.5", connectors=2).power_on()
    bench.command("ReserveNow", reservationId=5, connectorId=2, idTag="TAG",
                  expiryDate=bench.central.now() + timedelta(hours=1))
    assert start(bench, "OTHER", connector=2) == "Rejected"
    assert start(bench, "TAG") == "Accepted"
    bench.pass_(5)
    assert [(message.value.connectorId, message.value.reservationId)
            for message in bench.central.of("StartTransaction")] == [(2, 5)]


def test_a_stop_is_answered_first_and_told_without_a_tag(both):  # RS-5, RS-6
    bench = both().power_on()
    transaction = bench.run(bench.point.start(1, "TAG"))
    assert stop(bench, transaction.id) == "Accepted"
    assert transaction.is_running
    bench.pass_(1)
    told = bench.central.of("StopTransaction")[0].value
    assert (told.transactionId, told.idTag) == (transaction.id, None)


def test_a_transaction_that_does_not_run_cannot_be_stopped(both):  # RS-5
    bench = both().power_on()
    transaction = bench.run(bench.point.start(1, "TAG"))
    assert stop(bench, transaction.id + 1) == "Rejected"
    bench.run(bench.point.stop(1, "TAG"))
    assert stop(bench, transaction.id) == "Rejected"


def test_unlocking_ends_what_runs_there_first(both):  # UN-1
    bench = both().power_on()
    bench.run(bench.point.start(1, "TAG"))
    assert unlock(bench, 1) == "Accepted"
    bench.pass_(0)
    assert len(bench.central.of("StopTransaction")) == 1
    assert unlock(bench, 1) == "Accepted"


def test_a_lock_may_be_jammed_and_a_connector_may_not_be_there(both):  # UN-1
    assert unlock(both(lock_is_jammed=True).power_on(), 1) == "Rejected"
    assert unlock(both().power_on(), 2) == "Rejected"


def test_a_cable_plugged_in_by_hand(both):  # RS-2
    bench = both(connectors=2, plug_seconds=None).power_on()
    start(bench, connector=2)
    bench.pass_(30)
    bench.point.plug_in(1)
    bench.pass_(5)
    assert starts(bench) == []
    bench.point.plug_in(2)
    bench.pass_(0)
    assert starts(bench) == [(2, "TAG")]
    bench.pass_(1_000)
    assert len(starts(bench)) == 1


def test_a_cable_that_is_in_already(both):
    bench = both(plug_seconds=None).power_on()
    bench.point.plug_in(1)
    start(bench)
    bench.pass_(1)
    assert starts(bench) == [(1, "TAG")]


def test_one_that_was_pulled_before_is_not(both):
    bench = both(plug_seconds=None).power_on()
    bench.point.plug_in(1)
    bench.point.plug_out(1)
    start(bench)
    bench.pass_(59)
    assert (starts(bench), start(bench)) == ([], "Rejected")
    bench.pass_(2)
    assert start(bench) == "Accepted"


def test_pulling_the_cable_ends_what_runs(both):  # TX-6, TX-7
    bench = both().power_on()
    start(bench)
    bench.pass_(5)
    bench.point.plug_out(1)
    bench.pass_(0)
    (stopped,) = bench.central.of("StopTransaction")
    assert (stopped.value.idTag, bench.status(1)) == (None, "Available")


def test_nobody_is_awaited_after_a_reset(both):
    bench = both(plug_seconds=None).power_on()
    start(bench)
    bench.pass_(5)
    bench.point.reboot()
    bench.pass_(20)
    bench.point.plug_in(1)
    bench.pass_(5)
    assert (starts(bench), bench.status(1)) == ([], "Available")
