"""Reading what ``domain.health`` needs, in pages; and the problems of all charge points, from tables alone."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

from motown.domain import connectivity, health
from motown.domain.errors import Kind, Refused
from motown.domain.events import FROM_CHARGE_POINT, Message
from motown.domain.findings import Status
from motown.domain.health import Before, Health
from motown.store import charge_points, events, transactions
from motown.store.events import EventFilter
from motown.store.records import Recorded
from motown.store.rows import ChargePointRow

PAGE = 1000
MOST = 100_000
"""Events that are read for one charge point: some seconds' work."""
LOOK_BACK = 200
"""Events before the time among which a sign of life is looked for."""


def of(connection: Connection, charge_point_id: str, since: datetime, until: datetime) -> Health:
    """How a charge point did in that time.

    Refused where there is none of that name, where the time is empty, or where too much happened in it.
    """
    row = charge_points.get(connection, charge_point_id)
    if row is None:
        raise Refused(f"there is no charge point {charge_point_id}", Kind.NOT_FOUND)
    if since >= until:
        raise Refused("until: is after since")
    history = _history(connection, charge_point_id, since, until)
    return health.examine(history, _before(connection, row, history, since, until), since, until)


def _history(connection: Connection, charge_point_id: str, since: datetime, until: datetime) -> list[Recorded]:
    found: list[Recorded] = []
    wanted = EventFilter(charge_point_ids=[charge_point_id], since=since, until=until)
    after, end = 0, False
    while not end:
        page = events.read(connection, after, PAGE, wanted)
        found += page.events
        after, end = page.next_position, page.end
        if len(found) > MOST:
            raise Refused(f"since: more than {MOST} events lie in this time, ask for a shorter one")
    return found


def _before(connection: Connection, row: ChargePointRow, history: Sequence[Recorded], since: datetime,
            until: datetime) -> Before:
    name = row.charge_point_id
    running = transactions.open_of_charge_point(connection, name)
    return Before(
        last_seen_at=_seen_before(connection, row, since),
        allowed=connectivity.silence(row.told_interval_seconds),
        statuses=_unsaid(connection, name, history, since),
        charging=frozenset(one.connector_id for one in running if one.state == "Active" and one.started_at < until))


def _seen_before(connection: Connection, row: ChargePointRow, since: datetime) -> datetime | None:
    """When it was heard of last before; where it was silent for long before, when it was seen first will do."""
    wanted = EventFilter(charge_point_ids=[row.charge_point_id], until=since, category="Message")
    page = events.read(connection, 0, LOOK_BACK, wanted, backward=True, examine=LOOK_BACK)
    heard = (one.recorded_at for one in page.events if isinstance(one.event, Message)
             and one.event.direction == FROM_CHARGE_POINT and one.event.kind in {"Request", "Malformed"})
    found = next(heard, None)
    if found is None and row.last_seen_at < since:
        return row.last_seen_at
    return found


def _unsaid(connection: Connection, name: str, history: Sequence[Recorded], since: datetime) -> list[Status]:
    """How connectors are of which nothing was said in the time, if it was said before."""
    said = {one.connector_id for one in history if one.type == "motown.StatusChanged"}
    return [Status(one.connector_id, one.status, one.error_code, one.vendor_error_code, one.status_at, None)
            for one in charge_points.connectors(connection, name)
            if one.connector_id not in said and one.recorded_at < since]


DAY = timedelta(days=1)
"""The time that is told of where nobody says which."""
