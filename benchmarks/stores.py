"""Databases to measure on: a new SQLite file, a new PostgreSQL cluster, or a PostgreSQL database that is given."""

import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Protocol

import psycopg2

from benchmarks.processes import family_cpu_us

PORT = 54329
"""Where the cluster made here listens; on 127.0.0.1 only."""


class Store(Protocol):
    """A database, what it holds and what it costs."""

    url: str

    def disk_bytes(self) -> int:
        """What it takes on disk now."""

    def cpu_us(self) -> float:
        """Processor time of its own processes so far, in microseconds; 0 where it has none."""


class Sqlite:
    """A file in a folder that holds nothing else; the server under test makes it."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self._folder = folder
        self.url = f"sqlite:///{folder / 'motown.db'}"

    def disk_bytes(self) -> int:
        """The file and its write-ahead log."""
        return sum(file.stat().st_size for file in self._folder.iterdir())

    def cpu_us(self) -> float:
        """SQLite works inside the server."""
        return 0


class Postgresql:
    """A database of PostgreSQL. ``postmaster`` is the process id, or None where the cluster is not ours to look at."""

    def __init__(self, url: str, postmaster: int | None) -> None:
        self.url, self._postmaster = url, postmaster

    def disk_bytes(self) -> int:
        """The files of the database, without the write-ahead log of the cluster."""
        return int(_ask(self.url, "SELECT pg_database_size(current_database())"))

    def cpu_us(self) -> float:
        """All processes of the cluster."""
        return 0 if self._postmaster is None else family_cpu_us(self._postmaster)


class Cluster:
    """A PostgreSQL of our own with the settings it comes with: fsync and synchronous_commit are on."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self._databases = 0

    def database(self) -> Postgresql:
        """A new, empty database."""
        self._databases += 1
        name = f"bench_{self._databases}"
        _ask(f"postgresql://bench@127.0.0.1:{PORT}/postgres", f"CREATE DATABASE {name}")
        return Postgresql(f"postgresql://bench@127.0.0.1:{PORT}/{name}", self._process.pid)


@contextmanager
def cluster(folder: Path) -> Iterator[Cluster]:
    """Make and start a cluster in a folder, and stop it in the end. As root it runs as user postgres."""
    programs = max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
    folder.mkdir()
    user: dict[str, Any] = {}
    if os.geteuid() == 0:
        owner = pwd.getpwnam("postgres")
        shutil.chown(folder, owner.pw_uid, owner.pw_gid)
        user = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
    data = str(folder / "data")
    subprocess.run([programs / "initdb", "-D", data, "-U", "bench", "-A", "trust", "-E", "UTF8", "--locale=C"],
                   check=True, cwd=folder, stdout=subprocess.DEVNULL, **user)
    options = [f"port={PORT}", f"unix_socket_directories={folder}", "listen_addresses=127.0.0.1"]
    process = subprocess.Popen([programs / "postgres", "-D", data, *(f"--{option}" for option in options)],
                               cwd=folder, stderr=subprocess.DEVNULL, **user)
    try:
        _until_it_answers(f"postgresql://bench@127.0.0.1:{PORT}/postgres")
        yield Cluster(process)
    finally:
        process.send_signal(signal.SIGINT)  # does not wait for connections, as SIGTERM would
        process.wait(60)


def _until_it_answers(url: str) -> None:
    for _ in range(200):
        with suppress(psycopg2.OperationalError):
            _ask(url, "SELECT 1")
            return
        time.sleep(0.1)
    raise SystemExit(f"{url} does not answer")


def _ask(url: str, statement: str) -> Any:
    connection = psycopg2.connect(url)
    connection.autocommit = True
    try:
        cursor = connection.cursor()
        cursor.execute(statement)
        row = cursor.fetchone() if cursor.description else None
        return row and row[0]
    finally:
        connection.close()


def sync_us(folder: Path) -> float:
    """How long the disk below a folder takes to make 4 kB durable: the median of 200, in microseconds."""
    times = []
    with (folder / "sync").open("wb", buffering=0) as file:
        for _ in range(200):
            file.write(b"\0" * 4096)
            start = time.perf_counter()
            os.fdatasync(file.fileno())
            times.append(time.perf_counter() - start)
    return sorted(times)[100] * 1e6
