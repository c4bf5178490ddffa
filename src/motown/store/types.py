"""Column types that SQLite and PostgreSQL share: moments, JSON and whole numbers."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy import Dialect
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator, TypeEngine


@lru_cache(256)
def moment_text(moment: datetime) -> str:
    """The text of a moment on SQLite: UTC, six decimals, ``Z``; such texts sort as the moments do.

    One moment stands in many rows of a batch, so the last ones are remembered.
    """
    if moment.tzinfo is not UTC:
        if moment.tzinfo is None:
            raise ValueError(f"{moment} has no time zone; only aware times are stored")
        moment = moment.astimezone(UTC)
    return moment.isoformat(timespec="microseconds")[:-6] + "Z"


def moment_of(text: str) -> datetime:
    """The moment that a text of SQLite stands for."""
    return datetime.fromisoformat(text)


def json_text(value: Any) -> str:
    """JSON as msgspec writes it: decimals as text, moments in ISO 8601."""
    return msgspec.json.encode(value).decode()


def json_of(text: str) -> Any:
    """What a JSON text says, in plain Python objects."""
    return msgspec.json.decode(text)


MetaData = sa.MetaData
"""What a set of tables is to SQLAlchemy."""


class Moment(TypeDecorator[datetime]):
    """An aware datetime in UTC: ``timestamptz`` on PostgreSQL, ISO text on SQLite; naive ones are refused."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The type that the database knows."""
        return sa.Text() if dialect.name == "sqlite" else sa.DateTime(timezone=True)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """What the driver gets."""
        if value is None:
            return None
        text = moment_text(value)
        return text if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """What the reader gets."""
        if value is None:
            return None
        return moment_of(value) if dialect.name == "sqlite" else value.astimezone(UTC)


class Json(TypeDecorator[Any]):
    """JSON: ``jsonb`` on PostgreSQL, text on SQLite.  The engine must leave JSON alone (``engine.options``)."""

    impl = sa.Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The type that the database knows."""
        return sa.Text() if dialect.name == "sqlite" else JSONB(none_as_null=True)

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """What the driver gets."""
        return None if value is None else json_text(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """What the reader gets."""
        return None if value is None else json_of(value)


Position = sa.BigInteger().with_variant(sa.Integer, "sqlite")
"""A number that is the whole primary key: on SQLite INTEGER, so that it is the row's own number and needs no index."""

Converter = Callable[[Any], Any]
_AS_THEY_ARE = (sa.Integer, sa.Text, sa.LargeBinary, sa.Boolean)
"""Types whose values the drivers take as Python has them."""


def to_driver(column_type: TypeEngine[Any], dialect: Dialect) -> Converter | None:
    """How one value gets to the driver where a statement is run past SQLAlchemy; None: as it is."""
    if isinstance(column_type, Json):
        return json_text
    if isinstance(column_type, Moment):
        return moment_text if dialect.name == "sqlite" else None
    if isinstance(column_type, _AS_THEY_ARE):
        return None
    return column_type.dialect_impl(dialect).bind_processor(dialect)


def from_driver(column_type: TypeEngine[Any], dialect: Dialect) -> Converter | None:
    """How one value is read where a statement is run past SQLAlchemy; None: as it is."""
    if isinstance(column_type, Json):
        return json_of
    if isinstance(column_type, Moment):
        return moment_of if dialect.name == "sqlite" else _in_utc
    if isinstance(column_type, sa.Boolean):
        return bool if dialect.name == "sqlite" else None
    if isinstance(column_type, sa.LargeBinary):
        return bytes  # PostgreSQL's driver gives a memoryview
    if isinstance(column_type, _AS_THEY_ARE):
        return None
    return column_type.dialect_impl(dialect).result_processor(dialect, None)


def _in_utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


class Real(TypeDecorator[float]):
    """A number with 53 bits, as both drivers give it: a float."""

    impl = sa.Double
    cache_ok = True

    def result_processor(self, _dialect: Dialect, _coltype: object) -> None:
        """There is nothing to be done."""
        return
