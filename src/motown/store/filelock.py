"""One server a SQLite file: held by a lock on a file beside it, which ends with the process whatever happens to it."""

import fcntl
import os
from pathlib import Path
from typing import Self

from motown.store import engine


class AlreadyServed(Exception):
    """Another server works on the same SQLite file."""


class FileLock:
    """The lock of a SQLite file's server.  The command line does not take it: it may work beside a server."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as busy:
            holder = os.read(self._file, 32).decode("ascii", "replace").strip()
            os.close(self._file)
            raise AlreadyServed(
                f"another server (process {holder or 'unknown'}) works on {path.with_suffix('')}: stop it first, "
                "or use PostgreSQL, which several servers may share") from busy
        os.ftruncate(self._file, 0)
        os.write(self._file, f"{os.getpid()}\n".encode())

    @classmethod
    def of(cls, url: str) -> Self | None:
        """The lock of a store; None for PostgreSQL, which needs none."""
        if not engine.is_sqlite(url):
            return None
        path = engine.sqlite_path(url)
        path.parent.mkdir(parents=True, exist_ok=True)
        return cls(path.with_name(path.name + ".lock"))

    def release(self) -> None:
        """Let others in."""
        os.close(self._file)
