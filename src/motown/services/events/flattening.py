"""The body of an event as attributes, as event-types.csv tells them; its rows are compiled once for each type.

``outer.N.inner`` of the table is ``outer.inner`` where there is one structure, and ``outer.1.inner``, ``outer.2.inner``
in a list; ``outer.*`` stands for fields of any name, with structures and lists in them likewise.
"""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from motown.domain.event_types import IDENTITY, NEVER, RAW, Attribute, EventType

Named = tuple[str, str]
"""An attribute: its name and its value."""
IDENTITIES = frozenset(("idTag", "parentIdTag"))
"""Fields that hold an idTag also where the table does not name them."""
ENVELOPE = frozenset(("chargePointId", "connectorId", "transactionId", "commandId", "party", "occurredAt"))
"""Fields that stand in the envelope, and not among the attributes."""
LONGEST_NAME = 255


class Manner(NamedTuple):
    """How much is told, and how."""

    pseudonym: Callable[[str], str] | None
    """What stands for an idTag; None: it is told as it is."""
    with_raw: bool
    """What needs R-RAW is told too."""


Write = Callable[[Any], str]
Step = Callable[[Any, str, Manner, list[Named]], None]
"""Takes a value and its name, and adds its attributes to a list."""


Rows = tuple[tuple[str, Write | None, Step], ...]
"""The fields of a structure; with how to write those that all may see, and that there is one of."""


def flattened(kind: EventType, body: Mapping[str, Any], manner: Manner) -> list[Named]:
    """The attributes of an event, in the order of the table: a database may keep those of a body in any."""
    found: list[Named] = []
    if kind.attributes:
        _flatten(_rows(kind), body, "", manner, found)
    else:  # nobody here has told what it has
        for name in sorted(body.keys() - ENVELOPE):
            _add(body[name], name, manner, found)
    return found


@cache
def _rows(kind: EventType) -> Rows:
    return _compiled((one.name, one) for one in kind.attributes)


def _flatten(rows: Rows, body: Mapping[str, Any], before: str, manner: Manner, found: list[Named]) -> None:
    for name, write, step in rows:
        value = body.get(name)
        if value is None:
            continue
        if write is not None:
            found.append((before + name, value if type(value) is str else write(value)))
        else:
            step(value, before + name, manner, found)


def _compiled(attributes: Iterable[tuple[str, Attribute]]) -> Rows:
    made: dict[str, tuple[Write | None, Step]] = {}
    inner: dict[str, list[tuple[str, Attribute]]] = {}
    for name, one in attributes:
        first, _, rest = name.partition(".")
        if rest and rest != "*":
            inner.setdefault(first, []).append((rest.removeprefix("N."), one))
            made[first] = None, _add  # its place; what it is, when all of it is known
        elif one.access == NEVER:
            continue
        elif rest:
            made[first] = None, _limited(one, _add)
        else:
            is_plain = not (one.many or one.access or one.kind == "decimal")
            made[first] = WRITERS[one.kind] if is_plain else None, _leaf(one)
    made |= {first: (None, _structures(_compiled(some))) for first, some in inner.items()}
    return tuple((name, *one) for name, one in made.items())


def _leaf(one: Attribute) -> Step:
    write, identity = WRITERS[one.kind], one.access == IDENTITY
    has_pseudonym = one.name.rpartition(".")[2] in IDENTITIES

    def step(value: Any, name: str, manner: Manner, found: list[Named]) -> None:
        hidden = identity and manner.pseudonym is not None
        if hidden and not has_pseudonym:  # whose it is, say: nothing can stand for that
            return
        for each in value if isinstance(value, list) else (value,):
            text = write(each)
            found.append((name, manner.pseudonym(text) if hidden and manner.pseudonym is not None else text))

    return _limited(one, step)


def _limited(one: Attribute, step: Step) -> Step:
    """The same, where R-RAW is needed only with it."""
    if one.access != RAW:
        return step
    return lambda value, name, manner, found: step(value, name, manner, found) if manner.with_raw else None


def _structures(rows: Rows) -> Step:
    def step(value: Any, name: str, manner: Manner, found: list[Named]) -> None:
        if not isinstance(value, list):
            _flatten(rows, value, f"{name}.", manner, found)
            return
        for number, each in enumerate(value, start=1):
            _flatten(rows, each, f"{name}.{number}.", manner, found)

    return step


def _add(value: Any, name: str, manner: Manner, found: list[Named]) -> None:
    """Whatever it is."""
    if isinstance(value, Mapping):
        for inner in sorted(value):
            _add(value[inner], f"{name}.{inner}", manner, found)
    elif isinstance(value, list):
        structured = any(isinstance(each, Mapping | list) for each in value)
        for number, each in enumerate(value, start=1):
            _add(each, f"{name}.{number}" if structured else name, manner, found)
    elif value is not None:
        text = _text(value)
        if manner.pseudonym is not None and name.rpartition(".")[2] in IDENTITIES:
            text = manner.pseudonym(text)
        found.append((name[:LONGEST_NAME], text))


def _text(value: Any) -> str:
    """A value that JSON knows, as XML Schema writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return _decimal(value) if isinstance(value, float) else str(value)


def _decimal(value: Any) -> str:
    return format(Decimal(str(value)), "f")


WRITERS: dict[str, Write] = {
    "string": _text, "integer": str, "decimal": _decimal, "boolean": _text, "dateTime": str}
"""Kind of attribute -> from JSON's value to the text.  Times stand in the log in UTC with ``Z`` already."""
