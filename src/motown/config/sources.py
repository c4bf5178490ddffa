"""Where settings come from: the file, the environment, ``--set``.  Each gives a nested mapping and the errors in it."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from motown.config.errors import Problem

PREFIX = "MOTOWN_"


@dataclass(slots=True)
class Source:
    """What one source says: values by table and name, and by dotted path where each was said."""

    values: dict[str, Any] = field(default_factory=dict)
    origins: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def put(self, path: str, value: object, origin: str) -> None:
        """Set ``store.url`` below the nested tables, unless a table and a value have the same name."""
        *tables, name = path.split(".")
        place = self.values
        for table in tables:
            inner = place.setdefault(table, {})
            if not isinstance(inner, dict):
                self.problems.append(Problem(path, f"{table} is a value already, not a table", str(value), origin))
                return
            place = inner
        place[name] = value
        self.origins[path] = origin


def parsed(text: str) -> object:
    """A value as TOML writes it (``5``, ``true``, ``["a", "b"]``), or else the text itself."""
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except (tomllib.TOMLDecodeError, KeyError):
        return text


def from_file(path: Path | None) -> Source:
    """The tables of a TOML file; none without one."""
    source = Source()
    if path is None:
        return source
    try:
        with path.open("rb") as file:
            source.values = tomllib.load(file)
    except OSError as error:
        source.problems.append(Problem("", f"the settings cannot be read: {error.strerror or error}", origin=str(path)))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        source.problems.append(Problem("", f"not TOML: {error}", origin=str(path)))
    return source


def from_environment(environ: Mapping[str, str]) -> Source:
    """``MOTOWN_STORE__URL`` is ``store.url``; names without two underscores together are no settings."""
    source = Source()
    for variable, text in environ.items():
        if variable.startswith(PREFIX) and "__" in variable:
            path = variable.removeprefix(PREFIX).lower().replace("__", ".")
            source.put(path, parsed(text), f"environment variable {variable}")
    return source


def from_arguments(arguments: Iterable[str]) -> Source:
    """``store.url=sqlite:///x.db``, once for each ``--set``."""
    source = Source()
    for argument in arguments:
        path, equals, text = argument.partition("=")
        if equals and path.strip():
            source.put(path.strip(), parsed(text.strip()), "--set")
        else:
            source.problems.append(Problem(argument, "write section.key=value", origin="--set"))
    return source
