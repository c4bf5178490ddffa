"""The add-ons that are switched on: loaded, their tables brought up to date, set up, started.

One of Motown's own must not fail.  One of others that does is left off: it is named in the log and by ``motown serve``,
and the server lives on without it.
"""

import logging
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import EntryPoint
from typing import Any, cast

from twisted.internet.defer import succeed

from motown.addon import Addon, Registry, found, is_ours
from motown.config import Settings
from motown.domain.events import EVENT_TYPES
from motown.server.registry import ServerRegistry
from motown.store import schema
from motown.store.projections import CORE, Added, Projections
from motown.store.records import StoreUnavailable
from motown.store.schema import Schema

log = logging.getLogger("motown.addons")


class AddOns:
    """Those that the settings switch on."""

    def __init__(self, settings: Settings, points: Sequence[EntryPoint] | None = None, *,
                 in_detail: bool = True) -> None:
        """``points``: the installed add-ons, unless given.  ``in_detail``: the log tells where one that fails does."""
        self.settings, self._in_detail = settings, in_detail
        self.failed: dict[str, str] = dict(settings.broken)
        """Those that are left off, and why."""
        self.added = Added()
        self.kept: Sequence[Projections] = (*CORE, self.added)
        """How all tables are kept from events."""
        self._loaded: dict[str, Addon] = {}
        self._ours = set[str]()
        for point in found() if points is None else points:
            if point.name in settings.enabled:
                self._load(point)

    @property
    def running(self) -> Sequence[str]:
        """The names of those of others that run."""
        return tuple(name for name in self._loaded if name not in self._ours)

    def migrate(self, url: str) -> Sequence[str]:
        """Bring the tables of add-ons up to date; which have some."""
        done = []
        for name, one in self._with_tables():
            with self._contained(name, "its tables cannot be brought up to date"):
                schema.migrate(url, [one])
                self._keep(name)
                done.append(name)
        return done

    def keep_tables(self, read: Callable[..., Any]) -> None:
        """Keep their tables, where those are up to date; ``read(query, ...)`` asks the store."""
        for name, one in self._with_tables():
            with self._contained(name, "its tables are not up to date"):
                read(schema.check, one)
                self._keep(name)

    def set_up(self, registry: ServerRegistry) -> None:
        """Let each add to the registry; of one that fails nothing stays in it."""
        for name, why in self.settings.broken.items():
            log.error("add-on %s is left off: %s", name, why)
        for name, add_on in tuple(self._loaded.items()):
            with self._contained(name, "it could not set itself up"), registry.of(name):
                add_on.setup(cast("Registry", registry), self.settings.addon(name))  # what it holds, add-ons only read

    def start(self, registry: ServerRegistry) -> list[str]:
        """Start them; the addresses where they listen."""
        addresses: list[str] = []
        for name, start in registry.starting:
            with self._contained(name, "it could not start"):
                addresses += start()
        return addresses

    async def stop(self, registry: ServerRegistry) -> None:
        """Stop them, one after the other."""
        for name, stop in registry.ending:
            with self._contained(name, "it could not stop"):
                await _done(stop())

    def _load(self, point: EntryPoint) -> None:
        if is_ours(point):
            self._ours.add(point.name)
        with self._contained(point.name, "it cannot be loaded"):
            self._loaded[point.name] = point.load()()
            if point.name not in self._ours:
                _check_events(point)

    def _with_tables(self) -> Iterator[tuple[str, Schema]]:
        """The names of those with tables, and what these are."""
        for name, add_on in tuple(self._loaded.items()):
            if add_on.tables is not None:
                with self._contained(name, "its tables are none that it can have"):
                    yield name, schema.of_add_on(name, add_on.tables.metadata, add_on.tables.migrations)

    def _keep(self, name: str) -> None:
        tables = self._loaded[name].tables
        if tables is not None and tables.projections is not None:
            self.added.include(name, tables.projections)

    @contextmanager
    def _contained(self, name: str, what: str) -> Iterator[None]:
        """What goes wrong in here is an add-on's: it is left off, unless it is one of ours."""
        try:
            yield
        except StoreUnavailable:
            raise
        except (Exception, SystemExit) as error:
            if name in self._ours or name not in self.settings.enabled:
                raise
            self.failed[name] = why = f"{what}: {type(error).__name__}: {error}"
            log.exception("add-on %s is left off: %s", name, why, exc_info=self._in_detail)
            self._loaded.pop(name, None)
            if name in self.added.names:
                self.added.leave_off(name)


def _check_events(point: EntryPoint) -> None:
    """ValueError where an event that the package declares is not called by the add-on's name."""
    module = point.value.partition(":")[0]
    package = module.rpartition(".")[0] or module
    for name, declared in EVENT_TYPES.items():
        if f"{declared.__module__}.".startswith(f"{package}.") and not name.startswith(f"addon.{point.name}."):
            raise ValueError(f"event {name}: the events of add-on {point.name} are called addon.{point.name}....")


def _done(stopping: Awaitable[None] | None) -> Awaitable[Any]:
    return succeed(None) if stopping is None else stopping
