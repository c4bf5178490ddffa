"""TLS for listeners: certificate and key from PEM files, read again when they change; client certificates optional."""

import logging
import signal
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any, cast

from OpenSSL import SSL
from twisted.internet.interfaces import IAddress, IOpenSSLServerConnectionCreator
from twisted.internet.protocol import Factory
from twisted.internet.ssl import CertificateOptions, TLSVersion
from twisted.internet.task import LoopingCall
from twisted.protocols.tls import TLSMemoryBIOFactory, TLSMemoryBIOProtocol
from zope.interface import implementer

from motown.http.pem import CertificateError, authorities, own_identity
from motown.http.roles import Clock

__all__ = ["LOOK_SECONDS", "CertificateError", "Certificates"]

logger = logging.getLogger(__name__)

LOOK_SECONDS = 60.0
"""How often the files are looked at for changes."""


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
        own, trusted = own_identity(self._certificate, self._key), authorities(self._client_ca)
        return CertificateOptions(privateKey=own.key, certificate=own.certificate, extraCertChain=own.chain,
                                  verify=bool(trusted), requireCertificate=False, caCerts=trusted,
                                  raiseMinimumTo=TLSVersion.TLSv1_2, acceptableProtocols=[b"http/1.1"])


class _Factory(TLSMemoryBIOFactory):
    """Twisted's, which does not expect the factory inside to refuse a connection."""

    def buildProtocol(self, addr: IAddress | None) -> TLSMemoryBIOProtocol | None:  # type: ignore[override]
        inner = self.wrappedFactory.buildProtocol(addr)
        return None if inner is None else self.protocol(self, inner)


def _stamp(path: Path) -> tuple[int, int]:
    try:
        status = path.stat()
    except OSError:
        return 0, 0
    return status.st_mtime_ns, status.st_size
