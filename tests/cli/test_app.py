import subprocess
import sys

import click
import pytest

from motown.cli.app import COMMANDS, motown, run
from motown.cli.exits import Exit


def leaves(group=motown, words=()):
    """Every command, by the words that call it."""
    for name in group.list_commands(None):
        command = group.get_command(None, name)
        if isinstance(command, click.Group):
            yield from leaves(command, (*words, name))
        else:
            yield (*words, name), command


def test_every_command_takes_settings():
    found = list(leaves())
    assert len(found) > len(COMMANDS)
    for words, command in found:
        options = {option for parameter in command.params for option in parameter.opts}
        assert {"--config", "--set"} <= options, words


def test_every_command_and_option_is_explained():
    for words, command in leaves():
        assert command.help, words
        for parameter in command.params:
            if parameter.param_type_name == "option":
                assert parameter.help, (words, parameter.name)


def test_every_list_can_be_had_as_json():
    for words, command in leaves():
        if words[-1] in ("list", "show"):
            assert any("--json" in parameter.opts for parameter in command.params), words


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--help"], Exit.OK),
        (["events", "--help"], Exit.OK),
        (["nonsense"], Exit.USAGE),
        (["events", "--nonsense"], Exit.USAGE),
        (["check-config", "--set", "store.ulr=x"], Exit.USAGE),
        (["check-config", "--config", "not-there.toml"], Exit.USAGE),
        (["events", "--set", "store.url=sqlite:///not-there.db"], Exit.UNAVAILABLE),
        (["wsdl", "print", "nonsense"], Exit.NOT_FOUND),
    ],
)
def test_how_a_command_ends_can_be_told_from_its_code(arguments, code, capsys):
    assert run(arguments) == code
    if code:
        assert capsys.readouterr().err


def test_every_error_in_the_settings_is_told(capsys):
    assert run(["check-config", "--set", "store.ulr=x", "--set", "log.level=loud"]) == Exit.USAGE
    told = capsys.readouterr().err
    assert "did you mean store.url?" in told
    assert "log.level = loud" in told


def test_a_reader_who_has_seen_enough_is_not_told_so(repo):
    code = f"from motown.cli import main; main(['check-config', '--config', {str(repo / 'conf' / 'motown.toml')!r}])"
    running = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=repo)
    running.stdout.close()
    assert running.stderr.read() == b""
    assert running.wait() == Exit.FAILED


def test_exit_codes_are_documented(repo):
    for text in ((repo / "docs" / "cli.rst").read_text(), motown.help):
        for code in Exit:
            assert f"{code.value} " in text
