"""What is wrong with which charge points now, from tables alone: the log is not read (standard, 5.5, ListProblems).

The codes are those of ``domain.findings``.  Where they count events of an hour, here it is the hour of the clock; what
has ended is told of for a week, and what is counted for a day.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa
from sqlalchemy import Connection

from motown.domain.access import Target
from motown.domain.cursors import Cursor
from motown.domain.errors import Refused
from motown.domain.findings import (
    CRITICAL,
    FAILED_FIRMWARE,
    FAULTED,
    NO_ERROR,
    NOTICE,
    SEVERITIES,
    USUAL,
    WARNING,
    Finding,
    backwards_text,
    clock_drift_of,
    gap_text,
    place_of,
)
from motown.store import events
from motown.store.charge_point_list import within
from motown.store.projections.tallies import BOOT, CLOCK_OFFSET, MALFORMED, UNKNOWN_ID_TAG
from motown.store.tables import charge_point, charging_transaction, command, connector, tally

MOST = 5000
"""Of each kind."""
RECENT, LATELY = timedelta(days=7), timedelta(days=1)


class Problem(NamedTuple):
    """A finding, and whose it is."""

    charge_point_id: str
    finding: Finding


class _Asked(NamedTuple):
    connection: Connection
    scope: Sequence[sa.ColumnElement[bool]]
    now: datetime
    store_id: str

    def rows(self, query: sa.Select[Any]) -> Sequence[Any]:
        """The rows that are about accepted charge points in the scope."""
        return self.connection.execute(query.where(*self.scope).limit(MOST)).all()

    def event(self, position: int | None) -> tuple[str, ...]:
        """The id of the event at a position."""
        return () if not position else (f"{self.store_id}-{position}",)


def found(connection: Connection, now: datetime, *, targets: Sequence[Target] | None = None,
          allowed: Sequence[Target] | None = None, codes: Sequence[str] = ()) -> list[Problem]:
    """The problems of these charge points, the worst first; ``allowed``: what who asks may see, None: all."""
    scope = [charge_point.c.registration == "Accepted",
             *(within(one) for one in (targets or None, allowed) if one is not None)]
    asked = _Asked(connection, scope, now, events.store_id(connection))
    problems = [Problem(name, finding) for look in LOOKS for name, finding in look(asked)
                if not codes or finding.code in codes]
    return sorted(problems, key=_order)


class ProblemPage(NamedTuple):
    """Some problems, the worst first, where to go on, and the position that they are as of."""

    problems: Sequence[Problem]
    next_cursor: str | None
    as_of_position: int


def page(connection: Connection, now: datetime, limit: int, cursor: Cursor | None, targets: Sequence[Target] | None,
         allowed: Sequence[Target] | None, codes: Sequence[str] = ()) -> ProblemPage:
    """A page of what ``found`` gives; it is gone through again for each page, and goes on behind the last one."""
    as_of = cursor.as_of_position if cursor else events.head(connection)
    every = found(connection, now, targets=targets, allowed=allowed, codes=codes)
    if cursor is not None:
        after = _place(cursor.after)
        every = [one for one in every if _order(one) > after]
    further = Cursor(msgspec.json.encode(_order(every[limit - 1])).decode(), as_of).text() if len(
        every) > limit else None
    return ProblemPage(every[:limit], further, as_of)


_Order = tuple[int, datetime, str, str, int, str]


def _order(one: Problem) -> _Order:
    finding = one.finding
    return (SEVERITIES.index(finding.severity), finding.since, one.charge_point_id, finding.code,
            finding.connector_id or 0, finding.text)


def _place(text: str) -> _Order:
    try:
        place: _Order = msgspec.json.decode(text, type=_Order)
    except (ValueError, msgspec.DecodeError):
        raise Refused("cursor: it is none of this list") from None
    return place


Found = Iterator[tuple[str, Finding]]
_ID = charge_point.c.charge_point_id


def _offline(asked: _Asked) -> Found:
    own = charge_point.c
    for name, since, position in asked.rows(sa.select(_ID, own.offline_since, own.offline_position).where(
            own.offline_since.is_not(None))):
        yield name, Finding(code="Offline", severity=CRITICAL, since=since, text="nothing is heard of it",
                            event_ids=asked.event(position))


def _faults(asked: _Asked) -> Found:
    own = connector.c
    query = sa.select(_ID, own.connector_id, own.status, own.error_code, own.status_at, own.position).join(
        connector, own.charge_point_id == _ID)
    for name, number, status, error, since, position in asked.rows(query.where(
            sa.or_(own.status == FAULTED, own.error_code != NO_ERROR))):
        told = "" if error == NO_ERROR else f" ({error})"
        yield name, Finding(
            code="FaultOpen", severity=CRITICAL if status == FAULTED else WARNING, since=since, connector_id=number,
            text=f"{place_of(number)} is {status}{told}", event_ids=asked.event(position))


def _stuck(asked: _Asked) -> Found:
    running = sa.exists().where(
        charging_transaction.c.charge_point_id == _ID, charging_transaction.c.stopped_at.is_(None),
        charging_transaction.c.abandoned_at.is_(None),
        charging_transaction.c.connector_id == connector.c.connector_id)
    query = sa.select(_ID, connector.c.connector_id, connector.c.status_at, connector.c.position).join(
        connector, connector.c.charge_point_id == _ID)
    for name, number, since, position in asked.rows(query.where(
            connector.c.status == "Occupied", connector.c.status_at < asked.now - USUAL.occupied, ~running)):
        yield name, Finding(code="StuckOccupied", severity=WARNING, since=since, connector_id=number,
                            text=f"{place_of(number)} is Occupied, and nobody charges",
                            event_ids=asked.event(position))


def _abandoned(asked: _Asked) -> Found:
    own = charging_transaction.c
    query = sa.select(_ID, own.transaction_id, own.connector_id, own.abandoned_at, own.changed_position).join(
        charging_transaction, own.charge_point_id == _ID)
    for name, number, place, since, position in asked.rows(query.where(
            own.abandoned_at >= asked.now - RECENT, own.stopped_at.is_(None))):
        yield name, Finding(code="TransactionAbandoned", severity=WARNING, since=since, connector_id=place,
                            text=f"transaction {number} has no end", event_ids=asked.event(position))


def _meters(asked: _Asked) -> Found:
    """Transactions of late, each beside the one before it on its connector."""
    own = charging_transaction.c
    before = sa.func.lag(own.meter_stop_wh).over(
        partition_by=(own.charge_point_id, own.connector_id), order_by=(own.started_at, own.transaction_id))
    late = sa.select(*own, before.label("before_wh")).where(own.started_at >= asked.now - RECENT).subquery()
    odd = sa.or_(late.c.meter_backwards, late.c.meter_start_wh < late.c.before_wh,
                 late.c.meter_start_wh - late.c.before_wh > USUAL.gap_wh)
    for row in asked.rows(sa.select(late).join(charge_point, late.c.charge_point_id == _ID).where(odd)):
        name, place, starts, last = row.charge_point_id, row.connector_id, row.meter_start_wh, row.before_wh
        if row.meter_backwards:
            yield name, Finding(
                code="MeterBackwards", severity=WARNING, since=row.stopped_at, connector_id=place,
                text=backwards_text(place, starts, row.meter_stop_wh), event_ids=asked.event(row.stopped_position))
        if last is not None and starts != last and (starts < last or starts - last > USUAL.gap_wh):
            yield name, Finding(
                code="MeterBackwards" if starts < last else "MeterGap", severity=WARNING, since=row.started_at,
                connector_id=place, event_ids=asked.event(row.started_position),
                text=backwards_text(place, last, starts) if starts < last else gap_text(place, starts - last))


def _unreachable(asked: _Asked) -> Found:
    answered = command.alias("answered")
    since_then = sa.exists().where(
        answered.c.charge_point_id == command.c.charge_point_id, answered.c.answered_at > command.c.finished_at)
    query = sa.select(
        _ID, sa.func.count(), sa.func.min(command.c.finished_at), sa.func.min(command.c.changed_position)).join(
        command, command.c.charge_point_id == _ID).where(
        command.c.outcome == "Unreachable", command.c.finished_at >= asked.now - RECENT, ~since_then).group_by(_ID)
    for name, number, since, position in asked.rows(query):
        yield name, Finding(code="CommandUnreachable", severity=WARNING, since=since,
                            text=f"{number} commands could not be brought to it", event_ids=asked.event(position))


def _firmware(asked: _Asked) -> Found:
    own = charge_point.c
    query = sa.select(_ID, own.firmware_status, own.firmware_status_at, own.firmware_status_position)
    for name, status, since, position in asked.rows(query.where(
            own.firmware_status.in_(FAILED_FIRMWARE), own.firmware_status_at >= asked.now - RECENT)):
        yield name, Finding(code="FirmwareFailed", severity=WARNING, since=since,
                            text=f"its firmware update ended with {status}", event_ids=asked.event(position))


COUNTED = {
    BOOT: (USUAL.boots_an_hour, "RebootLoop", CRITICAL, "it booted {} times within an hour"),
    UNKNOWN_ID_TAG: (USUAL.unknown_id_tags_an_hour, "UnknownIdTagBurst", WARNING,
                     "unknown idTags were presented {} times within an hour"),
    MALFORMED: (1, "Malformed", NOTICE, "{} of its messages could not be read"),
}
"""Kind of tally -> from which number on it is told, and how."""


def _counted(asked: _Asked) -> Found:
    enough = sa.or_(*(sa.and_(tally.c.kind == kind, tally.c.number >= least)
                      for kind, (least, *_) in COUNTED.items()))
    for row in asked.rows(sa.select(tally).join(charge_point, tally.c.charge_point_id == _ID).where(
            tally.c.last_at >= asked.now - LATELY, enough)):
        _, code, severity, text = COUNTED[row.kind]
        yield row.charge_point_id, Finding(code=code, severity=severity, since=row.first_at,
                                           text=text.format(row.number), event_ids=asked.event(row.position))


def _clocks(asked: _Asked) -> Found:
    limit = USUAL.clock_offset // timedelta(milliseconds=1)
    for row in asked.rows(sa.select(tally).join(charge_point, tally.c.charge_point_id == _ID).where(
            tally.c.kind == CLOCK_OFFSET, tally.c.last_at >= asked.now - LATELY,
            sa.or_(tally.c.smallest_ms > limit, tally.c.smallest_ms < -limit))):
        yield row.charge_point_id, clock_drift_of(
            timedelta(milliseconds=row.smallest_ms), row.first_at, f"{asked.store_id}-{row.position}")


LOOKS: tuple[Callable[[_Asked], Found], ...] = (
    _offline, _faults, _stuck, _abandoned, _meters, _unreachable, _firmware, _counted, _clocks)
