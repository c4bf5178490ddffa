import pytest
from hypothesis import given
from hypothesis import strategies as st

from motown.domain.geography import Near

latitudes, longitudes = st.floats(-90, 90), st.floats(-180, 180)
METERS_OF_A_DEGREE = 111_195.0


def is_in(box, latitude, longitude):
    return box.latitudes.low <= latitude <= box.latitudes.high and any(
        one.low <= longitude <= one.high for one in box.longitudes)


@given(latitudes, longitudes, latitudes, longitudes, st.floats(0, 25_000_000))
def test_whatever_is_near_is_in_the_box(latitude, longitude, other_latitude, other_longitude, radius):
    near = Near(latitude, longitude, radius)
    if near.distance_meters(other_latitude, other_longitude) <= radius:
        assert is_in(near.box(), other_latitude, other_longitude)


@given(latitudes, longitudes, latitudes, longitudes)
def test_it_is_as_far_there_as_back(latitude, longitude, other_latitude, other_longitude):
    there = Near(latitude, longitude, 0).distance_meters(other_latitude, other_longitude)
    back = Near(other_latitude, other_longitude, 0).distance_meters(latitude, longitude)
    assert there == pytest.approx(back, abs=0.01)


@pytest.mark.parametrize(("here", "there", "meters"), [
    ((52.0, 5.0), (53.0, 5.0), METERS_OF_A_DEGREE), ((0.0, 179.9), (0.0, -179.9), 0.2 * METERS_OF_A_DEGREE),
    ((89.9, 0.0), (89.9, 180.0), 0.2 * METERS_OF_A_DEGREE), ((52.1, 5.1), (52.1, 5.1), 0)])
def test_known_distances(here, there, meters):
    assert Near(*here, 0).distance_meters(*there) == pytest.approx(meters, rel=0.001, abs=0.001)


def test_the_box_is_no_bigger_than_need_be():
    box = Near(52, 5, 10_000).box()
    assert not is_in(box, 52.1, 5)
    assert not is_in(box, 52, 5.2)


def test_across_the_date_line_there_are_two_boxes():
    box = Near(10, 179.95, 20_000).box()
    assert is_in(box, 10, -179.95)
    assert is_in(box, 10, 179.9)
    assert not is_in(box, 10, 0)
