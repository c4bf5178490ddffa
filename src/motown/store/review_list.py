"""Reviews as they are listed for somebody: of charge points that it may know, those that are shown (standard, 5.5)."""

from collections.abc import Sequence
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection

from motown.domain.access import Target
from motown.domain.cursors import Cursor
from motown.store import events
from motown.store.charge_point_list import known
from motown.store.rows import ReviewRow
from motown.store.tables import charge_point
from motown.store.tables import review as table


class ReviewPage(NamedTuple):
    """Some reviews in the order in which they were posted, where to go on, and the position that they are as of."""

    reviews: Sequence[ReviewRow]
    next_cursor: str | None
    as_of_position: int


class Wanted(NamedTuple):
    """Which reviews; ``allowed`` and ``unaccepted`` as for charge points."""

    allowed: Sequence[Target] | None = None
    unaccepted: Sequence[Target] | None = None
    charge_point_id: str | None = None
    changed_after: int | None = None


def page(connection: Connection, wanted: Wanted, limit: int, cursor: Cursor | None = None) -> ReviewPage:
    """A page; hidden reviews are not in it."""
    as_of = cursor.as_of_position if cursor else events.head(connection)
    query = sa.select(table).join(charge_point, charge_point.c.charge_point_id == table.c.charge_point_id).where(
        table.c.review_id > (cursor.number if cursor else 0), table.c.hidden_at.is_(None),
        *known(wanted.allowed, wanted.unaccepted))
    if wanted.charge_point_id is not None:
        query = query.where(table.c.charge_point_id == wanted.charge_point_id)
    if wanted.changed_after is not None:
        query = query.where(table.c.changed_position > wanted.changed_after)
    rows = [ReviewRow(*row) for row in connection.execute(query.order_by(table.c.review_id).limit(limit + 1))]
    further = Cursor(str(rows[limit - 1].review_id), as_of).text() if len(rows) > limit else None
    return ReviewPage(rows[:limit], further, as_of)
