"""What the time in a message tells of the clock that gave it."""

from datetime import UTC, datetime, timedelta

import pytest

from motown.ocpp.tolerance import clock_flag

NOW = datetime(2024, 3, 5, 10, 20, tzinfo=UTC)


@pytest.mark.parametrize(("before", "flag"), [
    (timedelta(), None), (timedelta(seconds=5), None), (timedelta(hours=1), None), (timedelta(days=300), None),
    (timedelta(days=366), None), (timedelta(days=367), "ancient"),
    (-timedelta(seconds=60), None), (-timedelta(seconds=61), "skewed"), (-timedelta(hours=2), "skewed"),
    (-timedelta(hours=14), "skewed"), (-timedelta(hours=14, minutes=2), "future"), (-timedelta(days=9000), "future")])
def test_flags(before: timedelta, flag: str | None) -> None:
    assert clock_flag(NOW - before, NOW) == flag


@pytest.mark.parametrize("year", [1, 1970, 2000, 2009])
def test_before_ocpp_is_ancient_even_to_a_clock_of_our_own_that_is_wrong(year: int) -> None:
    moment = datetime(year, 1, 1, tzinfo=UTC)
    assert clock_flag(moment, moment) == "ancient"


def test_zones_do_not_matter() -> None:
    assert clock_flag(datetime.fromisoformat("2024-03-05T15:50:00+05:30"), NOW) is None
