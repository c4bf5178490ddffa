"""Clocks, timers, tasks."""

from datetime import UTC, datetime, timedelta

import pytest
from twisted.internet.defer import CancelledError, Deferred
from twisted.internet.task import Clock

from motown.simulator.clock import ChargePointClock, FasterTime, Tasks, Timer
from tests.simulator.central_system import EPOCH


@pytest.fixture
def reactor():
    clock = Clock()
    clock.advance(EPOCH)
    return clock


def test_times_are_whole_seconds_of_utc(reactor):  # TM-2
    reactor.advance(0.9)
    assert ChargePointClock(reactor).now() == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)


def test_what_the_central_system_tells_is_taken_over(reactor):  # HB-5
    clock = ChargePointClock(reactor)
    told = clock.now() + timedelta(hours=5)
    clock.adopt(told)
    reactor.advance(7)
    assert clock.now() == told + timedelta(seconds=7)
    assert clock.until(told) == -7
    assert clock.seconds_of_day() == (3 * 3600 + 13 * 60 + 27)


@pytest.mark.parametrize("told", [None, timedelta(seconds=1.9)])
def test_unless_it_tells_nothing_new(reactor, told):
    clock = ChargePointClock(reactor)
    before = clock.now()
    clock.adopt(told and before + told)
    assert clock.now() == before


def test_or_time_is_somebody_elses_matter(reactor):
    clock = ChargePointClock(reactor, adopts=False)
    before = clock.now()
    clock.adopt(before + timedelta(days=1))
    assert clock.now() == before


def test_a_timer_rings_once_and_the_last_setting_counts(reactor):
    rung = []
    timer = Timer(ChargePointClock(reactor), lambda: rung.append(reactor.seconds() - EPOCH))
    timer.set(5)
    timer.set(9)
    reactor.advance(5)
    reactor.advance(20)
    assert (rung, timer.is_set) == ([25], False)
    timer.set(-3)
    reactor.advance(0)
    timer.set(1)
    timer.clear()
    timer.clear()
    reactor.advance(5)
    assert rung == [25, 25]


def test_faster_time(reactor):
    faster, rung = FasterTime(reactor, 60), []
    faster.callLater(60, rung.append, "a minute")
    reactor.advance(0.5)
    assert rung == []
    reactor.advance(0.5)
    assert rung == ["a minute"]
    assert faster.seconds() == EPOCH + 60


def test_what_goes_wrong_beside_is_kept_and_being_stopped_is_not_wrong():
    tasks = Tasks()

    async def wrong():
        raise ValueError("oh")

    async def waits(stopped):
        try:
            await Deferred()
        except CancelledError:
            stopped.append(True)
            raise

    stopped = []
    tasks.start(wrong())
    tasks.start(waits(stopped))
    tasks.stop()
    assert ([str(failure.value) for failure in tasks.failures], stopped) == (["oh"], [True])
