"""What the core is still to be told: each a small file until the core has it, so that nothing is lost in between."""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from motown.addon import StoreUnavailable
from motown.domain import commands
from motown.domain.ids import ChargePointId
from motown.ftp.folders import Folders, sync
from motown.ftp.receiving import make_whole, part_of

log = logging.getLogger("motown.ftp")

AGAIN_SECONDS = (1.0, 5.0, 30.0)
"""How long is waited before the core is told again; the last for ever."""
Outcome = Exception | None
Tell = Callable[[commands.TransferFile, Callable[[Outcome], None]], None]
"""Carries out a command somewhere else; then calls, on the thread of the file server, what came of it."""
Later = Callable[[float, Callable[[], None]], object]


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """A file was brought (it has a ``sha256``), or fetched."""

    charge_point_id: str
    command_id: str
    user_name: str
    file_name: str
    size_bytes: int
    nth: int = 1
    sha256: str | None = None

    @property
    def command(self) -> commands.TransferFile:
        """What the core is told."""
        common: dict[str, Any] = {"charge_point_id": ChargePointId(self.charge_point_id), "command_id": self.command_id,
                  "user_name": self.user_name, "file_name": self.file_name, "size_bytes": self.size_bytes}
        if self.sha256 is None:
            return commands.RecordFetch(**common, nth=self.nth)
        return commands.ReceiveFile(**common, sha256=self.sha256)


class Reports:
    """Keeps reports and tells the core, again and again until it has heard.  Used on the file server's thread."""

    def __init__(self, folders: Folders, tell: Tell, later: Later) -> None:
        self._folders, self._tell, self._later = folders, tell, later

    def keep(self, report: Report) -> None:
        """From now on it will be told, also after a crash."""
        folder = self._folders.unreported
        folder.mkdir(parents=True, exist_ok=True)
        path, coming = self._path(report), folder / f".{report.user_name}.coming"
        coming.write_bytes(msgspec.json.encode(report))
        sync(coming)
        coming.replace(path)
        sync(folder)

    def tell(self, report: Report, attempt: int = 0) -> None:
        """Tell the core now."""

        def told(outcome: Outcome) -> None:
            if outcome is None:
                self._path(report).unlink(missing_ok=True)
            elif isinstance(outcome, StoreUnavailable):
                seconds = AGAIN_SECONDS[min(attempt, len(AGAIN_SECONDS) - 1)]
                self._later(seconds, lambda: self.tell(report, attempt + 1))
            else:  # it stays, and is told again when the server starts
                log.error("file %s of charge point %s is here, but could not be recorded: %s", report.file_name,
                          report.charge_point_id, outcome)

        self._tell(report.command, told)

    def forget(self, report: Report) -> None:
        """It turned out not to be so."""
        self._path(report).unlink(missing_ok=True)

    def tell_all(self) -> list[Report]:
        """Tell what was still to be told when the server stopped; what that was."""
        if not self._folders.unreported.is_dir():
            return []
        found = [report for path in sorted(self._folders.unreported.glob("*.json")) if (report := _read(path))]
        told = [report for report in found if self._is_whole(report)]
        for report in told:
            self.tell(report)
        return told

    def _is_whole(self, report: Report) -> bool:
        """Whether the file of the report is there; a crash may have come just before it got its name."""
        if report.sha256 is None:
            return True
        target = self._folders.of_command(report.charge_point_id, report.command_id) / report.file_name
        if not target.exists() and part_of(target).exists():
            make_whole(part_of(target), target)
        if not target.exists():
            log.error("file %s of charge point %s is not where it should be: %s", report.file_name,
                      report.charge_point_id, target)
            self.forget(report)
        return target.exists()

    def _path(self, report: Report) -> Path:
        return self._folders.unreported / f"{report.user_name}-{report.nth}.json"


def _read(path: Path) -> Report | None:
    try:
        return msgspec.json.decode(path.read_bytes(), type=Report)
    except (OSError, msgspec.MsgspecError) as error:
        log.error("%s cannot be read: %s", path, error)  # noqa: TRY400, the reason is in the text
        return None
