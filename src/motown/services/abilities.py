"""The commands that can be asked for, as GetCapabilities tells them: those of the standard, and of add-ons.

Which there are says ocpp-mapping.csv, beside the contracts; what their fields are, the contract of CommandService.
"""

import csv
from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from motown.addon import ChargePointRow, Extension
from motown.contracts import motown10_command, roots
from motown.domain.access_policy import Policy
from motown.soap.models import Field, fields, is_complex
from motown.soap.values import simple

IN_ALL = frozenset(("requestId", "chargePointId", "notBefore", "expiresAt", "note", "others"))
"""Fields that every command has."""
PROTOCOLS = {"ocpp12": "ocpp1.2-soap", "ocpp15": "ocpp1.5-soap"}
"""Column of the table -> protocol."""
_TYPES = {bool: "boolean", int: "integer", Decimal: "decimal", datetime: "dateTime"}


class Ability(NamedTuple):
    """A command of CommandService."""

    name: str
    protocols: tuple[str, ...]
    parameters: tuple[dict[str, Any], ...]


def of_standard(policy: Policy, row: ChargePointRow | None) -> Iterator[dict[str, Any]]:
    """Those of CommandService; only those that the charge point has, where it is about one."""
    for one in _published():
        needed = policy.needed(one.name)
        if needed is not None and (row is None or row.protocol in one.protocols):
            yield {"name": one.name, "protocol": list(one.protocols), "accessClass": needed.access_class,
                   "parameter": list(one.parameters)}


def of_add_ons(extensions: Iterable[Extension], row: ChargePointRow | None) -> Iterator[dict[str, Any]]:
    """Those that InvokeExtension can name; only those for the charge point, where it is about one."""
    for one in extensions:
        if row is None or one.is_for(row):
            yield {"name": one.name, "protocol": list(one.protocols), "extensionOf": one.add_on,
                   "accessClass": one.access_class,
                   "parameter": [{"name": each.name, "type": str(each.type), "required": each.required,
                                  "description": each.description} for each in one.parameters]}


@cache
def _published() -> tuple[Ability, ...]:
    """The rows of the table that tell of a command which is sent."""
    text = (roots()["wsdl"] / "motown" / "1.0" / "ocpp-mapping.csv").read_text("utf-8")
    return tuple(
        Ability(row["operation"], tuple(name for column, name in PROTOCOLS.items() if row[column] == "yes"),
                tuple(_parameters(row["operation"])))
        for row in csv.DictReader(text.splitlines()) if row["ocpp_operation"] and not row["direction"])


def _parameters(operation: str) -> Iterator[dict[str, Any]]:
    """The fields of a command's request beyond those of all."""
    contract = motown10_command.contract
    for field in fields(contract.elements[contract.operations[operation].input]):
        if field.name not in IN_ALL and field.kind == "element":
            yield {"name": field.name, "type": _type(field), "required": field.required and not field.nillable,
                   "description": field.documentation}


def _type(field: Field) -> str:
    """In the words of GetCapabilities."""
    return "structure" if is_complex(field.model) else _TYPES.get(simple(field.model).python, "string")
