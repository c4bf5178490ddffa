"""Whether what was asked of charge points has come true: looked at with everything that they say."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, Literal

from motown.core.bus import afterwards
from motown.core.handlers.consequences import NOTICES
from motown.core.work import Work
from motown.domain import commands, events, operations
from motown.domain.ids import ChargePointId, new_command_id
from motown.domain.operations import ConnectorStatus, Operation, Sight
from motown.domain.secrets import is_secret_key, masked_value
from motown.store.log import Entry
from motown.store.rows import CommandRow

__all__ = ["Facts", "but_perhaps_received", "finish", "has_been_answered", "masked_result",
           "may_be_revoked", "new_command_id", "supersede", "watch", "whose"]

ONE_AT_A_TIME = frozenset(("GetDiagnostics", "UpdateFirmware"))
"""What charge points report without saying of which request: the last one that was answered counts (FW-6)."""
CONCERNS_ONE = ONE_AT_A_TIME | {"RemoteStartTransaction"}
"""Where one event is about one command: the oldest, but first one that names the connector."""
LAST = (events.CommandFinished, events.CommandCancelled, events.CommandExpired)


class Facts:
    """What is known of a charge point, read when it is asked for."""

    def __init__(self, work: Work, charge_point_id: str) -> None:
        self._work, self._charge_point_id = work, charge_point_id

    def connectors(self) -> Sequence[ConnectorStatus]:
        """Those that have reported a status."""
        return self._connectors

    @cached_property
    def _connectors(self) -> Sequence[ConnectorStatus]:
        return self._work.connectors(ChargePointId(self._charge_point_id))


def whose(row: CommandRow) -> ChargePointId:
    """The charge point of a command."""
    return ChargePointId(row.charge_point_id)


def masked_result(result: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of an answer, fit to be shown: the values of keys that are secrets are masked."""
    return {name: [_masked_key(one) for one in value] if name == "configurationKey" else value
            for name, value in result.items()}


def _masked_key(one: Mapping[str, Any]) -> Mapping[str, Any]:
    key = str(one.get("key", ""))
    return {**one, "value": masked_value(key, one.get("value"))} if is_secret_key(key) else one


def finish(work: Work, row: CommandRow, outcome: str, reason: str | None = None,
           cause: Entry | None = None) -> None:
    """It is over."""
    finished = events.CommandFinished(
        command_id=row.command_id, charge_point_id=whose(row), outcome=outcome, reason=reason)
    work.record(finished, cause=cause or "request")
    work.drop_due(row.command_id)


def supersede(work: Work, row: CommandRow, operation: Operation) -> None:
    """A request that counts replaces those still awaited: what is reported from now on is about the new one."""
    for other in work.pending_commands(whose(row)):
        if other.command_id != row.command_id and has_been_answered(other) and _replaces(operation, other):
            reason = f"command {row.command_id} has taken its place"
            work.record(events.CommandEffectMissed(
                command_id=other.command_id, charge_point_id=whose(row), reason=reason))
            finish(work, other, "Unconfirmed", reason)


def _replaces(operation: Operation, other: CommandRow) -> bool:
    if other.name != operation.name():
        return False
    before = operations.recalled(other.name, other.parameters)
    return other.name in ONE_AT_A_TIME or (
        may_be_revoked(other) and before is not None and operation.contradicts(before))


def may_be_revoked(row: CommandRow) -> bool:
    """Whether the contrary may be asked though it is pending: it waits for a transaction to end (AV-5)."""
    return row.state == "Answered" and row.station_status == "Scheduled"


@afterwards
def watch(work: Work, command: commands.Command) -> None:
    """Look at what a charge point has just said: what it leads to, which commands it shows to be done.

    A charge point that speaks can be called: what waits because it could not be is tried at once.
    """
    if not isinstance(command, commands.FromChargePoint | commands.TakeCommandAnswer | commands.ReceiveFile):
        if isinstance(command, commands.RejectChargePoint | commands.RemoveChargePoint):
            _give_up(work, command)
        return
    said = work.recorded()
    for entry in said:
        for notice in NOTICES.get(type(entry.event), ()):
            notice(work, entry.event)
    pending = work.pending_commands(command.charge_point_id)
    if not pending:
        return
    over = {entry.event.command_id for entry in said if isinstance(entry.event, LAST)}
    _see(work, command.charge_point_id, said, sorted(
        (row for row in pending if _is_awaited(row) and row.command_id not in over), key=_names_no_connector))
    if isinstance(command, commands.FromChargePoint) and any(_could_not_be_called(row, work) for row in pending):
        work.wake(f"cp:{command.charge_point_id}")


def _could_not_be_called(row: CommandRow, work: Work) -> bool:
    """Whether it waits because the charge point was out of reach; who is reached and never answers is put off."""
    return row.state == "Queued" and row.sent_at is None and row.retry_at is not None and row.retry_at > work.now


def _give_up(work: Work, command: commands.RejectChargePoint | commands.RemoveChargePoint) -> None:
    """A charge point that is not ours any more is not asked any more."""
    causes = [entry for entry in work.recorded()
              if isinstance(entry.event, events.ChargePointRejected | events.ChargePointRemoved)]
    how = "removed" if isinstance(command, commands.RemoveChargePoint) else "rejected"
    for row in work.pending_commands(command.charge_point_id):
        said: dict[str, Any] = {"command_id": row.command_id, "charge_point_id": command.charge_point_id,
                                "reason": but_perhaps_received(row, f"the charge point was {how}")}
        cause: Entry | Literal["request"] = causes[0] if causes else "request"
        if row.effect == "Awaited":
            work.record(events.CommandEffectMissed(**said), cause=cause)
        work.record(events.CommandCancelled(**said), cause=cause)
        work.drop_due(row.command_id)


def but_perhaps_received(row: CommandRow, reason: str | None) -> str | None:
    """Why it is called off; and that it may have been received nevertheless."""
    if row.sent_at is None:
        return reason
    also = "the charge point may have received it" if row.answered_at is None else "the charge point has answered it"
    return f"{reason}; {also}" if reason else also


def _is_awaited(row: CommandRow) -> bool:
    """Whether the charge point may have got it, and has not shown yet that it has done it."""
    return row.sent_at is not None and row.effect != "Observed"


def _names_no_connector(row: CommandRow) -> bool:
    return row.connector_id is None


def _see(work: Work, charge_point_id: str, said: Iterable[Entry], awaited: list[CommandRow]) -> None:
    facts, over = Facts(work, charge_point_id), set[str]()
    for entry in said:
        told = set[str]()
        for row in awaited:
            if row.command_id in over or row.name in told or not _may_show(row, entry.event):
                continue
            operation = operations.recalled(row.name, row.parameters)
            sight = operation.sees(entry.event, facts) if operation else None
            if sight is not None and sight is not Sight.PROGRESS:
                over.add(row.command_id)
            if sight is not None and row.name in CONCERNS_ONE:
                told.add(row.name)
            _saw(work, row, entry, sight)


def _may_show(row: CommandRow, event: events.Event) -> bool:
    """Whether the event can be about the command at all: cheap, as most are not."""
    kind = operations.OPERATIONS.get(row.name)
    if kind is None or type(event) not in kind.AWAITS:
        return False
    if isinstance(event, events.StatusChanged):
        return row.connector_id in (None, 0, event.connector_id)
    return not isinstance(event, events.DiagnosticsReceived) or event.command_id == row.command_id


def _saw(work: Work, row: CommandRow, entry: Entry, sight: Sight | None) -> None:
    said: dict[str, Any] = {"command_id": row.command_id, "charge_point_id": whose(row)}
    if sight is Sight.PROGRESS:
        work.record(events.CommandProgressed(**said, status=getattr(entry.event, "status", "")), cause=entry)
    elif sight is Sight.OBSERVED:
        work.record(events.CommandEffectObserved(**said, shown_by=type(entry.event).TYPE), cause=entry)
        if has_been_answered(row) or row.state == "Queued":  # then it need not be asked again
            finish(work, row, "Succeeded", cause=entry)
    elif sight is not None and has_been_answered(row):
        failed = sight is Sight.FAILED
        status = getattr(entry.event, "status", "another value, or none")
        reason = f"the charge point reports {status}"
        work.record(events.CommandEffectMissed(**said, reason=reason), cause=entry)
        finish(work, row, "Failed" if failed else "Unconfirmed", reason, entry)


def has_been_answered(row: CommandRow) -> bool:
    """Whether only its effect is awaited; while an answer may come, that ends it."""
    return row.state == "Answered" or row.effect_deadline is not None
