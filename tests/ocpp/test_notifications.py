"""Heartbeats, and notifications of status, firmware and diagnostics: HB-1 to HB-4, ST-1 to ST-9, FW-4, DG-4, DG-6."""

from datetime import timedelta

import pytest

from tests.fixtures import both_stores, both_versions
from tests.harness import START
from tests.speaking import ChargePoint

STATUSES = {"1.2": ("Available", "Occupied", "Unavailable", "Faulted"),
            "1.5": ("Available", "Occupied", "Unavailable", "Faulted", "Reserved")}
ERRORS = ("ConnectorLockFailure", "HighTemperature", "Mode3Error", "NoError", "PowerMeterFailure", "PowerSwitchFailure",
          "ReaderFailure", "ResetFailure")
ERRORS_15 = ("GroundFailure", "OverCurrentFailure", "UnderVoltage", "WeakSignal", "OtherError")


@both_versions
def test_a_heartbeat_is_answered_with_our_time(server, ev):
    """HB-1, HB-4."""
    server.clock.advance(90)
    assert ev.heartbeat() == START + timedelta(seconds=90)
    assert server.happened() == ["motown.Heartbeat"]


@both_versions
def test_times_are_written_to_the_second(server, ev):
    """TM-2: old charge points stumble over fractions."""
    server.clock.advance(0.123456)
    assert ev.heartbeat() == START


@both_versions
@both_stores
def test_whatever_it_sends_is_a_sign_of_life(server, ev):
    """HB-2, HB-3: malformed messages too."""
    for message in (ev.message("Heartbeat"), ev.message("Authorize", idTag="X"), b"<not soap"):
        server.clock.advance(60)
        ev.path = "/ocpp/EV-1"
        ev.post(message)
        assert server.charge_point("EV-1").last_seen_at == server.now


@both_versions
def test_the_last_status_of_each_connector_is_kept(server, ev):
    """ST-3: the answer is empty."""
    ev.status("Occupied", connector=1)
    ev.status("Faulted", connector=2, error="HighTemperature")
    server.clock.advance(60)
    ev.status("Available", connector=1)
    assert (server.connector("EV-1", 1).status, server.connector("EV-1", 1).status_at) == ("Available", server.now)
    second = server.connector("EV-1", 2)
    assert (second.status, second.error_code) == ("Faulted", "HighTemperature")


@both_versions
def test_every_status_and_every_error_that_the_version_has(server, ev, version):
    """ST-4, ST-6, ST-8: any error with any status."""
    for status in STATUSES[version]:
        for error in (*ERRORS, *(ERRORS_15 if version == "1.5" else ())):
            ev.status(status, error=error)
            row = server.connector("EV-1", 1)
            assert (row.status, row.error_code) == (status, error)


@both_versions
def test_connector_0_is_the_charge_point_as_a_whole(server, ev):
    """ID-9, ST-5."""
    ev.status("Unavailable", connector=0)
    assert server.connector("EV-1", 0).status == "Unavailable"


@both_versions
def test_a_negative_connector_breaks_the_protocol(server, ev):
    """FLT-3: below its minimum."""
    fault = ev.fault("StatusNotification", connectorId=-1, status="Available", errorCode="NoError")
    assert fault.subcode == "ProtocolError"
    assert server.happened() == []


def test_all_that_1_5_may_say_of_a_status(server, ev):
    """ST-7."""
    at = START - timedelta(minutes=5)
    ev.status("Faulted", error="OtherError", info="door open", timestamp=at, vendorId="com.acme", vendorErrorCode="E17")
    row = server.connector("EV-1", 1)
    assert (row.info, row.vendor_id, row.vendor_error_code, row.status_at, row.recorded_at) == (
        "door open", "com.acme", "E17", at, START)
    assert server.news()[-2].occurred_at == at


@both_stores
def test_a_status_from_the_past_does_not_replace_the_present_one(server, ev):
    """ST-9, OFF-3: it was kept while off-line, and is in the log all the same."""
    ev.status("Available", timestamp=START)
    ev.status("Faulted", timestamp=START - timedelta(hours=1))
    assert server.connector("EV-1", 1).status == "Available"
    assert server.happened() == ["motown.StatusChanged"] * 2


@both_versions
def test_a_status_tells_its_connector_in_the_log(server, ev):
    ev.status(connector=3)
    assert {one.connector_id for one in server.news()} == {3}


@both_versions
@pytest.mark.parametrize("status", ["Downloaded", "DownloadFailed", "InstallationFailed", "Installed"])
def test_how_a_firmware_update_goes(server, ev, status):
    """FW-4."""
    assert ev.call("FirmwareStatusNotification", status=status) is None
    assert server.charge_point("EV-1").firmware_status == status
    assert server.happened() == ["motown.FirmwareStatus"]


@both_versions
@pytest.mark.parametrize("status", ["Uploaded", "UploadFailed"])
def test_how_an_upload_of_diagnostics_ended(server, ev, status):
    """DG-4, DG-6."""
    assert ev.call("DiagnosticsStatusNotification", status=status) is None
    assert server.charge_point("EV-1").diagnostics_status == status
    assert server.happened() == ["motown.DiagnosticsStatus"]


def test_a_charge_point_may_change_its_version(server):
    """SOAP-5: the message says which it is."""
    for version in ("1.2", "1.5", "1.2"):
        ChargePoint(server, version=version).heartbeat()
        assert server.charge_point("EV-1").protocol == f"ocpp{version}-soap"
