"""``field=value`` on the command line: which fields an operation has, and what is made of the texts given for them."""

import difflib
import json
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import click
import msgspec

from motown.cli.options import Moment
from motown.domain.errors import Refused
from motown.domain.operations import OPERATIONS, Operation, read

OURS = {("ReserveNow", "reservationId")}
"""Numbers that are ours to give."""
FORWARD = ("expiryDate", "retrieveDate")
"""Times to come: ``10m`` is in ten minutes.  For others it is ten minutes ago."""
WITHOUT = {
    ("GetConfiguration", "key"): "all",
    ("GetDiagnostics", "location"): "our own file server",
    ("SendLocalList", "listVersion"): "the next",
    ("SendLocalList", "localAuthorisationList"): "our own idTags",
    ("UpdateFirmware", "retrieveDate"): "now",
}
"""What is taken for a field that is not given, where that is ours to say."""
MADE: dict[tuple[str, str], Callable[[], Any]] = {
    ("UpdateFirmware", "retrieveDate"): lambda: Moment(forward=True).convert("now", None, None)}
"""Fields that OCPP demands and we make where they are not given."""
NO_ENTRY = "none"
"""Beside the statuses of an idTag: it is to leave the list."""


class FieldOf(NamedTuple):
    """A field of an operation as the command line takes it."""

    name: str
    """As in the contract."""
    kind: str
    """What it is, for people: ``text``, ``number``, ``time``, ``Hard|Soft``, ``idTags``; with ``list of`` before it."""
    is_required: bool
    is_list: bool
    choices: tuple[str, ...] = ()
    without: str | None = None
    """What is taken where it is not given."""


def fields_of(name: str) -> list[FieldOf]:
    """The fields of an operation that can be given."""
    declared: Any = msgspec.inspect.type_info(OPERATIONS[name])
    return [_field(name, one) for one in declared.fields if (name, one.encode_name) not in OURS]


def operation_of(name: str, texts: Sequence[str]) -> Operation:
    """The operation that ``field=value`` texts make; UsageError where they do not fit, saying what would."""
    known = {field.name: field for field in fields_of(name)}
    given: dict[str, Any] = {}
    for text in texts:
        field, value = _read(name, known, text)
        if field.is_list:
            given.setdefault(field.name, []).extend(value)
        elif field.name in given:
            raise click.UsageError(f"{field.name} is given twice")
        else:
            given[field.name] = value
    for missing in (field for field in known.values() if field.name not in given):
        if (name, missing.name) in MADE:
            given[missing.name] = MADE[name, missing.name]()
        elif missing.is_required:
            raise click.UsageError(f"{name} needs {missing.name}={missing.kind}: see motown commands names {name}")
    try:
        return read(name, given, texts=True)
    except Refused as error:
        raise click.UsageError(error.reason) from None


def chosen(text: str, known: Iterable[str], what: str) -> str:
    """The one of the known words that is meant, whatever its case; UsageError with a suggestion."""
    folded = {one.casefold(): one for one in known}
    if text.casefold() in folded:
        return folded[text.casefold()]
    near = difflib.get_close_matches(text.casefold(), folded, n=1)
    there = ", ".join(folded.values())
    hint = f"did you mean {folded[near[0]]}?" if near else f"there are: {there}" if there else "there are none"
    raise click.UsageError(f"there is no {what} {text!r}; {hint}")


def _field(operation: str, declared: Any) -> FieldOf:
    kinds = getattr(declared.type, "types", (declared.type,))
    (kind,) = (one for one in kinds if not isinstance(one, msgspec.inspect.NoneType))
    is_list = isinstance(kind, msgspec.inspect.VarTupleType)
    inner = kind.item_type if is_list else kind
    choices = tuple(map(str, inner.values)) if isinstance(inner, msgspec.inspect.LiteralType) else ()
    place = (operation, declared.encode_name)
    said = "|".join(choices) or _KINDS[type(inner)]
    return FieldOf(declared.encode_name, f"list of {said}" if is_list else said,
                   declared.required and place not in MADE, is_list, choices, WITHOUT.get(place))


_KINDS: dict[type, str] = {
    msgspec.inspect.StrType: "text", msgspec.inspect.IntType: "number", msgspec.inspect.DateTimeType: "time",
    msgspec.inspect.StructType: "idTags"}


def _read(name: str, known: dict[str, FieldOf], text: str) -> tuple[FieldOf, Any]:
    left, equals, right = text.partition("=")
    if not equals:
        raise click.UsageError(f"write FIELD=VALUE, not {text!r}: see motown commands names {name}")
    field = known[chosen(left.strip(), known, f"field of {name}")]
    return field, _value(field, right)


def _value(field: FieldOf, text: str) -> Any:
    is_file = text.startswith("@") and not text.startswith("@@")
    said = _content(text[1:]) if is_file else text.removeprefix("@")
    if field.choices:
        return chosen(said, field.choices, field.name)
    if field.kind == "time":
        return _moment(field, said)
    if not field.is_list:
        return said
    if said.lstrip()[:1] in ("[", "{"):
        return _from_json(field, said)
    items = [line.strip() for line in said.splitlines() if line.strip()] if is_file else [said]
    return [_entry(one) for one in items] if field.kind == "list of idTags" else items


def _content(name: str) -> str:
    """A file, or ``-`` standard input, without the end of its last line."""
    try:
        text = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise click.UsageError(f"{name!r} cannot be read: {getattr(error, 'strerror', None) or error}") from None
    return text.removesuffix("\n").removesuffix("\r")


def _moment(field: FieldOf, text: str) -> datetime:
    try:
        return Moment(forward=field.name in FORWARD).convert(text, None, None)
    except click.BadParameter as error:
        raise click.UsageError(f"{field.name}: {error.message}") from None


def _from_json(field: FieldOf, text: str) -> list[Any]:
    try:
        made = json.loads(text)
    except ValueError as error:
        raise click.UsageError(f"{field.name}: this is no JSON: {error}") from None
    return made if isinstance(made, list) else [made]


def _entry(text: str) -> dict[str, Any]:
    """``IDTAG`` (Accepted), ``IDTAG=STATUS``, or ``IDTAG=none`` for one that is to leave the list."""
    tag, equals, status = text.rpartition("=")
    if not equals:
        return {"idTag": text, "idTagInfo": {"status": "Accepted"}}
    word = chosen(status, (*_statuses(), NO_ENTRY), "status of an idTag")
    return {"idTag": tag} if word == NO_ENTRY else {"idTag": tag, "idTagInfo": {"status": word}}


def _statuses() -> tuple[str, ...]:
    from motown.domain.operations import IdTagInfo

    declared: Any = msgspec.inspect.type_info(IdTagInfo)
    return tuple(next(one.type.values for one in declared.fields if one.encode_name == "status"))
