"""A PostgreSQL of our own for tests: Debian's newest server, an empty cluster in a temporary folder.

Works as root (the server then runs as the user ``postgres``) and as anybody else.  Every database is a copy of a
template that has the tables already, so a fresh one costs some tens of milliseconds.
"""

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import make_url

from motown.store import migrate
from motown.store.tables import metadata

FAST = {"fsync": "off", "full_page_writes": "off", "max_connections": "200",
        "shared_buffers": "32MB", "autovacuum": "off", "max_wal_senders": "0", "wal_level": "minimal",
        "unix_socket_permissions": "0777"}
"""Nobody needs these data after a crash of the machine."""


_ALONE = """
SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()"""
_SHAPE = """
SELECT relname, (SELECT version_num FROM motown_schema_version)
FROM pg_class WHERE relnamespace = 'public'::regnamespace ORDER BY 1"""
_EMPTY = ";".join([
    *(f"DELETE FROM {table.name}" for table in metadata.sorted_tables
      if table.name not in {"store_info", "store_secret", "event_head", "journal_state"}),
    "UPDATE event_head SET position = 0", "UPDATE journal_state SET dropped = 0",
    "ALTER SEQUENCE journal_id_seq RESTART"])


ATTEMPTS = 5
"""With another port each: somebody else may take one in between."""


class NotStarted(RuntimeError):
    """The server has ended, or says nothing; what it wrote."""


class NoPostgresql(Exception):
    """Why there is no server for the tests."""


def binaries() -> Path:
    """The folder of the newest PostgreSQL's programs; raises ``NoPostgresql``."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not found:
        raise NoPostgresql("no PostgreSQL server below /usr/lib/postgresql (Debian: apt install postgresql)")
    return found[-1].parent


class Cluster:
    """A running server; also one that can be stopped and started again in the middle of a test."""

    def __init__(self, *, durable: bool = False) -> None:
        self.binaries, self.settings = binaries(), {} if durable else FAST
        self.folder = Path(tempfile.mkdtemp(prefix="motown-postgresql-"))
        self.user = _ordinary_user()
        self.port = _free_port()
        self._numbers = count(1)
        self._used: list[str] = []
        self._shape: list[Any] = []
        self._template: str | None = None
        self._server: subprocess.Popen[bytes] | None = None
        if self.user:
            os.chown(self.folder, self.user.pw_uid, self.user.pw_gid)
        self._run("initdb", "-D", self.folder / "data", "-U", "motown", "-A", "trust", "-E", "UTF8", "--no-sync",
                  "--locale=C")
        for _ in range(ATTEMPTS - 1):
            with contextlib.suppress(NotStarted):
                self.start()
                return
            self.port = _free_port()
        self.start()

    def start(self) -> None:
        """Start the server and wait until it answers."""
        options = [part for name, value in self.settings.items() for part in ("-c", f"{name}={value}")]
        self._server = subprocess.Popen(
            [self.binaries / "postgres", "-D", self.folder / "data", "-p", str(self.port), "-k", self.folder,
             "-c", "listen_addresses=127.0.0.1", *options],
            cwd=self.folder, stdout=subprocess.DEVNULL, stderr=(self.folder / "log").open("ab"), **self._who())
        self._wait()

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop the server: SIGINT closes its connections, SIGQUIT is as if the machine had failed."""
        if self._server is not None:
            self._server.send_signal(how)
            self._server.wait()
            self._server = None

    def remove(self) -> None:
        """Stop it and delete everything."""
        self.stop(signal.SIGQUIT)
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, database: str) -> str:
        """How a database is reached, by its socket."""
        return f"postgresql+psycopg2://motown@/{database}?host={self.folder}&port={self.port}"

    def fresh(self) -> str:
        """The URL of a new database with the newest tables and nothing in them.

        All copies of the template bear the same store id; nothing here depends on it.
        """
        if self._used:
            return self.url(self._used.pop())
        if self._template is None:
            self._template = self.empty("template")
            migrate(self.url(self._template))
            self._shape = self._sql(_SHAPE, self._template)
        name = f"test_{next(self._numbers)}"
        strategy = "" if int(self.binaries.parts[-2]) < 15 else " STRATEGY FILE_COPY"  # before there was no other
        self._sql(f"CREATE DATABASE {name} TEMPLATE {self._template}{strategy}")
        return self.url(name)

    def empty(self, name: str | None = None) -> str:
        """The name of a new database without tables."""
        name = name or f"test_{next(self._numbers)}"
        self._sql(f"CREATE DATABASE {name}")
        return name

    def drop(self, url: str) -> None:
        """Remove a database, whoever is still connected to it."""
        self._sql(f"DROP DATABASE IF EXISTS {make_url(url).database} WITH (FORCE)")

    def disconnect(self, url: str, doing: str = "") -> None:
        """Break the connections to a database: all, or those whose last statement was this."""
        which = f"datname = '{make_url(url).database}'" + (f" AND query = '{doing}'" if doing else "")
        self._sql(f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE {which}")

    def give_back(self, url: str) -> None:
        """Empty a database of ``fresh`` for the next test, quicker than a new one; drop it if it is not as it was."""
        import psycopg2

        name = make_url(url).database or ""
        with contextlib.suppress(psycopg2.Error):
            if self._sql(f"{_ALONE}; {_SHAPE}", name) == self._shape:
                self._sql(_EMPTY, name)
                self._used.append(name)
                return
        self.drop(url)

    def _sql(self, statement: str, database: str = "postgres") -> list[Any]:
        import psycopg2

        connection = psycopg2.connect(host=str(self.folder), port=self.port, user="motown", dbname=database)
        connection.autocommit = True
        with contextlib.closing(connection):
            cursor = connection.cursor()
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def _wait(self) -> None:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            ask = [self.binaries / "pg_isready", "-q", "-h", self.folder, "-p", str(self.port)]
            ready = subprocess.run(ask, check=False)
            if ready.returncode == 0:
                return
            if self._server is not None and self._server.poll() is not None:
                break
            time.sleep(0.01)
        raise NotStarted(f"PostgreSQL does not start:\n{(self.folder / 'log').read_text()[-2000:]}")

    def _run(self, program: str, *arguments: object) -> None:
        subprocess.run([self.binaries / program, *map(str, arguments)], check=True, stdout=subprocess.DEVNULL,
                       cwd=self.folder, **self._who())

    def _who(self) -> dict[str, Any]:
        return {"user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": []} if self.user else {}


def _ordinary_user() -> pwd.struct_passwd | None:
    """As whom the server runs: it refuses to be root's; None: as we."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise NoPostgresql("we are root, and there is no user postgres as whom the server could run")


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


@contextlib.contextmanager
def cluster(*, durable: bool = False) -> Iterator[Cluster]:
    """A server for the time being."""
    made = Cluster(durable=durable)
    try:
        yield made
    finally:
        made.remove()
