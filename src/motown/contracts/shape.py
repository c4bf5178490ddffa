"""What a client can rely on in a contract, as plain values: operations, messages, types, without words and layout."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from lxml import etree
from lxml.etree import _Element

from motown.soap.schema import qname
from motown.soap.values import XS
from motown.soap.wsdl import BINDINGS, WSDL


class Particle(NamedTuple):
    """An element or wildcard in a sequence."""

    name: str
    """``*`` for a wildcard."""
    type: str
    """``{namespace}name``; of a wildcard the namespaces it takes."""
    least: str
    most: str


@dataclass(frozen=True)
class Shape:
    """One WSDL with the schemas that it imports."""

    namespace: str
    version: tuple[int, ...]
    """Of its own schema."""
    types: Mapping[str, tuple[Particle, ...]]
    """The sequences of complex types by name; of messages by ``element`` and name."""
    simple: Mapping[str, tuple[str, ...]]
    """The base of simple types, and each facet."""
    elements: Mapping[str, str]
    """The types of global elements; of messages nothing."""
    operations: Mapping[str, tuple[str, ...]]
    """The elements that go in, out and into faults, and the action in each binding."""


def shape(path: Path) -> Shape:
    """Read a WSDL and what it imports, by relative paths."""
    root = etree.parse(path).getroot()
    schemas = [*root.iterfind(f"{WSDL}types/{XS}schema")]
    version = schemas[0].get("version", "0") if schemas else "0"
    everything = [*schemas, *(etree.parse(place).getroot() for place in _imported(schemas, path.parent))]
    nodes = [(f"{{{one.get('targetNamespace', '')}}}{node.get('name')}", node)
             for one in everything for node in one.iterchildren("{*}*") if node.get("name")]
    return Shape(
        root.get("targetNamespace", ""), tuple(int(part) for part in version.split(".")),
        dict(_sequences(nodes)), {name: _simple(node) for name, node in nodes if node.tag == XS + "simpleType"},
        {name: qname(node, node.get("type")) if node.get("type") else "" for name, node in nodes
         if node.tag == XS + "element"},
        {node.get("name", ""): _operation(root, node) for node in root.iterfind(f"{WSDL}portType/{WSDL}operation")})


def _imported(schemas: list[_Element], home: Path) -> Iterator[Path]:
    for schema in schemas:
        for node in schema.iterfind(XS + "import"):
            yield home / node.get("schemaLocation", "")


def _sequences(nodes: list[tuple[str, _Element]]) -> Iterator[tuple[str, tuple[Particle, ...]]]:
    for name, node in nodes:
        if node.tag == XS + "complexType":
            yield name, _particles(node)
        elif (inside := node.find(XS + "complexType")) is not None:
            yield f"element {name}", _particles(inside)


def _particles(node: _Element) -> tuple[Particle, ...]:
    return tuple(
        Particle(one.get("name", "*"), qname(one, one.get("type")) if one.get("type") else one.get("namespace", ""),
                 one.get("minOccurs", "1"), one.get("maxOccurs", "1"))
        for one in node.iterfind(f"{XS}sequence/*") if one.tag in (XS + "element", XS + "any"))


def _simple(node: _Element) -> tuple[str, ...]:
    restriction = node.find(XS + "restriction")
    if restriction is None:
        return ()
    facets = [f"{str(one.tag).rpartition('}')[2]} {one.get('value')}" for one in restriction.iterchildren("{*}*")]
    return (qname(restriction, restriction.get("base")), *sorted(facets))


def _operation(root: _Element, node: _Element) -> tuple[str, ...]:
    name = node.get("name")
    used = [f"{str(one.tag).rpartition('}')[2]} {element}" for one in node.iterchildren("{*}*")
            if one.get("message") for element in _elements(root, one)]
    actions = [f"{version.name} {soap.get('soapAction')}" for prefix, version in BINDINGS.items()
               for bound in root.iterfind(f"{WSDL}binding/{WSDL}operation") if bound.get("name") == name
               for soap in bound.iterfind(prefix + "operation")]
    return (*used, *actions)


def _elements(root: _Element, use: _Element) -> Iterator[str]:
    wanted = use.get("message", "").rpartition(":")[2]
    for message in root.iterfind(WSDL + "message"):
        if message.get("name") == wanted:
            yield from (qname(part, part.get("element")) for part in message.iterfind(WSDL + "part"))
