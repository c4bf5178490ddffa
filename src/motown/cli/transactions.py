"""``motown transactions``: who charged where, and how much."""

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
    from motown.store.rows import TransactionRow

PAGE = 500
STATES = ("Active", "Finished", "Abandoned")
COLUMNS: "Columns" = {
    "transaction": lambda row: row.transaction_id,
    "charge point": lambda row: row.charge_point_id,
    "connector": lambda row: row.connector_id,
    "idTag": lambda row: row.id_tag,
    "started": lambda row: row.started_at,
    "stopped": lambda row: row.stopped_at,
    "Wh": lambda row: row.energy_wh,
    "state": lambda row: row.state,
}


@click.group("transactions", cls=Nouns, short_help="Who charged where, and how much.")
def transactions() -> None:
    """Charging transactions."""


@transactions.command("list")
@configured
@click.option("--charge-point", metavar="ID", help="Only of this one.", shell_complete=charge_point_ids)
@click.option("--id-tag", metavar="IDTAG", help="Only of this one.")
@click.option("--state", type=click.Choice(STATES, case_sensitive=False), help="Only in this state.")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="At most so many.")
@click.option("--all", "everything", is_flag=True, help="However many there are.")
@as_json
def list_(settings: "Settings", *, charge_point: str | None, id_tag: str | None, state: str | None, limit: int,
          everything: bool, as_json: bool) -> None:
    """The last transactions, the newest first; Abandoned are those whose end never came."""
    from motown.cli.output import show
    from motown.server.core import open_core

    key = None if id_tag is None else folded(id_tag, case_sensitive=settings.addon("ocpp").id_tag_case_sensitive)
    wanted = {"charge_point_id": charge_point, "state": state, "id_tag_key": key}
    with open_core(settings) as core:
        rows = islice(_all(core, wanted), None if everything else limit)
        show(map(_told, rows) if as_json else rows, COLUMNS, as_json=as_json, nothing="there are none")


@transactions.command("show")
@configured
@click.argument("transaction_id", metavar="NUMBER", type=int)
@as_json
def show_(settings: "Settings", transaction_id: int, *, as_json: bool) -> None:
    """Everything about one transaction; its meter values are in motown events --transaction NUMBER."""
    from motown.cli.output import show_one
    from motown.server.core import open_core
    from motown.store import transactions as stored

    with open_core(settings) as core:
        row = core.read(stored.get, transaction_id)
    if row is None:
        raise Refused(f"there is no transaction {transaction_id}", Kind.NOT_FOUND)
    show_one(_told(row), {heading: cell(row) for heading, cell in COLUMNS.items()} | {
        "verdict on idTag": row.status, "meter at start, Wh": row.meter_start_wh,
        "meter at stop, Wh": row.meter_stop_wh, "meter backwards": row.meter_backwards,
        "stop idTag": row.stop_id_tag, "stop reason": row.stop_reason, "reservation": row.reservation_id,
        "booted meanwhile": row.interrupted_at, "given up": row.abandoned_at}, as_json=as_json)


def _told(row: "TransactionRow") -> dict[str, Any]:
    from motown.cli.output import as_object

    made: dict[str, Any] = as_object(row)
    return made | {"state": row.state, "energyWh": row.energy_wh}


def _all(core: Any, wanted: dict[str, Any]) -> "Iterator[TransactionRow]":
    from motown.store import transactions as stored

    before = None
    while page := core.read(stored.page, before, PAGE, **wanted):
        yield from page
        before = page[-1].transaction_id
