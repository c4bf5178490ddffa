"""The types of events that there are: those of event-types.csv, and those that add-ons have declared."""

import ast
import inspect
import textwrap
import typing
from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from functools import cache
from itertools import pairwise
from types import UnionType
from typing import Any

import msgspec

from motown.contracts import roots
from motown.domain.event_types import ADD_ON_PREFIX, IDENTITY, Attribute, EventType, parse
from motown.domain.events import EVENT_TYPES, Event
from motown.services.events.flattening import ENVELOPE, IDENTITIES

KINDS: dict[Any, str] = {int: "integer", bool: "boolean", Decimal: "decimal", float: "decimal", datetime: "dateTime"}
"""What is none of these is a string."""


@cache
def published() -> Mapping[str, EventType]:
    """What event-types.csv says."""
    return parse((roots()["wsdl"] / "motown" / "1.0" / "event-types.csv").read_text("utf-8"))


def known() -> Mapping[str, EventType]:
    """All types, those of add-ons as they are declared now."""
    added = {name: of_add_on(name, kind) for name, kind in EVENT_TYPES.items() if name.startswith(ADD_ON_PREFIX)}
    return {**published(), **added} if added else published()


@cache
def of_add_on(name: str, kind: type[Event]) -> EventType:
    """A type that an add-on has declared, described by its docstring and by the strings below its fields."""
    return EventType(name, "Domain", kind.ACCESS_CLASS, _sentence(kind), tuple(_attributes(kind)), name.split(".")[1])


def _attributes(kind: type[msgspec.Struct], before: str = "") -> Iterator[Attribute]:
    told = _descriptions(kind)
    for field in msgspec.structs.fields(kind):
        name = field.encode_name
        if not before and name in ENVELOPE:
            continue
        one, many = _bare(field.type), False
        if typing.get_origin(one) in (tuple, list):
            one, many = _bare(typing.get_args(one)[0]), True
        if one is dict or typing.get_origin(one) is dict:
            yield Attribute(f"{before}{name}.*", "string", many=True, description=told.get(field.name, ""))
        elif isinstance(one, type) and issubclass(one, msgspec.Struct):
            yield from _attributes(one, f"{before}{name}.N.")
        else:
            yield Attribute(before + name, KINDS.get(one, "string"), many,
                            access=IDENTITY if name in IDENTITIES else None, description=told.get(field.name, ""))


def _bare(annotation: Any) -> Any:
    """The type behind optional and distinct ones."""
    while True:
        if isinstance(annotation, typing.NewType):
            annotation = annotation.__supertype__
        elif typing.get_origin(annotation) is typing.Annotated:
            annotation = typing.get_args(annotation)[0]
        elif typing.get_origin(annotation) in (typing.Union, UnionType):
            annotation = next(one for one in typing.get_args(annotation) if one is not type(None))
        else:
            return annotation


def _sentence(kind: type) -> str:
    """The first of what its docstring says."""
    text = inspect.getdoc(kind) or ""
    return " ".join(text.partition("\n\n")[0].split())


def _descriptions(kind: type) -> dict[str, str]:
    """The strings below its fields; nothing where the source is not installed."""
    found: dict[str, str] = {}
    for one in reversed(kind.__mro__):
        try:
            body = ast.parse(textwrap.dedent(inspect.getsource(one))).body[0]
        except (OSError, TypeError, SyntaxError):
            continue
        for before, after in pairwise(body.body if isinstance(body, ast.ClassDef) else []):
            if isinstance(before, ast.AnnAssign) and isinstance(before.target, ast.Name) and isinstance(
                    after, ast.Expr) and isinstance(after.value, ast.Constant):
                found[before.target.id] = " ".join(str(after.value.value).split())
    return found
