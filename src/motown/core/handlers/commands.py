"""The life of a command to a charge point until it is sent, and how it ends without (standard, section 5.2).

The rest is in ``attempts`` and ``effects``.  A command has one row of due work, under its own
name, whose kind says what it waits for.
"""

from datetime import UTC, timedelta
from hashlib import sha256
from typing import Any, NamedTuple

import msgspec

from motown.core.bus import handles
from motown.core.handlers import effects
from motown.core.handlers.consequences import PREPARES, Prepared
from motown.core.handlers.gate import ACCEPTED
from motown.core.work import Work
from motown.domain import commands, events, operations
from motown.domain.errors import Kind, Refused, RequestIdReused
from motown.domain.ids import ConnectorId
from motown.domain.operations import Operation
from motown.store.due import Due
from motown.store.rows import ChargePointRow, CommandRow, DueRow

SEND, RELEASE, EFFECT = "command.send", "command.release", "command.effect"
"""What the due work of a command waits for: to be sent, its time to come, its effect."""
LIFE, SCHEDULED_LIFE = timedelta(minutes=5), timedelta(days=1)
"""How long it is tried where the caller does not say: from now, or from ``not_before``."""
LONGEST_LIFE = timedelta(days=366)
"""How far ahead any time of a command may lie."""
LONGEST_REQUEST_ID, LONGEST_NOTE = 255, 255
"""Characters."""
WAITING = ("Scheduled", "Queued")


class Receipt(NamedTuple):
    """What the caller gets at once."""

    command_id: str
    is_duplicate: bool
    """It was asked before under the same request id."""
    state: str
    position: int | None = None
    """Of its first event, where it was asked before."""


def lane_of(charge_point_id: str) -> str:
    """A charge point is asked one thing at a time."""
    return f"cp:{charge_point_id}"


# -- asked

@handles(commands.SendCommand)
def send(work: Work, command: commands.SendCommand) -> Receipt:
    """Take a command on, or refuse it with the reason; what is refused makes no command."""
    _check(work, command)
    digest = _digest(command, command.operation.masked())
    if command.request_id is not None:
        before = work.command_of_request(command.party, command.request_id)
        if before is not None:
            return _again(work, before, command)
    row = work.known(command.charge_point_id)
    if row.registration != ACCEPTED:
        raise Refused(f"charge point {row.charge_point_id} is not accepted: motown charge-points accept", Kind.CONFLICT)
    version = operations.version_of(row.protocol)
    command.operation.check(version)
    _room(work, command)
    prepare = PREPARES.get(command.operation.name())
    prepared = prepare(work, command, command.operation) if prepare else Prepared(command.operation)
    return _accept(work, command, prepared, digest, row)


def _check(work: Work, command: commands.SendCommand) -> None:
    """Refuse what no command can have, whatever the charge point."""
    for name, at in (("notBefore", command.not_before), ("expiresAt", command.expires_at)):
        if at is not None and at.tzinfo is None:
            raise Refused(f"{name} has no time zone: write 2026-03-01T12:00:00Z", Kind.INVALID, field=name)
        if at is not None and at > work.now + LONGEST_LIFE:
            raise Refused(f"{name} is more than {LONGEST_LIFE.days} days ahead", Kind.INVALID, field=name)
    for name, text, longest in (("requestId", command.request_id, LONGEST_REQUEST_ID),
                                ("note", command.note, LONGEST_NOTE), ("party", command.party, LONGEST_NOTE)):
        if text is not None and (len(text) > longest or not operations.is_sendable(text)):
            raise Refused(f"{name} has {longest} printable characters at most", Kind.INVALID, field=name)
    if command.request_id == "":
        raise Refused("requestId is empty: leave it out, or give the request a name", Kind.INVALID,
                      field="requestId")


def _digest(command: commands.SendCommand, operation: Operation) -> str:
    """Equal for the same content."""
    not_before = command.not_before.astimezone(UTC) if command.not_before else None
    said = msgspec.json.encode((command.charge_point_id, operation.name(), not_before, operations.written(operation)),
                               order="deterministic")
    return sha256(said).hexdigest()


def _again(work: Work, before: CommandRow, command: commands.SendCommand) -> Receipt:
    """The same command; refused where the content is another.

    A digest in the log would betray a short secret, so secrets are only compared as long as the command is pending.
    """
    due = work.due(before.command_id)
    kept = due.body.get("digest") if due else None
    if before.digest != _digest(command, command.operation.masked()) or (
            kept not in (None, _digest(command, command.operation))):
        raise RequestIdReused(
            f"the request id {command.request_id} was used for another command, {before.command_id}: "
            "a new request needs a new id, and the same one the same times")
    return Receipt(before.command_id, is_duplicate=True, state=before.state, position=before.accepted_position)


def _room(work: Work, command: commands.SendCommand) -> None:
    """Refused where too many wait already, or where one waits that says the contrary."""
    pending = work.pending_commands(command.charge_point_id)
    if len(pending) >= command.most_pending:
        raise Refused(f"charge point {command.charge_point_id} has {len(pending)} commands open already, "
                      "which is the most it may have: cancel some, or wait", Kind.UNAVAILABLE)
    for other in pending:
        said = operations.recalled(other.name, other.parameters)
        if said is None or other.command_id == command.parent_id or effects.may_be_revoked(other):
            continue
        if other.state == "Answered" and isinstance(command.operation, operations.CancelReservation):
            continue  # a reservation that was made may be cancelled before it shows
        if command.operation.contradicts(said) or said.contradicts(command.operation):
            raise Refused(f"it contradicts {other.name} {other.command_id}, which has not ended: "
                          f"wait for that{', or cancel it' if other.state in WAITING else ''}", Kind.CONFLICT)


def _accept(work: Work, command: commands.SendCommand, prepared: Prepared, digest: str, row: ChargePointRow) -> Receipt:
    begin = max(work.now, command.not_before or work.now)
    expires_at = command.expires_at or begin + (SCHEDULED_LIFE if command.not_before else LIFE)
    if expires_at <= begin:
        raise Refused("it would expire before it can be sent: check expiresAt and notBefore", Kind.INVALID,
                      field="expiresAt")
    operation = prepared.operation
    connector = prepared.connector_id if operation.connector is None else operation.connector
    is_scheduled = begin > work.now
    correlation = work.correlate(command.command_id)
    work.record(events.CommandAccepted(
        command_id=command.command_id, charge_point_id=command.charge_point_id, name=operation.name(),
        connector_id=None if connector is None else ConnectorId(connector), digest=digest,
        parameters=operations.written(operation.masked()), request_id=command.request_id, party=command.party,
        note=command.note, parent_id=command.parent_id, not_before=command.not_before, expires_at=expires_at,
        extension=command.extension))
    work.put_due(Due(
        id=command.command_id, kind=RELEASE if is_scheduled else SEND,
        lane=None if is_scheduled else lane_of(row.charge_point_id), due_at=begin, expires_at=expires_at,
        body={"chargePointId": row.charge_point_id, "name": operation.name(), "verify": command.verify,
              "operation": operations.written(operation), "context": dict(prepared.context),
              "correlationId": correlation, "digest": _digest(command, command.operation)}))
    return Receipt(command.command_id, is_duplicate=False, state="Scheduled" if is_scheduled else "Queued")


@handles(commands.QueueCommand)
def queue(work: Work, command: commands.QueueCommand) -> None:
    """From now on it waits for its turn at the charge point."""
    row, due = waiting(work, command)
    if row.state != "Scheduled" or due.due_at > work.now:
        raise Refused(f"command {row.command_id} is {row.state}, its time is {due.due_at}", Kind.CONFLICT)
    work.record(events.CommandQueued(command_id=row.command_id, charge_point_id=command.charge_point_id))
    work.put_due(due_of(due, kind=SEND, lane=lane_of(row.charge_point_id), due_at=work.now))


@handles(commands.CancelCommand)
def cancel(work: Work, command: commands.CancelCommand) -> None:
    """Call it off, as long as it is not with the charge point; one that waits for another attempt may have been."""
    row, _ = found(work, command)
    if row.state not in WAITING:
        raise Refused(f"command {row.command_id} is {row.state}: what has been sent cannot be called back",
                      Kind.CONFLICT)
    work.record(events.CommandCancelled(command_id=row.command_id, charge_point_id=command.charge_point_id,
                                        party=command.party,
                                        reason=effects.but_perhaps_received(row, command.reason)))
    work.drop_due(row.command_id)


@handles(commands.ExpireCommand)
def expire(work: Work, command: commands.ExpireCommand) -> None:
    """Its time is over: unreachable where it was tried, unconfirmed where it may have been received once."""
    row, _ = waiting(work, command)
    if row.expires_at > work.now:
        raise Refused(f"command {row.command_id} has time until {row.expires_at}", Kind.CONFLICT)
    if row.effect == "Observed":
        effects.finish(work, row, "Succeeded")
        return
    if row.sent_at is not None:
        outcome, reason = "Unconfirmed", f"it was sent, and no answer came: {row.error}"
    elif row.attempts:
        outcome, reason = "Unreachable", row.error or "the charge point could not be called"
    else:
        outcome, reason = "Expired", "its turn did not come in time"
    work.record(events.CommandExpired(command_id=row.command_id, charge_point_id=command.charge_point_id,
                                      outcome=outcome, reason=reason))
    work.drop_due(row.command_id)


def ask_too(work: Work, row: CommandRow, operation: Operation, life: timedelta = LIFE) -> Receipt | None:
    """A command of our own that serves another one; None where the charge point cannot be asked that now."""
    asked = commands.SendCommand(
        charge_point_id=effects.whose(row), command_id=effects.new_command_id(), operation=operation,
        parent_id=row.command_id, party=row.party, expires_at=work.now + life, most_pending=2**31)
    try:
        return send(work, asked)
    except Refused:
        return None


# -- what is known of it

def found(work: Work, command: commands.AboutCommand) -> tuple[CommandRow, DueRow]:
    """The command with its due work; Refused where it has ended, or is none of the charge point's."""
    row = work.command(command.command_id, command.charge_point_id)
    if row is None:
        raise Refused(f"charge point {command.charge_point_id} has no command {command.command_id}", Kind.NOT_FOUND)
    due = work.due(row.command_id)
    if row.outcome != "Pending" or due is None:
        raise Refused(f"command {row.command_id} has ended: {row.outcome}", Kind.CONFLICT)
    correlation = due.body.get("correlationId")
    if correlation:
        work.correlate(correlation)
    work.caused_by(row.accepted_position)
    return row, due


def waiting(work: Work, command: commands.AboutCommand) -> tuple[CommandRow, DueRow]:
    """The same; Refused where the charge point has it, or has answered."""
    row, due = found(work, command)
    if row.state not in WAITING:
        raise Refused(f"command {row.command_id} is {row.state}", Kind.CONFLICT)
    return row, due


def due_of(row: DueRow, **changed: Any) -> Due:
    """The same due work, changed."""
    fields = {name: getattr(row, name) for name in Due.__struct_fields__}
    return Due(**(fields | changed))
