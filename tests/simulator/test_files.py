"""Diagnostics and firmware: what is told of transfers (DG-1 to DG-5, FW-1 to FW-6)."""

from datetime import timedelta

import pytest

from motown.simulator.errors import NoAnswer


def get(bench, location="ftp://files.example/dir", **fields):
    return bench.command("GetDiagnostics", location=location, **fields)


def update(bench, location="ftp://files.example/firmware-9.1.bin", seconds=0, **fields):
    moment = bench.point.clock.now() + timedelta(seconds=seconds)
    return bench.command("UpdateFirmware", location=location, retrieveDate=moment, **fields)


def told(bench, operation):
    return [message.value.status for message in bench.central.of(operation)]


DIAGNOSTICS, FIRMWARE = "DiagnosticsStatusNotification", "FirmwareStatusNotification"


def test_a_file_name_and_later_one_notification(both):  # DG-2, DG-4
    bench = both(transfer_seconds=10).power_on()
    assert get(bench)["fileName"] == "CP-001-20231114T221320Z.log.gz"
    bench.pass_(9)
    assert told(bench, DIAGNOSTICS) == []
    bench.pass_(600)
    assert told(bench, DIAGNOSTICS) == ["Uploaded"]


def test_nothing_to_upload(both):  # DG-2
    bench = both(has_diagnostics=False).power_on()
    assert get(bench) == {}
    bench.pass_(600)
    assert told(bench, DIAGNOSTICS) == []


@pytest.mark.parametrize(("failing", "retries", "interval", "status", "seconds"), [
    (1, 2, 60, "Uploaded", 80), (2, 2, 60, "Uploaded", 150), (3, 2, 60, "UploadFailed", 150),
    (1, 0, 60, "UploadFailed", 10), (1, None, None, "Uploaded", 50)])
def test_failing_uploads_are_tried_again_as_told(both, failing, retries, interval, status, seconds):  # DG-5, Q-T-18
    bench = both(transfer_seconds=10, failing_transfers=failing).power_on()
    get(bench, retries=retries, retryInterval=interval)
    bench.pass_(seconds - 1)
    assert told(bench, DIAGNOSTICS) == []
    bench.pass_(1)
    assert told(bench, DIAGNOSTICS) == [status]


def test_only_ftp_and_ftps_are_spoken(both):  # DG-3
    bench = both().power_on()
    get(bench, "http://files.example/", retries=0)
    get(bench, "FTPS://files.example/", retries=0)
    bench.pass_(60)
    assert told(bench, DIAGNOSTICS) == ["UploadFailed", "Uploaded"]


def test_the_notification_waits_for_the_line(both):
    bench = both(transfer_seconds=10).power_on()
    bench.central.script[DIAGNOSTICS] = [NoAnswer("lost")] * 3
    get(bench)
    bench.pass_(10)
    bench.point.link.go_offline()
    bench.pass_(600)
    bench.point.link.go_online()
    bench.pass_(600)
    assert told(bench, DIAGNOSTICS)[-1] == "Uploaded"
    assert len(told(bench, DIAGNOSTICS)) == 4


def test_an_update_is_told_step_by_step_and_ends_with_a_boot_of_the_new_version(both):  # FW-2, FW-4
    bench = both(transfer_seconds=10, install_seconds=20).power_on()
    assert update(bench, seconds=100) == {}
    bench.pass_(109)
    assert told(bench, FIRMWARE) == []
    bench.pass_(1)
    assert told(bench, FIRMWARE) == ["Downloaded"]
    bench.pass_(60)
    assert told(bench, FIRMWARE) == ["Downloaded", "Installed"]
    boots = bench.central.of("BootNotification")
    assert [one.value.firmwareVersion for one in boots] == ["1.0.0", "firmware-9.1"]


def test_a_date_that_is_past_is_now(both):  # FW-2
    bench = both(transfer_seconds=10).power_on()
    update(bench, seconds=-9_999)
    bench.pass_(10)
    assert told(bench, FIRMWARE) == ["Downloaded"]


def test_connectors_are_out_of_use_meanwhile_and_sessions_end_first(both):  # FW-5
    bench = both(connectors=2, transfer_seconds=10, install_seconds=20).power_on()
    bench.run(bench.point.start(1, "TAG"))
    update(bench)
    bench.pass_(300)
    assert (bench.status(1), bench.status(2), told(bench, FIRMWARE)) == ("Occupied", "Unavailable", ["Downloaded"])
    bench.run(bench.point.stop(1, "TAG"))
    assert bench.status(1) == "Unavailable"
    bench.pass_(60)
    assert told(bench, FIRMWARE) == ["Downloaded", "Installed"]
    assert (bench.status(1), bench.status(2)) == ("Available", "Available")


@pytest.mark.parametrize(("profile", "statuses"), [
    ({"failing_transfers": 9}, ["DownloadFailed"]),
    ({"installation_fails": True}, ["Downloaded", "InstallationFailed"])])
def test_updates_that_fail(both, profile, statuses):  # FW-4
    bench = both(**profile).power_on()
    update(bench)
    bench.pass_(600)
    assert told(bench, FIRMWARE) == statuses
    assert bench.central.operations.count("BootNotification") == 1
    assert bench.status(1) == "Available"


def test_a_new_update_replaces_a_pending_one(both):  # FW-6
    bench = both().power_on()
    update(bench, "ftp://files.example/one.bin", seconds=100)
    update(bench, "ftp://files.example/two.bin", seconds=200)
    bench.pass_(600)
    assert told(bench, FIRMWARE) == ["Downloaded", "Installed"]
    assert bench.central.of("BootNotification")[-1].value.firmwareVersion == "two"


def test_one_that_is_replaced_while_it_installs_gives_the_connectors_back(both):  # FW-5, FW-6
    bench = both(transfer_seconds=10, install_seconds=100).power_on()
    update(bench)
    bench.pass_(20)
    assert bench.status(1) == "Unavailable"
    update(bench, seconds=100_000)
    bench.pass_(0)
    assert bench.status(1) == "Available"
