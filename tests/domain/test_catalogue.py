"""The published catalogue of events is that of the declarations."""

from pathlib import Path

import msgspec

from motown.domain.events import EVENT_TYPES, catalogue

STALE = "stale: run python -m motown.domain.events.catalogue"


def test_the_page_is_up_to_date(repo: Path) -> None:
    assert (repo / "docs" / "events.rst").read_text(encoding="utf-8") == catalogue.page(), STALE


def test_the_schemas_are_up_to_date(repo: Path) -> None:
    published = {path.name: path.read_bytes() for path in (repo / "schemas" / "events").glob("*.json")}
    assert published == dict(catalogue.schemas()), STALE


def test_every_event_type_is_on_the_page() -> None:
    page = catalogue.page()
    assert not [name for name in EVENT_TYPES if f"\n{name}\n" not in page]


def test_a_field_is_told_with_its_name_on_the_wire_and_its_meaning() -> None:
    page = catalogue.page()
    assert "``meterBackwards``" in page
    assert "The meter stands lower than at the start" in page


def test_schemas_are_json_schema() -> None:
    for text in catalogue.schemas().values():
        assert msgspec.json.decode(text)["$defs"]
