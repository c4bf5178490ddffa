"""One value for each step of time: against an oracle that does it the plain way."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motown.domain.meter_steps import MeterValue, Steps, mean, step_of, together

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
REGISTER, INTERVAL = "Energy.Active.Import.Register", "Energy.Active.Import.Interval"
POWER, VOLTAGE = "Power.Active.Import", "Voltage"


def value(number, seconds=0, measurand=POWER, charge_point="EV-1", connector=1, **known):
    return MeterValue(**{
        "at": START + timedelta(seconds=seconds), "charge_point_id": charge_point, "connector_id": connector,
        "measurand": measurand, "value": None if number is None else Decimal(number), "unit": "W", "position": 1,
        **known})


def steps(seconds, *values):
    made = Steps(seconds)
    for one in values:
        made.add(one)
    return made.values()


@pytest.mark.parametrize(("seconds", "moment", "begin"), [
    (900, "2026-03-01T12:14:59.999999+00:00", "2026-03-01T12:00:00+00:00"),
    (900, "2026-03-01T12:15:00+00:00", "2026-03-01T12:15:00+00:00"),
    (86400, "2026-03-01T23:59:59+00:00", "2026-03-01T00:00:00+00:00"),
    (7, "1970-01-01T00:00:06+00:00", "1970-01-01T00:00:00+00:00"),
    (10, "1969-12-31T23:59:59+00:00", "1969-12-31T23:59:50+00:00"),
])
def test_a_step_begins_at_a_multiple_since_1970(seconds, moment, begin):
    assert step_of(datetime.fromisoformat(moment), seconds) == datetime.fromisoformat(begin)


def test_what_a_step_tells_depends_on_the_measurand():
    def of(measurand):
        one, = steps(900, value(1, 0, measurand), value(5, 60, measurand), value(3, 30, measurand))
        assert (one.at, one.sample_count, one.position, one.context) == (START + timedelta(minutes=15), 3, None, None)
        return one.value

    assert (of(REGISTER), of(INTERVAL), of(POWER)) == (5, 9, 3)


def test_a_value_that_is_alone_is_told_as_it_is_but_for_its_time():
    one, = steps(900, value(5, 60, context="Sample.Periodic"))
    assert (one.at, one.value, one.sample_count, one.position, one.context) == (
        START + timedelta(minutes=15), 5, 1, 1, "Sample.Periodic")


def test_what_is_no_number_is_left_out():
    assert steps(900, value(None, signed=True)) == []


def test_a_series_is_of_one_connector_transaction_and_location():
    values = [value(1), value(1, connector=2), value(1, transaction_id=3), value(1, location="Inlet"),
              value(1, charge_point="EV-2"), value(1, measurand=VOLTAGE, unit="V")]
    assert len(steps(900, *values)) == len(values)


samples = st.lists(st.builds(
    value, st.integers(-10_000, 10_000), st.integers(-5000, 5000),
    st.sampled_from([REGISTER, INTERVAL, POWER, VOLTAGE]), st.sampled_from(["EV-1", "EV-2", "EV-3", "EV-4"]),
    st.integers(0, 2), position=st.integers(1, 10_000), assigned=st.booleans()), max_size=60)


def oracle(values, seconds):
    """The plain way: look for each step and series through all values."""
    found = {}
    for one in values:
        begin = datetime.fromtimestamp(int(one.at.timestamp()) // seconds * seconds, UTC)
        found.setdefault((begin, one.key), []).append(one)
    told = []
    for (begin, _), its in sorted(found.items()):
        last = max(its, key=lambda one: (one.at, one.position))
        numbers = [one.value for one in its]
        made = {REGISTER: last.value, INTERVAL: sum(numbers)}.get(
            its[0].measurand, round(sum(numbers) / len(numbers), 3))
        told.append((begin + timedelta(seconds=seconds), its[0].key, made, len(its), any(one.assigned for one in its)))
    return told


@given(samples, st.sampled_from([1, 60, 900, 3600]))
def test_steps_are_what_the_oracle_says(values, seconds):
    unique = list({(one.at, one.key, one.position): one for one in values}.values())
    assert [(one.at, one.key, one.value, one.sample_count, one.assigned) for one in steps(seconds, *unique)] == oracle(
        unique, seconds)


@given(samples)
def test_nothing_is_told_of_fewer_than_three(values):
    told = list(together(steps(900, *values)))
    for one in told:
        its = {each.charge_point_id for each in steps(900, *values)
               if (each.at, each.measurand) == (one.at, one.measurand)}
        assert len(its) >= 3
        assert (one.charge_point_id, one.connector_id, one.transaction_id, one.position) == (None, None, None, None)
    three = {(each.at, each.measurand) for each in steps(900, *values)
             if len({other.charge_point_id for other in steps(900, *values)
                     if (other.at, other.measurand) == (each.at, each.measurand)}) >= 3}
    assert {(one.at, one.measurand) for one in told} == three


def test_power_adds_up_and_voltage_does_not():
    values = [value(number, measurand=measurand, charge_point=name)
              for name, number in (("EV-1", 100), ("EV-2", 200), ("EV-3", 600)) for measurand in (POWER, VOLTAGE)]
    power, voltage = together(steps(900, *values))
    assert (power.measurand, power.value, power.sample_count) == (POWER, 900, 3)
    assert (voltage.measurand, voltage.value) == (VOLTAGE, 300)


def test_the_main_meter_does_not_count_twice():
    of_connectors = [value(100, charge_point=name) for name in ("EV-1", "EV-2")]
    main = [value(1000, charge_point="EV-1", connector=0), value(50, charge_point="EV-3", connector=0)]
    one, = together(steps(900, *of_connectors, *main))
    assert one.value == 250


def test_a_mean_is_told_to_a_thousandth():
    assert mean(Decimal(10), 3) == Decimal("3.333")
