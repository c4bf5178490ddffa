"""What charge points tell and accept of their configuration keys (CF-1 to CF-7)."""

from collections.abc import Mapping
from typing import Any

from motown.core.handlers.consequences import Answered, follows
from motown.core.work import Work
from motown.domain import events
from motown.domain.configuration import heartbeat_seconds
from motown.domain.ids import ChargePointId
from motown.domain.operations import ChangeConfiguration, GetConfiguration
from motown.domain.secrets import masked_value


@follows("GetConfiguration")
def read(work: Work, told: Answered) -> None:
    """Keep what it told, without secrets (CF-4, CF-5)."""
    if told.is_refused:
        return
    operation: GetConfiguration = told.operation  # type: ignore[assignment]
    result = told.answer.result
    work.record(events.ConfigurationRead(
        charge_point_id=_whose(told), command_id=told.row.command_id, complete=not operation.key,
        values=tuple(_value(one) for one in result.get("configurationKey") or () if one.get("key")),
        unknown_keys=tuple(one for one in result.get("unknownKey") or () if one)))


def _value(one: Mapping[str, Any]) -> events.ConfigurationValue:
    key = one["key"]
    return events.ConfigurationValue(
        key=key, value=masked_value(key, one.get("value")), readonly=bool(one.get("readonly")))


@follows("ChangeConfiguration")
def changed(work: Work, told: Answered) -> None:
    """Accepted: the key has the value.  NotSupported: it does not know the key (CF-2)."""
    operation: ChangeConfiguration = told.operation  # type: ignore[assignment]
    key = operation.key
    if not told.is_refused:
        work.record(events.ConfigurationChanged(
            charge_point_id=_whose(told), command_id=told.row.command_id, key=key,
            value=masked_value(key, operation.value) or ""))
        _keep_heartbeat(work, told, operation)
    elif told.answer.status == "NotSupported":
        work.record(events.ConfigurationRead(
            charge_point_id=_whose(told), command_id=told.row.command_id, unknown_keys=(key,)))


def _keep_heartbeat(work: Work, told: Answered, operation: ChangeConfiguration) -> None:
    """The answer to its next boot sets the same thing, and the last one wins (CF-7): so that has to say the same."""
    seconds = heartbeat_seconds(operation.key, operation.value)
    row = work.charge_point(_whose(told))
    if seconds is not None and row is not None and row.heartbeat_interval_seconds != seconds:
        work.record(events.HeartbeatIntervalChanged(charge_point_id=_whose(told), interval_seconds=seconds))


def _whose(told: Answered) -> ChargePointId:
    return ChargePointId(told.row.charge_point_id)
