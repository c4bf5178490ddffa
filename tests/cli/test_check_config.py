import json
import tomllib

import pytest

from motown.cli.app import run


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_the_settings_in_force_are_told_as_toml(capsys):
    assert run(["check-config", "--set", "http.listen=127.0.0.1:9000"]) == 0
    told = tomllib.loads(capsys.readouterr().out)
    assert told["http"]["listen"] == ["127.0.0.1:9000"]
    assert told["ocpp"]["registration"] == "manual"


def test_passwords_are_masked(capsys):
    assert run(["check-config", "--set", "store.url=postgresql://me:geheim@db/motown", "--json"]) == 0
    out = capsys.readouterr().out
    assert "geheim" not in out
    assert json.loads(out)["store.url"] == '"postgresql://me:***@db/motown"'


def test_a_file_beside_us_is_found_without_being_named(tmp_path, capsys):
    (tmp_path / "conf").mkdir()
    (tmp_path / "conf" / "motown.toml").write_text('[log]\nlevel = "debug"\n')
    assert run(["check-config"]) == 0
    assert 'log.level = "debug"' in capsys.readouterr().out


def test_files_that_cannot_be_read_are_told(capsys):
    names = ["http.listen_tls=127.0.0.1:8443", "http.tls_certificate=no.pem", "http.tls_key=no.key"]
    assert run(["check-config", *(word for name in names for word in ("--set", name))]) == 2
    told = capsys.readouterr().err
    assert "http.tls_certificate = no.pem: cannot be read" in told
    assert "http.tls_key = no.key: cannot be read" in told


def test_quiet_says_nothing_when_all_is_well(capsys):
    assert run(["check-config", "--quiet"]) == 0
    assert capsys.readouterr().out == ""


def test_what_is_shown_to_charge_points_is_masked(capsys):
    named = 'ocpp.calls.credentials={"CP-1" = {user = "motown", password = "geheim"}}'
    common = ["--set", "ocpp.calls.user=motown", "--set", "ocpp.calls.password=geheim"]
    assert run(["check-config", "--json", "--set", named, *common]) == 0
    out = capsys.readouterr().out
    assert "geheim" not in out
    told = json.loads(out)
    assert told["ocpp.calls.password"] == '"***"'
    assert told["ocpp.calls.credentials"] == '{"CP-1" = {"user" = "motown", "password" = "***"}}'


@pytest.mark.parametrize("wrong", [
    'ocpp.calls.credentials={"CP-1" = "geheim"}',
    'ocpp.calls.credentials={"CP-1" = {user = "a:b", password = "geheim"}}',
    "ocpp.calls.password=geheim", 'ocpp.calls.password=["geheim"]'])
def test_what_is_wrong_with_it_is_told_without_it(capsys, wrong):
    assert run(["check-config", "--set", wrong]) == 2
    assert "geheim" not in capsys.readouterr().err


def test_the_files_for_calls_must_be_readable(capsys):
    assert run(["check-config", "--set", "ocpp.calls.tls_ca=no.pem"]) == 2
    assert "ocpp.calls.tls_ca = no.pem: cannot be read" in capsys.readouterr().err
