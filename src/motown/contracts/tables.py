"""Whether a table beside the contracts still says what an older one said: rows may come, and words be put better.

The rules are those of docs/standard/versioning.rst; ``compatibility`` asks for tables what it asks for contracts.
"""

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path

FREE = frozenset({"description", "note"})
"""Columns for people."""
GROWING = frozenset({"answers"})
"""Columns with lists of words, which may get more."""
PROMISED = {"required": "yes"}
"""Columns where only one word is a promise: what may be absent may come to be always there."""
KEYS = {
    "access-policy": ("kind", "name"), "event-types": ("event", "attribute"),
    "ocpp-mapping": ("operation", "direction", "field", "ocpp_field")}
"""What a row is known by, for each table."""

Rows = Mapping[tuple[str, ...], Mapping[str, str]]


def table_changes(old: Path, new: Path) -> list[str]:
    """What a reader of the old table would stumble over in the new one, a line each."""
    before, now = _rows(old), _rows(new)
    return [line for key, row in before.items() for line in _row(" ".join(filter(None, key)), row, now.get(key))]


def _rows(path: Path) -> Rows:
    with path.open(encoding="utf-8", newline="") as file:
        return {tuple(row[name] for name in KEYS[path.stem]): row for row in csv.DictReader(file)}


def _row(name: str, before: Mapping[str, str], now: Mapping[str, str] | None) -> Iterator[str]:
    if now is None:
        yield f"{name} is gone"
        return
    for column, value in before.items():
        if column not in FREE and not _kept(column, value, now.get(column)):
            yield f"{name}: {column} was {value or 'empty'} and is {now.get(column) or 'empty'}"


def _kept(column: str, before: str, now: str | None) -> bool:
    if now is None:
        return False
    if column in GROWING:
        return set(before.split()) <= set(now.split())
    if column in PROMISED:
        return now == before or now == PROMISED[column]
    return now == before
