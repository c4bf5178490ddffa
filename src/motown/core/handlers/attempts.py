"""The life of a command to a charge point from the moment on that it is sent (standard, section 5.2)."""

from datetime import timedelta
from typing import overload

import msgspec

from motown.core.bus import handles
from motown.core.handlers import effects
from motown.core.handlers.commands import EFFECT, LONGEST_LIFE, SEND, ask_too, due_of, found, waiting
from motown.core.handlers.consequences import CONSEQUENCES, Answered
from motown.core.work import Work
from motown.domain import commands, events, operations
from motown.domain.errors import Kind, Refused
from motown.domain.operations import Expected, Operation
from motown.domain.secrets import masked_location
from motown.store.due import Due
from motown.store.rows import CommandRow, DueRow

LONGEST_SAID = 500
"""Characters; what charge points and networks say of themselves is cut off there."""


# -- sent

@handles(commands.MarkCommandSent)
def mark_sent(work: Work, command: commands.MarkCommandSent) -> None:
    """The request may leave.  Refused where it has been cancelled meanwhile, or another process has sent it."""
    row, due = waiting(work, command)
    if row.state != "Queued" or due.sent or due.attempt + 1 != command.attempt:
        raise Refused(f"command {row.command_id} is {row.state} after {due.attempt} attempts", Kind.CONFLICT)
    if row.expires_at <= work.now:
        raise Refused(f"command {row.command_id} has expired", Kind.CONFLICT)
    if command.credential is not None:
        work.allow_transfer(command.credential)
    work.record(events.CommandSent(
        command_id=row.command_id, charge_point_id=command.charge_point_id, attempt=command.attempt,
        address=masked_location(command.address), message_id=command.message_id,
        location=command.location and masked_location(command.location)))
    work.put_due(due_of(due, due_at=command.answer_by, attempt=command.attempt, sent=True))


@handles(commands.FailCommandAttempt)
def fail_attempt(work: Work, command: commands.FailCommandAttempt) -> None:
    """An attempt has come to nothing: try again where that does no harm, else watch whether it was done even so."""
    row, due = found(work, command)
    unreachable = command.kind == "unreachable"
    if due.kind != SEND or not _is_this_attempt(due, command):
        return  # an answer, or another process, was first
    operation = operations.read(row.name, due.body["operation"])
    retry_at = work.now + timedelta(seconds=command.retry_seconds)
    arrived = not unreachable or due.body.get("mayHaveArrived", False)
    failed = events.CommandAttemptFailed(
        command_id=row.command_id, charge_point_id=command.charge_point_id, attempt=command.attempt,
        error=_said(command.error), kind=command.kind, address=command.address and masked_location(command.address),
        may_have_arrived=arrived)
    if row.effect == "Observed":
        work.record(failed)
        effects.finish(work, row, "Succeeded")
    elif command.is_final:
        work.record(failed)
        effects.finish(work, row, "Failed", _said(command.error))
    elif unreachable or operation.IS_REPEATABLE:
        work.record(msgspec.structs.replace(failed, retry_at=retry_at))
        work.put_due(due_of(due, due_at=retry_at, attempt=command.attempt, sent=False,
                          body=due.body | {"mayHaveArrived": arrived}))
    else:
        version = command.version or operations.OCPP_15
        unknown = operation.expected_unanswered(version) if due.body.get("verify", True) else None
        if unknown is not None and command.effect_seconds is not None:
            unknown = unknown._replace(seconds=command.effect_seconds)
        _await(work, row, due, operation, failed, unknown)
        if unknown is not None:
            effects.supersede(work, row, operation)


def _is_this_attempt(due: DueRow, command: commands.FailCommandAttempt) -> bool:
    """Whether it is the attempt under way: one that could not connect has never been marked as sent."""
    if due.sent:
        return due.attempt == command.attempt
    return command.kind == "unreachable" and due.attempt + 1 == command.attempt


# -- answered

@handles(commands.TakeCommandAnswer)
def take_answer(work: Work, command: commands.TakeCommandAnswer) -> None:
    """What the charge point says, and what follows from it."""
    row, due = found(work, command)
    if due.kind != SEND or not due.sent or due.attempt != command.attempt:
        return  # it came too late: the message is kept, the command has gone on without it
    operation = operations.read(row.name, due.body["operation"])
    is_refused = command.fault is not None or operation.refuses(command.status)
    answered = events.CommandAnswered(
        command_id=row.command_id, charge_point_id=command.charge_point_id, attempt=command.attempt,
        status=_said(command.status), fault=_said(command.fault), reason=_said(command.reason),
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
    expected = operation.expected(command.status, command.result, command.version)
    facts = effects.Facts(work, row.charge_point_id)
    if row.effect == "Observed":
        work.record(answered)
        effects.finish(work, row, "Succeeded")
    elif expected is not None and operation.is_done(facts) and command.status != "Scheduled":
        work.record(answered)
        work.record(events.CommandEffectObserved(
            command_id=row.command_id, charge_point_id=command.charge_point_id, shown_by="the state it was in"))
        effects.finish(work, row, "Succeeded")
    elif expected is None and not operation.needs_proof(command.version):
        work.record(answered)
        effects.finish(work, row, "Succeeded")
    elif expected is None or not verify:
        work.record(answered)
        effects.finish(work, row, "Unconfirmed", "nothing can show whether it has been done" if expected is None
                       else "it was not asked to look whether it has been done")
    else:
        seconds = expected.seconds if command.effect_seconds is None else command.effect_seconds
        _await(work, row, due, operation, answered, expected._replace(seconds=seconds))
    if expected is not None:
        effects.supersede(work, row, operation)


def _await(work: Work, row: CommandRow, due: DueRow, operation: Operation,
           said: events.CommandAnswered | events.CommandAttemptFailed, expected: Expected | None) -> None:
    """Record what was said, and watch for the effect; without one to expect nobody will ever know."""
    if expected is None:
        work.record(said)
        effects.finish(work, row, "Unconfirmed", "no answer came, and it would show in nothing else")
        return
    begin = min(max(work.now, expected.since or work.now), work.now + LONGEST_LIFE)
    deadline = begin + timedelta(seconds=min(expected.seconds, LONGEST_LIFE.total_seconds()))
    work.record(msgspec.structs.replace(said, effect_deadline=deadline))
    work.put_due(Due(id=row.command_id, kind=EFFECT, lane=None, due_at=deadline, attempt=due.attempt,
                     body={"chargePointId": row.charge_point_id, "name": row.name,
                           "operation": operations.written(operation.masked()), "context": due.body.get("context", {}),
                           "correlationId": due.body.get("correlationId"), "digest": due.body.get("digest")}))
    if expected.read_back is not None:
        ask_too(work, row, expected.read_back, deadline - work.now)


@handles(commands.MissCommandEffect)
def miss_effect(work: Work, command: commands.MissCommandEffect) -> None:
    """The time for the effect is over."""
    row, due = found(work, command)
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
        return f"the charge point answered with the fault {_said(command.fault)}: " + (
            _said(command.reason) or "it gave no reason")
    return f"the charge point answered {_said(command.status)}"


@overload
def _said(text: str) -> str: ...
@overload
def _said(text: None) -> None: ...
def _said(text: str | None) -> str | None:
    """The words of others, fit for events: of some length, without secrets and what cannot be stored."""
    if text is None:
        return None
    shown = masked_location("".join(one if operations.is_sendable(one) else "\ufffd" for one in text[:10_000]))
    return shown if len(shown) <= LONGEST_SAID else f"{shown[:LONGEST_SAID - 3]}..."
