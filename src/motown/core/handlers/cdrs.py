"""Charge detail records: made in the unit of work that ends a transaction, whatever ends it (MT-TRX-09).

An abandoned transaction has none: nobody knows what was delivered.  It gets one with its stop, should that come.
"""

from typing import Any

import msgspec

from motown.core.bus import afterwards, handles
from motown.core.work import Work
from motown.domain import commands, events
from motown.domain.cdrs import Content, cdr_of, content, session_of
from motown.domain.charge_point_info import ChargePointInfo
from motown.domain.errors import Kind, Refused
from motown.domain.events import CdrIssued, TransactionStarted, TransactionStopped
from motown.domain.ids import ChargePointId, ConnectorId, IdTag, PartyId, TransactionId
from motown.store import cdrs, charge_point_info
from motown.store.charging_rows import CdrRow
from motown.store.rows import TransactionRow


class _Session(msgspec.Struct, frozen=True):
    """A transaction, by its row or by its start where that is in the same unit of work."""

    connector_id: int
    meter_start_wh: int
    started_at: Any
    id_tag: str
    id_tag_key: str
    party_id: str | None


@afterwards
def issue(work: Work, _command: Any) -> None:
    """Make the record of each transaction that has ended just now."""
    recorded = work.recorded()
    for entry in recorded:
        if isinstance(entry.event, TransactionStopped):
            begun = [one.event for one in recorded if isinstance(one.event, TransactionStarted)]
            session = _session(work, entry.event, begun)
            if session is not None:
                _issue(work, entry.event, session)


@handles(commands.IssueCdr)
def issue_again(work: Work, command: commands.IssueCdr) -> str:
    """Its id; nothing new is recorded where it would say the same."""
    row = work.session.transaction(command.transaction_id)
    if row is None:
        raise Refused(f"there is no transaction {command.transaction_id}", Kind.NOT_FOUND)
    if row.stopped_at is None or row.meter_stop_wh is None:
        raise Refused(f"transaction {row.transaction_id} is {row.state}: its record is made when it has ended",
                      Kind.CONFLICT)
    stopped = TransactionStopped(
        charge_point_id=ChargePointId(row.charge_point_id), connector_id=ConnectorId(row.connector_id),
        transaction_id=TransactionId(row.transaction_id), meter_stop_wh=row.meter_stop_wh, occurred_at=row.stopped_at)
    before = cdrs.get(work.session.connection, cdr_of(row.transaction_id))
    _issue(work, stopped, _of_row(row), before)
    return cdr_of(row.transaction_id)


def _session(work: Work, stopped: TransactionStopped, begun: list[TransactionStarted]) -> _Session | None:
    for one in begun:
        if one.transaction_id == stopped.transaction_id:
            return _Session(one.connector_id, one.meter_start_wh, one.occurred_at, one.id_tag, one.id_tag_key,
                            one.party_id)
    row = work.transaction(stopped.transaction_id, stopped.charge_point_id)
    return _of_row(row) if row is not None else None


def _of_row(row: TransactionRow) -> _Session:
    return _Session(row.connector_id, row.meter_start_wh, row.started_at, row.id_tag, row.id_tag_key, row.party_id)


def _issue(work: Work, stopped: TransactionStopped, session: _Session, before: CdrRow | None = None) -> None:
    told = charge_point_info.get(work.session.connection, stopped.charge_point_id)
    info = msgspec.convert(told.info, ChargePointInfo) if told is not None else None
    made = content(session, stopped.occurred_at, stopped.meter_stop_wh, info)
    if before is None or before.content != made:
        work.record(_cdr(stopped, session, made, before.revision + 1 if before is not None else 1))


def _cdr(stopped: TransactionStopped, session: _Session, made: Content, revision: int) -> CdrIssued:
    number = stopped.transaction_id
    return events.CdrIssued(
        cdr_id=cdr_of(number), revision=revision, session_id=session_of(number),
        charge_point_id=stopped.charge_point_id, connector_id=stopped.connector_id, transaction_id=number,
        transaction_ids=(number,), party_id=PartyId(session.party_id) if session.party_id is not None else None,
        id_tag=IdTag(session.id_tag), id_tag_key=session.id_tag_key, charge_point=made.charge_point,
        started_at=session.started_at, stopped_at=made.periods[0].until, energy_wh=made.energy_wh,
        duration_seconds=made.duration_seconds, periods=made.periods)
