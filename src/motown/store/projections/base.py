"""How tables are kept from events: what each event type means for them, in the commit of the event itself."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

import sqlalchemy as sa

from motown.domain.events import Event
from motown.store.sinks import Sink
from motown.store.statements import Statement, Target


class Happened(NamedTuple):
    """An event as a projection sees it."""

    position: int
    recorded_at: datetime
    event: Any
    cause_position: int | None = None
    """The event that it follows from."""


class Write(NamedTuple):
    """One row to be written.  ``row`` names it (``("connector", "EV-1", 1)``); None: several rows, whichever."""

    statement: Statement
    row: Hashable | None
    values: Mapping[str, Any]


Pending = dict[Statement, dict[Hashable | None, Mapping[str, Any]]]
"""Statement -> row -> values: what has not been sent to the database yet; each row stands under one statement."""
Projection = Callable[[Happened], Iterable[Write]]
F = TypeVar("F", bound=Projection)


class Projections:
    """A set of tables that are kept from events, and how.

    A projection is a plain function of the event: it reads nothing, and the same events always give the same rows.
    """

    def __init__(self, *kept: sa.Table) -> None:
        self.tables = list(kept)
        self._functions: dict[type[Event], list[Projection]] = {}

    def keeps(self, *kept: sa.Table) -> None:
        """These tables are kept from events, and by nothing else: ``rebuild`` makes them again."""
        self.tables.extend(kept)

    def projects(self, *event_types: type[Event]) -> Callable[[F], F]:
        """Function decorator: what these event types mean for the tables."""

        def register(function: F) -> F:
            for event_type in event_types:
                self._functions.setdefault(event_type, []).append(function)
            return function

        return register

    def of(self, event_type: type[Event]) -> Sequence[Projection]:
        """The functions that keep tables from an event type."""
        return self._functions.get(event_type, ())


class Applier:
    """Writes what the projections say, many rows of the same kind at once.

    Writes to different rows may change places; those to the same row never do.
    """

    def __init__(self, target: Target, projections: Sequence[Projections]) -> None:
        self._target, self._projections = target, projections
        self._functions: dict[type[Event], tuple[Projection, ...]] = {}

    def apply(self, to: Sink, events: Iterable[Happened], writes: Iterable[Write] = ()) -> None:
        """Keep the tables from these events; ``writes`` are carried out after."""
        pending: Pending = {}
        whose: dict[Hashable, Statement] = {}
        for statement, row, values in self._writes(events, writes):
            before = whose.get(row)
            if row is None or (before is not None and not (before is statement and statement.last_wins)):
                self._run(to, pending)
                whose.clear()
            whose[row] = statement
            pending.setdefault(statement, {})[row] = values
            if row is None:
                self._run(to, pending)
                whose.clear()
        self._run(to, pending)

    def _writes(self, events: Iterable[Happened], writes: Iterable[Write]) -> Iterator[Write]:
        for happened in events:
            for function in self._of(type(happened.event)):
                yield from function(happened)
        yield from writes

    def _of(self, event_type: type[Event]) -> tuple[Projection, ...]:
        found = self._functions.get(event_type)
        if found is None:
            found = tuple(function for one in self._projections for function in one.of(event_type))
            self._functions[event_type] = found
        return found

    def _run(self, to: Sink, pending: Pending) -> None:
        for statement, rows in pending.items():
            compiled = self._target.compiled(statement)
            to.write(compiled, [compiled.row(values) for values in rows.values()])
        pending.clear()


def changes(table: sa.Table, *names: str, last_wins: bool = False) -> Statement:
    """An UPDATE of some columns of the row whose primary key is given under the columns' own names."""
    keys = [column.name for column in table.primary_key]

    def build(to: Target) -> Any:
        own = to.table(table)
        # a value and a key of the same name would be one parameter
        given = {name: sa.bindparam(name, type_=own.c[name].type) for name in keys} | {
            f"new_{name}": sa.bindparam(f"new_{name}", type_=own.c[name].type) for name in names}
        rows = as_rows(given, to.dialect_name)
        return sa.update(own).where(*(own.c[key] == rows[key] for key in keys)).values(
            {name: rows[f"new_{name}"] for name in names})

    return Statement(build, last_wins=last_wins)


def as_rows(given: Mapping[str, sa.BindParameter[Any]], dialect_name: str) -> dict[str, Any]:
    """The parameters as columns of a list of rows, so that one statement changes many."""
    listed = sa.values(*(sa.column(name, sa.Text) for name in given), name="given").data([tuple(given.values())])
    if dialect_name == "sqlite":  # where only a common table expression can name the columns of VALUES
        return dict(listed.cte("given").c)
    return {name: sa.cast(listed.c[name], parameter.type) for name, parameter in given.items()}


def new(**values: Any) -> dict[str, Any]:
    """The values of a ``changes`` statement."""
    return {f"new_{name}": value for name, value in values.items()}


