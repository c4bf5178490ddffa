"""What we send outside OCPP (DT-1 to DT-4)."""

from motown.core.handlers.consequences import Answered, follows
from motown.core.work import Work
from motown.domain import events
from motown.domain.ids import ChargePointId
from motown.domain.operations import DataTransfer


@follows("DataTransfer")
def answered(work: Work, told: Answered) -> None:
    """What the charge point makes of it; a fault says nothing of the kind."""
    operation: DataTransfer = told.operation  # type: ignore[assignment]
    if told.answer.fault is None and told.answer.status is not None:
        work.record(events.DataSent(
            charge_point_id=ChargePointId(told.row.charge_point_id), command_id=told.row.command_id,
            vendor_id=operation.vendor_id, message_id=operation.message_id, status=told.answer.status,
            data=told.answer.result.get("data")))
