"""Reading the log: pages of events after (or before) a position, and what is known of the log as a whole."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa
from sqlalchemy import Connection

from motown.domain.errors import Kind, Refused
from motown.store.filters import ANY, EventFilter
from motown.store.records import Recorded
from motown.store.searches import ALL, Search
from motown.store.tables import event as table
from motown.store.tables import event_head, store_info

__all__ = ["ANY", "EventFilter", "Page", "PositionUnavailable", "StoreInfo"]

SLACK_SECONDS = 600
"""How far ``recorded_at`` may be out of order (clocks differ, and are set) before a search by time goes astray."""
FIRST, LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
EXAMINED = 20_000
"""Events that one page looks at, at most (standard, section 0)."""


@dataclass(frozen=True, slots=True)
class Page:
    """Some events, in order, and where to go on."""

    events: list[Recorded]
    next_position: int
    """To be given as ``after`` for the next page: it also passes over what the filter leaves out."""
    head_position: int
    end: bool
    """Whether there is nothing more for now."""
    oldest_position: int = 1
    """The first event that there is, or will be."""


class StoreInfo(NamedTuple):
    """The log as a whole."""

    store_id: str
    head_position: int
    head_at: datetime | None
    """When the last event was recorded; None: there is none."""
    oldest_position: int
    oldest_at: datetime | None
    event_count: int
    """Told by the positions, which are written without gaps: nothing is counted."""


class PositionUnavailable(Refused):
    """Events after this position are not kept any more."""

    def __init__(self, after: int, oldest_position: int) -> None:
        super().__init__(f"events after position {after} are no longer here: the oldest is {oldest_position}",
                         Kind.NOT_FOUND)
        self.oldest_position = oldest_position


class Standing(NamedTuple):
    """The log at one moment."""

    head: int
    store_id: str
    oldest: int


_OLDEST = sa.select(sa.func.min(table.c.position)).scalar_subquery()
_STORE_ID = sa.select(store_info.c.store_id).scalar_subquery()
RECORDED = sa.select(_STORE_ID.label("store_id"), *(
    sa.type_coerce(column, sa.Text).label("body") if column is table.c.body else column for column in table.c))
"""The columns of ``Recorded``, for queries of fixed shape."""
_STANDING = sa.select(event_head.c.position, _STORE_ID, sa.func.coalesce(_OLDEST, event_head.c.position + 1))


def head(connection: Connection) -> int:
    """The last position; 0 in an empty log."""
    position: int = connection.execute(sa.select(event_head.c.position)).scalar_one()
    return position


def store_id(connection: Connection) -> str:
    """The name of this store, the first part of every event's id."""
    name: str = connection.execute(sa.select(store_info.c.store_id)).scalar_one()
    return name


def info(connection: Connection) -> StoreInfo:
    """What there is, in a few look-ups however much that is."""
    now = _standing(connection)
    count = now.head - now.oldest + 1
    return StoreInfo(now.store_id, now.head, _recorded_at(connection, now.head), now.oldest,
                     _recorded_at(connection, now.oldest), count)


def get(connection: Connection, position: int) -> Recorded | None:
    """One event."""
    return next(iter(_records(connection, store_id(connection), ALL.where(table.c.position == position))), None)


def by_id(connection: Connection, event_id: str) -> Recorded | None:
    """One event, by its name in the whole world."""
    name, _, position = event_id.rpartition("-")
    if name != store_id(connection) or not (position.isascii() and position.isdecimal()) or len(position) > 18:
        return None
    found = get(connection, int(position))
    return found if found is not None and found.event_id == event_id else None


def page(connection: Connection, after: int = 0, limit: int = 100, matching: EventFilter = ANY) -> Page:
    """As ``read``, for who must not miss what is no longer here: raises ``PositionUnavailable``.

    0 stands for the beginning, wherever that is now (MT-EVT-12).
    """
    found = read(connection, after, limit, matching)
    if 0 < after < found.oldest_position - 1:
        raise PositionUnavailable(after, found.oldest_position)
    return found


def page_before(connection: Connection, before: int = 0, limit: int = 100, matching: EventFilter = ANY) -> Page:
    """The same backward: events before a position, the newest first; 0 stands for the end of the log."""
    found = read(connection, before, limit, matching, backward=True)
    if 0 < before < found.oldest_position:
        raise PositionUnavailable(before - 1, found.oldest_position)
    return found


def read(connection: Connection, after: int = 0, limit: int = 100, matching: EventFilter = ANY, *,
         backward: bool = False, examine: int = EXAMINED) -> Page:
    """A page of at most ``limit`` events after a position; at most ``examine`` are looked at, so it may be empty.

    Backward: events before the position ``after``, the newest first; 0 stands for the end of the log.
    """
    now = _standing(connection)
    low, high = _reach(connection, matching, now)
    if backward:
        high = min(after - 1, high) if after else high
    else:
        low = max(after, low)
    if low >= high:
        return Page([], max(low + 1, 1) if backward else max(after, now.head), now.head, end=True,
                    oldest_position=now.oldest)
    search = Search(matching, low, high, limit, examine, backward=backward)
    edge = search.edge(connection)
    found = _records(connection, now.store_id, search.query(edge), backward=backward)
    last = found[-1].position if len(found) == limit else edge
    end = last <= low + 1 if backward else last >= high
    following = max(last, now.head) if end and not backward and len(found) < limit else last
    return Page(found, following, now.head, end, now.oldest)


def _standing(connection: Connection) -> Standing:
    return Standing(*connection.execute(_STANDING).one())


def _reach(connection: Connection, matching: EventFilter, now: Standing) -> tuple[int, int]:
    """The positions after the first and up to the second are those that the filter may be about."""
    slack = timedelta(seconds=SLACK_SECONDS)
    low = position_at(connection, _moved(matching.since, -slack)) if matching.since else 0
    if matching.correlation_id is not None:  # nothing is about an event before it has happened
        name, _, position = matching.correlation_id.rpartition("-")
        if name == now.store_id and position.isascii() and position.isdecimal() and len(position) < 18:
            low = max(low, int(position) - 1)
    return max(low, now.oldest - 1), (
        position_at(connection, _moved(matching.until, slack)) if matching.until else now.head)


def _moved(at: datetime, by: timedelta) -> datetime:
    """Another moment; the first or last there is where it would be beyond that."""
    try:
        return at + by
    except OverflowError:
        return LAST if by > timedelta() else FIRST


class _Row(Recorded, frozen=True, dict=True, array_like=True):
    """An event as it comes in a JSON array."""


_ROWS = msgspec.json.Decoder(list[_Row])


def _records(connection: Connection, name: str, query: sa.Select[Any], *, backward: bool = False) -> list[Recorded]:
    if connection.dialect.name != "sqlite":
        found: Any = connection.execute(query)
        return [Recorded(name, *row) for row in found]
    # one by one, each row would let go of the interpreter's lock and wait for it again
    rows = query.subquery()
    array = sa.func.json_array(sa.literal(name), *(sa.type_coerce(column, sa.Text) for column in rows.c))
    text: str = connection.execute(sa.select(sa.func.json_group_array(array))).scalar_one()
    decoded: list[Recorded] = [*_ROWS.decode(text)]
    decoded.sort(key=lambda one: one.position, reverse=backward)
    return decoded


def _recorded_at(connection: Connection, position: int) -> datetime | None:
    found: datetime | None = connection.execute(
        sa.select(table.c.recorded_at).where(table.c.position == position)).scalar()
    return found


def position_at(connection: Connection, moment: datetime) -> int:
    """The last position recorded before a moment; 0 where there is none.

    Found by halving, since times rise with positions; where clocks were set back it is one of several.
    """
    low, high = 0, head(connection)
    while low < high:
        middle = (low + high + 1) // 2
        found = connection.execute(
            sa.select(table.c.position, table.c.recorded_at).where(table.c.position >= middle, table.c.position <= high)
            .order_by(table.c.position).limit(1)).first()
        if found is None or found.recorded_at >= moment:
            high = middle - 1
        else:
            low = int(found.position)
    return low
