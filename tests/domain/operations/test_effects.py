"""What an answer leads to, and which events show it."""

from datetime import UTC, datetime

import pytest

from motown.domain import events
from motown.domain.operations import OPERATIONS, GetConfiguration, GetLocalListVersion, Sight, written
from tests.domain.operations.support import EV, Facts, booted, op, status
from tests.domain.operations.test_fields import MINIMAL

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
NONE = Facts()
OBSERVED, FAILED, MISSED, PROGRESS = Sight.OBSERVED, Sight.FAILED, Sight.MISSED, Sight.PROGRESS


def one(name, **fields):
    return op(name, **MINIMAL[name] | fields)


# -- what is expected

@pytest.mark.parametrize(("name", "seconds"), [
    ("ChangeAvailability", 60), ("Reset", 600), ("RemoteStartTransaction", 120), ("RemoteStopTransaction", 120),
    ("UpdateFirmware", 86_400), ("ReserveNow", 30), ("CancelReservation", 30), ("SendLocalList", 60),
    ("ChangeConfiguration", 60), ("GetDiagnostics", None), ("ClearCache", None), ("UnlockConnector", None),
    ("GetConfiguration", None), ("GetLocalListVersion", None), ("DataTransfer", None)])
def test_how_long_the_effect_may_take(name, seconds):
    expected = one(name).expected("Accepted", {}, "1.5")
    assert (expected.seconds if expected else None) == seconds


def test_a_reservation_of_no_connector_in_particular_shows_in_no_status():
    """RV-5: one has to stay free, whichever."""
    assert one("ReserveNow", connectorId=0).expected("Accepted", {}, "1.5") is None


def test_a_change_of_availability_that_waits_for_a_transaction_has_a_day():
    assert one("ChangeAvailability").expected("Scheduled", {}, "1.2").seconds == 86_400


def test_firmware_counts_from_its_date_on():
    assert one("UpdateFirmware").expected(None, {}, "1.2").since == AT


@pytest.mark.parametrize(("result", "awaited"), [({"fileName": "log.zip"}, True), ({"fileName": ""}, False),
                                                 ({"fileName": None}, False), ({}, False)])
def test_diagnostics_come_where_a_file_is_named(result, awaited):
    operation = one("GetDiagnostics")
    assert (operation.expected(None, result, "1.5") is not None) == awaited
    assert operation.expected_unanswered("1.5").seconds == 3600


@pytest.mark.parametrize(("version", "key", "read_back"), [
    ("1.5", "LightIntensity", GetConfiguration(key=("LightIntensity",))), ("1.2", "LightIntensity", None),
    ("1.5", "FtpPassword", None)])
def test_a_changed_key_is_read_back_where_that_can_be(version, key, read_back):
    operation = op("ChangeConfiguration", key=key, value="1")
    expected = operation.expected("Accepted", {}, version)
    assert (expected.read_back if expected else None) == read_back
    assert operation.needs_proof(version)


def test_a_list_is_read_back_by_its_version():
    assert one("SendLocalList").expected("Accepted", {}, "1.5").read_back == GetLocalListVersion()
    assert one("SendLocalList").needs_proof("1.5")


@pytest.mark.parametrize("name", sorted(set(MINIMAL) - {"ChangeConfiguration", "SendLocalList"}))
def test_else_an_answer_without_effect_to_expect_is_enough(name):
    assert not one(name).needs_proof("1.5")


@pytest.mark.parametrize("name", sorted(MINIMAL))
def test_where_no_answer_came_the_effect_is_that_of_a_yes(name):
    operation = one(name)
    if name != "GetDiagnostics":
        assert operation.expected_unanswered("1.5") == operation.expected("Accepted", {}, "1.5")


def test_only_what_does_no_harm_twice_is_repeated():
    assert {name for name, kind in OPERATIONS.items() if kind.IS_REPEATABLE} == {
        "ChangeAvailability", "ChangeConfiguration", "ClearCache", "GetConfiguration", "GetLocalListVersion",
        "ReserveNow"}


def test_who_expects_an_effect_says_by_which_events_it_shows():
    for name, kind in OPERATIONS.items():
        expected = one(name).expected("Accepted", {"fileName": "x"}, "1.5")
        assert (expected is not None) == bool(kind.AWAITS), name


# -- answers

@pytest.mark.parametrize(("name", "yes", "no"), [
    ("ChangeAvailability", ["Accepted", "Scheduled"], ["Rejected", None, "accepted"]),
    ("RemoteStartTransaction", ["Accepted"], ["Rejected"]),
    ("ChangeConfiguration", ["Accepted"], ["Rejected", "NotSupported"]),
    ("ReserveNow", ["Accepted"], ["Faulted", "Occupied", "Rejected", "Unavailable", "Scheduled"]),
    ("SendLocalList", ["Accepted"], ["Failed", "HashError", "NotSupported", "VersionMismatch"]),
    ("DataTransfer", ["Accepted"], ["Rejected", "UnknownMessageId", "UnknownVendorId"]),
    ("GetDiagnostics", [None], []), ("UpdateFirmware", [None], []), ("GetConfiguration", [None], []),
    ("GetLocalListVersion", [None], [])])
def test_which_answers_are_a_no(name, yes, no):
    operation = one(name)
    assert not any(operation.refuses(word) for word in yes)
    assert all(operation.refuses(word) for word in no)


# -- what shows it

def started(tag="TAG", connector=1):
    return events.TransactionStarted(charge_point_id=EV, connector_id=connector, transaction_id=7, id_tag=tag,
                                     status="Accepted", meter_start_wh=0, occurred_at=AT)


def stopped(number=7):
    return events.TransactionStopped(charge_point_id=EV, connector_id=1, transaction_id=number, meter_stop_wh=9,
                                     occurred_at=AT)


def firmware(word):
    return events.FirmwareStatus(charge_point_id=EV, status=word)


def diagnostics(word):
    return events.DiagnosticsStatus(charge_point_id=EV, status=word)


def read(*values, unknown=()):
    return events.ConfigurationRead(charge_point_id=EV, command_id="c", unknown_keys=unknown, values=tuple(
        events.ConfigurationValue(key=key, value=value) for key, value in values))


def version(number):
    return events.LocalListRead(charge_point_id=EV, command_id="c", list_version=number)


def brought():
    return events.DiagnosticsReceived(charge_point_id=EV, command_id="c", file_name="x", size_bytes=1, sha256="ab")


def available(connector, wanted="Operative"):
    return op("ChangeAvailability", connectorId=connector, type=wanted)


def setting(value="50", key="LightIntensity"):
    return op("ChangeConfiguration", key=key, value=value)


OUR_SERVER, ELSEWHERE = op("GetDiagnostics"), op("GetDiagnostics", location="ftp://192.0.2.1/")
RESERVED = Facts((1, "Reserved"), (2, "Available"))


@pytest.mark.parametrize(("operation", "event", "facts", "sight"), [
    (available(1), status(1, "Available"), NONE, OBSERVED),
    (available(1), status(1, "Occupied"), NONE, OBSERVED),
    (available(1), status(1, "Reserved"), NONE, OBSERVED),
    (available(1), status(1, "Faulted"), NONE, None),
    (available(1), status(1, "Unavailable"), NONE, None),
    (available(1), status(2, "Available"), NONE, None),
    (available(1), status(0, "Available"), NONE, None),
    (available(1, "Inoperative"), status(1, "Unavailable"), NONE, OBSERVED),
    (available(1, "Inoperative"), status(1, "Available"), NONE, None),
    (available(0, "Inoperative"), status(0, "Unavailable"), Facts((1, "Available")), OBSERVED),
    (available(0, "Inoperative"), status(1, "Unavailable"), Facts((0, "Available"), (1, "Available")), OBSERVED),
    (available(0, "Inoperative"), status(1, "Unavailable"), Facts((1, "Available"), (2, "Available")), None),
    (available(0, "Inoperative"), status(2, "Unavailable"), Facts((1, "Unavailable"), (2, "Available")), OBSERVED),
    (available(0), status(2, "Available"), Facts((1, "Faulted")), None),
    (available(0), status(0, "Faulted"), NONE, None),
    (available(0), booted(), NONE, None),
    (op("Reset", type="Hard"), booted(), NONE, OBSERVED),
    (op("Reset", type="Soft"), status(), NONE, None),
    (op("RemoteStartTransaction", idTag="TAG"), started(), NONE, OBSERVED),
    (op("RemoteStartTransaction", idTag="tag"), started("TaG ", 2), NONE, OBSERVED),
    (op("RemoteStartTransaction", idTag="TAG"), started("OTHER"), NONE, None),
    (op("RemoteStartTransaction", idTag="TAG", connectorId=2), started(connector=2), NONE, OBSERVED),
    (op("RemoteStartTransaction", idTag="TAG", connectorId=2), started(connector=1), NONE, None),
    (op("RemoteStartTransaction", idTag="TAG"), stopped(), NONE, None),
    (op("RemoteStopTransaction", transactionId=7), stopped(), NONE, OBSERVED),
    (op("RemoteStopTransaction", transactionId=7), stopped(8), NONE, None),
    (op("RemoteStopTransaction", transactionId=7), started(), NONE, None),
    (one("UpdateFirmware"), firmware("Installed"), NONE, OBSERVED),
    (one("UpdateFirmware"), firmware("Downloaded"), NONE, PROGRESS),
    (one("UpdateFirmware"), firmware("DownloadFailed"), NONE, FAILED),
    (one("UpdateFirmware"), firmware("InstallationFailed"), NONE, FAILED),
    (one("UpdateFirmware"), firmware("Pondering"), NONE, None),
    (one("UpdateFirmware"), diagnostics("Uploaded"), NONE, None),
    (ELSEWHERE, diagnostics("Uploaded"), NONE, OBSERVED),
    (ELSEWHERE, diagnostics("UploadFailed"), NONE, FAILED),
    (ELSEWHERE, diagnostics("Uploading"), NONE, None),
    (OUR_SERVER, diagnostics("Uploaded"), NONE, PROGRESS),
    (OUR_SERVER, diagnostics("UploadFailed"), NONE, FAILED),
    (OUR_SERVER, brought(), NONE, OBSERVED),
    (OUR_SERVER, firmware("Installed"), NONE, None),
    (setting(), read(("LightIntensity", "50")), NONE, OBSERVED),
    (setting(), read(("BlinkRepeat", "1"), ("LightIntensity", "50")), NONE, OBSERVED),
    (setting(), read(("LightIntensity", "49")), NONE, MISSED),
    (setting(), read(("LightIntensity", None)), NONE, MISSED),
    (setting(""), read(("LightIntensity", None)), NONE, OBSERVED),
    (setting(), read(("lightIntensity", "50")), NONE, None),
    (setting(), read(unknown=("LightIntensity",)), NONE, MISSED),
    (setting(), read(unknown=("BlinkRepeat",)), NONE, None),
    (setting("a", "FtpPassword"), read(("FtpPassword", "****")), NONE, None),
    (setting(), version(1), NONE, None),
    (one("SendLocalList", listVersion=5), version(5), NONE, OBSERVED),
    (one("SendLocalList", listVersion=5), version(6), NONE, MISSED),
    (one("SendLocalList", listVersion=5), version(-1), NONE, MISSED),
    (one("SendLocalList", listVersion=5), booted(), NONE, None),
    (one("ReserveNow", connectorId=1), status(1, "Reserved"), NONE, OBSERVED),
    (one("ReserveNow", connectorId=1), status(2, "Reserved"), NONE, None),
    (one("ReserveNow", connectorId=0), status(2, "Reserved"), NONE, OBSERVED),
    (one("ReserveNow", connectorId=1), status(1, "Available"), NONE, None),
    (one("CancelReservation"), status(1, "Available"), RESERVED, OBSERVED),
    (one("CancelReservation"), status(1, "Occupied"), RESERVED, OBSERVED),
    (one("CancelReservation"), status(1, "Reserved"), RESERVED, None),
    (one("CancelReservation"), status(2, "Occupied"), RESERVED, None),
    (one("CancelReservation"), booted(), RESERVED, None),
], ids=str)
def test_what_an_event_says_about_the_effect(operation, event, facts, sight):
    assert operation.sees(event, facts) is sight
    if sight is not None:
        assert isinstance(event, operation.AWAITS), "it would never be asked"


@pytest.mark.parametrize("name", ["ClearCache", "UnlockConnector", "GetConfiguration", "GetLocalListVersion",
                                  "DataTransfer"])
def test_what_shows_in_nothing(name):
    assert one(name).AWAITS == ()
    assert one(name).sees(status(), NONE) is None
    assert not one(name).is_done(NONE)


@pytest.mark.parametrize(("operation", "facts", "done"), [
    (available(1), Facts((1, "Available")), True),
    (available(1), Facts((1, "Occupied")), True),
    (available(1), Facts((1, "Faulted")), False),
    (available(1), Facts((2, "Available")), False),
    (available(1), NONE, False),
    (available(1, "Inoperative"), Facts((0, "Unavailable"), (1, "Available")), False),
    (available(0, "Inoperative"), Facts((1, "Unavailable"), (2, "Unavailable")), True),
    (available(0, "Inoperative"), Facts((1, "Unavailable"), (2, "Available")), False),
    (available(0), Facts((0, "Available"), (1, "Unavailable")), False),
    (available(0), NONE, False),
    (one("ReserveNow", connectorId=1), RESERVED, True),
    (one("ReserveNow", connectorId=2), RESERVED, False),
    (one("ReserveNow", connectorId=0), Facts((0, "Reserved")), False),
    (one("CancelReservation"), RESERVED, False),
    (one("CancelReservation"), Facts((1, "Available")), True),
    (one("CancelReservation"), NONE, True),
    (op("Reset", type="Hard"), RESERVED, False),
], ids=str)
def test_whether_it_was_so_already(operation, facts, done):
    assert operation.is_done(facts) is done


# -- secrets

@pytest.mark.parametrize(("operation", "field", "shown"), [
    (one("UpdateFirmware", location="ftp://u:secret@h/f"), "location", "ftp://u:****@h/f"),
    (op("GetDiagnostics", location="ftp://u:secret@h/"), "location", "ftp://u:****@h/"),
    (setting("secret", "FtpPassword"), "value", "****"),
    (setting(), "value", "50")])
def test_what_is_shown_of_it(operation, field, shown):
    masked = operation.masked()
    assert getattr(masked, field) == shown
    assert "secret" not in str(written(masked))
    assert masked.masked() == masked


@pytest.mark.parametrize("name", sorted(MINIMAL))
def test_without_secrets_it_is_shown_as_it_is(name):
    assert one(name).masked() == one(name)


def test_what_is_shown_can_be_read_again_though_masks_may_be_longer_than_secrets():
    location = "http://h/?" + "&".join(["key=a"] * 330)
    masked = op("GetDiagnostics", location=location).masked()
    assert "=a" not in masked.location
    assert op("GetDiagnostics", **written(masked)) == masked


