"""``tally``: how often something that may be a problem has happened in the last hour or day of the clock.

One row a charge point and kind, begun anew with each hour or day: so problems of all charge points are listed without
reading the log, and the table does not grow.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from motown.domain import events
from motown.store.projections.base import Happened, Projections, Write, changes, new
from motown.store.statements import Statement, Target
from motown.store.tables import tally

PROJECTIONS = Projections(tally)

BOOT, UNKNOWN_ID_TAG, MALFORMED, CLOCK_OFFSET = "Boot", "UnknownIdTag", "Malformed", "ClockOffset"
_HOUR, _DAY = len("2026-03-01T12"), len("2026-03-01")
_MS = timedelta(milliseconds=1)
RIGHT = timedelta(seconds=30)
"""How far off a clock may be, and the message under way, for nobody to look twice."""


def _counted(to: Target) -> Any:
    own, insert = to.table(tally), to.insert(tally)
    given = insert.excluded
    goes_on = own.c.span == given.span
    smaller = sa.case((own.c.smallest_ms < given.smallest_ms, own.c.smallest_ms), else_=given.smallest_ms)
    return insert.on_conflict_do_update(index_elements=["charge_point_id", "kind"], set_={
        "number": sa.case((goes_on, own.c.number + 1), else_=1),
        "smallest_ms": sa.case((goes_on, smaller), else_=given.smallest_ms),
        "first_at": sa.case((goes_on, own.c.first_at), else_=given.first_at),
        "span": given.span, "last_at": given.last_at, "position": given.position})


COUNTED = Statement(_counted)
RIGHTED = changes(tally, "smallest_ms", last_wins=True)


def _one(happened: Happened, kind: str, span: int, smallest_ms: int | None = None) -> Write:
    name, now = happened.event.charge_point_id, happened.recorded_at
    return Write(COUNTED, ("tally", name, kind), {
        "charge_point_id": name, "kind": kind, "span": now.isoformat()[:span], "number": 1, "smallest_ms": smallest_ms,
        "first_at": now, "last_at": now, "position": happened.position})


@PROJECTIONS.projects(events.ChargePointBooted)
def booted(happened: Happened) -> Iterator[Write]:
    """Once is normal."""
    yield _one(happened, BOOT, _HOUR)


@PROJECTIONS.projects(events.AuthorizationDecided)
def unknown_id_tag(happened: Happened) -> Iterator[Write]:
    """A tag that nobody knows was presented."""
    if happened.event.status == "Invalid":
        yield _one(happened, UNKNOWN_ID_TAG, _HOUR)


@PROJECTIONS.projects(events.Message)
def malformed(happened: Happened) -> Iterator[Write]:
    """It has sent what cannot be read."""
    if happened.event.kind == "Malformed" and happened.event.direction == events.FROM_CHARGE_POINT:
        yield _one(happened, MALFORMED, _DAY)


@PROJECTIONS.projects(events.StatusChanged, events.TransactionStarted, events.TransactionStopped)
def clock_offset(happened: Happened) -> Iterator[Write]:
    """Our time and the charge point's; what came late from its queue is far off, what is not far off puts it right.

    A clock that is right leaves no row: that is looked for with nearly every message.
    """
    occurred_at: datetime | None = happened.event.occurred_at
    if occurred_at is None or getattr(happened.event, "reason", None) is not None:  # what operators end has our time
        return
    offset = happened.recorded_at - occurred_at
    if abs(offset) > RIGHT:
        yield _one(happened, CLOCK_OFFSET, _DAY, offset // _MS)
    else:
        name = happened.event.charge_point_id
        yield Write(RIGHTED, ("tally", name, CLOCK_OFFSET), {
            "charge_point_id": name, "kind": CLOCK_OFFSET, **new(smallest_ms=offset // _MS)})
