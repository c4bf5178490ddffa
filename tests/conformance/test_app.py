"""The command line of the kit."""

import sys

import pytest
from click.testing import CliRunner

from motown.conformance.app import main
from motown.conformance.options import Options

NOWHERE = ["--url", "http://127.0.0.1:1/services", "--party", "p", "--password", "w"]


def run(*arguments):
    return CliRunner().invoke(main, arguments)


def test_it_lists_what_it_would_do():
    done = run("--list", "--profile", "notify")
    assert done.exit_code == 0
    lines = done.output.splitlines()
    assert lines[0].startswith("MT-GEN-01 core ")
    assert any(line.startswith("MT-SUB-05 notify  NOT TESTABLE: It takes 24 hours") for line in lines)
    assert not any(" station " in line[:20] for line in lines)


@pytest.mark.parametrize(("arguments", "words"), [
    ([], "--url, --party and --password are needed"), (NOWHERE[:4], "--url, --party and --password are needed"),
    ([*NOWHERE, "--only", "MT-ABC"], "there is no such requirement"), (["--profile", "all"], "Invalid value")])
def test_what_is_missing_is_said(arguments, words):
    done = run(*arguments)
    assert done.exit_code == 2
    assert words in done.output


def test_a_server_that_is_not_there_is_said_to_be_so():
    done = run(*NOWHERE, "--only", "MT-GEN-01")
    assert done.exit_code == 1
    assert "http://127.0.0.1:1/services cannot be tested" in done.output


def test_charge_points_call_the_same_host_unless_told_otherwise():
    given = {"party": "p", "password": "w"}
    assert Options(url="https://x:8/deep/services", **given).ocpp == "https://x:8/ocpp"
    assert Options(url="http://x/services", ocpp_url="http://y/cs", **given).ocpp == "http://y/cs"


def test_the_credential_for_a_consumer_stands_in_its_address():
    given = {"url": "http://x/services", "party": "p", "password": "w"}
    full = Options(consumer="http://u%40x:w%2F@y:8/notify", **given)
    assert (full.consumer_credential, full.consumer_address) == (("u@x", "w/"), "http://y:8/notify")
    assert Options(consumer="http://y/notify", **given).consumer_credential is None
    assert (Options(**given).consumer_credential, Options(**given).consumer_address) == (None, None)


def test_what_has_to_be_installed_is_said(monkeypatch):
    monkeypatch.setitem(sys.modules, "zeep", None)
    for name in [one for one in sys.modules if one.startswith("motown.conformance.")]:
        monkeypatch.delitem(sys.modules, name)
    from motown.conformance.__main__ import main as begin
    with pytest.raises(SystemExit, match=r"needs zeep: pip install 'motown\[conformance\]'"):
        begin()
