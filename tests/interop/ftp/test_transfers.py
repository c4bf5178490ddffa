"""Diagnostics are brought, and firmware is fetched, also in pieces (DG-3, FW-3)."""

import ftplib
import hashlib
import socket
import struct

import pytest

from motown.store import files, transfers
from tests.interop.ftp.conftest import IMAGE, stream
from tests.interop.server import until

LOG = b"diagnostics \x00\r\n\n\xff" * 9000


def test_a_file_is_brought(site, command):
    with site.login(site.offer(command)) as client:
        client.cwd("diagnostics")
        assert client.storbinary("STOR log.zip", stream(LOG)).startswith("226")
    row = site.received(command)
    assert (row.charge_point_id, row.file_name, row.size_bytes) == ("EV-1", "log.zip", len(LOG))
    assert row.sha256 == hashlib.sha256(LOG).hexdigest()
    assert site.content(row) == LOG


@pytest.mark.parametrize("path", ["log.zip", "/log.zip", "diagnostics/log.zip", "/diagnostics/log.zip"])
def test_the_folder_may_be_entered_named_or_left_out(site, command, path):
    with site.login(site.offer(command)) as client:
        client.storbinary(f"STOR {path}", stream(LOG))
    assert site.received(command).file_name == "log.zip"


def test_bytes_are_bytes_for_clients_that_forget_to_say_so(site, command):
    with site.login(site.offer(command)) as client:
        client.sendcmd("TYPE A")
        with client.transfercmd("STOR log.zip") as data:
            data.sendall(LOG)
        client.voidresp()
    assert site.content(site.received(command)) == LOG


def test_active_mode_is_for_the_own_address(site, command):
    with site.login(site.offer(command)) as client:
        client.set_pasv(False)
        client.storbinary("STOR log.zip", stream(LOG))
    assert site.content(site.received(command)) == LOG


def reset(connection: socket.socket) -> None:
    """End a connection as a lost network does."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def break_off(client: ftplib.FTP, half: bytes, how: str) -> None:
    data = client.transfercmd("STOR log.zip")
    data.sendall(half)
    if how == "abort":
        client.putline("ABOR")
        data.close()
        client.close()
    elif how == "client dies":
        client.file.close()
        client.sock.close()
        data.close()
    else:
        until(lambda: client.size("log.zip") == len(half), "it has all arrived")
        reset(data)
        with pytest.raises(ftplib.error_temp, match=f"426 .* {len(half)} bytes are kept"):
            client.getresp()
        client.close()


@pytest.mark.parametrize("how", ["client dies", "network breaks", "abort"])
@pytest.mark.parametrize("resume", ["REST", "APPE"])
def test_what_broke_off_is_resumed(site, command, how, resume):
    offer, half = site.offer(command), LOG[:70_000]
    break_off(site.login(offer), half, how)
    part = f"diagnostics/EV-1/{command}/log.zip.part"
    until(lambda: part in site.stored(), "the part is kept")
    assert site.server.read(files.of_command, command) is None
    with site.login(offer) as client:
        client.voidcmd("TYPE I")
        assert client.nlst("/diagnostics") == ["log.zip"]
        at = client.size("log.zip")
        assert at <= len(half)
        if resume == "REST":
            client.storbinary("STOR log.zip", stream(LOG[at:]), rest=at)
        else:
            client.storbinary("APPE log.zip", stream(LOG[at:]))
    row = site.received(command)
    assert (site.content(row), row.sha256) == (LOG, hashlib.sha256(LOG).hexdigest())
    assert part not in site.stored()


def test_who_comes_back_takes_over_from_a_connection_that_hangs(site, command):
    offer = site.offer(command)
    hanging = site.login(offer)
    data = hanging.transfercmd("STOR log.zip")
    data.sendall(LOG[:1000])
    until(lambda: hanging.size("log.zip") == 1000, "it has begun")
    with site.login(offer) as client:
        client.storbinary("STOR log.zip", stream(LOG[1000:]), rest=1000)
    assert site.content(site.received(command)) == LOG
    data.close()


def test_a_part_of_another_name_was_given_up(site, command):
    offer = site.offer(command)
    first = site.login(offer)
    data = first.transfercmd("STOR first.zip")
    data.sendall(b"half")
    until(lambda: first.size("first.zip") == 4, "it has begun")
    with site.login(offer) as client:
        client.storbinary("STOR second.zip", stream(LOG))
    assert site.received(command).file_name == "second.zip"
    assert [name for name in site.stored() if command in name] == [f"diagnostics/EV-1/{command}/second.zip"]
    data.close()


def test_resuming_beyond_the_end_is_refused(site, command):
    with site.login(site.offer(command)) as client, pytest.raises(ftplib.error_perm, match="550"):
        client.storbinary("STOR log.zip", stream(LOG), rest=5)


def fetched(client: ftplib.FTP, path: str, rest: int | None = None) -> bytes:
    found: list[bytes] = []
    client.retrbinary(f"RETR {path}", found.append, rest=rest)
    return b"".join(found)


def test_an_image_is_fetched_and_that_is_told(site, command):
    with site.login(site.offer(command, image="image-1.2.bin")) as client:
        assert client.nlst("firmware") == ["image-1.2.bin"]
        client.voidcmd("TYPE I")
        assert client.size("firmware/image-1.2.bin") == len(IMAGE)
        assert fetched(client, "firmware/image-1.2.bin") == IMAGE
    until(lambda: any(one.command_id == command for one in site.server.events()), "it is told")
    (event,) = [one for one in site.server.events() if one.command_id == command]
    assert (event.type, event.body["fileName"], event.body["sizeBytes"]) == (
        "motown.FirmwareFetched", "image-1.2.bin", len(IMAGE))


def test_an_image_is_fetched_in_pieces(site, command):
    offer = site.offer(command, image="image-1.2.bin")
    client = site.login(offer)
    client.voidcmd("TYPE I")
    data = client.transfercmd("RETR firmware/image-1.2.bin")
    begun = data.recv(10_000)
    reset(data)
    client.close()
    with site.login(offer) as again:
        assert begun + fetched(again, "firmware/image-1.2.bin", len(begun)) == IMAGE


def test_an_image_is_fetched_twice_at_most(site, command):
    offer = site.offer(command, image="image-1.2.bin")
    with site.login(offer) as client:
        for _ in range(2):
            assert fetched(client, "firmware/image-1.2.bin") == IMAGE
        with pytest.raises(ftplib.error_perm, match="has been used"):
            fetched(client, "firmware/image-1.2.bin")
    user = offer.credential.user_name
    until(lambda: site.server.read(transfers.get, user).completed == 2, "the store knows")
    with pytest.raises(ftplib.error_perm, match="has been used"):
        site.login(offer)
