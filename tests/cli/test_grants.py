import pytest

from motown.cli.targets import written


@pytest.fixture
def acme(motown):
    assert motown("parties", "add", "acme", "--role", "EMP") == 0
    return "acme"


def given(motown, *words):
    """The id of a new grant."""
    assert motown("grants", "add", *words) == 0, motown.err
    return motown.out.split()[-1]


def test_a_grant_is_given_listed_and_ended(motown, acme):
    grant_id = given(motown, acme, "GetHealth", "C-SESSION", "{urn:acme}Blink", "--target", "EV-1", "--target",
                     "Connector:EV-2/1", "--from", "2026-01-01", "--until", "2099-01-01", "--only", "idTag=A=B")
    (kept,) = motown.json("grants")
    assert (kept["grantId"], kept["operations"], kept["accessClasses"]) == (
        grant_id, ["GetHealth", "{urn:acme}Blink"], ["C-SESSION"])
    assert kept["targets"] == [{"kind": "ChargePoint", "id": "EV-1"},
                               {"kind": "Connector", "id": "EV-2", "connectorId": 1}]
    assert kept["constraints"] == [{"name": "idTag", "value": "A=B"}]
    assert motown("grants") == 0
    assert "ChargePoint:EV-1, Connector:EV-2/1" in motown.out
    assert "idTag=A=B" in motown.out
    assert motown("grants", "revoke", grant_id[:8]) == 0
    assert motown.json("grants") == []
    assert [one["grantId"] for one in motown.json("grants", "--revoked")] == [grant_id]


def test_only_those_of_one_party(motown, acme):
    assert motown("parties", "add", "other", "--role", "EMP") == 0
    given(motown, "other", "GetHealth", "--target", "all")
    mine = given(motown, acme, "GetHealth", "--target", "all")
    assert [one["grantId"] for one in motown.json("grants", "--party", acme)] == [mine]


@pytest.mark.parametrize(("words", "code", "told"), [
    (["GetHealht", "--target", "All"], 2, "GetHealth?"), (["GetHealth"], 2, "--target"),
    (["GetHealth", "--target", "Connector:EV-1"], 2, "write Connector:EV-1/2"),
    (["GetHealth", "--target", "All", "--only", "idTag"], 2, "write idTag=TAG"),
    (["GetHealth", "--target", "All", "--only", "colour=red"], 1, "there is no constraint colour"),
    (["GetHealth", "--target", "All", "--from", "2h", "--until", "1h"], 1, "validTo is not after validFrom")])
def test_what_makes_no_sense_is_refused(motown, acme, words, code, told):
    assert motown("grants", "add", acme, *words) == code
    assert told in motown.err
    assert motown.json("grants") == []


def test_nobody_and_nothing_are_not_found(motown, acme):
    assert motown("grants", "add", "nobody", "GetHealth", "--target", "All") == 3
    assert motown("grants", "revoke", "abcdef") == 3
    assert motown("grants", "revoke", given(motown, acme, "GetHealth", "--target", "All")[:3]) == 3


@pytest.mark.parametrize("text", ["All", "ChargePoint:EV-1", "Connector:a/b/2", "Group:g:1", "Site:s", "GridPoint:g"])
def test_targets_are_written_as_they_are_read(motown, acme, text):
    given(motown, acme, "GetHealth", "--target", text)
    (kept,) = motown.json("grants")[0]["targets"]
    assert written(kept["kind"], kept.get("id"), kept.get("connectorId")) == text


def test_a_charge_point_may_have_a_colon(motown, acme):
    given(motown, acme, "GetHealth", "--target", "urn:1")
    assert motown.json("grants")[0]["targets"] == [{"kind": "ChargePoint", "id": "urn:1"}]
