import hashlib

from cryptography.hazmat.primitives.serialization import Encoding
from OpenSSL.crypto import X509
from twisted.internet.address import IPv4Address, UNIXAddress
from twisted.internet.interfaces import ISSLTransport
from twisted.internet.testing import StringTransport
from zope.interface import implementer

from motown.http import Proxies
from motown.http.peer import address_of, described, peer_of
from tests.http.certificates import Identity


@implementer(ISSLTransport)
class TlsTransport(StringTransport):
    """A transport whose client has shown ``certificate``."""

    certificate: X509 | None = None

    def getPeerCertificate(self) -> X509 | None:  # noqa: N802
        return self.certificate


def test_a_certificate_is_described_by_name_fingerprint_and_dns_names():
    identity = Identity.authority().signs("CP-1", "cp1.example", "cp1.example.net")
    description = described(identity.certificate)
    der = identity.certificate.public_bytes(Encoding.DER)
    assert (description.subject_cn, description.dns_names) == ("CP-1", ("cp1.example", "cp1.example.net"))
    assert description.fingerprint_sha256 == hashlib.sha256(der).hexdigest()


def test_a_certificate_need_not_have_names():
    description = described(Identity.authority().signs("").certificate)
    assert (description.subject_cn, description.dns_names) == (None, ())


def test_addresses():
    assert address_of(IPv4Address("TCP", "192.0.2.1", 1)) == "192.0.2.1"
    assert address_of(UNIXAddress("/run/x")) == "unix"
    assert address_of(None) == "unix"


def test_a_plain_peer():
    peer = peer_of(StringTransport(), Proxies(["192.168.1.1"]))
    assert (peer.address, peer.is_secure, peer.certificate) == ("192.168.1.1", False, None)
    assert peer.proxies is not None


def test_a_tls_peer_with_and_without_a_certificate():
    transport = TlsTransport()
    peer = peer_of(transport, Proxies())
    assert (peer.is_secure, peer.certificate, peer.proxies) == (True, None, None)
    transport.certificate = X509.from_cryptography(Identity.authority("Charging").certificate)
    assert peer_of(transport, Proxies()).certificate.subject_cn == "Charging"
