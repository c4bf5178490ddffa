"""Rows of parties and grants as plain records; their fields stand in the order of the tables' columns."""

from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from motown.domain.access import Constraint, Grant, Target
from motown.store.rows import Row


class PartyRow(Row, frozen=True):
    """What is known of a party."""

    party_id: str
    name: str
    roles: list[str]
    user_name: str
    contact: str | None
    enabled: bool
    revision: int
    has_password: bool
    added_at: datetime
    added_position: int
    changed_at: datetime
    changed_position: int


class GrantRow(Row, frozen=True):
    """What a party was granted."""

    grant_id: str
    party_id: str
    operations: list[str]
    access_classes: list[str]
    targets: list[dict[str, Any]]
    """``kind``, ``id``, ``connectorId``."""
    valid_from: datetime | None
    valid_to: datetime | None
    constraints: list[dict[str, Any]]
    """``name``, ``value``."""
    granted_by: str | None
    granted_at: datetime
    granted_position: int
    revoked_at: datetime | None
    revoked_by: str | None

    def grant(self) -> Grant:
        """The grant as decisions take it."""
        return Grant(
            grant_id=self.grant_id, party_id=self.party_id, operations=tuple(self.operations),
            access_classes=tuple(self.access_classes), targets=tuple(msgspec.convert(self.targets, list[Target])),
            valid_from=self.valid_from, valid_to=self.valid_to,
            constraints=tuple(msgspec.convert(self.constraints, list[Constraint])), revoked=self.revoked_at is not None)


class PartyCredentialRow(Row, frozen=True):
    """By what password a party shows who it is."""

    party_id: str
    password_hash: str | None
    one_time_until: datetime | None
    """Until when, where it must be changed."""
    changed_at: datetime


class KnownParty(NamedTuple):
    """All that is needed to let a party in, as it was at one moment."""

    party: PartyRow
    credential: PartyCredentialRow | None
    certificates: list[str]
    grants: list[GrantRow]
    """Those that have not been revoked."""
    groups_position: int = 0
    """Where groups of charge points were changed last: grants may name them."""
