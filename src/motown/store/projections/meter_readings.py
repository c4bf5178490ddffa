"""``meter_reading``: which event of the log tells the meter values of which time; and how far a transaction has come.

A message may bring the values of many times, late and out of order: by this table they are read in the order of their
times.
"""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from motown.domain import events
from motown.domain.quantities import register_wh
from motown.store.charging_tables import meter_reading as table
from motown.store.projections.base import Happened, Projections, Write, as_rows, new
from motown.store.statements import Statement, Target
from motown.store.tables import charging_transaction, orphan

PROJECTIONS = Projections(table)

READ = Statement(lambda to: sa.insert(to.table(table)))


@PROJECTIONS.projects(events.MeterSampled)
def sampled(happened: Happened) -> Iterator[Write]:
    """One row for each time that the message tells of."""
    event: events.MeterSampled = happened.event
    for at in sorted({one.at for one in event.samples}):
        yield Write(READ, ("meter_reading", happened.position, at), {
            "charge_point_id": event.charge_point_id, "at": at, "position": happened.position,
            "connector_id": event.connector_id, "transaction_id": event.transaction_id, "assigned": event.assigned})


def _linked(to: Target) -> Any:
    own, strays = to.table(table), to.table(orphan)
    position = sa.bindparam("orphan", type_=own.c.position.type)
    begin = sa.select(strays.c.at).where(strays.c.position == position).scalar_subquery()
    return sa.update(own).where(
        own.c.charge_point_id == sa.bindparam("of", type_=sa.Text), own.c.at >= begin, own.c.position == position,
    ).values(transaction_id=sa.bindparam("to", type_=own.c.transaction_id.type), assigned=sa.true())


LINKED = Statement(_linked)


@PROJECTIONS.projects(events.OrphanLinked)
def linked(happened: Happened) -> Iterator[Write]:
    """The transaction that stray values belong to is known; they are no older than the orphan's time."""
    event: events.OrphanLinked = happened.event
    yield Write(LINKED, None, {
        "of": event.charge_point_id, "orphan": event.orphan_position, "to": event.transaction_id})


def _metered(to: Target) -> Any:
    own = to.table(charging_transaction)
    names = ("metered_wh", "metered_at", "changed_position")
    given = {"transaction_id": sa.bindparam("transaction_id", type_=own.c.transaction_id.type)} | {
        f"new_{name}": sa.bindparam(f"new_{name}", type_=own.c[name].type) for name in names}
    rows = as_rows(given, to.dialect_name)
    newer = sa.or_(own.c.metered_at.is_(None), own.c.metered_at <= rows["new_metered_at"])
    return sa.update(own).where(own.c.transaction_id == rows["transaction_id"], own.c.stopped_at.is_(None),
                                newer).values({name: rows[f"new_{name}"] for name in names})


METERED = Statement(_metered)


@PROJECTIONS.projects(events.MeterSampled)
def metered(happened: Happened) -> Iterator[Write]:
    """How far the register of a transaction has come, until its stop tells it for good (MT-TRX-02)."""
    event: events.MeterSampled = happened.event
    last = register_wh(event.samples) if event.transaction_id is not None else None
    if last is not None:
        yield Write(METERED, ("charging_transaction", event.transaction_id), {
            "transaction_id": event.transaction_id,
            **new(metered_wh=last.wh, metered_at=last.at, changed_position=happened.position)})
