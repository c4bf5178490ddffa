"""How rows get into a database fastest: many rows a statement, few statements, few words with the server."""

import io
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import Connection

from motown.store.statements import Compiled, cursor_of

Row = Sequence[Any]
MOST_ROWS = {"sqlite": 64, "postgresql": 512}
"""Rows of one statement: on SQLite each lets go of the interpreter's lock once, however many rows it has."""
COPY_FROM = 8
"""Rows from which on PostgreSQL takes them faster by COPY."""


class Sink(Protocol):
    """Takes rows to be written, in order; they are in the database after ``flush`` at the latest."""

    def write(self, statement: Compiled, rows: Sequence[Row]) -> None:
        """Run a statement for each of the rows, which are as ``Compiled.row`` makes them."""

    def say(self, sql: str) -> None:
        """Run a statement as it stands."""

    def flush(self) -> None:
        """Have everything written."""


def parts(statement: Compiled, rows: Sequence[Row], most: int) -> Iterator[tuple[str, list[Any]]]:
    """The statements that take all the rows, with their parameters.

    Their sizes are powers of two, so that only few different statements have to be kept ready.
    """
    start, left = 0, len(rows)
    while left:
        size = min(most, 1 << (left.bit_length() - 1))
        yield statement.with_rows(size), [value for row in rows[start:start + size] for value in row]
        start, left = start + size, left - size


def sink(connection: Connection) -> Sink:
    """For the database transaction that the connection is in."""
    return SqliteSink(connection) if connection.dialect.name == "sqlite" else PostgresqlSink(connection)


class SqliteSink:
    """Writes at once: there is no server to be spared."""

    def __init__(self, connection: Connection) -> None:
        self._cursor = cursor_of(connection)

    def write(self, statement: Compiled, rows: Sequence[Row]) -> None:
        """Many rows go into one INSERT."""
        if statement.takes_many:
            for sql, flat in parts(statement, rows, MOST_ROWS["sqlite"]):
                self._cursor.execute(sql, flat)
        elif len(rows) == 1:
            self._cursor.execute(statement.sql, rows[0])
        else:
            self._cursor.executemany(statement.sql, rows)

    def say(self, sql: str) -> None:
        """Run it now."""
        self._cursor.execute(sql)

    def flush(self) -> None:
        """Everything is written already."""


class PostgresqlSink:
    """Gathers statements and sends them together; sends plain INSERTs of many rows by COPY."""

    def __init__(self, connection: Connection) -> None:
        self._cursor = cursor_of(connection)
        self._gathered: list[bytes] = []

    def write(self, statement: Compiled, rows: Sequence[Row]) -> None:
        """Statements stay in order."""
        if statement.copy_sql is not None and len(rows) >= COPY_FROM:
            self.flush()
            text = "".join(["\t".join([_COPIED.get(type(value), _copied_other)(value) for value in row]) + "\n"
                            for row in rows])
            self._cursor.copy_expert(statement.copy_sql, io.BytesIO(text.encode()), size=1 << 20)
        elif statement.takes_many:
            self._gathered.extend(
                self._cursor.mogrify(sql, flat) for sql, flat in parts(statement, rows, MOST_ROWS["postgresql"]))
        else:
            self._gathered.extend(self._cursor.mogrify(statement.sql, row) for row in rows)

    def say(self, sql: str) -> None:
        """Run it with the others."""
        self._gathered.append(sql.encode())

    def flush(self) -> None:
        """Send what was gathered."""
        if self._gathered:
            self._cursor.execute(b";\n".join(self._gathered))
            self._gathered.clear()


def _copied_text(text: str) -> str:
    if "\\" in text:
        text = text.replace("\\", "\\\\")
    if "\n" in text or "\t" in text or "\r" in text:
        text = text.replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")
    return text


def _copied_other(value: Any) -> str:
    """Of a subclass such as an enumeration of texts, or something rare such as a Decimal."""
    how = next((how for kind, how in _COPIED.items() if isinstance(value, kind)), None)
    return how(value) if how is not None else _copied_text(str(value))


_COPIED: dict[type, Callable[[Any], str]] = {
    type(None): lambda _: "\\N",
    str: _copied_text,
    int: str,
    bool: lambda value: "t" if value else "f",
    bytes: lambda value: f"\\\\x{value.hex()}",
    datetime: datetime.isoformat,
}
"""How values are written in the text format of COPY."""
