"""Messages out of order: stops and meter values that come before the start they belong to (TX-10, MV-12, OFF-3)."""

from datetime import timedelta

import pytest

from motown.store.rebuild import verify
from tests.fixtures import both_stores, both_versions
from tests.harness import START

pytestmark = both_versions


def at(minutes):
    return START + timedelta(minutes=minutes)


@both_stores
def test_a_start_finds_the_stop_that_came_before_it(server, ev):
    ev.stop(-1, timestamp=at(30), meterStop=3000)
    orphan, = server.orphans()
    server.news()
    number = ev.start(timestamp=at(0), meterStart=1000).transactionId
    row = server.transaction(number)
    assert (row.meter_stop_wh, row.stopped_at) == (3000, at(30))
    assert server.orphans() == []
    events = {one.type: one.event for one in server.news()}
    assert events["motown.TransactionStopped"].reported_transaction_id == -1
    assert events["motown.OrphanLinked"].orphan_position == orphan.position


@pytest.mark.parametrize(("stop", "start"), [
    ({"timestamp": at(30)}, {"timestamp": at(31)}),
    ({"meterStop": 999}, {"meterStart": 1000}),
    ({"idTag": "OTHER"}, {}),
    ({"transactionId": 4711}, {}),
], ids=["stopped before", "meter lower", "another tag", "another system's number, no tag"])
def test_but_only_one_that_fits(server, ev, stop, start):
    said = {"transactionId": 0, "timestamp": at(30)} | stop
    ev.stop(said.pop("transactionId"), **said)
    number = ev.start("TAG", **{"timestamp": at(0)} | start).transactionId
    assert server.transaction(number).stopped_at is None
    assert len(server.orphans()) == 1


def test_the_tag_may_tell_that_it_is_the_stop_of_this_start(server, ev):
    ev.stop(4711, idTag="tag", timestamp=at(30))
    number = ev.start("TAG", timestamp=at(0)).transactionId
    assert server.transaction(number).stopped_at == at(30)


def test_of_several_stops_a_start_takes_the_first_after_it(server, ev):
    """Two transactions without numbers, their stops came first, the later one before the earlier one."""
    ev.stop(-1, timestamp=at(50), meterStop=5000)
    ev.stop(-1, timestamp=at(20), meterStop=3000)
    first = ev.start(timestamp=at(0), meterStart=1000).transactionId
    second = ev.start(timestamp=at(30), meterStart=4000).transactionId
    assert [server.transaction(number).stopped_at for number in (first, second)] == [at(20), at(50)]


def test_the_second_stop_of_a_transaction_never_becomes_anothers(server, ev):
    number = ev.start("TAG", timestamp=at(0)).transactionId
    ev.stop(number, timestamp=at(10), meterStop=2000)
    ev.stop(number, timestamp=at(30), meterStop=4000, idTag="TAG")
    later = ev.start("TAG", timestamp=at(20), meterStart=2000).transactionId
    assert server.transaction(later).stopped_at is None
    assert len(server.orphans()) == 1


@both_stores
def test_meter_values_that_came_before_their_start_find_it(server, ev):
    """OFF-5: the connection came back, and the meter was faster than the queue."""
    ev.meter(1100, 1200, at=at(5))
    ev.meter(1300, at=at(10))
    assert len(server.orphans()) == 2
    number = ev.start(timestamp=at(0)).transactionId
    assert server.orphans() == []
    assert [one.event.transaction_id for one in server.log() if one.type == "motown.OrphanLinked"] == [number] * 2


def test_but_not_those_of_before_or_of_another_connector(server, ev):
    ev.meter(900, at=at(-5))
    ev.meter(900, at=at(5), connector=2)
    ev.start(timestamp=at(0), connectorId=1)
    assert len(server.orphans()) == 2


def test_nor_those_after_its_stop(server, ev):
    ev.stop(-1, timestamp=at(30), meterStop=3000)
    ev.meter(2000, at=at(20))
    ev.meter(4000, at=at(40))
    ev.start(timestamp=at(0))
    assert [row.at for row in server.orphans()] == [at(40)]


def test_values_of_two_transactions_find_the_right_ones_in_the_end(server, ev):
    """The queue is longer: until the second start comes, all values look as if they were of the first."""
    ev.meter(1500, at=at(5))
    ev.meter(4500, at=at(35))
    first = ev.start(timestamp=at(0), meterStart=1000).transactionId
    ev.stop(first, timestamp=at(20), meterStop=4000)
    second = ev.start(timestamp=at(30), meterStart=4000).transactionId
    linked = [one.event for one in server.log() if one.type == "motown.OrphanLinked"]
    in_the_end = {one.orphan_position: one.transaction_id for one in linked}
    assert [in_the_end[position] for position in sorted(in_the_end)] == [first, second]


def test_values_of_the_main_meter_wait_for_nothing(server, ev):
    """ID-9: connector 0 is no connector."""
    ev.meter(123456, connector=0)
    assert server.happened() == ["motown.MeterSampled"]
    assert server.orphans() == []


def test_values_of_the_past_find_the_transaction_of_their_time(server, ev):
    """MV-12: they are late, the transaction is over and another one runs."""
    first = ev.start(timestamp=at(0)).transactionId
    ev.stop(first, timestamp=at(20))
    second = ev.start(timestamp=at(30), meterStart=4000).transactionId
    ev.meter(1500, at=at(10))
    ev.meter(4500, at=at(40))
    ev.meter(4200, at=at(25))
    sampled = [one.transaction_id for one in server.log() if one.type == "motown.MeterSampled"]
    assert sampled == [first, second, None]


@both_stores
def test_the_tables_say_what_the_log_says(server, ev):
    """After all that could come out of order: made again from the log they are the same."""
    ev.meter(1, at=at(1))
    ev.stop(-1, timestamp=at(30), meterStop=3000)
    ev.start(timestamp=at(0))
    ev.stop(7, idTag="X")
    ev.status()
    ev.boot()
    assert not any(verify(server.url).values())
