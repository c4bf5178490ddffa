"""``motown acme``."""

import click

from motown.cli.door import Nouns, Settings, as_json, configured, open_core, show
from motown_acme.tables import displays

COLUMNS = {"charge point": lambda row: row["charge_point_id"], "shows": lambda row: row["text"],
           "since": lambda row: f"{row['shown_at']:%F %T}"}


@click.group("acme", cls=Nouns, short_help="What Acme's displays show.")
def acme() -> None:
    """Acme's charge points and their displays."""


@acme.command("list")
@configured
@as_json
def list_(settings: Settings, *, as_json: bool) -> None:
    """What each display shows."""
    with open_core(settings) as core:
        rows = [dict(row._mapping) for row in core.read(displays)]  # noqa: SLF001, so SQLAlchemy calls it
        show(rows, COLUMNS, as_json=as_json, nothing="no display has told what it shows")
