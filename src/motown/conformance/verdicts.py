"""What can come of a test, and how a test says what it expected."""

from typing import Any

SHOWN = 1_500
"""Characters of a value that are told in a report."""


class Failed(Exception):
    """A requirement is not kept."""

    def __init__(self, expected: str, got: object) -> None:
        super().__init__(f"expected {expected}; got {shown(got)}")
        self.expected, self.got = expected, shown(got)


class Skipped(Exception):  # it says why
    """The requirement cannot be tested on this server, or as the kit was called; the argument says why."""


def shown(value: object) -> str:
    """A value in a report: short enough to be read."""
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]} ... ({len(text)} characters)"


def that(kept: object, expected: str, got: object) -> None:
    """Fail unless ``kept`` is true: ``expected`` is what should be so, ``got`` what was found."""
    if not kept:
        raise Failed(expected, got)


def equal(what: str, got: Any, wanted: Any) -> None:
    """Fail unless ``got`` is ``wanted``."""
    that(got == wanted, f"{what} to be {shown(wanted)}", got)


def holds(what: str, whole: Any, *parts: Any) -> None:
    """Fail unless all ``parts`` are in ``whole``."""
    for part in parts:
        that(part in whole, f"{what} to hold {shown(part)}", whole)


def lacks(what: str, whole: Any, *parts: Any) -> None:
    """Fail if one of ``parts`` is in ``whole``."""
    for part in parts:
        that(part not in whole, f"{what} not to hold {shown(part)}", whole)
