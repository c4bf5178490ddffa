"""``id_tag``: the idTags that we know; ``removed_id_tag``: those that local lists may still hold."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from motown.domain import events
from motown.domain.ids import folded
from motown.store.projections.base import Happened, Projections, Write
from motown.store.statements import Statement, Target
from motown.store.tables import id_tag, removed_id_tag

PROJECTIONS = Projections(id_tag, removed_id_tag)


def _changed(to: Target) -> Any:
    insert = to.insert(id_tag)
    return insert.on_conflict_do_update(index_elements=["key"], set_={
        column.name: insert.excluded[column.name] for column in id_tag.c if column.name != "key"})


CHANGED = Statement(_changed, last_wins=True)
REMOVED = Statement(lambda to: sa.delete(to.table(id_tag)).where(to.table(id_tag).c.key == sa.bindparam("key")))
BACK = Statement(lambda to: sa.delete(to.table(removed_id_tag)).where(
    to.table(removed_id_tag).c.key == sa.bindparam("key")))


def _gone(to: Target) -> Any:
    insert = to.insert(removed_id_tag)
    return insert.on_conflict_do_update(index_elements=["key"], set_={
        name: insert.excluded[name] for name in ("id_tag", "removed_position")})


GONE = Statement(_gone, last_wins=True)


@PROJECTIONS.projects(events.IdTagChanged)
def changed(happened: Happened) -> Iterator[Write]:
    """The event holds all there is to know."""
    event: events.IdTagChanged = happened.event
    parent_key = event.parent_key or (folded(event.parent_id_tag) if event.parent_id_tag else None)
    yield Write(CHANGED, ("id_tag", event.key), {
        "key": event.key, "id_tag": event.id_tag, "status": event.status, "expires_at": event.expires_at,
        "parent_id_tag": event.parent_id_tag, "parent_key": parent_key, "max_concurrent": event.max_concurrent,
        "note": event.note, "charge_point_id": event.charge_point_id, "connector_id": event.connector_id,
        "changed_position": happened.position})
    yield Write(BACK, ("removed_id_tag", event.key), {"key": event.key})


@PROJECTIONS.projects(events.IdTagRemoved)
def removed(happened: Happened) -> Iterator[Write]:
    """No longer known."""
    event: events.IdTagRemoved = happened.event
    yield Write(REMOVED, ("id_tag", event.key), {"key": event.key})
    yield Write(GONE, ("removed_id_tag", event.key), {
        "key": event.key, "id_tag": event.id_tag, "removed_position": happened.position})
