"""What is asked about grants."""

from datetime import datetime

from motown.domain.access import Constraint, Target
from motown.domain.commands.parties import AboutParty
from motown.domain.ids import GrantId


class GrantAccess(AboutParty, frozen=True, kw_only=True):
    """Let a party do some operations, or classes of them, on some targets, whatever its roles."""

    grant_id: GrantId
    """New, made by ``ids.new_grant_id``."""
    operations: tuple[str, ...] = ()
    access_classes: tuple[str, ...] = ()
    targets: tuple[Target, ...]
    valid_from: datetime | None = None
    valid_to: datetime | None = None
    constraints: tuple[Constraint, ...] = ()


class RevokeAccess(AboutParty, frozen=True, kw_only=True):
    """End a grant of the party at once."""

    grant_id: GrantId
