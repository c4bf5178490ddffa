"""Stops and meter values that came before the start that they belong to (TX-10, MV-12)."""

from motown.core.work import Work
from motown.domain import events
from motown.domain.ids import ChargePointId, IdTag, TransactionId
from motown.store.rows import OrphanRow


def adopt(work: Work, started: events.TransactionStarted, id_tag_key: str) -> None:
    """Link what has waited for this transaction: its stop first, then the meter values of its time.

    Where its stop has not come, it has all meter values since its start, until a later start claims its own.
    """
    waiting = work.orphans(started.charge_point_id, started.occurred_at)
    stops = [one for one in waiting if _is_stop_of(one, started, id_tag_key) and not _names_another(work, one)]
    stop = min(stops, key=lambda one: one.at, default=None)
    if stop is not None:
        _end(work, started, stop)
    for one in waiting:
        if one is stop or _was_measured_during(one, started, stop):
            work.record(events.OrphanLinked(
                charge_point_id=started.charge_point_id, transaction_id=started.transaction_id,
                orphan_position=one.position))


def _is_stop_of(one: OrphanRow, started: events.TransactionStarted, id_tag_key: str) -> bool:
    if one.kind != "stop" or (one.meter_stop_wh or 0) < started.meter_start_wh:
        return False
    return one.id_tag_key == id_tag_key if one.id_tag_key else (one.reported_transaction_id or 0) <= 0


def _names_another(work: Work, one: OrphanRow) -> bool:
    """Whether it is the second stop of a transaction that we know."""
    return work.transaction(one.reported_transaction_id or 0, ChargePointId(one.charge_point_id)) is not None


def _was_measured_during(one: OrphanRow, started: events.TransactionStarted, stop: OrphanRow | None) -> bool:
    if one.kind != "meter" or (stop is not None and one.at > stop.at):
        return False
    if one.connector_id is None:  # they came with a stop
        return stop is not None and one.reported_transaction_id == stop.reported_transaction_id
    return one.connector_id == started.connector_id


def _end(work: Work, started: events.TransactionStarted, stop: OrphanRow) -> None:
    work.record(events.TransactionStopped(
        charge_point_id=started.charge_point_id, connector_id=started.connector_id,
        transaction_id=TransactionId(started.transaction_id), meter_stop_wh=stop.meter_stop_wh or 0,
        id_tag=IdTag(stop.id_tag) if stop.id_tag is not None else None,
        reported_transaction_id=stop.reported_transaction_id, occurred_at=stop.at))
