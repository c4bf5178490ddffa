"""The tables of add-ons: kept like ours, but a projection that fails is left off, and never keeps a message out."""

import logging
from collections.abc import Iterable, Sequence
from functools import partial

import sqlalchemy as sa

from motown.domain.events import Event
from motown.store.projections.base import Happened, Projection, Projections, Write
from motown.store.statements import Statement, Target

log = logging.getLogger(__name__)


class Added(Projections):
    """Those of all add-ons together, each under its name."""

    def __init__(self) -> None:
        super().__init__()
        self._included: dict[str, Projections] = {}

    @property
    def names(self) -> Sequence[str]:
        """The add-ons whose tables are kept."""
        return tuple(self._included)

    def include(self, name: str, projections: Projections) -> None:
        """Keep the tables of an add-on from now on."""
        self._included[name] = projections
        self.tables = [table for one in self._included.values() for table in one.tables]

    def leave_off(self, *names: str) -> dict[str, Projections]:
        """Keep the tables of these add-ons no more, or of all; what was kept of them."""
        left = {name: self._included.pop(name) for name in names or self.names if name in self._included}
        self.tables = [table for one in self._included.values() for table in one.tables]
        return left

    def of(self, event_type: type[Event]) -> Sequence[Projection]:
        """The functions of all of them; each is left off when it raises."""
        return [partial(self._contained, name, function)
                for name, one in self._included.items() for function in one.of(event_type)]

    def _contained(self, name: str, function: Projection, happened: Happened) -> Iterable[Write]:
        if name not in self._included:
            return ()
        try:
            return list(function(happened))
        except Exception as error:  # noqa: BLE001, the message that is being kept is not its fault
            self.complain(name, error)
            self.leave_off(name)
            return ()

    @staticmethod
    def complain(name: str, error: Exception) -> None:
        """Say that the tables of an add-on are not kept any more, and what to do."""
        log.error("the tables of add-on %s are kept no more: when it is mended, start the server again and run motown "
                  "rebuild", name, exc_info=error)


def puts(table: sa.Table) -> Statement:
    """An INSERT of a row, or of its new values where there is one of that primary key."""

    def build(to: Target) -> sa.Insert:
        insert = to.insert(table)
        keys = [column.name for column in table.primary_key]
        others = {column.name: insert.excluded[column.name] for column in table.c if column.name not in keys}
        changed = insert.on_conflict_do_update(index_elements=keys, set_=others)
        made: sa.Insert = changed if others else insert.on_conflict_do_nothing()
        return made

    return Statement(build)


def drops(table: sa.Table) -> Statement:
    """A DELETE of the row of a primary key."""

    def build(to: Target) -> sa.Delete:
        own = to.table(table)
        return sa.delete(own).where(*(own.c[column.name] == sa.bindparam(column.name, type_=column.type)
                                      for column in table.primary_key))

    return Statement(build)
