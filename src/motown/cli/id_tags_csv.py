"""idTags as CSV, for spreadsheets and other systems: out and in again without loss."""

import csv
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import NamedTuple, TextIO

from motown.domain import tokens
from motown.store.rows import IdTagRow

COLUMNS = ("id_tag", "status", "expires_at", "parent_id_tag", "max_concurrent", "note", "charge_point_id",
           "connector_id", "party_id", "contract_id")
STATUSES = ("Accepted", "Blocked")


class Row(NamedTuple):
    """A good line."""

    id_tag: str
    status: str
    expires_at: datetime | None
    parent_id_tag: str | None
    max_concurrent: int
    note: str | None
    charge_point_id: str | None = None
    connector_id: int | None = None
    party_id: str | None = None
    contract_id: str | None = None


class Wrong(NamedTuple):
    """A line that cannot be used."""

    line: int
    reason: str


def write(rows: Iterable[IdTagRow], target: TextIO) -> None:
    """A line of headings and one for each idTag; times in UTC."""
    writer = csv.writer(target)
    writer.writerow(COLUMNS)
    for row in rows:
        expires = "" if row.expires_at is None else row.expires_at.astimezone(UTC).isoformat().replace("+00:00", "Z")
        writer.writerow((row.id_tag, row.status, expires, row.parent_id_tag, row.max_concurrent, row.note,
                         row.charge_point_id, row.connector_id, row.party_id, row.contract_id))


def read(source: TextIO) -> Iterator[Row | Wrong]:
    """Every line, good or wrong; empty ones are passed over.  Comma or semicolon, as the headings have it."""
    header = next(source, "")
    delimiter = ";" if header.count(";") > header.count(",") else ","
    names = [name.strip().lower() for name in next(csv.reader([header], delimiter=delimiter), [])]
    unknown = [name for name in names if name not in COLUMNS]
    if unknown or "id_tag" not in names:
        said = f"there is no column {unknown[0]}" if unknown else "there is no column id_tag"
        yield Wrong(1, f"{said}; there are: {', '.join(COLUMNS)}")
        return
    body = csv.reader(source, delimiter=delimiter)
    for cells in body:
        if any(cell.strip() for cell in cells):
            yield _read(body.line_num + 1, dict(zip(names, cells, strict=False)), len(cells) - len(names))


def _read(line: int, cells: dict[str, str], surplus: int) -> Row | Wrong:
    values = {name: text.strip() for name, text in cells.items()}
    try:
        return _good(values, surplus)
    except ValueError as error:
        return Wrong(line, str(error))


def _good(values: dict[str, str], surplus: int) -> Row:
    """The line; ValueError for a wrong one."""
    if surplus > 0:
        raise ValueError("there are more cells than headings")
    if not values.get("id_tag"):
        raise ValueError("there is no idTag")
    status = values.get("status") or "Accepted"
    statuses = tokens.STATUSES if values.get("party_id") else STATUSES
    if status not in statuses:
        raise ValueError(f"status is {' or '.join(statuses)}, not {status}")
    expires_at, number = _time(values.get("expires_at", "")), int(values.get("max_concurrent") or 1)
    if number < 0:
        raise ValueError("max_concurrent is 0 (any number) or more")
    parent, note, bound = (values.get(name) or None for name in ("parent_id_tag", "note", "charge_point_id"))
    connector = int(values["connector_id"]) if values.get("connector_id") else None
    if connector is not None and (connector < 1 or bound is None):
        raise ValueError("connector_id is 1 or more, and needs a charge_point_id")
    return Row(values["id_tag"], status, expires_at, parent, number, note, bound, connector,
               values.get("party_id") or None, values.get("contract_id") or None)


def _time(text: str) -> datetime | None:
    if not text:
        return None
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
