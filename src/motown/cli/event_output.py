"""How events are told: a line for people, an object for programs, or the exact bytes of messages."""

import sys
from collections.abc import Iterable
from typing import Any

import click

from motown.cli.output import moment, plain, show_json
from motown.store import messages
from motown.store.records import Recorded

HEADING = f"{'position':>9}  {'recorded at':20}  {'charge point':16}  {'event':36}  what"
LEFT_OUT = ("chargePointId", "operation", "kind", "protocol", "messageId", "relatesTo", "contentType")
"""Of an event's body: what stands in the line already, and what only --json needs."""


def show(core: Any, events: Iterable[Recorded], *, raw: bool, as_json: bool) -> None:
    """Tell the events as they come."""
    if as_json:
        for event in events:
            write_json(core, event, raw=raw)
    elif raw:
        for number, event in enumerate(events):
            if number and not sys.stdout.isatty():
                click.echo()
            write_raw(core, event)
    else:
        click.echo(HEADING, err=True)
        for event in events:
            write_line(event)


def write_line(event: Recorded) -> None:
    """An event on one line."""
    body = {name: value for name, value in event.body.items() if name not in LEFT_OUT}
    what = " ".join(f"{name}={short(value)}" for name, value in body.items())
    who, when = plain(event.charge_point_id), moment(event.recorded_at)
    click.echo(f"{event.position:9}  {when:20}  {who:16}  {event.type:36}  {what}")


def write_json(core: Any, event: Recorded, *, raw: bool) -> None:
    """An event as one JSON object: its envelope in the words of the standard, and what happened as ``body``."""
    stored = core.read(messages.get, event.position) if raw else None
    payload = {} if stored is None else {
        "contentType": stored.content_type, "payload": stored.body, "sha256": stored.sha256.hex()}
    show_json({
        "eventId": event.event_id, "position": event.position, "streamId": event.stream_id,
        "streamVersion": event.stream_version, "type": event.type, "category": event.category,
        "recordedAt": event.recorded_at, "occurredAt": event.occurred_at, "chargePointId": event.charge_point_id,
        "connectorId": event.connector_id, "transactionId": event.transaction_id, "commandId": event.command_id,
        "correlationId": event.correlation_id, "causationId": event.causation_id, "party": event.party,
        "addOn": event.add_on, "body": event.body, **payload})


def write_raw(core: Any, event: Recorded) -> None:
    """The exact bytes of a message on standard output, a line about it on standard error."""
    stored = core.read(messages.get, event.position)
    if stored is None:
        return
    sys.stdout.flush()
    click.echo(f"--- {event.position} {moment(event.recorded_at)} {plain(event.charge_point_id)} {event.type} "
               f"{stored.direction}, {stored.size} bytes", err=True)
    click.echo(stored.body, nl=sys.stdout.isatty())


def short(value: object, most: int = 60) -> str:
    """A value of an event's body, for one line."""
    text = plain(value)
    return text if len(text) <= most else f"{text[:most]}…"
