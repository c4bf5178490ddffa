"""Files over FTP and FTPS, as charge points carry them: passive, with time limits, off the reactor's thread (DG-3)."""

import ftplib
import hashlib
import io
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from threading import Thread
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from twisted.internet.defer import Deferred, DeferredSemaphore

from motown.simulator.transfers import SCHEMES, Fetched, TransferError

ANSWER_SECONDS = 20.0
"""For each answer of the server and each piece of a file."""
AT_ONCE = 16
"""Transfers at the same time, of all charge points of a process; the others wait."""
MOST_BYTES = 1024 * 1024 * 1024
"""Longest file that is fetched."""
PORT, IMPLICIT_PORT = 21, 990
"""990: TLS from the first byte; elsewhere AUTH TLS comes first (RFC 4217)."""
_TROUBLE: tuple[type[Exception], ...] = (*ftplib.all_errors, ValueError)
"""ValueError: a line end in a name, a host that cannot be one."""


class Location(NamedTuple):
    """A location taken apart; ``folders`` are entered one after the other from where the login leads (RFC 1738)."""

    is_secure: bool
    host: str
    port: int
    user: str
    password: str
    folders: tuple[str, ...]
    name: str
    """What follows the last slash."""


def parse(location: str) -> Location:
    """Raises TransferError."""
    try:
        url = urlsplit(location)
        port = url.port
    except ValueError as error:
        raise TransferError(f"this is no URL: {error}") from None
    if url.scheme not in SCHEMES or not url.hostname:
        raise TransferError("only ftp and ftps are spoken")
    folders = [unquote(part) for part in url.path.removeprefix("/").split("/")]
    user, password = unquote(url.username or "anonymous"), unquote(url.password or "")
    return Location(url.scheme == "ftps", url.hostname, port or PORT, user, password,
                    tuple(part for part in folders[:-1] if part), folders[-1])


def upload(location: str, name: str, content: bytes, context: ssl.SSLContext) -> None:
    """Blocks.  Raises TransferError."""
    place = parse(location)
    folders = (*place.folders, place.name) if place.name else place.folders
    with _session(place, folders, context) as ftp:
        ftp.storbinary(f"STOR {name}", io.BytesIO(content))


def fetch(location: str, context: ssl.SSLContext) -> Fetched:
    """Blocks.  Raises TransferError."""
    place, digest, size = parse(location), hashlib.sha256(), 0
    if not place.name:
        raise TransferError("the location names no file")

    def take(piece: bytes) -> None:
        nonlocal size
        size += len(piece)
        if size > MOST_BYTES:
            raise TransferError(f"the file is longer than {MOST_BYTES} bytes")
        digest.update(piece)

    with _session(place, place.folders, context) as ftp:
        ftp.retrbinary(f"RETR {place.name}", take)
    return Fetched(size, digest.hexdigest())


@contextmanager
def _session(place: Location, folders: tuple[str, ...], context: ssl.SSLContext) -> Iterator[ftplib.FTP]:
    """Logged in and in the right folder.  Whatever goes wrong, also inside, is a TransferError."""
    ftp = ftplib.FTP(timeout=ANSWER_SECONDS)  # noqa: S321, what OCPP asks for
    if place.is_secure:
        ftp = _Secure(context, is_implicit=place.port == IMPLICIT_PORT)
    try:
        ftp.connect(place.host, place.port)
        ftp.login(place.user, place.password)
        if isinstance(ftp, ftplib.FTP_TLS):
            ftp.prot_p()
        for folder in folders:
            ftp.cwd(folder)
        yield ftp
        with suppress(*_TROUBLE):
            ftp.quit()
    except _TROUBLE as error:
        raise TransferError(_told(error, place)) from None
    finally:
        ftp.close()


class _Secure(ftplib.FTP_TLS):
    """FTPS as servers want it: TLS from the first byte on the old port, data in the session of the commands."""

    def __init__(self, context: ssl.SSLContext, *, is_implicit: bool) -> None:
        super().__init__(context=context, timeout=ANSWER_SECONDS)
        self._is_implicit = is_implicit

    def connect(self, *arguments: Any, **named: Any) -> str:
        """As FTP has it; the greeting comes inside TLS where that is implicit."""
        if not self._is_implicit:
            return super().connect(*arguments, **named)
        self.host, self.port = arguments[:2]
        plain = socket.create_connection((self.host, self.port), ANSWER_SECONDS)
        self.sock = self.context.wrap_socket(plain, server_hostname=self.host)
        self.af, self.file = self.sock.family, self.sock.makefile("r", encoding=self.encoding)
        self.welcome = self.getresp()
        return self.welcome

    def ntransfercmd(self, cmd: str, rest: int | str | None = None) -> tuple[socket.socket, int | None]:
        """As FTP_TLS has it, with the session of the control connection: some servers insist on it."""
        connection, size = ftplib.FTP.ntransfercmd(self, cmd, rest)  # noqa: S321, as above
        session: Any = getattr(self.sock, "session", None)
        return self.context.wrap_socket(connection, server_hostname=self.host, session=session), size


class FtpFiles:
    """Carries files in threads of their own: a ``Files`` of ``transfers``.

    ``context`` makes what says which servers are believed; called once, when it is needed.  The threads are daemons:
    nobody waits for a server that hangs when the simulation is over.
    """

    def __init__(self, reactor: Any, context: Callable[[], ssl.SSLContext]) -> None:
        self._reactor, self._context = reactor, cache(context)
        self._room: Any = DeferredSemaphore(AT_ONCE)

    def put(self, location: str, name: str, content: bytes) -> Deferred[None]:
        """As Files has it."""
        return self._beside(upload, location, name, content, self._context())

    def get(self, location: str) -> Deferred[Fetched]:
        """As Files has it."""
        return self._beside(fetch, location, self._context())

    def _beside(self, work: Any, *arguments: Any) -> Deferred[Any]:
        done: Deferred[Any] = self._room.run(self._threaded, work, arguments)
        return done

    def _threaded(self, work: Any, arguments: tuple[Any, ...]) -> Deferred[Any]:
        done: Deferred[Any] = Deferred()

        def run() -> None:
            try:
                result = work(*arguments)
            except Exception as error:  # noqa: BLE001, whoever waits for it decides
                self._reactor.callFromThread(done.errback, error)
            else:
                self._reactor.callFromThread(done.callback, result)

        Thread(target=run, name="transfer", daemon=True).start()
        return done


def any_server() -> ssl.SSLContext:
    """Believes every server, as most charge points do."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def _told(error: BaseException, place: Location) -> str:
    """An error in a line, without what is secret in the location (SEC-6)."""
    line = " ".join(str(error).split()) or type(error).__name__
    return line.replace(place.password, "***") if place.password else line
