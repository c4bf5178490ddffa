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


def test_the_timer_of_an_idle_connection_need_not_be_moved_when_a_request_begins():
    clock, _, watch = watched()
    watch.within(60)
    for _ in range(5):
        clock.advance(7)
        before = [call.getTime() for call in clock.getDelayedCalls()]
        watch.within(10)  # a request begins
        watch.within(60)  # it is answered
        assert [call.getTime() for call in clock.getDelayedCalls()] == before


def test_a_deadline_far_ahead_rings_at_its_time():
    clock, rung, watch = watched()
    watch.within(25)
    clock.pump([1] * 40)
    assert rung == [25]
