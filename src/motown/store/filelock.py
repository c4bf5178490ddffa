"""Locks on files beside a SQLite database.  They end with the process, whatever happens to it."""

import fcntl
import os
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from motown.store import engine

TRIES, AGAIN_SECONDS = 5, 0.01


class AlreadyServed(Exception):
    """Another process does what only one may do at a time."""


class FileLock:
    """Held from when it is made until it is released.

    ``lock`` is that of a SQLite file's server.  The command line does not take it: it may work beside a server.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            _lock(self._file)
        except BlockingIOError as busy:
            holder = os.read(self._file, 32).decode("ascii", "replace").strip()
            os.close(self._file)
            raise AlreadyServed(
                f"another process ({holder or 'unknown'}) works on {path.with_suffix('')}: stop it first; "
                "only a store on PostgreSQL can have several servers") from busy
        os.ftruncate(self._file, 0)
        os.write(self._file, f"{os.getpid()}\n".encode())

    @classmethod
    def of(cls, url: str, suffix: str = "lock") -> Self:
        """A lock of a SQLite store."""
        path = engine.sqlite_path(url)
        return cls(path.with_name(f"{path.name}.{suffix}"))

    def release(self) -> None:
        """Let others in."""
        os.close(self._file)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self.release()


def _lock(file: int) -> None:
    """Lock an open file; who only looks whether it is locked (``serving``) holds it for some microseconds too."""
    for tries in range(TRIES):
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if tries == TRIES - 1:
                raise
            time.sleep(AGAIN_SECONDS)
        else:
            return
