"""Tables for people, JSON for programs.  What charge points say never reaches the terminal unescaped."""

import sys
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

import click
import msgspec
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

Columns = Mapping[str, Callable[[Any], object]]
"""Heading -> what stands below it, made of a row."""

WIDE = 500
"""Columns of a table that no terminal limits."""


def console(stream: Any = None) -> Console:
    """A console of the terminal's width, or a very wide one where there is no terminal."""
    file = stream or sys.stdout
    return Console(file=file, width=None if file.isatty() else WIDE, highlight=False, soft_wrap=False)


def show(rows: Iterable[Any], columns: Columns, *, as_json: bool, nothing: str) -> None:
    """Rows as a table, or as one JSON object a line; ``nothing`` is said (to people) where there are none."""
    if as_json:
        for row in rows:
            show_json(row)
        return
    found = list(rows)
    if not found:
        click.echo(nothing, err=True)
        return
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for heading in columns:
        table.add_column(heading, overflow="fold")
    for row in found:
        table.add_row(*(Text(plain(cell(row))) for cell in columns.values()))
    show_table(table)


def show_table(table: Table) -> None:
    """A table without the blanks around it that only a terminal makes invisible."""
    screen = console()
    with screen.capture() as captured:
        screen.print(table)
    lines = [line.rstrip() for line in captured.get().splitlines()]
    click.echo("\n".join(line for line in lines if line))


def show_one(row: Any, fields: Mapping[str, object], *, as_json: bool) -> None:
    """One thing: its fields below each other, or one JSON object."""
    if as_json:
        show_json(row)
        return
    width = max(map(len, fields))
    for name, value in fields.items():
        click.echo(f"{name:{width}}  {plain(value)}")


def show_json(value: Any) -> None:
    """One line of JSON; rows of tables become objects whose names are as in all JSON of Motown."""
    click.echo(msgspec.json.encode(as_object(value), enc_hook=str).decode())


def as_object(value: Any) -> Any:
    """A row as a mapping from names in ``camelCase``; what the mappings in it hold is left as it is."""
    if isinstance(value, msgspec.Struct):
        return {camel(name): as_object(inner) for name, inner in msgspec.structs.asdict(value).items()}
    if isinstance(value, dict):
        return {name: as_object(inner) for name, inner in value.items()}
    return [as_object(one) for one in value] if isinstance(value, list | tuple) else value


def camel(name: str) -> str:
    """``recorded_at`` -> ``recordedAt``."""
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def plain(value: object) -> str:
    """A value for people: times in UTC, a dash for nothing, and no control characters (they could move the cursor)."""
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, list | tuple):
        return ", ".join(map(plain, value)) or "—"
    return "".join(letter if letter.isprintable() else f"\\x{ord(letter):02x}" for letter in str(value))


def moment(at: datetime) -> str:
    """``2026-03-01 12:00:00Z``."""
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%SZ")


def progress() -> Progress:
    """A bar on standard error for long work; nothing where that is no terminal."""
    return Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
        console=console(sys.stderr), disable=not sys.stderr.isatty(),
    )  # fmt: skip
