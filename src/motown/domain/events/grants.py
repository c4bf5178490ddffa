"""What parties were granted beyond their roles."""

from datetime import datetime
from typing import ClassVar

from motown.domain.access import Constraint, Target
from motown.domain.events.base import Event, declare
from motown.domain.ids import GrantId, PartyId


@declare
class GrantAdded(Event, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """A party may do more than its roles give it."""

    TYPE: ClassVar[str] = "motown.GrantAdded"
    STREAM: ClassVar[str] = "party"
    KEY: ClassVar[str] = "party_id"

    party_id: PartyId
    grant_id: GrantId
    operations: tuple[str, ...] = ()
    access_classes: tuple[str, ...] = ()
    """Classes of access; SELF: the targets are the party's own."""
    targets: tuple[Target, ...]
    valid_from: datetime | None = None
    """None: at once."""
    valid_to: datetime | None = None
    """None: without end."""
    constraints: tuple[Constraint, ...] = ()
    """What else must hold: ``idTag``, ``maxDurationSeconds``, ``maxPowerW``."""
    by: str | None = None
    """The party that gave it; None: the operator of the server."""


@declare
class GrantRevoked(Event, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """A grant has ended before its time."""

    TYPE: ClassVar[str] = "motown.GrantRevoked"
    STREAM: ClassVar[str] = "party"
    KEY: ClassVar[str] = "party_id"

    party_id: PartyId
    grant_id: GrantId
    by: str | None = None
