"""Repairs for every message: what the schema allows, and what would still mislead whoever reads the values."""

import re
from datetime import datetime

from lxml.etree import _Element

from motown.ocpp.tolerance.message import BodyRepair, Message, Text
from motown.ocpp.tolerance.repair import Stage, repair
from motown.ocpp.tolerance.shape import Kind
from motown.ocpp.tolerance.words import is_null, stripped

OPAQUE = frozenset(("data",))
"""Texts that belong to others: the payload of DataTransfer is handed on as it is."""

_WITHOUT_ZONE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?", re.ASCII)
_TIME = ("imestamp", "Date", "Time")
"""How the names end of all elements in OCPP that hold a time."""
_EDGES = ("0001", "9999")
"""The years of Python that may lie outside of it in another zone."""
_SHORTEST = 18
"""Characters that a time has at least, less one."""
_END_OF_DAY = "T24:"


@repair(Stage.EVERY, "white-space-around-value")
def white_space_around_value(message: Message) -> bool:
    """White space at the ends of a value is taken away, except in DataTransfer's data.

    Source: quirk 22 (pretty-printers), Q-W-13.
    """
    changed = False
    for place, shape in message.texts(Kind.TEXT, Kind.CHOICE, Kind.WHOLE, Kind.TIME):
        text = place.value
        if text and shape.name not in OPAQUE and (bare := stripped(text)) != text:
            place.write(bare)
            changed = True
    return changed


@repair(Stage.EVERY, "empty-element-dropped")
def empty_element_dropped(message: Message) -> bool:
    """An element without content counts as absent, unless it is a text that is required.

    Source: quirk 23 (tom, EVlink, IZIVIA).
    """
    changed = False
    for element, shape in reversed(message.known()):
        parent = element.getparent()
        text = element.text if shape.is_leaf else (element.text or "").strip()
        if len(element) or text or shape is message.shape or parent is None:
            continue
        if shape.name not in OPAQUE and not (shape.required and shape.kind is Kind.TEXT):
            parent.remove(element)
            changed = True
    return changed


@repair(Stage.EVERY, "empty-attribute-dropped")
def empty_attribute_dropped(message: Message) -> bool:
    """An attribute without a value counts as absent, so that its default holds.

    Source: quirk 27; Q-W-7.
    """
    changed = False
    for element, shape in message.known():
        for attribute in shape.attributes:
            if element.get(attribute.tag) == "":
                del element.attrib[attribute.tag]
                changed = True
    return changed


@repair(Stage.EVERY, "timestamp-without-zone")
def timestamp_without_zone(message: Message) -> bool:
    """A time that names no zone is taken to be of the configured one.

    Source: quirk 26 (steve#96, glurp), TM-3.
    """
    changed = False
    for place, _ in message.texts(Kind.TIME):
        if _WITHOUT_ZONE.fullmatch(place.value) and (zoned := _in_zone(place, message)) is not None:
            place.write(zoned)
            changed = True
    return changed


@repair(Stage.BODY, "null-text-dropped")
def null_text_dropped(message: Message) -> bool:
    """A number, time or word that reads ``null``, ``undefined`` or the like counts as absent.

    Source: quirk 23; node stacks.
    """
    changed = False
    for place, _ in list(message.texts(Kind.CHOICE, Kind.WHOLE, Kind.TIME)):
        parent = place.element.getparent()
        if is_null(place.value) and parent is not None:
            if place.attribute is None:
                parent.remove(place.element)
            else:
                del place.element.attrib[place.attribute]
            changed = True
    return changed


def is_suspect(root: _Element) -> bool:
    """Whether a valid message may have something for these repairs: a quick look, since most have nothing."""
    for element in root.iter():
        text = element.text
        if not text:
            if element is not root and not len(element):
                return True
        elif ((text[0] <= " " or text[-1] <= " ") and not len(element)) or _is_odd_time(text, element.tag):
            return True
    return False


EVERY: tuple[BodyRepair, ...] = (
    white_space_around_value, empty_element_dropped, empty_attribute_dropped, timestamp_without_zone)


def _is_odd_time(text: str, tag: str) -> bool:
    """Whether a valid text of an element that holds a time says no zone, or a year that Python does not know."""
    return (tag.endswith(_TIME) and len(text) > _SHORTEST
            and (text[4] != "-" or (text[-1] != "Z" and text[-6] not in "+-") or text[:4] in _EDGES))


def _in_zone(place: Text, message: Message) -> str | None:
    """The text with the offset that the zone had then; None where there is no such day or hour."""
    text = place.value
    try:
        local = datetime.fromisoformat(text.replace(_END_OF_DAY, "T00:"))
        offset = local.replace(tzinfo=message.zone).isoformat(timespec="seconds")[19:]
    except (ValueError, OverflowError):
        return None
    return f"{text}{'Z' if offset == '+00:00' else offset[:6]}"
