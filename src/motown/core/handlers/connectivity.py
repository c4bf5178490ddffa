"""What silence means, and that it is over."""

from datetime import timedelta
from typing import Any

from motown.core.bus import afterwards, handles
from motown.core.handlers.gate import ACCEPTED
from motown.core.work import Work
from motown.domain import commands, events
from motown.domain.commands import FromChargePoint
from motown.domain.connectivity import is_silent
from motown.domain.ids import ChargePointId, ConnectorId, TransactionId
from motown.store import abandoned
from motown.store.rows import ChargePointRow, TransactionRow


@afterwards
def speaks_again(work: Work, command: Any) -> None:
    """A charge point that was offline and says anything is online from then on, in the same commit."""
    if isinstance(command, FromChargePoint):
        row = work.charge_point(command.charge_point_id)
        if row is not None and row.offline_since is not None:
            _record(work, row, online=True)


@handles(commands.CheckConnectivity)
def check_connectivity(work: Work, command: commands.CheckConnectivity) -> None:
    """Record where it is not as it was; it may have spoken, or gone, since somebody looked."""
    row = work.charge_point(command.charge_point_id)
    if row is None or row.registration != ACCEPTED:
        return
    silent = is_silent(row.last_seen_at, row.told_interval_seconds, work.now)
    if silent == (row.offline_since is None):
        _record(work, row, online=not silent)


def _record(work: Work, row: ChargePointRow, *, online: bool) -> None:
    work.record(events.ConnectivityChanged(
        charge_point_id=ChargePointId(row.charge_point_id), online=online,
        last_seen_at=row.offline_since if online and row.offline_since else row.last_seen_at))


@handles(commands.AbandonTransaction)
def abandon_transaction(work: Work, command: commands.AbandonTransaction) -> None:
    """Give up waiting, unless its stop or meter values have come since somebody looked."""
    row = work.transaction(command.transaction_id, command.charge_point_id)
    if row is None or row.state != "Active":
        return
    before = work.now - timedelta(seconds=command.patience_seconds)
    found = abandoned.interruption(work.session.connection, row)
    if found is None or found[1] >= before or abandoned.measured_since(work.session.connection, row, before):
        return
    work.record(_abandoned(row, *found))


def _abandoned(row: TransactionRow, reason: str, interrupted_at: Any) -> events.TransactionAbandoned:
    return events.TransactionAbandoned(
        charge_point_id=ChargePointId(row.charge_point_id), connector_id=ConnectorId(row.connector_id),
        transaction_id=TransactionId(row.transaction_id), reason=reason, interrupted_at=interrupted_at)
