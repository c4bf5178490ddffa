"""What is wrong with the settings: all of it, each with its place, its value and what was probably meant."""

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with the settings."""

    path: str
    """The setting: ``store.url``; empty where it is about a whole file."""
    reason: str
    value: str | None = None
    """What was given, secrets masked; None where nothing was."""
    origin: str | None = None
    """Where it was given: a file, an environment variable, ``--set``."""

    def __str__(self) -> str:
        given = "" if self.value is None else f" = {self.value}"
        origin = "" if self.origin is None else f" ({self.origin})"
        return f"{self.path}{given}{origin}: {self.reason}".lstrip()


class ConfigError(Exception):
    """The settings cannot be used; ``problems`` says everything that is wrong with them."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


def masked(value: str) -> str:
    """The value without the password of a URL."""
    return re.sub(r"(://[^:/?#\s]*):[^/?#\s]*@", r"\1:***@", value)


def unknown(path: str, known: Iterable[str]) -> str:
    """The reason for a name nobody knows, with the nearest known one: in the same table first, then anywhere."""
    names = sorted(known)
    table, _, name = path.rpartition(".")
    siblings = {_last(other): other for other in names if other.rpartition(".")[0] == table}
    anywhere = {_last(other): other for other in names}
    for word, candidates in ((name, siblings), (path, {other: other for other in names}), (name, anywhere)):
        near = difflib.get_close_matches(word, candidates, n=1)
        if near:
            return f"there is no such setting; did you mean {candidates[near[0]]}?"
    if siblings and table:
        return f"there is no such setting; [{table}] has {', '.join(siblings)}"
    return "there is no such setting"


def _last(path: str) -> str:
    return path.rpartition(".")[2]
