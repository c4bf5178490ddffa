"""What is counted, and what counts as never acknowledged."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motown.simulator.observing import Exchanged
from motown.simulator.statistics import FINEST_SECONDS, Histogram, Statistics


def tell(statistics, outcome, operation="Heartbeat", subject="", identity="CP", detail="", seconds=0.01):
    statistics.exchanged(Exchanged(identity, operation, subject, outcome, seconds, detail))


@given(st.lists(st.floats(FINEST_SECONDS, 100), min_size=1), st.sampled_from([0.5, 0.9, 0.99, 1.0]))
def test_percentiles_are_exact_to_5_per_cent(seconds, share):
    histogram = Histogram()
    for one in seconds:
        histogram.add(one)
    needed = share * len(seconds)
    exact = next(one for number, one in enumerate(sorted(seconds), 1) if number >= needed - 1e-9)
    assert exact * 0.999 <= histogram.percentile(share) <= exact * 1.051


def test_of_nothing_all_is_0():
    histogram = Histogram()
    assert (histogram.percentile(0.5), histogram.mean, histogram.longest) == (0, 0, 0)


def test_two_become_one():
    first, second = Histogram(), Histogram()
    first.add(1)
    second.add(3)
    first.merge(second)
    assert (first.count, first.mean, first.longest) == (2, 2, 3)


def test_messages_by_operation_and_outcome():
    statistics = Statistics()
    for outcome in ("answered", "answered", "fault", "no answer", "unintelligible"):
        tell(statistics, outcome, detail=outcome)
    tally = statistics.operations["Heartbeat"]
    assert (tally.sent, tally.answered, tally.faults, tally.unanswered, tally.unintelligible) == (5, 2, 1, 1, 1)
    assert tally.seconds.count == 3
    assert statistics.reasons == {"Heartbeat: fault": 1, "Heartbeat: no answer": 1, "Heartbeat: unintelligible": 1}
    assert (statistics.answered, statistics.sent) == (2, 5)


@pytest.mark.parametrize("outcome", ["fault", "no answer", "unintelligible"])
def test_a_failure_that_was_made_up_for_is_none(outcome):
    statistics = Statistics()
    tell(statistics, outcome, "StatusNotification", "1")
    assert statistics.lost(0) == 1
    tell(statistics, "answered", "StatusNotification", "2")
    tell(statistics, "answered", "StatusNotification", "1", identity="OTHER")
    assert statistics.lost(0) == 1
    tell(statistics, "answered", "StatusNotification", "1")
    assert statistics.lost(0) == 0


def test_transaction_messages_are_lost_when_they_are_given_up_or_wait_still():
    statistics = Statistics()
    tell(statistics, "no answer", "StartTransaction")
    assert statistics.lost(0) == 0
    statistics.given_up("CP", "StartTransaction")
    assert statistics.lost(waiting=2) == 3


def test_all_of_it_for_programs():
    statistics = Statistics()
    tell(statistics, "answered", seconds=0.1)
    statistics.commanded("CP", "Reset", "Accepted")
    statistics.happened("CP", "session")
    told = statistics.told(2.0, 1)
    assert (told["sent"], told["acknowledged"], told["per_second"], told["never_acknowledged"]) == (1, 1, 0.5, 1)
    assert told["operations"]["Heartbeat"]["p99_ms"] == 100.0
    assert told["commands"] == [{"operation": "Reset", "answer": "Accepted", "count": 1}]
    assert told["events"] == {"session": 1}
