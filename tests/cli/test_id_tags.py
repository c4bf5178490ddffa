import io
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motown.cli import id_tags_csv
from motown.store.rows import IdTagRow


def test_an_id_tag_is_added_and_changed_whatever_its_case(motown):
    assert motown("id-tags", "add", "Abc", "--expires", "2027-01-01", "--parent", "G1", "--concurrent", "0") == 0
    assert motown("id-tags", "add", "ABC", "--note", "second") == 0
    (kept,) = motown.json("id-tags")
    assert (kept["idTag"], kept["status"], kept["expiresAt"], kept["note"]) == ("ABC", "Accepted", None, "second")


def test_case_matters_where_the_settings_say_so(motown):
    for name in ("Abc", "ABC"):
        assert motown("id-tags", "add", name, "--parent", "G1", "--set", "ocpp.id_tag_case_sensitive=true") == 0
    kept = motown.json("id-tags")
    assert {one["key"] for one in kept} == {"Abc", "ABC"}
    assert {one["parentKey"] for one in kept} == {"G1"}


def test_a_tag_may_be_bound_to_a_place(motown):
    assert motown("id-tags", "add", "A1", "--charge-point", "EV-1", "--connector", "2", "--expires", "2h") == 0
    (kept,) = motown.json("id-tags")
    assert (kept["chargePointId"], kept["connectorId"]) == ("EV-1", 2)
    assert datetime.now(UTC) < datetime.fromisoformat(kept["expiresAt"]) < datetime.now(UTC) + timedelta(hours=3)
    assert motown("id-tags") == 0
    assert "EV-1, connector 2" in motown.out
    assert motown("id-tags", "add", "A2", "--connector", "2") == 2


def test_blocking_keeps_what_is_known_and_makes_known_what_is_not(motown):
    assert motown("id-tags", "add", "A1", "--note", "mine") == 0
    assert motown("id-tags", "block", "A1") == 0
    assert motown("id-tags", "block", "A2") == 0
    assert [(one["status"], one["note"]) for one in motown.json("id-tags")] == [("Blocked", "mine"), ("Blocked", None)]


def test_a_removed_one_is_gone_and_cannot_be_removed_again(motown):
    assert motown("id-tags", "add", "A1") == 0
    assert motown("id-tags", "remove", "A1") == 0
    assert motown.json("id-tags") == []
    assert motown("id-tags", "remove", "A1") == 3


def said(motown):
    """What is known of each idTag, wherever in the log that stands."""
    return [one | {"changedPosition": None} for one in motown.json("id-tags")]


def test_what_is_exported_can_be_imported(motown, tmp_path):
    assert motown("id-tags", "add", "A1", "--expires", "2027-01-01T10:00:00+02:00", "--note", 'a "b", c') == 0
    assert motown("id-tags", "add", "A2", "--status", "Blocked", "--parent", "A1", "--concurrent", "3",
                  "--charge-point", "EV-1", "--connector", "2") == 0
    before = said(motown)
    assert motown("id-tags", "export", str(tmp_path / "tags.csv")) == 0
    for one in ("A1", "A2"):
        assert motown("id-tags", "remove", one) == 0
    assert motown("id-tags", "import", str(tmp_path / "tags.csv")) == 0
    assert "2 imported" in motown.out
    assert said(motown) == before


def test_export_goes_to_standard_output_too(motown):
    assert motown("id-tags", "add", "A1") == 0
    assert motown("id-tags", "export") == 0
    assert motown.out.splitlines() == [
        "id_tag,status,expires_at,parent_id_tag,max_concurrent,note,charge_point_id,connector_id,party_id,contract_id",
        "A1,Accepted,,,1,,,,,"]


def test_an_id_tag_of_a_party_is_not_taken_from_it_unawares(motown):
    assert motown("parties", "add", "nordlicht", "--role", "EMP") == 0
    assert motown("id-tags", "add", "A1", "--party", "nordlicht") == 0
    for what in (("add", "A1"), ("block", "A1"), ("remove", "A1")):
        assert motown("id-tags", *what) != 0
        assert "party nordlicht's" in motown.err
    assert motown.json("id-tags")[0]["partyId"] == "nordlicht"
    assert motown("id-tags", "block", "A1", "--party", "nordlicht") == 0
    assert (motown.json("id-tags")[0]["partyId"], motown.json("id-tags")[0]["status"]) == ("nordlicht", "Blocked")
    assert motown("id-tags", "remove", "A1", "--party", "nordlicht") == 0


def test_there_has_to_be_such_a_party(motown):
    assert motown("id-tags", "add", "A1", "--party", "nordlicht") != 0
    assert "there is no party nordlicht" in motown.err


def test_one_wrong_line_and_nothing_is_imported(motown, tmp_path):
    (tmp_path / "tags.csv").write_text("id_tag,status,expires_at\nA1,,\nA2,maybe,\nA3,,soon\n,Accepted,\n")
    assert motown("id-tags", "import", str(tmp_path / "tags.csv")) == 2
    assert [line.partition(":")[0] for line in motown.err.splitlines() if line.startswith("line")] == [
        "line 3", "line 4", "line 5"]
    assert motown.json("id-tags") == []


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("id_tag\nA1\n\nA2\n", ["A1", "A2"]),
        ("note;ID_TAG \nx;A1\n", ["A1"]),
        ('"id_tag","note"\r\n"A1","two\r\nlines"\r\nA2,\r\n', ["A1", "A2"]),
        ("id_tag,note\nA1\n", ["A1"]),
        ("id_tag\n", []),
    ],
)
def test_spreadsheets_write_csv_in_many_ways(text, rows):
    assert [row.id_tag for row in id_tags_csv.read(io.StringIO(text, newline=""))] == rows


@pytest.mark.parametrize(
    "text", ["", "tag\nA1\n", "id_tag,colour\nA1,red\n", "id_tag\nA1,x\n", "id_tag,max_concurrent\nA1,-1\n",
             "id_tag,connector_id\nA1,1\n", "id_tag,charge_point_id,connector_id\nA1,EV-1,0\n"]
)
def test_what_makes_no_sense_is_told(text):
    assert any(isinstance(row, id_tags_csv.Wrong) for row in id_tags_csv.read(io.StringIO(text)))


words = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Z"]), min_size=1)


places = st.one_of(st.tuples(st.none(), st.none()), st.tuples(words, st.none() | st.integers(1, 99)))


def bound(place, whose, **known):
    return IdTagRow(charge_point_id=place[0], connector_id=place[1], changed_position=1, **whose, **known)


def vouched(status, party_id, contract_id):
    own = status if party_id or status == "Blocked" else "Accepted"
    return {"status": own, "party_id": party_id, "contract_id": contract_id}


whose = st.builds(vouched, st.sampled_from(["Accepted", "Blocked", "Expired", "Invalid"]), st.none() | words,
                  st.none() | words)


@given(st.lists(st.builds(
    bound, place=places, whose=whose, key=words, id_tag=words,
    expires_at=st.none() | st.datetimes(timezones=st.just(UTC)), parent_id_tag=st.none() | words,
    parent_key=st.none(), max_concurrent=st.integers(0, 99), note=st.none() | words)))
def test_nothing_is_lost_on_the_way_through_csv(rows):
    text = io.StringIO(newline="")
    id_tags_csv.write(rows, text)
    text.seek(0)
    assert list(id_tags_csv.read(text)) == [
        id_tags_csv.Row(row.id_tag, row.status, row.expires_at, row.parent_id_tag, row.max_concurrent, row.note,
                        row.charge_point_id, row.connector_id, row.party_id, row.contract_id)
        for row in rows]
