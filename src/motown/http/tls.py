"""TLS for listeners: certificate and key from PEM files, read again when they change; client certificates optional."""

import logging
import signal
from collections.abc import Callable, Iterable
from pathlib import Path
from types import FrameType
from typing import Any, cast

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from OpenSSL import SSL, crypto
from twisted.internet.interfaces import IAddress, IOpenSSLServerConnectionCreator
from twisted.internet.protocol import Factory
from twisted.internet.ssl import CertificateOptions, TLSVersion
from twisted.internet.task import LoopingCall
from twisted.protocols.tls import TLSMemoryBIOFactory, TLSMemoryBIOProtocol
from zope.interface import implementer

from motown.http.roles import Clock

logger = logging.getLogger(__name__)

LOOK_SECONDS = 60.0
"""How often the files are looked at for changes."""


class CertificateError(Exception):
    """A certificate, key or authority file that cannot be used; the text names the file and what is wrong."""


@implementer(IOpenSSLServerConnectionCreator)
class Certificates:
    """The server's certificate (chain), its key and, optionally, the authority that signs client certificates.

    With ``client_ca`` a client may show a certificate; one that the authority has not signed ends the handshake.  TLS
    1.2 and 1.3 only.  Raises CertificateError.
    """

    def __init__(self, certificate: Path, key: Path, client_ca: Path | None = None) -> None:
        self._certificate, self._key, self._client_ca = certificate, key, client_ca
        self._stamps = self._look()
        self._options = self._read()

    def reload(self) -> None:
        """Read the files again, for connections made from now on.  Raises CertificateError and changes nothing."""
        stamps = self._look()
        self._options = self._read()
        self._stamps = stamps

    def reload_if_changed(self) -> None:
        """The same if a file has changed; an error is logged, and the certificate in use stays."""
        if self._look() != self._stamps:
            self._try_reload()

    def watch(self, reactor: Clock, seconds: float = LOOK_SECONDS) -> LoopingCall:
        """Call ``reload_if_changed`` every ``seconds``; stop the call returned to end it."""
        looking = LoopingCall(self.reload_if_changed)
        looking.clock = cast("Any", reactor)
        looking.start(seconds, now=False)
        return looking

    def reload_on_hangup(self, call_in_reactor: Callable[[Callable[[], None]], object]) -> None:
        """Read the files again at SIGHUP, in the reactor: give its ``callFromThread``.  Call it in the main thread."""

        def hung_up(_number: int, _frame: FrameType | None) -> None:
            call_in_reactor(self._try_reload)

        signal.signal(signal.SIGHUP, hung_up)

    def wrap(self, factory: Factory) -> Factory:
        """``factory`` behind TLS."""
        return cast("Factory", _Factory(cast("Any", self), False, cast("Any", factory)))  # noqa: FBT003, Twisted's order

    def serverConnectionForTLS(self, protocol: TLSMemoryBIOProtocol) -> SSL.Connection:
        """One connection, with the files as they were last read."""
        return self._options.serverConnectionForTLS(protocol)

    def _try_reload(self) -> None:
        try:
            self.reload()
        except CertificateError as error:
            logger.error("the certificate in use stays: %s", error)  # noqa: TRY400, the reason is in the text
        else:
            logger.info("the certificate %s was read again", self._certificate)

    def _look(self) -> list[tuple[int, int]]:
        """Time and size of each file; zeros for one that is away."""
        return [_stamp(path) for path in (self._certificate, self._key, self._client_ca) if path is not None]

    def _read(self) -> CertificateOptions:
        chain = _certificates(self._certificate)
        key = _private_key(self._key)
        if chain[0].public_key() != key.public_key():
            message = f"the key {self._key} does not belong to the certificate {self._certificate}"
            raise CertificateError(message)
        authorities = _certificates(self._client_ca) if self._client_ca is not None else []
        return CertificateOptions(
            privateKey=crypto.PKey.from_cryptography_key(cast("Any", key)),
            certificate=_for_openssl(chain[:1])[0], extraCertChain=_for_openssl(chain[1:]),
            verify=bool(authorities), requireCertificate=False, caCerts=_for_openssl(authorities),
            raiseMinimumTo=TLSVersion.TLSv1_2)


class _Factory(TLSMemoryBIOFactory):
    """Twisted's, which does not expect the factory inside to refuse a connection."""

    def buildProtocol(self, addr: IAddress | None) -> TLSMemoryBIOProtocol | None:  # type: ignore[override]
        inner = self.wrappedFactory.buildProtocol(addr)
        return None if inner is None else self.protocol(self, inner)


def _certificates(path: Path) -> list[x509.Certificate]:
    try:
        return x509.load_pem_x509_certificates(_content(path))
    except ValueError as error:
        message = f"{path} has no usable certificate in PEM form ({error})"
        raise CertificateError(message) from error


def _private_key(path: Path) -> PrivateKeyTypes:
    try:
        return load_pem_private_key(_content(path), None)
    except TypeError as error:
        message = f"the key {path} is encrypted: store it without a passphrase, readable for the server only"
        raise CertificateError(message) from error
    except ValueError as error:
        message = f"{path} has no usable private key in PEM form ({error})"
        raise CertificateError(message) from error


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        message = f"cannot read {path}: {error.strerror}"
        raise CertificateError(message) from error


def _for_openssl(certificates: Iterable[x509.Certificate]) -> list[crypto.X509]:
    return [crypto.X509.from_cryptography(certificate) for certificate in certificates]


def _stamp(path: Path) -> tuple[int, int]:
    try:
        status = path.stat()
    except OSError:
        return 0, 0
    return status.st_mtime_ns, status.st_size
