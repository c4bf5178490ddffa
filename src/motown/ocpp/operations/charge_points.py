"""BootNotification, Heartbeat and the notifications of status."""

from datetime import datetime
from typing import Any

from motown.domain import commands
from motown.domain.errors import Kind, Refused
from motown.ocpp.operations.base import Consult, Operation, Origin, Words, nothing, written
from motown.ocpp.settings import OcppSettings


def boot(request: Any, origin: Origin, settings: OcppSettings) -> commands.BootNotification:
    """OCPP 1.2 §6.2, 1.5 §6.3."""
    return commands.BootNotification(
        **origin._asdict(), vendor=request.chargePointVendor, model=request.chargePointModel,
        charge_point_serial=request.chargePointSerialNumber, charge_box_serial=request.chargeBoxSerialNumber,
        firmware_version=request.firmwareVersion, iccid=request.iccid, imsi=request.imsi,
        meter_type=request.meterType, meter_serial=request.meterSerialNumber,
        open_registration=settings.is_open,
        heartbeat_interval_seconds=settings.heartbeat_interval_of(request.chargePointModel))


def booted(result: Any) -> Words:
    """Whether it is accepted."""
    return boot_words(accepted=result.accepted, at=result.at,
                      heartbeat_interval_seconds=result.heartbeat_interval_seconds)


def boot_words(*, accepted: bool, at: datetime, heartbeat_interval_seconds: int) -> Words:
    """A rejection too has a time and an interval: 1.5 demands them (BOOT-3), and they say when to come back."""
    return {"status": "Accepted" if accepted else "Rejected", "currentTime": written(at),
            "heartbeatInterval": heartbeat_interval_seconds}


def heartbeat(_request: Any, origin: Origin, _settings: OcppSettings) -> commands.Heartbeat:
    """OCPP 1.2 §6.18, 1.5 §6.25."""
    return commands.Heartbeat(**origin._asdict())


def status(request: Any, origin: Origin, _settings: OcppSettings) -> commands.StatusNotification:
    """OCPP 1.2 §6.30, 1.5 §6.41; the last four fields are 1.5's (ST-7)."""
    if request.connectorId < 0:
        raise Refused("connectorId is 0 (the charge point) or above", Kind.INVALID)
    return commands.StatusNotification(
        **origin._asdict(), connector_id=request.connectorId, status=request.status, error_code=request.errorCode,
        info=getattr(request, "info", None), vendor_id=getattr(request, "vendorId", None),
        vendor_error_code=getattr(request, "vendorErrorCode", None), occurred_at=getattr(request, "timestamp", None))


def firmware_status(request: Any, origin: Origin, _settings: OcppSettings) -> commands.FirmwareStatusNotification:
    """OCPP 1.2 §6.14, 1.5 §6.17."""
    return commands.FirmwareStatusNotification(**origin._asdict(), status=request.status)


def diagnostics_status(request: Any, origin: Origin, _settings: OcppSettings) -> commands.DiagnosticsStatusNotification:
    """OCPP 1.2 §6.12, 1.5 §6.15."""
    return commands.DiagnosticsStatusNotification(**origin._asdict(), status=request.status)


def data_transfer(request: Any, origin: Origin, _settings: OcppSettings) -> commands.DataTransfer:
    """OCPP 1.5 §6.13; the answer is filled in by whoever knows the vendor."""
    return commands.DataTransfer(
        **origin._asdict(), vendor_id=request.vendorId, message_id=request.messageId, data=request.data)


async def ask_vendor(command: commands.DataTransfer, consult: Consult) -> commands.DataTransfer:
    """The add-on that knows the vendor answers; without one the vendor is unknown, and no data go back (DT-3)."""
    said, data, by = await consult.transfer(
        command.charge_point_id, command.vendor_id, command.message_id, command.data)
    return commands.DataTransfer(**{name: getattr(command, name) for name in command.__struct_fields__
                                    if name not in ("status", "answer", "handled_by")},
                                 status=said, answer=data, handled_by=by)


def transferred(result: Any) -> Words:
    """DT-4."""
    return {"status": result.status, "data": result.answer}


OPERATIONS = (
    Operation("BootNotification", boot, booted),
    Operation("Heartbeat", heartbeat, lambda at: {"currentTime": written(at)}),
    Operation("StatusNotification", status, nothing),
    Operation("FirmwareStatusNotification", firmware_status, nothing),
    Operation("DiagnosticsStatusNotification", diagnostics_status, nothing),
    Operation("DataTransfer", data_transfer, transferred, ask_vendor),
)
