"""The meter (TX-13, NUM-1) and what is measured of it."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motown.simulator import measurands
from motown.simulator.meter import REGISTER_LIMIT_WH, Meter, PowerCurve, Reading


@given(st.floats(1_000, 50_000), st.floats(0, 100_000), st.floats(0, 50_000), st.floats(0, 5_000))
def test_energy_is_the_area_under_the_power(peak_w, demand_wh, begin, length):
    curve = PowerCurve.of(peak_w, demand_wh)
    steps = 300
    area = sum(curve.power_w(begin + (step + 0.5) * length / steps) for step in range(steps)) * length / steps / 3_600
    assert curve.energy_wh(begin + length) - curve.energy_wh(begin) == pytest.approx(area, abs=peak_w / 1_000)


@given(st.floats(1_000, 50_000), st.floats(2_000, 100_000))
def test_a_car_takes_what_it_needs_and_then_nothing(peak_w, demand_wh):
    curve = PowerCurve.of(peak_w, demand_wh)
    end = curve.ramp_seconds + curve.level_seconds + curve.taper_seconds
    assert curve.power_w(end) == pytest.approx(0, abs=1e-6)
    assert curve.energy_wh(end) == pytest.approx(curve.energy_wh(end + 9_999))
    slopes = peak_w * (curve.ramp_seconds + curve.taper_seconds) / 2 / 3_600
    assert curve.energy_wh(end) == pytest.approx(max(demand_wh, slopes))


def test_power_rises_stays_and_falls():
    curve = PowerCurve(10_000, 1_000, 30, 600)
    assert [curve.power_w(at) for at in (0, 15, 30, 1_030, 1_330, 1_630)] == [0, 5_000, 10_000, 10_000, 5_000, 0]


@given(st.lists(st.tuples(st.floats(0, 5_000), st.booleans()), max_size=20))
def test_a_register_never_goes_back(steps):
    meter, at = Meter(Random(1), power_w=22_000, register_wh=100), 0.0
    readings, is_connected = [meter.read(at).energy_wh], False
    for wait, turn in steps:
        at += wait
        if turn:
            if is_connected:
                meter.disconnect(at)
            else:
                meter.connect(at, 5_000)
            is_connected = not is_connected
        readings.append(meter.read(at).energy_wh)
    assert readings == sorted(readings)


def test_a_register_starts_again_before_it_no_longer_fits_the_message():  # NUM-1
    assert Reading(0, REGISTER_LIMIT_WH - 0.5).register_wh == REGISTER_LIMIT_WH - 1
    assert Reading(0, REGISTER_LIMIT_WH + 3).register_wh == 3


def test_the_same_seed_gives_the_same_meter():
    first, second, other = (Meter(Random(seed), power_w=11_000) for seed in (7, 7, 8))
    assert first.read(0) == second.read(0) != other.read(0)


def sample(begin, end, *, power_w=11_500, bears_begin=False):
    meter = Meter(Random(1), power_w=power_w, register_wh=1_000)
    meter.connect(0, 100_000)
    return measurands.Span(meter, meter.read(begin), meter.read(end), bears_begin=bears_begin)


def test_each_measurand_has_the_unit_of_its_kind():  # MV-7
    units = {"Energy.Active": "Wh", "Energy.Reactive": "varh", "Power.Active": "W", "Power.Reactive": "var",
             "Current": "Amp", "Voltage": "Volt", "Temperature": "Celsius"}
    for name, (unit, _, _) in measurands.MEASURANDS.items():
        assert unit == next(expected for prefix, expected in units.items() if name.startswith(prefix))


def test_values_fit_each_other():
    span = sample(600, 1_200)
    values = {name: float(format(measure(span), form)) for name, (_, measure, form) in measurands.MEASURANDS.items()}
    assert values["Energy.Active.Import.Interval"] == pytest.approx(values["Power.Active.Import"] / 6, abs=1)
    assert values["Current.Import"] == pytest.approx(values["Power.Active.Import"] / 690, abs=0.01)
    assert 228 <= values["Voltage"] <= 232
    assert 20 < values["Temperature"] <= 45
    assert values["Power.Reactive.Import"] < values["Power.Active.Import"]
    assert values["Energy.Active.Import.Register"] > 1_000 > values["Energy.Reactive.Import.Register"]


def test_what_covers_an_interval_is_an_average_and_a_register_that_of_its_time():  # MV-10
    span = sample(0, 60, bears_begin=True)
    peak = span.meter.power_w(60)
    assert span.power_w == pytest.approx(peak * 0.75)
    assert span.shown.register_wh == 1_000


@pytest.mark.parametrize(("text", "known"), [
    ("", True), ("Energy.Active.Import.Register", True), (" Voltage , Current.Import ", True),
    ("Current.Export", False), ("Voltage,Phase", False), ("voltage", False)])
def test_which_lists_can_be_measured(text, known):  # CF-6, STR-1
    assert measurands.are_known(text) is known
