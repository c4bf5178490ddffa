"""Whether a car charges, as far as its meter tells."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motown.domain.quantities import sample
from motown.domain.session_now import NO, UNKNOWN, YES, Begin, Told, flow, latest, resolution, told, turns

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
BEGIN = Begin(at=START, recorded_at=START, meter_wh=1000)


def at(minutes):
    return START + timedelta(minutes=minutes)


def heard(minutes, register=None, *, late=0, **known):
    return Told(at=at(minutes), recorded_at=at(minutes + late), event_id=f"s-{int(minutes * 60)}",
                register=None if register is None else Decimal(register),
                **{name: Decimal(value) for name, value in known.items()})


def charging(*history, now=None, begin=BEGIN):
    return flow(history, begin, now or history[-1].recorded_at).charging


def test_measured_power_tells():
    assert charging(heard(1, power=7000)) == YES
    assert charging(heard(1, power=7000), heard(2, power=20)) == NO


def test_measured_current_tells_where_there_is_no_power():
    assert charging(heard(1, current=16)) == YES
    assert charging(heard(1, current="0.1")) == NO


def test_a_register_that_rises_tells():
    assert charging(heard(1, 1100)) == YES
    assert charging(heard(1, 1100), heard(2, 1200)) == YES
    assert charging(heard(1, 1100), heard(2, 1100)) == NO
    assert charging(heard(1, 1100), heard(11, 1110)) == NO, "60 W is what waiting takes"


def test_a_coarse_register_that_stands_still_tells_nothing():
    """With steps of 1 kWh, 3.7 kW do not show for a quarter of an hour."""
    assert charging(heard(1, 2000), heard(2, 2000, resolution=1000)) == UNKNOWN
    assert charging(heard(0, 2000), heard(11 * 60, 2000, resolution=1000)) == NO


def test_values_that_tell_nothing_of_it():
    assert charging(heard(1)) == UNKNOWN
    assert charging(heard(1, power=7000), heard(2)) == UNKNOWN


def test_what_is_not_recent_tells_nothing():
    history = heard(1, power=7000), heard(2, power=7000)
    assert charging(*history, now=at(7)) == YES
    assert charging(*history, now=at(7.1)) == UNKNOWN
    assert flow((), BEGIN, at(1)).charging == UNKNOWN
    assert flow((), BEGIN, at(1)).charging == UNKNOWN
    slow = heard(15, power=7000), heard(30, power=7000)
    assert charging(*slow, now=at(60)) == YES, "one that is read every 15 minutes is recent for longer"
    assert charging(*slow, now=at(61)) == UNKNOWN
    assert charging(heard(0, power=1), heard(600, power=7000), now=at(636)) == UNKNOWN, "but not for ever"


def test_a_clock_that_is_off_does_not_matter():
    wrong = Begin(at=START - timedelta(days=400), recorded_at=START, meter_wh=1000)
    history = [Told(at=START - timedelta(days=400) + timedelta(minutes=1), recorded_at=at(1), event_id="s-1",
                    power=Decimal(7000))]
    assert charging(*history, now=at(3), begin=wrong) == YES
    assert charging(*history, now=at(9), begin=wrong) == UNKNOWN


def test_what_has_waited_in_a_queue_is_not_recent():
    """It comes now, and is of hours ago: the session's beginning shows that the clock is right."""
    assert charging(heard(1, power=7000, late=180), now=at(182)) == UNKNOWN


def test_since_when_nothing_is_drawn():
    history = heard(1, power=7000), heard(2, power=0), heard(3, power=5), heard(4, power=0)
    assert flow(history, BEGIN, at(4)).idle_since == at(2)
    assert flow((heard(1, power=0),), BEGIN, at(1)).idle_since == at(1)


def test_the_latest_is_measured_or_the_mean():
    assert latest((heard(1, 1100, power=7000, current=16), heard(2, 1200, power=6000)), BEGIN) == latest(
        (heard(2, 1200, power=6000),), BEGIN)
    found = latest((heard(1, 1100), heard(2, 1200)), BEGIN)
    assert (found.at, found.energy_wh, found.power_w, found.current_a) == (at(2), 200, 6000, None)
    assert latest((heard(1, 1100, current=16),), BEGIN).current_a == 16
    assert latest((heard(1, 1100), heard(2, power=4000)), BEGIN).power_w == 4000
    assert latest((heard(1, 1100, power=9), heard(2, 1200)), BEGIN).power_w == 6000, "the power is older"


@pytest.mark.parametrize("history", [(), (heard(1, power=5),), (heard(1, 500),)])
def test_there_is_no_latest(history):
    assert latest(history, BEGIN) is None


def test_turns():
    history = [heard(1, power=0), heard(2, power=7000), heard(3, power=7000), heard(4, power=0), heard(5),
               heard(6, power=0), heard(7, power=7000)]
    assert [(one.at, one.draws) for one in turns(history, BEGIN)] == [(at(2), True), (at(4), False), (at(7), True)]


def test_what_the_samples_of_a_time_tell():
    made = told([sample(at(1), "12.5", unit="kWh", location="Inlet"), sample(at(1), "12.34", unit="kWh"),
                 sample(at(1), "7.2", measurand="Power.Active.Import", unit="kW"),
                 sample(at(1), "16", measurand="Current.Import")], at(2), "s-7")
    assert (made.register, made.resolution, made.power, made.current) == (12340, 10, 7200, 16)
    assert told([sample(at(1), "AA==", format="SignedData")], at(2), "s-8").register is None


@pytest.mark.parametrize(("text", "unit", "wh"), [
    ("12", "Wh", 1), ("12.0", "Wh", Decimal("0.1")), ("12", "kWh", 1000), (" 12.5 ", "kWh", 100), ("1e3", "Wh", 1),
    ("12.", "Wh", 1)])
def test_how_fine_a_register_is(text, unit, wh):
    assert resolution(text, unit) == wh


readings = st.lists(st.builds(
    lambda minutes, register, power: Told(
        at=at(minutes), recorded_at=at(minutes), event_id="s-1", register=register, power=power),
    st.integers(-5, 500), st.none() | st.decimals(0, 10_000, places=1), st.none() | st.decimals(0, 10_000, places=1)),
    max_size=12).map(lambda found: sorted(found, key=lambda one: one.at))


@given(readings, st.integers(-10, 1000))
def test_nothing_is_guessed(history, minutes):
    """Yes and no only with a value of the last 35 minutes."""
    found = flow(history, BEGIN, at(minutes))
    list(turns(history, BEGIN))
    latest(history, BEGIN)
    if found.charging != UNKNOWN:
        assert history
        assert at(minutes) - history[-1].at <= timedelta(minutes=35)
    assert (found.idle_since is not None) == (found.charging == NO)
