"""What sessions do with files, and what comes of it.  Everything here is used on the file server's thread only."""

import logging
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from motown.addon import DOWNLOAD, TransferCredential
from motown.ftp.folders import Folders, delete
from motown.ftp.gate import Gate
from motown.ftp.names import PART
from motown.ftp.receiving import Part, Room, free_name, make_whole, part_of
from motown.ftp.reports import Report, Reports

log = logging.getLogger("motown.ftp")

Found = TransferCredential | Exception | None
LookUp = Callable[[str, Callable[[Found], None]], None]
"""Finds a credential by its user name; calls back on the file server's thread."""
Failed = Callable[[str, str, str], None]
"""A login has failed: address, user name, why."""


class Files:
    """What the sessions of a file server share."""

    def __init__(self, folders: Folders, room: Room, gate: Gate, reports: Reports, *, look_up: LookUp,
                 note_failed: Failed) -> None:
        self.folders, self.room, self.gate, self._reports = folders, room, gate, reports
        self.look_up, self._note_failed = look_up, note_failed
        self._sessions: set[Any] = set()
        self._uploading: dict[str, Any] = {}
        """User name -> the session that brings a file."""

    def login_failed(self, address: str, user_name: str, why: str) -> None:
        """Count it, and keep it in the journal."""
        self.gate.failed(address)
        self._note_failed(address, user_name, why)

    # -- looking

    def parts(self, credential: TransferCredential) -> list[Path]:
        """What has come of the file that is to be brought."""
        folder = self.folders.of_command(credential.charge_point_id, credential.command_id)
        return sorted(folder.glob(f"*{PART}"))

    def visible(self, credential: TransferCredential, name: str) -> Path | None:
        """The file of this name that the credential is about, as far as it exists."""
        if credential.direction == DOWNLOAD:
            path = self.folders.firmware / name
            return path if name == credential.file_name and path.is_file() else None
        path = part_of(self.folders.of_command(credential.charge_point_id, credential.command_id) / name)
        return path if path.is_file() else None

    # -- bringing

    def begin(self, session: Any, name: str, mode: str) -> Part:
        """Open the file that a session brings; whoever was bringing it before has lost its connection, and goes."""
        credential: TransferCredential = session.credential
        before = self._uploading.get(credential.user_name)
        if before is not None and before is not session:
            before.close()
        self._uploading[credential.user_name] = session
        folder = self.folders.of_command(credential.charge_point_id, credential.command_id)
        return Part(folder / name, self.room, mode)

    def came(self, session: Any) -> None:
        """A session begins."""
        self._sessions.add(session)

    def look(self, now: float) -> None:
        """Let each session end that is too slow; ``now``: of the monotonic clock."""
        for session in list(self._sessions):
            session.look(now)

    def left(self, session: Any) -> None:
        """A session is over."""
        self._sessions.discard(session)
        for name in [name for name, known in self._uploading.items() if known is session]:
            del self._uploading[name]

    def received(self, credential: TransferCredential, part: Part) -> str | None:
        """Keep a whole file and have it told; the reply where that goes wrong."""
        target = free_name(part.target)
        report = Report(charge_point_id=credential.charge_point_id, command_id=credential.command_id,
                        user_name=credential.user_name, file_name=target.name, size_bytes=part.size,
                        sha256=part.sha256)
        try:
            sync_part(part)
            self._reports.keep(report)
            make_whole(part.path, target)
        except OSError as error:
            with suppress(OSError):
                self._reports.forget(report)
            log.error("diagnostics of charge point %s could not be kept: %s", credential.charge_point_id, error)  # noqa: TRY400, the reason is in the text
            return "451 Our disk has failed; try again later."
        self.gate.complete(credential)
        self._reports.tell(report)
        return None

    def refused(self, credential: TransferCredential, part: Part, why: str) -> None:
        """It was too much; what there is of it goes."""
        part.path.unlink(missing_ok=True)
        log.warning("diagnostics of charge point %s for command %s were refused: %s", credential.charge_point_id,
                    credential.command_id, why)

    # -- fetching

    def sent(self, credential: TransferCredential, image: Path) -> None:
        """A charge point has all of an image."""
        report = Report(charge_point_id=credential.charge_point_id, command_id=credential.command_id,
                        user_name=credential.user_name, file_name=image.name, size_bytes=image.stat().st_size,
                        nth=self.gate.complete(credential))
        with suppress(OSError):  # a disk that is full must not keep it from being told
            self._reports.keep(report)
        self._reports.tell(report)

    # -- keeping house

    def tell_all(self) -> list[Report]:
        """Tell what was not told before the server stopped."""
        return self._reports.tell_all()

    def drop_old(self, days: int, now: float) -> int:
        """Delete diagnostics that are older; how many."""
        if not days:
            return 0
        old = list(self.folders.older_than(days, now))
        for path in old:
            delete(path, self.folders.diagnostics)
        if old:
            log.info("%d diagnostics files were deleted: older than %d days (ftp.keep_days)", len(old), days)
        return len(old)


def sync_part(part: Part) -> None:
    """Everything of a part is on the disk."""
    part.sync()
    part.close()


