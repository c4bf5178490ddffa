"""StartTransaction and StopTransaction: rules TX-1 to TX-15, OFF-3, FLT-8."""

from datetime import timedelta

import pytest

from motown.domain.events import TransactionStarted, TransactionStopped
from motown.store.rebuild import rebuild
from tests.fixtures import both_stores, both_versions
from tests.harness import START
from tests.speaking import ChargePoint, info

pytestmark = both_versions


def domain(server, kind):
    """The events of a type, in order."""
    return [one.event for one in server.log() if isinstance(one.event, kind)]


@both_stores
def test_a_whole_transaction(server, ev):
    """TX-1, TX-2, TX-6: everything a charge point says of it is kept."""
    started = ev.start("TAG", connectorId=2, meterStart=1000)
    number = started.transactionId
    assert info(started).status == "Accepted"
    row = server.transaction(number)
    assert (row.charge_point_id, row.connector_id, row.id_tag, row.meter_start_wh, row.started_at, row.stopped_at) == (
        "EV-1", 2, "TAG", 1000, START, None)
    server.clock.advance(3600)
    assert ev.stop(number, meterStop=8500) is None
    row = server.transaction(number)
    assert (row.meter_stop_wh, row.stopped_at, row.stop_id_tag, row.meter_backwards) == (
        8500, START + timedelta(hours=1), None, False)
    assert server.happened() == [
        "motown.TransactionStarted", "motown.AuthorizationDecided", "motown.TransactionStopped", "motown.CdrIssued"]


def test_numbers_are_positive_and_each_is_given_once(server, ev):
    """TX-3: also over all charge points, and after the transaction has ended."""
    server.accept("EV-2")
    other = ChargePoint(server, "EV-2", ev.version)
    numbers = []
    for minute in range(4):
        at = START + timedelta(minutes=minute)
        numbers += [ev.start(timestamp=at).transactionId, other.start(timestamp=at).transactionId]
        ev.stop(numbers[-2])
    assert numbers == sorted(set(numbers))
    assert numbers[0] > 0


@both_stores
def test_numbers_go_on_after_a_restart(make_server, server, ev):
    """TX-3."""
    first = ev.start().transactionId
    server.close()
    again = ChargePoint(make_server(), version=ev.version)
    assert again.start(meterStart=7).transactionId > first


def test_numbers_are_not_given_again_when_the_tables_are_made_anew(server, ev):
    """TX-3: they come from a counter of their own, not from what the tables hold."""
    last = ev.start().transactionId
    rebuild(server.url)
    assert ev.start(meterStart=7).transactionId > last


@pytest.mark.parametrize("tag", ["NOBODY", "BLOCKED", "EXPIRED", ""])
def test_a_start_is_recorded_whatever_the_verdict(server, ev, tag):
    """TX-4, FLT-8: it may have happened off-line."""
    server.put_tag("BLOCKED", status="Blocked")
    server.put_tag("EXPIRED", expires_at=START)
    started = ev.start(tag)
    assert info(started).status != "Accepted"
    row = server.transaction(started.transactionId)
    assert (row.id_tag, row.status, row.stopped_at) == (tag, info(started).status, None)


@pytest.mark.parametrize("at", [START - timedelta(days=3650), START + timedelta(days=3650)], ids=["past", "future"])
def test_the_charge_points_own_time_counts_however_odd(server, ev, at):
    """OFF-3: queued messages look like any other; old timestamps are never refused."""
    number = ev.start(timestamp=at).transactionId
    ev.stop(number, timestamp=at + timedelta(hours=1))
    row = server.transaction(number)
    assert (row.started_at, row.stopped_at) == (at, at + timedelta(hours=1))
    event = next(one for one in server.log() if one.type == "motown.TransactionStarted")
    assert (event.occurred_at, event.recorded_at) == (at, START)


def test_a_whole_queue_after_hours_without_connection(server, ev):
    """OFF-2, OFF-3: in order, each placed by its own time."""
    for hour in range(3):
        at = START - timedelta(hours=10 - hour)
        number = ev.start(timestamp=at, meterStart=1000 * hour).transactionId
        ev.stop(number, timestamp=at + timedelta(minutes=30), meterStop=1000 * hour + 900)
    assert [(row.started_at, row.stopped_at - row.started_at) for row in server.transactions()] == [
        (START - timedelta(hours=10 - hour), timedelta(minutes=30)) for hour in range(3)]


@pytest.mark.parametrize("tag", ["TAG", "OTHER-OF-GROUP", "STRANGER"])
def test_a_stop_is_accepted_with_whatever_tag(server, ev, tag):
    """TX-8, AUTH-10: it has happened."""
    server.put_tag("OTHER-OF-GROUP", parent_id_tag="GROUP")
    number = ev.start("TAG").transactionId
    assert ev.stop(number, idTag=tag).status == ("Invalid" if tag == "STRANGER" else "Accepted")
    assert server.transaction(number).stop_id_tag == tag


def test_a_verdict_goes_out_where_the_stop_had_a_tag_and_only_there(ev):
    """TX-7, TX-9."""
    ev.stop(ev.start().transactionId)
    assert b"idTagInfo" not in ev.got
    ev.stop(ev.start(meterStart=5).transactionId, idTag="TAG")
    assert b"idTagInfo" in ev.got


def test_a_new_start_on_a_busy_connector_ends_nothing(server, ev):
    """TX-12: the old stop may still come from the queue."""
    first = ev.start().transactionId
    server.clock.advance(600)
    second = ev.start("OTHER").transactionId
    assert [row.stopped_at for row in server.transactions()] == [None, None]
    ev.stop(first, timestamp=START + timedelta(minutes=5))
    ev.stop(second)
    assert [row.stopped_at for row in server.transactions()] == [START + timedelta(minutes=5), server.now]


def test_a_meter_that_runs_backwards_is_flagged_and_never_refused(server, ev):
    """TX-13."""
    number = ev.start(meterStart=5000).transactionId
    ev.stop(number, meterStop=4000)
    row = server.transaction(number)
    assert (row.meter_start_wh, row.meter_stop_wh, row.meter_backwards) == (5000, 4000, True)


@pytest.mark.parametrize("meter", [-1, 0, 2**31 - 1])
def test_any_meter_reading_is_taken(server, ev, meter):
    """TX-13, NUM-1."""
    number = ev.start(meterStart=meter).transactionId
    assert server.transaction(number).meter_start_wh == meter


@pytest.mark.parametrize("connector", [0, -1, 99])
def test_a_start_on_an_odd_connector_is_recorded(server, ev, connector):
    """FLT-8, TX-15: ID-10 has it above 0, but energy flows; strict mode refuses (test_strict.py)."""
    assert server.transaction(ev.start(connectorId=connector).transactionId).connector_id == connector


@pytest.mark.parametrize("number", [0, -1, -2**31, 4711, 2**31 - 1])
def test_a_stop_under_any_number_is_answered(server, ev, number):
    """TX-10, TX-15: negative, zero and foreign numbers never fault."""
    assert ev.stop(number) is None
    assert ev.stop(number, meterStop=1, idTag="TAG").status == "Accepted"
    assert server.happened() == ["motown.StopOrphaned", "motown.StopOrphaned", "motown.AuthorizationDecided"]


def test_nobody_ends_anothers_transaction(server, ev):
    """TX-10: its number is known to the charge point that got it, and to no other."""
    server.accept("EV-2")
    number = ev.start().transactionId
    ChargePoint(server, "EV-2", ev.version).stop(number)
    assert server.transaction(number).stopped_at is None
    assert [row.charge_point_id for row in server.orphans()] == ["EV-2"]


def test_a_stop_without_its_number_ends_the_one_transaction_that_it_fits(server, ev):
    """OFF-4, TX-10: some charge points never learn their number and send 0 or -1."""
    number = ev.start(meterStart=1000).transactionId
    server.clock.advance(60)
    ev.stop(-1, meterStop=2000)
    assert server.transaction(number).stopped_at == server.now
    stopped, = domain(server, TransactionStopped)
    assert (stopped.transaction_id, stopped.reported_transaction_id) == (number, -1)


@pytest.mark.parametrize("odd", [
    {"meterStop": 999}, {"timestamp": START - timedelta(seconds=1)}, {"idTag": "OTHER"}], ids=str)
def test_but_not_where_meter_time_or_tag_contradict(server, ev, odd):
    number = ev.start("TAG", meterStart=1000).transactionId
    ev.stop(-1, **{"meterStop": 2000} | odd)
    assert server.transaction(number).stopped_at is None
    assert [row.reported_transaction_id for row in server.orphans()] == [-1]


def test_and_not_where_it_fits_two(server, ev):
    """A guess between several would be a lie."""
    ev.start("TAG", connectorId=1)
    ev.start("TAG", connectorId=2)
    ev.stop(0)
    assert [row.stopped_at for row in server.transactions()] == [None, None]


def test_another_central_systems_number_ends_only_what_the_same_tag_began(server, ev):
    """TX-10: the charge point was moved to us in the middle of a transaction, or has mixed up its numbers."""
    number = ev.start("TAG").transactionId
    ev.stop(number + 1000)
    assert server.transaction(number).stopped_at is None
    ev.stop(number + 1000, idTag="tag", meterStop=4000)
    assert server.transaction(number).stopped_at == server.now


@both_stores
def test_of_two_stops_the_first_counts_and_the_second_is_kept(server, ev):
    """TX-10: already stopped, answered normally."""
    number = ev.start(meterStart=0).transactionId
    ev.stop(number, meterStop=10)
    server.clock.advance(60)
    assert ev.stop(number, meterStop=20, idTag="TAG").status == "Accepted"
    row = server.transaction(number)
    assert (row.meter_stop_wh, row.stopped_at) == (10, START)
    assert [(row.reported_transaction_id, row.meter_stop_wh) for row in server.orphans()] == [(number, 20)]


def test_messages_are_found_by_the_transaction_they_turned_out_to_be_about(server, ev):
    """Request and answer of start and stop, also where the charge point used another number."""
    number = ev.start(connectorId=2).transactionId
    ev.stop(-1)
    told = [(one.type.split(".", 1)[1], one.transaction_id, one.connector_id)
            for one in server.news() if one.category == "Message"]
    assert told == [(f"{name}.{kind}", number, 2) for name in ("StartTransaction", "StopTransaction")
                    for kind in ("Request", "Response")]


def test_a_start_without_reservation_has_none(server, ev):
    number = ev.start().transactionId
    assert server.transaction(number).reservation_id is None
    assert domain(server, TransactionStarted)[0].reservation_id is None
