"""Meter values one by one, and one for each step of time: of a connector, or of many together (MT-TRX-04 to 08).

A step of so many seconds begins at a multiple of it since 1970-01-01T00:00:00Z and is told with its end.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import msgspec

LEAST_CHARGE_POINTS = 3
"""What is told as a sum or mean only comes from so many at least: from two, each could tell the other's (MT-TRX-08)."""
MEAN_DIGITS = 3
"""Behind the point."""
ADDED = ("Energy.", "Power.", "Current.")
"""Measurands of which several meters together show the sum; of any other one, the mean."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = timedelta(seconds=1)

Key = tuple[str, int, int, str, str, str]
"""Charge point, connector (-1: none), transaction (0: none), measurand, location, unit: what makes a series."""


class MeterValue(msgspec.Struct, frozen=True, kw_only=True):
    """A value of a meter, as told by one event or made from several."""

    at: datetime
    """When it was measured, as the charge point claims; the end of the step."""
    charge_point_id: str | None
    """None: of several."""
    connector_id: int | None = None
    transaction_id: int | None = None
    assigned: bool = False
    """The charge point did not name the transaction."""
    measurand: str
    value: Decimal | None = None
    """In the unit below; None: it is signed data, or no number."""
    unit: str | None = None
    context: str | None = None
    """Why it was measured; None: of several."""
    location: str | None = None
    signed: bool = False
    position: int | None = None
    """Of the event that told it; None: several did."""
    sample_count: int = 1
    """How many it was made from."""

    @property
    def key(self) -> Key:
        """The series that it belongs to; series are told in the order of their keys."""
        return (self.charge_point_id or "", -1 if self.connector_id is None else self.connector_id,
                self.transaction_id or 0, self.measurand, self.location or "", self.unit or "")


def step_of(at: datetime, step_seconds: int) -> datetime:
    """The beginning of the step that a moment belongs to."""
    return _EPOCH + (at - _EPOCH) // _SECOND // step_seconds * step_seconds * _SECOND


class Steps:
    """Makes one value of each series for each step; values may come in any order."""

    def __init__(self, step_seconds: int) -> None:
        self._step_seconds = step_seconds
        self._found: dict[tuple[datetime, Key], _Gathered] = {}

    def add(self, value: MeterValue) -> None:
        """One more; what is no number is left out."""
        if value.value is not None:
            place = step_of(value.at, self._step_seconds), value.key
            known = self._found.get(place)
            if known is None:
                self._found[place] = _Gathered(value)
            else:
                known.add(value)

    def values(self) -> list[MeterValue]:
        """By time, then by series."""
        length = timedelta(seconds=self._step_seconds)
        return [self._found[place].value(place[0] + length) for place in sorted(self._found)]


class _Gathered:
    """The values of one series in one step."""

    __slots__ = ("_assigned", "_last", "_measurand", "_number", "_sum")

    def __init__(self, value: MeterValue) -> None:
        self._last, self._number, self._measurand = value, 1, value.measurand
        self._sum, self._assigned = value.value or Decimal(0), value.assigned

    def add(self, value: MeterValue) -> None:
        self._number += 1
        self._sum += value.value or 0
        self._assigned = self._assigned or value.assigned
        if (value.at, value.position or 0) >= (self._last.at, self._last.position or 0):
            self._last = value

    def value(self, at: datetime) -> MeterValue:
        if self._number == 1:
            return msgspec.structs.replace(self._last, at=at)
        return msgspec.structs.replace(
            self._last, at=at, value=self._made(), assigned=self._assigned, context=None, position=None,
            sample_count=self._number)

    def _made(self) -> Decimal | None:
        """The last one of a register, the sum of what intervals count, the mean of anything else."""
        if self._measurand.endswith(".Register"):
            return self._last.value
        return self._sum if self._measurand.endswith(".Interval") else mean(self._sum, self._number)


def mean(total: Decimal, number: int) -> Decimal:
    """The mean, to a thousandth."""
    return round(total / number, MEAN_DIGITS)


def together(values: Iterable[MeterValue]) -> Iterator[MeterValue]:
    """One value of each measurand for each step, from the steps of many charge points; nothing that tells of a few.

    The meter of a whole charge point counts where its connectors tell nothing: it has measured theirs as well.
    """
    found: dict[tuple[datetime, str, str, str], list[MeterValue]] = {}
    for one in values:
        found.setdefault((one.at, one.measurand, one.location or "", one.unit or ""), []).append(one)
    for place in sorted(found):
        parts = _once(found[place])
        if len({one.charge_point_id for one in parts}) >= LEAST_CHARGE_POINTS:
            yield _of_all(parts)


def _once(parts: list[MeterValue]) -> list[MeterValue]:
    with_connectors = {one.charge_point_id for one in parts if one.connector_id}
    return [one for one in parts if one.connector_id or one.charge_point_id not in with_connectors]


def _of_all(parts: list[MeterValue]) -> MeterValue:
    first, total = parts[0], sum((one.value or Decimal(0) for one in parts), Decimal(0))
    return MeterValue(
        at=first.at, charge_point_id=None, measurand=first.measurand, unit=first.unit, location=first.location,
        value=total if first.measurand.startswith(ADDED) else mean(total, len(parts)),
        sample_count=sum(one.sample_count for one in parts))
