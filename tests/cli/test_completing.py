import shutil
import subprocess
import threading

import pytest
from click.shell_completion import CompletionItem, ShellComplete

from motown.cli import completing
from motown.cli.app import motown as command_line
from motown.cli.app import run


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    """On a busy machine too."""
    monkeypatch.setattr(completing, "PATIENCE_SECONDS", 30)


def offered(*words):
    """What is offered for the last word."""
    complete = ShellComplete(command_line, {}, "motown", "_MOTOWN_COMPLETE")
    return [one.value for one in complete.get_completions(list(words[:-1]), words[-1])]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["send", "rem"], ["RemoteStartTransaction", "RemoteStopTransaction"]),
        (["names", "Cl"], ["ClearCache"]),
        (["list", "--name", "Cl"], ["ClearCache"]),
        (["send", "Reset", ""], ["type=Hard", "type=Soft"]),
        (["send", "reset", "type=s"], ["type=Soft"]),
        (["send", "ClearCache", ""], []),
        (["send", "Nonsense", ""], []),
        (["send", "ReserveNow", "--charge-point", "EV-1", "connectorId=1", "ID"], ["idTag="]),
        (["send", "ReserveNow", "connectorId=1", "idTag=A", ""], ["expiryDate=", "parentIdTag="]),
        (["send", "GetConfiguration", "key=A", ""], ["key="]),
    ],
)
def test_names_fields_and_words_are_offered(words, found):
    assert offered("commands", *words) == found


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["type", "="], ["Hard", "Soft"]),
        (["type", "=", "so"], ["Soft"]),
        (["connectorId", "=", "1", "type", "=", "Op"], ["Operative"]),
        (["connectorId", "=", "1", ""], ["type=Inoperative", "type=Operative"]),
    ],
)
def test_bash_takes_words_apart_at_the_equals_sign(words, found):
    name = "ChangeAvailability" if "connectorId" in words else "Reset"
    assert offered("commands", "send", name, *words) == found


def test_charge_points_and_commands_of_the_store_are_offered(motown, monkeypatch):
    monkeypatch.setenv("MOTOWN_STORE__URL", motown.url)
    assert motown("charge-points", "accept", "EV-1", "EV-2", "A%1") == 0
    assert motown("commands", "send", "ClearCache", "--charge-point", "EV-1", "--no-wait", "--json") == 6
    command_id = motown.json("commands")[0]["commandId"]
    assert offered("commands", "send", "Reset", "--charge-point", "EV") == ["EV-1", "EV-2"]
    assert offered("charge-points", "show", "A%") == ["A%1"]
    assert offered("charge-points", "accept", "EV-1", "") == ["A%1", "EV-1", "EV-2"]
    assert offered("commands", "show", command_id[:3]) == [command_id]
    assert offered("commands", "list", "--set", "store.url=sqlite:///not-there.db", "--charge-point", "") == []


@pytest.mark.parametrize("url", ["sqlite:///not-there/x.db", "postgresql://me@127.0.0.1:1/x", "nonsense"])
def test_nothing_is_offered_and_nothing_said_where_the_store_is_away(url, monkeypatch, capfd):
    monkeypatch.setenv("MOTOWN_STORE__URL", url)
    assert offered("charge-points", "show", "") == []
    assert capfd.readouterr() == ("", "")


def test_nobody_waits_long_for_a_database(monkeypatch):
    monkeypatch.setattr(completing, "PATIENCE_SECONDS", 0)
    answering = threading.Event()

    class Silent:
        def connect(self):
            answering.wait()
            raise ConnectionError

    assert completing._patiently(Silent(), lambda _: [CompletionItem("late")]) == []
    answering.set()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_is_told_how(shell, capsys):
    assert run(["completion", shell]) == 0
    script = capsys.readouterr().out
    assert "_MOTOWN_COMPLETE" in script
    if shutil.which(shell):
        checked = subprocess.run([shell, "-n"], input=script, text=True, capture_output=True, check=False)
        assert (checked.returncode, checked.stderr) == (0, "")


def test_bash_puts_no_blank_behind_an_equals_sign(capsys):
    assert run(["completion", "bash"]) == 0
    assert "*= ]] && compopt -o nospace" in capsys.readouterr().out


def test_another_shell_is_refused():
    assert run(["completion", "tcsh"]) == 2


def test_parties_operations_and_classes_are_offered(motown):
    for name in ("acme", "axis", "other"):
        assert run(["parties", "add", name, "--role", "EMP", "--set", f"store.url={motown.url}"]) == 0
    where = ("--set", f"store.url={motown.url}")
    assert offered("parties", "show", *where, "a") == ["acme", "axis"]
    assert offered("grants", "list", *where, "--party", "o") == ["other"]
    assert offered("grants", "add", *where, "acme", "reset") == ["ResetChargePoint"]
    assert offered("parties", "check", *where, "acme", "c-") == ["C-SESSION", "C-STATION"]
