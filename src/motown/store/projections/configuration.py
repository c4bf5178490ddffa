"""``configuration_value``: what charge points said last of their configuration keys (CF-2 to CF-5)."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from motown.domain import events
from motown.store.projections.base import Happened, Projections, Write
from motown.store.statements import Statement, Target
from motown.store.tables import configuration_value as table

PROJECTIONS = Projections(table)
READ, CHANGED = "Read", "Changed"
_KEY = ("charge_point_id", "key")


def _told(to: Target) -> Any:
    insert = to.insert(table)
    return insert.on_conflict_do_update(index_elements=_KEY, set_={
        column.name: insert.excluded[column.name] for column in table.c if column.name not in _KEY})


TOLD = Statement(_told, last_wins=True)
FORGET = Statement(lambda to: sa.delete(to.table(table)).where(
    to.table(table).c.charge_point_id == sa.bindparam("charge_point_id")))
FORGET_READ = Statement(lambda to: sa.delete(to.table(table)).where(
    to.table(table).c.charge_point_id == sa.bindparam("charge_point_id"),
    to.table(table).c.source == sa.literal_column(f"'{READ}'")))


def _write(happened: Happened, key: str, **known: Any) -> Write:
    name = happened.event.charge_point_id
    return Write(TOLD, ("configuration_value", name, key), {
        "charge_point_id": name, "key": key, "value": None, "readonly": None, "known": True,
        "at": happened.recorded_at, "source": READ, **known})


@PROJECTIONS.projects(events.ConfigurationRead)
def read(happened: Happened) -> Iterator[Write]:
    """What it told; where that was everything, what it told before is no more.

    A value that it accepted stays: some keep to themselves what may only be written, passwords for example.
    """
    event: events.ConfigurationRead = happened.event
    if event.complete:
        yield Write(FORGET_READ, None, {"charge_point_id": event.charge_point_id})
    for one in event.values:
        yield _write(happened, one.key, value=one.value, readonly=one.readonly)
    for key in event.unknown_keys:
        yield _write(happened, key, known=False)


@PROJECTIONS.projects(events.ConfigurationChanged)
def changed(happened: Happened) -> Iterator[Write]:
    """It accepted a value, so it knows the key, and it may be written."""
    event: events.ConfigurationChanged = happened.event
    yield _write(happened, event.key, value=event.value, readonly=False, source=CHANGED)


@PROJECTIONS.projects(events.ChargePointRemoved)
def forgotten(happened: Happened) -> Iterator[Write]:
    """Another may come under its name."""
    yield Write(FORGET, None, {"charge_point_id": happened.event.charge_point_id})
