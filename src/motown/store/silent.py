"""Which charge points are not as ``charge_point.offline_since`` says: looked for now and then, with no index.

An index on ``last_seen_at`` would have to be changed with every message; to look through the table costs 4 to 8 ms for
10,000 charge points.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from motown.domain.connectivity import USUAL_INTERVAL_SECONDS, is_silent, silence
from motown.store.tables import charge_point as table

_INTERVAL = sa.func.coalesce(table.c.told_interval_seconds, USUAL_INTERVAL_SECONDS)
_ACCEPTED = table.c.registration == "Accepted"
_ONLINE = table.c.offline_since.is_(None)


def changed(connection: Connection, now: datetime, listening_since: datetime | None = None,
            limit: int = 1000) -> Sequence[str]:
    """Charge points that have fallen silent, or have spoken and are thought offline; at most so many.

    Nobody is silent who could not be heard: only the time since ``listening_since`` counts.
    """
    shortest, longest = connection.execute(sa.select(sa.func.min(_INTERVAL), sa.func.max(_INTERVAL)).where(
        _ACCEPTED)).one()
    if shortest is None:
        return []
    may_be = sa.or_(sa.and_(_ONLINE, table.c.last_seen_at < now - silence(shortest)),
                    sa.and_(~_ONLINE, table.c.last_seen_at >= now - silence(longest)))
    query = sa.select(table.c.charge_point_id, table.c.last_seen_at, table.c.told_interval_seconds,
                      table.c.offline_since).where(_ACCEPTED, may_be).order_by(table.c.charge_point_id)
    found = (row.charge_point_id for row in connection.execute(query)
             if _is_news(row, now, listening_since))
    return [name for name, _ in zip(found, range(limit), strict=False)]


def _is_news(row: Any, now: datetime, listening_since: datetime | None) -> bool:
    heard_at = row.last_seen_at
    if row.offline_since is None and listening_since is not None:
        heard_at = max(heard_at, listening_since)
    return is_silent(heard_at, row.told_interval_seconds, now) == (row.offline_since is None)
