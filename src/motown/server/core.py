"""The core without a server: what the command line reads and asks, beside a running server or without one."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from motown.config import Settings
from motown.core import handlers  # noqa: F401, importing them puts them on the bus's list
from motown.core.bus import unit_of
from motown.domain.commands import Command
from motown.domain.errors import Kind, Refused
from motown.server.add_ons import AddOns
from motown.store import AlreadyServed, Outdated, Store, StoreUnavailable, engine
from motown.store.projections import CORE, Projections
from motown.store.troubles import Trouble, said, trouble


class Core:
    """Reads and commands, each done when the call returns."""

    def __init__(self, store: Store, kept: Sequence[Projections] = CORE) -> None:
        """``kept``: how the tables of the store are kept, those of add-ons too."""
        self.store, self.kept = store, kept

    def read(self, query: Callable[..., Any], *args: Any, **named: Any) -> Any:
        """The result of ``query(connection, ...)``.  Raises StoreUnavailable."""
        with trouble_told():
            return self.store.read_now(query, *args, **named)

    def execute(self, command: Command) -> Any:
        """Carry out a command; its result.  Raises Refused and StoreUnavailable."""
        return self.store.run(unit_of(command)).value()


@contextmanager
def open_core(settings: Settings) -> Iterator[Core]:
    """The core on the store that the settings name.  Raises StoreUnavailable where that cannot be opened or is old."""
    url = settings.store.url
    if engine.is_sqlite(url) and not engine.sqlite_path(url).is_file():
        raise Refused(f"there is no store {engine.sqlite_path(url)} yet: start a server, or run motown migrate",
                      Kind.UNAVAILABLE)
    add_ons = AddOns(settings, in_detail=False)
    store = Store(url, inline=True, readers=1, kept=add_ons.kept)
    try:
        with trouble_told():
            store.open()
            add_ons.keep_tables(store.read_now)
        yield Core(store, add_ons.kept)
    finally:
        store.close()


@contextmanager
def trouble_told() -> Iterator[None]:
    """Turn what the store says when it cannot be used into a refusal; everything else passes."""
    try:
        yield
    except AlreadyServed as error:
        raise Refused(str(error), Kind.CONFLICT) from error
    except Outdated as error:
        raise Refused(str(error), Kind.UNAVAILABLE) from error
    except ModuleNotFoundError as error:
        if error.name != "psycopg2":
            raise
        raise Refused("PostgreSQL needs psycopg2: install motown[postgresql], or psycopg2-binary") from error
    except Exception as error:
        if trouble(error) is Trouble.UNAVAILABLE:
            raise StoreUnavailable(said(error)) from error
        raise
