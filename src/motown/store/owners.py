"""Who has asked for commands, and whose idTags transactions and reservations are of: what is a party's own."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection

from motown.store import events
from motown.store.statements import Lookup
from motown.store.tables import charging_transaction, command, id_tag, reservation

AT_ONCE = 512
"""Keys that one query looks for."""


class Owned(NamedTuple):
    """What was found; what is not there has nobody."""

    as_of: int
    """The head of the log then."""
    issuers: dict[str, str | None]
    """Command -> the party that asked for it."""
    tags: dict[int, str]
    """Transaction -> the form by which its idTag is compared."""
    reserved: dict[int, str]
    """Reservation -> the same."""
    owners: dict[str, str | None]
    """Form of an idTag -> the party that vouches for it; also those of the transactions and reservations."""


def _pairs(key: sa.Column[Any], value: sa.Column[Any]) -> Lookup[tuple[Any, Any]]:
    return Lookup(sa.select(key, value), key, lambda one, other: (one, other))


_ISSUERS = _pairs(command.c.command_id, command.c.party)
_TAGS = _pairs(charging_transaction.c.transaction_id, charging_transaction.c.id_tag_key)
_RESERVED = _pairs(reservation.c.reservation_id, reservation.c.id_tag_key)
_OWNERS = _pairs(id_tag.c.key, id_tag.c.party_id)


def of(connection: Connection, commands: Sequence[str] = (), transactions: Sequence[int] = (),
       reservations: Sequence[int] = (), tags: Iterable[str] = ()) -> Owned:
    """Whose these are.  The head is read first: what is found is as of then or later."""
    as_of = events.head(connection)
    tag_of = _all(connection, _TAGS, transactions)
    reserved = _all(connection, _RESERVED, reservations)
    wanted = list(dict.fromkeys((*tags, *tag_of.values(), *reserved.values())))
    return Owned(as_of, _all(connection, _ISSUERS, commands), tag_of, reserved, _all(connection, _OWNERS, wanted))


def _all(connection: Connection, lookup: Lookup[tuple[Any, Any]], keys: Sequence[Any]) -> dict[Any, Any]:
    found: dict[Any, Any] = {}
    for start in range(0, len(keys), AT_ONCE):
        found.update(lookup.all(connection, keys[start:start + AT_ONCE]))
    return found
