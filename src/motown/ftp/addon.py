"""The file server as an add-on: it offers locations to others, and tells the core what came and went."""

import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import ClassVar
from urllib.parse import urlsplit

from pydantic import BaseModel
from twisted.internet.defer import Deferred, ensureDeferred

from motown.addon import Addon, Registry, StoreUnavailable, Stranger
from motown.domain import commands
from motown.domain.errors import Kind, Refused
from motown.ftp.exchange import Files, Found
from motown.ftp.folders import Folders
from motown.ftp.gate import Gate
from motown.ftp.loop import Loop
from motown.ftp.offers import Offers
from motown.ftp.receiving import Room
from motown.ftp.reports import Outcome, Reports
from motown.ftp.server import CannotListen, FtpServer
from motown.ftp.settings import FtpSettings

log = logging.getLogger("motown.ftp")


class FtpAddon(Addon):
    """Files over FTP and FTPS, for GetDiagnostics and UpdateFirmware."""

    name: ClassVar[str] = "ftp"
    settings: ClassVar[type[BaseModel]] = FtpSettings

    def setup(self, registry: Registry, settings: FtpSettings) -> None:
        """Offer locations; listen when the server starts."""
        folders = Folders(settings.folder)
        offers = Offers(folders, now, public_host=settings.public_host, public_url=registry.public_url,
                        require_tls=settings.require_tls)
        running = Running(registry, settings, folders, offers)
        registry.files = offers
        registry.on_start(running.start)
        registry.on_stop(running.stop)


class Running:
    """The file server while it runs, between its thread and the reactor's."""

    def __init__(self, registry: Registry, settings: FtpSettings, folders: Folders, offers: Offers) -> None:
        self._registry, self._settings, self._folders, self._offers = registry, settings, folders, offers
        self._server: FtpServer | None = None
        self._loop: Loop | None = None
        self._stopped: Deferred[None] = Deferred()

    def start(self) -> list[str]:
        """Listen and serve; the addresses.  What cannot be listened on is logged: the rest of the server goes on.

        Raises CertificateError.
        """
        settings, self._loop = self._settings, Loop()
        server = FtpServer(settings, self._loop, self._files(self._loop), self._public_host(), time.time)
        try:
            listening = server.open()
        except CannotListen as error:
            self._offers.trouble = str(error)
            log.warning("no files can be exchanged with charge points: %s (ftp.listen)", error)
            return []
        self._offers.listening, self._server = listening, server
        server.start(lambda: self._registry.call_in_reactor(self._stopped.callback, None))
        return [one.url for one in listening]

    def stop(self) -> Deferred[None] | None:
        """End the thread; fires when that is done."""
        if self._server is None:
            return None
        self._offers.listening, self._offers.trouble = (), "the server stops"
        self._server.stop()
        return self._stopped

    def _files(self, loop: Loop) -> Files:
        settings = self._settings
        return Files(
            self._folders, Room(self._folders, settings.max_file_bytes, settings.max_total_bytes),
            Gate(settings.max_failed_logins, time.monotonic, now),
            Reports(self._folders, self._tell, loop.later), look_up=self._look_up, note_failed=self._note_failed)

    def _public_host(self) -> str | None:
        url = self._registry.public_url
        return self._settings.public_host or (urlsplit(url).hostname if url else None)

    # -- from the file server's thread to the reactor's and back

    def _look_up(self, user_name: str, found: Callable[[Found], None]) -> None:
        def ask() -> None:
            ensureDeferred(self._credential(user_name)).addCallback(
                lambda result: self._back(lambda: found(result)))

        self._registry.call_in_reactor(ask)

    async def _credential(self, user_name: str) -> Found:
        try:
            return await self._registry.transfer_credential(user_name)
        except Exception as error:
            if not isinstance(error, StoreUnavailable):
                log.exception("a credential could not be looked up")
            return error

    def _tell(self, command: commands.TransferFile, told: Callable[[Outcome], None]) -> None:
        def execute() -> None:
            self._registry.bus.execute(command).addCallbacks(
                lambda _: self._back(lambda: told(None)),
                lambda failure: self._back(lambda: told(_as_exception(failure.value))))

        self._registry.call_in_reactor(execute)

    def _back(self, function: Callable[[], object]) -> None:
        if self._loop is not None:
            self._loop.call(function)

    def _note_failed(self, address: str, user_name: str, why: str) -> None:
        entry = Stranger(recorded_at=now(), reason=f"FTP: {why}", remote_address=address, identity=user_name,
                         operation="Login", method="PASS", path="")
        self._registry.call_in_reactor(self._registry.journal, entry)


def now() -> datetime:
    """The time of the day."""
    return datetime.now(UTC)


def _as_exception(error: BaseException) -> Outcome:
    return error if isinstance(error, Exception) else Refused(str(error), Kind.INTERNAL)
