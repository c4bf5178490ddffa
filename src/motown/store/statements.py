"""SQL that is made by SQLAlchemy Core, compiled once for a database, and then run many times at the driver's speed.

SQLAlchemy's own way of running a statement costs more per row than SQLite needs to write it.  What is run here for
every message is therefore compiled on first use, and goes with many rows at once straight to the driver's cursor.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from operator import itemgetter
from typing import Any, Generic, NamedTuple, TypeVar

import sqlalchemy as sa
from sqlalchemy import Connection, Dialect, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import psycopg2
from sqlalchemy.dialects.sqlite import pysqlite
from sqlalchemy.sql.compiler import SQLCompiler

from motown.store.types import Converter, from_driver, json_of, to_driver

R = TypeVar("R")
Values = Mapping[str, Any]


@cache
def dialect(name: str) -> Dialect:
    """The dialect by whose rules statements are compiled: parameters by their place."""
    made: Dialect = pysqlite.dialect() if name == "sqlite" else psycopg2.dialect(paramstyle="format")  # type: ignore[no-untyped-call]
    return made


class Target:
    """The tables that statements are about: the real ones of a database, or a second set with a prefix."""

    def __init__(self, dialect_name: str, prefix: str = "") -> None:
        self.dialect_name, self.prefix = dialect_name, prefix
        self._tables: dict[Table, Table] = {}
        self._compiled: dict[Statement, Compiled] = {}

    def table(self, table: Table) -> Table:
        """The table of this set that corresponds to a declared one."""
        if not self.prefix:
            return table
        if table not in self._tables:
            copied = table.to_metadata(sa.MetaData(), name=self.prefix + table.name)
            renamed: list[sa.PrimaryKeyConstraint | sa.Index] = [copied.primary_key, *copied.indexes]
            for named in renamed:  # in PostgreSQL they share one space of names
                named.name = sa.quoted_name(f"{self.prefix}{named.name}", quote=None)
            self._tables[table] = copied
        return self._tables[table]

    def insert(self, table: Table) -> Any:
        """An INSERT that knows ON CONFLICT."""
        make = sqlite.insert if self.dialect_name == "sqlite" else postgresql.insert
        return make(self.table(table))

    def compiled(self, statement: "Statement") -> "Compiled":
        """The statement, ready to run."""
        found = self._compiled.get(statement)
        if found is None:
            found = self._compiled[statement] = Compiled(statement.build(self), self.dialect_name)
        return found


class Statement:
    """An INSERT, UPDATE or DELETE of one row by named values, for any set of tables."""

    def __init__(self, build: Callable[[Target], Any], *, last_wins: bool = False) -> None:
        self.build = build
        self.last_wins = last_wins
        """Of several for the same row, only the last need be run."""


class Compiled:
    """A statement for one database.  ``sinks`` runs it, for many rows at once."""

    def __init__(self, clause: Any, dialect_name: str) -> None:
        made: SQLCompiler = clause.compile(dialect=dialect(dialect_name))
        self.sql, names = made.string, tuple(made.positiontup or ())
        self._split = _around_values(made)
        self._sizes: dict[int, str] = {}
        own = {name: made.binds[name].value for name in names if not made.binds[name].required}
        """Of binds that the dialect adds: SQLite has no LIMIT without OFFSET."""
        self._take = itemgetter(*names) if len(names) > 1 and not own else lambda values: tuple(
            [values[name] if name in values else own[name] for name in names])
        self._convert = [(place, how) for place, name in enumerate(names)
                         if (how := to_driver(made.binds[name].type, dialect(dialect_name))) is not None]
        self.copy_sql = _as_copy(self._split) if clause.is_insert and self._split else None
        """PostgreSQL: the same as a COPY, where it is an INSERT and nothing more."""

    def row(self, values: Values) -> Sequence[Any]:
        """The values in the order, and of the types, that the driver wants."""
        taken: tuple[Any, ...] = self._take(values)
        if not self._convert:
            return taken
        row = list(taken)
        for place, how in self._convert:
            if row[place] is not None:
                row[place] = how(row[place])
        return row

    @property
    def takes_many(self) -> bool:
        """Whether many rows can go into one statement."""
        return self._split is not None

    def with_rows(self, size: int) -> str:
        """The statement for so many rows."""
        if size not in self._sizes:
            before, one, after = self._split or ("", "", "")
            self._sizes[size] = f"{before}{', '.join([one] * size)}{after}"
        return self._sizes[size]


def _around_values(made: SQLCompiler) -> tuple[str, str, str] | None:
    """What stands before, in and after the row of VALUES; None where there is none, or not all parameters are in it."""
    before, found, rest = made.string.partition("VALUES (")
    one, _, after = rest.partition(")")
    inside = one.count("?") + one.count("%s")
    return (before + "VALUES ", f"({one})", after) if found and inside == len(made.positiontup or ()) else None


def _as_copy(split: tuple[str, str, str]) -> str | None:
    before, one, after = split
    plain = not after and re.fullmatch(r"\(%s(::\w+)?(, %s(::\w+)?)*\)", one)
    return f"COPY {before.removeprefix('INSERT INTO ').removesuffix('VALUES ')}FROM STDIN" if plain else None


class Query(Generic[R]):
    """A SELECT of fixed shape whose rows become records; runs on any connection of either database.

    ``at_once``: SQLite gives all rows as one JSON text.  Fetched one by one, each row would let go of the interpreter's
    lock and wait for it again; but in JSON there are no bytes, and no order.
    """

    def __init__(self, select: sa.Select[Any], record: Callable[..., R], *, at_once: bool = False) -> None:
        self._select, self._record, self._at_once = select, record, at_once
        self._ready: dict[str, Ready[R]] = {}

    def all(self, connection: Connection, **values: Any) -> list[R]:
        """Every row."""
        ready = self._for(connection.dialect.name)
        cursor = cursor_of(connection)
        cursor.execute(ready.sql, ready.parameters(values))
        rows = json_of(cursor.fetchone()[0]) if ready.at_once else cursor.fetchall()
        return [ready.record(row) for row in rows]

    def one(self, connection: Connection, **values: Any) -> R | None:
        """The first row, if there is one."""
        ready = self._for(connection.dialect.name)
        cursor = cursor_of(connection)
        cursor.execute(ready.sql, ready.parameters(values))
        row = cursor.fetchone()
        return None if row is None else ready.record(row)

    def _for(self, name: str) -> "Ready[R]":
        found = self._ready.get(name)
        if found is None:
            compiled, at_once = Compiled(self._select, name), self._at_once and name == "sqlite"
            sql = _at_once(self._select, compiled.sql) if at_once else compiled.sql
            found = self._ready[name] = Ready(
                sql, compiled.row, _reader(self._select, self._record, name), at_once=at_once)
        return found


class Ready(NamedTuple, Generic[R]):
    """A query for one database."""

    sql: str
    parameters: Callable[[Values], Sequence[Any]]
    record: Callable[[Sequence[Any]], R]
    at_once: bool


def _at_once(select: sa.Select[Any], sql: str) -> str:
    columns = ", ".join(f'"{column.name}"' for column in select.selected_columns)
    return f"SELECT json_group_array(json_array({columns})) FROM ({sql})"  # noqa: S608, all of it is ours


class Lookup(Generic[R]):
    """A SELECT of the rows that have one of many keys, in no order."""

    def __init__(self, select: sa.Select[Any], column: sa.ColumnElement[Any], record: Callable[..., R]) -> None:
        self._select, self._column, self._record = select, column, record
        self._at_once = not any(isinstance(one.type, sa.LargeBinary) for one in select.selected_columns)
        self._queries: dict[int, Query[R]] = {}

    def all(self, connection: Connection, keys: Sequence[Any]) -> list[R]:
        """The rows of the keys.  There are as many places for keys as the next power of two, the last key fills up."""
        size = 1 << (len(keys) - 1).bit_length()
        if size not in self._queries:
            places = [sa.bindparam(f"key_{place}", type_=self._column.type) for place in range(size)]
            self._queries[size] = Query(
                self._select.where(self._column.in_(places)), self._record, at_once=self._at_once)
        filled = [*keys, *[keys[-1]] * (size - len(keys))]
        return self._queries[size].all(connection, **{f"key_{place}": key for place, key in enumerate(filled)})


def cursor_of(connection: Connection) -> Any:
    """A cursor of the driver, within the connection's database transaction."""
    return connection.connection.cursor()


def _reader(select: sa.Select[Any], record: Callable[..., R], dialect_name: str) -> Callable[[Sequence[Any]], R]:
    convert: list[tuple[int, Converter]] = [
        (place, how) for place, column in enumerate(select.selected_columns)
        if (how := from_driver(column.type, dialect(dialect_name))) is not None]

    def read(row: Sequence[Any]) -> R:
        values = list(row)
        for place, how in convert:
            if values[place] is not None:
                values[place] = how(values[place])
        return record(*values)

    return read
