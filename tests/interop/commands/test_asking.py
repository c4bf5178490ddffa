"""What is refused at once, what is asked twice, and files that go over TLS."""

import gzip
from datetime import UTC, datetime

import pytest

from motown.domain.errors import Kind, Refused
from motown.domain.operations import ONLY_15, OPERATIONS
from motown.store import commands as stored
from tests.http.certificates import Identity
from tests.interop.commands.test_answers import FIELDS

IMAGE, LONG_AGO = bytes(range(256)) * 100, datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def place(lasting_places, tmp_path_factory):
    """A server whose file server wants TLS."""
    folder = tmp_path_factory.mktemp("files")
    (folder / "firmware").mkdir()
    (folder / "firmware" / "image-3.bin").write_bytes(IMAGE)
    certificate, key = Identity.self_signed("127.0.0.1", "127.0.0.1").written(folder, "ftps")
    place = lasting_places(addons__ftp__enabled="true", ftp__listen="127.0.0.1:0", ftp__folder=folder,
                           ftp__passive_ports="20000-32000", ftp__require_tls="true", ftp__tls_certificate=certificate,
                           ftp__tls_key=key)
    place.folder = folder
    return place


@pytest.fixture(scope="module")
def point(place):
    return place.charge_points(checks_files=False)[0]


def test_what_a_version_lacks_is_refused_at_once_and_makes_no_command(place):
    point = place.charge_points(version="1.2")[0]
    lacking = [name for name, operation in OPERATIONS.items() if operation.VERSIONS == ONLY_15]
    assert len(lacking) == 6
    for name in lacking:
        with pytest.raises(Refused, match=f"OCPP 1.2 has no {name}") as refused:
            place.desk.ask(point.identity, name, **FIELDS[name])
        assert refused.value.kind is Kind.NOT_SUPPORTED
    page = place.desk.read(lambda store: stored.page(store, charge_point_id=point.identity))
    assert page == []


def test_a_request_that_is_repeated_is_one_command(place, point):
    before = point.inbox.received["UnlockConnector"]
    ids = {place.desk.ask(point.identity, "UnlockConnector", request_id="mine", connectorId=1) for _ in range(3)}
    place.desk.ended(*ids)
    ids.add(place.desk.ask(point.identity, "UnlockConnector", request_id="mine", connectorId=1))
    assert len(ids) == 1
    assert point.inbox.received["UnlockConnector"] == before + 1
    with pytest.raises(Refused, match="used for another command"):
        place.desk.ask(point.identity, "ClearCache", request_id="mine")


def test_diagnostics_and_firmware_go_over_tls(place, point):
    rows = [place.desk.done(point.identity, name, **fields) for name, fields in (
        ("GetDiagnostics", {}), ("UpdateFirmware", {"location": "image-3.bin", "retrieveDate": LONG_AGO}))]
    for row in rows:
        assert row.outcome == "Succeeded", place.desk.story(row.command_id)
        sent = [event.body["location"] for event in place.desk.events(row.command_id)
                if event.type == "motown.CommandSent"]
        assert sent[0].startswith("ftps://")
    [path] = (place.folder / "diagnostics").rglob("*.gz")
    assert gzip.decompress(path.read_bytes()).decode().splitlines()[0] == f"charge point {point.identity}"
    assert point.firmware.fetched.size_bytes == len(IMAGE)

