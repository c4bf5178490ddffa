"""``motown reservations``: which connectors are kept free for whom, and what became of that."""

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

import click

from motown.cli.completing import charge_point_ids
from motown.cli.options import Nouns, as_json, configured
from motown.domain.errors import Kind, Refused
from motown.domain.ids import folded

if TYPE_CHECKING:
    from motown.cli.output import Columns
    from motown.config import Settings
    from motown.store.rows import ReservationRow

PAGE = 500
STATES = ("Active", "Used", "Cancelled", "Expired", "Lost")
COLUMNS: "Columns" = {
    "reservation": lambda row: row.reservation_id,
    "charge point": lambda row: row.charge_point_id,
    "connector": lambda row: row.connector_id or "any",
    "idTag": lambda row: row.id_tag,
    "group": lambda row: row.parent_id_tag,
    "until": lambda row: row.expires_at,
    "state": lambda row: row.state,
    "transaction": lambda row: row.transaction_id,
}


@click.group("reservations", cls=Nouns, short_help="Which connectors are kept free for whom.")
def reservations() -> None:
    """Reservations of connectors. To make or cancel one: motown commands send ReserveNow, CancelReservation."""


@reservations.command("list")
@configured
@click.option("--charge-point", metavar="ID", help="Only of this one.", shell_complete=charge_point_ids)
@click.option("--id-tag", metavar="IDTAG", help="Only for this one.")
@click.option("--state", type=click.Choice(STATES, case_sensitive=False), help="Only in this state.")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="At most so many.")
@click.option("--all", "everything", is_flag=True, help="However many there are.")
@as_json
def list_(settings: "Settings", *, charge_point: str | None, id_tag: str | None, state: str | None, limit: int,
          everything: bool, as_json: bool) -> None:
    """The last reservations, the newest first."""
    from motown.cli.output import show
    from motown.server.core import open_core

    wanted = {"charge_point_id": charge_point, "state": state, "id_tag_key": None if id_tag is None else folded(id_tag)}
    with open_core(settings) as core:
        show(islice(_all(core, wanted), None if everything else limit), COLUMNS, as_json=as_json,
             nothing="there are none")


@reservations.command("show")
@configured
@click.argument("reservation_id", metavar="NUMBER", type=int)
@as_json
def show_(settings: "Settings", reservation_id: int, *, as_json: bool) -> None:
    """Everything about one reservation."""
    from motown.cli.output import show_one
    from motown.server.core import open_core
    from motown.store import reservations as stored

    with open_core(settings) as core:
        row = core.read(stored.get, reservation_id)
    if row is None:
        raise Refused(f"there is no reservation {reservation_id}", Kind.NOT_FOUND)
    show_one(row, {heading: cell(row) for heading, cell in COLUMNS.items()} | {
        "made": row.made_at, "ended": row.ended_at, "command": row.command_id}, as_json=as_json)


def _all(core: Any, wanted: dict[str, Any]) -> "Iterator[ReservationRow]":
    from motown.store import reservations as stored

    before = None
    while page := core.read(stored.page, before, PAGE, **wanted):
        yield from page
        before = page[-1].reservation_id
