"""Going along ``meter_reading`` in windows of time: over one line (a transaction, a charge point) or over many.

Each window looks at a bounded number of rows, also where what may be told is little among much.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa
from sqlalchemy import Connection

from motown.domain.access import Target, TargetKind
from motown.domain.events import MeterSampled
from motown.domain.quantities import Sample
from motown.store.charge_point_list import within
from motown.store.charging_rows import MeterReadingRow
from motown.store.charging_tables import meter_reading as table
from motown.store.seeing import Condition, Seen, covered
from motown.store.statements import Lookup
from motown.store.tables import charge_point, charging_transaction, event
from motown.store.types import Moment

MOST = 2000
"""Rows of a window."""
FIRST_GUESS_SECONDS = 900
LONGEST_SECONDS = 366 * 86400
LAST = datetime(9999, 1, 1, tzinfo=UTC)
"""What claims to be of later is told of transactions only, one by one."""
_SHRINK, _GROW = 8, 4

_BODIES = Lookup(sa.select(event.c.position, sa.type_coerce(event.c.body, sa.Text).label("body")), event.c.position,
                 lambda position, body: (position, body))


class Place(NamedTuple):
    """Where to go on: at this reading, or the next after it."""

    at: datetime
    position: int

    @property
    def next(self) -> "Place":
        """Behind this reading."""
        return Place(self.at, self.position + 1)


class Reading(NamedTuple):
    """A row, and the samples of its time; none where they may not be told."""

    row: MeterReadingRow
    samples: Sequence[Sample]


class Window(NamedTuple):
    """Some readings in order, and where the next window begins; None: nothing follows."""

    readings: Sequence[Reading]
    next: Place | None


class Lines(NamedTuple):
    """What is read: of one line its condition, of many which charge points; and what of it may be told."""

    one: Condition | None
    many: Condition | None
    told: Condition
    number: int


def lines_of(connection: Connection, *, transaction_id: int | None, target: Target | None,
             seen: Seen | None) -> Lines:
    """Those of a transaction or a target."""
    told = sa.true() if seen is None else _told(seen)
    if transaction_id is not None or target is None:
        return Lines(table.c.transaction_id == transaction_id, None, told, 1)
    if target.kind in (TargetKind.CHARGE_POINT, TargetKind.CONNECTOR):
        if target.kind == TargetKind.CONNECTOR and target.connector_id:
            told = sa.and_(told, table.c.connector_id == target.connector_id)
        return Lines(table.c.charge_point_id == target.id, None, told, 1)
    many = within([target])
    number: int = connection.execute(sa.select(sa.func.count()).select_from(charge_point).where(many)).scalar_one()
    return Lines(None, many, told, number)


def _told(seen: Seen) -> Condition:
    """All where who asks sees all, elsewhere what was measured in transactions that it sees."""
    sessions = msgspec.structs.replace(seen, targets=())
    own = sa.exists().where(charging_transaction.c.transaction_id == table.c.transaction_id,
                            sessions.of(charging_transaction))
    return sa.or_(covered(table.c.charge_point_id, table.c.connector_id, seen.targets), own)


class Windows:
    """Reads them one after the other; ``examined`` counts the rows and lines looked at."""

    def __init__(self, connection: Connection, lines: Lines, until: datetime | None) -> None:
        self._connection, self._lines, self._until = connection, lines, until
        self.examined, self.guess_seconds = 0, FIRST_GUESS_SECONDS

    # -- in the order of their times

    def following(self, place: Place, number: int) -> Window:
        """The window from a place on; of one line, so many readings."""
        if self._lines.one is not None:
            rows = self._rows(self._lines.one, place, self._until, number)
            return self._window(rows, rows[-1].place.next if len(rows) == number else None)
        first = self.first(place)
        if first is None:
            return Window([], None)
        end, found = self._fitting(place, first)
        rows = self._rows(None, place, end, MOST)
        if found > MOST:
            return self._window(rows, rows[-1].place.next)
        self.grow(found)
        return self._window(rows, None if end == self._end else Place(end, 0))

    def _fitting(self, place: Place, first: datetime) -> tuple[datetime, int]:
        """The end of a window that does not hold too much, or that is a second long; and how much it holds."""
        while True:
            end = min(_later(first, self.guess_seconds), self._end)
            found = self._count(place, end, MOST)
            if found <= MOST or self.guess_seconds == 1:
                return end, found
            self.guess_seconds = max(1, self.guess_seconds // _SHRINK)

    # -- whole stretches of time

    def first(self, place: Place) -> datetime | None:
        """The time of the first reading from a place on; None: there is none."""
        self.examined += self._lines.number
        conditions = (_from(place), table.c.at < self._end)
        query = sa.select(table.c.at).where(*conditions).order_by(table.c.at, table.c.position).limit(1)
        if self._lines.many is not None:
            each = query.where(table.c.charge_point_id == charge_point.c.charge_point_id).scalar_subquery()
            query = sa.select(sa.func.min(each, type_=Moment)).select_from(charge_point).where(self._lines.many)
        else:
            query = query.where(self._lines.one if self._lines.one is not None else sa.false())
        found: datetime | None = self._connection.execute(query).scalar()
        return found

    def count(self, begin: datetime, end: datetime, most: int = MOST) -> int:
        """How many readings there are from one time to before another; more than ``most`` are not counted."""
        return self._count(Place(begin, 0), end, most)

    def between(self, begin: datetime, end: datetime, *, one_by_one: bool) -> Iterator[Reading]:
        """The readings of that time, in no order; ``one_by_one``: there are many, and each line is read by itself."""
        if not one_by_one:
            yield from self._read(self._rows(self._lines.one, Place(begin, 0), end, None))
            return
        for line in self._each():
            place: Place | None = Place(begin, 0)
            while place is not None:
                rows = self._rows(line, place, end, MOST)
                yield from self._read(rows)
                place = rows[-1].place.next if len(rows) == MOST else None

    def grow(self, found: int) -> None:
        """A window held so few that the next one may be longer."""
        if found < MOST // _GROW:
            self.guess_seconds = min(self.guess_seconds * _GROW, LONGEST_SECONDS)

    @property
    def _end(self) -> datetime:
        return min(self._until or LAST, LAST)

    def _each(self) -> Iterator[Condition]:
        if self._lines.many is None:
            yield self._lines.one if self._lines.one is not None else sa.false()
            return
        names = sa.select(charge_point.c.charge_point_id).where(self._lines.many).order_by(
            charge_point.c.charge_point_id)
        for name in self._connection.execute(names).scalars().all():
            yield table.c.charge_point_id == name

    def _count(self, place: Place, end: datetime, most: int) -> int:
        self.examined += self._lines.number
        rows = self._select(self._lines.one, sa.literal(1)).where(_from(place), table.c.at < end).limit(most + 1)
        found: int = self._connection.execute(sa.select(sa.func.count()).select_from(rows.subquery())).scalar_one()
        return found

    # -- rows and what they tell

    def _select(self, line: Condition | None, *columns: Any) -> sa.Select[Any]:
        if line is not None:
            return sa.select(*columns).select_from(table).where(line)
        # the name with nothing behind it has no index: so SQLite goes from charge points to readings, never through all
        joined = charge_point.join(table, table.c.charge_point_id == charge_point.c.charge_point_id.concat(""))
        return sa.select(*columns).select_from(joined).where(
            self._lines.many if self._lines.many is not None else sa.false())

    def _rows(self, line: Condition | None, place: Place, end: datetime | None, limit: int | None) -> list["_Row"]:
        query = self._select(line, *table.c, self._lines.told.label("told")).where(_from(place))
        if end is not None:
            query = query.where(table.c.at < end)
        rows = _fetched(self._connection, query.order_by(table.c.at, table.c.position).limit(limit))
        self.examined += len(rows)
        return rows

    def _window(self, rows: Sequence["_Row"], following: Place | None) -> Window:
        return Window(self._read(rows), following)

    def _read(self, rows: Sequence["_Row"]) -> list[Reading]:
        """The rows with their samples; each event is read once, however many times it tells of."""
        wanted = sorted({row.position for row in rows if row.told})
        samples: dict[int, dict[datetime, list[Sample]]] = {}
        for position, body in _BODIES.all(self._connection, wanted) if wanted else ():
            by_time = samples[position] = {}
            for one in msgspec.json.decode(body, type=MeterSampled).samples:
                by_time.setdefault(one.at, []).append(one)
        return [Reading(row.reading, samples[row.position].get(row.at, ()) if row.told else ()) for row in rows]


class _Row(msgspec.Struct, frozen=True, array_like=True):
    """A row as it comes in a JSON array of SQLite, where truth is a number."""

    charge_point_id: str
    at: datetime
    position: int
    connector_id: int | None
    transaction_id: int | None
    assigned: int
    told: int

    @property
    def place(self) -> Place:
        """Where it stands."""
        return Place(self.at, self.position)

    @property
    def reading(self) -> MeterReadingRow:
        """The row of the table."""
        return MeterReadingRow(self.charge_point_id, self.at, self.position, self.connector_id, self.transaction_id,
                               bool(self.assigned))


_ROWS = msgspec.json.Decoder(list[_Row])


def _fetched(connection: Connection, query: sa.Select[Any]) -> list[_Row]:
    if connection.dialect.name != "sqlite":
        return [_Row(*row) for row in connection.execute(query)]
    # one by one, each row would let go of the interpreter's lock and wait for it again
    rows = query.subquery()
    array = sa.func.json_array(*(sa.type_coerce(column, sa.Text) for column in rows.c))
    text: str = connection.execute(sa.select(sa.func.json_group_array(array))).scalar_one()
    return sorted(_ROWS.decode(text), key=lambda row: (row.at, row.position))


def _from(place: Place) -> Condition:
    """At a place or behind it."""
    own = table.c
    if not place.position:
        return own.at >= place.at
    given = sa.tuple_(sa.literal(place.at, Moment), sa.literal(place.position, sa.BigInteger))
    return sa.tuple_(own.at, own.position) >= given


def _later(moment: datetime, seconds: int) -> datetime:
    return LAST if moment >= LAST - timedelta(seconds=seconds) else moment + timedelta(seconds=seconds)
