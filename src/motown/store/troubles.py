"""What went wrong in the database: somebody was first, it cannot be written now, or we have made a mistake."""

from enum import Enum

from sqlalchemy.exc import DBAPIError


class Trouble(Enum):
    """What to do about an error."""

    CONFLICT = "conflict"
    """Another unit of work was first: done again alone, it will see what the other has left."""
    UNAVAILABLE = "unavailable"
    """The database cannot be written now: disk full, gone, locked.  Later it may."""
    DEFECT = "defect"
    """Ours: wrong SQL, values out of range.  Again will not help."""


_SQLITE_UNAVAILABLE = frozenset((5, 6, 7, 8, 10, 11, 13, 14, 15, 26))
"""BUSY, LOCKED, NOMEM, READONLY, IOERR, CORRUPT, FULL, CANTOPEN, PROTOCOL, NOTADB (SQLite's result codes)."""
_POSTGRESQL_CONFLICT = frozenset(("40001", "40P01"))
"""Serialization failure, deadlock."""
_POSTGRESQL_UNAVAILABLE = ("08", "25006", "25P03", "53", "55P03", "57", "58")
"""Connection, read-only (a standby), idle for too long (we were frozen), resources, lock, operator, system."""


def is_drivers(error: BaseException) -> bool:
    """Whether the database's driver raised it, past SQLAlchemy."""
    return type(error).__module__.partition(".")[0] in {"sqlite3", "psycopg2"}


def trouble(error: BaseException) -> Trouble:
    """What sort of trouble an error is, whether SQLAlchemy or the driver raised it."""
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    kinds = {kind.__name__ for kind in type(cause).__mro__}
    if not is_drivers(cause):
        return Trouble.DEFECT
    if "IntegrityError" in kinds or getattr(cause, "pgcode", None) in _POSTGRESQL_CONFLICT:
        return Trouble.CONFLICT
    unavailable = _postgresql(cause, kinds) if hasattr(cause, "pgcode") else _sqlite(cause)
    return Trouble.UNAVAILABLE if unavailable else Trouble.DEFECT


def _sqlite(error: BaseException) -> bool:
    code = getattr(error, "sqlite_errorcode", None)
    return code is not None and code & 0xFF in _SQLITE_UNAVAILABLE


def _postgresql(error: BaseException, kinds: set[str]) -> bool:
    code = getattr(error, "pgcode", None)
    if code is None:  # the connection broke, or was never made; that is a bare DatabaseError where it was just noticed
        return bool(kinds & {"OperationalError", "InterfaceError"}) or type(error).__name__ == "DatabaseError"
    return str(code).startswith(_POSTGRESQL_UNAVAILABLE)


def said(error: BaseException) -> str:
    """The error in one line, for people; without the SQL."""
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    return " ".join(str(cause).split()) or type(cause).__name__
