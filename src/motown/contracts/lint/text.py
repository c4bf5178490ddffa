"""Rules for a file as text: neat, in UTF-8, licensed, and loading nothing from elsewhere."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml.etree import _Element

from motown.contracts.lint.finding import Finding, Rule, at
from motown.soap.values import XS
from motown.soap.wsdl import WSDL

_WIDTH = 120
_LOADING = (XS + "import", XS + "include", XS + "redefine", WSDL + "import")


def neat(path: Path, _root: _Element) -> Iterator[Finding]:
    """UTF-8, no tabs, no blanks at the end, no long lines, and the licence at the top."""
    raw = path.read_bytes()
    if not raw.startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n<!--\n'):
        yield Finding("neat", 1, "it begins with an XML declaration in UTF-8 and a comment")
    if b"SPDX-License-Identifier: Apache-2.0" not in raw[:1500]:
        yield Finding("neat", 1, "the licence is missing")
    for number, line in enumerate(raw.decode("utf-8").split("\n"), 1):
        if "\t" in line or line != line.rstrip() or len(line) > _WIDTH:
            yield Finding("neat", number, f"a tab, a blank at the end, or more than {_WIDTH} characters")


def local(_path: Path, root: _Element) -> Iterator[Finding]:
    """Schemas are imported by a relative path; WSDLs are not imported, nothing is included, there is no DTD."""
    docinfo: Any = root.getroottree().docinfo  # the stubs do not know its fields
    if docinfo.doctype:
        yield at(root, "local", "a document type declaration")
    for node in root.iter(*_LOADING):
        location = node.get("schemaLocation", "")
        if node.tag != XS + "import":
            yield at(node, "local", f"{str(node.tag).rpartition('}')[2]} is not used")
        elif not location or ":" in location or location.startswith("/"):
            yield at(node, "local", f"{location or 'an import without a place'}: only relative places are fetched")


RULES: tuple[Rule, ...] = (neat, local)
