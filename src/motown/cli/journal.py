"""``motown events list --refused``: what strangers sent, and why it went no further."""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

import click
import msgspec

from motown.cli.output import camel, moment, plain, show_json
from motown.store import journal
from motown.store.events import EventFilter
from motown.store.rows import JournalRow

PAGE = 500
HEADING = f"{'number':>9}  {'recorded at':20}  {'from':15}  {'claims to be':16}  {'operation':18}  reason"


def list_strangers(core: Any, matching: EventFilter, *, limit: int, follow: bool, raw: bool, as_json: bool,
                   wait: Callable[[], None]) -> None:
    """The last entries of the journal, oldest first, and with ``follow`` those that come."""
    if not as_json and not raw:
        click.echo(HEADING, err=True)
    newest = 0
    for row in reversed(list(islice(entries(core, matching, 0), limit))):
        newest = row.id
        write(row, raw=raw, as_json=as_json)
    while follow:
        wait()
        for row in reversed(list(entries(core, matching, newest))):
            newest = row.id
            write(row, raw=raw, as_json=as_json)
    dropped = core.read(journal.dropped)
    if dropped and not as_json:
        click.echo(f"{dropped} more were not kept: the journal is bounded ([journal] in the settings)", err=True)


def entries(core: Any, matching: EventFilter, after: int) -> Iterator[JournalRow]:
    """Entries newer than one, the newest first."""
    before = None
    while page := core.read(journal.page, before, PAGE):
        for row in page:
            if row.id <= after:
                return
            if fits(row, matching):
                yield row
        before = page[-1].id


def fits(row: JournalRow, matching: EventFilter) -> bool:
    """Whether an entry is asked for; types and transactions do not matter, as strangers have none."""
    if matching.charge_point_ids and row.identity not in matching.charge_point_ids:
        return False
    late_enough = matching.since is None or row.recorded_at >= matching.since
    return late_enough and (matching.until is None or row.recorded_at < matching.until)


def write(row: JournalRow, *, raw: bool, as_json: bool) -> None:
    """One entry."""
    if as_json:
        fields = {name: value for name, value in msgspec.structs.asdict(row).items() if raw or name != "body"}
        show_json({camel(name): value for name, value in fields.items()})
        return
    about = (f"{row.id:9}  {moment(row.recorded_at):20}  {plain(row.remote_address):15}  {plain(row.identity):16}  "
             f"{plain(row.operation):18}  {plain(row.reason)}")
    click.echo(about, err=raw)
    if raw:
        click.echo(row.body)
