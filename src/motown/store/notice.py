"""Noticing what other processes commit: LISTEN on PostgreSQL, a look at the file's change counter on SQLite."""

import logging
import os
import select
import threading
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from motown.store import engine
from motown.store.locks import CHANNEL
from motown.store.tables import event_head
from motown.store.troubles import said

_log = logging.getLogger(__name__)

LOOK_SECONDS = 0.1
"""How often a SQLite file is looked at; it costs some microseconds."""
AGAIN_SECONDS = 1.0
"""After what time a lost connection is made again."""

Grown = Callable[[int], None]


class Watch:
    """Calls ``grown(head)`` on a thread of its own when the log may have grown; never before ``start``."""

    def __init__(self, url: str, grown: Grown) -> None:
        self._url, self._grown = url, grown
        self._wake_out, self._wake_in = os.pipe()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._work, name="store-watch", daemon=True)

    def start(self) -> None:
        """Begin; the present head is told first."""
        self._thread.start()

    def stop(self) -> None:
        """End."""
        self._stopping.set()
        os.write(self._wake_in, b"!")
        self._thread.join()
        os.close(self._wake_in)
        os.close(self._wake_out)

    def _work(self) -> None:
        reading = engine.listening(self._url)
        watch = self._look if engine.is_sqlite(self._url) else self._listen
        while not self._stopping.is_set():
            try:
                watch(reading)
            except Exception as error:  # noqa: BLE001, the database may come back
                _log.warning("commits of other processes are not noticed for now: %s", said(error))
                reading.dispose()
                self._stopping.wait(AGAIN_SECONDS)
        reading.dispose()

    def _look(self, reading: Engine) -> None:
        """SQLite: the change counter of the file as this connection sees it."""
        with reading.connect() as connection:
            seen = None
            while not self._stopping.is_set():
                cursor = connection.connection.cursor()
                version = cursor.execute("PRAGMA data_version").fetchone()
                if version != seen:
                    seen = version
                    self._tell(connection)
                self._stopping.wait(LOOK_SECONDS)

    def _listen(self, reading: Engine) -> None:
        """PostgreSQL: what the writers' transactions say when they have committed."""
        with reading.connect() as connection:
            driver: Any = connection.connection.dbapi_connection
            connection.exec_driver_sql(f"LISTEN {CHANNEL}")
            self._tell(connection)
            while not self._stopping.is_set():
                select.select([driver, self._wake_out], [], [])
                driver.poll()
                told = [int(one.payload) for one in driver.notifies]
                driver.notifies.clear()
                if told:
                    self._grown(max(told))

    def _tell(self, connection: Connection) -> None:
        self._grown(connection.execute(sa.select(event_head.c.position)).scalar_one())
