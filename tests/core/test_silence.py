"""Who falls silent, who speaks again, and which transactions are given up."""

from datetime import timedelta

import pytest

from motown.core.silence import SECONDS, Silence
from motown.domain import commands
from tests.fixtures import both_stores
from tests.speaking import request

DAY = timedelta(days=1)


@pytest.fixture
def silence(server):
    made = Silence(server.clock, server.storage, server.registry.bus, lambda: server.now)
    made.start()
    yield made
    made.stop()


def pass_time(server, seconds, step=SECONDS):
    """Time in which the server looks around again and again."""
    for _ in range(int(seconds // step)):
        server.clock.advance(step)


def changes(server):
    return [(one.charge_point_id, one.body["online"]) for one in server.news()
            if one.type == "motown.ConnectivityChanged"]


@both_stores
def test_twice_its_interval_without_a_word_and_it_is_offline(server, ev, silence):
    server.execute(commands.SetHeartbeatInterval(charge_point_id="EV-1", interval_seconds=60))
    ev.boot()
    last = server.now
    pass_time(server, 120)
    assert changes(server) == []
    pass_time(server, 30)
    assert server.charge_point("EV-1").offline_since == last
    [event] = [one for one in server.news() if one.type == "motown.ConnectivityChanged"]
    assert (event.body["online"], event.event.last_seen_at) == (False, last)
    pass_time(server, 300)
    assert changes(server) == [], "it is told once"


@both_stores
def test_its_next_word_makes_it_online_in_the_same_commit(server, ev, silence):
    ev.boot()
    pass_time(server, 660)
    assert changes(server) == [("EV-1", False)]
    ev.heartbeat()
    told = server.news()
    assert [one.type for one in told] == [
        "ocpp.Heartbeat.Request", "motown.Heartbeat", "motown.ConnectivityChanged", "ocpp.Heartbeat.Response"]
    assert told[2].causation_position == told[0].position
    assert server.charge_point("EV-1").offline_since is None


def test_who_was_told_another_interval_may_be_silent_for_longer(server, ev, silence):
    server.execute(commands.SetHeartbeatInterval(charge_point_id="EV-1", interval_seconds=3600))
    ev.boot()
    server.execute(commands.SetHeartbeatInterval(charge_point_id="EV-1", interval_seconds=60))
    pass_time(server, 7200)
    assert changes(server) == [], "it does not know of the new one before it boots"
    pass_time(server, 60)
    assert changes(server) == [("EV-1", False)]


def test_what_is_refused_is_a_sign_of_life_too(server, ev, silence):
    ev.boot()
    pass_time(server, 660)
    server.news()
    assert server.post(request("StartTransaction", "<nothing/>")).status != 200
    pass_time(server, 30)
    assert changes(server) == [("EV-1", True)]


def test_a_server_that_was_away_waits_before_it_judges(server, ev):
    ev.boot()
    server.clock.advance(86_400)
    late = Silence(server.clock, server.storage, server.registry.bus, lambda: server.now)
    late.start()
    pass_time(server, 570)
    assert changes(server) == []
    pass_time(server, 60)
    assert changes(server) == [("EV-1", False)]
    late.stop()


def test_one_that_is_not_accepted_is_neither(server, ev, silence):
    ev.boot()
    server.execute(commands.RejectChargePoint(charge_point_id="EV-1"))
    pass_time(server, 1200)
    assert changes(server) == []


def test_after_stop_nobody_looks(server, ev, silence):
    ev.boot()
    silence.stop()
    pass_time(server, 1200)
    assert changes(server) == []


def abandoned(server):
    return [(one.transaction_id, one.body["reason"]) for one in server.news()
            if one.type == "motown.TransactionAbandoned"]


@both_stores
def test_a_transaction_without_an_end_is_given_up_a_day_after_the_boot(server, ev, silence):
    number = ev.start().transactionId
    pass_time(server, 3600, 600)
    ev.boot()
    pass_time(server, 86_400, 3600)
    ev.boot()
    assert abandoned(server) == []
    pass_time(server, 60)
    assert abandoned(server) == [(number, "Booted")]
    assert server.transaction(number).state == "Abandoned"


@both_stores
def test_or_a_day_after_another_began_on_the_connector(server, ev, silence):
    first = ev.start().transactionId
    pass_time(server, 3600, 600)
    second = ev.start("OTHER").transactionId
    pass_time(server, 90_000, 3600)
    assert abandoned(server) == [(first, "Superseded")]
    assert server.transaction(second).state == "Active"


def test_one_that_is_measured_goes_on(server, ev, silence):
    number = ev.start().transactionId
    ev.boot()
    pass_time(server, 80_000, 3600)
    ev.meter(500, at=server.now, transactionId=number)
    pass_time(server, 80_000, 3600)
    assert abandoned(server) == []


def test_nothing_has_interrupted_a_long_one(server, ev, silence):
    ev.start()
    pass_time(server, 10 * 86_400, 3600 * 6)
    assert abandoned(server) == []


def test_a_late_stop_holds_and_the_driver_may_charge_meanwhile(server, ev, silence):
    number = ev.start().transactionId
    assert ev.start(connectorId=2).idTagInfo.status == "ConcurrentTx"
    ev.boot()
    pass_time(server, 86_400 + 3600, 3600)
    assert server.transaction(number).state == "Abandoned"
    pass_time(server, 60)
    server.news()
    ev.stop(number, meterStop=5000)
    row = server.transaction(number)
    assert (row.state, row.meter_stop_wh) == ("Finished", 5000)
    assert row.changed_position == row.stopped_position
    pass_time(server, 3600)
    assert abandoned(server) == []


def test_a_driver_is_not_kept_from_charging_by_what_is_given_up(server, ev, silence):
    ev.start()
    ev.boot()
    pass_time(server, 86_400 + 3600, 3600)
    assert ev.start(connectorId=2).idTagInfo.status == "Accepted"
