from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motown.store.types import moment_of, moment_text

moments = st.datetimes(min_value=datetime(1, 1, 2), max_value=datetime(9999, 12, 30), timezones=st.just(UTC))  # noqa: DTZ001


@given(moments)
def test_a_moment_comes_back_from_its_text(moment):
    assert moment_of(moment_text(moment)) == moment


@given(moments, moments)
def test_texts_sort_as_moments_do(one, other):
    assert (moment_text(one) < moment_text(other)) == (one < other)


@given(moments, st.integers(-14 * 60, 14 * 60))
def test_the_text_is_in_utc_whatever_the_zone(moment, minutes):
    elsewhere = moment.astimezone(timezone(timedelta(minutes=minutes)))
    assert moment_text(elsewhere) == moment_text(moment)


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="has no time zone"):
        moment_text(datetime(2026, 3, 1))  # noqa: DTZ001
