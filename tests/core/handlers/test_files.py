"""Files that were brought to our own server or fetched from it."""

from datetime import timedelta

import pytest

from motown.core.work import Work
from motown.domain import commands
from motown.domain.ids import ChargePointId
from motown.store import files, transfers
from motown.store.records import Unit
from motown.store.rows import DOWNLOAD, UPLOAD, TransferCredentialRow
from tests.harness import START

EV_1 = ChargePointId("EV-1")


def allow(server, user_name="u1", direction=UPLOAD, expires_at=START + timedelta(hours=1)):
    credential = TransferCredentialRow(
        user_name, b"digest", EV_1, "c1", direction, "image.bin" if direction == DOWNLOAD else None, START, expires_at)
    server.store.run(Unit(frozenset(), lambda session: Work(session).allow_transfer(credential)))
    return credential


def received(**known):
    return commands.ReceiveFile(**{
        "charge_point_id": EV_1, "command_id": "c1", "user_name": "u1", "file_name": "log.zip", "size_bytes": 7,
        "sha256": "ab"} | known)


def fetched(nth=1):
    return commands.RecordFetch(charge_point_id=EV_1, command_id="c1", user_name="u1", file_name="image.bin",
                                size_bytes=9, nth=nth)


def test_an_allowed_transfer_is_known_as_it_was_made(server):
    credential = allow(server)
    assert server.read(transfers.get, "u1") == credential
    assert credential.is_open
    assert server.read(transfers.get, "nobody") is None


def test_a_received_file_is_an_event_of_its_command_and_closes_the_credential(server):
    allow(server)
    assert server.execute(received()) is True
    [event] = server.news()
    assert (event.type, event.charge_point_id, event.command_id) == ("motown.DiagnosticsReceived", "EV-1", "c1")
    row = server.read(files.of_command, "c1")
    assert (row.position, row.file_name, row.size_bytes, row.sha256, row.received_at) == (
        event.position, "log.zip", 7, "ab", START)
    used = server.read(transfers.get, "u1")
    assert (used.completed, used.used_at, used.is_open) == (1, START, False)


def test_a_file_that_is_told_of_again_is_no_news(server):
    allow(server)
    server.execute(received())
    assert server.execute(received()) is False
    assert server.happened() == ["motown.DiagnosticsReceived"]
    assert server.read(transfers.get, "u1").completed == 1


def test_another_file_for_the_same_command_is_kept_too(server):
    server.execute(received(), received(file_name="other.zip", sha256="cd"))
    assert server.read(files.of_command, "c1").file_name == "other.zip"
    assert len(server.read(files.page)) == 2


def test_a_fetched_image_may_be_fetched_once_more(server):
    allow(server, direction=DOWNLOAD)
    assert server.execute(fetched()) is True
    assert server.read(transfers.get, "u1").is_open
    assert server.execute(fetched()) is False, "told twice"
    assert server.execute(fetched(2)) is True
    assert not server.read(transfers.get, "u1").is_open
    assert server.happened() == ["motown.FirmwareFetched"] * 2


@pytest.mark.parametrize(("later", "known"), [(timedelta(days=6), True), (timedelta(days=8), False)])
def test_a_credential_is_forgotten_a_week_after_it_has_expired(server, later, known):
    allow(server, "old", expires_at=START)
    server.clock.advance(later.total_seconds())
    allow(server, "new")
    assert (server.read(transfers.get, "old") is not None) == known
    assert server.read(transfers.get, "new") is not None
