"""``motown cdrs``: what charging sessions came to."""

import sys
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from motown.cli.completing import charge_point_ids
from motown.cli.options import Moment, Nouns, as_json, configured
from motown.domain import commands
from motown.domain.access import Target, TargetKind
from motown.domain.errors import Kind, Refused
from motown.domain.ids import TransactionId

if TYPE_CHECKING:
    from motown.cli.output import Columns
    from motown.config import Settings
    from motown.store.cdrs import Wanted
    from motown.store.charging_rows import CdrRow

PAGE = 500
COLUMNS: "Columns" = {
    "record": lambda row: row.cdr_id,
    "charge point": lambda row: row.charge_point_id,
    "connector": lambda row: row.connector_id,
    "idTag": lambda row: row.id_tag,
    "party": lambda row: row.party_id,
    "started": lambda row: row.started_at,
    "stopped": lambda row: row.stopped_at,
    "Wh": lambda row: row.energy_wh,
    "s": lambda row: row.duration_seconds,
}


def chosen(command: Any) -> Any:
    """Decorator: the command takes which records are meant."""
    for option in (
            click.option("--until", type=Moment(), help="Of sessions that ended before then."),
            click.option("--since", type=Moment(), help="Of sessions that ended then or later: 2026-03-01, or 2h, 7d."),
            click.option("--party", metavar="ID", help="Only with tokens of this party."),
            click.option("--charge-point", metavar="ID", help="Only of this one.", shell_complete=charge_point_ids)):
        command = option(command)
    return command


@click.group("cdrs", cls=Nouns, short_help="What charging sessions came to.")
def cdrs() -> None:
    """Charge detail records: one for each session that has ended; without prices."""


@cdrs.command("list")
@configured
@chosen
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="At most so many.")
@click.option("--all", "everything", is_flag=True, help="However many there are.")
@as_json
def list_(settings: "Settings", *, limit: int, everything: bool, as_json: bool, **which: Any) -> None:
    """The last records, the newest first."""
    from motown.cli.output import show
    from motown.server.core import open_core

    with open_core(settings) as core:
        rows = _all(core, _wanted(**which), newest_first=True)
        show(islice(rows, None if everything else limit), COLUMNS, as_json=as_json, nothing="there are none")


@cdrs.command("show")
@configured
@click.argument("cdr_id", metavar="ID")
@as_json
def show_(settings: "Settings", cdr_id: str, *, as_json: bool) -> None:
    """Everything about one record."""
    from motown.cli.output import show_one
    from motown.server.core import open_core
    from motown.store import cdrs as stored

    with open_core(settings) as core:
        row = core.read(stored.get, cdr_id)
    if row is None:
        raise Refused(f"there is no charge detail record {cdr_id}", Kind.NOT_FOUND)
    place = row.content.charge_point
    show_one(row, {heading: cell(row) for heading, cell in COLUMNS.items()} | {
        "transactions": row.transaction_ids, "public id": place.evse_id, "name": place.name,
        "revision": row.revision, "made": row.issued_at}, as_json=as_json)


@cdrs.command("issue")
@configured
@click.argument("transaction_id", metavar="NUMBER", type=int)
def issue(settings: "Settings", transaction_id: int) -> None:
    """Make the record of an ended transaction anew, for what is told of its charge point now."""
    from motown.server.core import open_core

    with open_core(settings) as core:
        click.echo(core.execute(commands.IssueCdr(transaction_id=TransactionId(transaction_id))))


@cdrs.command("export")
@configured
@chosen
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), required=False)
def export(settings: "Settings", file: Path | None, **which: Any) -> None:
    """Write records as CSV to FILE, or to standard output, in the order in which they were made."""
    from motown.cli import cdrs_csv
    from motown.server.core import open_core

    with open_core(settings) as core:
        rows = _all(core, _wanted(**which))
        if file is None:
            cdrs_csv.write(rows, sys.stdout)
            return
        with file.open("w", encoding="utf-8", newline="") as target:
            cdrs_csv.write(rows, target)


def _wanted(charge_point: str | None, party: str | None, since: datetime | None, until: datetime | None) -> "Wanted":
    from motown.store.cdrs import Wanted

    targets = () if charge_point is None else (Target(TargetKind.CHARGE_POINT, charge_point),)
    return Wanted(targets=targets, party_id=party, since=since, until=until)


def _all(core: Any, wanted: "Wanted", *, newest_first: bool = False) -> "Iterator[CdrRow]":
    from motown.store import cdrs as stored

    place = 0
    while rows := core.read(stored.some, wanted, PAGE, place, newest_first=newest_first):
        yield from rows
        place = rows[-1].issued_position
