"""Operations from and to plain values: what the command line, a service or the store has of them."""

import re
from collections.abc import Mapping
from typing import Any

import msgspec

from motown.domain.errors import Kind, Refused
from motown.domain.operations.base import OPERATIONS, Operation

_PLACE = re.compile(r"^(?P<problem>.*?)(?: - at `\$\.?(?P<place>[^`]*)`)?$", re.DOTALL)

_EXPECTED = re.compile(r"Expected (?P<kind>\w+)(?P<more>(?: of length)?(?: [<>]= -?\d+)?| with a timezone component)"
                       r"(?:, got \w+)?$")
_WORDS = {"int": "a whole number", "str": "a text", "bool": "true or false", "datetime": "a time", "array": "a list",
          "object": "an object"}


def read(name: str, fields: Mapping[str, Any], *, texts: bool = False) -> Operation:
    """The operation of that name with these fields, by their names in the contract; Refused where they do not fit.

    ``texts``: values may be texts, as a command line has them.
    """
    kind = OPERATIONS.get(name)
    if kind is None:
        raise Refused(f"there is no command {name}: known are {', '.join(sorted(OPERATIONS))}", Kind.NOT_FOUND)
    try:
        return msgspec.convert(dict(fields), kind, strict=not texts)
    except msgspec.ValidationError as error:
        place, problem = _said(str(error))
        raise Refused(f"{name}: {place}: {problem}" if place else f"{name}: {problem}", Kind.INVALID,
                      field=place) from None


def recalled(name: str, fields: Mapping[str, Any]) -> Operation | None:
    """An operation of before, as it was kept; None where nobody here can read it any more."""
    try:
        return read(name, fields)
    except Refused:
        return None


def written(operation: Operation) -> dict[str, Any]:
    """The fields by their names in the contract, as plain values fit for JSON."""
    plain: dict[str, Any] = msgspec.to_builtins(operation)
    return plain


def version_of(protocol: str | None) -> str | None:
    """``1.5`` of ``ocpp1.5-soap``; None: not known."""
    found = re.fullmatch(r"ocpp(\d+\.\d+)-\w+", protocol or "")
    return found[1] if found else None


def _wanted(found: re.Match[str]) -> str:
    return f"{_WORDS.get(found['kind'], found['kind'])}{found['more']} is wanted"


def _said(problem: str) -> tuple[str | None, str]:
    """The field, where there is one, and the words of msgspec in ours."""
    found = _PLACE.match(problem)
    place = found["place"] if found else None
    if found and place:
        return place, _EXPECTED.sub(_wanted, found["problem"].replace("`", ""))
    return None, problem.replace("Object missing required field", "missing").replace(
        "Object contains unknown field", "there is no field").replace("`", "")
