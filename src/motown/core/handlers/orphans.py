"""Stops and meter values that came before the start that they belong to (TX-10, MV-12)."""

from motown.core.work import Work
from motown.domain import events
from motown.domain.ids import IdTag, TransactionId
from motown.store.rows import OrphanRow


def adopt(work: Work, started: events.TransactionStarted, id_tag_key: str) -> None:
    """Link what has waited for this transaction: its stop first, then the meter values of its time."""
    waiting = work.orphans(started.charge_point_id)
    stop = next((one for one in waiting if _is_stop_of(one, started, id_tag_key)), None)
    if stop is not None:
        _end(work, started, stop)
    for one in waiting:
        if one is stop or _was_measured_during(one, started, stop):
            work.record(events.OrphanLinked(
                charge_point_id=started.charge_point_id, transaction_id=started.transaction_id,
                orphan_position=one.position))


def _is_stop_of(one: OrphanRow, started: events.TransactionStarted, id_tag_key: str) -> bool:
    if one.kind != "stop" or one.at < started.occurred_at or (one.meter_stop_wh or 0) < started.meter_start_wh:
        return False
    return one.id_tag_key == id_tag_key if one.id_tag_key else (one.reported_transaction_id or 0) <= 0


def _was_measured_during(one: OrphanRow, started: events.TransactionStarted, stop: OrphanRow | None) -> bool:
    if one.kind != "meter" or one.connector_id != started.connector_id or one.at < started.occurred_at:
        return False
    return stop is None or one.at <= stop.at


def _end(work: Work, started: events.TransactionStarted, stop: OrphanRow) -> None:
    work.record(events.TransactionStopped(
        charge_point_id=started.charge_point_id, connector_id=started.connector_id,
        transaction_id=TransactionId(started.transaction_id), meter_stop_wh=stop.meter_stop_wh or 0,
        id_tag=IdTag(stop.id_tag) if stop.id_tag is not None else None,
        reported_transaction_id=stop.reported_transaction_id, occurred_at=stop.at))
