"""``motown charge-points local-list``: which list of idTags a charge point holds."""

from typing import TYPE_CHECKING, Any

import click

from motown.cli.completing import charge_point_ids
from motown.cli.options import as_json, configured
from motown.domain.errors import Kind, Refused

if TYPE_CHECKING:
    from motown.config import Settings
    from motown.store.rows import LocalListRow

STATES = {
    "Unknown": "no list of ours was accepted",
    "InStep": "it has the list that it accepted",
    "Drifted": "it has another list than it accepted: send a full one",
}


@click.command("local-list")
@configured
@click.argument("charge_point_id", metavar="ID", shell_complete=charge_point_ids)
@as_json
def local_list(settings: "Settings", charge_point_id: str, *, as_json: bool) -> None:
    """Show which list of idTags a charge point holds, as far as it has told; nothing is asked.

    To ask it: motown commands send GetLocalListVersion. To send ours: motown commands send SendLocalList
    updateType=Full.
    """
    from motown.cli.output import show_one
    from motown.server.core import open_core

    with open_core(settings) as core:
        row = core.read(_known, charge_point_id)
    show_one(row, {
        "state": f"{row.state}: {STATES[row.state]}", "version accepted": row.list_version or None,
        "at": row.sent_at, "entries sent": row.entries, "made from": _origin(row), "version told": _told(row),
        "told at": row.read_at}, as_json=as_json)


def _known(connection: Any, charge_point_id: str) -> "LocalListRow":
    from motown.store import charge_points
    from motown.store import local_lists as stored
    from motown.store.rows import LocalListRow

    if charge_points.get(connection, charge_point_id) is None:
        raise Refused(f"there is no charge point {charge_point_id}", Kind.NOT_FOUND)
    return stored.get(connection, charge_point_id) or LocalListRow(
        charge_point_id=charge_point_id, list_version=0, as_of_position=None, entries=None, sent_at=None,
        read_version=None, read_at=None, state="Unknown")


def _origin(row: "LocalListRow") -> str | None:
    if not row.list_version:
        return None
    return "given entries" if row.as_of_position is None else f"our idTags as of position {row.as_of_position}"


def _told(row: "LocalListRow") -> str | None:
    if row.read_version is None:
        return None
    return {0: "0 (an empty list)", -1: "-1 (it has no list)"}.get(row.read_version, str(row.read_version))
