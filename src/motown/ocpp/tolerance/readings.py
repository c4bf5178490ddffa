"""Repairs of meter values in the shape of other versions of OCPP (quirks 27 and 28)."""

from lxml import etree
from lxml.etree import _Element

from motown.ocpp.tolerance.message import BodyRepair, Message
from motown.ocpp.tolerance.numbers import read_number
from motown.ocpp.tolerance.repair import Stage, repair
from motown.ocpp.tolerance.shape import Kind, Shape, local

_REGISTER = "energy.active.import.register"


@repair(Stage.BODY, "values-of-later-version")
def values_of_later_version(message: Message) -> bool:
    """``meterValue`` is what OCPP 1.5 calls values, ``sampledValue`` a value.

    Source: quirk 27 (1.6 structures in the 1.5 namespace).
    """
    changed = False
    for element in message.root.iter("{*}*"):
        name = {"metervalue": "values", "sampledvalue": "value"}.get(local(element.tag).casefold())
        if name is not None:
            element.tag, changed = f"{{{message.shape.namespace}}}{name}", True
    return changed


@repair(Stage.BODY, "values-not-wrapped")
def values_not_wrapped(message: Message) -> bool:
    """A timestamp and its value without values around them get it.

    Source: quirk 27 (transactionData of 1.6).
    """
    changed = False
    for element, shape in message.known():
        wrapper = next((child for child in shape.children if child.name == "values"), None)
        if wrapper is not None:
            changed = _wrap(element, wrapper) or changed
    return changed


@repair(Stage.BODY, "value-with-elements")
def value_with_elements(message: Message) -> bool:
    """A value with context, unit and so on as elements gets them as attributes.

    Source: quirk 27 (sampledValue of 1.6).
    """
    changed = False
    for element in list(message.root.iter("{*}value")):
        inner = next((child for child in element if local(child.tag).casefold() == "value" and not len(child)), None)
        if inner is None:
            continue
        for child in element:
            if child is not inner and not len(child):
                element.set(local(child.tag).lower(), (child.text or "").strip())
        element[:] = []
        element.text, changed = inner.text, True
    return changed


@repair(Stage.BODY, "one-reading-each")
def one_reading_each(message: Message) -> bool:
    """Several values with one timestamp, in OCPP 1.2, become one set each.

    Source: quirk 17 (1.5 structures sent as 1.2).
    """
    changed = False
    for element, shape in message.known():
        if (value := _plain_value(shape)) is not None and len(given := element.findall(value.tag)) > 1:
            time = next((child for child in element if child.tag != value.tag), None)
            for one in reversed(given[1:]):
                element.addnext(_reading(element.tag, time, one))
            changed = True
    return changed


@repair(Stage.BODY, "foreign-reading-dropped")
def foreign_reading_dropped(message: Message) -> bool:
    """A value of OCPP 1.2 that says it is no register in Wh or kWh is left out: 1.2 knows no other.

    Source: MV-3; quirk 17.
    """
    changed = False
    for element, shape in message.known():
        value = _plain_value(shape)
        found = None if value is None else element.find(value.tag)
        if found is not None and not _is_register(found) and (parent := element.getparent()) is not None:
            parent.remove(element)
            changed = True
    return changed


@repair(Stage.BODY, "kilowatt-hours-converted")
def kilowatt_hours_converted(message: Message) -> bool:
    """A value of OCPP 1.2 that says it is in kWh becomes Wh, as 1.2 has it.

    Source: MV-3; quirk 17.
    """
    changed = False
    for element, shape in message.known():
        value = _plain_value(shape)
        found = None if value is None else element.find(value.tag)
        if found is None or _attribute(found, "unit") != "kwh":
            continue
        if (number := read_number(found.text or "")) is not None:
            found.text, changed = format(number * 1000, "f"), True
            for name in [name for name in found.attrib if local(str(name)).casefold() == "unit"]:
                del found.attrib[name]
    return changed


@repair(Stage.BODY, "empty-values-dropped")
def empty_values_dropped(message: Message) -> bool:
    """A timestamp with no value is left out: it says nothing.

    Source: Q-T-7.
    """
    changed = False
    for element, shape in message.known():
        value = shape.by_folded_name.get("value") if shape.name == "values" else None
        if value is not None and element.find(value.tag) is None and (parent := element.getparent()) is not None:
            parent.remove(element)
            changed = True
    return changed


LATER: tuple[BodyRepair, ...] = (values_of_later_version, value_with_elements)
"""Before names are looked at, which would drop what these need."""
READINGS: tuple[BodyRepair, ...] = (one_reading_each, foreign_reading_dropped, kilowatt_hours_converted)
"""Before attributes are dropped, which these need."""


def _wrap(element: _Element, wrapper: Shape) -> bool:
    """Put each loose timestamp, and what follows up to the next, into a new ``wrapper``."""
    around: _Element | None = None
    for child in list(element):
        found = wrapper.by_folded_name.get(local(child.tag).casefold())
        if found is None:
            continue
        child.tag = found.tag
        if around is None or (not found.repeats and around.find(child.tag) is not None):
            around = etree.Element(wrapper.tag)
            child.addprevious(around)
        around.append(child)
    return around is not None


def _plain_value(shape: Shape) -> Shape | None:
    """The value in the values of OCPP 1.2, which is a number without attributes."""
    return next((child for child in shape.children if child.name == "value" and child.kind is Kind.WHOLE), None)


def _is_register(value: _Element) -> bool:
    unit = _attribute(value, "unit")
    return ((unit in ("", "wh") or (unit == "kwh" and read_number(value.text or "") is not None))
            and _attribute(value, "measurand") in ("", _REGISTER) and _attribute(value, "format") in ("", "raw"))


def _attribute(element: _Element, name: str) -> str:
    """An attribute by its name alone, in small letters; empty where there is none."""
    return next((str(value).strip().casefold() for key, value in element.attrib.items()
                 if local(str(key)).casefold() == name), "")


def _reading(tag: str, time: _Element | None, value: _Element) -> _Element:
    """A new set of a value, and of a timestamp like ``time``."""
    reading = etree.Element(tag)
    if time is not None:
        etree.SubElement(reading, time.tag).text = time.text
    reading.append(value)
    return reading
