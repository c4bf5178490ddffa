"""Messages that say again what was said before: recognised by their meaning, whatever their MessageID (TX-11)."""

from datetime import timedelta

import pytest

from motown.domain import commands
from tests.fixtures import both_stores, both_versions
from tests.harness import START
from tests.speaking import ChargePoint, info

pytestmark = both_versions


@both_stores
def test_a_start_told_again_gets_the_same_number(server, ev):
    """However often and however late; each message is in the log, its meaning once."""
    first = ev.start()
    server.clock.advance(86_400)
    again = ev.start(timestamp=START)
    assert (again.transactionId, info(again).status) == (first.transactionId, info(first).status)
    assert len(server.transactions()) == 1
    assert server.happened().count("motown.TransactionStarted") == 1


def test_the_messages_of_a_repetition_say_so_and_whose_they_are(server, ev):
    number = ev.start(connectorId=2).transactionId
    started = next(one for one in server.news() if one.type == "motown.TransactionStarted")
    ev.start(connectorId=2)
    request, answer = server.news()
    for one in (request, answer):
        assert (one.event.duplicate_of, one.transaction_id, one.connector_id) == (started.position, number, 2)


@pytest.mark.parametrize("change", [
    {"connectorId": 2}, {"id_tag": "OTHER"}, {"timestamp": START + timedelta(seconds=1)}, {"meterStart": 1001},
], ids=str)
def test_a_start_that_differs_in_anything_is_another(server, ev, change):
    assert ev.start().transactionId != ev.start(**change).transactionId
    assert len(server.transactions()) == 2


def test_the_same_start_of_another_charge_point_is_another(server, ev):
    server.accept("EV-2")
    assert ChargePoint(server, "EV-2", ev.version).start().transactionId != ev.start().transactionId


def test_a_tag_in_other_letters_is_the_same_tag(ev):
    """AUTH-15."""
    assert ev.start("TAG").transactionId == ev.start("tag").transactionId


def test_a_start_told_again_gets_the_same_verdict(server, ev):
    """Not ConcurrentTx because of itself, not Accepted where it was ConcurrentTx, whatever became of the tag."""
    server.accept("EV-2")
    other = ChargePoint(server, "EV-2", ev.version)
    assert [info(ev.start()).status, info(ev.start()).status] == ["Accepted", "Accepted"]
    assert [info(other.start()).status, info(other.start()).status] == ["ConcurrentTx", "ConcurrentTx"]
    server.execute(commands.BlockIdTag(id_tag="TAG", key="tag"))
    assert info(ev.start()).status == "Accepted"


def test_a_constant_message_id_makes_nothing_the_same(server, version):
    """Some charge points send one MessageID for ever: it is echoed and kept, and decides nothing."""
    ev = ChargePoint(server, version=version, message_id="urn:uuid:constant")
    first, second = ev.start(), ev.start(meterStart=2000)
    assert first.transactionId != second.transactionId
    ev.stop(first.transactionId)
    assert b"urn:uuid:constant</wsa:RelatesTo>" in ev.got
    messages = [one.event for one in server.news() if one.category == "Message"]
    assert {one.message_id or one.relates_to for one in messages if one.kind == "Request"} == {"urn:uuid:constant"}
    assert {one.duplicate_of for one in messages} == {None}


def test_a_new_message_id_makes_nothing_new(server, version):
    """Retries get new MessageIDs from some charge points."""
    for number in range(3):
        ChargePoint(server, version=version, message_id=f"urn:uuid:{number}").start()
    assert len(server.transactions()) == 1


@both_stores
def test_a_stop_told_again_is_answered_the_same_and_ends_nothing_twice(server, ev):
    number = ev.start().transactionId
    server.news()
    answers = [ev.stop(number, idTag="TAG").status for _ in range(3)]
    assert answers == ["Accepted"] * 3
    assert server.happened() == ["motown.TransactionStopped", "motown.AuthorizationDecided", "motown.CdrIssued"]
    assert server.orphans() == []


def test_a_stop_of_an_unknown_transaction_told_again_is_one_orphan(server, ev):
    ev.stop(-1)
    ev.stop(-1)
    assert len(server.orphans()) == 1


def test_a_stop_at_another_time_or_meter_is_another(server, ev):
    ev.stop(4711)
    ev.stop(4711, meterStop=1)
    ev.stop(4711, timestamp=START + timedelta(seconds=1))
    assert len(server.orphans()) == 3


@both_stores
def test_meter_values_told_again_are_kept_once(server, ev):
    ev.start()
    server.news()
    ev.meter(1000, 1100)
    ev.meter(1000, 1100)
    assert server.happened() == ["motown.MeterSampled"]


@pytest.mark.parametrize("change", ["value", "time", "connector", "fewer"])
def test_meter_values_that_differ_in_anything_are_others(server, ev, change):
    ev.meter(1000, 1100)
    later = START + timedelta(seconds=1)
    readings, where = {"value": ((1000, 1101), {}), "time": ((1000, 1100), {"at": later}),
                       "connector": ((1000, 1100), {"connector": 2}), "fewer": ((1000,), {})}[change]
    ev.meter(*readings, **where)
    assert server.happened() == ["motown.MeterSampled"] * 2


def test_a_repeated_status_is_news_each_time(server, ev):
    """Status, heartbeats and tags presented are what they are: nothing is counted by them."""
    ev.status()
    ev.status()
    assert server.happened() == ["motown.StatusChanged"] * 2


def test_what_was_refused_has_not_been_said(server, ev):
    """A start that came before the charge point was accepted is a new one afterwards."""
    server.execute(commands.RejectChargePoint(charge_point_id="EV-1"))
    ev.fault("StartTransaction", **ev.starting())
    server.accept("EV-1")
    assert server.transaction(ev.start().transactionId).status == "Accepted"


def test_a_start_is_recognised_after_a_restart(server, make_server, ev):
    """OFF-7: the answer was lost when the server went down."""
    number = ev.start().transactionId
    server.close()
    again = ChargePoint(make_server(), version=ev.version)
    assert again.start().transactionId == number
