"""Making the queries that find a page of events: by an index where one serves the filter, else by looking at each."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from motown.store.filters import EventFilter
from motown.store.tables import event as table

MOST_AT_ONCE = 32
"""Charge points that are looked up in their index, each; a filter with more looks at every event."""

Condition = sa.ColumnElement[bool]
Select = sa.Select[Any]

ALL: Select = sa.select(*(
    sa.type_coerce(column, sa.Text) if column is table.c.body else column for column in table.c))
"""Every column; the body as the text that it is."""


class Search:
    """A page of what a filter wants between two positions: the first excluded, the second included."""

    def __init__(self, matching: EventFilter, low: int, high: int, limit: int, examine: int, *,
                 backward: bool) -> None:
        self.low, self.high, self.limit, self.examine, self.backward = low, high, limit, examine, backward
        self.order = table.c.position.desc() if backward else table.c.position.asc()
        self.indexed, self.others = _divided(matching)

    def edge(self, connection: Connection) -> int:
        """How far the page looks: ``examine`` positions, or as many entries of the index where one serves the filter.

        Where the index answers all of the filter, ``limit`` alone ends the page.
        """
        end = self.low + 1 if self.backward else self.high
        if not self.indexed:
            return max(self.high - self.examine + 1, end) if self.backward else min(self.low + self.examine, end)
        if not self.others:
            return end
        share = max(1, self.examine // len(self.indexed))
        reached = [last for entry in self.indexed if (last := connection.execute(
            sa.select(table.c.position).where(entry, *self._between(self.low + 1, self.high)).order_by(self.order)
            .offset(share - 1).limit(1)).scalar()) is not None]
        nearest = max if self.backward else min
        return nearest([*map(int, reached), end])

    def query(self, edge: int) -> Select:
        """The events up to there."""
        window = self._between(edge, self.high) if self.backward else self._between(self.low + 1, edge)
        if len(self.indexed) < 2:
            return ALL.where(*self.indexed, *window, *self.others).order_by(self.order).limit(self.limit)
        each = [sa.select(sa.select(table.c.position).where(entry, *window, *self.others).order_by(self.order)
                          .limit(self.limit).subquery()) for entry in self.indexed]
        them = sa.union_all(*each).subquery()
        order = them.c.position.desc() if self.backward else them.c.position.asc()
        first = sa.select(them.c.position).order_by(order).limit(self.limit)
        return ALL.where(table.c.position.in_(first)).order_by(self.order)

    @staticmethod
    def _between(first: int, last: int) -> tuple[Condition, Condition]:
        return table.c.position >= first, table.c.position <= last


def _divided(matching: EventFilter) -> tuple[list[Condition], list[Condition]]:
    """What an index with the position answers, one entry each; and the rest of the filter."""
    names = matching.charge_points
    exact = [table.c[name] == value for name in ("command_id", "transaction_id")
             if (value := getattr(matching, name)) is not None]
    rest = _conditions(matching)
    where = _places(matching)
    if exact:
        return exact[:1], [*exact[1:], *rest, *where]
    if 0 < len(names) <= MOST_AT_ONCE:
        return [table.c.charge_point_id == name for name in names], rest + (where if matching.connectors else [])
    return [], [*rest, *where]


def _places(matching: EventFilter) -> list[Condition]:
    if matching.everywhere:
        return []
    whole = [table.c.charge_point_id.in_(matching.charge_point_ids)] if matching.charge_point_ids else []
    parts = [sa.and_(table.c.charge_point_id == name, table.c.connector_id == number)
             for name, number in matching.connectors]
    return [sa.or_(*whole, *parts)]


def _conditions(matching: EventFilter) -> list[Condition]:
    conditions: list[Condition] = [
        table.c[name] == value for name in ("category", "correlation_id")
        if (value := getattr(matching, name)) is not None]
    if matching.type_prefixes:  # no LIKE: on SQLite that takes upper and lower case for the same
        conditions.append(sa.or_(*(
            sa.func.substr(table.c.type, 1, len(prefix)) == prefix for prefix in matching.type_prefixes)))
    if matching.since is not None:
        conditions.append(table.c.recorded_at >= matching.since)
    if matching.until is not None:
        conditions.append(table.c.recorded_at < matching.until)
    return conditions
