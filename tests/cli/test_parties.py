import io
import re
import subprocess

import pytest

from motown.cli import first_party
from motown.config import load
from motown.core.passwords import matches
from motown.server.core import open_core
from motown.server.first_party import make_first_party
from motown.store import events, parties

FINGERPRINT, OTHER = "ab" * 32, "cd" * 32


def core(motown):
    return open_core(load(None, [f"store.url={motown.url}"]))


def password_hash(motown, party_id):
    with core(motown) as opened:
        credential = opened.read(parties.known, party_id).credential
    return credential and credential.password_hash


@pytest.fixture
def acme(motown):
    assert motown("parties", "add", "acme", "--role", "CSO") == 0
    return "acme"


def test_a_party_is_added_and_changed(motown):
    assert motown("parties", "add", "acme", "--role", "cso", "--role", "EMP", "--name", "Acme", "--contact", "x@y") == 0
    assert "acme is known, revision 1" in motown.out
    assert motown("parties", "add", "acme", "--role", "DSO", "--user", "boss") == 0
    (kept,) = motown.json("parties")
    assert (kept["name"], kept["contact"], kept["roles"], kept["userName"], kept["revision"]) == (
        "Acme", "x@y", ["DSO"], "boss", 2)
    assert motown("parties") == 0
    assert motown.out.splitlines()[0].split()[:3] == ["party", "name", "roles"]


def test_it_says_what_is_still_missing(motown, acme):
    assert "it cannot sign in yet" in motown.out
    assert "no charge point is its own yet" in motown.out
    assert motown("parties", "add", "acme", "--role", "CSO", "--generate", "--own", "all", "--own", "Site:home") == 0
    assert "yet" not in motown.out
    (shown,) = motown.json("parties", "show", acme)
    assert shown["grants"][0]["targets"] == [{"kind": "All"}, {"kind": "Site", "id": "home"}]


def test_a_generated_password_is_shown_once(motown, acme):
    for words in (["set-password", acme], ["add", "other", "--role", "EMP"]):
        assert motown("parties", *words, "--generate") == 0
        (password,) = re.findall(r"shown this once: (\S{24})$", motown.out, re.MULTILINE)
        assert matches(password, password_hash(motown, words[1]))
    with core(motown) as opened:
        assert not any(password in one.body_text for one in opened.read(events.read, 0, 1000).events)


def test_a_password_comes_from_standard_input(motown, monkeypatch, acme):
    monkeypatch.setattr("sys.stdin", io.StringIO("correct horse battery\r\n"))
    assert motown("parties", "set-password", acme, "--password-stdin") == 0
    assert matches("correct horse battery", password_hash(motown, acme))
    monkeypatch.setattr("sys.stdin", io.StringIO("short\n"))
    assert motown("parties", "set-password", acme, "--password-stdin") == 2
    assert "at least 12 characters" in motown.err
    assert motown("parties", "set-password", acme, "--none") == 0
    assert password_hash(motown, acme) is None


@pytest.mark.parametrize("words", [
    ["set-password", "acme", "--password-stdin", "--generate"], ["set-password", "acme", "--none", "--generate"],
    ["set-certificate", "acme"], ["set-certificate", "acme", FINGERPRINT, "--none"], ["set-certificate", "acme", "x"],
    ["add", "other"], ["add", "other", "--role", "BOSS"], ["check", "acme", "GetHealth", "--target", "Connector:EV"]])
def test_what_makes_no_sense_is_refused_before_anything_is_done(motown, acme, words):
    assert motown("parties", *words) == 2


def test_certificates_by_file_and_by_fingerprint(motown, acme, tmp_path):
    made = subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "key.pem", "-out", "cert.pem", "-subj",
         "/CN=acme"], cwd=tmp_path, capture_output=True, check=False)
    if made.returncode:
        pytest.skip("openssl is not here")
    assert motown("parties", "set-certificate", acme, str(tmp_path / "cert.pem"), FINGERPRINT.upper()) == 0
    (shown,) = motown.json("parties", "show", acme)
    assert len(shown["certificates"]) == 2
    assert FINGERPRINT in shown["certificates"]
    assert motown("parties", "add", "other", "--role", "EMP") == 0
    assert motown("parties", "set-certificate", "other", FINGERPRINT) == 1
    assert "is party acme's" in motown.err
    assert motown("parties", "set-certificate", acme, "--none") == 0
    assert motown.json("parties", "show", acme)[0]["certificates"] == []


def test_disabled_enabled_removed(motown, acme):
    assert motown("parties", "add", "other", "--role", "EMP") == 0
    assert motown("parties", "disable", acme, "other") == 0
    assert [one["enabled"] for one in motown.json("parties")] == [False, False]
    assert motown("parties", "check", acme, "WhoAmI") == 1
    assert motown("parties", "enable", acme) == 0
    assert [one["enabled"] for one in motown.json("parties")] == [True, False]
    assert motown("parties", "remove", acme, "other") == 0
    assert motown.json("parties") == []


@pytest.mark.parametrize("words", [
    ["show"], ["set-password", "--none"], ["set-certificate", "--none"], ["disable"], ["enable"], ["remove"],
    ["check", "WhoAmI"]])
def test_one_that_is_not_there_is_not_found(motown, words):
    assert motown("parties", words[0], "nobody", *words[1:]) == 3
    assert "there is no party nobody" in motown.err


def test_one_party_on_a_page(motown, acme):
    assert motown("grants", "add", acme, "GetHealth", "--target", "EV-1") == 0
    assert motown("parties", "set-certificate", acme, FINGERPRINT) == 0
    assert motown("parties", "show", acme) == 0
    for text in ("party id          acme", f"certificate {FINGERPRINT}", "GetHealth on ChargePoint:EV-1"):
        assert text in motown.out


def test_why_a_party_may_do_something(motown, acme):
    assert motown("parties", "check", acme, "ResetChargePoint", "--target", "EV-1") == 1
    assert motown.out.startswith("no: acme may not use ResetChargePoint on charge point EV-1: it needs C-STATION")
    assert motown("grants", "add", acme, "SELF", "--target", "EV-1") == 0
    assert motown("parties", "check", acme, "ResetChargePoint", "--target", "Connector:EV-1/2") == 0
    assert "C-STATION is in its role CSO" in motown.out
    assert motown("parties", "check", acme, "ResetChargePoint", "--target", "EV-1", "--json") == 0
    assert '"scope":"all"' in motown.out
    assert motown("parties", "check", acme, "GetCommand", "--of-others", "--target", "EV-2") == 1
    assert motown("parties", "check", acme, "GetCommand", "--own") == 0
    assert motown("parties", "check", acme, "Nonsense") == 1
    assert "there is no operation or class Nonsense" in motown.out


def test_the_first_administrator_is_made_and_told_once(motown, capsysbinary):
    settings = load(None, [f"store.url={motown.url}"])
    first_party.tell(settings)
    told = capsysbinary.readouterr()
    (password,) = re.findall(r"password  (\S{24})", told.err.decode())
    assert told.out == b""
    assert matches(password, password_hash(motown, "admin"))
    first_party.tell(settings)
    assert capsysbinary.readouterr().err == b""
    (shown,) = motown.json("parties", "show", "admin")
    assert shown["roles"] == ["ADMIN"]
    assert shown["oneTimeUntil"] is not None
    assert motown("parties", "show", "admin") == 0
    assert "one-time password, until" in motown.out


def test_where_there_is_a_party_none_is_made(motown, acme):
    assert make_first_party(load(None, [f"store.url={motown.url}"])) is None
    assert [one["partyId"] for one in motown.json("parties")] == ["acme"]
