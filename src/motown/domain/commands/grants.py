"""What is asked about grants."""

from datetime import datetime
from typing import ClassVar

from motown.domain.access import Constraint, Target
from motown.domain.commands.parties import Requested
from motown.domain.ids import GrantId


class GrantAccess(Requested, frozen=True, kw_only=True):
    """Let a party do some operations, or classes of them, on some targets, whatever its roles."""

    NOT_COMPARED: ClassVar[frozenset[str]] = Requested.NOT_COMPARED | {"grant_id"}

    grant_id: GrantId
    """New, made by ``ids.new_grant_id``."""
    operations: tuple[str, ...] = ()
    access_classes: tuple[str, ...] = ()
    targets: tuple[Target, ...]
    valid_from: datetime | None = None
    valid_to: datetime | None = None
    constraints: tuple[Constraint, ...] = ()


class RevokeAccess(Requested, frozen=True, kw_only=True):
    """End a grant of the party at once."""

    grant_id: GrantId
