"""Texts of others made fit for XML: what it cannot carry is replaced by U+FFFD (requirement MT-GEN-06)."""

from collections.abc import Mapping
from typing import Any

from motown.soap.text import lawful

LONGEST_WORD = 128
"""Characters of a Word."""


def tellable(value: Any) -> Any:
    """The same value with all its texts fit; mappings and lists are made anew."""
    if isinstance(value, str):
        return lawful(value)
    if isinstance(value, Mapping):
        return {name: tellable(one) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [tellable(one) for one in value]
    return value


def word(text: str | None) -> str | None:
    """What a charge point said, as a Word of the contract; it may say anything."""
    return " ".join((text or "").split())[:LONGEST_WORD].rstrip() or None
