from twisted.internet.task import Clock

from motown.http.limits import Watch


def watched() -> tuple[Clock, list[float], Watch]:
    clock, rung = Clock(), []
    return clock, rung, Watch(clock, lambda: rung.append(clock.seconds()))


def test_rings_once_when_the_deadline_has_passed():
    clock, rung, watch = watched()
    watch.within(10)
    clock.pump([9, 1, 100])
    assert rung == [10]
    assert not clock.getDelayedCalls()


def test_a_later_deadline_replaces_an_earlier_without_a_new_timer():
    clock, rung, watch = watched()
    watch.within(10)
    clock.advance(5)
    watch.within(10)
    assert len(clock.getDelayedCalls()) == 1
    clock.pump([5, 4, 1])
    assert rung == [15]


def test_an_earlier_deadline_replaces_a_later():
    clock, rung, watch = watched()
    watch.within(60)
    watch.within(10)
    clock.advance(10)
    assert rung == [10]


def test_never_and_stop_keep_it_silent():
    clock, rung, watch = watched()
    watch.within(10)
    watch.never()
    clock.advance(20)
    watch.within(10)
    watch.stop()
    clock.advance(20)
    assert not rung
    assert not clock.getDelayedCalls()


def test_it_can_be_used_again_after_ringing():
    clock, rung, watch = watched()
    watch.within(1)
    clock.advance(1)
    watch.within(1)
    clock.advance(1)
    assert rung == [1, 2]
