"""Authorize, StartTransaction, StopTransaction and MeterValues."""

from collections.abc import Iterator
from typing import Any

import msgspec

from motown.domain import commands
from motown.domain.authorization import Verdict
from motown.domain.errors import Kind, Refused
from motown.domain.ids import IdTag, folded
from motown.domain.quantities import Sample, sample
from motown.ocpp.operations.base import Consult, Operation, Origin, Words, nothing, written
from motown.ocpp.settings import OcppSettings


def _presented(text: str | None, settings: OcppSettings) -> dict[str, Any]:
    """The fields of a command that presents an idTag."""
    if text is None:
        return {}
    vouched = None
    if settings.unknown_id_tags != "Invalid":
        vouched = Verdict(status=settings.unknown_id_tags, decided_by="settings")
    key = folded(text, case_sensitive=settings.id_tag_case_sensitive)
    return {"id_tag": IdTag(text), "id_tag_key": key, "vouched": vouched}


async def ask_authorizers(command: commands.WithIdTag, consult: Consult) -> commands.WithIdTag:
    """What add-ons say of the tag goes before what the settings say of unknown ones."""
    if command.id_tag is None or not command.id_tag_key:
        return command
    vouched = await consult.vouch(command.charge_point_id, command.id_tag, command.id_tag_key)
    return command if vouched is None else msgspec.structs.replace(command, vouched=vouched)


def id_tag_info(verdict: Verdict) -> Words:
    """OCPP 1.2 §7.10, 1.5 §7.19."""
    return {"status": str(verdict.status), "expiryDate": written(verdict.expires_at),
            "parentIdTag": verdict.parent_id_tag}


def authorize(request: Any, origin: Origin, settings: OcppSettings) -> commands.Authorize:
    """OCPP 1.2 §6.1, 1.5 §6.1."""
    return commands.Authorize(**origin._asdict(), **_presented(request.idTag, settings))


def start(request: Any, origin: Origin, settings: OcppSettings) -> commands.StartTransaction:
    """OCPP 1.2 §6.28, 1.5 §6.39.  Never refused for what it says, in lenient mode: energy flows already (FLT-8)."""
    if settings.mode == "strict" and request.connectorId < 1:
        raise Refused("connectorId of a StartTransaction is above 0", Kind.INVALID)
    return commands.StartTransaction(
        **origin._asdict(), **_presented(request.idTag, settings), connector_id=request.connectorId,
        meter_start_wh=request.meterStart, started_at=request.timestamp,
        reservation_id=getattr(request, "reservationId", None))


def started(result: Any) -> Words:
    """TX-2."""
    return {"transactionId": result.transaction_id, "idTagInfo": id_tag_info(result.verdict)}


def stop(request: Any, origin: Origin, settings: OcppSettings) -> commands.StopTransaction:
    """OCPP 1.2 §6.32, 1.5 §6.43; 1.5 may bring meter values along (TX-14)."""
    samples = tuple(one for data in getattr(request, "transactionData", None) or () for one in _samples(data.values))
    return commands.StopTransaction(
        **origin._asdict(), **_presented(request.idTag or None, settings), transaction_id=request.transactionId,
        meter_stop_wh=request.meterStop, stopped_at=request.timestamp, samples=samples)


def stopped(result: Verdict | None) -> Words:
    """A verdict where a tag was shown, else nothing (TX-9)."""
    return {} if result is None else {"idTagInfo": id_tag_info(result)}


def meter_values(request: Any, origin: Origin, settings: OcppSettings) -> commands.MeterValues:
    """OCPP 1.2 §6.20, 1.5 §6.27.  In lenient mode no connector is too odd to be measured (TX-15)."""
    if settings.mode == "strict" and request.connectorId < 0:
        raise Refused("connectorId is 0 (the main meter) or above", Kind.INVALID)
    return commands.MeterValues(
        **origin._asdict(), connector_id=request.connectorId, transaction_id=getattr(request, "transactionId", None),
        samples=tuple(_samples(request.values or ())))


def _samples(values: Any) -> Iterator[Sample]:
    """1.2: a time and one number of Wh (MV-3); 1.5: a time and any values of that time (MV-4)."""
    for one in values or ():
        if not isinstance(one.value, list):
            yield sample(one.timestamp, str(one.value))
            continue
        for value in one.value:
            yield sample(one.timestamp, value.text or "", context=value.context, format=value.format,
                         measurand=value.measurand, location=value.location, unit=value.unit)


OPERATIONS = (
    Operation("Authorize", authorize, lambda verdict: {"idTagInfo": id_tag_info(verdict)}, ask_authorizers),
    Operation("StartTransaction", start, started, ask_authorizers),
    Operation("StopTransaction", stop, stopped, ask_authorizers),
    Operation("MeterValues", meter_values, nothing),
)
