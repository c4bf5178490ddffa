"""Meter values in the order of their times, of a transaction or of a target, a page at a time (standard, 5.6).

``meter_reading`` tells which event holds the values of which time; the values themselves are in the log.  What one page
looks at is bounded, however long the time that is asked for: it may be short, or empty, and still lead on.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple, TypeVar

import msgspec
from sqlalchemy import Connection

from motown.domain.access import Target
from motown.domain.cursors import Cursor
from motown.domain.errors import Kind, Refused
from motown.domain.meter_steps import Key, MeterValue, Steps, step_of, together
from motown.store import events
from motown.store.meter_lines import MOST as MOST_IN_WINDOW
from motown.store.meter_lines import Place, Reading, Windows, lines_of
from motown.store.seeing import Seen

EXAMINED = 20_000
"""Readings that one page looks at, before it begins another window of time."""
MOST_IN_STEP = 150_000
"""Readings of one step, of all charge points together."""
MOST = 1000
BEGINNING = datetime(1, 1, 3, tzinfo=UTC)
"""Of all time; a step of it has a beginning too."""


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which values; a transaction's or a target's."""

    transaction_id: int | None = None
    target: Target | None = None
    seen: Seen | None = None
    """What who asks may see of the target; None: all."""
    since: datetime | None = None
    """Measured then or later."""
    until: datetime | None = None
    """Measured before."""
    measurands: Sequence[str] = ()
    step_seconds: int | None = None
    together: bool = False
    """Only one value of all charge points together for each step."""


P = TypeVar("P")


class MeterPage(NamedTuple):
    """Some values in the order of their times, where to go on, what they are as of, and the name of the store."""

    values: Sequence[MeterValue]
    next_cursor: str | None
    as_of_position: int
    store_id: str


class _Raw(msgspec.Struct, frozen=True, array_like=True):
    """Where a page of single values goes on: at a reading, behind so many of its values."""

    at: datetime
    position: int
    passed: int


class _Step(msgspec.Struct, frozen=True, array_like=True):
    """Where a page of steps goes on: in a step, behind a series."""

    begin: datetime
    passed: Key | None


def page(connection: Connection, wanted: Wanted, limit: int = 100, cursor: Cursor | None = None) -> MeterPage:
    """A page.  Refused where a step holds more than can be looked at at once."""
    as_of = cursor.as_of_position if cursor else events.head(connection)
    after, limit = cursor.after if cursor else None, min(max(limit, 1), MOST)
    lines = lines_of(connection, transaction_id=wanted.transaction_id, target=wanted.target, seen=wanted.seen)
    windows = Windows(connection, lines, wanted.until)
    values, further = (_single(windows, wanted, limit, after) if wanted.step_seconds is None else
                       _stepped(windows, wanted, limit, after))
    text = None if further is None else Cursor(msgspec.json.encode(further).decode(), as_of).text()
    return MeterPage(values, text, as_of, events.store_id(connection))


# -- one by one


def _single(windows: Windows, wanted: Wanted, limit: int,
            after: str | None) -> tuple[list[MeterValue], _Raw | _Step | None]:
    start = _decoded(after, _Raw) if after is not None else _Raw(wanted.since or BEGINNING, 0, 0)
    place, found, number_of_rows = Place(start.at, start.position), list[MeterValue](), limit + 1
    while windows.examined < EXAMINED:
        window = windows.following(place, number_of_rows)
        number_of_rows = min(2 * number_of_rows, MOST_IN_WINDOW)
        for reading in window.readings:
            row = reading.row
            passed = start.passed if (row.at, row.position) == (start.at, start.position) else 0
            for number, value in enumerate(values_of(reading), start=1):
                if number <= passed or not _is_wanted(value, wanted):
                    continue
                if len(found) == limit:
                    return found, _Raw(row.at, row.position, number - 1)
                found.append(value)
        if window.next is None:
            return found, None
        place = window.next
    return found, _Raw(place.at, place.position, 0)


def _is_wanted(value: MeterValue, wanted: Wanted) -> bool:
    return not wanted.measurands or value.measurand in wanted.measurands


# -- a value for each step


def _stepped(windows: Windows, wanted: Wanted, limit: int,
             after: str | None) -> tuple[list[MeterValue], _Raw | _Step | None]:
    seconds = wanted.step_seconds or 1
    start = _decoded(after, _Step) if after is not None else None
    begin, found = max(start.begin if start else BEGINNING, wanted.since or BEGINNING), list[MeterValue]()
    while windows.examined < EXAMINED:
        first = windows.first(Place(begin, 0))
        if first is None:
            return found, None
        here = step_of(first, seconds)
        if start is None or start.begin != here:
            start = _Step(here, None)
        end, crowded = _reach(windows, max(begin, here), here, seconds)
        for value in _made(windows, wanted, max(begin, here), end, crowded=crowded):
            step = value.at - timedelta(seconds=seconds)
            if step == start.begin and start.passed is not None and value.key <= start.passed:
                continue
            if len(found) == limit:
                last = found[-1]
                same = last.at == value.at
                return found, _Step(step, last.key if same else None)
            found.append(value)
        begin = end
    return found, _Step(begin, None)


def _reach(windows: Windows, begin: datetime, here: datetime, seconds: int) -> tuple[datetime, bool]:
    """The end of as many whole steps as can well be looked at together; whether even one holds more than that."""
    steps = windows.guess_seconds // seconds or 1
    while True:
        end = here + timedelta(seconds=steps * seconds)
        number = windows.count(begin, end)
        if number <= MOST_IN_WINDOW:
            windows.grow(number)
            return end, False
        if steps == 1:
            break
        steps = max(1, steps // 8)
        windows.guess_seconds = steps * seconds
    if windows.count(begin, end, MOST_IN_STEP) > MOST_IN_STEP:
        raise Refused(f"a step of {seconds} s holds more than {MOST_IN_STEP} readings: ask for shorter steps, or of "
                      "less", Kind.INVALID, field="stepSeconds")
    return end, True


def _made(windows: Windows, wanted: Wanted, begin: datetime, end: datetime, *, crowded: bool) -> list[MeterValue]:
    steps = Steps(wanted.step_seconds or 1)
    end = min(end, wanted.until or end)
    for reading in windows.between(begin, end, one_by_one=crowded):
        for value in values_of(reading):
            if _is_wanted(value, wanted):
                steps.add(msgspec.structs.replace(value, transaction_id=None) if wanted.together else value)
    return list(together(steps.values())) if wanted.together else steps.values()


# -- a reading's values


def values_of(reading: Reading) -> Iterator[MeterValue]:
    """The values of that time in its event, in their order."""
    row = reading.row
    for one in reading.samples:
        yield MeterValue(
            at=row.at, charge_point_id=row.charge_point_id, connector_id=row.connector_id,
            transaction_id=row.transaction_id, assigned=row.assigned, measurand=one.measurand, value=one.normalised,
            unit=one.unit if one.normalised is None else one.base_unit, context=one.context, location=one.location,
            signed=one.format == "SignedData", position=row.position)


def _decoded(after: str, kind: type[P]) -> P:
    """The place that a cursor is; Refused where it is none of such a list."""
    try:
        return msgspec.json.decode(after, type=kind)
    except msgspec.DecodeError:
        raise Refused("cursor: it is none of this list") from None
