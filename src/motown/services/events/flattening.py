"""The body of an event as attributes, in the order of event-types.csv: a flattener is compiled once for each type.

``outer.N.inner`` of the table is ``outer.inner`` where there is one structure, and ``outer.1.inner``, ``outer.2.inner``
in a list; ``outer.*`` stands for fields of any name, with structures and lists in them likewise.
"""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from motown.domain.event_types import IDENTITY, NEVER, RAW, Attribute, EventType

Named = tuple[str, str]
"""An attribute: its name and its value."""
IDENTITIES = frozenset(("idTag", "parentIdTag"))
"""Fields of any name that hold an idTag all the same."""


class Manner(NamedTuple):
    """How much is told, and how."""

    pseudonym: Callable[[str], str] | None
    """What stands for an idTag; None: it is told as it is."""
    with_raw: bool
    """What needs R-RAW is told too."""


Step = Callable[[Mapping[str, Any], str, Manner, list[Named]], None]
"""Takes a structure and what stands before its names, and adds its attributes to a list."""


def flattened(kind: EventType, body: Mapping[str, Any], manner: Manner) -> list[Named]:
    """The attributes of an event."""
    found: list[Named] = []
    for step in _steps(kind):
        step(body, "", manner, found)
    return found


@cache
def _steps(kind: EventType) -> tuple[Step, ...]:
    if not kind.attributes:
        return (_everything,)
    return _compiled([(one.name, one) for one in kind.attributes])


def _compiled(attributes: list[tuple[str, Attribute]]) -> tuple[Step, ...]:
    """A step for each field; those of a structure together."""
    steps: list[Step] = []
    inner: dict[str, list[tuple[str, Attribute]]] = {}
    for name, one in attributes:
        first, _, rest = name.partition(".")
        if rest == "*":
            steps.append(_any_names(first, one))
        elif not rest:
            steps.append(_leaf(first, one))
        elif first in inner:
            inner[first].append((rest.removeprefix("N."), one))
        else:
            inner[first] = [(rest.removeprefix("N."), one)]
            steps.append(_structures(first, inner))
    return tuple(steps)


def _leaf(name: str, one: Attribute) -> Step:
    write = WRITERS[one.kind]
    if one.access == NEVER:
        return lambda *_: None

    def step(body: Mapping[str, Any], before: str, manner: Manner, found: list[Named]) -> None:
        value = body.get(name)
        if value is None or (one.access == RAW and not manner.with_raw):
            return
        for each in value if isinstance(value, list) else (value,):
            text = write(each)
            if one.access == IDENTITY and manner.pseudonym is not None:
                text = manner.pseudonym(text)
            found.append((before + name, text))

    return step


def _structures(name: str, inner: dict[str, list[tuple[str, Attribute]]]) -> Step:
    steps: list[tuple[Step, ...]] = []

    def step(body: Mapping[str, Any], before: str, manner: Manner, found: list[Named]) -> None:
        value = body.get(name)
        if value is None:
            return
        if not steps:  # all its attributes are known by now
            steps.append(_compiled(inner[name]))
        for place, each in _placed(f"{before}{name}.", value):
            for one in steps[0]:
                one(each, place, manner, found)

    return step


def _placed(before: str, value: Any) -> Iterator[tuple[str, Any]]:
    if not isinstance(value, list):
        return iter([(before, value)])
    return ((f"{before}{number}.", each) for number, each in enumerate(value, start=1))


def _any_names(name: str, one: Attribute) -> Step:
    def step(body: Mapping[str, Any], before: str, manner: Manner, found: list[Named]) -> None:
        if one.access != NEVER and (one.access != RAW or manner.with_raw):
            _add(before + name, body.get(name), manner, found)

    return step


def _everything(body: Mapping[str, Any], before: str, manner: Manner, found: list[Named]) -> None:
    """Of a type that nobody here has told the attributes of."""
    for name, value in body.items():
        if before or name not in ENVELOPE:
            _add(before + name, value, manner, found)


def _add(name: str, value: Any, manner: Manner, found: list[Named]) -> None:
    if value is None:
        return
    if isinstance(value, Mapping):
        for inner, each in value.items():
            _add(f"{name}.{inner}", each, manner, found)
    elif isinstance(value, list):
        structured = any(isinstance(each, Mapping | list) for each in value)
        for number, each in enumerate(value, start=1):
            _add(f"{name}.{number}" if structured else name, each, manner, found)
    else:
        text = _text(value)
        hidden = manner.pseudonym is not None and name.rpartition(".")[2] in IDENTITIES
        found.append((name, manner.pseudonym(text) if hidden and manner.pseudonym else text))


ENVELOPE = frozenset(("chargePointId", "connectorId", "transactionId", "commandId", "party", "occurredAt"))
"""Fields that stand in the envelope, and not among the attributes."""


def _text(value: Any) -> str:
    """A value that JSON knows, as XML Schema writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return format(Decimal(repr(value)), "f")
    return str(value)


def _decimal(value: Any) -> str:
    return format(Decimal(str(value)), "f")


WRITERS: dict[str, Callable[[Any], str]] = {
    "string": _text, "integer": str, "decimal": _decimal, "boolean": _text, "dateTime": str}
"""Kind of attribute -> from JSON's value to the text.  Times stand in the log in UTC with ``Z`` already."""
