"""The core without a server: what the command line works with, beside a running server or without one."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from motown.config import Settings
from motown.core import handlers
from motown.core.bus import unit_of
from motown.domain.commands import Command
from motown.store import preparing
from motown.store.store import Store

__all__ = ["Core", "handlers", "open_core"]


class Core:
    """Commands and queries, carried out here and now."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def execute(self, command: Command) -> Any:
        """Carry out a command; raises Refused, and StoreUnavailable where nothing could be stored."""
        return self.store.run(unit_of(command)).value()

    def read(self, query: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """The result of ``query(connection, ...)``; raises StoreUnavailable."""
        return preparing.read(self.store, query, *args, **kwargs)


@contextmanager
def open_core(settings: Settings) -> Iterator[Core]:
    """The core of the settings' store, whose tables are made where there are none yet."""
    preparing.prepare(settings.store.url)
    store = Store(settings.store.url, inline=True, readers=1)
    try:
        store.open()
        yield Core(store)
    finally:
        store.close()
