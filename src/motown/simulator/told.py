"""From ``--answer``, ``--fault``, ``--slow`` and their like to behaviours."""

from collections.abc import Iterator, Mapping
from typing import Any

import click

from motown.simulator.behaviour import EVERY, GARBLINGS, GOOD, Behaviour, check
from motown.simulator.versions import Version

_SWITCHES = {"lie": "lies", "drop": "drops", "html": "html"}
"""Option: field, for those that take nothing but an operation."""


def behaviours(given: Mapping[str, Any], version: Version) -> dict[str, Behaviour]:
    """What was asked for, by operation.  Raises click.BadParameter."""
    asked: dict[str, Behaviour] = {}
    for option, operation, field, value in _asked(given):
        one = Behaviour(**{field: value})
        try:
            check(version, operation, one)
        except ValueError as error:
            raise click.BadParameter(str(error), param_hint=f"--{option}") from None
        asked[operation] = one.over(asked.get(operation, GOOD))
    return asked


def _asked(given: Mapping[str, Any]) -> Iterator[tuple[str, str, str, Any]]:
    """Option, operation, field of Behaviour, value."""
    for option, field in (("answer", "status"), ("fault", "fault")):
        for text in given[option]:
            operation, equals, value = text.partition("=")
            if not equals or not (value or option == "answer"):
                raise click.BadParameter(f"{text} is not OPERATION=WORD", param_hint=f"--{option}")
            yield option, operation, field, value
    for text in given["slow"]:
        operation, equals, seconds = text.rpartition("=")
        yield "slow", operation if equals else EVERY, "delay_seconds", _seconds(seconds)
    for option, field in _SWITCHES.items():
        for operation in given[option]:
            yield option, operation, field, True
    for text in given["garble"]:
        operation, _, kind = text.partition("=")
        if kind and kind not in GARBLINGS:
            raise click.BadParameter(f"{kind} is none of {', '.join(GARBLINGS)}", param_hint="--garble")
        yield "garble", operation, "garbling", kind or GARBLINGS[0]


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds < float("inf"):
        raise click.BadParameter(f"{text} is no number of seconds", param_hint="--slow")
    return seconds
