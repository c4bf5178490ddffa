import logging
import os
import signal

import pytest
from OpenSSL import SSL
from twisted.internet.protocol import Factory
from twisted.internet.task import Clock

from motown.http.tls import CertificateError, Certificates
from tests.http.certificates import Identity


@pytest.fixture(scope="module")
def authority() -> Identity:
    return Identity.authority()


@pytest.fixture
def files(tmp_path, authority):
    return authority.signs("motown.example").written(tmp_path, "server")


def in_use(certificates: Certificates) -> str:
    return certificates._options.certificate.to_cryptography().subject.rfc4514_string()


def test_certificate_chain_and_authority_are_read(tmp_path, authority):
    middle = authority.signs("Middle", is_authority=True)
    certificate, key = middle.signs("motown.example").written(tmp_path, "server", middle)
    (tmp_path / "ca.pem").write_bytes(authority.pem)
    options = Certificates(certificate, key, tmp_path / "ca.pem")._options
    assert [extra.to_cryptography() for extra in options.extraCertChain] == [middle.certificate]
    assert (options.verify, options.requireCertificate) == (True, False)


@pytest.mark.parametrize(("broken", "content", "message"), [
    ("server.pem", None, "cannot read .*server.pem: No such file"),
    ("server.pem", b"nonsense", "server.pem has no usable certificate"),
    ("server.pem", b"", "server.pem has no usable certificate"),
    ("server.key", None, "cannot read .*server.key: No such file"),
    ("server.key", b"nonsense", "server.key has no usable private key"),
    ("server.key", Identity.authority().key_pem, "server.key does not belong to the certificate .*server.pem"),
    ("server.key", Identity.authority().encrypted_key_pem(), "server.key is encrypted: store it without"),
    ("ca.pem", b"nonsense", "ca.pem has no usable certificate"),
])
def test_errors_name_the_file_and_what_is_wrong(files, tmp_path, authority, broken, content, message):
    (tmp_path / "ca.pem").write_bytes(authority.pem)
    if content is None:
        (tmp_path / broken).unlink()
    else:
        (tmp_path / broken).write_bytes(content)
    with pytest.raises(CertificateError, match=message):
        Certificates(*files, tmp_path / "ca.pem")


def test_only_tls_1_2_and_1_3_are_allowed(files):
    refused = Certificates(*files)._options._options
    assert refused & SSL.OP_NO_TLSv1
    assert refused & SSL.OP_NO_TLSv1_1
    assert not refused & (SSL.OP_NO_TLSv1_2 | SSL.OP_NO_TLSv1_3)


def test_changed_files_are_read_again(files, tmp_path, authority):
    clock, certificates = Clock(), Certificates(*files)
    looking = certificates.watch(clock, 60)
    clock.advance(60)
    assert in_use(certificates) == "CN=motown.example"
    authority.signs("new.example").written(tmp_path, "server")
    os.utime(files[0], ns=(1, 1))
    clock.advance(60)
    assert in_use(certificates) == "CN=new.example"
    looking.stop()


def test_files_in_the_middle_of_being_replaced_change_nothing_until_they_fit(files, authority, caplog):
    certificates, successor = Certificates(*files), authority.signs("new.example")
    files[0].write_bytes(successor.pem)
    with caplog.at_level(logging.ERROR):
        certificates.reload_if_changed()
    assert in_use(certificates) == "CN=motown.example"
    assert "does not belong" in caplog.text
    files[1].write_bytes(successor.key_pem)
    certificates.reload_if_changed()
    assert in_use(certificates) == "CN=new.example"


def test_untouched_files_are_not_read(files, monkeypatch):
    certificates = Certificates(*files)
    monkeypatch.setattr(certificates, "_read", lambda: pytest.fail("they were read"))
    certificates.reload_if_changed()


def test_hangup_reads_them_again(files, tmp_path, authority):
    certificates, calls = Certificates(*files), []
    before = signal.getsignal(signal.SIGHUP)
    try:
        certificates.reload_on_hangup(calls.append)
        signal.raise_signal(signal.SIGHUP)
    finally:
        signal.signal(signal.SIGHUP, before)
    authority.signs("new.example").written(tmp_path, "server")
    calls[0]()
    assert in_use(certificates) == "CN=new.example"


def test_a_connection_the_factory_refuses_is_not_wrapped(files):
    class Full(Factory):
        def buildProtocol(self, addr):  # noqa: N802
            return None

    assert Certificates(*files).wrap(Full()).buildProtocol(None) is None
