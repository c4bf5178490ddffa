"""What a WSDL says, as a sorted list of lines, one fact each: our own reading, independent of any other comparer.

A line is the path to a node and the attributes that matter there, defaults filled in::

    type IdToken / restriction / maxLength: value=20
    type AuthorizeRequest / sequence / 1. element idTag: form=qualified maxOccurs=1 minOccurs=1 type=tns:IdToken

Names of the target namespace are written ``tns:``, those of XML Schema ``xs:``, all others in full. Left out, because
they mean nothing: documentation, comments, prefixes, layout, the order of definitions and of enumeration values, names
of inputs and outputs, ids, and the address. Nothing is loaded from elsewhere; an import shows as a fact.

``python -m tests.contracts.facts FILE`` prints the facts of a file.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

WSDL = "http://schemas.xmlsoap.org/wsdl/"
SOAP12 = "http://schemas.xmlsoap.org/wsdl/soap12/"
XSD = "http://www.w3.org/2001/XMLSchema"
WSAW = "http://www.w3.org/2006/05/addressing/wsdl"
WSP = "http://schemas.xmlsoap.org/ws/2004/09/policy"
WSU_ID = "{http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd}Id"

SHORT = {WSDL: "", XSD: "", SOAP12: "soap12:", WSAW: "wsaw:", WSP: "wsp:"}
WORDLESS = (f"{{{WSDL}}}documentation", f"{{{XSD}}}annotation")
PARTICLES = ("sequence", "choice", "all")
GLOBAL = {"complexType": "type", "simpleType": "type"}
QNAMES = ("type", "base", "ref", "itemType", "element", "message", "binding", "substitutionGroup")
MEANINGLESS = {("soap12:address", "location"), ("definitions", "name"), ("input", "name"), ("output", "name")}
DEFAULTS = {
    **{kind: {"minOccurs": "1", "maxOccurs": "1"} for kind in PARTICLES},
    "element": {"nillable": "false"},
    "attribute": {"use": "optional"},
    "schema": {"elementFormDefault": "unqualified", "attributeFormDefault": "unqualified"},
    "soap12:body": {"use": "literal"},
    "soap12:header": {"use": "literal"},
}


def facts(source: Path | bytes) -> list[str]:
    """The facts of one WSDL file, or of its bytes, sorted."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    root = etree.fromstring(source if isinstance(source, bytes) else source.read_bytes(), parser)
    etree.strip_elements(root, *WORDLESS, with_tail=False)
    return sorted(_Reading(root).lines())


class _Reading:
    """One WSDL document on its way to lines."""

    def __init__(self, root: etree._Element) -> None:
        self.root = root
        self.target = root.get("targetNamespace", "")

    def lines(self) -> Iterator[str]:
        yield f"definitions: {self.attributes(self.root)}"
        for node in self.root:
            if node.tag == f"{{{WSDL}}}types":
                for schema in node:
                    yield f"schema: {self.attributes(schema)}"
                    for component in schema:
                        yield from self.walk(component, self.label(component))
            elif self.name(node) != "wsp:Policy":
                yield from self.walk(node, self.label(node))

    def walk(self, node: etree._Element, path: str) -> Iterator[str]:
        if self.name(node) == "wsp:PolicyReference":
            yield f"{path}: {self.policy(node.get('URI', ''))}"
            return
        yield f"{path}: {self.attributes(node)}".removesuffix(": ")
        ordered = self.is_ordered(node)
        for number, child in enumerate(node, 1):
            place = f"{number}. " if ordered else ""
            yield from self.walk(child, f"{path} / {place}{self.label(child)}")

    def name(self, node: etree._Element) -> str:
        """The node's name with a fixed short prefix."""
        name = etree.QName(node)
        return SHORT.get(name.namespace or "", f"{{{name.namespace}}}") + name.localname

    def label(self, node: etree._Element) -> str:
        """How the node is called in a path: kind and, where it has one, name."""
        name = self.name(node)
        if node.getparent() is not None and self.name(node.getparent()) == "schema":
            name = GLOBAL.get(name, name)
        own = node.get("name") if (name, "name") not in MEANINGLESS else None
        return f"{name} {own}" if own else name

    def is_ordered(self, node: etree._Element) -> bool:
        """Whether the order of the children means something."""
        above = node.getparent()
        return self.name(node) == "sequence" or (above is not None and self.name(above) == "portType")

    def attributes(self, node: etree._Element) -> str:
        name = self.name(node)
        words = DEFAULTS.get(name, {}) | self.inherited(node, name)
        for key, value in node.attrib.items():
            short = self.short(key)
            if (name, short) not in MEANINGLESS and key not in (WSU_ID, "name"):
                words[short] = self.expanded(node, value) if short in QNAMES else value
        return " ".join(f"{key}={value}" for key, value in sorted(words.items()))

    def inherited(self, node: etree._Element, name: str) -> dict[str, str]:
        """What a node does not say because something above it, or its place, does."""
        above = node.getparent()
        if name in {"element", "attribute"} and above is not None and self.name(above) != "schema":
            schema = next(node.iterancestors(f"{{{XSD}}}schema"))
            form = {"form": schema.get(f"{name}FormDefault", "unqualified")}
            return form | ({"minOccurs": "1", "maxOccurs": "1"} if name == "element" else {})
        if name == "soap12:operation":
            binding = next(node.iterancestors(f"{{{WSDL}}}binding")).find(f"{{{SOAP12}}}binding")
            return {"style": "document" if binding is None else binding.get("style", "document")}
        return {"style": "document"} if name == "soap12:binding" else {}

    def short(self, key: str) -> str:
        """An attribute's name with a fixed short prefix."""
        name = etree.QName(key)
        return (SHORT.get(name.namespace, f"{{{name.namespace}}}") if name.namespace else "") + name.localname

    def expanded(self, node: etree._Element, value: str) -> str:
        """A QName in an attribute, independent of the prefix."""
        prefix, _, local = value.rpartition(":")
        namespace = node.nsmap.get(prefix or None, f"?{prefix}")
        return {self.target: "tns:", XSD: "xs:"}.get(namespace, f"{{{namespace}}}") + local

    def policy(self, reference: str) -> str:
        """The assertions a reference stands for, whatever form the policy is written in."""
        found = [node for node in self.root if node.get(WSU_ID) == reference.removeprefix("#")]
        inner = [self.name(node) for policy in found for node in policy.iter()]
        return " ".join(sorted(name for name in inner if not name.startswith("wsp:"))) or "nothing"


if __name__ == "__main__":
    print("\n".join(facts(Path(sys.argv[1]))))  # noqa: T201
