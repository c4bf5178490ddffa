"""Places on the globe: how far apart they are, and between which degrees all that is near lies."""

from math import asin, cos, degrees, pi, radians, sin, sqrt
from typing import NamedTuple

EARTH_METERS = 6_371_008.8
"""Its mean radius (IUGG); over any distance the error is at most half a percent."""


class Range(NamedTuple):
    """Degrees, both ends included."""

    low: float
    high: float


class Box(NamedTuple):
    """Where something near can only be: one range of latitudes, and longitudes in one of one or two ranges."""

    latitudes: Range
    longitudes: tuple[Range, ...]
    """Two where it lies across the line of 180 degrees."""


class Near(NamedTuple):
    """The surroundings of a place: degrees (WGS 84) and meters."""

    latitude: float
    longitude: float
    radius_meters: float

    def distance_meters(self, latitude: float, longitude: float) -> float:
        """How far a place is, along the great circle (haversine: exact for near ones too)."""
        here, there = radians(self.latitude), radians(latitude)
        half = sin((there - here) / 2) ** 2 + cos(here) * cos(there) * sin(radians(longitude - self.longitude) / 2) ** 2
        return 2 * EARTH_METERS * asin(min(1.0, sqrt(half)))

    def box(self) -> Box:
        """A little more than what is near."""
        angle = self.radius_meters / EARTH_METERS * 1.000_001 + 1e-9
        low, high = self.latitude - degrees(angle), self.latitude + degrees(angle)
        if low <= -90 or high >= 90 or angle >= pi / 2:  # a pole is in it: every longitude is near
            return Box(Range(max(low, -90.0), min(high, 90.0)), (Range(-180.0, 180.0),))
        width = degrees(asin(min(1.0, sin(angle) / cos(radians(self.latitude)))))
        return Box(Range(low, high), _across(self.longitude - width, self.longitude + width))


def _across(west: float, east: float) -> tuple[Range, ...]:
    """Longitudes from west to east, where 180 is -180 again."""
    if east - west >= 360:
        return (Range(-180.0, 180.0),)
    if west < -180:
        return Range(west + 360, 180.0), Range(-180.0, east)
    if east > 180:
        return Range(west, 180.0), Range(-180.0, east - 360)
    if east == 180:
        return Range(west, 180.0), Range(-180.0, -180.0)
    if west == -180:
        return Range(-180.0, east), Range(180.0, 180.0)
    return (Range(west, east),)
