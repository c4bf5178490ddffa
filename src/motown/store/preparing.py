"""Opening a store from nothing: its folder, its tables; and errors in words instead of tracebacks."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from motown.store import engine
from motown.store.records import StoreUnavailable
from motown.store.schema import migrate
from motown.store.store import Store
from motown.store.troubles import said


def make_folder(url: str) -> None:
    """Make the folder of a SQLite file."""
    if engine.is_sqlite(url):
        engine.sqlite_path(url).parent.mkdir(parents=True, exist_ok=True)


def prepare(url: str) -> None:
    """Make or upgrade the tables, and for SQLite the folder of the file; raises StoreUnavailable."""
    try:
        make_folder(url)
        migrate(url)
    except (sa.exc.DBAPIError, OSError) as error:
        raise StoreUnavailable(said(error)) from error


def read(store: Store, query: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """``Store.read_now``; raises StoreUnavailable where the database cannot be asked."""
    try:
        return store.read_now(query, *args, **kwargs)
    except sa.exc.DBAPIError as error:
        raise StoreUnavailable(said(error)) from error
