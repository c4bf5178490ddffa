"""The standard as pages for people: made from the contracts, tables and examples, without scripts, nothing loaded.

    python -m motown.contracts.html OUT          # writes all of it into a folder

``pages`` gives them by their paths below /services/; ``StandardPages`` (endpoint) serves them.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path

from motown.contracts.archive import NAME, archive
from motown.contracts.html.index import index_page
from motown.contracts.html.layout import INDEX
from motown.contracts.html.material import ACCESS, EVENTS, MAPPING, TYPES, Material, page_of
from motown.contracts.html.references import access_page, events_page, mapping_page, types_page
from motown.contracts.html.rules import rules_pages
from motown.contracts.html.service import service_page
from motown.soap.contract import Contract

HTML, ZIP = "text/html; charset=utf-8", "application/zip"
Pages = Mapping[str, tuple[str, bytes]]
"""Media type and content by path."""


def pages(extra: Iterable[Contract] = (), needed: Mapping[str, str] | None = None) -> Pages:
    """Every page and file; the path of the first page is empty.

    ``extra`` are contracts of add-ons, which get pages too; ``needed`` names the class of access of their operations,
    by ``{namespace}Operation``.
    """
    material = Material(extra, needed)
    made = {f"{name}.html": service_page(material, name) for name in material.services}
    made |= {INDEX: index_page(material), TYPES: types_page(material), EVENTS: events_page(material),
             ACCESS: access_page(material), MAPPING: mapping_page(material), **rules_pages(material)}
    return {"": (HTML, made[INDEX]), **{name: (HTML, content) for name, content in made.items()},
            NAME: (ZIP, archive())}


def write(folder: Path) -> None:
    """Write all of it into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, (_, content) in pages().items():
        if name:
            (folder / name).write_bytes(content)


__all__ = ["Pages", "page_of", "pages", "write"]
