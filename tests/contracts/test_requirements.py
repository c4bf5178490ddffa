"""The requirements of the standard are numbered, each once, without gaps, and belong to a profile."""

import re
from itertools import groupby

from motown.contracts.lint import RULES
from tests.contracts.standard import operations

HEAD = re.compile(r"^(MT-([A-Z]{3})-(\d\d)) \((core|notify|station)\)\n    \S", re.MULTILINE)


def pages(repo):
    return {path.name: path.read_text(encoding="utf-8") for path in (repo / "docs" / "standard").glob("*.rst")}


def heads(repo):
    return [found.groups() for text in pages(repo).values() for found in HEAD.finditer(text)]


def test_every_number_is_there_once_and_none_is_left_out(repo):
    numbers = [head[0] for head in heads(repo)]
    assert len(set(numbers)) == len(numbers) >= 100
    for area, group in groupby(sorted(heads(repo)), key=lambda head: head[1]):
        assert [int(number) for _, _, number, _ in group] == list(range(1, len(
            [1 for head in heads(repo) if head[1] == area]) + 1)), area


def test_every_number_that_is_named_exists(repo):
    known = {head[0] for head in heads(repo)}
    named = {number for text in pages(repo).values() for number in re.findall(r"MT-[A-Z]{3}-\d\d", text)}
    assert named == known


def test_every_profile_has_requirements(repo):
    assert {head[3] for head in heads(repo)} == {"core", "notify", "station"}


def test_the_rules_of_the_lint_are_explained(repo):
    text = pages(repo)["versioning.rst"]
    rules = set(re.findall(r"^(\w+)  +\S", text.partition("rule           what it wants")[2], re.MULTILINE))
    assert {rule.__name__ for rule in RULES} | {"unique", "unused"} == rules


def test_operations_that_are_named_exist(repo):
    known = {name for _, name in operations()}
    for name in ("ReadEvents", "GetCommand", "PutTokens", "ListGroups", "GetSessionDiagnostics"):
        assert name in known
        assert any(name in text for text in pages(repo).values())
