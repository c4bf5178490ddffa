"""TLS for outgoing connections: whom to trust, and what to show of ourselves."""

from collections.abc import Sequence
from functools import cache
from ipaddress import ip_address
from pathlib import Path
from typing import Any, cast

import service_identity
from OpenSSL import SSL, crypto
from service_identity.pyopenssl import verify_hostname, verify_ip_address
from twisted.internet.interfaces import IOpenSSLClientConnectionCreator
from twisted.internet.protocol import Factory, Protocol
from twisted.internet.ssl import CertificateOptions, TLSVersion
from twisted.protocols.tls import TLSMemoryBIOFactory, TLSMemoryBIOProtocol
from zope.interface import implementer

from motown.http.pem import CertificateError, authorities, own_identity
from motown.http.roles import Clock

_CHECKS = {
    9: "its certificate is not valid yet: check the clocks of both sides",
    10: "its certificate has expired: it needs a new one",
    18: "its certificate is signed by itself: if it is the right one, put it into the file of trusted authorities",
    19: "its certificate is signed by an authority that is not trusted: put that authority's certificate into the file "
        "of trusted authorities",
    23: "its certificate has been revoked: it needs a new one",
}
"""OpenSSL's number for what is wrong with a certificate -> what to tell people."""
_UNKNOWN_AUTHORITY = ("its certificate is signed by an authority that is not trusted, or it does not send the "
                      "certificates in between: put what is missing into the file of trusted authorities")
_CHECKS.update(dict.fromkeys((2, 20, 21), _UNKNOWN_AUTHORITY))

_SAID = (
    ("alert certificate required", "it wants a client certificate: give it one"),
    ("alert bad certificate", "it refuses our client certificate, or wants one: check what it trusts"),
    ("alert unknown ca", "it does not trust the authority of our client certificate: check what it trusts"),
    ("alert certificate", "it refuses our client certificate: check what it trusts"),
    ("alert access denied", "it refuses our client certificate: check what it trusts"),
    ("alert unsupported certificate", "it refuses our client certificate: check what it trusts"),
    ("protocol version", "it speaks no TLS from version 1.2 on: it needs new software"),
    ("unsupported protocol", "it speaks no TLS from version 1.2 on: it needs new software"),
    ("wrong version number", "it speaks no TLS there: check the port, or write http://"),
    ("packet length too long", "it speaks no TLS there: check the port, or write http://"),
    ("http request", "it speaks no TLS there: check the port, or write http://"),
    ("record layer failure", "it speaks no TLS there: check the port, or write http://"),
    ("handshake failure", "there is no way of encryption that both sides know, or it wants a client certificate"),
)
"""Part of what OpenSSL says -> what to tell people; the first that fits."""
_ABOUT_OUR_CERTIFICATE = 6
"""So many of these are about our own certificate: the other side says them before it looks at a request."""


class ClientTls:
    """Trusts the system's authorities, or those of ``ca_file`` alone (PEM; a certificate in it is trusted itself, too).

    ``certificate`` and ``key`` are shown to those who ask.  TLS 1.2 and 1.3 only; the certificate must be for the host
    of the URL.  Raises CertificateError.
    """

    def __init__(self, ca_file: Path | None = None, certificate: Path | None = None, key: Path | None = None) -> None:
        if (certificate is None) != (key is None):
            raise CertificateError("a client certificate and its key go together: give both or none")
        own = own_identity(certificate, key) if certificate is not None and key is not None else None
        trusted = authorities(ca_file)
        options = CertificateOptions(privateKey=own and own.key, certificate=own and own.certificate,
                                     extraCertChain=own and own.chain, raiseMinimumTo=TLSVersion.TLSv1_2)
        self._context: SSL.Context = options.getContext()
        self._context.set_verify(SSL.VERIFY_PEER, _note)
        if ca_file is None:
            self._context.set_default_verify_paths()
        store = self._context.get_cert_store()
        assert store is not None  # noqa: S101, a context of OpenSSL's own making has one
        store.set_flags(crypto.X509StoreFlags.PARTIAL_CHAIN)
        for one in trusted:
            store.add_cert(one)

    def wrap(self, inner: Protocol, host: str, clock: Clock) -> "SecureProtocol":
        """``inner`` behind TLS.  It learns that the handshake is over (IHandshakeListener), then asks ``why_not``."""
        creator, nobody, time = (cast("Any", one) for one in (_Creator(self._context, host), _inner(), clock))
        return SecureProtocol(_Factory(creator, True, nobody, time), inner)  # noqa: FBT003, Twisted's order


class SecureProtocol(TLSMemoryBIOProtocol):
    """A connection with TLS around another protocol."""

    def __init__(self, factory: TLSMemoryBIOFactory, inner: Protocol) -> None:
        super().__init__(factory, inner)
        self.found: list[int] = []
        """What OpenSSL finds wrong with the certificates shown, by its numbers."""

    def why_not(self, host: str) -> str | None:
        """Why the certificate shown is not one of ``host``; None where it is.  Ask before anything is sent."""
        try:
            if _is_ip(host):
                verify_ip_address(self.getHandle(), host)
            else:
                verify_hostname(self.getHandle(), host)
        except (service_identity.VerificationError, service_identity.CertificateError):
            return f"its certificate is not for {host}: it needs one that is, or the address must be one it is for"
        return None

    def explain(self, error: BaseException | None) -> str:
        """Why TLS has failed, in words."""
        if self.found:
            return _CHECKS.get(self.found[0], f"its certificate does not pass OpenSSL's check {self.found[0]}")
        said = _said(error)
        return next((words for part, words in _SAID if part in said), f"TLS failed: {said}" if said else "TLS failed")


def refuses_our_certificate(error: BaseException | None) -> bool:
    """Whether the other side has ended TLS for the certificate it wants of us: it has not looked at a request then."""
    said = _said(error)
    return any(part in said for part, _ in _SAID[:_ABOUT_OUR_CERTIFICATE])


@implementer(IOpenSSLClientConnectionCreator)
class _Creator:
    """Makes OpenSSL's side of a connection; all of them share one context, which is dear to make."""

    def __init__(self, context: SSL.Context, host: str) -> None:
        self._context, self._host = context, host

    def clientConnectionForTLS(self, protocol: TLSMemoryBIOProtocol) -> SSL.Connection:
        """One connection, which knows its protocol."""
        connection = SSL.Connection(self._context, None)
        connection.set_app_data(protocol)
        if not _is_ip(self._host):
            connection.set_tlsext_host_name(self._host.encode("ascii"))
        connection.set_connect_state()
        return connection


class _Factory(TLSMemoryBIOFactory):
    """Keeps no list of its protocols."""

    def registerProtocol(self, p: Protocol) -> None:
        """Nothing asks for them."""

    def unregisterProtocol(self, p: Protocol) -> None:
        """As above."""


@cache
def _inner() -> Factory:
    """TLSMemoryBIOFactory wants a factory inside; nobody asks it for anything."""
    return Factory()


def _note(connection: SSL.Connection, _certificate: crypto.X509, number: int, _depth: int, ok: int) -> bool:
    """OpenSSL has looked at a certificate."""
    if not ok:
        connection.get_app_data().found.append(number)
    return bool(ok)


def _said(error: BaseException | None) -> str:
    """What OpenSSL says of an error; empty for other errors."""
    if not isinstance(error, SSL.Error) or not error.args:
        return ""
    queue = error.args[0]
    if isinstance(queue, Sequence) and not isinstance(queue, str) and queue:
        return str(queue[-1][-1]).lower()
    return str(queue).lower() if isinstance(queue, str) else ""


def _is_ip(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
