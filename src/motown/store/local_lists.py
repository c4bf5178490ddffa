"""Reading ``local_list``, and what of our idTags belongs into the list of a charge point."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
import sqlalchemy as sa
from sqlalchemy import Connection

from motown.store.rows import CommandRow, LocalListRow
from motown.store.statements import Lookup, Query
from motown.store.tables import command, event_head, id_tag, removed_id_tag
from motown.store.tables import local_list as table

BY_ID = Lookup(sa.select(table), table.c.charge_point_id, LocalListRow)
_HEAD = Query(sa.select(event_head.c.position), lambda position: position)
_UNANSWERED = Query(
    sa.select(command).where(
        command.c.charge_point_id == sa.bindparam("charge_point_id"),
        command.c.name == sa.literal_column("'SendLocalList'"), command.c.sent_at.is_not(None))
    .order_by(command.c.accepted_position.desc()).limit(1), CommandRow)


class Listed(msgspec.Struct, frozen=True):
    """An idTag of ours as a list may need it, with the status of its parent."""

    key: str
    id_tag: str
    status: str
    expires_at: datetime | None
    parent_id_tag: str | None
    charge_point_id: str | None
    """The only charge point where it may charge."""
    parent_status: str | None


_parent = id_tag.alias("parent")
_LISTED = sa.select(
    id_tag.c.key, id_tag.c.id_tag, id_tag.c.status, id_tag.c.expires_at, id_tag.c.parent_id_tag,
    id_tag.c.charge_point_id, _parent.c.status.label("parent_status"),
).outerjoin_from(id_tag, _parent, _parent.c.key == id_tag.c.parent_key)
_after = sa.bindparam("after", type_=sa.BigInteger)
_limit = sa.bindparam("limit", type_=sa.Integer)
_ALL = Query(
    _LISTED.where(sa.or_(id_tag.c.charge_point_id.is_(None),
                         id_tag.c.charge_point_id == sa.bindparam("charge_point_id")))
    .order_by(id_tag.c.key).limit(_limit), Listed)
_CHANGED = Query(_LISTED.where(id_tag.c.changed_position > _after).limit(_limit), Listed)
_PARENT_CHANGED = Query(_LISTED.where(_parent.c.changed_position > _after).limit(_limit), Listed)
_PARENT_REMOVED = Query(
    _LISTED.join(removed_id_tag, removed_id_tag.c.key == id_tag.c.parent_key)
    .where(removed_id_tag.c.removed_position > _after).limit(_limit), Listed)
_REMOVED = Query(
    sa.select(removed_id_tag.c.key, removed_id_tag.c.id_tag).where(removed_id_tag.c.removed_position > _after)
    .limit(_limit), lambda key, name: (key, name))


def get(connection: Connection, charge_point_id: str) -> LocalListRow | None:
    """What is known of the list of a charge point; None: nothing was sent, nothing asked."""
    return next(iter(BY_ID.all(connection, [charge_point_id])), None)


def head(connection: Connection) -> int:
    """The position up to which all events are there; later ones have not changed anything that was read before."""
    return _HEAD.one(connection) or 0


def last_sent(connection: Connection, charge_point_id: str) -> CommandRow | None:
    """The last SendLocalList that the charge point may have got."""
    return _UNANSWERED.one(connection, charge_point_id=charge_point_id)


def everything(connection: Connection, charge_point_id: str, limit: int) -> Sequence[Listed]:
    """The idTags that may be used at the charge point, in the order of their keys; at most ``limit``."""
    return _ALL.all(connection, charge_point_id=charge_point_id, limit=limit)


def changed(connection: Connection, after: int, limit: int) -> dict[str, Listed]:
    """By key, the idTags that have changed after a position, or whose parent has; some where they exceed ``limit``."""
    found: dict[str, Listed] = {}
    for query in (_CHANGED, _PARENT_CHANGED, _PARENT_REMOVED):
        found.update((one.key, one) for one in query.all(connection, after=after, limit=limit))
    return found


def removed(connection: Connection, after: int, limit: int) -> dict[str, str]:
    """By key, the idTags that were removed after a position and have not come back; at most ``limit``."""
    return dict(_REMOVED.all(connection, after=after, limit=limit))
