"""How commands to charge points are told: their steps in words, one with everything, many in a table."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import click
import msgspec

from motown.cli.output import Columns, as_object, moment, plain
from motown.domain import events
from motown.store.records import Recorded
from motown.store.rows import CommandRow

COLUMNS: Columns = {
    "command": lambda row: row.command_id,
    "charge point": lambda row: row.charge_point_id,
    "operation": lambda row: row.name,
    "state": lambda row: row.state,
    "outcome": lambda row: row.outcome,
    "accepted": lambda row: row.accepted_at,
    "why": lambda row: why(row),  # noqa: PLW0108, it is defined below
}
HIDDEN = ("digest", "accepted_position")
"""Of a row: nobody's business, and told as the first of the history."""
WIDTH = 20


def why(row: CommandRow) -> str | None:
    """What there is to say about how it ended, or about what it waits for."""
    if row.outcome != "Pending" or row.error is None:
        return row.reason
    return row.error if row.retry_at is None else f"{row.error}; again at {moment(row.retry_at)}"


def told(event: Recorded) -> str:
    """A step in the life of a command, in words."""
    return plain(_said(event.event) or event.type)


def _said(step: events.Event | None) -> str | None:
    match step:
        case events.CommandAccepted():
            begin = f"scheduled for {moment(step.not_before)}" if step.not_before else "queued"
            return f"{begin}, expires {moment(step.expires_at)}"
        case events.CommandQueued():
            return "queued"
        case events.CommandSent():
            return f"sent to {step.address}, attempt {step.attempt}"
        case events.CommandAttemptFailed():
            again = f"; again at {moment(step.retry_at)}" if step.retry_at else ""
            return f"attempt {step.attempt} failed: {step.error}{again}{_awaited(step)}"
        case events.CommandAnswered():
            fault = f"with the fault {step.fault}: {step.reason or 'no reason given'}" if step.fault else ""
            return f"answered {fault or step.status or ''}".rstrip() + _awaited(step)
    return _come_true(step) or _ended(step)


def _come_true(step: events.Event | None) -> str | None:
    match step:
        case events.CommandProgressed():
            return f"progressed: {step.status}"
        case events.CommandEffectObserved():
            return f"effect observed: {step.shown_by.removeprefix('motown.')}"
        case events.CommandEffectMissed():
            return f"effect missed: {step.reason}"
    return None


def _ended(step: events.Event | None) -> str | None:
    match step:
        case events.CommandFinished():
            return f"finished {step.outcome}" + _because(step.reason)
        case events.CommandCancelled():
            return "cancelled" + (f" by {step.party}" if step.party else "") + _because(step.reason)
        case events.CommandExpired():
            return f"expired {step.outcome}" + _because(step.reason)
    return None


def _awaited(step: Any) -> str:
    return f"; effect awaited until {moment(step.effect_deadline)}" if step.effect_deadline else ""


def _because(reason: str | None) -> str:
    return f": {reason}" if reason else ""


def result_lines(result: dict[str, Any]) -> Iterator[str]:
    """What a charge point answered beside its status: a line a value, and one for each of a list."""
    for name, value in result.items():
        for one in value if isinstance(value, list) else [value]:
            shown = " ".join(f"{key}={plain(inner)}" for key, inner in one.items()) if isinstance(one, dict) else one
            yield f"{name:{WIDTH}}{plain(shown)}"


def show_command(row: CommandRow, history: Sequence[Recorded]) -> None:
    """One command for people: fields, parameters, answer, attempts, effect, history."""
    kept = {name: value for name, value in msgspec.structs.asdict(row).items()
            if name not in HIDDEN and not isinstance(value, dict)}
    for name, value in kept.items():
        if value is not None:
            click.echo(f"{name.replace('_', ' '):{WIDTH}}{plain(value)}")
    _section("asked", result_lines(row.parameters))
    _section("answered", result_lines(row.result))
    _section("calls", (_attempt_line(one) for one in attempts(history)))
    _section("history", (f"{one.position:9}  {moment(one.recorded_at)}  {told(one)}" for one in history))


def as_json(row: CommandRow, history: Sequence[Recorded] | None = None) -> dict[str, Any]:
    """A command as an object for programs; with its attempts and history where that is given."""
    kept: dict[str, Any] = as_object(row)
    del kept["digest"]
    if history is None:
        return kept
    return kept | {"attempt": attempts(history), "history": [
        {"position": one.position, "eventId": one.event_id, "type": one.type, "recordedAt": one.recorded_at,
         "body": {name: value for name, value in one.body.items() if name != "digest"}} for one in history]}


def attempts(history: Iterable[Recorded]) -> list[dict[str, Any]]:
    """Every attempt to call the charge point: its number, when, where, and the answer or what went wrong."""
    found: dict[int, dict[str, Any]] = {}
    for one in history:
        step = one.event
        if isinstance(step, events.CommandSent | events.CommandAttemptFailed | events.CommandAnswered):
            attempt = found.setdefault(step.attempt, {"attempt": step.attempt, "at": one.recorded_at})
            attempt |= _of_attempt(step)
    return list(found.values())


def _of_attempt(step: events.CommandSent | events.CommandAttemptFailed | events.CommandAnswered) -> dict[str, Any]:
    if isinstance(step, events.CommandSent):
        return {"address": step.address}
    if isinstance(step, events.CommandAnswered):
        return {"status": step.status, "fault": step.fault}
    at = {"address": step.address} if step.address else {}
    return at | {"error": step.error, "kind": step.kind, "retryAt": step.retry_at}


def _attempt_line(attempt: dict[str, Any]) -> str:
    came_of_it = attempt.get("error") or attempt.get("fault") or attempt.get("status") or (
        "answered" if "status" in attempt else "no answer yet")
    return f"{attempt['attempt']:9}  {moment(attempt['at'])}  {plain(attempt.get('address'))}  {plain(came_of_it)}"


def _section(heading: str, lines: Iterable[str]) -> None:
    found = list(lines)
    if found:
        click.echo(heading)
    for line in found:
        click.echo(f"  {line}")
