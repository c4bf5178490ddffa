"""Whether a contract still serves the clients of an older one: what was there is there, what is new stands last.

    python -m motown.contracts.compatibility OLD.wsdl NEW.wsdl        # or a table: OLD.csv NEW.csv

The rules are those of docs/standard/versioning.rst: operations, messages and types may be added, and optional
elements last before the wildcard; nothing may go, move, or become narrower or wider.
"""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from motown.contracts.shape import Particle, Shape, shape
from motown.contracts.tables import table_changes


def changes(old: Path, new: Path) -> list[str]:
    """What a client of the old contract would stumble over in the new one, a line each; nothing where it would not.

    A table beside the contracts is compared likewise.
    """
    return table_changes(old, new) if old.suffix == ".csv" else list(_changes(shape(old), shape(new)))


def _changes(old: Shape, new: Shape) -> Iterator[str]:
    if old.namespace != new.namespace:
        yield f"the namespace was {old.namespace} and is {new.namespace}"
    if old.version[:1] != new.version[:1] or new.version < old.version:
        yield f"the version was {_dotted(old.version)} and is {_dotted(new.version)}"
    yield from _same("operation", old.operations, new.operations)
    yield from _same("element", old.elements, new.elements)
    yield from _same("simple type", old.simple, new.simple)
    for name, before in old.types.items():
        if name in new.types:
            yield from _sequence(_local(name), before, new.types[name])
        else:
            yield f"{_local(name)} is gone"
    if _without_version(old) != _without_version(new) and old.version == new.version:
        yield f"something is new, and the version is still {_dotted(new.version)}"


def _same(kind: str, old: Mapping[str, object], new: Mapping[str, object]) -> Iterator[str]:
    for name, before in old.items():
        if name not in new:
            yield f"{kind} {_local(name)} is gone"
        elif new[name] != before:
            yield f"{kind} {_local(name)} has changed: {_difference(before, new[name])}"


def _sequence(name: str, old: tuple[Particle, ...], new: tuple[Particle, ...]) -> Iterator[str]:
    """The old elements in their places, then new ones that may be absent, then the wildcard."""
    kept, added = old[:-1], new[len(old) - 1:-1]
    if new[-1:] != old[-1:]:
        yield f"{name}: the wildcard at its end has changed"
    for number, before in enumerate(kept):
        now = new[number] if number < len(new) - 1 else None
        if now is None or now.name != before.name:
            yield f"{name}: {before.name} is gone from its place"
            return
        if now != before:
            yield f"{name}: {before.name} has changed: {_difference(before[1:], now[1:])}"
    yield from (f"{name}: {one.name} is new and required" for one in added if one.least != "0")


def _difference(before: object, now: object) -> str:
    one, other = (list(value) if isinstance(value, tuple) else [value] for value in (before, now))
    gone, come = [value for value in one if value not in other], [value for value in other if value not in one]
    return f"{', '.join(map(str, gone)) or 'nothing'} became {', '.join(map(str, come)) or 'nothing'}"


def _without_version(one: Shape) -> tuple[object, ...]:
    return one.types, one.simple, one.elements, one.operations


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))


def main(arguments: list[str]) -> int:
    """Print what has changed for the worse; 1 where anything has."""
    old, new = map(Path, arguments)
    found = changes(old, new)
    print("\n".join(found) or f"{new} serves the clients of {old}")  # noqa: T201  # this is what it is for
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
