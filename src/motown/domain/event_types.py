"""What is told of each type of events: the table event-types.csv of the open standard (section 4), read.

The file beside the contracts is the single source of who may see what; here is only how it is read.
"""

import csv
from collections.abc import Mapping
from functools import cached_property
from io import StringIO

import msgspec

MESSAGES = "ocpp.OPERATION.KIND"
"""Stands for the types of all messages."""
MESSAGE_PREFIX = "ocpp."
ADD_ON_PREFIX = "addon."
MOST_CAREFUL = "R-RAW"
"""The class of a type of which nobody has said it."""
IDENTITY, RAW, NEVER = "R-IDENT", "R-RAW", "never"
"""Access to an attribute: a pseudonym stands for it without R-IDENT; it is absent without R-RAW; it is never told."""


class Attribute(msgspec.Struct, frozen=True):
    """An attribute of a type: ``outer.N.inner`` for a field in a list of structures, ``outer.*`` of any name."""

    name: str
    kind: str
    """``string``, ``integer``, ``decimal``, ``boolean`` or ``dateTime``."""
    many: bool = False
    unit: str | None = None
    access: str | None = None
    """``R-IDENT``, ``R-RAW``, ``never``; None: whoever sees the event sees it."""
    description: str = ""


class EventType(msgspec.Struct, frozen=True, dict=True, eq=False):
    """A type of events; equal to itself only, so that it costs nothing to look up what was made of it."""

    name: str
    category: str
    access_class: str
    description: str = ""
    attributes: tuple[Attribute, ...] = ()
    source: str = "motown"
    """Who records it: motown, or the name of an add-on."""

    @cached_property
    def names(self) -> frozenset[str]:
        """The names of its attributes."""
        return frozenset(one.name for one in self.attributes)


def parse(text: str) -> dict[str, EventType]:
    """The types that a CSV text says, by name; a type's own row stands before those of its attributes."""
    heads: dict[str, dict[str, str]] = {}
    attributes: dict[str, list[Attribute]] = {}
    for row in csv.DictReader(StringIO(text)):
        if not row["attribute"]:
            heads[row["event"]] = row
            continue
        attributes.setdefault(row["event"], []).append(Attribute(
            row["attribute"], row["type"], row["many"] == "yes", row["unit"] or None, row["access"] or None,
            row["description"]))
    return {name: EventType(name, row["category"], row["access"], row["description"], tuple(attributes.get(name, ())))
            for name, row in heads.items()}


def type_of(types: Mapping[str, EventType], name: str) -> EventType:
    """What is told of a type; of one that is not known, that only R-RAW lets see it."""
    found = types.get(MESSAGES if name.startswith(MESSAGE_PREFIX) else name)
    return found or EventType(name, "Domain", MOST_CAREFUL)
