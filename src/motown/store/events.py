"""Reading the log: pages of events after (or before) a position."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from motown.store.records import Recorded
from motown.store.tables import event as table
from motown.store.tables import event_head, store_info

SLACK_SECONDS = 600
"""How far ``recorded_at`` may be out of order (clocks differ, and are set) before a search by time goes astray."""


@dataclass(frozen=True, slots=True)
class EventFilter:
    """Which events; what is not given does not matter."""

    charge_point_ids: Sequence[str] = ()
    type_prefixes: Sequence[str] = ()
    category: str | None = None
    transaction_id: int | None = None
    command_id: str | None = None
    since: datetime | None = None
    """Recorded then or later."""
    until: datetime | None = None
    """Recorded before."""


@dataclass(frozen=True, slots=True)
class Page:
    """Some events, in order, and where to go on."""

    events: list[Recorded]
    next_position: int
    """To be given as ``after`` for the next page: it also passes over what the filter leaves out."""
    head_position: int
    end: bool
    """Whether there is nothing more for now."""


def head(connection: Connection) -> int:
    """The last position; 0 in an empty log."""
    position: int = connection.execute(sa.select(event_head.c.position)).scalar_one()
    return position


def store_id(connection: Connection) -> str:
    """The name of this store, the first part of every event's id."""
    name: str = connection.execute(sa.select(store_info.c.store_id)).scalar_one()
    return name


def get(connection: Connection, position: int) -> Recorded | None:
    """One event."""
    return next(iter(_records(connection, _ALL.where(table.c.position == position))), None)


_ALL = sa.select(*(sa.type_coerce(column, sa.Text) if column is table.c.body else column for column in table.c))
ANY = EventFilter()


def read(connection: Connection, after: int = 0, limit: int = 100, matching: EventFilter = ANY, *,
         backward: bool = False, examine: int = 20_000) -> Page:
    """A page of at most ``limit`` events after a position; at most ``examine`` are looked at, so it may be empty.

    Backward: events before the position ``after``, the newest first; 0 stands for the end of the log.
    """
    newest = head(connection)
    oldest, latest = _reach(connection, matching, newest)
    if backward:
        low, high = oldest, min(after - 1, latest) if after else latest
    else:
        low, high = max(after, oldest), latest
    if low >= high:
        return Page([], max(low + 1, 1) if backward else max(after, high), newest, end=True)
    edge = _edge(connection, matching, low, high, examine, backward=backward)
    window = sa.and_(table.c.position >= edge, table.c.position <= high) if backward else sa.and_(
        table.c.position > low, table.c.position <= edge)
    order = table.c.position.desc() if backward else table.c.position
    found = _records(connection, _ALL.where(window, *_conditions(matching)).order_by(order).limit(limit))
    last = found[-1].position if len(found) == limit else edge
    return Page(found, last, newest, end=last <= low + 1 if backward else last >= high)


def _reach(connection: Connection, matching: EventFilter, newest: int) -> tuple[int, int]:
    """The positions after the first and up to the second are those that the filter's times allow."""
    slack = timedelta(seconds=SLACK_SECONDS)
    oldest = position_at(connection, matching.since - slack) if matching.since else 0
    return oldest, position_at(connection, matching.until + slack) if matching.until else newest


def _edge(connection: Connection, matching: EventFilter, low: int, high: int, examine: int, *, backward: bool) -> int:
    """How far the page looks: ``examine`` positions, or as many entries of the index where one serves the filter."""
    indexed = _indexed(matching)
    if indexed is None:
        return max(high - examine + 1, low + 1) if backward else min(low + examine, high)
    order = table.c.position.desc() if backward else table.c.position
    last = connection.execute(
        sa.select(table.c.position).where(indexed, table.c.position > low, table.c.position <= high)
        .order_by(order).offset(examine - 1).limit(1)).scalar()
    if last is not None:
        return int(last)
    return low + 1 if backward else high


def _indexed(matching: EventFilter) -> sa.ColumnElement[bool] | None:
    """The part of the filter that an index with the position answers."""
    if len(matching.charge_point_ids) == 1:
        return table.c.charge_point_id == matching.charge_point_ids[0]
    if matching.transaction_id is not None:
        return table.c.transaction_id == matching.transaction_id
    return None if matching.command_id is None else table.c.command_id == matching.command_id


def _conditions(matching: EventFilter) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = []
    if matching.charge_point_ids:
        conditions.append(table.c.charge_point_id.in_(matching.charge_point_ids))
    if matching.type_prefixes:
        prefixes = (table.c.type.startswith(prefix, autoescape=True) for prefix in matching.type_prefixes)
        conditions.append(sa.or_(*prefixes))
    conditions.extend(table.c[name] == value for name in ("category", "transaction_id", "command_id")
                      if (value := getattr(matching, name)) is not None)
    if matching.since is not None:
        conditions.append(table.c.recorded_at >= matching.since)
    if matching.until is not None:
        conditions.append(table.c.recorded_at < matching.until)
    return conditions


def _records(connection: Connection, query: sa.Select[Any]) -> list[Recorded]:
    name = store_id(connection)
    return [Recorded(name, *row) for row in connection.execute(query)]


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
