"""``motown events``: the log, and the journal of strangers."""

import time
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any

import click

from motown.cli.completing import charge_point_ids, command_ids
from motown.cli.event_output import show
from motown.cli.journal import list_strangers
from motown.cli.options import Moment, Nouns, as_json, configured
from motown.config import Settings
from motown.store import events as log
from motown.store.events import EventFilter
from motown.store.records import Recorded

POLL_SECONDS = 0.5
PAGE = 500


@click.group(cls=Nouns, short_help="What happened, message by message.")
def events() -> None:
    """The event log: every message and what it meant, in order."""


@events.command("list")
@configured
@click.option("--charge-point", "charge_points", multiple=True, metavar="ID", help="Only of this one. Repeatable.",
              shell_complete=charge_point_ids)
@click.option("--type", "types", multiple=True, metavar="NAME",
              help="Only events whose type begins so: motown., ocpp.Heartbeat, TransactionStarted. Repeatable.")
@click.option("--command", metavar="COMMAND_ID", help="Only of this command.", shell_complete=command_ids)
@click.option("--transaction", type=int, metavar="NUMBER", help="Only of this transaction.")
@click.option("--since", type=Moment(), help="Recorded then or later: 2026-03-01T12:00:00Z, or 10m, 2h, 7d ago.")
@click.option("--until", type=Moment(), help="Recorded before then.")
@click.option("--after", type=click.IntRange(0), metavar="POSITION", help="From this position on, not the last ones.")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="At most so many.")
@click.option("--follow", "-f", is_flag=True, help="Go on with what comes, until Ctrl-C.")
@click.option("--raw", is_flag=True, help="The stored bytes of messages, just as they were on the wire.")
@click.option("--refused", is_flag=True, help="The journal of strangers instead: what was not let in, and why.")
@as_json
def list_(settings: Settings, *, charge_points: tuple[str, ...], types: tuple[str, ...], command: str | None,
          transaction: int | None, since: datetime | None, until: datetime | None, after: int | None, limit: int,
          follow: bool, raw: bool, refused: bool, as_json: bool) -> None:
    """The last events, or those after a position; oldest first.

    With --raw the bytes of each message go to standard output and a line about it to standard error.
    With --json --raw each object has them as "payload", in base64.
    """
    from motown.server.core import open_core

    matching = EventFilter(
        charge_point_ids=charge_points, type_prefixes=tuple(prefix for name in types for prefix in prefixes(name)),
        category="Message" if raw else None, transaction_id=transaction, command_id=command, since=since,
        until=until)
    with open_core(settings) as core:
        if refused:
            list_strangers(core, matching, limit=limit, follow=follow, raw=raw, as_json=as_json, wait=wait)
            return
        show(core, found(core, matching, after, limit, follow=follow), raw=raw, as_json=as_json)


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
