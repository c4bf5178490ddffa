"""Commands that packages bring."""

from importlib.metadata import EntryPoint

import click
import pytest

from motown.cli import added
from motown.cli.app import run

COMMAND = click.Command("hello", callback=lambda: click.echo("hello"), short_help="Say hello.")
FAILING = click.Command("failing", callback=lambda: 1 // 0)
BROKEN = {"nowhere": "there.is.no:such", "nothing": "sys:path", "raising": "tests.cli.test_added:RAISES"}


@pytest.fixture
def installed(monkeypatch):
    points = {"hello": "tests.cli.test_added:COMMAND", "failing": "tests.cli.test_added:FAILING",
              "serve": "tests.cli.test_added:COMMAND", **BROKEN}
    monkeypatch.setattr(added, "installed", lambda taken=frozenset(): {
        name: EntryPoint(name, value, added.GROUP) for name, value in points.items() if name not in taken})


@pytest.fixture
def motown(capsys):
    """A command line: how it ended, what it said and complained of."""

    def called(*arguments):
        code = run(arguments)
        return code, *capsys.readouterr()

    return called


def test_they_stand_beside_ours(installed, motown):
    assert "Say hello." in motown("--help")[1]
    assert motown("hello") == (0, "hello\n", "")


def test_a_name_of_ours_stays_ours(installed, motown):
    assert "Run the server" in motown("serve", "--help")[1]


@pytest.mark.parametrize("name", ["nowhere", "nothing", "raising"])
def test_one_that_cannot_be_loaded_says_so_and_hinders_nobody(installed, motown, name):
    code, _, complaint = motown(name, "with", "--words")
    assert (code, f"{name} cannot be loaded" in complaint) == (1, True)
    code, said, _ = motown("--help")
    assert (code, "Cannot be loaded" in said) == (0, True)


def test_one_that_fails_is_named_without_a_traceback(installed, motown):
    code, _, complaint = motown("failing")
    assert code == 1
    assert complaint.startswith("motown: failing has failed, which is its own defect: ZeroDivisionError: ")


def __getattr__(name):
    if name == "RAISES":
        raise SystemExit(3)
    raise AttributeError(name)
