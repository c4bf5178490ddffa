"""Charge detail records as CSV, for spreadsheets and billing: a line each, times in UTC, no prices."""

import csv
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import TextIO

from motown.store.charging_rows import CdrRow

COLUMNS: Mapping[str, Callable[[CdrRow], object]] = {
    "cdr_id": lambda row: row.cdr_id,
    "revision": lambda row: row.revision,
    "session_id": lambda row: row.session_id,
    "transaction_ids": lambda row: " ".join(map(str, row.transaction_ids)),
    "party_id": lambda row: row.party_id,
    "id_tag": lambda row: row.id_tag,
    "charge_point_id": lambda row: row.charge_point_id,
    "connector_id": lambda row: row.connector_id,
    "evse_id": lambda row: row.content.charge_point.evse_id,
    "name": lambda row: row.content.charge_point.name,
    "started_at": lambda row: _written(row.started_at),
    "stopped_at": lambda row: _written(row.stopped_at),
    "energy_wh": lambda row: row.energy_wh,
    "duration_seconds": lambda row: row.duration_seconds,
}
_FORMULAS = ("=", "+", "-", "@", "\t", "\r")
"""What spreadsheets would run."""


def write(rows: Iterable[CdrRow], target: TextIO) -> None:
    """A line of headings and one for each record."""
    writer = csv.writer(target)
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([_harmless(cell(row)) for cell in COLUMNS.values()])


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _harmless(value: object) -> object:
    """Charge points and drivers choose some of the texts: none may be a formula where the file is opened."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULAS) else value
