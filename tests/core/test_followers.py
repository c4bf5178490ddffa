"""Followers of the log: told in order, at least once, whatever happens to them."""

from types import SimpleNamespace

import pytest
import sqlalchemy as sa
from twisted.internet.defer import Deferred, ensureDeferred

from motown.core.followers import RETRY_SECONDS, SAVE_SECONDS, Follower
from motown.store import engine
from tests.harness import outcome

ACCEPTED = "motown.ChargePointRegistered"


@pytest.fixture
def make_follower(server):
    """Makes followers of one name on the same store, each as after a restart."""
    def make(handler, *types):
        follower = Follower(server.clock, server.registry.storage, "probe", handler, types or (ACCEPTED,))
        follower.start()
        return follower

    return make


def stop(follower):
    outcome(ensureDeferred(follower.stop()))


def test_it_is_told_from_the_first_event_on_and_of_its_types_only(server, make_follower):
    told = []
    follower = make_follower(told.append)
    assert [one.charge_point_id for one in told] == ["EV-1"]
    server.accept("EV-2")
    follower.notice(server.head())
    assert [(one.type, one.charge_point_id) for one in told] == [(ACCEPTED, "EV-1"), (ACCEPTED, "EV-2")]
    assert follower.lag == 0


def test_it_goes_on_where_it_was(server, make_follower):
    before, after = [], []
    stop(make_follower(before.append))
    server.accept("EV-2")
    make_follower(after.append)
    assert [one.charge_point_id for one in after] == ["EV-2"]


def test_its_place_is_saved_after_a_second(server, make_follower):
    make_follower(lambda _: None)
    server.clock.advance(SAVE_SECONDS)
    again = []
    make_follower(again.append)
    assert again == []


def test_its_place_is_saved_at_most_once_a_second(server, make_follower):
    follower, saved = make_follower(lambda _: None), []
    write = follower.store.write
    follower.store = SimpleNamespace(
        read=follower.store.read, write=lambda decide: saved.append(server.clock.seconds()) or write(decide))
    for tenth in range(25):
        server.accept(f"EV-{tenth + 2}")
        follower.notice(server.head())
        server.clock.advance(0.1)
    assert len(saved) == 2
    server.clock.advance(SAVE_SECONDS)
    assert len(saved) == 3


def test_what_was_not_saved_is_told_again(server, make_follower):
    """At least once: the process died."""
    first, again = [], []
    make_follower(first.append)
    make_follower(again.append)
    assert [one.position for one in again] == [one.position for one in first] != []


def test_it_says_how_far_it_is_behind(server, make_follower):
    wait = Deferred()
    follower = make_follower(lambda _: wait)
    follower.notice(server.head())
    assert follower.lag == server.head()
    wait.callback(None)
    assert follower.lag == 0


def test_what_it_could_not_do_is_tried_again_and_nothing_overtakes_it(server, make_follower, caplog):
    told, fails = [], [True]

    def handle(recorded):
        told.append(recorded.charge_point_id)
        if fails:
            raise ValueError(fails.pop())

    server.accept("EV-2")
    make_follower(handle)
    assert told == ["EV-1"]
    server.clock.advance(RETRY_SECONDS)
    assert told == ["EV-1", "EV-1", "EV-2"]
    assert "follower probe will try again" in caplog.text


def test_what_it_waits_for_may_be_cancelled_without_ending_it(server, make_follower):
    waits = []

    def handle(_recorded):
        waits.append(Deferred())
        return waits[-1]

    follower = make_follower(handle)
    waits[0].cancel()
    server.clock.advance(RETRY_SECONDS)
    assert len(waits) == 2
    waits[1].callback(None)
    assert follower.place == server.head()


def test_it_is_told_nothing_more_once_it_is_stopped(server, make_follower):
    told = []
    follower = make_follower(told.append)
    stop(follower)
    server.accept("EV-2")
    follower.notice(server.head())
    server.clock.advance(RETRY_SECONDS)
    assert len(told) == 1


def test_it_can_be_stopped_where_its_place_cannot_be_saved(server, make_follower, caplog):
    told = []
    follower = make_follower(told.append)
    rename(server, "follower", "gone")
    stop(follower)
    assert "the place of follower probe could not be saved" in caplog.text
    rename(server, "gone", "follower")
    make_follower(told.append)
    assert len(told) == 2


def rename(server, table, to):
    with engine.writing(server.url).begin() as connection:
        connection.execute(sa.text(f"ALTER TABLE {table} RENAME TO {to}"))
