"""The operations of CommandService in OCPP's words and back, by ocpp-mapping.csv beside the contracts.

That table is the only source of which operation, and which of its fields, is what in OCPP.
"""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from io import StringIO
from typing import Any

import msgspec

from motown.domain import operations
from motown.domain.errors import Kind, Refused
from motown.domain.operations import OPERATIONS, Operation
from motown.files import folder

Path = tuple[str, ...]
"""The names on the way to a field: ``("entry", "status")``."""
REQUEST, ANSWER = "request", "answer"
_INDEX = re.compile(r"\[[^\]]*\]")
_HUMP = re.compile("[a-z][A-Z]")


class Row:
    """An operation with its fields, by their order in the table."""

    def __init__(self, name: str, ocpp_name: str) -> None:
        self.name, self.ocpp_name = name, ocpp_name
        self.fields: dict[str, dict[Path, Path]] = {REQUEST: {}, ANSWER: {}}
        """Direction -> the standard's path -> OCPP's; those of one side only are not in it."""
        self.own: set[str] = set()
        """Fields of requests that OCPP does not have."""

    def add(self, direction: str, field: str, ocpp_field: str) -> None:
        """A line about a field."""
        path = tuple(part for part in field.split(".") if part != "N")
        if field and ocpp_field:
            self.fields[direction][path] = tuple(ocpp_field.split("."))
        elif field:
            self.own.add(field)

    def standard(self, direction: str) -> Mapping[Path, Path]:
        """OCPP's path -> the standard's."""
        return {ocpp: path for path, ocpp in self.fields[direction].items()}


@cache
def rows() -> Mapping[str, Row]:
    """Every operation that has its like in OCPP, by its name in the standard."""
    return {row.name: row for row in parse((folder("wsdl") / "motown" / "1.0" / "ocpp-mapping.csv").read_text("utf-8"))}


@cache
def by_ocpp_name() -> Mapping[str, Row]:
    """The same by their names in OCPP."""
    return {row.ocpp_name: row for row in rows().values()}


def parse(text: str) -> Sequence[Row]:
    """The operations that a CSV text tells, in their order."""
    found: dict[str, Row] = {}
    for line in csv.DictReader(StringIO(text)):
        if not line["direction"] and line["ocpp_operation"]:
            found[line["operation"]] = Row(line["operation"], line["ocpp_operation"])
        elif line["operation"] in found:
            found[line["operation"]].add(line["direction"], line["field"], line["ocpp_field"])
    return tuple(found.values())


# -- asked

def operation(name: str, request: Any, **given: Any) -> Operation:
    """What a request asks, to be sent; ``given`` are fields in OCPP's words that are not just those of the request.

    Refused in the standard's words where a field does not fit.
    """
    row = rows()[name]
    try:
        return operations.read(row.ocpp_name, _said(row, request) | given)
    except Refused as refused:
        raise translated(refused, row) from None


def _said(row: Row, request: Any) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for path, ocpp in row.fields[REQUEST].items():
        value = getattr(request, path[0])
        if len(path) == 1 and value is not None and value != []:
            told[ocpp[0]] = [_entry(row, path, ocpp, one) for one in value] if _has_parts(row, path) else value
    return told


def _has_parts(row: Row, path: Path) -> bool:
    return any(len(other) > 1 and other[0] == path[0] for other in row.fields[REQUEST])


def _entry(row: Row, whole: Path, ocpp_whole: Path, one: Any) -> dict[str, Any]:
    """A structure of a list; one inside it is there where it has any value."""
    told: dict[str, Any] = {}
    for path, ocpp in row.fields[REQUEST].items():
        value = getattr(one, path[1]) if len(path) > 1 and path[0] == whole[0] else None
        if value is not None:
            *way, last = ocpp[len(ocpp_whole):]
            inside = told
            for name in way:
                inside = inside.setdefault(name, {})
            inside[last] = value
    return told


def translated(refused: Refused, row: Row | None) -> Refused:
    """The same refusal in the standard's words; what is not there is the charge point.

    One of a kind of its own (unavailable, asked twice) is in everybody's words; so are those about add-ons' commands.
    """
    if type(refused) is not Refused or row is None:
        return refused
    place = _INDEX.sub("", refused.field or "")
    field, reason = _standard(row, place), refused.reason.removeprefix(f"{row.ocpp_name}: ")
    if place and field is not None:
        reason = f"{field}: {reason.removeprefix(f'{refused.field}: ')}"
        if words := _words(row, place) if "nvalid enum value" in reason else ():
            reason = f"{reason}: it is one of {', '.join(words)}"
    for path, ocpp in row.fields[REQUEST].items():
        if path[-1] != ocpp[-1] and _HUMP.search(ocpp[-1]):
            reason = re.sub(rf"\b{ocpp[-1]}\b", path[-1], reason)
    if field is None and refused.kind is Kind.NOT_FOUND:
        field = "chargePointId"
    return Refused(reason, refused.kind, field=field, retry_after_seconds=refused.retry_after_seconds,
                   grant_hint=refused.grant_hint)


def _standard(row: Row, place: str) -> str | None:
    """The field of the standard for one of OCPP's, with slashes between the names on the way to it."""
    if not place:
        return None
    path = tuple(place.split("."))
    known = row.standard(REQUEST)
    while path and path not in known:
        path = path[:-1]
    return "/".join(known[path]) if path else place


def _words(row: Row, place: str) -> Sequence[str]:
    """The words that a field of OCPP may have."""
    kind: Any = OPERATIONS[row.ocpp_name]
    for name in place.split("."):
        info: Any = msgspec.inspect.type_info(kind)
        kind = next((_core(one.type) for one in getattr(info, "fields", ()) if one.encode_name == name), None)
        if kind is None:
            return ()
        if isinstance(kind, tuple):
            return kind
    return ()


def _core(info: Any) -> Any:
    """The structure, or the words, behind what may be a list or absent."""
    if isinstance(info, msgspec.inspect.LiteralType):
        return tuple(map(str, info.values))
    if isinstance(info, msgspec.inspect.StructType):
        return info.cls
    for part in (*getattr(info, "types", ()), *([info.item_type] if hasattr(info, "item_type") else ())):
        if (found := _core(part)) is not None:
            return found
    return None


# -- told

def told(ocpp_name: str, direction: str, fields: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The fields of a command in the standard's names, as attributes: in the order of the table, then the others."""
    row = by_ocpp_name().get(ocpp_name)
    known = row.standard(direction) if row is not None else {}
    order = {path: number for number, path in enumerate(known)}
    flat = sorted(_flat((), (), fields), key=lambda one: (one[1][:1], order.get(one[0], len(order))))
    for path, places, value in flat:
        first, *rest = known.get(path, path)
        yield ".".join([first, *map(str, places), *rest]), _text(value)


def _flat(path: Path, places: tuple[int, ...], value: Any) -> Iterator[tuple[Path, tuple[int, ...], Any]]:
    """(path, places in the lists on the way, value), without what has no value."""
    if isinstance(value, Mapping):
        for name, one in value.items():
            yield from _flat((*path, str(name)), places, one)
    elif isinstance(value, list | tuple):
        for place, one in enumerate(value, 1):
            yield from _flat(path, (*places, place) if isinstance(one, Mapping) else places, one)
    elif value is not None:
        yield path, places, value


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
