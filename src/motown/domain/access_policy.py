"""What each role may do by itself: the table access-policy.csv of the open standard (section 3), read.

The file beside the contracts is the single source; here is only how it is read.
"""

import csv
from collections.abc import Mapping
from enum import StrEnum
from io import StringIO
from typing import NamedTuple


class Role(StrEnum):
    """What a party is to charging."""

    CSO = "CSO"
    """Operates charge points."""
    EMP = "EMP"
    """Has drivers under contract: an e-mobility provider."""
    SUPPLIER = "SUPPLIER"
    """Supplies energy."""
    DSO = "DSO"
    """Operates the grid."""
    SITE = "SITE"
    """A company or household with charge points of its own."""
    VEHICLE = "VEHICLE"
    DEVELOPER = "DEVELOPER"
    ADDON = "ADDON"
    """A program; it may what it is granted."""
    ADMIN = "ADMIN"
    """Administers parties and grants."""


class Scope(StrEnum):
    """How far a role reaches with a class of access."""

    ALL = "all"
    """All charge points that the party is granted."""
    OWN = "own"
    """What is its own: its tokens, sessions, site, grid point; what it made."""
    AGGREGATE = "aggregate"
    """Sums over a target, no single session."""
    NONE = "none"


PUBLIC = "PUBLIC"
"""The class that needs no credential."""
SELF = "SELF"
"""What concerns the caller itself: any party with a credential."""
ADMIN = "ADMIN"
"""Parties, grants, registration, groups."""
CONSUMER = "CONSUMER"
"""What consumers implement: nobody asks it of us."""


class PolicyError(ValueError):
    """The table makes no sense; the text says where."""


class Needed(NamedTuple):
    """What an operation needs."""

    access_class: str
    others_class: str | None = None
    """The class by which it may be used for what is not the caller's own."""


class Policy:
    """Operation -> class, and class x role -> scope."""

    def __init__(self, classes: Mapping[str, Mapping[Role, Scope]], operations: Mapping[str, Needed]) -> None:
        self.classes, self.operations = classes, operations

    def needed(self, asked: str) -> Needed | None:
        """What an operation needs; a class may be named too.  None: neither is known.

        An operation is named as in the standard, or ``{namespace}Operation`` for one of an add-on.
        """
        return self.operations.get(asked) or (Needed(asked) if asked in self.classes else None)

    def scope(self, access_class: str, role: Role) -> Scope:
        """How far the role reaches with the class."""
        return self.classes.get(access_class, {}).get(role, Scope.NONE)

    def with_operations(self, added: Mapping[str, Needed]) -> "Policy":
        """The same with the operations that add-ons bring.  Raises PolicyError where one is there or has no class."""
        for name, needed in added.items():
            if name in self.operations:
                raise PolicyError(f"operation {name} is there already")
            _known(self.classes, needed, f"operation {name}")
        return Policy(self.classes, {**self.operations, **added})


def parse(text: str) -> Policy:
    """The policy that a CSV text says.

    Columns: kind (``class`` or ``operation``), name, class, others_class, and one a role; others are for people.
    Classes stand with a scope for each role, operations with their class.  Raises PolicyError.
    """
    classes: dict[str, Mapping[Role, Scope]] = {}
    operations: dict[str, Needed] = {}
    rows = csv.DictReader(StringIO(text))
    missing = {"kind", "name", "class", "others_class", *Role} - set(rows.fieldnames or ())
    if missing:
        raise PolicyError(f"columns are missing: {', '.join(sorted(missing))}")
    for row in rows:
        where, name = f"line {rows.line_num}", row["name"]
        if not name or name in classes or name in operations:
            raise PolicyError(f"{where}: {name or 'nothing'} is named twice, or nothing is")
        if row["kind"] == "class":
            classes[name] = {role: _scope(row[role], where) for role in Role}
        elif row["kind"] == "operation":
            operations[name] = _known(classes, Needed(row["class"], row["others_class"] or None), where)
        else:
            raise PolicyError(f"{where}: a row is of the kind class or operation")
    return Policy(classes, operations)


def _scope(word: str, where: str) -> Scope:
    try:
        return Scope(word)
    except ValueError:
        raise PolicyError(f"{where}: a scope is one of {', '.join(Scope)}, not {word!r}") from None


def _known(classes: Mapping[str, object], needed: Needed, where: str) -> Needed:
    for name in (needed.access_class, needed.others_class):
        if name is not None and name not in classes:
            raise PolicyError(f"{where}: there is no class {name!r} above")
    return needed
