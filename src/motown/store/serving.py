"""Whether a server works on a store: what the command line asks when nothing happens."""

import fcntl
import os

import sqlalchemy as sa
from sqlalchemy import Connection

from motown.store import engine
from motown.store.leader import LOCK

_IS_LED = sa.text(
    "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted AND classid = 0 AND objsubid = 1 "
    "AND objid = :lock AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))")


def is_served(connection: Connection) -> bool:
    """Whether some process leads: only then commands are sent, and what is due is done.

    SQLite: whether the server's lock file is locked.  PostgreSQL: whether the leader's advisory lock is held.
    """
    if connection.dialect.name == "sqlite":
        path = engine.sqlite_path(connection.engine.url)
        return _is_locked(f"{path}.lock")
    return bool(connection.execute(_IS_LED, {"lock": LOCK}).scalar_one())


def _is_locked(path: str) -> bool:
    """Whether somebody holds the lock of a file.  There is no way but to try, which FileLock forgives."""
    try:
        opened = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(opened, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(opened)
    return False
