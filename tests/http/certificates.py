"""Certificates for tests: an authority, and what it signs."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import NameOID


@dataclass
class Identity:
    """A certificate and its key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @classmethod
    def authority(cls, name: str = "Test authority") -> Self:
        key = ec.generate_private_key(ec.SECP256R1())
        return cls(_signed(name, key, name, key, is_authority=True), key)

    @classmethod
    def self_signed(cls, name: str, *dns_names: str) -> Self:
        key = ec.generate_private_key(ec.SECP256R1())
        return cls(_signed(name, key, name, key, *dns_names), key)

    def signs(self, name: str, *dns_names: str, is_authority: bool = False, is_expired: bool = False) -> "Identity":
        """A name that is an IP address is written as such."""
        key = ec.generate_private_key(ec.SECP256R1())
        issuer = self.certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value
        return Identity(_signed(name, key, issuer, self.key, *dns_names, is_authority=is_authority,
                                is_expired=is_expired), key)

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)

    @property
    def key_pem(self) -> bytes:
        return self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

    def encrypted_key_pem(self) -> bytes:
        return self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"secret"))

    def written(self, folder: Path, name: str, *chain: "Identity") -> tuple[Path, Path]:
        """Paths of the certificate (chain) and the key."""
        certificate, key = folder / f"{name}.pem", folder / f"{name}.key"
        certificate.write_bytes(b"".join(identity.pem for identity in (self, *chain)))
        key.write_bytes(self.key_pem)
        return certificate, key


def _signed(name: str, key: ec.EllipticCurvePrivateKey, issuer: str, issuer_key: ec.EllipticCurvePrivateKey,
            *dns_names: str, is_authority: bool = False, is_expired: bool = False) -> x509.Certificate:
    now = datetime.now(UTC)
    until = now - timedelta(hours=1) if is_expired else now + timedelta(days=1)
    builder = x509.CertificateBuilder(
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]) if issuer else x509.Name([]),
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)] if name else []),
        key.public_key(), x509.random_serial_number(), now - timedelta(days=1), until)
    builder = builder.add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
    if dns_names:
        builder = builder.add_extension(x509.SubjectAlternativeName([_general(dns) for dns in dns_names]),
                                        critical=not name)
    return builder.sign(issuer_key, SHA256())


def _general(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name)
