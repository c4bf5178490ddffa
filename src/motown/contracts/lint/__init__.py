"""The house rules of Motown's own contracts, and whether a file keeps them.

    python -m motown.contracts.lint                  # every contract of the standard
    python -m motown.contracts.lint FILE.wsdl ...    # others, an add-on's say

Each rule has a name, by which docs/standard/versioning.rst explains it.  A finding is a line
``file:line: rule: what is wrong``.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from lxml import etree

from motown.contracts.lint import schema, text, wsdl
from motown.contracts.lint.finding import Finding, Rule
from motown.soap.values import XS
from motown.soap.wsdl import WSDL

RULES: tuple[Rule, ...] = (*text.RULES, *schema.RULES, *wsdl.RULES)
"""Every rule; each looks at one parsed file, a WSDL or an XSD."""


def lint(path: Path) -> list[str]:
    """What is wrong with one file, a line each; nothing where it keeps all rules."""
    root = etree.parse(path, etree.XMLParser(no_network=True, resolve_entities=False)).getroot()
    found = [finding for rule in RULES for finding in rule(path, root)]
    return [f"{path.name}:{one.line}: {one.rule}: {one.text}" for one in sorted(found, key=lambda one: one.line)]


def lint_all(paths: Iterable[Path]) -> list[str]:
    """What is wrong with several files: each for itself, and all of them together."""
    paths = list(paths)
    return [*(line for path in paths for line in lint(path)), *_twice(paths), *_unused(paths)]


def _twice(paths: Iterable[Path]) -> Iterator[str]:
    """Operations have one name in all services, so that a grant can name them."""
    known: dict[str, Path] = {}
    for path in paths:
        for node in etree.parse(path).getroot().iterfind(f"{WSDL}portType/{WSDL}operation"):
            name = node.get("name", "")
            if (other := known.setdefault(name, path)) != path:
                yield f"{path.name}:{node.sourceline}: unique: {name} is an operation of {other.name} too"


def _unused(paths: Iterable[Path]) -> Iterator[str]:
    """Every named type is used, by a file that was looked at."""
    roots = {path: etree.parse(path).getroot() for path in paths}
    used = {reference.rpartition(":")[2] for root in roots.values()
            for node in root.iter(f"{XS}element", f"{XS}restriction")
            for reference in (node.get("type"), node.get("base")) if reference}
    for path, root in roots.items():
        for node in root.iter(f"{XS}complexType", f"{XS}simpleType"):
            if node.get("name") and node.get("name") not in used:
                yield f"{path.name}:{node.sourceline}: unused: nothing has the type {node.get('name')}"


__all__ = ["RULES", "Finding", "lint", "lint_all"]
