"""The list of repairs, and the page that tells of it."""

import re
from pathlib import Path

from motown.ocpp import identity, tolerance_page
from motown.ocpp.tolerance import NOTES, REPAIRS

KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)+")
NAMES = [one.name for one in (*REPAIRS, *NOTES, *identity.NOTES)]


def test_the_page_is_up_to_date(repo: Path) -> None:
    written = (repo / "docs" / "tolerance.rst").read_text(encoding="utf-8")
    assert written == tolerance_page.page(), "run: python -m motown.ocpp.tolerance_page"


def test_every_name_is_on_the_page() -> None:
    page = tolerance_page.page()
    assert [name for name in NAMES if f"``{name}``" not in page] == []


def test_names_are_short_and_used_once() -> None:
    assert len(NAMES) == len(set(NAMES))
    assert [name for name in NAMES if not KEBAB.fullmatch(name) or len(name) > 32] == []


def test_every_repair_says_what_it_does_and_for_whom() -> None:
    assert [one.name for one in REPAIRS if not one.what.endswith(".") or not one.source] == []


def test_every_repair_and_note_is_tested(repo: Path) -> None:
    tests = "".join(path.read_text(encoding="utf-8") for path in (repo / "tests" / "ocpp").rglob("test_*.py"))
    assert [name for name in NAMES if f'"{name}"' not in tests] == []


def test_every_function_marked_as_a_repair_is_listed(repo: Path) -> None:
    folder = repo / "src" / "motown" / "ocpp" / "tolerance"
    source = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    marked = set(re.findall(r'^@repair\(Stage\.\w+, "([^"]+)"\)', source, re.MULTILINE))
    assert marked == {one.name for one in REPAIRS}
