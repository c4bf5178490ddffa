"""What somebody may see of transactions and what belongs to them; and finding a few rows by the right index."""

from collections.abc import Sequence
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy import Connection

from motown.domain.access import Target
from motown.store.charge_point_list import covered

__all__ = ["FEW", "Condition", "Seen", "Tagged", "covered", "few"]

FEW = 5000
"""Rows that are looked up one by one rather than met while going through the whole table in its order."""

Condition = sa.ColumnElement[bool]


class Tagged(msgspec.Struct, frozen=True):
    """Targets where only what was charged with some idTags may be seen (a grant with the constraint ``idTag``)."""

    targets: Sequence[Target]
    id_tag_keys: Sequence[str]


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody may see: any of these."""

    targets: Sequence[Target] = ()
    """All that happens there."""
    party_id: str | None = None
    """What is this party's own, wherever it happens."""
    tagged: Sequence[Tagged] = ()

    def of(self, table: Any) -> Condition:
        """The rows of a table with the columns charge_point_id, connector_id, party_id and id_tag_key."""
        own = table.c
        parts = [covered(own.charge_point_id, own.connector_id, self.targets)] if self.targets else []
        if self.party_id is not None:
            parts.append(own.party_id == self.party_id)
        parts += [sa.and_(covered(own.charge_point_id, own.connector_id, one.targets),
                          own.id_tag_key.in_(one.id_tag_keys)) for one in self.tagged]
        return sa.or_(*parts) if parts else sa.false()


def few(connection: Connection, key: sa.Column[Any], conditions: Sequence[Condition]) -> Condition | None:
    """The rows that one of these conditions leaves, by their keys, where they are few; None: all leave many.

    Each condition should have an index of its own.  A database that goes through a table in the order of its key, to
    spare itself the sorting, may pass a million rows before it meets the first that is wanted.
    """
    for one in conditions:
        probe = sa.select(sa.literal(1)).select_from(key.table).where(one).offset(FEW).limit(1)
        if connection.execute(probe).first() is None:
            return key.in_(sa.select(key).where(one))
    return None
