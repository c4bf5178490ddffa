"""What is imported is declared, and what is declared is pinned."""

import ast
import configparser
import sys
from importlib.metadata import packages_distributions

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

HOSTS = {"psycopg2": "psycopg2-binary"}
"""Declared -> pinned instead."""


@pytest.fixture(scope="module")
def declared(repo):
    config = configparser.ConfigParser()
    config.read(repo / "setup.cfg")
    texts = [config["options"]["install_requires"], *config["options.extras_require"].values()]
    return [Requirement(line) for text in texts for line in text.split("\n") if line.strip()]


@pytest.fixture(scope="module")
def pinned(repo):
    lines = lines_of(repo)
    pins = [Requirement(line) for line in lines if line.strip() and not line.startswith(("#", "-"))]
    return {canonicalize_name(pin.name): pin for pin in pins}


def test_what_is_declared_is_pinned_to_a_version_that_will_do(declared, pinned):
    for wanted in declared:
        pin = pinned[HOSTS.get(wanted.name, canonicalize_name(wanted.name))]
        (exactly,) = pin.specifier
        assert exactly.operator == "=="
        assert wanted.specifier.contains(exactly.version), wanted


def test_pins_are_exact_and_stand_once(repo, pinned):
    lines = lines_of(repo)
    assert len([line for line in lines if "==" in line and not line.startswith("#")]) == len(pinned)


def test_what_the_source_imports_is_declared(repo, declared):
    names = {canonicalize_name(one.name) for one in declared}
    homes = packages_distributions()
    for file in (repo / "src").rglob("*.py"):
        for name in imported(file):
            if name not in sys.stdlib_module_names and name != "motown":
                assert {canonicalize_name(home) for home in homes[name]} & (names | {"psycopg2-binary"}), (file, name)


def imported(file):
    """The top-level packages that a file imports."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield (node.module or "").partition(".")[0]


def lines_of(repo):
    """The lines of every file of pins."""
    return [line for file in sorted((repo / "requirements").glob("*.txt")) for line in file.read_text().splitlines()]
