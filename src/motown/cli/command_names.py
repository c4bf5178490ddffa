"""``motown commands names``: what can be asked of a charge point, in the words of the contracts."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import click

from motown.cli.command_fields import FieldOf, fields_of
from motown.cli.output import Columns, plain, show, show_json
from motown.domain.operations import OPERATIONS

FIELD_COLUMNS: Columns = {
    "field": lambda row: row.field.name,
    "what": lambda row: row.field.kind,
    "needed": lambda row: "yes" if row.field.is_required else f"no: {row.field.without}" if row.field.without else "no",
    "meaning": lambda row: row.documentation,
}
COLUMNS: Columns = {
    "name": lambda row: row.name,
    "OCPP": lambda row: row.versions,
    "fields": lambda row: " ".join(one.field.name if one.field.is_required else f"[{one.field.name}]"
                                   for one in row.fields),
    "meaning": lambda row: row.documentation.split(". ")[0].removesuffix("."),
}


class Documented(NamedTuple):
    """A field with what the contract says of it."""

    field: FieldOf
    documentation: str


class Named(NamedTuple):
    """An operation with what the contract says of it."""

    name: str
    versions: tuple[str, ...]
    documentation: str
    fields: tuple[Documented, ...]

    def as_object(self) -> dict[str, Any]:
        """For JSON."""
        return {"name": self.name, "versions": self.versions, "documentation": self.documentation, "fields": [
            {"name": one.field.name, "type": one.field.kind, "values": one.field.choices,
             "required": one.field.is_required, "list": one.field.is_list, "default": one.field.without,
             "documentation": one.documentation} for one in self.fields]}


def named() -> Iterator[Named]:
    """Every operation, in the order of the names."""
    from motown.contracts import ocpp15_chargepoint
    from motown.soap.models import fields

    contract = ocpp15_chargepoint.contract  # it has all of 1.2 too
    for name, declared in sorted(OPERATIONS.items()):
        operation = contract.operations[name]
        said = {one.name: one.documentation for one in fields(contract.elements[operation.input])}
        yield Named(name, tuple(sorted(declared.VERSIONS)), _line(operation.documentation),
                    tuple(Documented(one, _line(said[one.name])) for one in fields_of(name)))


def _line(text: str) -> str:
    return " ".join(text.split())


def show_names(*, as_json: bool) -> None:
    """All of them, a line each."""
    rows = list(named())
    show([row.as_object() for row in rows] if as_json else rows, COLUMNS, as_json=as_json, nothing="there are none")


def show_name(name: str, *, as_json: bool) -> None:
    """One, with its fields."""
    row = next(one for one in named() if one.name == name)
    if as_json:
        show_json(row.as_object())
        return
    only = "" if len(row.versions) > 1 else " only"
    click.echo(f"{row.name}, OCPP {plain(row.versions)}{only}\n{row.documentation}")
    show(row.fields, FIELD_COLUMNS, as_json=False, nothing="it has no fields")
