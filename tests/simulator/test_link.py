"""The line to the central system."""

from twisted.internet.defer import Deferred


def held(bench, operation="Heartbeat"):
    """An answer that does not come before it is told to."""
    answer: Deferred[bytes | None] = Deferred()
    bench.central.script[operation] = [answer]
    return answer


def test_what_was_sent_is_answered_and_counted_though_nobody_waits(both):
    bench = both().power_on()
    answer = held(bench)
    asked = bench.point.link.ask("Heartbeat", {})
    asked.addErrback(lambda _failure: None)
    asked.cancel()
    assert [one.operation for one in bench.recorder.exchanges].count("Heartbeat") == 0
    idle = bench.begin(bench.point.link.idle())
    assert idle == []
    answer.callback(None)
    assert idle == [None]
    assert bench.recorder.exchanges[-1].outcome == "answered"


def test_it_measures_how_long_answers_take(both):
    bench = both().power_on()
    answer = held(bench)
    bench.begin(bench.point.heartbeat())
    bench.pass_(0.25)
    answer.callback(None)
    assert bench.recorder.exchanges[-1].seconds == 0.25


def test_hundreds_that_wait_fail_together_when_the_line_goes_down(both):
    bench = both().power_on()
    answer = held(bench)
    bench.begin(bench.point.heartbeat())
    waiting = [bench.begin(bench.point.authorize(str(number))) for number in range(2_000)]
    bench.point.link.go_offline()
    answer.callback(None)
    assert all(len(results) == 1 for results in waiting)
    assert bench.central.of("Authorize") == []


def test_nothing_is_sent_off_line_not_even_a_boot(both):
    bench = both()
    bench.point.link.go_offline()
    bench.power_on()
    assert bench.central.messages == []
    bench.point.link.go_online()
    bench.pass_(80)
    assert bench.central.operations[0] == "BootNotification"
