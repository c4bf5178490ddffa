"""What a rule is, and what it finds."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from lxml.etree import _Element


class Finding(NamedTuple):
    """One thing that is wrong."""

    rule: str
    line: int
    text: str


Rule = Callable[[Path, _Element], Iterator[Finding]]
"""Looks at a parsed file and yields what is wrong with it."""


def at(node: _Element, rule: str, text: str) -> Finding:
    """A finding at a node."""
    return Finding(rule, int(str(node.sourceline)), text)


def named(node: _Element) -> str:
    """A node as a reader would call it: its kind and its name."""
    kind = str(node.tag).rpartition("}")[2]
    return f"{kind} {node.get('name') or node.get('value') or ''}".strip()
