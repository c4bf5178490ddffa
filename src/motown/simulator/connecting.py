"""How connections to the central system are made: by name or address, plain or with TLS, and counted."""

import ssl as standard
from pathlib import Path
from typing import Any

from twisted.internet import ssl
from twisted.internet.defer import Deferred
from twisted.internet.endpoints import HostnameEndpoint, wrapClientTLS
from twisted.internet.interfaces import (
    IOpenSSLClientConnectionCreator,
    IProtocol,
    IProtocolFactory,
    IStreamClientEndpoint,
)
from twisted.web.client import URI
from twisted.web.iweb import IAgentEndpointFactory
from zope.interface import implementer

CONNECT_SECONDS = 10.0
_ssl: Any = ssl  # half of it has no types


class Trust:
    """Whom to believe and what to show on TLS connections (SEC-1, SEC-2).

    ``authority`` is a PEM file of certificates to trust in place of the system's; ``certificate`` and ``key`` are PEM
    files of what is shown, both in one file if ``key`` is None.
    """

    def __init__(self, authority: Path | None = None, certificate: Path | None = None, key: Path | None = None) -> None:
        self._authority = authority
        self._root = _ssl.platformTrust()
        if authority is not None:
            known = [_ssl.Certificate.loadPEM(part) for part in _parts(authority.read_bytes())]
            self._root = _ssl.trustRootFromCertificates(known)
        self._shown: ssl.PrivateCertificate | None = None
        if certificate is not None:
            pem = certificate.read_bytes() + b"\n" + (key.read_bytes() if key else b"")
            self._shown = _ssl.PrivateCertificate.loadPEM(pem)
        self._made: dict[str, IOpenSSLClientConnectionCreator] = {}

    def creator(self, host: str) -> IOpenSSLClientConnectionCreator:
        """What makes TLS connections to ``host``, and sees that it is who it says."""
        if host not in self._made:
            self._made[host] = ssl.optionsForClientTLS(host, self._root, self._shown)
        return self._made[host]

    def context(self) -> standard.SSLContext:
        """The same belief for Python's own TLS, which files travel by."""
        return standard.create_default_context(cafile=self._authority)


@implementer(IAgentEndpointFactory)
class Connecting:
    """Makes the connections of one charge point; ``made`` counts them."""

    def __init__(self, reactor: Any, trust: Trust) -> None:
        self._reactor, self._trust = reactor, trust
        self.made = 0

    def endpointForURI(self, uri: URI) -> IStreamClientEndpoint:
        """As IAgentEndpointFactory has it."""
        host = uri.host.decode("ascii")
        endpoint: Any = HostnameEndpoint(self._reactor, host, uri.port, CONNECT_SECONDS)
        if uri.scheme == b"https":
            endpoint = wrapClientTLS(self._trust.creator(host), endpoint)
        counted: Any = _Counted(self, endpoint)
        return counted  # type: ignore[no-any-return]  # it says that it implements the interface


@implementer(IStreamClientEndpoint)
class _Counted:
    """An endpoint that tells of each connection it makes."""

    def __init__(self, owner: Connecting, endpoint: Any) -> None:
        self._owner, self._endpoint = owner, endpoint

    def connect(self, factory: IProtocolFactory) -> Deferred[IProtocol]:
        """As IStreamClientEndpoint has it."""
        self._owner.made += 1
        made: Deferred[IProtocol] = self._endpoint.connect(factory)
        return made


def _parts(pem: bytes) -> list[bytes]:
    """The certificates of a PEM file, one by one."""
    end = b"-----END CERTIFICATE-----"
    return [part + end for part in pem.split(end)[:-1]]
