"""Rules for schemas: documented, open at the end, composed and never derived, in names that every language can say."""

import re
from collections.abc import Iterator
from pathlib import Path

from lxml.etree import _Element

from motown.contracts.lint.finding import Finding, Rule, at, named
from motown.soap.schema import documentation, qname
from motown.soap.values import XS

DOCUMENTED = tuple(XS + kind for kind in ("element", "attribute", "complexType", "simpleType", "enumeration"))
REFUSED = tuple(XS + kind for kind in (
    "choice", "all", "group", "attribute", "attributeGroup", "anyAttribute", "extension", "list", "union",
    "complexContent", "simpleContent", "key", "unique"))
ATTRIBUTES = ("nillable", "default", "fixed", "abstract", "mixed", "substitutionGroup", "form", "ref", "final", "block")
CLOSED = "This list is closed."
KNOWN = "Known values:"
UNITS = {"Wh": "watt-hours", "W": "watts", "A": "amperes", "Ms": "milliseconds", "Meters": "metres",
         "Percent": "percent"}
KEYWORDS = frozenset(re.findall(r"\w+", """
    and as assert async await break case catch class const continue def default del delete do double elif else end enum
    except export extends false final finally float for from function global goto if implements import in int interface
    is lambda long namespace new none nonlocal not null operator or package pass private protected public raise register
    return short signed static string struct super switch this throw throws true try typedef typeof union unsigned var
    virtual void volatile while with yield"""))
"""Of Python, Java, JavaScript, PHP, C# and C++: a field of such a name is a nuisance in one of them."""


def documented(_path: Path, root: _Element) -> Iterator[Finding]:
    """Everything has a sentence about it."""
    for node in root.iter(*DOCUMENTED):
        message = node.tag == XS + "complexType" and not node.get("name")  # its element says it
        if not message and not documentation(node).endswith((".", ")")):
            yield at(node, "documented", f"{named(node)} has no sentence about it")


def wildcard(_path: Path, root: _Element) -> Iterator[Finding]:
    """Every complex type is a sequence that ends in the wildcard."""
    wanted = [("maxOccurs", "unbounded"), ("minOccurs", "0"), ("namespace", "##other"), ("processContents", "lax")]
    for node in root.iter(XS + "complexType"):
        content = [child for child in node.iterchildren("{*}*") if child.tag != XS + "annotation"]
        last = next(content[0].iterchildren("{*}*", reversed=True), None) if content else None
        right = len(content) == 1 and content[0].tag == XS + "sequence" and not content[0].attrib
        if not right or last is None or last.tag != XS + "any" or sorted(last.attrib.items()) != wanted:
            yield at(node, "wildcard", f"{_owner(node)} is no sequence that ends in the wildcard")
    for node in root.iter(XS + "any"):
        if node.getnext() is not None:
            yield at(node, "wildcard", "a wildcard that is not the last")


def composed(_path: Path, root: _Element) -> Iterator[Finding]:
    """Types are made of others, never derived; there are no choices, attributes, nils and defaults."""
    for node in root.iter(*REFUSED):
        yield at(node, "composed", f"{str(node.tag).rpartition('}')[2]} is not used")
    for node in root.iter(*DOCUMENTED, XS + "sequence"):
        for attribute in ATTRIBUTES:
            if node.get(attribute) is not None:
                yield at(node, "composed", f"{named(node)} has {attribute}")


def anonymous(_path: Path, root: _Element) -> Iterator[Finding]:
    """Types have names, but for those of messages, so that every toolkit has a word for them."""
    for node in root.iter(XS + "complexType", XS + "simpleType"):
        above = node.getparent()
        message = above is not None and above.tag == XS + "element" and _is_global(above)
        if not node.get("name") and not (message and node.tag == XS + "complexType"):
            yield at(node, "anonymous", f"a type without a name in {_owner(node)}")


def cardinality(_path: Path, root: _Element) -> Iterator[Finding]:
    """Once, at most once, or any number of times; a default is not written down."""
    for node in root.iter(XS + "element"):
        if node.get("minOccurs") not in (None, "0") or node.get("maxOccurs") not in (None, "unbounded"):
            yield at(node, "cardinality", f"{named(node)} occurs in a way that no language has a type for")


def closed(_path: Path, root: _Element) -> Iterator[Finding]:
    """Enumerations are for state machines, which say that they are closed; words that grow tell the known ones."""
    for node in root.iter(XS + "simpleType"):
        if (node.find(f".//{XS}enumeration") is not None) is not (CLOSED in documentation(node)):
            yield at(node, "closed", f"{named(node)} has enumerations, or says: {CLOSED} Only both go together")
    for node in root.iter(XS + "element"):
        if node.get("type", "").rpartition(":")[2] == "Word" and KNOWN not in documentation(node):
            yield at(node, "closed", f"{named(node)} does not tell its known values")


def numbers(_path: Path, root: _Element) -> Iterator[Finding]:
    """Numbers have XML Schema's own types: of types made from these, some toolkits (node's soap) make texts."""
    for node in root.iter(XS + "restriction"):
        base = node.get("base", "").rpartition(":")[2]
        if qname(node, node.get("base")).startswith(XS) and base not in ("string", "token"):
            yield at(node, "numbers", f"{_owner(node)} restricts xs:{base}")


def units(_path: Path, root: _Element) -> Iterator[Finding]:
    """A field that is named for a unit says it in words."""
    for node in root.iter(XS + "element"):
        for suffix, word in UNITS.items():
            if re.search(rf"[a-z]{suffix}$", node.get("name", "")) and word not in documentation(node):
                yield at(node, "units", f"{named(node)} does not say that it is in {word}")


def names(_path: Path, root: _Element) -> Iterator[Finding]:
    """Fields are called likeThis, types and messages LikeThis; none is a keyword, none there twice."""
    for node in root.iter(XS + "element", XS + "complexType", XS + "simpleType"):
        name = node.get("name")
        field = node.tag == XS + "element" and (not _is_global(node) or name == "motownFault")
        if name is not None and not re.fullmatch(r"[a-z][A-Za-z0-9]*" if field else r"[A-Z][A-Za-z0-9]*", name):
            yield at(node, "names", f"{named(node)} is not called as its kind is")
        if name is not None and name.lower() in KEYWORDS:
            yield at(node, "names", f"{named(node)} is a keyword somewhere")
    for sequence in root.iter(XS + "sequence"):
        inside = [node.get("name", "") for node in sequence.iterchildren(XS + "element")]
        for twice in sorted({name for name in inside if inside.count(name) > 1}):
            yield at(sequence, "names", f"{twice} is there twice")


def version(_path: Path, root: _Element) -> Iterator[Finding]:
    """Every schema tells its version, and its elements are qualified; the namespace has the major version."""
    for node in root.iter(XS + "schema"):
        told, namespace = node.get("version", ""), node.get("targetNamespace", "")
        if not re.fullmatch(r"\d+\.\d+", told) or f"v{told.partition('.')[0]}" not in re.split("[:/]", namespace):
            yield at(node, "version", f"version {told!r} and namespace {namespace!r} do not go together")
        if node.get("elementFormDefault") != "qualified":
            yield at(node, "version", "elements are qualified")


def _is_global(node: _Element) -> bool:
    above = node.getparent()
    return above is not None and above.tag == XS + "schema"


def _owner(node: _Element) -> str:
    return next((named(up) for up in (node, *node.iterancestors()) if up.get("name")), "it")


RULES: tuple[Rule, ...] = (
    documented, wildcard, composed, anonymous, cardinality, closed, numbers, units, names, version)
