"""The event catalogue: every event type with its fields, as a page and as JSON Schemas, made from the declarations.

``python -m motown.domain.events.catalogue`` in a checkout writes docs/events.rst and schemas/events/ anew; a test
says when they are stale.
"""

import ast
import inspect
import textwrap
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec

from motown.domain.events import EVENT_TYPES, Event, Message

HEAD = """\
Event catalogue
===============

Everything that can stand in the log.  Made from the declarations in ``motown.domain.events``; do not edit.

A body is a JSON object with the fields below; a field that is not there has no value.  Times are UTC.  The envelope
around it (position, stream, recorded and occurred time, causation ...) is described in :doc:`store`.
"""

MESSAGES = """
Messages
--------

Types ``ocpp.<Operation>.<Kind>``, category ``Message``, stream ``cp:<chargePointId>``; kinds are Request, Response,
Fault and Malformed.  The exact bytes stand beside, in the table ``message``.
"""


def page() -> str:
    """The catalogue as reStructuredText."""
    parts = [HEAD, MESSAGES, *_fields(Message), "\nDomain events\n-------------\n"]
    for name in sorted(EVENT_TYPES):
        event_type = EVENT_TYPES[name]
        stream = f"{event_type.STREAM}:<{_camel(event_type.KEY)}>"
        parts += [f"\n{name}\n{'~' * len(name)}\n", inspect.getdoc(event_type) or "", "",
                  f"Version {event_type.VERSION}, stream ``{stream}``.\n", *_fields(event_type)]
    return "\n".join(parts).rstrip() + "\n"


def schemas() -> Mapping[str, bytes]:
    """A JSON Schema for the body of each event type, by file name."""
    types: dict[str, type[Event]] = {"ocpp.message": Message, **EVENT_TYPES}
    return {f"{name}.v{event_type.VERSION}.json": _schema(event_type) for name, event_type in types.items()}


def write(repository: Path) -> None:
    """Write page and schemas into a checkout."""
    (repository / "docs" / "events.rst").write_text(page(), encoding="utf-8")
    folder = repository / "schemas" / "events"
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.json"):
        old.unlink()
    for name, text in schemas().items():
        (folder / name).write_bytes(text)


def _schema(event_type: type[Event]) -> bytes:
    return msgspec.json.format(msgspec.json.encode(msgspec.json.schema(event_type)), indent=2) + b"\n"


def _fields(event_type: type[Event]) -> Iterator[str]:
    """A table of the fields, in their order, with what the declaration says of each."""
    told = _descriptions(event_type)
    yield "\n.. list-table::\n   :header-rows: 1\n   :widths: 25 25 50\n\n   * - field\n     - type\n     - meaning"
    for field in msgspec.structs.fields(event_type):
        optional = "" if field.required else f", {_absent(field.default)}"
        meaning = told.get(field.name, "")
        yield f"   * - ``{field.encode_name}``\n     - {_type(field.type)}{optional}\n     - {meaning}".rstrip()


def _absent(default: Any) -> str:
    """What it means that a field is not there."""
    return "optional" if default in (None, "", (), msgspec.NODEFAULT) else f"absent: {str(default).lower()}"


def _descriptions(event_type: type[Event]) -> dict[str, str]:
    """The strings below the fields, of the type and those it is made from."""
    found: dict[str, str] = {}
    for one in reversed(event_type.__mro__):
        if issubclass(one, Event):
            body = ast.parse(textwrap.dedent(inspect.getsource(one))).body[0]
            nodes = body.body if isinstance(body, ast.ClassDef) else []
            found |= {before.target.id: " ".join(str(after.value.value).split()) for before, after in pairwise(nodes)
                      if isinstance(before, ast.AnnAssign) and isinstance(before.target, ast.Name)
                      and isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant)}
    return found


def _type(annotation: Any) -> str:
    """A field's type in JSON's words."""
    text = str(msgspec.inspect.type_info(annotation))
    schema = msgspec.json.schema(annotation)
    kinds = [one.get("format") or one.get("type") or one.get("$ref", "").rpartition("/")[2]
             for one in schema.get("anyOf", [schema])]
    named = [kind for kind in kinds if kind and kind != "null"]
    return f"list of {_item(schema)}" if named == ["array"] else ", ".join(named) or text


def _item(schema: Mapping[str, Any]) -> str:
    items = schema.get("items", {})
    return str(items.get("type") or items.get("$ref", "").rpartition("/")[2])


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.title() for part in rest)


if __name__ == "__main__":
    write(Path(__file__).parents[4])
