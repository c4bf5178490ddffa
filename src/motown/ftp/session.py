"""A connection for commands: pyftpdlib's, with credentials that are looked up, and one file to bring or to fetch."""

from collections.abc import Sequence
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

from pyftpdlib.exceptions import FilesystemError
from pyftpdlib.handlers.ftp.control import FTPHandler
from pyftpdlib.handlers.ftps.control import TLS_FTPHandler

from motown.addon import DOWNLOAD, UPLOAD, TransferCredential
from motown.ftp.corner import DOWNLOADS, UPLOADS, Corner
from motown.ftp.data import Data, TlsData, is_open
from motown.ftp.names import PART, file_name
from motown.ftp.passive import Active, NoPort, Passive
from motown.ftp.receiving import Part

if TYPE_CHECKING:
    from motown.ftp.exchange import Files

LEFT_OUT = ("STOU", "SITE CHMOD")
"""What pyftpdlib offers and nobody needs: names are not ours to give, and rights are not theirs."""
MAY = {UPLOAD: "elwa", DOWNLOAD: "elr"}
"""Enter, list; write and append; read.  In pyftpdlib's letters."""
COMPLETE, BROKEN = "226 Transfer complete.", "426 Connection broken; {} bytes are kept, go on with REST {}."


class Rights:
    """What pyftpdlib asks about users: they are what their credential says."""

    def __init__(self, session: "Session") -> None:
        self._session = session

    def has_perm(self, _user_name: str, letter: str, _path: str | None = None) -> bool:
        """Whether the credential may do this at all; the corner says with which file."""
        return letter in self.get_perms("")

    def get_perms(self, _user_name: str) -> str:
        """The letters of all that it may do."""
        return MAY[self._session.credential.direction]

    def get_msg_quit(self, _user_name: str) -> str:
        """The last word."""
        return "Goodbye."

    def impersonate_user(self, _user_name: str, _password: str) -> None:
        """Everybody is the server's own user."""

    def terminate_impersonation(self, _user_name: str) -> None:
        """As above."""


class Session(FTPHandler):
    """One client.  ``files`` is set by ``server``; it lives on the file server's thread, as all here."""

    files: "Files"
    banner = "Motown"
    dtp_handler, passive_dtp, active_dtp, abstracted_fs = Data, Passive, Active, Corner
    proto_cmds = {name: how for name, how in FTPHandler.proto_cmds.items() if name not in LEFT_OUT}  # noqa: RUF012, pyftpdlib's
    timeout = None
    """pyftpdlib's own timers stand still for everybody while one client sends commands: ``look`` does it instead."""
    login_seconds = idle_seconds = 30.0
    auth_failed_seconds = 3.0
    is_secure = False

    credential: TransferCredential
    _asking = False

    def __init__(self, *args: Any, **named: Any) -> None:
        self.authorizer = Rights(self)
        self._since = self._heard = monotonic()
        self.files.came(self)
        super().__init__(*args, **named)

    # Bytes are never changed on their way: a client that forgets TYPE I would have its archive damaged.
    _current_type = property(lambda _: "i", lambda _self, _value: None)

    # -- coming and going

    def on_connect(self) -> None:
        """Turn away who has failed too often."""
        if self.files.gate.is_shut(self.remote_ip):
            self.respond("421 Too many failed logins from your address; try again later.")
            self.close_when_done()

    def look(self, now: float) -> None:
        """End what is too slow: a login, the next command, or the taking of a last answer."""
        if self._closing or self._closed:
            self.close()
        elif self._too_slow(now):
            self.handle_timeout()

    def _too_slow(self, now: float) -> bool:
        if not self.authenticated and now - self._since > self.login_seconds:
            return True
        return self.data_channel is None and now - self._heard > self.idle_seconds

    def found_terminator(self) -> None:
        """A whole command has come."""
        self._heard = monotonic()
        super().found_terminator()

    def _on_dtp_close(self) -> None:
        self._heard = monotonic()
        super()._on_dtp_close()

    def close(self) -> None:
        """Whatever it was doing is over."""
        self.files.left(self)
        super().close()

    # -- logging in

    def pre_process_command(self, line: str, cmd: str, arg: str) -> None:
        """One thing at a time: until a login is decided, nothing else is listened to."""
        if self._asking:
            self.respond("503 Wait for the answer to PASS.")
        else:
            super().pre_process_command(line, cmd, arg)

    def ftp_PASS(self, line: str) -> None:
        """Ask the store about the credential, which takes a moment."""
        if self.authenticated or not self.username:
            super().ftp_PASS(line)
            return
        self._asking = True
        self.files.look_up(self.username, lambda found: self._judge(found, line))

    def _judge(self, found: TransferCredential | Exception | None, secret: str) -> None:
        self._asking = False
        if self._closed:
            return
        if isinstance(found, Exception):
            self.respond("421 Logins are not possible at the moment; try again later.")
            self.close_when_done()
            return
        objection = self.files.gate.objection(found, secret)
        if objection is not None or found is None:
            self._fail(objection or "")
            return
        self.credential, self.authenticated, self.attempted_logins = found, True, 0
        self.fs = self.abstracted_fs("/", self)
        self.respond("230 Welcome.")

    def _fail(self, objection: str) -> None:
        self._asking = True
        self.attempted_logins += 1
        self.files.login_failed(self.remote_ip, self.username, objection)
        self.call_later(self.auth_failed_seconds, self._refuse_login, objection)

    def _refuse_login(self, objection: str) -> None:
        self._asking, self.username = False, ""
        self.respond(f"530 {objection}.")
        if self.attempted_logins >= self.max_login_attempts:
            self.close_when_done()

    # -- transfers

    @property
    def folder_name(self) -> str:
        """How their corner's one folder is called."""
        return UPLOADS if self.credential.direction == UPLOAD else DOWNLOADS

    def names(self) -> Sequence[str]:
        """What is in it."""
        if self.credential.direction == UPLOAD:
            return [path.name.removesuffix(PART) for path in self.files.parts(self.credential)]
        return [self.credential.file_name] if self.credential.file_name else []

    def visible(self, name: str) -> Path | None:
        """The file of this name, if they may see it."""
        return self.files.visible(self.credential, name)

    def opened(self, path: str, mode: str) -> Any:
        """The file that they bring or fetch."""
        objection = self.files.gate.objection_to(self.credential)
        if objection is not None:
            raise FilesystemError(objection)
        if mode == "rb":
            return self.fs.real(path).open("rb")
        return self.files.begin(self, file_name(self.fs.name_of(path)), mode)

    def is_waiting(self) -> bool:
        """Whether the other side still waits for an answer: who aborts, or has died, does not."""
        return is_open(self.socket)

    def received(self, part: Part, *, is_whole: bool) -> str:
        """An upload has ended; the reply."""
        if not is_whole:
            return BROKEN.format(part.size, part.size)
        return self.files.received(self.credential, part) or COMPLETE

    def refused(self, part: Part, why: str) -> None:
        """An upload was too much."""
        self.files.refused(self.credential, part, why)

    def on_file_sent(self, file: str) -> None:
        """All of an image has gone out."""
        self.files.sent(self.credential, Path(file))

    def ftp_ALLO(self, line: str) -> None:
        """Who says beforehand how much will come learns at once whether it is too much."""
        size = line.split(" ", 1)[0]
        if size.isdecimal() and int(size[:20]) > self.files.room.max_file_bytes:
            self.respond(f"552 We take at most {self.files.room.max_file_bytes} bytes.")
        else:
            super().ftp_ALLO(line)

    def ftp_TYPE(self, line: str) -> None:
        """Say yes to both; bytes are bytes."""
        if line.upper().split(" ")[0] in ("A", "I", "L7", "L8", "L"):
            self.respond("200 Bytes are taken and given as they are.")
        else:
            self.respond(f"504 Unsupported type {line!r}.")

    def ftp_PASV(self, line: str) -> None:
        """PASV cannot name an IPv6 address; EPSV can."""
        if ":" in self.remote_ip and not self.remote_ip.startswith("::ffff:"):
            self.respond("522 Use EPSV.")
        else:
            super().ftp_PASV(line)

    def _make_epasv(self, extmode: bool = False) -> None:  # noqa: FBT001, FBT002, pyftpdlib's own
        try:
            super()._make_epasv(extmode=extmode)
        except (NoPort, OSError):
            self._dtp_acceptor = None
            self.respond("425 All ports for data connections are in use; try again later.")

    # -- what pyftpdlib would write to its own log: names that strangers choose

    def log(self, msg: str, logfun: Any = None) -> None:
        """Nothing: what matters is logged in ``exchange``."""

    logline = logerror = log

    def log_cmd(self, *_: Any) -> None:
        """Nothing, as above."""

    def log_transfer(self, **_: Any) -> None:
        """Nothing, as above."""


class TlsSession(TLS_FTPHandler, Session):  # in this order, as in data.TlsData
    """The same with TLS: after AUTH TLS, and then for data after PROT P."""

    dtp_handler = TlsData
    proto_cmds = {name: how for name, how in TLS_FTPHandler.proto_cmds.items() if name not in LEFT_OUT}  # noqa: RUF012, pyftpdlib's

    def ftp_AUTH(self, line: str) -> None:
        """What came in the clear behind AUTH does not count as said under TLS."""
        super().ftp_AUTH(line)
        self.ac_in_buffer = b""


class ImplicitSession(TlsSession):
    """TLS from the first byte."""

    def handle(self) -> None:
        """TLS first; the greeting then."""
        self._pbsz = self._prot = True
        self.secure_connection(self.ssl_context)

    def handle_ssl_established(self) -> None:
        """Greet."""
        super().handle_ssl_established()
        Session.handle(self)
