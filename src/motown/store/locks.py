"""What several processes on one PostgreSQL hold of each other.  On SQLite the database transaction does all of it."""

from collections.abc import Sequence
from zlib import crc32

from sqlalchemy import Connection

from motown.store.records import Unit
from motown.store.sinks import Sink
from motown.store.statements import cursor_of

CHANNEL = "motown_head"
"""PostgreSQL's channel on which new positions are told."""
_UNITS = 0x6D6F
"""The class of the advisory locks that stand for the keys of units; -1 in it stands for ``*``."""
_EVERYTHING = -1


def lock_keys(connection: Connection, units: Sequence[Unit]) -> None:
    """Wait until no other process works on units that share a key with these; keep it so until the commit.

    Keys are locked in one order by everybody, so nobody waits in a circle.  Where two keys have the same number, one
    waits for the other without need.
    """
    if connection.dialect.name != "postgresql":
        return
    keys = {key for unit in units for key in unit.keys}
    if "*" in keys:
        sql, parameters = "SELECT pg_advisory_xact_lock(%s, %s)", (_UNITS, _EVERYTHING)
        cursor_of(connection).execute(sql, parameters)
    elif keys:
        numbers = sorted({crc32(key.encode()) & 0x7FFFFFFF for key in keys})
        cursor_of(connection).execute(
            "SELECT pg_advisory_xact_lock_shared(%s, %s); "
            "SELECT pg_advisory_xact_lock(%s, number) FROM unnest(%s) AS number",
            (_UNITS, _EVERYTHING, _UNITS, numbers))


def announce(connection: Connection, to: Sink, head: int) -> None:
    """Tell other processes of the new head when this commit succeeds."""
    if connection.dialect.name == "postgresql":
        to.say(f"NOTIFY {CHANNEL}, '{head}'")
