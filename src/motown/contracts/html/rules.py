"""The rules of the standard: its pages of text, with each numbered requirement where a link finds it."""

import re
from collections.abc import Mapping
from functools import partial

from motown.contracts.html.layout import page
from motown.contracts.html.markup import Markup, link, tag, text
from motown.contracts.html.material import Material
from motown.contracts.html.rst import Writer
from motown.files import folder

NUMBER = re.compile(r"(MT-[A-Z]{3}-\d\d)")
_HEAD = re.compile(rf"^{NUMBER.pattern} \((\w+)\)$", re.MULTILINE)
RULES = {"conventions": "Conventions", "access": "Access", "services": "Services", "versioning": "Versions",
         "governance": "Governance", "decisions": "Decisions"}
"""Title of each page of text by the name of its source."""


def place_of(name: str) -> str:
    """The file of a page of text."""
    return f"rules-{name}.html"


def rules_pages(material: Material) -> Mapping[str, bytes]:
    """Every page of text by the name of its file."""
    sources = {name: (folder("text") / f"{name}.rst").read_text(encoding="utf-8") for name in RULES}
    numbers = {number: place_of(name) for name, source in sources.items() for number, _ in _HEAD.findall(source)}
    writer = Writer(partial(_linked, material, numbers), _reference, partial(_term, material, numbers))
    return {place_of(name): page(material, place_of(name), f"Rules: {RULES[name]}", *writer.page(source))
            for name, source in sources.items()}


def _linked(material: Material, numbers: Mapping[str, str], words: str) -> Markup:
    """A text in which requirements, operations, classes and events lead to where they are told."""
    return text(link(f"{numbers[part]}#{part}", part) if part in numbers else material.linked(part)
                for part in NUMBER.split(words))


def _reference(name: str) -> Markup:
    return link(place_of(name) if name in RULES else "index.html", RULES.get(name, name))


def _term(material: Material, numbers: Mapping[str, str], words: str) -> Markup:
    """What is defined; a requirement with its anchor, and the profile that it belongs to."""
    if found := _HEAD.match(words):
        return tag("dt", link(f"#{found[1]}", found[1]), " ", tag("span", found[2], class_="soft"), id=found[1])
    return tag("dt", _linked(material, numbers, words))
