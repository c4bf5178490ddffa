"""Certificates and keys from PEM files, with errors that name the file and what is wrong with it."""

from pathlib import Path
from typing import Any, NamedTuple, cast

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from OpenSSL import crypto


class CertificateError(Exception):
    """A certificate, key or authority file that cannot be used; the text names the file and what is wrong."""


class OwnIdentity(NamedTuple):
    """What we show of ourselves, as OpenSSL takes it."""

    certificate: crypto.X509
    chain: list[crypto.X509]
    """The authorities between it and the one that others know."""
    key: crypto.PKey


def own_identity(certificate: Path, key: Path) -> OwnIdentity:
    """A certificate (chain) and its key.  Raises CertificateError, also where the two do not belong together."""
    own, *chain = _certificates(certificate)
    secret = _private_key(key)
    if own.public_key() != secret.public_key():
        raise CertificateError(f"the key {key} does not belong to the certificate {certificate}")
    return OwnIdentity(crypto.X509.from_cryptography(own), [crypto.X509.from_cryptography(one) for one in chain],
                       crypto.PKey.from_cryptography_key(cast("Any", secret)))


def authorities(path: Path | None) -> list[crypto.X509]:
    """The certificates of a file, or none.  Raises CertificateError."""
    return [] if path is None else [crypto.X509.from_cryptography(one) for one in _certificates(path)]


def _certificates(path: Path) -> list[x509.Certificate]:
    try:
        return x509.load_pem_x509_certificates(_content(path))
    except ValueError as error:
        raise CertificateError(f"{path} has no usable certificate in PEM form ({error})") from error


def _private_key(path: Path) -> PrivateKeyTypes:
    try:
        return load_pem_private_key(_content(path), None)
    except TypeError as error:
        raise CertificateError(f"the key {path} is encrypted: store it without a passphrase, readable for the server "
                               "only") from error
    except ValueError as error:
        raise CertificateError(f"{path} has no usable private key in PEM form ({error})") from error


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CertificateError(f"cannot read {path}: {error.strerror}") from error
