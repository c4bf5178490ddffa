"""Every requirement of the standard has a test of its number, or a reason why there is none; nothing else has."""

import re

import pytest

from motown.conformance import areas, guide, requirements
from motown.conformance.requirements import AREAS, Requirement, chosen, known, not_testable, requirement

HEAD = re.compile(r"^(MT-[A-Z]{3}-\d\d) \((core|notify|station)\)\n    \S", re.MULTILINE)
MOST_UNTESTABLE = 4


@pytest.fixture(autouse=True, scope="module")
def loaded():
    areas.load()


def written(repo):
    """The requirements of the pages, with their profiles."""
    pages = (repo / "docs" / "standard").glob("*.rst")
    return dict(found for page in pages for found in HEAD.findall(page.read_text("utf-8")))


def test_the_kit_knows_the_requirements_that_are_written_down(repo):
    assert {one.number: one.profile for one in known()} == written(repo)


def test_each_says_what_is_done_or_why_nothing_is():
    for one in known():
        assert one.title.endswith("."), one.number
        assert one.test is None or one.test.__module__.startswith("motown.conformance.areas.")
    assert len([one for one in known() if one.test is None]) <= MOST_UNTESTABLE


def test_they_come_in_the_order_of_the_pages():
    assert [one.area for one in known()] == sorted((one.area for one in known()), key=AREAS.index)


def test_the_page_of_the_documentation_is_up_to_date(repo):
    assert (repo / guide.PAGE).read_text("utf-8") == guide.page(), "run python -m motown.conformance.guide"


def test_all_areas_have_a_heading():
    assert set(guide.NAMES) == set(AREAS)


@pytest.mark.parametrize(("profiles", "wanted"), [
    (["core"], {"core"}), (["notify"], {"core", "notify"}), (["station"], {"core", "station"}),
    (["notify", "station"], {"core", "notify", "station"})])
def test_a_profile_brings_core_along(profiles, wanted):
    assert {one.profile for one in chosen(profiles, [])} == wanted


def test_single_ones_and_areas_can_be_chosen():
    assert [one.number for one in chosen(["core"], ["MT-EVT-02"])] == ["MT-EVT-02"]
    found = [one.number for one in chosen(["core"], ["MT-TOK", "MT-GEN-01"])]
    assert found == ["MT-GEN-01", "MT-TOK-01", "MT-TOK-02", "MT-TOK-03", "MT-TOK-04"]
    assert list(chosen(["core"], ["MT-XYZ"])) == []


def test_a_number_has_one_test(monkeypatch):
    monkeypatch.setattr(requirements, "_known", dict[str, Requirement]())

    @requirement("MT-GEN-01", "core")
    def first(world):
        """Does   something
        or other."""

    assert [(one.title, one.when, one.area) for one in known()] == [("Does something or other.", "in turn", "GEN")]
    with pytest.raises(ValueError, match="MT-GEN-01 has two tests"):
        not_testable("MT-GEN-01", "core", "No.")
