"""``command``: how far each command to a charge point is; and when the charge point was called last."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from motown.domain import events
from motown.store.projections.base import Happened, Projections, Write, changes, new
from motown.store.statements import Statement
from motown.store.tables import charge_point, command

PROJECTIONS = Projections(command)

ACCEPTED = Statement(lambda to: sa.insert(to.table(command)))
STATE = changes(command, "state", "changed_position")
SENT = changes(command, "state", "attempts", "attempted_at", "sent_at", "retry_at", "changed_position")
FAILED = changes(command, "state", "attempts", "attempted_at", "error", "retry_at", "changed_position")
NOT_SENT = changes(command, "sent_at")
ANSWERED = changes(command, "state", "station_status", "answered_at", "result", "changed_position")
AWAITED = changes(command, "effect", "effect_deadline")
PROGRESSED = changes(command, "changed_position")
OBSERVED = changes(command, "effect", "effect_position", "effect_at", "changed_position")
MISSED = changes(command, "effect", "changed_position")
ENDED = changes(command, "state", "outcome", "reason", "finished_at", "changed_position")
CALLED = changes(charge_point, "called_at", "call_error", last_wins=True)

_NEW: dict[str, Any] = {column.name: None for column in command.c} | {
    "outcome": "Pending", "attempts": 0, "effect": "NotExpected", "result": {}}


def _moved(statement: Statement, happened: Happened, **values: Any) -> Write:
    """A step in its life: it has changed at the position of the event."""
    return _change(statement, happened, **values, changed_position=happened.position)


def _change(statement: Statement, happened: Happened, **values: Any) -> Write:
    command_id = happened.event.command_id
    return Write(statement, ("command", command_id), {"command_id": command_id, **new(**values)})


def _called(happened: Happened, error: str | None) -> Write:
    charge_point_id = happened.event.charge_point_id
    return Write(CALLED, ("called", charge_point_id), {
        "charge_point_id": charge_point_id, **new(called_at=happened.recorded_at, call_error=error)})


@PROJECTIONS.projects(events.CommandAccepted)
def accepted(happened: Happened) -> Iterator[Write]:
    """A new command."""
    event: events.CommandAccepted = happened.event
    same = ("command_id", "charge_point_id", "name", "connector_id", "parameters", "digest", "request_id", "party",
            "note", "parent_id", "not_before", "expires_at", "extension")
    is_scheduled = event.not_before is not None and event.not_before > happened.recorded_at
    yield Write(ACCEPTED, ("command", event.command_id), _NEW | {name: getattr(event, name) for name in same} | {
        "state": "Scheduled" if is_scheduled else "Queued", "accepted_at": happened.recorded_at,
        "accepted_position": happened.position, "changed_position": happened.position})


@PROJECTIONS.projects(events.CommandQueued)
def queued(happened: Happened) -> Iterator[Write]:
    """Its time has come."""
    yield _moved(STATE, happened, state="Queued")


@PROJECTIONS.projects(events.CommandSent)
def sent(happened: Happened) -> Iterator[Write]:
    """The charge point may get it from now on; what it does may be seen before it answers."""
    at = happened.recorded_at
    yield _moved(SENT, happened, state="Sent", attempts=happened.event.attempt, attempted_at=at, sent_at=at,
                  retry_at=None)


@PROJECTIONS.projects(events.CommandAttemptFailed)
def attempt_failed(happened: Happened) -> Iterator[Write]:
    """It waits for the next attempt, or for what it may have led to."""
    event: events.CommandAttemptFailed = happened.event
    again = event.retry_at is not None or event.kind == "unreachable"
    yield _moved(FAILED, happened, state="Queued" if again else "Sent", attempts=event.attempt,
                  attempted_at=happened.recorded_at, error=event.error, retry_at=event.retry_at)
    if not event.may_have_arrived:
        yield _change(NOT_SENT, happened, sent_at=None)
    yield from _awaited(happened)
    yield _called(happened, event.error)


@PROJECTIONS.projects(events.CommandAnswered)
def answered(happened: Happened) -> Iterator[Write]:
    """It has an answer."""
    event: events.CommandAnswered = happened.event
    yield _moved(ANSWERED, happened, state="Answered", station_status=event.status,
                  answered_at=happened.recorded_at, result=event.result)
    yield from _awaited(happened)
    yield _called(happened, None)


def _awaited(happened: Happened) -> Iterator[Write]:
    deadline = happened.event.effect_deadline
    if deadline is not None:
        yield _change(AWAITED, happened, effect="Awaited", effect_deadline=deadline)


@PROJECTIONS.projects(events.CommandProgressed)
def progressed(happened: Happened) -> Iterator[Write]:
    """It is on its way."""
    yield _moved(PROGRESSED, happened)


@PROJECTIONS.projects(events.CommandEffectObserved)
def observed(happened: Happened) -> Iterator[Write]:
    """It has come true; the event that shows it is the one that this one follows from."""
    yield _moved(OBSERVED, happened, effect="Observed", effect_at=happened.recorded_at,
                  effect_position=happened.cause_position)


@PROJECTIONS.projects(events.CommandEffectMissed)
def missed(happened: Happened) -> Iterator[Write]:
    """It has not come true."""
    yield _moved(MISSED, happened, effect="NotObserved")


@PROJECTIONS.projects(events.CommandFinished)
def finished(happened: Happened) -> Iterator[Write]:
    """It is over."""
    event: events.CommandFinished = happened.event
    yield _moved(ENDED, happened, state="Finished", outcome=event.outcome, reason=event.reason,
                  finished_at=happened.recorded_at)


@PROJECTIONS.projects(events.CommandCancelled)
def cancelled(happened: Happened) -> Iterator[Write]:
    """Called off."""
    yield _moved(ENDED, happened, state="Cancelled", outcome="Cancelled", reason=happened.event.reason,
                  finished_at=happened.recorded_at)


@PROJECTIONS.projects(events.CommandExpired)
def expired(happened: Happened) -> Iterator[Write]:
    """Its time was over."""
    event: events.CommandExpired = happened.event
    yield _moved(ENDED, happened, state="Expired", outcome=event.outcome, reason=event.reason,
                  finished_at=happened.recorded_at)
