"""Charge points as they are listed: by place, status, group and change, a page at a time (standard, 5.5).

A page's charge points are found first, in the order of their names; what is told of them is then read for all.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa
from sqlalchemy import Connection

from motown.domain.access import Target
from motown.domain.cursors import Cursor
from motown.domain.geography import Near
from motown.store import charge_point_info, charge_points, events, groups, reviews
from motown.store.reviews import Summary
from motown.store.rows import ChargePointInfoRow, ChargePointRow, ConnectorRow
from motown.store.statements import Lookup
from motown.store.tables import (
    charge_point,
    charge_point_change,
    charging_transaction,
    connector,
    group_member,
    reservation,
)
from motown.store.tables import charge_point_group as group
from motown.store.tables import charge_point_info as info

UNKNOWN = "Unknown"
"""The status of every connector of a charge point that is offline, or that has said nothing of its connectors."""
MOST = 1000
_ID = charge_point.c.charge_point_id
_ONLINE = charge_point.c.offline_since.is_(None)
_OUT_OF_USE = ("Faulted", "Unavailable")


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which charge points; what is not given does not matter."""

    targets: Sequence[Target] = ()
    """In any of these; none: all."""
    allowed: Sequence[Target] | None = None
    """And in any of these: what who asks may see; None: all."""
    unaccepted: Sequence[Target] | None = None
    """Those that are not accepted only in any of these; None: wherever."""
    near: Near | None = None
    statuses: Sequence[str] = ()
    """With a connector that has one of these, ``Unknown`` among them."""
    available: bool | None = None
    """With, or without, a connector that is free."""
    changed_after: int | None = None
    """A position of the log."""
    registration: str | None = None


class ConnectorView(NamedTuple):
    """A connector, and what goes on there."""

    row: ConnectorRow
    status: str
    """``Unknown`` while the charge point is offline."""
    transaction_id: int | None
    reserved_until: Any
    id_tag_key: str | None = None
    """Of that transaction: the form by which its idTag is compared."""
    party_id: str | None = None
    """The party that vouched for that idTag when it began."""


class ChargePointView(NamedTuple):
    """A charge point and what is told of it; without connectors in the view Basic."""

    row: ChargePointRow
    info: ChargePointInfoRow | None
    connectors: Sequence[ConnectorView]
    groups: Sequence[str]
    grid_point_id: str | None
    site_id: str | None
    reviews: Summary | None
    distance_meters: float | None
    changed_position: int

    @property
    def online(self) -> bool:
        """Whether it was heard of within twice its heartbeat interval."""
        return self.row.offline_since is None


class ChargePointPage(NamedTuple):
    """Some charge points by their names' order, where to go on, and the position that they are as of."""

    charge_points: Sequence[ChargePointView]
    next_cursor: str | None
    as_of_position: int


def page(connection: Connection, wanted: Wanted, limit: int = 100, cursor: Cursor | None = None, *,
         connectors: bool = True) -> ChargePointPage:
    """A page; all of it as it was at one position, as far as the connection sees one moment."""
    as_of = cursor.as_of_position if cursor else events.head(connection)
    limit = min(max(limit, 1), MOST)
    found = _found(connection, wanted, cursor.after if cursor else "", limit + 1)
    shown = found[:limit]
    views = _views(connection, shown, connectors=connectors)
    further = Cursor(shown[-1][0], as_of).text() if len(found) > limit else None
    return ChargePointPage(views, further, as_of)


def get(connection: Connection, charge_point_id: str) -> ChargePointView | None:
    """One charge point; None: there is none of that name."""
    return next(iter(_views(connection, [(charge_point_id, None)], connectors=True)), None)


def only(connection: Connection, charge_point_id: str) -> ChargePointPage:
    """The same as a page, which has none or one."""
    as_of = events.head(connection)
    return ChargePointPage(_views(connection, [(charge_point_id, None)], connectors=True), None, as_of)


# -- which


def _found(connection: Connection, wanted: Wanted, after: str, limit: int) -> list[tuple[str, float | None]]:
    """The names after one, with their distance where a place is given."""
    query = _query(wanted)
    if wanted.near is None:
        names = connection.execute(query.where(after < _ID).order_by(_ID).limit(limit)).scalars()
        return [(name, None) for name in names]
    found: list[tuple[str, float | None]] = []
    while len(found) < limit:  # the box holds a little more than what is near
        rows = connection.execute(query.where(after < _ID).order_by(_ID).limit(limit)).all()
        for name, latitude, longitude in rows:
            distance = wanted.near.distance_meters(latitude, longitude)
            if distance <= wanted.near.radius_meters:
                found.append((name, distance))
        if len(rows) < limit:
            break
        after = rows[-1][0]
    return found[:limit]


def _query(wanted: Wanted) -> sa.Select[Any]:
    query = sa.select(_ID)
    if wanted.near is not None:
        query = query.add_columns(info.c.latitude, info.c.longitude).join(
            info, info.c.charge_point_id == _ID).where(_in_box(wanted.near))
    query = query.where(*known(wanted.allowed, wanted.unaccepted))
    if wanted.targets:
        query = query.where(within(wanted.targets))
    if wanted.statuses:
        query = query.where(sa.or_(*_with_status(wanted.statuses)))
    if wanted.available is not None:
        query = query.where(_AVAILABLE if wanted.available else ~_AVAILABLE)
    if wanted.changed_after is not None:
        query = query.where(_ID.in_(sa.select(charge_point_change.c.charge_point_id).where(
            charge_point_change.c.changed_position > wanted.changed_after)))
    if wanted.registration is not None:
        query = query.where(charge_point.c.registration == wanted.registration)
    return query


def _in_box(near: Near) -> sa.ColumnElement[bool]:
    box = near.box()
    return sa.and_(
        info.c.latitude.between(*box.latitudes), sa.or_(*(info.c.longitude.between(*one) for one in box.longitudes)))


def known(allowed: Sequence[Target] | None, unaccepted: Sequence[Target] | None) -> Iterator[sa.ColumnElement[bool]]:
    """The rows of ``charge_point`` of which somebody may know; see ``Wanted``."""
    if allowed is not None:
        yield within(allowed)
    if unaccepted is not None:
        yield sa.or_(charge_point.c.registration == "Accepted", within(unaccepted))


def within(targets: Sequence[Target]) -> sa.ColumnElement[bool]:
    """The rows of ``charge_point`` that are in any of these; a connector stands for its charge point."""
    return covered(_ID, None, targets)


def covered(charge_point_id: sa.ColumnElement[str], connector_id: sa.ColumnElement[int] | None,
            targets: Sequence[Target]) -> sa.ColumnElement[bool]:
    """The rows of any table that are about any of these."""
    if any(one.kind == "All" for one in targets):
        return sa.true()
    return sa.or_(sa.false(), *(condition for condition in _covered(charge_point_id, connector_id, targets)))


def _covered(charge_point_id: sa.ColumnElement[str], connector_id: sa.ColumnElement[int] | None,
             targets: Sequence[Target]) -> Iterator[sa.ColumnElement[bool]]:
    whole = {one.id for one in targets if one.kind == "ChargePoint" or (one.kind == "Connector" and (
        connector_id is None or not one.connector_id))}
    yield charge_point_id.in_(sorted(filter(None, whole)))
    if connector_id is not None:
        for one in targets:
            if one.kind == "Connector" and one.connector_id:
                yield sa.and_(charge_point_id == one.id, connector_id == one.connector_id)
    for kind in ("Group", "GridPoint", "Site"):
        wanted = sorted({one.id for one in targets if one.kind == kind and one.id})
        if wanted:
            yield charge_point_id.in_(
                sa.select(group_member.c.charge_point_id).join(group, group.c.group_id == group_member.c.group_id)
                .where(group_member.c.group_id.in_(wanted), group.c.kind == kind))


_OWN = sa.and_(connector.c.charge_point_id == _ID, connector.c.connector_id > 0)
_whole = connector.alias("whole")
_AVAILABLE = sa.and_(
    _ONLINE, charge_point.c.registration == "Accepted",
    sa.exists().where(_OWN, connector.c.status == "Available"),
    ~sa.exists().where(_whole.c.charge_point_id == _ID, _whole.c.connector_id == 0, _whole.c.status.in_(_OUT_OF_USE)))


def _with_status(statuses: Sequence[str]) -> Iterator[sa.ColumnElement[bool]]:
    said = [one for one in statuses if one != UNKNOWN]
    if said:
        yield sa.and_(_ONLINE, sa.exists().where(_OWN, connector.c.status.in_(said)))
    if UNKNOWN in statuses:
        yield sa.or_(~_ONLINE, ~sa.exists().where(_OWN))


# -- and what is told of them

_CONNECTORS = Lookup(sa.select(connector), connector.c.charge_point_id, ConnectorRow)
_CHANGED = Lookup(sa.select(charge_point_change), charge_point_change.c.charge_point_id,
                  lambda name, position: (name, position))
_RUNNING = Lookup(
    sa.select(charging_transaction.c.charge_point_id, charging_transaction.c.connector_id,
              charging_transaction.c.transaction_id, charging_transaction.c.id_tag_key,
              charging_transaction.c.party_id)
    .where(charging_transaction.c.stopped_at.is_(None), charging_transaction.c.abandoned_at.is_(None)),
    charging_transaction.c.charge_point_id,
    lambda name, connector_id, number, key, party_id: (name, connector_id, number, key, party_id))
_RESERVED = Lookup(
    sa.select(reservation.c.charge_point_id, reservation.c.connector_id, reservation.c.expires_at)
    .where(reservation.c.state == sa.literal_column("'Active'")),
    reservation.c.charge_point_id, lambda name, connector_id, until: ((name, connector_id), until))


def _views(connection: Connection, found: Sequence[tuple[str, float | None]], *,
           connectors: bool) -> list[ChargePointView]:
    names = [name for name, _ in found]
    rows = {row.charge_point_id: row for row in charge_points.BY_ID.all(connection, names)} if names else {}
    if not rows:
        return []
    told, stars = charge_point_info.of(connection, names), reviews.summaries(connection, names)
    together, changed = groups.of(connection, names), dict(_CHANGED.all(connection, names))
    plugs = _plugs(connection, rows) if connectors else {}
    return [ChargePointView(
        rows[name], told.get(name), plugs.get(name, ()), _of_kind(together.get(name, ()), "Group"),
        next(iter(_of_kind(together.get(name, ()), "GridPoint")), None),
        next(iter(_of_kind(together.get(name, ()), "Site")), None), stars.get(name), distance, changed.get(name, 0))
        for name, distance in found if name in rows]


def _of_kind(together: Sequence[tuple[str, str]], wanted: str) -> list[str]:
    return [one for one, kind in together if kind == wanted]


def _plugs(connection: Connection, rows: dict[str, ChargePointRow]) -> dict[str, list[ConnectorView]]:
    """Connectors by charge point, in their order."""
    names = list(rows)
    running = {(name, number): (one, *whose) for name, number, one, *whose in sorted(
        _RUNNING.all(connection, names), key=lambda row: row[2])}
    reserved = dict(_RESERVED.all(connection, names))
    plugs: dict[str, list[ConnectorView]] = {}
    for row in sorted(_CONNECTORS.all(connection, names), key=lambda row: (row.charge_point_id, row.connector_id)):
        name, place = row.charge_point_id, (row.charge_point_id, row.connector_id)
        status = row.status if rows[name].offline_since is None else UNKNOWN
        number, *whose = running.get(place, (None,))
        plugs.setdefault(name, []).append(ConnectorView(row, status, number, reserved.get(place), *whose))
    return plugs
