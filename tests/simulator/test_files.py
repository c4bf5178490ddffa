"""Diagnostics and firmware: what is told of transfers (DG-1 to DG-5, FW-1 to FW-6)."""

import gzip
from datetime import timedelta

import pytest
from twisted.internet.defer import Deferred, fail, succeed

from motown.simulator.errors import NoAnswer
from motown.simulator.transfers import Fetched, TransferError


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


class Files:
    """Carries files as a script says: an outcome for each try, the last one for ever."""

    def __init__(self, *outcomes):
        self.outcomes, self.puts, self.gets = list(outcomes), [], []

    def put(self, location, name, content):
        self.puts.append((location, name, content))
        return self._outcome()

    def get(self, location):
        self.gets.append(location)
        return self._outcome()

    def _outcome(self):
        outcome = self.outcomes.pop(0) if len(self.outcomes) > 1 else self.outcomes[0]
        return fail(outcome) if isinstance(outcome, Exception) else outcome


def test_what_is_uploaded_is_packed_and_tells_of_the_charge_point(both):  # DG-2
    files = Files(None)
    bench = both(files=files, transfer_seconds=1).power_on()
    get(bench, startTime=bench.point.clock.now(), stopTime=None)
    bench.pass_(1)
    ((location, name, content),) = files.puts
    assert (location, name) == ("ftp://files.example/dir", "CP-001-20231114T221320Z.log.gz")
    lines = gzip.decompress(content).decode().splitlines()
    assert {"charge point CP-001", "startTime: 2023-11-14T22:13:20Z", "connector 1: Available NoError",
            "2023-11-14T22:13:20Z received GetDiagnostics"} <= set(lines)


def test_uploads_that_cannot_be_are_tried_again_then_told_as_failed(both):  # DG-4, DG-5
    files = Files(TransferError("530 Not logged in"))
    bench = both(files=files, transfer_seconds=1).power_on()
    get(bench, retries=2, retryInterval=60)
    bench.pass_(122)
    assert (told(bench, DIAGNOSTICS), len(files.puts)) == ([], 2)
    bench.pass_(1)
    assert (told(bench, DIAGNOSTICS), len(files.puts)) == (["UploadFailed"], 3)
    assert bench.recorder.events.count("transfer failed: 530 Not logged in") == 3


def test_a_try_may_succeed_later(both):  # DG-5
    bench = both(files=Files(TransferError("busy"), succeed(None)), transfer_seconds=1).power_on()
    get(bench, retries=1, retryInterval=60)
    bench.pass_(62)
    assert told(bench, DIAGNOSTICS) == ["Uploaded"]


def test_the_upload_takes_its_time(both):
    slow = Deferred()
    bench = both(files=Files(slow), transfer_seconds=1).power_on()
    get(bench)
    bench.pass_(500)
    assert told(bench, DIAGNOSTICS) == []
    slow.callback(None)
    bench.pass_(0)
    assert told(bench, DIAGNOSTICS) == ["Uploaded"]


def test_a_reset_ends_an_upload_and_nobody_is_told(both):
    slow = Deferred()
    bench = both(files=Files(slow), transfer_seconds=1).power_on()
    get(bench)
    bench.pass_(5)
    bench.point.reboot()
    bench.pass_(60)
    slow.callback(None)
    bench.pass_(600)
    assert (told(bench, DIAGNOSTICS), bench.central.operations.count("BootNotification")) == ([], 2)


def test_firmware_is_fetched_when_its_time_has_come(both):  # FW-2, FW-3
    files = Files(Fetched(1_000, "00"))
    bench = both(files=files, transfer_seconds=1).power_on()
    update(bench, "ftp://files.example/f%20w/2.0.bin", seconds=100)
    bench.pass_(100)
    assert files.gets == []
    bench.pass_(100)
    assert (files.gets, bench.point.firmware.fetched) == (["ftp://files.example/f%20w/2.0.bin"], Fetched(1_000, "00"))
    assert bench.central.of("BootNotification")[-1].value.firmwareVersion == "2.0"


def test_firmware_that_cannot_be_had(both):  # FW-4
    bench = both(files=Files(TransferError("no such file"))).power_on()
    update(bench, retries=0)
    bench.pass_(100)
    assert told(bench, FIRMWARE) == ["DownloadFailed"]


def test_an_empty_file_cannot_be_installed(both):  # FW-4
    bench = both(files=Files(Fetched(0, "e3"))).power_on()
    update(bench)
    bench.pass_(100)
    assert told(bench, FIRMWARE) == ["Downloaded", "InstallationFailed"]
    assert bench.central.of("BootNotification")[-1].value.firmwareVersion == "1.0.0"


def test_the_new_version_may_be_told(both):
    bench = both(next_firmware_version="7.7").power_on()
    update(bench)
    bench.pass_(100)
    assert bench.central.of("BootNotification")[-1].value.firmwareVersion == "7.7"
