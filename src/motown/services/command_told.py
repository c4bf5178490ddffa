"""A command as it is told: what was asked, how far it is, its tries and states by the events of its life."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from motown.addon import CommandRow, Recorded
from motown.domain import events
from motown.domain.operations import OPERATIONS
from motown.queries import Story
from motown.services import command_table
from motown.standard.tellable import word

Told = dict[str, Any]
UNREACHABLE = "unreachable"
ID_TAGS = frozenset(("idTag", "parentIdTag"))
OPERATOR = "cli:"
"""What the name of who asked begins with where that was an operator, and no party."""
_STATE: dict[type[events.Event], str] = {
    events.CommandQueued: "Queued", events.CommandSent: "Sent", events.CommandAnswered: "Answered",
    events.CommandFinished: "Finished", events.CommandCancelled: "Cancelled", events.CommandExpired: "Expired"}


def told(story: Story, see: Callable[[str], str], *, is_issuer: bool) -> Told:
    """The fields of a Command; ``see`` gives an idTag as the caller may see it."""
    row = story.row
    return {
        "commandId": row.command_id, "requestId": row.request_id if is_issuer else None, "name": name_of(row),
        "chargePointId": row.charge_point_id, "connectorId": row.connector_id,
        "partyId": party_of(row), "parameter": _attributes(row, "request", row.parameters, see),
        "note": row.note, "state": row.state, "outcome": row.outcome, "outcomeReason": row.reason,
        "stationStatus": word(row.station_status), "notBefore": row.not_before, "expiresAt": row.expires_at,
        "attempt": attempts(story.steps), "effect": effect(story),
        "result": _attributes(row, "answer", row.result, see), "history": list(history(story.steps)),
        "position": row.changed_position}


def name_of(row: CommandRow) -> str:
    """The operation of CommandService, or the command of an add-on."""
    known = command_table.by_ocpp_name().get(row.name)
    return row.extension or (known.name if known is not None else row.name)


def party_of(row: CommandRow) -> str | None:
    """The party that asked; None where an operator did, or the server itself."""
    return None if row.party is None or row.party.startswith(OPERATOR) else row.party


def id_tags_of(row: CommandRow) -> Iterator[str]:
    """The idTags that are told with a command."""
    for direction, fields in (("request", row.parameters), ("answer", row.result)):
        for name, value in command_table.told(row.name, direction, fields):
            if _is_id_tag(name):
                yield value


def _attributes(row: CommandRow, direction: str, fields: Mapping[str, Any], see: Callable[[str], str]) -> list[Told]:
    return [{"name": name, "value": see(value) if _is_id_tag(name) else value}
            for name, value in command_table.told(row.name, direction, fields)]


def _is_id_tag(name: str) -> bool:
    return name.rpartition(".")[2] in ID_TAGS


def history(steps: Iterable[Recorded]) -> Iterator[Told]:
    """The states that it has reached; one that waits for another attempt is Queued again."""
    before = None
    for one in steps:
        state = _state_of(one)
        if state is not None and state != before:
            yield {"state": state, "at": one.recorded_at, "eventId": one.event_id}
            before = state


def _state_of(one: Recorded) -> str | None:
    step = one.event
    if isinstance(step, events.CommandAccepted):
        is_later = step.not_before is not None and step.not_before > one.recorded_at
        return "Scheduled" if is_later else "Queued"
    if isinstance(step, events.CommandAttemptFailed):
        return "Queued" if step.retry_at is not None or step.kind == UNREACHABLE else "Sent"
    return _STATE.get(type(step)) if step is not None else None


def attempts(steps: Iterable[Recorded]) -> list[Told]:
    """The tries, by their numbers."""
    found: dict[int, Told] = {}
    for one in steps:
        step = one.event
        if isinstance(step, events.CommandSent | events.CommandAnswered | events.CommandAttemptFailed):
            attempt = found.setdefault(step.attempt, {"number": step.attempt, "at": one.recorded_at})
            if isinstance(step, events.CommandAttemptFailed):
                attempt["error"] = step.error
    return [found[number] for number in sorted(found)]


def effect(story: Story) -> Told | None:
    """What is known of the effect; None before it was sent."""
    row, shown = story.row, story.effect
    if row.sent_at is None and row.answered_at is None:
        return None
    status = row.effect
    if row.outcome == "Pending" and row.answered_at is None and status == "NotExpected" and _awaits(row):
        status = "Awaited"  # it is looked for from the moment on that it was sent
    return {"status": status, "deadline": row.effect_deadline,
            "eventId": shown.event_id if shown is not None else None,
            "observedAt": shown.recorded_at if shown is not None else row.effect_at}


def _awaits(row: CommandRow) -> bool:
    kind = OPERATIONS.get(row.name)
    return kind is not None and bool(kind.AWAITS)
