"""``motown charge-points configuration``: the keys of a charge point, as far as it has told them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from motown.cli.completing import charge_point_ids
from motown.cli.options import as_json, configured
from motown.domain.configuration import described
from motown.domain.errors import Kind, Refused

if TYPE_CHECKING:
    from motown.cli.output import Columns
    from motown.config import Settings
    from motown.store.rows import ConfigurationRow

@click.command()
@configured
@click.argument("charge_point_id", metavar="ID", shell_complete=charge_point_ids)
@as_json
def configuration(settings: "Settings", charge_point_id: str, *, as_json: bool) -> None:
    """Show the configuration keys of a charge point, as it has told them or accepted them; nothing is asked.

    To ask it: motown commands send GetConfiguration. OCPP 1.2 cannot: there only accepted changes are known.
    """
    from motown.cli.output import show
    from motown.server.core import open_core

    with open_core(settings) as core:
        rows = core.read(_known, charge_point_id)
    show(map(_as_object, rows) if as_json else rows, COLUMNS, as_json=as_json,
         nothing="nothing is known: motown commands send GetConfiguration asks it")


def _known(connection: Any, charge_point_id: str) -> "Sequence[ConfigurationRow]":
    from motown.store import charge_points
    from motown.store import configuration as stored

    if charge_points.get(connection, charge_point_id) is None:
        raise Refused(f"there is no charge point {charge_point_id}", Kind.NOT_FOUND)
    return stored.of_charge_point(connection, charge_point_id)


def _value(row: "ConfigurationRow") -> str | None:
    if not row.known:
        return "(it does not know the key)"
    return f"{row.value or ''} (read-only)".strip() if row.readonly else row.value


def _meaning(key: str) -> str | None:
    known = described(key)
    if known is None:
        return None
    return f"{known.meaning} ({known.unit})" if known.unit else known.meaning


COLUMNS: "Columns" = {
    "key": lambda row: row.key,
    "value": _value,
    "told": lambda row: row.at,
    "by": lambda row: {"Read": "the charge point", "Changed": "a change it accepted"}[row.source],
    "meaning": lambda row: _meaning(row.key),
}


def _as_object(row: "ConfigurationRow") -> dict[str, Any]:
    known = described(row.key)
    return {"chargePointId": row.charge_point_id, "key": row.key, "value": row.value, "readonly": row.readonly,
            "known": row.known, "at": row.at, "source": row.source, "meaning": known.meaning if known else None,
            "unit": known.unit if known else None, "standard": known is not None}
