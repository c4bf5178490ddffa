"""Simple types: how the text of an element or attribute becomes a Python value, and back.

Times are aware and in UTC: one sent without a zone is taken as UTC, ours are written with ``Z``.  Dates, times of
day, durations, lists and unions stay the texts that they are: Python has no value that holds all of theirs.
"""

import base64
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from spyne.interface.xml_schema.defn import TYPE_MAP

Model = Any
"""A Spyne model class; Spyne has no type hints."""

XS = "{http://www.w3.org/2001/XMLSchema}"
_BLANKS = re.compile("[ \t\n\r]+")
_ENDS = " \t\n\r"
_DAY = timedelta(days=1)


class Simple(NamedTuple):
    """A kind of simple value.  ``read`` raises ValueError or ArithmeticError, ``write`` TypeError or ValueError."""

    python: type
    read: Callable[[str], Any]
    write: Callable[[Any], str]
    """Gives the text before it is escaped."""


def _read_boolean(text: str) -> bool:
    return text.strip(_ENDS) in ("true", "1")


def _write_boolean(value: object) -> str:
    if not isinstance(value, bool):
        raise TypeError(f"{value!r} is no bool")
    return "true" if value else "false"


def _write_integer(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{value!r} is no int")
    return int.__repr__(value)


def _write_double(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise TypeError(f"{value!r} is no float")
    return {"inf": "INF", "-inf": "-INF", "nan": "NaN"}.get(text := repr(float(value)), text)


def _write_decimal(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)) or not Decimal(value).is_finite():
        raise TypeError(f"{value!r} is no finite Decimal")
    return format(Decimal(value), "f")


def _read_time(text: str) -> datetime:
    try:
        return _moment(text.strip(_ENDS))
    except (ValueError, OverflowError):
        raise ValueError(f"{text.strip(_ENDS)} is no moment of the years 1 to 9999 in UTC") from None


def _moment(text: str) -> datetime:
    if end_of_day := "T24:" in text:  # lawful XML Schema for the beginning of the next day
        text = text.replace("T24:", "T00:", 1)
    read = datetime.fromisoformat(text)
    if read.tzinfo is not UTC:
        read = read.astimezone(UTC) if read.tzinfo else read.replace(tzinfo=UTC)
    return read + _DAY if end_of_day else read


def write_time(value: datetime) -> str:
    """A time as we write it: in UTC, with ``Z``."""
    micro = value.microsecond
    precision = "seconds" if not micro else "microseconds" if micro % 1000 else "milliseconds"
    return value.astimezone(UTC).isoformat(timespec=precision)[:-6] + "Z"


def _write_time(value: object) -> str:
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise TypeError(f"{value!r} is no datetime with a time zone")
    return write_time(value)


def _write_base64(value: object) -> str:
    if not isinstance(value, bytes):
        raise TypeError(f"{value!r} is no bytes")
    return base64.b64encode(value).decode("ascii")


def _write_hex(value: object) -> str:
    if not isinstance(value, bytes):
        raise TypeError(f"{value!r} is no bytes")
    return value.hex().upper()


def _write_text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no str")
    return str.__str__(value)


def _as_is(text: str) -> str:
    return text


def _replaced(text: str) -> str:
    return text.translate({9: " ", 10: " ", 13: " "})


def _collapsed(text: str) -> str:
    return _BLANKS.sub(" ", text).strip(" ")


STRING = Simple(str, _as_is, _write_text)
TOKEN = Simple(str, _collapsed, _write_text)
_KINDS = {
    "string": STRING, "anySimpleType": STRING, "normalizedString": Simple(str, _replaced, _write_text),
    "boolean": Simple(bool, _read_boolean, _write_boolean),
    "decimal": Simple(Decimal, Decimal, _write_decimal),
    "dateTime": Simple(datetime, _read_time, _write_time),
    "base64Binary": Simple(bytes, base64.b64decode, _write_base64),
    "hexBinary": Simple(bytes, bytes.fromhex, _write_hex),
    **dict.fromkeys(("double", "float"), Simple(float, float, _write_double)),
    **dict.fromkeys(("integer", "long", "int", "short", "byte", "nonNegativeInteger", "nonPositiveInteger",
                     "positiveInteger", "negativeInteger", "unsignedLong", "unsignedInt", "unsignedShort",
                     "unsignedByte"), Simple(int, int, _write_integer)),
    **dict.fromkeys(("token", "anyURI", "language", "Name", "NCName", "NMTOKEN", "NMTOKENS", "ID", "IDREF", "IDREFS",
                     "date", "time", "duration", "gYear", "gYearMonth", "gMonth", "gMonthDay", "gDay"), TOKEN)}


def _built_in(name: str, kind: Simple) -> Model:
    """Spyne's model of a built-in type, with the kind where ``simple`` finds it; a token's where Spyne has none."""
    spyne = TYPE_MAP.get(XS + name, TYPE_MAP[XS + ("integer" if kind.python is int else "token")])
    return with_kind(spyne.customize(), kind)


def with_kind(model: Model, kind: Simple) -> Model:
    """Mark a model, and whatever is made from it, as one of ``kind``."""
    model.motown_kind = kind
    return model


def simple(model: Model) -> Simple:
    """The kind of a simple type's model."""
    kind: Simple = model.motown_kind
    return kind


BUILT_IN = {XS + name: _built_in(name, kind) for name, kind in _KINDS.items()}
"""Spyne's models of XML Schema's own simple types; those that are missing cannot be served faithfully."""
