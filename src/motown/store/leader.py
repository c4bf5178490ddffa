"""Leadership: of several processes on one PostgreSQL, one runs the followers and senders.  SQLite has only one."""

import logging
import threading
from collections.abc import Callable

import sqlalchemy as sa

from motown.store import engine
from motown.store.troubles import said

_log = logging.getLogger(__name__)

LOCK = 0x6C656164
"""The advisory lock whose holder leads."""
CHECK_SECONDS = 1.0
"""How often it is tried to become leader, and looked whether one still is."""


class Leadership:
    """Calls ``acquired`` when this process becomes the leader and ``lost`` when it no longer is, on its own thread.

    The lock ends with the connection, so another takes over when this process dies.  When only the connection breaks,
    both may think for ``CHECK_SECONDS`` that they lead: what a leader does must bear being done twice.
    """

    def __init__(self, url: str, acquired: Callable[[], None], lost: Callable[[], None]) -> None:
        self._url, self._acquired, self._lost = url, acquired, lost
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._work, name="store-leader", daemon=True)

    def start(self) -> None:
        """Begin to try."""
        self._thread.start()

    def stop(self) -> None:
        """Give leadership up."""
        self._stopping.set()
        self._thread.join()

    def _work(self) -> None:
        if engine.is_sqlite(self._url):
            self._acquired()
            self._stopping.wait()
            self._lost()
            return
        connecting = engine.listening(self._url)
        while not self._stopping.is_set():
            try:
                self._try(connecting)
            except Exception as error:  # noqa: BLE001, the database may come back
                _log.warning("this process cannot lead for now: %s", said(error))
                connecting.dispose()
                self._stopping.wait(CHECK_SECONDS)
        connecting.dispose()

    def _try(self, connecting: sa.Engine) -> None:
        with connecting.connect() as connection:
            while not connection.execute(sa.select(sa.func.pg_try_advisory_lock(LOCK))).scalar_one():
                if self._stopping.wait(CHECK_SECONDS):
                    return
            self._acquired()
            try:
                while not self._stopping.wait(CHECK_SECONDS):
                    connection.execute(sa.select(1))
            finally:
                self._lost()
