"""Who has asked for commands, and whose transactions and idTags are: what of the log is a party's own."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, TypeVar

import sqlalchemy as sa
from sqlalchemy import Connection

from motown.store import events
from motown.store.statements import Lookup
from motown.store.tables import charging_transaction, command, id_tag, reservation

K = TypeVar("K")
V = TypeVar("V")
AT_ONCE = 512
"""Keys that one query looks for."""


class Charged(NamedTuple):
    """Whose a transaction is."""

    tag: str
    """The form by which its idTag is compared."""
    party_id: str | None
    """The party that vouched for the idTag when it began."""


class Owned(NamedTuple):
    """What was found; what is not there has nobody."""

    as_of: int
    """The head of the log then."""
    issuers: dict[str, str | None]
    """Command -> the party that asked for it."""
    transactions: dict[int, Charged]
    reservations: dict[int, str]
    """Reservation -> the form by which its idTag is compared."""
    owners: dict[str, str | None]
    """Form of an idTag -> the party that vouches for it; those of the reservations too."""


_ISSUERS: Lookup[tuple[str, str | None]] = Lookup(
    sa.select(command.c.command_id, command.c.party), command.c.command_id, lambda name, party: (name, party))
_TRANSACTIONS: Lookup[tuple[int, Charged]] = Lookup(
    sa.select(charging_transaction.c.transaction_id, charging_transaction.c.id_tag_key,
              charging_transaction.c.party_id),
    charging_transaction.c.transaction_id, lambda number, tag, party_id: (number, Charged(tag, party_id)))
_RESERVATIONS: Lookup[tuple[int, str]] = Lookup(
    sa.select(reservation.c.reservation_id, reservation.c.id_tag_key), reservation.c.reservation_id,
    lambda number, tag: (number, tag))
_OWNERS: Lookup[tuple[str, str | None]] = Lookup(
    sa.select(id_tag.c.key, id_tag.c.party_id), id_tag.c.key, lambda key, party_id: (key, party_id))


def of(connection: Connection, commands: Sequence[str] = (), transactions: Sequence[int] = (),
       reservations: Sequence[int] = (), tags: Iterable[str] = ()) -> Owned:
    """Whose these are.  The head is read first: what is found is as of then or later."""
    as_of = events.head(connection)
    reserved = _all(connection, _RESERVATIONS, reservations)
    wanted = list(dict.fromkeys((*tags, *reserved.values())))
    return Owned(as_of, _all(connection, _ISSUERS, commands), _all(connection, _TRANSACTIONS, transactions), reserved,
                 _all(connection, _OWNERS, wanted))


def _all(connection: Connection, lookup: Lookup[tuple[K, V]], keys: Sequence[Any]) -> dict[K, V]:
    found: dict[K, V] = {}
    for start in range(0, len(keys), AT_ONCE):
        found.update(lookup.all(connection, keys[start:start + AT_ONCE]))
    return found
