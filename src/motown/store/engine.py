"""Connections: how SQLite and PostgreSQL are opened for writing and for reading."""

import sqlite3
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import sqlalchemy as sa
from sqlalchemy import URL, Engine, make_url

BUSY_TIMEOUT_MS = 5000
"""How long a writer waits for another process before it says that the store cannot be written."""

_AGAIN_SECONDS = 0.02

CHECKPOINT_PAGES = 4000
"""SQLite: pages of 4 kB in the write-ahead log before they are written back.  Four times the default: pages that change
with every message are then written back less often, which saves a sixth of the writer's time."""

_KEEPALIVE = {"connect_timeout": 3, "keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 3,
              "tcp_user_timeout": 10_000}
"""PostgreSQL: a server that is gone without a word is noticed within seconds (libpq connection parameters)."""

_WRITER = {
    "lock_timeout": BUSY_TIMEOUT_MS,
    "statement_timeout": 30_000,
    # a process that was frozen in the middle must not keep the head locked from all others
    "idle_in_transaction_session_timeout": BUSY_TIMEOUT_MS,
    "jit": "off",
}
_READER = {"default_transaction_read_only": "on", "default_transaction_isolation": "repeatable\\ read",
           "statement_timeout": 60_000, "jit": "off"}


def writing(url: str | URL) -> Engine:
    """An engine for one writer: the database transaction takes the write lock when it begins, not half-way."""
    return _engine(make_url(url), _WRITER, begin="BEGIN IMMEDIATE", query_only=False, pool_size=1)


def administering(url: str | URL) -> Engine:
    """An engine for long work such as migrations and ``rebuild``: as a writer, but without time limits."""
    return _engine(make_url(url), {"jit": "off"}, begin="BEGIN IMMEDIATE", query_only=False, pool_size=1)


def reading(url: str | URL, pool_size: int = 4) -> Engine:
    """An engine for readers: they see one moment of the database, never change it and are never in a writer's way."""
    return _engine(make_url(url), _READER, begin="BEGIN", query_only=True, pool_size=pool_size)


def listening(url: str | URL) -> Engine:
    """An engine for one connection that stays open and has nothing begun: to listen, or to hold a lock."""
    made = _engine(make_url(url), {}, begin="", query_only=True, pool_size=1)
    return made.execution_options(isolation_level="AUTOCOMMIT")


def is_sqlite(url: str | URL) -> bool:
    """Whether the store is a file of SQLite."""
    return make_url(url).get_backend_name() == "sqlite"


def sqlite_path(url: str | URL) -> Path:
    """The file of a SQLite store; ValueError where there is none."""
    database = make_url(url).database
    if not database or database == ":memory:":
        raise ValueError("a SQLite store is a file: sqlite:///motown.db (one in memory could not be durable)")
    return Path(database)


def _engine(url: URL, settings: dict[str, Any], *, begin: str, query_only: bool, pool_size: int) -> Engine:
    if url.get_backend_name() == "sqlite":
        return _sqlite(url, begin=begin, query_only=query_only, pool_size=pool_size)
    if url.get_backend_name() == "postgresql":
        return _postgresql(url, settings, pool_size=pool_size)
    raise ValueError(f"the store is SQLite or PostgreSQL, not {url.get_backend_name()}")


def as_it_is(text: str) -> str:
    """JSON passes SQLAlchemy as text: the column type encodes and decodes it."""
    return text


def _told(connection: Any, pragma: str) -> None:
    """Set a pragma, after others if need be.

    Two processes that open a new file at once both change its journal mode, and for that SQLite does not wait.
    """
    until = monotonic() + BUSY_TIMEOUT_MS / 1000
    while True:
        try:
            connection.execute(pragma)
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or monotonic() > until:
                raise
            sleep(_AGAIN_SECONDS)


def _sqlite(url: URL, *, begin: str, query_only: bool, pool_size: int) -> Engine:
    sqlite_path(url)
    engine = sa.create_engine(url, pool_size=pool_size, max_overflow=0, connect_args={"cached_statements": 512})

    @sa.event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # transactions begin when we say so
        for pragma in (f"busy_timeout={BUSY_TIMEOUT_MS}", "journal_mode=WAL", "synchronous=FULL", "cache_size=-32000",
                       f"wal_autocheckpoint={CHECKPOINT_PAGES}", "journal_size_limit=67108864", "temp_store=MEMORY",
                       f"query_only={int(query_only)}"):
            _told(connection, f"PRAGMA {pragma}")

    @sa.event.listens_for(engine, "begin")
    def start(connection: sa.Connection) -> None:
        if begin:
            connection.exec_driver_sql(begin)

    return engine


def _postgresql(url: URL, settings: dict[str, Any], pool_size: int) -> Engine:
    options = " ".join(f"-c {name}={value}" for name, value in settings.items())
    return sa.create_engine(
        url.set(drivername="postgresql+psycopg2"), pool_size=pool_size, max_overflow=0, pool_pre_ping=True,
        executemany_mode="values_plus_batch", json_serializer=as_it_is, json_deserializer=as_it_is,
        connect_args={"options": f"{options} -c timezone=UTC", "application_name": "motown", **_KEEPALIVE})
