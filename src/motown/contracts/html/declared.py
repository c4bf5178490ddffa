"""What the schemas of a contract declare, as a reader wants to know it: types with their fields, bases and limits."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from lxml import etree
from lxml.etree import _Element

from motown.soap.contract import Contract
from motown.soap.schema import documentation, qname
from motown.soap.values import XS

_GROUPS = (XS + "sequence", XS + "choice", XS + "all", XS + "complexContent", XS + "simpleContent", XS + "extension")
_LENGTHS = "minLength", "maxLength"
_FACETS = {"pattern": "of the form {}",
           "minInclusive": "at least {}", "maxInclusive": "at most {}", "minExclusive": "more than {}",
           "maxExclusive": "less than {}", "length": "{} characters", "totalDigits": "at most {} digits",
           "fractionDigits": "at most {} digits behind the point"}


class Row(NamedTuple):
    """A field: an element or attribute of a type."""

    name: str
    """Attributes begin with @; ``*`` is a wildcard."""
    type: str
    """``{namespace}name``; empty where it is declared inside, as ``inside``."""
    occurs: str
    documentation: str
    inside: "Declared | None" = None


@dataclass(frozen=True)
class Declared:
    """A type, or the content of an element."""

    name: str
    """``{namespace}name``."""
    documentation: str
    rows: tuple[Row, ...] = ()
    base: str = ""
    """The type it is derived from."""
    limits: tuple[str, ...] = ()
    words: tuple[tuple[str, str], ...] = ()
    """Of a closed list, each with what it means."""
    is_simple: bool = False


@dataclass(frozen=True)
class Declarations:
    """All global types and elements of some schemas, in their order."""

    types: Mapping[str, Declared] = field(default_factory=dict)
    elements: Mapping[str, Declared] = field(default_factory=dict)


def declarations(contract: Contract) -> Declarations:
    """What a WSDL itself declares."""
    return _declared(etree.fromstring(text) for text in contract.inline.values())


def imported(contract: Contract) -> Mapping[str, Declarations]:
    """What the schemas that it imports declare, by the place of each."""
    return {place: _declared([etree.fromstring(text)]) for place, text in contract.imported.items()}


def _declared(schemas: Iterator[_Element] | list[_Element]) -> Declarations:
    types, elements = {}, {}
    for schema in schemas:
        space = schema.get("targetNamespace", "")
        for node in schema.iterchildren(XS + "complexType", XS + "simpleType", XS + "element"):
            name = f"{{{space}}}{node.get('name')}"
            if node.tag == XS + "element":
                elements[name] = _element(node, name)
            else:
                types[name] = _type(node, name)
    return Declarations(types, elements)


def _element(node: _Element, name: str) -> Declared:
    inside = node.find(XS + "complexType")
    if inside is None:
        return Declared(name, documentation(node), base=qname(node, node.get("type")))
    return _type(inside, name, documentation(node))


def _type(node: _Element, name: str, about: str = "") -> Declared:
    about = about or documentation(node)
    if node.tag == XS + "simpleType":
        return _simple(node, name, about)
    derived = next(node.iter(XS + "extension", XS + "restriction"), None)
    base = "" if derived is None else qname(derived, derived.get("base"))
    return Declared(name, about, tuple(_rows(node)), base)


def _simple(node: _Element, name: str, about: str) -> Declared:
    restriction = node.find(XS + "restriction")
    if restriction is None:
        return Declared(name, about, is_simple=True)
    limits = (*_length(restriction), *(told.format(facet.get("value")) for kind, told in _FACETS.items()
                                       for facet in restriction.iterchildren(XS + kind)))
    words = tuple((one.get("value", ""), documentation(one)) for one in restriction.iterchildren(XS + "enumeration"))
    return Declared(name, about, (), qname(restriction, restriction.get("base")), limits, words, is_simple=True)


def _length(restriction: _Element) -> Iterator[str]:
    least, most = (next((one.get("value") for one in restriction.iterchildren(XS + kind)), None) for kind in _LENGTHS)
    if least or most:
        yield f"{least or 0} to {most} characters" if most else f"{least} characters or more"


def _rows(node: _Element) -> Iterator[Row]:
    for child in node.iterchildren("{*}*"):
        if child.tag == XS + "element":
            yield _row(child)
        elif child.tag == XS + "attribute":
            needed = "1" if child.get("use") == "required" else "0..1"
            yield _row(child)._replace(name=f"@{child.get('name')}", occurs=needed)
        elif child.tag == XS + "any":
            yield Row("*", "", _occurs(child), "Elements of other namespaces.")
        elif child.tag in _GROUPS:
            yield from _rows(child)


def _row(node: _Element) -> Row:
    if reference := node.get("ref"):
        name = qname(node, reference)
        return Row(name.rpartition("}")[2], name, _occurs(node), documentation(node))
    name, inside = node.get("name", ""), node.find(XS + "complexType")
    inside = node.find(XS + "simpleType") if inside is None else inside
    if node.get("type") or inside is None:
        return Row(name, qname(node, node.get("type")), _occurs(node), documentation(node))
    return Row(name, "", _occurs(node), documentation(node), _type(inside, name))


def _occurs(node: _Element) -> str:
    least, most = node.get("minOccurs", "1"), node.get("maxOccurs", "1")
    return least if least == most else f"{least}..{'n' if most == 'unbounded' else most}"
