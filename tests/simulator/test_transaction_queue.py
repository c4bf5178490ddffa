"""The queue of transaction messages on bad lines and with refusals (OFF-2 to OFF-7, FLT-5)."""

from itertools import pairwise

import pytest
from twisted.internet.defer import Deferred

from motown.simulator.errors import NoAnswer
from motown.soap.faults import ServiceFault
from motown.soap.versions import QName

BROKEN = ServiceFault("no", code="Receiver")
TOLD = ("StartTransaction", "MeterValues", "StopTransaction")


def session(bench):
    """A transaction with one sample, begun and ended."""
    transaction = bench.point.transactions.begin(bench.point.connectors[0], "TAG")
    bench.pass_(10)
    bench.point.transactions.meter(transaction)
    bench.pass_(10)
    bench.point.transactions.end(transaction, "TAG")
    return transaction


def test_off_line_sessions_are_told_in_order_when_the_line_is_back(both):  # OFF-2, OFF-3, OFF-5
    bench = both().power_on()
    bench.point.link.go_offline()
    first, second = session(bench), session(bench)
    assert bench.central.of(*TOLD) == []
    bench.point.link.go_online()
    bench.pass_(0)
    assert [message.operation for message in bench.central.of(*TOLD)] == [*TOLD, *TOLD]
    starts = bench.central.of("StartTransaction")
    assert [message.value.timestamp for message in starts] == [first.started_at, second.started_at]


def test_the_transaction_id_is_filled_in_when_the_start_was_answered(both):  # OFF-4
    bench = both().power_on()
    bench.point.link.go_offline()
    session(bench)
    bench.central.script["StartTransaction"] = [{"transactionId": 4711, "idTagInfo": {"status": "Accepted"}}]
    bench.point.link.go_online()
    bench.pass_(0)
    assert bench.central.of("StopTransaction")[0].value.transactionId == 4711
    if bench.version == "1.5":
        assert bench.central.of("MeterValues")[0].value.transactionId == 4711


def test_no_answer_is_tried_again_without_limit_and_ever_less_often(both):  # OFF-7
    bench = both(retry_seconds=10, retry_ceiling_seconds=80).power_on()
    bench.central.is_down = True
    session(bench)
    bench.pass_(4_000)
    times = [at for operation, at in bench.central.knocks if operation == "StartTransaction"]
    assert len(times) > 30
    waits = [later - earlier for earlier, later in pairwise(times)]
    bases = [10, 20, 40, *[80] * (len(waits) - 3)]
    assert all(0.8 * base <= wait <= 1.2 * base for wait, base in zip(waits, bases, strict=True))
    assert {operation for operation, _ in bench.central.knocks if operation in TOLD} == {"StartTransaction"}
    bench.central.is_down = False
    bench.pass_(100)
    assert [message.operation for message in bench.central.of(*TOLD)] == list(TOLD)


def test_a_lost_answer_makes_the_same_message_again(both):  # TX-11: so that the central system can tell
    bench = both().power_on()
    bench.central.script["StartTransaction"] = [NoAnswer("time-out")]
    session(bench)
    bench.pass_(20)
    first, second = bench.central.of("StartTransaction")
    assert second.value.timestamp.timestamp() == bench.point.clock.at(first.at).timestamp()
    assert first.find("Body/startTransactionRequest/meterStart") == str(second.value.meterStart)
    assert first.find("Header/MessageID") != second.find("Header/MessageID")


def test_it_hurries_when_anything_else_gets_through(both):  # OFF-2
    bench = both(retry_seconds=10_000, retry_ceiling_seconds=10_000).power_on()
    bench.central.is_down = True
    session(bench)
    bench.pass_(100)
    bench.central.is_down = False
    bench.run(bench.point.heartbeat())
    assert len(bench.central.of("StopTransaction")) == 1


def test_others_may_overtake_the_queue(both):  # OFF-5
    bench = both().power_on()
    bench.central.is_down = True
    session(bench)
    bench.central.is_down = False
    bench.run(bench.point.authorize("OTHER"))
    assert bench.central.operations.index("Authorize") < bench.central.operations.index("StopTransaction")


def test_a_refused_message_is_tried_a_few_times_with_a_heartbeat_between_then_skipped(both):  # OFF-6, FLT-5
    bench = both(transaction_attempts=3, retry_seconds=10).power_on()
    bench.central.script["StartTransaction"] = [BROKEN] * 3
    session(bench)
    bench.pass_(60)
    told = [message for message in bench.central.messages if message.operation != "StatusNotification"][1:]
    probed = ["StartTransaction", "Heartbeat"] * 3
    assert [message.operation for message in told] == [*probed, "MeterValues", "StopTransaction"]
    starts = bench.central.of("StartTransaction")
    assert [round(later.at - earlier.at) for earlier, later in pairwise(starts)] == [10, 20]
    assert bench.recorder.dropped == ["StartTransaction"]


def test_a_stop_without_acknowledged_start_says_so(both):  # TX-10
    bench = both(transaction_attempts=1).power_on()
    bench.central.script["StartTransaction"] = [BROKEN]
    session(bench)
    bench.pass_(5)
    assert bench.central.of("StopTransaction")[0].value.transactionId == -1
    if bench.version == "1.5":
        assert bench.central.of("MeterValues")[0].value.transactionId is None


@pytest.mark.parametrize("trouble", [NoAnswer("lost"), ServiceFault("the disk is full", code="Receiver")])
def test_refusals_do_not_count_while_heartbeats_fail_too(both, trouble):  # OFF-6
    bench = both(transaction_attempts=2, retry_seconds=10)
    bench.central.interval = 100_000
    bench.power_on()
    bench.central.script["StartTransaction"] = [BROKEN] * 9
    bench.central.script["Heartbeat"] = [trouble] * 8
    session(bench)
    bench.pass_(3_000)
    assert len(bench.central.of("StartTransaction")) == 10
    assert bench.recorder.dropped == []
    assert len(bench.central.of("StopTransaction")) == 1


def test_a_page_of_a_proxy_is_treated_like_a_refusal(both):  # OFF-6, Q-WSA-12
    bench = both(transaction_attempts=2).power_on()
    bench.central.script["StartTransaction"] = [b"<html>502</html>"] * 2
    session(bench)
    bench.pass_(60)
    assert bench.recorder.dropped == ["StartTransaction"]


def test_nothing_is_skipped_because_the_charge_point_is_not_known(both):  # BOOT-7, BOOT-8
    bench = both(transaction_attempts=1).power_on()
    bench.central.script["StartTransaction"] = [ServiceFault("who?", subcode=QName("", "SecurityError"))]
    bench.point.transactions.begin(bench.point.connectors[0], "TAG")
    bench.pass_(0)
    assert bench.recorder.dropped == []
    assert [message.operation for message in bench.central.of("BootNotification", *TOLD)] == [
        "BootNotification", "StartTransaction", "BootNotification", "StartTransaction"]


def test_the_queue_outlives_a_reset(both):  # OFF-7
    bench = both().power_on()
    bench.central.is_down = True
    session(bench)
    bench.point.reboot()
    bench.pass_(600)
    bench.central.is_down = False
    bench.pass_(1_000)
    assert [message.operation for message in bench.central.of(*TOLD)] == list(TOLD)


def test_one_request_is_outstanding_at_a_time(both):  # OFF-9
    bench = both().power_on()
    answer: Deferred[bytes | None] = Deferred()
    bench.central.script["Authorize"] = [answer]
    waiting = bench.begin(bench.point.authorize("TAG"))
    session(bench)
    assert bench.central.operations[-1] == "Authorize"
    assert bench.command("ClearCache") == {"status": "Accepted"}
    answer.callback(None)
    bench.pass_(0)
    assert waiting[0].idTagInfo.status == "Accepted"
    assert bench.central.operations[-1] == "StopTransaction"


def test_waiting_for_the_queue(both):
    bench = both().power_on()
    bench.central.is_down = True
    session(bench)
    empty = bench.begin(bench.point.queue.empty())
    assert empty == []
    assert len(bench.point.queue) == 3
    bench.central.is_down = False
    bench.pass_(30)
    assert empty == [None]
    bench.run(bench.point.queue.empty())


def test_after_a_success_waits_are_short_again(both):  # OFF-7
    bench = both(retry_seconds=10).power_on()
    bench.point.configuration.set("HeartBeatInterval", "100000")
    for _ in range(2):
        bench.central.is_down = True
        transaction = bench.point.transactions.begin(bench.point.connectors[0], "TAG")
        bench.pass_(200)
        bench.central.is_down = False
        bench.pass_(200)
        assert len(bench.point.queue) == 0
        bench.point.transactions.end(transaction)
        bench.pass_(1)
    times = [at for operation, at in bench.central.knocks if operation == "StartTransaction"]
    waits = [later - earlier for earlier, later in pairwise(times)]
    assert len([wait for wait in waits if wait <= 12]) == 2
