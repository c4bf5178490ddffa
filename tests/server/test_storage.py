"""The store as the reactor sees it."""

import sqlite3

import pytest
import sqlalchemy as sa
from twisted.internet.defer import CancelledError
from twisted.internet.task import Clock

from motown.domain.errors import Refused
from motown.server.storage import Storage
from motown.store import StoreUnavailable, charge_points
from motown.store.probing import probe
from tests.harness import outcome


@pytest.fixture
def storage(server):
    return server.registry.storage


def test_a_query_is_answered(storage):
    assert outcome(storage.read(charge_points.get, "EV-1")).charge_point_id == "EV-1"


def test_a_query_that_fails_fails(storage):
    def query(connection):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        outcome(storage.read(query))


def test_a_database_that_is_away_is_unavailable(storage):
    def query(connection):
        error = sqlite3.OperationalError("disk I/O error")
        error.sqlite_errorcode = sqlite3.SQLITE_IOERR
        raise sa.exc.OperationalError("SELECT", {}, error)

    with pytest.raises(StoreUnavailable, match="disk I/O error"):
        outcome(storage.read(query))


def test_who_no_longer_waits_is_not_told(storage, server):
    """A query cannot be broken off; its answer is dropped."""
    kept = []
    server.clock.callFromThread = lambda function, *args: kept.append((function, args))
    waiting = storage.read(charge_points.get, "EV-1")
    failed = []
    waiting.addErrback(lambda failure: failed.append(failure.type))
    waiting.cancel()
    for function, args in kept:
        function(*args)
    assert failed == [CancelledError]


def test_a_unit_of_work_of_ones_own(storage, server):
    assert outcome(storage.write(lambda session: session.now)) == server.now


def test_a_refused_one_fails(storage):
    def decide(session):
        raise Refused("no")

    with pytest.raises(Refused, match="no"):
        outcome(storage.write(decide))


def test_where_nothing_can_be_stored_it_fails(storage, server):
    server.lose_disk()
    with pytest.raises(StoreUnavailable):
        outcome(storage.write(probe().decide))


def test_what_one_turn_of_the_reactor_brings_is_handed_over_together():
    class Line:
        def __init__(self):
            self.units = []

        def submit(self, unit, done):
            self.units.append((unit, done))

    clock, store = Clock(), Line()
    storage = Storage(clock, store)
    for number in range(3):
        storage.submit(number, None)
    assert store.units == []
    clock.advance(0)
    assert store.units == [(number, None) for number in range(3)]
    storage.submit(3, None)
    clock.advance(0)
    assert len(store.units) == 4
