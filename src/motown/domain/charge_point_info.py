"""What operators tell of a charge point: where it is, what its plugs are, when it can be got to (standard, 5.5)."""

import re
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

ACCESS = ("FreePublic", "PayingPublic", "Restricted")
"""Known kinds of access; others are kept as they are: the list is open."""
LONGEST_WORD = 128
LONGEST_ID = 255
LONGEST_TEXT = 1000
MOST_AMPERES = 100_000
_TIME_OF_DAY = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]|24:00")


class _Said(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """A part of what is told."""


class Location(_Said, frozen=True, kw_only=True):
    """Where it is.  Latitude and longitude in degrees (WGS 84), both or neither; ``time_zone`` is IANA's name."""

    latitude: float | None = None
    longitude: float | None = None
    street: str | None = None
    postal_code: str | None = None
    city: str | None = None
    country: str | None = None
    time_zone: str | None = None


class OpeningTime(_Said, frozen=True, kw_only=True):
    """When it can be got to, by the clock of the place: ``07:30`` to ``24:00``; weekday 1 is Monday.

    Where it closes before it opens, that is on the next day.
    """

    weekday: int
    opens_at: str
    closes_at: str


class ConnectorInfo(_Said, frozen=True, kw_only=True):
    """What a connector is: an open list of words (``IEC_62196_T2``, ``Socket``), amperes a phase, volts, phases."""

    connector_id: int
    evse_id: str | None = None
    standard: str | None = None
    format: str | None = None
    max_current_a: float | None = None
    max_voltage: int | None = None
    phases: int | None = None


class ChargePointInfo(_Said, frozen=True, kw_only=True):
    """All that is told of one charge point; what is told next replaces all of it."""

    name: str | None = None
    operator_party_id: str | None = None
    evse_id: str | None = None
    location: Location | None = None
    access: str | None = None
    opening_times: tuple[OpeningTime, ...] = ()
    """Always, where there is none."""
    reservable: bool = False
    connectors: tuple[ConnectorInfo, ...] = ()


def told(info: ChargePointInfo) -> dict[str, Any]:
    """As JSON has it: what is not told is left out."""
    made: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(info))
    return made


def problems(info: ChargePointInfo) -> Iterator[tuple[str, str]]:
    """(field, what is wrong with it); nothing where all is well."""
    if info.location is not None:
        yield from _of_location(info.location)
    for time in info.opening_times:
        yield from _of_opening_time(time)
    numbers = [one.connector_id for one in info.connectors]
    if len(set(numbers)) < len(numbers):
        yield "connectorId", "a connector is told of twice"
    for one in info.connectors:
        yield from _of_connector(one)
    for field, value, longest in (("operatorPartyId", info.operator_party_id, LONGEST_ID),
                                  ("evseId", info.evse_id, LONGEST_ID), ("access", info.access, LONGEST_WORD)):
        if len(value or "") > longest:
            yield field, f"has at most {longest} characters"
    if len(info.name or "") > LONGEST_TEXT:
        yield "name", f"has at most {LONGEST_TEXT} characters"


def _of_location(place: Location) -> Iterator[tuple[str, str]]:
    if (place.latitude is None) != (place.longitude is None):
        yield "latitude", "latitude and longitude are told together"
    if place.latitude is not None and not -90 <= place.latitude <= 90:
        yield "latitude", "is between -90 and 90 degrees"
    if place.longitude is not None and not -180 <= place.longitude <= 180:
        yield "longitude", "is between -180 and 180 degrees"
    if place.time_zone is not None and not _is_zone(place.time_zone):
        yield "timeZone", "is the name of a time zone such as Europe/Amsterdam"
    if any(len(getattr(place, name) or "") > LONGEST_TEXT for name in ("street", "postal_code", "city", "country")):
        yield "location", "is too long"


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _of_opening_time(time: OpeningTime) -> Iterator[tuple[str, str]]:
    if not 1 <= time.weekday <= 7:
        yield "weekday", "is 1 (Monday) to 7 (Sunday)"
    if not (_TIME_OF_DAY.fullmatch(time.opens_at) and _TIME_OF_DAY.fullmatch(time.closes_at)):
        yield "opensAt", "a time of day is written 07:30"
    elif time.opens_at == time.closes_at:
        yield "closesAt", "it closes when it opens; all day is from 00:00 to 24:00"


def _of_connector(one: ConnectorInfo) -> Iterator[tuple[str, str]]:
    if one.connector_id < 1:
        yield "connectorId", "is 1 or more"
    if one.phases is not None and not 0 <= one.phases <= 3:
        yield "phases", "is 1 to 3, or 0 for direct current"
    if not 0 <= (one.max_current_a or 0) <= MOST_AMPERES or (one.max_voltage or 0) < 0:
        yield "maxCurrentA", f"current and voltage are 0 or more, and current is at most {MOST_AMPERES}"
    if len(one.evse_id or "") > LONGEST_ID or any(
            len(getattr(one, name) or "") > LONGEST_WORD for name in ("standard", "format")):
        yield "connector", "is too long"
