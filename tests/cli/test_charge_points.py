import io
import subprocess

import pytest

from motown.config import load
from motown.core.passwords import matches
from motown.server.core import open_core
from motown.store import credentials


def credential(motown, charge_point_id):
    with open_core(load(None, [f"store.url={motown.url}"])) as core:
        return core.read(credentials.get, charge_point_id)


@pytest.fixture
def ev_1(motown):
    assert motown("charge-points", "accept", "EV-1") == 0
    return "EV-1"


def test_several_are_accepted_at_once_and_listed(motown):
    assert motown("charge-points", "accept", "EV-1", "EV-2") == 0
    assert "EV-2 is accepted" in motown.out
    assert motown("charge-points", "reject", "EV-2", "--reason", "stolen") == 0
    found = {one["chargePointId"]: one["registration"] for one in motown.json("charge-points")}
    assert found == {"EV-1": "Accepted", "EV-2": "Rejected"}
    assert [one["chargePointId"] for one in motown.json("charge-points", "--registration", "rejected")] == ["EV-2"]


def test_the_table_is_for_people(motown, ev_1):
    assert motown("charge-points") == 0
    assert motown.out.splitlines()[0].split()[:2] == ["charge", "point"]
    assert "EV-1" in motown.out
    assert not any(line.endswith(" ") for line in motown.out.splitlines())


def test_an_empty_list_says_so_to_people_and_nothing_to_programs(motown):
    assert motown("charge-points") == 0
    assert (motown.out, motown.err) == ("", "there are none\n")
    assert motown.json("charge-points") == []


def test_one_is_shown_with_everything(motown, ev_1):
    assert motown("charge-points", "show", ev_1) == 0
    assert "Accepted" in motown.out
    (shown,) = motown.json("charge-points", "show", ev_1)
    assert shown["connectors"] == shown["transactions"] == []


@pytest.mark.parametrize(
    "words", [["show"], ["reject"], ["remove"], ["set-password", "--none"], ["set-networks", "--any"]]
)
def test_one_that_is_not_there_is_not_found(motown, words):
    assert motown("charge-points", words[0], "EV-9", *words[1:]) == 3
    assert "there is no charge point EV-9" in motown.err


def test_a_removed_one_is_unknown_again(motown, ev_1):
    assert motown("charge-points", "remove", ev_1) == 0
    assert motown.json("charge-points") == []


def test_a_password_is_kept_as_a_hash(motown, ev_1, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("correct horse\n"))
    assert motown("charge-points", "set-password", ev_1, "--password-stdin") == 0
    kept = credential(motown, ev_1).password_hash
    assert "horse" not in kept
    assert matches("correct horse", kept)
    assert motown.json("charge-points")[0]["hasPassword"] is True
    assert motown("charge-points", "set-password", ev_1, "--none") == 0
    assert credential(motown, ev_1).password_hash is None


def test_a_short_password_is_refused(motown, ev_1, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("short\n"))
    assert motown("charge-points", "set-password", ev_1, "--password-stdin") == 2
    assert credential(motown, ev_1) is None


def test_a_certificate_is_known_by_its_fingerprint(motown, ev_1, tmp_path):
    pem = tmp_path / "cp.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=EV-1", "-out", str(pem),
               "-keyout", str(tmp_path / "key.pem")]
    subprocess.run(command, check=True, capture_output=True)
    told = subprocess.run(["openssl", "x509", "-in", pem, "-noout", "-fingerprint", "-sha256"],
                          check=True, capture_output=True, text=True).stdout.strip().partition("=")[2]
    assert motown("charge-points", "set-certificate", ev_1, str(pem)) == 0
    kept = credential(motown, ev_1).certificate_fingerprint
    assert kept == told.replace(":", "").lower()
    assert motown("charge-points", "set-certificate", ev_1, told) == 0
    assert credential(motown, ev_1).certificate_fingerprint == kept
    assert motown("charge-points", "set-certificate", ev_1, "--none") == 0
    assert credential(motown, ev_1).certificate_fingerprint is None


@pytest.mark.parametrize("networks", [["10.0.0.1/8"], ["everywhere"], [], ["--any", "10.0.0.0/8"]])
def test_networks_are_written_properly(motown, ev_1, networks):
    assert motown("charge-points", "set-networks", ev_1, *networks) == 2


def test_networks_are_kept(motown, ev_1):
    assert motown("charge-points", "set-networks", ev_1, "10.0.0.0/8", "2001:db8::/32") == 0
    assert motown.json("charge-points")[0]["networks"] == ["10.0.0.0/8", "2001:db8::/32"]
    assert motown("charge-points", "set-networks", ev_1, "--any") == 0
    assert motown.json("charge-points")[0]["networks"] == []


def test_address_and_interval_are_kept(motown, ev_1):
    assert motown("charge-points", "set-address", ev_1, "http://10.1.1.1/ocpp") == 0
    assert motown("charge-points", "set-heartbeat-interval", ev_1, "60") == 0
    (kept,) = motown.json("charge-points")
    assert (kept["pinnedAddress"], kept["heartbeatIntervalSeconds"]) == ("http://10.1.1.1/ocpp", 60)
    assert motown("charge-points", "set-address", ev_1, "--none") == 0
    assert motown("charge-points", "set-heartbeat-interval", ev_1, "--none") == 0
    (kept,) = motown.json("charge-points")
    assert (kept["pinnedAddress"], kept["heartbeatIntervalSeconds"]) == (None, None)


@pytest.mark.parametrize("address", [
    "ftp://10.1.1.1/", "10.1.1.1", "http://", "http://10.1.1.1:99999/", "http://me:secret@10.1.1.1/",
    "http://10.1.1.1/ x"])
def test_what_nobody_can_call_is_no_address(motown, ev_1, address):
    assert motown("charge-points", "set-address", ev_1, address) == 2
    assert motown.json("charge-points")[0]["pinnedAddress"] is None


def test_an_interval_is_one_that_a_charge_point_can_be_told(motown, ev_1):
    """xs:int; as long as the settings allow."""
    assert motown("charge-points", "set-heartbeat-interval", ev_1, "99999999999") == 2
    assert motown("charge-points", "set-heartbeat-interval", ev_1, "2592000") == 0


def test_blanks_around_a_name_do_not_count(motown):
    """No charge point could ever have that name."""
    assert motown("charge-points", "accept", " EV-1 ") == 0
    assert [one["chargePointId"] for one in motown.json("charge-points")] == ["EV-1"]


@pytest.mark.parametrize("name", ["", "  ", "EV\n1", "\x1b[2J", "EV\u00a01", "x" * 256])
def test_a_name_nobody_could_type_is_refused(motown, name):
    assert motown("charge-points", "accept", name) == 2
