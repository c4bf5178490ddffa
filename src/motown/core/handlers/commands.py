"""The life of a command to a charge point: asked, sent, answered, come true or not (standard, section 5.2).

A command has one row of due work, under its own name, whose kind says what it waits for.
"""

from datetime import timedelta
from hashlib import sha256
from typing import Any, NamedTuple

import msgspec

from motown.core.bus import handles
from motown.core.handlers import effects
from motown.core.handlers.consequences import CONSEQUENCES, PREPARES, Answered, Prepared
from motown.core.handlers.gate import ACCEPTED
from motown.core.work import Work
from motown.domain import commands, events, operations
from motown.domain.errors import Kind, Refused
from motown.domain.ids import ConnectorId
from motown.domain.operations import Expected, Operation
from motown.store.due import Due
from motown.store.rows import ChargePointRow, CommandRow, DueRow

SEND, RELEASE, EFFECT = "command.send", "command.release", "command.effect"
"""What the due work of a command waits for: to be sent, its time to come, its effect."""
LIFE, SCHEDULED_LIFE = timedelta(minutes=5), timedelta(days=1)
"""How long it is tried where the caller does not say: from now, or from ``not_before``."""
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
    digest = _digest(command)
    if command.request_id is not None:
        before = work.command_of_request(command.party, command.request_id)
        if before is not None:
            return _again(before, digest, command.request_id)
    row = work.known(command.charge_point_id)
    if row.registration != ACCEPTED:
        raise Refused(f"charge point {row.charge_point_id} is not accepted: motown charge-points accept", Kind.CONFLICT)
    version = operations.version_of(row.protocol)
    command.operation.check(version)
    _room(work, command)
    prepare = PREPARES.get(command.operation.name())
    prepared = prepare(work, command, command.operation) if prepare else Prepared(command.operation)
    return _accept(work, command, prepared, digest, row)


def _digest(command: commands.SendCommand) -> str:
    """Equal for the same content."""
    said = msgspec.json.encode((command.charge_point_id, command.operation.name(), command.not_before,
                                operations.written(command.operation)), order="deterministic")
    return sha256(said).hexdigest()


def _again(before: CommandRow, digest: str, request_id: str) -> Receipt:
    if before.digest != digest:
        raise Refused(f"the request id {request_id} was used for another command, {before.command_id}: "
                      "a new request needs a new id", Kind.CONFLICT)
    return Receipt(before.command_id, is_duplicate=True, state=before.state, position=before.accepted_position)


def _room(work: Work, command: commands.SendCommand) -> None:
    """Refused where too many wait already, or where one waits that says the contrary."""
    pending = work.pending_commands(command.charge_point_id)
    if len(pending) >= command.most_pending:
        raise Refused(f"charge point {command.charge_point_id} has {len(pending)} commands open already, "
                      "which is the most it may have: cancel some, or wait", Kind.UNAVAILABLE)
    for other in pending:
        if other.command_id == command.parent_id:  # it serves that one
            continue
        said = operations.read(other.name, other.parameters)
        if command.operation.contradicts(said) or said.contradicts(command.operation):
            raise Refused(f"it contradicts {other.name} {other.command_id}, which has not ended: "
                          "wait for that, or cancel it", Kind.CONFLICT)


def _accept(work: Work, command: commands.SendCommand, prepared: Prepared, digest: str, row: ChargePointRow) -> Receipt:
    begin = max(work.now, command.not_before or work.now)
    expires_at = command.expires_at or begin + (SCHEDULED_LIFE if command.not_before else LIFE)
    if expires_at <= begin:
        raise Refused("it would expire before it can be sent: check expiresAt and notBefore", Kind.INVALID)
    operation = prepared.operation
    connector = prepared.connector_id if operation.connector is None else operation.connector
    is_scheduled = begin > work.now
    correlation = work.correlate(command.command_id)
    work.record(events.CommandAccepted(
        command_id=command.command_id, charge_point_id=command.charge_point_id, name=operation.name(),
        connector_id=None if connector is None else ConnectorId(connector), digest=digest,
        parameters=operations.written(operation.masked()), request_id=command.request_id, party=command.party,
        note=command.note, parent_id=command.parent_id, not_before=command.not_before, expires_at=expires_at))
    work.put_due(Due(
        id=command.command_id, kind=RELEASE if is_scheduled else SEND,
        lane=None if is_scheduled else lane_of(row.charge_point_id), due_at=begin, expires_at=expires_at,
        body={"chargePointId": row.charge_point_id, "name": operation.name(), "verify": command.verify,
              "operation": operations.written(operation), "context": dict(prepared.context),
              "correlationId": correlation}))
    return Receipt(command.command_id, is_duplicate=False, state="Scheduled" if is_scheduled else "Queued")


@handles(commands.QueueCommand)
def queue(work: Work, command: commands.QueueCommand) -> None:
    """From now on it waits for its turn at the charge point."""
    row, due = _waiting(work, command)
    if row.state != "Scheduled":
        raise Refused(f"command {row.command_id} is {row.state}", Kind.CONFLICT)
    work.record(events.CommandQueued(command_id=row.command_id, charge_point_id=command.charge_point_id))
    work.put_due(_due(due, kind=SEND, lane=lane_of(row.charge_point_id), due_at=work.now))


@handles(commands.CancelCommand)
def cancel(work: Work, command: commands.CancelCommand) -> None:
    """Call it off, as long as it has not been sent."""
    row, _ = _found(work, command)
    if row.state not in WAITING:
        raise Refused(f"command {row.command_id} is {row.state}: what has been sent cannot be called back",
                      Kind.CONFLICT)
    work.record(events.CommandCancelled(command_id=row.command_id, charge_point_id=command.charge_point_id,
                                        party=command.party, reason=command.reason))
    work.drop_due(row.command_id)


@handles(commands.ExpireCommand)
def expire(work: Work, command: commands.ExpireCommand) -> None:
    """Its time is over: unreachable where it was tried, unconfirmed where it may have been received once."""
    row, _ = _waiting(work, command)
    if row.expires_at > work.now:
        raise Refused(f"command {row.command_id} has time until {row.expires_at}", Kind.CONFLICT)
    if row.sent_at is not None:
        outcome, reason = "Unconfirmed", f"it was sent, and no answer came: {row.error}"
    elif row.attempts:
        outcome, reason = "Unreachable", row.error or "the charge point could not be called"
    else:
        outcome, reason = "Expired", "its turn did not come in time"
    work.record(events.CommandExpired(command_id=row.command_id, charge_point_id=command.charge_point_id,
                                      outcome=outcome, reason=reason))
    work.drop_due(row.command_id)


# -- sent

@handles(commands.MarkCommandSent)
def mark_sent(work: Work, command: commands.MarkCommandSent) -> None:
    """The request may leave.  Refused where it has been cancelled meanwhile, or another process has sent it."""
    row, due = _waiting(work, command)
    if row.state != "Queued" or due.sent or due.attempt + 1 != command.attempt:
        raise Refused(f"command {row.command_id} is {row.state} after {due.attempt} attempts", Kind.CONFLICT)
    if row.expires_at <= work.now:
        raise Refused(f"command {row.command_id} has expired", Kind.CONFLICT)
    if command.credential is not None:
        work.allow_transfer(command.credential)
    effects.supersede(work, row)
    work.record(events.CommandSent(
        command_id=row.command_id, charge_point_id=command.charge_point_id, attempt=command.attempt,
        address=command.address, message_id=command.message_id, location=command.location))
    work.put_due(_due(due, due_at=command.answer_by, attempt=command.attempt, sent=True))


@handles(commands.FailCommandAttempt)
def fail_attempt(work: Work, command: commands.FailCommandAttempt) -> None:
    """An attempt has come to nothing: try again where that does no harm, else watch whether it was done even so."""
    row, due = _found(work, command)
    unreachable = command.kind == "unreachable"
    if due.kind != SEND or not _is_this_attempt(due, command):
        return  # an answer, or another process, was first
    operation = operations.read(row.name, due.body["operation"])
    retry_at = work.now + timedelta(seconds=command.retry_seconds)
    failed = events.CommandAttemptFailed(
        command_id=row.command_id, charge_point_id=command.charge_point_id, attempt=command.attempt,
        error=command.error, kind=command.kind, address=command.address)
    if not unreachable and row.effect == "Observed":
        work.record(failed)
        effects.finish(work, row, "Succeeded")
    elif command.is_final:
        work.record(failed)
        effects.finish(work, row, "Failed", command.error)
    elif unreachable or operation.IS_REPEATABLE:
        work.record(msgspec.structs.replace(failed, retry_at=retry_at))
        work.put_due(_due(due, due_at=retry_at, attempt=command.attempt, sent=False))
    else:
        version = command.version or operations.OCPP_15
        _await(work, row, due, operation, failed, operation.expected_unanswered(version))


def _is_this_attempt(due: DueRow, command: commands.FailCommandAttempt) -> bool:
    """Whether it is the attempt under way: one that could not connect has never been marked as sent."""
    if due.sent:
        return due.attempt == command.attempt
    return command.kind == "unreachable" and due.attempt + 1 == command.attempt


# -- answered

@handles(commands.TakeCommandAnswer)
def take_answer(work: Work, command: commands.TakeCommandAnswer) -> None:
    """What the charge point says, and what follows from it."""
    row, due = _found(work, command)
    if due.kind != SEND or not due.sent or due.attempt != command.attempt:
        return  # it came too late: the message is kept, the command has gone on without it
    operation = operations.read(row.name, due.body["operation"])
    is_refused = command.fault is not None or operation.refuses(command.status)
    answered = events.CommandAnswered(
        command_id=row.command_id, charge_point_id=command.charge_point_id, attempt=command.attempt,
        status=command.status, fault=command.fault, reason=command.reason,
        result=effects.masked_result(command.result))
    consequence = CONSEQUENCES.get(row.name, _nothing)
    told = Answered(row, operation, due.body.get("context", {}), command, is_refused)
    if is_refused:
        work.record(answered)
        consequence(work, told)
        effects.finish(work, row, _refusal(command), _why(command))
        return
    _promised(work, row, due, operation, answered, command)
    consequence(work, told)


def _nothing(_work: Work, _told: Answered) -> None:
    """Most answers mean nothing more."""


def _promised(work: Work, row: CommandRow, due: DueRow, operation: Operation, answered: events.CommandAnswered,
              command: commands.TakeCommandAnswer) -> None:
    """Accepted is a promise: wait for what it promises."""
    verify = due.body.get("verify", True)
    expected = operation.expected(command.status, command.result, command.version) if verify else None
    facts = effects.facts_of(work, row.charge_point_id)
    if row.effect == "Observed":
        work.record(answered)
        effects.finish(work, row, "Succeeded")
    elif expected is not None and operation.is_done(facts) and command.status != "Scheduled":
        work.record(answered)
        work.record(events.CommandEffectObserved(
            command_id=row.command_id, charge_point_id=command.charge_point_id, shown_by="the state it was in"))
        effects.finish(work, row, "Succeeded")
    elif expected is None:
        work.record(answered)
        unproven = operation.needs_proof(command.version)
        effects.finish(work, row, "Unconfirmed" if unproven else "Succeeded",
                       "nothing can show whether it has been done" if unproven else None)
    else:
        seconds = expected.seconds if command.effect_seconds is None else command.effect_seconds
        _await(work, row, due, operation, answered, expected._replace(seconds=seconds))


def _await(work: Work, row: CommandRow, due: DueRow, operation: Operation,
           said: events.CommandAnswered | events.CommandAttemptFailed, expected: Expected | None) -> None:
    """Record what was said, and watch for the effect; without one to expect nobody will ever know."""
    if expected is None:
        work.record(said)
        effects.finish(work, row, "Unconfirmed", "no answer came, and it would show in nothing else")
        return
    deadline = max(work.now, expected.since or work.now) + timedelta(seconds=expected.seconds)
    work.record(msgspec.structs.replace(said, effect_deadline=deadline))
    work.put_due(Due(id=row.command_id, kind=EFFECT, lane=None, due_at=deadline, attempt=due.attempt,
                     body={"chargePointId": row.charge_point_id, "name": row.name,
                           "operation": operations.written(operation), "context": due.body.get("context", {}),
                           "correlationId": due.body.get("correlationId")}))
    if expected.read_back is not None:
        ask_too(work, row, expected.read_back, deadline - work.now)


def ask_too(work: Work, row: CommandRow, operation: Operation, life: timedelta = LIFE) -> Receipt | None:
    """A command of our own that serves another one; None where the charge point cannot be asked that now."""
    asked = commands.SendCommand(
        charge_point_id=effects.whose(row), command_id=effects.new_command_id(), operation=operation,
        parent_id=row.command_id, party=row.party, expires_at=work.now + life, most_pending=2**31)
    try:
        return send(work, asked)
    except Refused:
        return None


@handles(commands.MissCommandEffect)
def miss_effect(work: Work, command: commands.MissCommandEffect) -> None:
    """The time for the effect is over."""
    row, due = _found(work, command)
    if due.kind != EFFECT or due.due_at > work.now:
        return
    reason = "nothing showed in time that it has been done"
    work.record(events.CommandEffectMissed(
        command_id=row.command_id, charge_point_id=command.charge_point_id, reason=reason))
    effects.finish(work, row, "Unconfirmed", reason)


def _refusal(command: commands.TakeCommandAnswer) -> str:
    if command.fault is not None:
        return "NotSupported" if command.fault == "NotSupported" else "Failed"
    return "NotSupported" if command.status == "NotSupported" else "Rejected"


def _why(command: commands.TakeCommandAnswer) -> str:
    if command.fault is not None:
        return f"the charge point answered with the fault {command.fault}: {command.reason or 'it gave no reason'}"
    return f"the charge point answered {command.status}"


# -- what is known of it

def _found(work: Work, command: commands.AboutCommand) -> tuple[CommandRow, DueRow]:
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


def _waiting(work: Work, command: commands.AboutCommand) -> tuple[CommandRow, DueRow]:
    row, due = _found(work, command)
    if row.state not in WAITING:
        raise Refused(f"command {row.command_id} is {row.state}", Kind.CONFLICT)
    return row, due


def _due(row: DueRow, **changed: Any) -> Due:
    """The same due work, changed."""
    fields = {name: getattr(row, name) for name in Due.__struct_fields__}
    return Due(**(fields | changed))
