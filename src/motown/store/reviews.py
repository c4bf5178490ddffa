"""Reading ``review``."""

from collections.abc import Sequence
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection

from motown.store.rows import ReviewRow
from motown.store.statements import Lookup
from motown.store.tables import review as table

_SHOWN = table.c.hidden_at.is_(None)
BY_ID = Lookup(sa.select(table), table.c.review_id, ReviewRow)


class Summary(NamedTuple):
    """What drivers think of a charge point, all in all."""

    number: int
    average_stars: float


_SUMMARIES = Lookup(
    sa.select(table.c.charge_point_id, sa.func.count().label("number"), sa.func.sum(table.c.stars).label("stars"))
    .where(_SHOWN).group_by(table.c.charge_point_id),
    table.c.charge_point_id, lambda name, number, stars: (name, Summary(number, round(int(stars) / number, 2))))


def get(connection: Connection, review_id: int) -> ReviewRow | None:
    """One review, hidden or not."""
    return next(iter(BY_ID.all(connection, [review_id])), None)


def is_reviewed(connection: Connection, transaction_id: int) -> bool:
    """Whether somebody has reviewed the charge point after that transaction."""
    query = sa.select(sa.literal(1)).where(table.c.transaction_id == transaction_id, table.c.verified_session).limit(1)
    return connection.execute(query).first() is not None


def summaries(connection: Connection, charge_point_ids: Sequence[str]) -> dict[str, Summary]:
    """By charge point; those that nobody has reviewed are not in it."""
    return dict(_SUMMARIES.all(connection, charge_point_ids)) if charge_point_ids else {}


def page(connection: Connection, after: int = 0, limit: int = 100, *, charge_point_id: str | None = None,
         changed_after: int | None = None) -> Sequence[ReviewRow]:
    """Reviews in the order in which they came; the last number is where the next page goes on.

    Hidden ones only among those that have changed after a position: so who follows learns of it.
    """
    query = sa.select(table).where(table.c.review_id > after).order_by(table.c.review_id).limit(limit)
    if charge_point_id is not None:
        query = query.where(table.c.charge_point_id == charge_point_id)
    query = query.where(_SHOWN if changed_after is None else table.c.changed_position > changed_after)
    return [ReviewRow(*row) for row in connection.execute(query)]
