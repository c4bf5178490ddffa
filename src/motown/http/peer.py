"""Who is at the other end of a connection, from its transport."""

from dataclasses import dataclass
from typing import cast

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import NameOID
from twisted.internet.address import UNIXAddress
from twisted.internet.interfaces import IAddress, ISSLTransport

from motown.http.message import ClientCertificate
from motown.http.proxies import UNIX, Proxies, plain_address
from motown.http.roles import TlsTransport, Transport


@dataclass(slots=True, frozen=True)
class Peer:
    """What the connection itself tells of whoever is at its other end."""

    address: str
    is_secure: bool
    certificate: ClientCertificate | None
    proxies: Proxies | None
    """Set where this peer is a trusted proxy: then its headers say more."""


def address_of(address: IAddress | None) -> str:
    """The IP address, ``unix`` for a Unix socket."""
    if address is None or isinstance(address, UNIXAddress):
        return UNIX
    return plain_address(str(getattr(address, "host", "")))


def peer_of(transport: Transport, proxies: Proxies) -> Peer:
    """Address, TLS and certificate.  Call it only after the TLS handshake: the first request is late enough."""
    address = address_of(transport.getPeer())
    secure = cast("TlsTransport | None", ISSLTransport(transport, None))
    certificate = secure.getPeerCertificate() if secure is not None else None
    return Peer(address, secure is not None, None if certificate is None else described(certificate.to_cryptography()),
                proxies if proxies.trusts(address) else None)


def described(certificate: x509.Certificate) -> ClientCertificate:
    """The parts of a certificate by which a client is told apart."""
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return ClientCertificate(str(names[0].value) if names else None, certificate.fingerprint(SHA256()).hex(),
                             _dns_names(certificate))


def _dns_names(certificate: x509.Certificate) -> tuple[str, ...]:
    try:
        extension = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    except (x509.ExtensionNotFound, ValueError):
        return ()
    return tuple(extension.value.get_values_for_type(x509.DNSName))
