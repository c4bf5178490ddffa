"""``motown id-tags``: the list of idTags that we know."""

import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from motown.cli import id_tags_csv
from motown.cli.completing import charge_point_ids
from motown.cli.options import Moment, Nouns, as_json, configured
from motown.cli.output import Columns, plain, progress, show
from motown.config import Settings
from motown.domain import commands
from motown.domain.ids import ChargePointId, ConnectorId, IdTag, PartyId, folded
from motown.store import id_tags as stored
from motown.store.rows import IdTagRow

PAGE = 1000


def _place(row: IdTagRow) -> str | None:
    if row.charge_point_id is None or row.connector_id is None:
        return row.charge_point_id
    return f"{row.charge_point_id}, connector {row.connector_id}"


COLUMNS: Columns = {
    "idTag": lambda row: row.id_tag,
    "status": lambda row: row.status,
    "expires": lambda row: row.expires_at,
    "parent": lambda row: row.parent_id_tag,
    "at once": lambda row: row.max_concurrent or "any",
    "party": lambda row: row.party_id,
    "only at": _place,
    "note": lambda row: row.note,
}


OF_PARTY = click.option("--party", metavar="PARTY", help="Whose idTag it is; must be said where it is a party's.")


@click.group("id-tags", cls=Nouns, short_help="Who may charge.")
def id_tags() -> None:
    """The idTags that may charge, and those that may not."""


@id_tags.command("list")
@configured
@as_json
def list_(settings: Settings, *, as_json: bool) -> None:
    """All idTags that we know."""
    from motown.server.core import open_core

    with open_core(settings) as core:
        show(_all(core), COLUMNS, as_json=as_json, nothing="there are none")


@id_tags.command()
@configured
@click.argument("id_tag", metavar="IDTAG")
@click.option("--status", type=click.Choice(["Accepted", "Blocked"]), default="Accepted", show_default=True,
              help="Whether it may charge.")
@click.option("--expires", type=Moment(forward=True), help="From when on it is expired: 2026-12-31, or in 2h, 7d.")
@click.option("--parent", metavar="IDTAG", help="The group it belongs to.")
@click.option("--concurrent", type=click.IntRange(0), default=1, show_default=True,
              help="Transactions it may have at once; 0: any number.")
@click.option("--charge-point", metavar="ID", help="The only one where it may charge.", shell_complete=charge_point_ids)
@click.option("--connector", type=click.IntRange(1), help="The only one there.")
@click.option("--note", help="For you.")
@OF_PARTY
def add(settings: Settings, id_tag: str, *, status: str, expires: datetime | None, parent: str | None, concurrent: int,
        charge_point: str | None, connector: int | None, note: str | None, party: str | None) -> None:
    """Make an idTag known, or change what is known of it."""
    if connector is not None and not charge_point:
        raise click.UsageError("--connector needs --charge-point")
    row = id_tags_csv.Row(id_tag, status, expires, parent or None, concurrent, note, charge_point or None, connector,
                          party or None)
    _execute(settings, _command(settings, row))
    click.echo(f"{plain(id_tag)} is {status}")


@id_tags.command()
@configured
@click.argument("id_tag", metavar="IDTAG")
@OF_PARTY
def block(settings: Settings, id_tag: str, *, party: str | None) -> None:
    """Refuse an idTag from now on, known or not; its running transactions go on."""
    _execute(settings, commands.BlockIdTag(
        id_tag=IdTag(id_tag), key=_key(settings, id_tag), party_id=_party(party)))
    click.echo(f"{plain(id_tag)} is Blocked")


@id_tags.command()
@configured
@click.argument("id_tag", metavar="IDTAG")
@OF_PARTY
def remove(settings: Settings, id_tag: str, *, party: str | None) -> None:
    """Forget an idTag."""
    _execute(settings, commands.RemoveIdTag(
        id_tag=IdTag(id_tag), key=_key(settings, id_tag), party_id=_party(party)))
    click.echo(f"{plain(id_tag)} is removed")


@id_tags.command("import")
@configured
@click.argument("file", type=click.File("r", encoding="utf-8-sig"))
def import_(settings: Settings, file: Any) -> None:
    """Add the idTags of a CSV FILE (- for standard input), or change them: all or, if one is wrong, none.

    Columns, in any order, by their heading: id_tag, and as wanted status, expires_at, parent_id_tag,
    max_concurrent, note, charge_point_id, connector_id, party_id, contract_id.
    """
    with progress() as bar:
        rows = list(bar.track(id_tags_csv.read(file), description="reading"))
        bad = [row for row in rows if isinstance(row, id_tags_csv.Wrong)]
        for row in bad:
            click.echo(f"line {row.line}: {row.reason}", err=True)
        if bad:
            raise click.UsageError("nothing was imported")
        made = tuple(_command(settings, row) for row in rows if isinstance(row, id_tags_csv.Row))
        bar.add_task("storing", total=None)
        number = _execute(settings, commands.ImportIdTags(id_tags=made))
    click.echo(f"{number} imported")


@id_tags.command()
@configured
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), required=False)
def export(settings: Settings, file: Path | None) -> None:
    """Write all idTags as CSV to FILE, or to standard output; ``import`` reads it back."""
    from motown.server.core import open_core

    with open_core(settings) as core, progress() as bar:
        rows = bar.track(_all(core), description="writing")
        if file is None:
            id_tags_csv.write(rows, sys.stdout)
            return
        with file.open("w", encoding="utf-8", newline="") as target:
            id_tags_csv.write(rows, target)


def _command(settings: Settings, row: id_tags_csv.Row) -> commands.PutIdTag:
    return commands.PutIdTag(
        id_tag=IdTag(row.id_tag), key=_key(settings, row.id_tag), status=row.status, expires_at=row.expires_at,
        parent_id_tag=IdTag(row.parent_id_tag) if row.parent_id_tag else None,
        parent_key=_key(settings, row.parent_id_tag) if row.parent_id_tag else None,
        max_concurrent=row.max_concurrent, note=row.note,
        charge_point_id=ChargePointId(row.charge_point_id) if row.charge_point_id is not None else None,
        connector_id=ConnectorId(row.connector_id) if row.connector_id is not None else None,
        party_id=_party(row.party_id), contract_id=row.contract_id)


def _party(name: str | None) -> PartyId | None:
    return PartyId(name) if name else None


def _key(settings: Settings, id_tag: str) -> str:
    return folded(id_tag, case_sensitive=settings.addon("ocpp").id_tag_case_sensitive)


def _all(core: Any) -> Iterator[IdTagRow]:
    after = ""
    while page := core.read(stored.page, after, PAGE):
        yield from page
        after = page[-1].key


def _execute(settings: Settings, command: commands.Command) -> Any:
    from motown.server.core import open_core

    with open_core(settings) as core:
        return core.execute(command)
