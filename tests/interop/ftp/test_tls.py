"""FTPS in both of its ways."""

import ftplib
import os
import ssl
import warnings
from urllib.parse import urlsplit

import pytest

from tests.interop.ftp.conftest import IMAGE, ImplicitFtps, stream
from tests.interop.server import SECONDS, until

LOG = os.urandom(300_000)


@pytest.fixture(scope="module")
def secured(new_site, certificate):
    made = new_site(ftp__tls_certificate=certificate[0], ftp__tls_key=certificate[1],
                    ftp__listen_tls="127.0.0.1:0").start()
    (made.folder / "firmware").mkdir(parents=True)
    (made.folder / "firmware" / "image.bin").write_bytes(IMAGE)
    return made


@pytest.fixture(scope="module")
def required(new_site, certificate):
    return new_site(ftp__tls_certificate=certificate[0], ftp__tls_key=certificate[1], ftp__require_tls="true").start()


def test_tls_is_asked_for_and_protects_commands_and_data(secured, command, trusting):
    with secured.login(secured.offer(command), ftplib.FTP_TLS(context=trusting, timeout=SECONDS)) as client:
        client.prot_p()
        assert client.storbinary("STOR log.zip", stream(LOG)).startswith("226")
    assert secured.content(secured.received(command)) == LOG


def test_tls_from_the_first_byte(secured, command, trusting):
    offer = secured.offer(command, image="image.bin", require_tls=True)
    assert urlsplit(offer.location).scheme == "ftps"
    assert urlsplit(offer.location).port == secured.listening[1].port
    found: list[bytes] = []
    with secured.login(offer, ImplicitFtps(context=trusting)) as client:
        client.prot_p()
        client.retrbinary("RETR firmware/image.bin", found.append)
    assert b"".join(found) == IMAGE


def test_a_tls_upload_is_resumed(secured, command, trusting):
    offer = secured.offer(command)
    client = secured.login(offer, ftplib.FTP_TLS(context=trusting, timeout=SECONDS))
    client.prot_p()
    data = client.transfercmd("STOR log.zip")
    data.sendall(LOG[:100_000])
    until(lambda: client.size("log.zip") == 100_000, "it has arrived")
    client.file.close()
    client.sock.close()
    data.close()
    with secured.login(offer, ftplib.FTP_TLS(context=trusting, timeout=SECONDS)) as again:
        again.prot_p()
        again.storbinary("STOR log.zip", stream(LOG[100_000:]), rest=100_000)
    assert secured.content(secured.received(command)) == LOG


def test_without_tls_it_goes_on_unless_required(secured, command):
    with secured.login(secured.offer(command)) as client:
        client.storbinary("STOR log.zip", stream(LOG))
    assert secured.content(secured.received(command)) == LOG


def test_where_it_is_required_nobody_logs_in_without(required, command):
    with pytest.raises(ftplib.error_perm, match="TLS required on the control"):
        required.login(required.offer(command))


def test_where_it_is_required_data_are_protected_too(required, command, trusting):
    offer = required.offer(command, require_tls=True)
    assert offer.location.startswith("ftps://")
    with required.login(offer, ftplib.FTP_TLS(context=trusting, timeout=SECONDS)) as client:
        with pytest.raises(ftplib.error_perm, match="TLS required on the data"):
            client.storbinary("STOR log.zip", stream(LOG))
        client.prot_p()
        client.storbinary("STOR log.zip", stream(LOG))
    assert required.content(required.received(command)) == LOG


def test_what_comes_in_the_clear_behind_auth_is_forgotten(secured, trusting):
    client = ftplib.FTP_TLS(context=trusting, timeout=SECONDS)
    client.connect("127.0.0.1", secured.port)
    client.sock.sendall(b"AUTH TLS\r\nFEAT\r\n")
    assert client.getresp().startswith("234")
    client.sock = trusting.wrap_socket(client.sock, server_hostname="files.example")
    client.file = client.sock.makefile("r", encoding=client.encoding)
    assert client.sendcmd("NOOP").startswith("200"), "the answer to FEAT would come first"
    client.close()


def test_old_versions_of_tls_are_refused(secured):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version, context.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
    context.set_ciphers("DEFAULT@SECLEVEL=0")
    client = ftplib.FTP_TLS(context=context, timeout=SECONDS)
    client.connect("127.0.0.1", secured.port)
    with pytest.raises((ssl.SSLError, OSError, EOFError)):
        client.auth()
    client.close()
