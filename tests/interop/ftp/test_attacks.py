"""What must not be possible, whoever asks."""

import ftplib
import re
import socket
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest

from motown.store import files, journal, transfers
from tests.interop.ftp.conftest import stream
from tests.interop.server import SECONDS, until

TRAVERSALS = ["../x", "/../../x", "diagnostics/../../x", "..\\..\\x", "C:\\windows\\x", "x\0y", "ünïcödé.zip",
              "a" * 500, ".hidden", "-rf", "x.part", "..", "log.zip;rm"]

REFUSED = [".."]
"""That is a folder."""


@pytest.mark.parametrize("name", TRAVERSALS, ids=ascii)
def test_a_file_lands_in_its_own_folder_whatever_it_is_called(site, command, name):
    with site.login(site.offer(command)) as client:
        if name in REFUSED:
            with pytest.raises(ftplib.error_perm, match="550"):
                client.storbinary(f"STOR {name}", stream(b"content"))
            assert not [one for one in site.stored() if command in one]
            return
        client.storbinary(f"STOR {name}", stream(b"content"))
    row = site.received(command)
    assert re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9._~-]{0,130}", row.file_name)
    assert [one for one in site.stored() if command in one] == [f"diagnostics/EV-1/{command}/{row.file_name}"]
    assert site.content(row) == b"content"


@pytest.mark.parametrize("path", ["/etc/passwd", "/diagnostics/EV-2/c2/log.zip", "diagnostics/deeper/x", "firmware/x"])
def test_there_is_nothing_but_the_own_folder(site, command, path):
    with site.login(site.offer(command)) as client:
        for asked in (f"STOR {path}", f"SIZE {path}", f"RETR {path}", f"CWD {path}", f"MDTM {path}", f"MLST {path}"):
            with pytest.raises(ftplib.error_perm, match="550"):
                client.sendcmd(asked)
        assert client.nlst() == ["diagnostics"]
        assert client.nlst("diagnostics") == []


@pytest.mark.parametrize("identity", ["../../EV", "EV/1", "EV\0", "über", ".", "x" * 255])
def test_names_of_charge_points_are_only_names(site, command, identity):
    with site.login(site.offer(command, identity)) as client:
        client.storbinary("STOR log.zip", stream(b"content"))
    row = site.received(command)
    assert row.charge_point_id == identity
    (path,) = [one for one in site.stored() if command in one]
    assert re.fullmatch(rf"diagnostics/[A-Za-z0-9._~-]+/{command}/log.zip", path)


@pytest.mark.parametrize("asked", ["DELE x", "RNFR x", "MKD x", "RMD diagnostics", "MFMT 20200101000000 x",
                                   "SITE CHMOD 777 x", "STOU", "RETR log.zip"])
def test_uploaders_may_do_nothing_else(site, command, asked):
    with site.login(site.offer(command)) as client, pytest.raises(ftplib.error_perm, match=r"^5"):
        client.sendcmd(asked)


@pytest.mark.parametrize("asked", ["STOR firmware/x", "STOR image-1.2.bin", "APPE firmware/image-1.2.bin",
                                   "RETR firmware/other.bin", "RETR /etc/passwd", "DELE firmware/image-1.2.bin",
                                   "RETR firmware/../../c1"])
def test_downloaders_may_read_their_image_and_no_more(site, command, asked):
    (site.folder / "firmware" / "other.bin").write_bytes(b"not theirs")
    with site.login(site.offer(command, image="image-1.2.bin")) as client:
        client.makepasv()
        with pytest.raises(ftplib.error_perm, match="550"):
            client.sendcmd(asked)
        assert client.nlst("firmware") == ["image-1.2.bin"]


def failure(site, offer, password=None):
    place = urlsplit(offer.location)
    with ftplib.FTP(timeout=SECONDS) as client:
        client.connect(place.hostname, place.port)
        with pytest.raises(ftplib.error_perm) as refused:
            client.login(place.username, password or place.password)
    return str(refused.value)


def test_a_wrong_secret_is_refused_and_kept_in_the_journal(site, command):
    offer = site.offer(command)
    assert failure(site, offer, "wrong") == "530 Login incorrect."
    user = offer.credential.user_name
    until(lambda: any(row.identity == user for row in site.server.read(journal.page)), "the journal has it")
    (row,) = [row for row in site.server.read(journal.page) if row.identity == user]
    assert (row.reason, row.operation, row.remote_address) == ("FTP: Login incorrect", "Login", "127.0.0.1")


def test_who_was_never_offered_anything_is_refused_alike(site):
    with ftplib.FTP(timeout=SECONDS) as client:
        client.connect("127.0.0.1", site.port)
        with pytest.raises(ftplib.error_perm, match="530 Login incorrect"):
            client.login()


def test_an_expired_credential_is_refused(site, command):
    assert "expired" in failure(site, site.offer(command, for_seconds=-1))


def test_a_used_credential_is_refused(site, command):
    offer = site.offer(command)
    with site.login(offer) as client:
        client.storbinary("STOR log.zip", stream(b"first"))
        with pytest.raises(ftplib.error_perm, match="has been used"):
            client.storbinary("STOR more.zip", stream(b"second"))
    site.received(command)
    assert "has been used" in failure(site, offer)
    assert site.server.read(transfers.get, offer.credential.user_name).completed == 1


def test_secrets_are_nowhere(site, command):
    offer = site.offer(command)
    place = urlsplit(offer.location)
    with site.login(offer) as client:
        client.storbinary("STOR log.zip", stream(b"content"))
    failure(site, offer)
    site.received(command)
    assert place.password not in site.server.log
    assert place.password not in str([event.body_text for event in site.server.events()])
    assert place.password not in str(site.server.read(journal.page))
    assert place.password not in offer.masked_location


def test_data_are_sent_to_no_third_host(site, command):
    with site.login(site.offer(command)) as client:
        with pytest.raises(ftplib.error_perm, match="501 Rejected data connection to foreign address"):
            client.sendport("192.0.2.7", 2000)
        with pytest.raises(ftplib.error_perm, match="501 Rejected data connection to foreign address"):
            client.sendcmd("EPRT |1|192.0.2.7|2000|")
        with pytest.raises(ftplib.error_perm, match="privileged"):
            client.sendport("127.0.0.1", 25)


def test_data_are_taken_from_no_third_host(site, command):
    client = site.login(site.offer(command))
    host, port = client.makepasv()
    foreign = socket.create_connection((host, port), SECONDS, source_address=("127.0.0.2", 0))
    with foreign, pytest.raises(ftplib.error_temp, match="425 Rejected data connection from foreign address"):
        client.getresp()
    client.close()


def test_too_long_a_file_is_refused_while_it_comes(small, command):
    with small.login(small.offer(command)) as client:
        with pytest.raises(ftplib.error_perm, match=r"552 .* 100000 bytes"):
            client.sendcmd("ALLO 100001")
        data = client.transfercmd("STOR log.zip")
        with data, suppress(OSError):
            data.sendall(bytes(5_000_000))
        with pytest.raises(ftplib.error_perm, match=r"552 .*longer than 100000 bytes"):
            client.voidresp()
    until(lambda: f"for command {command} were refused" in small.server.log, "it is logged")
    assert not [one for one in small.stored() if command in one]
    assert small.server.read(files.of_command, command) is None


def test_all_files_together_have_a_limit_and_none_is_deleted_for_another(small, command):
    for number, size in enumerate((90_000, 50_000)):
        with small.login(small.offer(f"{command}{number}")) as client:
            client.storbinary("STOR log.zip", stream(bytes(size)))
        small.received(f"{command}{number}")
    with small.login(small.offer(command)) as client:
        data = client.transfercmd("STOR log.zip")
        with data, suppress(OSError):
            data.sendall(bytes(20_000))
        with pytest.raises(ftplib.error_perm, match=r"552 .*no room"):
            client.voidresp()
    assert len([one for one in small.stored() if command in one]) == 2


def test_silence_ends_a_connection(small, command):
    client = small.login(small.offer(command))
    with pytest.raises(ftplib.error_temp, match="421 Control connection timed out"):
        client.getresp()


def chat(client):
    for _ in range(1_000_000):
        client.voidcmd("NOOP")


def test_who_never_logs_in_goes(small):
    with ftplib.FTP(timeout=SECONDS) as client:
        client.connect("127.0.0.1", small.port)
        with pytest.raises((ftplib.error_temp, EOFError, OSError)):
            chat(client)


def test_bytes_that_never_become_a_command_end_with_the_connection(small):
    with socket.create_connection(("127.0.0.1", small.port), SECONDS) as client:
        client.sendall(b"USER slow")
        told = b""
        while chunk := client.recv(1000):
            told += chunk
    assert b"421" in told


def test_a_transfer_that_stalls_is_ended_and_keeps_what_came(small, command):
    client = small.login(small.offer(command))
    data = client.transfercmd("STOR log.zip")
    data.sendall(b"a little")
    with pytest.raises(ftplib.error_temp, match="421 Data connection timed out"):
        client.getresp()
    (part,) = [one for one in small.stored() if command in one]
    assert (small.folder / part).read_bytes() == b"a little"
    data.close()


def test_one_address_has_so_many_connections(small):
    opened = [ftplib.FTP(timeout=SECONDS) for _ in range(3)]
    for one in opened:
        one.connect("127.0.0.1", small.port)
    with ftplib.FTP(timeout=SECONDS) as further, pytest.raises(ftplib.error_temp, match="421 Too many connections"):
        further.connect("127.0.0.1", small.port)
    with ftplib.FTP(timeout=SECONDS) as other:
        other.connect("127.0.0.1", small.port, source_address=("127.0.0.9", 0))
    for one in opened:
        one.close()


def test_who_fails_too_often_is_turned_away(new_site):
    shut = new_site(ftp__max_failed_logins=2).start()
    offer = shut.offer("c1")
    for _ in range(2):
        failure(shut, offer, "wrong")
    with ftplib.FTP(timeout=SECONDS) as client, pytest.raises(ftplib.error_temp, match="421 Too many failed logins"):
        client.connect("127.0.0.1", shut.port)
    with ftplib.FTP(timeout=SECONDS) as other:
        other.connect("127.0.0.1", shut.port, source_address=("127.0.0.9", 0))


def test_credentials_expire_for_who_is_logged_in_too(site, command):
    offer = site.offer(command, for_seconds=2)
    client = site.login(offer)
    until(lambda: datetime.now(UTC) > offer.credential.expires_at + timedelta(milliseconds=50), "it has expired")
    with pytest.raises(ftplib.error_perm, match="expired"):
        client.storbinary("STOR log.zip", stream(b"late"))
    client.close()
