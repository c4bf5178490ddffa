"""Accepted is a promise: what shows that it was kept, and what shows that it was not."""

import hashlib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import pytest

from motown.simulator.versions import VERSIONS
from motown.store import charge_points
from tests.interop.commands.place import quick

TAG = "TAG-1"
SOON = datetime.now(UTC) + timedelta(hours=1)
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
NOBODY = "ftp://127.0.0.1:1/logs"
"""A file server that is not there."""
Fields = Mapping[str, Any]


class Kept(NamedTuple):
    """A promise that is kept."""

    operation: str
    fields: Fields | Callable[[Any, Any], Fields]
    """Or what makes them: given the place and the charge point, after it has done what has to come before."""
    shown_by: str | None
    """The type of the event that shows the effect; None: there is none to expect."""
    versions: tuple[str, ...] = ("1.2", "1.5")
    outcome: str = "Succeeded"
    title: str = ""

    def name(self, version: str) -> str:
        return "-".join(part for part in (version, self.operation, self.title) if part)


def charging(place, point) -> Fields:
    transaction = place.do(lambda: point.start(1, TAG))
    return {"transactionId": transaction.id}


def reserved(place, point) -> Fields:
    row = place.desk.done(point.identity, "ReserveNow", connectorId=1, idTag=TAG, expiryDate=SOON)
    assert row.outcome == "Succeeded"
    return {"reservationId": row.parameters["reservationId"]}


def out_of_service(place, point) -> Fields:
    row = place.desk.done(point.identity, "ChangeAvailability", connectorId=0, type="Inoperative")
    assert row.outcome == "Succeeded", place.desk.story(row.command_id)
    return {"connectorId": 0, "type": "Operative"}


ONLY_15 = ("1.5",)
STATUS = "motown.StatusChanged"
KEPT = [
    Kept("RemoteStartTransaction", {"idTag": TAG, "connectorId": 1}, "motown.TransactionStarted"),
    Kept("RemoteStartTransaction", {"idTag": TAG}, "motown.TransactionStarted", title="anywhere"),
    Kept("RemoteStopTransaction", charging, "motown.TransactionStopped"),
    Kept("UnlockConnector", {"connectorId": 1}, None),
    Kept("ChangeAvailability", {"connectorId": 1, "type": "Inoperative"}, STATUS, title="out"),
    Kept("ChangeAvailability", {"connectorId": 0, "type": "Inoperative"}, STATUS, title="all-out"),
    Kept("ChangeAvailability", out_of_service, STATUS, title="all-in"),
    Kept("ChangeAvailability", {"connectorId": 1, "type": "Operative"}, "the state it was in", title="in-already"),
    Kept("Reset", {"type": "Hard"}, "motown.ChargePointBooted", title="hard"),
    Kept("Reset", {"type": "Soft"}, "motown.ChargePointBooted", title="soft"),
    Kept("ClearCache", {}, None),
    Kept("ChangeConfiguration", {"key": "MeterValueSampleInterval", "value": "17"}, "motown.ConfigurationRead",
         ONLY_15),
    Kept("ChangeConfiguration", {"key": "MeterValueSampleInterval", "value": "17"}, None, ("1.2",), "Unconfirmed"),
    Kept("GetConfiguration", {}, None, ONLY_15),
    Kept("GetDiagnostics", {}, "motown.DiagnosticsReceived"),
    Kept("UpdateFirmware", {"location": "image-2.bin", "retrieveDate": LONG_AGO}, "motown.FirmwareStatus"),
    Kept("ReserveNow", {"connectorId": 1, "idTag": TAG, "expiryDate": SOON}, STATUS, ONLY_15),
    Kept("CancelReservation", reserved, STATUS, ONLY_15),
    Kept("SendLocalList", {"updateType": "Full", "localAuthorisationList": [
        {"idTag": TAG, "idTagInfo": {"status": "Accepted"}}]}, "motown.LocalListRead", ONLY_15),
    Kept("GetLocalListVersion", {}, None, ONLY_15),
    Kept("DataTransfer", {"vendorId": "org.motown.simulator", "messageId": "Echo", "data": "moin"}, None, ONLY_15),
]
CASES = [(version, one) for version in VERSIONS for one in KEPT if version in one.versions]
IMAGE = bytes(range(256)) * 500


@pytest.fixture(scope="module")
def place(lasting_places, store_url, tmp_path_factory):
    """A server with the usual times for effects, and a file server."""
    folder = tmp_path_factory.mktemp("files")
    (folder / "firmware").mkdir()
    (folder / "firmware" / "image-2.bin").write_bytes(IMAGE)
    place = lasting_places(store_url=store_url, addons__ftp__enabled="true", ftp__listen="127.0.0.1:0",
                           ftp__folder=folder, ftp__passive_ports="20000-32000")
    place.folder = folder
    return place


@pytest.fixture(scope="module")
def asked(place):
    """Ask all at once, each of a charge point of its own, and wait for all; charge points and commands by case."""
    found = {}
    for version in VERSIONS:
        mine = [one for its, one in CASES if its == version]
        for one, point in zip(mine, place.charge_points(len(mine), version=version), strict=True):
            fields = one.fields(place, point) if callable(one.fields) else one.fields
            found[one.name(version)] = point, place.desk.ask(point.identity, one.operation, **fields)
    place.desk.ended(*(command_id for _, command_id in found.values()))
    return found


@pytest.mark.parametrize(("version", "one"), CASES, ids=[one.name(version) for version, one in CASES])
def test_what_is_done_is_seen(place, asked, version, one):
    point, command_id = asked[one.name(version)]
    row = place.desk.row(command_id)
    effect = "NotExpected" if one.shown_by is None else "Observed"
    assert (row.state, row.outcome, row.effect) == ("Finished", one.outcome, effect), place.desk.story(command_id)
    shown = [event.body["shownBy"] for event in place.desk.events(command_id)
             if event.type == "motown.CommandEffectObserved"]
    assert shown == ([] if one.shown_by is None else [one.shown_by])
    assert (point.inbox.received[one.operation], row.attempts) == (max(1, _before(one)), 1)


def _before(one: Kept) -> int:
    return 2 if one.fields is out_of_service else 1


def test_what_was_answered_is_kept(place, asked):
    _, command_id = asked["1.5-DataTransfer"]
    assert place.desk.row(command_id).result == {"data": "moin"}
    _, command_id = asked["1.5-GetLocalListVersion"]
    assert place.desk.row(command_id).result == {"listVersion": 0}
    _, command_id = asked["1.5-GetConfiguration"]
    keys = {one["key"] for one in place.desk.row(command_id).result["configurationKey"]}
    assert {"HeartBeatInterval", "MeterValueSampleInterval"} <= keys


# -- files

@pytest.mark.parametrize("version", VERSIONS)
def test_diagnostics_arrive_byte_for_byte(place, asked, version, monkeypatch):
    point = place.charge_points(1, version=version)[0]
    sent, put = [], point.diagnostics._transfers._files.put
    monkeypatch.setattr(point.diagnostics._transfers._files, "put",
                        lambda location, name, content: [sent.append((name, content)), put(location, name, content)][1])
    row = place.desk.done(point.identity, "GetDiagnostics")
    assert (row.outcome, row.effect) == ("Succeeded", "Observed"), place.desk.story(row.command_id)
    [(name, content)] = sent
    assert row.result["fileName"] == name
    files = {path.name: path.read_bytes() for path in (place.folder / "diagnostics").rglob(name)
             if row.command_id in str(path)}
    assert files == {name: content}
    received = [event.body for event in place.desk.events(row.command_id) if event.type == "motown.DiagnosticsReceived"]
    assert [(one["sizeBytes"], one["sha256"]) for one in received] == [
        (len(content), hashlib.sha256(content).hexdigest())]
    listed = place.server.command_line("files", "list", "--charge-point", point.identity, "--json").stdout.decode()
    assert name in listed


@pytest.mark.parametrize("version", VERSIONS)
def test_firmware_is_fetched_byte_for_byte_and_booted(place, asked, version):
    point, command_id = asked[f"{version}-UpdateFirmware"]
    assert (point.firmware.fetched.size_bytes, point.firmware.fetched.sha256) == (
        len(IMAGE), hashlib.sha256(IMAGE).hexdigest())
    steps = place.desk.steps(command_id)
    assert steps == ["Accepted", "Sent", "Answered", "Progressed", "EffectObserved", "Finished"]

    def is_told():
        return place.desk.read(charge_points.get, point.identity).firmware_version == "image-2"
    place.reaches(is_told, "it has booted with the new version")


def test_no_password_of_a_location_is_kept_with_the_command(place, asked):
    _, command_id = asked["1.5-GetDiagnostics"]
    sent = [event for event in place.desk.events(command_id) if event.type == "motown.CommandSent"]
    assert "://" in sent[0].body["location"]
    assert "***" in sent[0].body["location"]


# -- the charge point itself says that it has not worked

FAILURES = [
    ("GetDiagnostics", {"location": NOBODY, "retries": 0}, {}, "UploadFailed"),
    ("GetDiagnostics", {"retries": 1, "retryInterval": 0}, {"failing_transfers": 9}, "UploadFailed"),
    ("UpdateFirmware", {"location": NOBODY, "retrieveDate": LONG_AGO, "retries": 0}, {}, "DownloadFailed"),
    ("UpdateFirmware", {"location": "image-2.bin", "retrieveDate": LONG_AGO}, {"installation_fails": True},
     "InstallationFailed"),
]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(("operation", "fields", "habits", "status"), FAILURES,
                         ids=["nobody-there", "no-byte-moves", "download", "installation"])
def test_what_is_reported_to_have_failed_has_failed(place, version, operation, fields, habits, status):
    point = place.charge_points(1, version=version, profile=quick(**habits))[0]
    row = place.desk.done(point.identity, operation, **fields)
    assert (row.outcome, row.effect) == ("Failed", "NotObserved"), place.desk.story(row.command_id)
    assert status in row.reason


# -- looked for, and not there

def test_another_value_than_the_one_that_was_set_is_seen(place):
    point = place.charge_points()[0]
    place.do(lambda: point.behave("ChangeConfiguration", lies=True))
    row = place.desk.done(point.identity, "ChangeConfiguration", key="HeartBeatInterval", value="4321")
    assert (row.outcome, row.effect) == ("Unconfirmed", "NotObserved")
    assert point.inbox.received["GetConfiguration"] == 1
    assert point.inbox.executed["ChangeConfiguration"] == 0
    assert "another value" in row.reason


def test_another_version_of_the_list_than_the_one_that_was_sent_is_seen(place):
    point = place.charge_points()[0]
    place.do(lambda: point.behave("SendLocalList", lies=True))
    row = place.desk.done(point.identity, "SendLocalList", updateType="Full", localAuthorisationList=[])
    assert (row.outcome, row.effect) == ("Unconfirmed", "NotObserved"), place.desk.story(row.command_id)
    assert point.inbox.received["GetLocalListVersion"] == 1


# -- later

@pytest.mark.parametrize("version", VERSIONS)
def test_availability_changes_when_the_transaction_has_ended(place, version):
    point = place.charge_points(1, version=version)[0]
    charging(place, point)
    command_id = place.desk.ask(point.identity, "ChangeAvailability", connectorId=1, type="Inoperative")
    row = place.desk.reaches(command_id, lambda row: row.state == "Answered", "it is answered")
    assert (row.station_status, row.effect, row.outcome) == ("Scheduled", "Awaited", "Pending")
    assert (row.effect_deadline - row.answered_at) > timedelta(hours=23)
    place.do(lambda: point.stop(1, TAG))
    [row] = place.desk.ended(command_id)
    assert (row.outcome, row.effect) == ("Succeeded", "Observed"), place.desk.story(command_id)


def test_the_transaction_of_another_tag_is_not_the_effect(place):
    point = place.charge_points(profile=quick(connectors=2, plug_seconds=None))[0]
    command_id = place.desk.ask(point.identity, "RemoteStartTransaction", idTag=TAG, connectorId=2)
    place.desk.reaches(command_id, lambda row: row.state == "Answered", "it is answered")
    place.do(lambda: point.start(1, "SOMEBODY"))
    assert place.desk.row(command_id).outcome == "Pending"
    place.do(lambda: point.plug_in(2))
    [row] = place.desk.ended(command_id)
    assert row.outcome == "Succeeded", place.desk.story(command_id)
