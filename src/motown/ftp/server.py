"""The listeners and the thread of the file server."""

import errno
import logging
import os
import socket
from collections.abc import Callable
from contextlib import suppress
from time import monotonic
from typing import Any

from pyftpdlib.servers import FTPServer as Acceptor

from motown.ftp.exchange import Files
from motown.ftp.loop import Loop
from motown.ftp.offers import Listening
from motown.ftp.session import ImplicitSession, Session, TlsSession
from motown.ftp.settings import FtpSettings
from motown.ftp.tls import Certificate
from motown.http.listen import Address, parse

log = logging.getLogger("motown.ftp")

LOOK_SECONDS = 60.0
"""How often certificates are looked at."""
HOUR_SECONDS = 3600.0


class CannotListen(Exception):
    """An address that cannot be listened on; the text says why."""


class FtpServer:
    """Listens, and serves what connects, on a thread of its own."""

    def __init__(self, settings: FtpSettings, loop: Loop, files: Files, public_host: str | None,
                 clock: Callable[[], float]) -> None:
        """``public_host``: what answers to PASV name; ``clock``: seconds since 1970."""
        self._settings, self._loop, self._files, self._clock = settings, loop, files, clock
        self._public_host = public_host
        self._listeners: list[tuple[Acceptor, bool]] = []
        self._certificate: Certificate | None = None
        if settings.tls_certificate and settings.tls_key:
            self._certificate = Certificate(settings.tls_certificate, settings.tls_key)
        self._kinds: list[Any] = []

    def open(self) -> list[Listening]:
        """Listen.  Raises CannotListen; then nothing is open."""
        plain = self._kind(TlsSession if self._certificate else Session)
        wanted = [(parse(text), plain, False) for text in self._settings.listen]
        if self._settings.listen_tls:
            implicit = self._kind(ImplicitSession)
            wanted += [(parse(text), implicit, True) for text in self._settings.listen_tls]
        addresses: list[str] = []
        try:
            for address, kind, is_implicit in wanted:
                self._listeners.append((self._listen(address, kind, addresses), is_implicit))
        except CannotListen:
            self._loop.close()
            raise
        return [Listening(one.address[0], one.address[1], is_implicit) for one, is_implicit in self._listeners]

    def start(self, stopped: Callable[[], None]) -> None:
        """Begin to serve."""
        self._loop.call(self._begin)
        self._loop.start(stopped)

    def stop(self) -> None:
        """Close everything soon; unfinished uploads stay as parts."""
        self._loop.stop()

    def _begin(self) -> None:
        for report in self._files.tell_all():
            log.info("diagnostics of charge point %s were received before the server stopped", report.charge_point_id)
        self._masquerade()
        self._keep_house()
        self._look_at_sessions()
        if self._certificate:
            self._loop.later(LOOK_SECONDS, self._look_at_certificate)

    def _masquerade(self) -> None:
        """PASV has room for an IPv4 address, not for a name."""
        if self._public_host is None:
            return
        try:
            address = socket.getaddrinfo(self._public_host, None, socket.AF_INET)[0][4][0]
        except OSError as error:
            log.warning("%s is not known here (%s): passive mode tells charge points the address they have called",
                        self._public_host, error)
            return
        for kind in self._kinds:
            kind.masquerade_address = address

    def _keep_house(self) -> None:
        self._loop.later(HOUR_SECONDS, self._keep_house)
        self._files.drop_old(self._settings.keep_days, self._clock())

    def _look_at_sessions(self) -> None:
        shortest = min(self._settings.idle_seconds, self._settings.login_seconds)
        self._loop.later(min(1.0, shortest / 4), self._look_at_sessions)
        self._files.look(monotonic())

    def _look_at_certificate(self) -> None:
        self._loop.later(LOOK_SECONDS, self._look_at_certificate)
        if self._certificate and self._certificate.reload_if_changed():
            for kind in self._kinds:
                kind.ssl_context = self._certificate.context

    def _kind(self, base: type[Session]) -> Any:
        """A class of sessions for this server alone: pyftpdlib keeps its settings in classes."""
        settings = self._settings
        data = type(base.dtp_handler.__name__, (base.dtp_handler,), {"timeout": settings.stall_seconds})
        own = {
            "files": self._files, "dtp_handler": data, "passive_ports": settings.passive_range,
            "idle_seconds": settings.idle_seconds, "login_seconds": settings.login_seconds,
            "auth_failed_seconds": settings.failed_login_seconds, "tls_control_required": settings.require_tls,
            "tls_data_required": settings.require_tls, "masquerade_address": None,
            "ssl_context": self._certificate.context if self._certificate else None,
        }
        kind = type(base.__name__, (base,), own)
        self._kinds.append(kind)
        return kind

    def _listen(self, address: Address, kind: Any, addresses: list[str]) -> Acceptor:
        try:
            made = _Listener(_opened(address, share=self._settings.share_port), kind, self._loop.io)
        except OSError as error:
            raise CannotListen(f"cannot listen on {address}: {_explained(error)}") from error
        made.max_cons, made.max_cons_per_ip = self._settings.max_connections, self._settings.max_connections_per_address
        made.ip_map = addresses
        return made


class _Listener(Acceptor):
    """pyftpdlib's, which counts connections of all listeners together (``ip_map``), and no other sockets."""

    def _accept_new_cons(self) -> bool:
        return bool(len(self.ip_map) <= self.max_cons)


def _opened(address: Address, *, share: bool) -> socket.socket:
    """A listening socket; on every interface both kinds of IP where there are both."""
    if not address.host and socket.has_dualstack_ipv6():
        return socket.create_server(("", address.port), family=socket.AF_INET6, dualstack_ipv6=True,
                                    reuse_port=share)
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    return socket.create_server((address.host, address.port), family=family, reuse_port=share)


def _explained(error: OSError) -> str:
    known = {
        errno.EADDRINUSE: "it is in use by another program",
        errno.EACCES: "this user may not: take a port above 1023, or let something forward 21 to it (ftp.public_host)",
        errno.EADDRNOTAVAIL: "this computer has no such address",
    }
    with suppress(TypeError, ValueError):
        return known.get(error.errno or 0, os.strerror(error.errno or 0))
    return str(error)
