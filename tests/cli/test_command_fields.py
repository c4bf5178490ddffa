import io
from datetime import UTC, datetime, timedelta

import click
import pytest

from motown.cli.command_fields import fields_of, operation_of
from motown.domain.operations import OPERATIONS, GetConfiguration, written


def said(name, *texts):
    return written(operation_of(name, texts))


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_field_can_be_told_to_people(name):
    assert all(field.kind and field.name[0].islower() for field in fields_of(name))


def test_names_and_words_are_known_whatever_their_case():
    assert said("ChangeAvailability", "CONNECTORID=2", "type=inoperative") == {"connectorId": 2, "type": "Inoperative"}


def test_lists_are_given_by_repeating():
    assert operation_of("GetConfiguration", ["key=A", "key=B"]) == GetConfiguration(key=("A", "B"))
    assert operation_of("GetConfiguration", []) == GetConfiguration()


@pytest.mark.parametrize(
    ("name", "texts", "complaint"),
    [
        ("Reset", ["typ=Soft"], "did you mean type?"),
        ("Reset", ["type=sof"], "did you mean Soft?"),
        ("Reset", ["Soft"], "write FIELD=VALUE"),
        ("Reset", [], r"Reset needs type=Hard\|Soft"),
        ("Reset", ["type=Soft", "type=Hard"], "type is given twice"),
        ("ClearCache", ["type=Soft"], "there are none"),
        ("UnlockConnector", ["connectorId=one"], "connectorId: a whole number is wanted"),
        ("UnlockConnector", ["connectorId=0"], "connectorId: a whole number >= 1 is wanted"),
        ("ReserveNow", ["reservationId=3"], "there is no field of ReserveNow 'reservationId'"),
        ("ReserveNow", ["expiryDate=soon"], "expiryDate: 'soon' is neither a time"),
        ("ChangeConfiguration", ["key=K", "value=@not-there"], "'not-there' cannot be read"),
        ("SendLocalList", ["updateType=Full", "localAuthorisationList=[{"], "this is no JSON"),
        ("SendLocalList", ["updateType=Full", "localAuthorisationList=A=Blockd"], "did you mean Blocked?"),
        ("SendLocalList", ["updateType=Full", 'localAuthorisationList={"id": "A"}'], "unknown field id"),
    ],
)
def test_what_does_not_fit_is_explained(name, texts, complaint):
    with pytest.raises(click.UsageError, match=complaint):
        operation_of(name, texts)


@pytest.mark.parametrize(
    ("text", "value"), [("@secret.txt", "two\nlines"), ("@@home", "@home"), ("a=b", "a=b"), ("", "")])
def test_a_value_may_stand_in_a_file(tmp_path, monkeypatch, text, value):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "secret.txt").write_text("two\nlines\n")
    assert said("ChangeConfiguration", "key=K", f"value={text}")["value"] == value


def test_a_value_may_come_from_standard_input(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("hush\n"))
    assert said("ChangeConfiguration", "key=K", "value=@-")["value"] == "hush"


@pytest.mark.parametrize("text", ['["A", "B"]', "A\nB\n", "A\n\n  B"])
def test_a_list_may_stand_in_a_file(tmp_path, text):
    (tmp_path / "keys").write_text(text)
    assert said("GetConfiguration", f"key=@{tmp_path / 'keys'}")["key"] == ("A", "B")


def test_entries_of_a_local_list_are_short_or_json(tmp_path):
    (tmp_path / "list.json").write_text('[{"idTag": "D", "idTagInfo": {"status": "Accepted", "parentIdTag": "G"}}]')
    entries = ("A", "B=blocked", "C=none", f"@{tmp_path / 'list.json'}")
    found = said("SendLocalList", "updateType=Differential", *(f"localAuthorisationList={one}" for one in entries))
    assert found["localAuthorisationList"] == (
        {"idTag": "A", "idTagInfo": {"status": "Accepted"}}, {"idTag": "B", "idTagInfo": {"status": "Blocked"}},
        {"idTag": "C"}, {"idTag": "D", "idTagInfo": {"status": "Accepted", "parentIdTag": "G"}})


def test_an_empty_list_is_not_our_own():
    assert said("SendLocalList", "updateType=Full", "localAuthorisationList=[]") == {
        "updateType": "Full", "localAuthorisationList": ()}


@pytest.mark.parametrize(
    ("name", "field", "text", "ahead"),
    [
        ("UpdateFirmware", "retrieveDate", "2h", timedelta(hours=2)),
        ("UpdateFirmware", "retrieveDate", None, timedelta()),
        ("ReserveNow", "expiryDate", "+30m", timedelta(minutes=30)),
        ("GetDiagnostics", "startTime", "7d", timedelta(days=-7)),
        ("GetDiagnostics", "startTime", "+7d", timedelta(days=7)),
        ("GetDiagnostics", "stopTime", "now", timedelta()),
    ],
)
def test_times_are_counted_from_now(name, field, text, ahead):
    """Where they lie ahead by nature, ahead; else back."""
    others = {"UpdateFirmware": ["location=ftp://x/y"], "ReserveNow": ["connectorId=1", "idTag=A"]}.get(name, [])
    before = datetime.now(UTC)
    found = datetime.fromisoformat(said(name, *others, *([f"{field}={text}"] if text else []))[field])
    assert before + ahead <= found <= datetime.now(UTC) + ahead
