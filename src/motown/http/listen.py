"""Where to listen, from a setting's text to an open port, with errors a reader can act on."""

import errno
import re
import resource
import socket
from collections.abc import Callable
from dataclasses import dataclass

from twisted.internet.error import CannotListenError
from twisted.internet.protocol import Factory

from motown.http.roles import Listener, Port

_FORM = re.compile(r"(?:\[(?P<v6>[0-9A-Fa-f:.%\w]+)\]|(?P<host>[^\[\]:/]*)):(?P<port>\d{1,5})")
_LAST_PORT = 65535
_SOCKET_MODE = 0o660


class ListenError(Exception):
    """An address that cannot be listened on; the text says why and what to do."""


@dataclass(slots=True, frozen=True)
class Address:
    """A place to listen: ``host`` and ``port``, or ``path`` of a Unix socket; ``tls`` for both."""

    host: str = ""
    """IP address or name; empty means every interface, IPv4 and IPv6."""
    port: int = 0
    """0: any free one."""
    path: str = ""
    tls: bool = False

    def __str__(self) -> str:
        """As it is written in the settings."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return ("tls:" if self.tls else "") + (f"unix:{self.path}" if self.path else f"{host}:{self.port}")


def parse(text: str) -> Address:
    """``127.0.0.1:8080``, ``[::1]:8080``, ``:8080``, ``unix:/path``, each also with ``tls:`` before it.

    Raises ListenError.
    """
    tls, plain = text.startswith("tls:"), text.removeprefix("tls:")
    if plain.startswith("unix:/"):
        return Address(path=plain.removeprefix("unix:"), tls=tls)
    found = _FORM.fullmatch(plain)
    if found is None or int(found["port"]) > _LAST_PORT:
        message = (f"{text!r} is no address to listen on: write it as 127.0.0.1:8080, [::1]:8080, :8080 or "
                   "unix:/path, with tls: before it for TLS")
        raise ListenError(message)
    return Address(found["v6"] or found["host"], int(found["port"]), tls=tls)


def listen(factory: Factory, address: Address, reactor: Listener, *, backlog: int = 1024,
           secure: Callable[[Factory], Factory] | None = None,
           reuse_port: bool = False) -> Port:
    """Open ``address``.

    ``secure`` puts TLS around the factory (``tls.Certificates.wrap``), needed for addresses with ``tls``.
    ``reuse_port`` lets several processes share the port (SO_REUSEPORT).  Raises ListenError.
    """
    if address.tls:
        if secure is None:
            message = f"{address} needs a certificate: give http.tls_certificate and http.tls_key"
            raise ListenError(message)
        factory = secure(factory)
    try:
        return _opened(factory, address, reactor, backlog, reuse_port=reuse_port)
    except CannotListenError as error:
        raise ListenError(explained(address, error.socketError)) from error
    except OSError as error:
        raise ListenError(explained(address, error)) from error


def explained(address: Address, error: object) -> str:
    """What ``error`` means for ``address``, and what to do about it."""
    number = getattr(error, "errno", None)
    setting = "the setting http.listen"
    reasons = {
        errno.EADDRINUSE: f"it is in use by another program; stop that program or change {setting}",
        errno.EACCES: f"this user may not; take a port above 1023 (or a folder this user may write) in {setting}, or "
                      "put a reverse proxy in front",
        errno.EADDRNOTAVAIL: f"this computer has no such address; correct {setting}",
        errno.ENOENT: "the folder of the Unix socket does not exist; create it",
        None: f"{error}; correct {setting}",
    }
    if isinstance(error, socket.gaierror):
        number = errno.EADDRNOTAVAIL
    return f"cannot listen on {address}: {reasons.get(number, error)}"


def allow_open_files(count: int) -> int:
    """Raise this process' soft limit of open files to ``count``, or as near as it may; the limit then in force."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = count if hard == resource.RLIM_INFINITY else min(count, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        return wanted
    return soft


def _opened(factory: Factory, address: Address, reactor: Listener, backlog: int, *,
            reuse_port: bool) -> Port:
    if address.path:
        return reactor.listenUNIX(address.path, factory, backlog=backlog, mode=_SOCKET_MODE, wantPID=True)
    if reuse_port:
        return _shared(factory, address, reactor, backlog)
    return reactor.listenTCP(address.port, factory, backlog=backlog, interface=address.host or _everywhere())


def _everywhere() -> str:
    """Every interface: IPv6 with IPv4 in it, or IPv4 alone where the kernel has no IPv6 (containers, often)."""
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as attempt:
            attempt.bind(("::", 0))
    except OSError:
        return "0.0.0.0"  # noqa: S104, it is what was asked for
    return "::"


def _shared(factory: Factory, address: Address, reactor: Listener, backlog: int) -> Port:
    """A port that other processes may open too.  Twisted cannot ask for that itself, but takes an open socket."""
    family, *_, place = socket.getaddrinfo(address.host or _everywhere(), address.port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, socket.SOCK_STREAM) as own:
        own.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        own.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        own.bind(place)
        own.listen(backlog)
        own.setblocking(False)  # noqa: FBT003
        return reactor.adoptStreamPort(own.fileno(), family, factory)
