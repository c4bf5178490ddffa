"""Repairs of a body's elements: their names, their namespaces, their places (quirks 16 to 20)."""

from collections.abc import Callable

from lxml import etree
from lxml.etree import _Element

from motown.ocpp.tolerance.message import BodyRepair, Message
from motown.ocpp.tolerance.repair import Stage, repair
from motown.ocpp.tolerance.shape import Kind, Shape, local
from motown.ocpp.tolerance.words import stripped
from motown.soap.versions import XSI, QName

_NIL = f"{{{XSI}}}nil"
Meant = Callable[[str, Shape], Shape | None]
"""Finds the child of a shape that an element's name stands for."""


@repair(Stage.BODY, "children-namespace")
def children_namespace(message: Message) -> bool:
    """Elements in no namespace, or in another's, are taken by their names.

    Source: quirk 16 (IZIVIA, Java-OCA#17).
    """
    return _rename(message.root, message.shape, lambda name, shape: next(
        (child for child in shape.children if child.name == name), None))


@repair(Stage.BODY, "wrong-case-names")
def wrong_case_names(message: Message) -> bool:
    """Element names are compared without regard to case.

    Source: quirk 18 (IZIVIA, NewMotion).
    """
    return _rename(message.root, message.shape, lambda name, shape: shape.by_folded_name.get(name.casefold()))


@repair(Stage.BODY, "attribute-names")
def attribute_names(message: Message) -> bool:
    """Attributes are taken by their names, without regard to case and namespace.

    Source: quirks 16 and 18.
    """
    changed = False
    for element, shape in message.known():
        for given in map(str, list(element.attrib)) if shape.attributes else ():
            meant = next((one.tag for one in shape.attributes if one.name.casefold() == local(given).casefold()), None)
            if meant is not None and given != meant and element.get(meant) is None:
                element.set(meant, element.attrib.pop(given))
                changed = True
    return changed


@repair(Stage.BODY, "nested-value")
def nested_value(message: Message) -> bool:
    """A value wrapped in further elements is taken out of them.

    Source: Q-T-21 (IdToken drawn as a class with one field).
    """
    changed = False
    for element, shape in message.known():
        if shape.is_leaf and len(element) == 1 and not stripped(element.text or ""):
            inner = element[0]
            while len(inner) == 1 and not stripped(inner.text or ""):
                inner = inner[0]
            if not len(inner):
                element.text = inner.text
                element.remove(element[0])
                changed = True
    return changed


@repair(Stage.BODY, "nil-element-dropped")
def nil_element_dropped(message: Message) -> bool:
    """An element with xsi:nil counts as absent: nothing in OCPP is nillable.

    Source: quirk 23; ENUM-1; .NET and Axis stacks.
    """
    changed = False
    for element, _ in message.known():
        if (nil := element.get(_NIL)) is None:
            continue
        del element.attrib[_NIL]
        changed = True
        if nil.strip() in ("true", "1") and (parent := element.getparent()) is not None and element is not message.root:
            parent.remove(element)
    return changed


@repair(Stage.BODY, "unknown-element-dropped")
def unknown_element_dropped(message: Message) -> bool:
    """Elements that the contract does not know are left out of what is decoded.

    Source: quirk 20 (ocppVersion, endpoint, chargeBoxID; SAP).
    """
    changed = False
    for element, shape in message.known():
        if shape.is_leaf and not stripped(element.text or ""):
            continue  # the value may be in there, only we do not know which it is
        for child in [child for child in element if child.tag not in shape.by_tag]:
            element.remove(child)
            changed = True
    return changed


@repair(Stage.BODY, "unknown-attribute-dropped")
def unknown_attribute_dropped(message: Message) -> bool:
    """Attributes that the contract does not know (phase, xsi:type) are left out of what is decoded.

    Source: quirk 27, ENUM-1.
    """
    changed = False
    for element, shape in message.known():
        allowed = {attribute.tag for attribute in shape.attributes}
        for name in [name for name in map(str, element.attrib) if name not in allowed]:
            del element.attrib[name]
            changed = True
    return changed


@repair(Stage.BODY, "stray-text-dropped")
def stray_text_dropped(message: Message) -> bool:
    """Text between elements is left out, and white space where a message must be empty.

    Source: quirk 22, Q-W-8, SOAP-15.
    """
    changed = False
    for element, shape in message.known():
        holders = [child for child in element if (child.tail or "").strip()] if shape.kind is Kind.COMPLEX else []
        for child in holders:
            child.tail, changed = None, True
        if not shape.is_leaf and element.text and (shape.kind is Kind.EMPTY or element.text.strip()):
            element.text, changed = None, True
    return changed


@repair(Stage.BODY, "repeated-element-dropped")
def repeated_element_dropped(message: Message) -> bool:
    """An element that came twice with the same content counts once; with another content it stays a fault.

    Source: a guess: stacks that merge templates.
    """
    changed = False
    for element, shape in message.known():
        first: dict[str, bytes] = {}
        for child in list(element):
            if child.tag not in shape.by_tag or shape.by_tag[child.tag].repeats:
                continue
            content = etree.tostring(child, method="c14n", with_tail=False)
            if child.tag not in first:
                first[child.tag] = content
            elif first[child.tag] == content:
                element.remove(child)
                changed = True
    return changed


@repair(Stage.BODY, "children-reordered")
def children_reordered(message: Message) -> bool:
    """Elements are put into the order of the schema.

    Source: quirk 19 (IZIVIA captures, Java-OCA#17), Q-V-4.
    """
    changed = False
    for element, shape in message.known():
        children = list(element)
        ordered = sorted(children, key=lambda child: shape.position.get(child.tag, len(shape.position)))
        if ordered != children:
            element[:] = ordered
            changed = True
    return changed


NAMES: tuple[BodyRepair, ...] = (children_namespace, wrong_case_names)
SURPLUS: tuple[BodyRepair, ...] = (
    attribute_names, nested_value, nil_element_dropped, unknown_element_dropped, stray_text_dropped,
    repeated_element_dropped)
ATTRIBUTES: tuple[BodyRepair, ...] = (unknown_attribute_dropped,)
ORDER: tuple[BodyRepair, ...] = (children_reordered,)


def _is_ours(tag: str) -> bool:
    """Whether a tag is in no namespace or one of OCPP, and so no vendor's own element beside the real one."""
    namespace = QName.of(tag).namespace
    return not namespace or "ocpp" in namespace.casefold()


def _rename(element: _Element, shape: Shape, meant: Meant) -> bool:
    """Give the elements below ``element`` the tags that ``meant`` finds for their names, outer ones first."""
    changed = False
    present = {child.tag for child in element}
    for child in element:
        if child.tag not in shape.by_tag:
            found = meant(local(child.tag), shape)
            if found is None or (found.tag in present and not (found.repeats and _is_ours(child.tag))):
                continue
            child.tag, changed = found.tag, True
        changed = _rename(child, shape.by_tag[child.tag], meant) or changed
    return changed
