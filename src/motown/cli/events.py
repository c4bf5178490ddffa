"""``motown events``: the log, and the journal of strangers."""

import sys
import time
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from itertools import islice
from typing import Any

import click

from motown.cli.journal import list_strangers
from motown.cli.options import Moment, Nouns, as_json, configured
from motown.cli.output import moment, plain, show_json
from motown.config import Settings
from motown.store import events as log
from motown.store import messages
from motown.store.events import EventFilter
from motown.store.records import Recorded

POLL_SECONDS = 0.5
PAGE = 500
HEADING = f"{'position':>9}  {'recorded at':20}  {'charge point':16}  {'event':36}  what"


@click.group(cls=Nouns)
def events() -> None:
    """The event log: every message and what it meant, in order."""


@events.command("list")
@configured
@click.option("--charge-point", "charge_points", multiple=True, metavar="ID", help="Only of this one. Repeatable.")
@click.option("--type", "types", multiple=True, metavar="NAME",
              help="Only events whose type begins so: motown., ocpp.Heartbeat, TransactionStarted. Repeatable.")
@click.option("--transaction", type=int, metavar="NUMBER", help="Only of this transaction.")
@click.option("--since", type=Moment(), help="Recorded then or later: 2026-03-01T12:00:00Z, or 10m, 2h, 7d ago.")
@click.option("--until", type=Moment(), help="Recorded before then.")
@click.option("--after", type=click.IntRange(0), metavar="POSITION", help="From this position on, not the last ones.")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="At most so many.")
@click.option("--follow", "-f", is_flag=True, help="Go on with what comes, until Ctrl-C.")
@click.option("--raw", is_flag=True, help="The stored bytes of messages, just as they were on the wire.")
@click.option("--refused", is_flag=True, help="The journal of strangers instead: what was not let in, and why.")
@as_json
def list_(settings: Settings, *, charge_points: tuple[str, ...], types: tuple[str, ...], transaction: int | None,
          since: datetime | None, until: datetime | None, after: int | None, limit: int, follow: bool, raw: bool,
          refused: bool, as_json: bool) -> None:
    """The last events, or those after a position; oldest first.

    With --raw the bytes of each message go to standard output and a line about it to standard error.
    With --json --raw each object has them as "payload", in base64.
    """
    from motown.server.core import open_core

    matching = EventFilter(
        charge_point_ids=charge_points, type_prefixes=tuple(prefix for name in types for prefix in prefixes(name)),
        category="Message" if raw else None, transaction_id=transaction, since=since, until=until)
    with open_core(settings) as core:
        if refused:
            list_strangers(core, matching, limit=limit, follow=follow, raw=raw, as_json=as_json, wait=wait)
            return
        write = partial(write_raw if raw and not as_json else write_json if as_json else write_line, core, raw)
        if write.func is write_line:
            click.echo(HEADING, err=True)
        for event in found(core, matching, after, limit, follow=follow):
            write(event)


def prefixes(name: str) -> tuple[str, ...]:
    """What types begin with that are meant by ``name``: without a dot it may be a message or a domain event."""
    return (name,) if "." in name else (f"motown.{name}", f"ocpp.{name}")


def wait() -> None:
    """Give what is new some time to come."""
    time.sleep(POLL_SECONDS)


def found(core: Any, matching: EventFilter, after: int | None, limit: int, *, follow: bool) -> Iterator[Recorded]:
    """The events to show; without an end where they are to be followed."""
    head = core.read(log.head)
    if after is None:
        yield from reversed(list(islice(last(core, matching), limit)))
        after = head
    else:
        for event in islice(forward(core, matching, after), limit):
            yield event
            after = event.position
    while follow:
        head = core.read(log.head)
        for event in forward(core, matching, after):
            yield event
            after = event.position
        after = max(after, head)
        wait()


def forward(core: Any, matching: EventFilter, after: int) -> Iterator[Recorded]:
    """Events after a position, page by page, until there are no more for now."""
    while True:
        page = core.read(log.read, after, PAGE, matching)
        yield from page.events
        if page.end:
            return
        after = page.next_position


def last(core: Any, matching: EventFilter) -> Iterator[Recorded]:
    """Events from the end of the log backwards."""
    before = 0
    while True:
        page = core.read(log.read, before, PAGE, matching, backward=True)
        yield from page.events
        if page.end:
            return
        before = page.next_position


def write_line(_core: Any, _raw: bool, event: Recorded) -> None:
    """An event on one line."""
    body = {name: value for name, value in event.body.items() if name != "chargePointId"}
    what = " ".join(f"{name}={short(value)}" for name, value in body.items())
    who, when = plain(event.charge_point_id), moment(event.recorded_at)
    click.echo(f"{event.position:9}  {when:20}  {who:16}  {event.type:36}  {what}")


def write_json(core: Any, raw: bool, event: Recorded) -> None:
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


def write_raw(core: Any, _raw: bool, event: Recorded) -> None:
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
