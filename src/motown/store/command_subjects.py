"""What a command of a session is about: an idTag, a transaction, a reservation, who charges at a connector.

Whose that is decides who may ask (standard, section 3): the party that vouches for the idTag.
"""

from typing import NamedTuple

from sqlalchemy import Connection

from motown.domain.ids import folded
from motown.store import charge_points, id_tags, reservations, transactions
from motown.store.rows import ChargePointRow

HIGHEST_TRANSACTION = 2**31 - 1


class Subject(NamedTuple):
    """A charge point, and what of it is meant."""

    charge_point: ChargePointRow | None
    """None: there is none of that name."""
    id_tag: str | None = None
    """Whose it is; None: nobody's."""
    owner: str | None = None
    """The party that vouches for the idTag, or did so when the transaction began."""
    connector_id: int | None = None
    is_there: bool = True
    """Whether there is such a transaction or reservation at this charge point."""
    has_ended: bool = False


def of_charge_point(connection: Connection, charge_point_id: str) -> Subject:
    """Nothing but the charge point."""
    return Subject(charge_points.get(connection, charge_point_id))


def of_id_tag(connection: Connection, charge_point_id: str, connector_id: int | None, id_tag: str, *,
              case_sensitive: bool) -> Subject:
    """A session that is to be, or a reservation."""
    return _of(connection, charge_point_id, id_tag, connector_id, case_sensitive)


def of_transaction(connection: Connection, charge_point_id: str, transaction_id: str) -> Subject:
    """A transaction, by its number in decimal; whose it was when it began."""
    number = int(transaction_id) if transaction_id.isascii() and transaction_id.isdecimal() else 0
    can_be = 0 < number <= HIGHEST_TRANSACTION and str(number) == transaction_id
    row = transactions.get(connection, number) if can_be else None
    if row is None or row.charge_point_id != charge_point_id:
        return Subject(charge_points.get(connection, charge_point_id), is_there=False)
    known = charge_points.get(connection, charge_point_id)
    return Subject(known, row.id_tag, row.party_id, row.connector_id, has_ended=row.stopped_at is not None)


def of_connector(connection: Connection, charge_point_id: str, connector_id: int) -> Subject:
    """The transaction that runs on a connector, or was the last there."""
    row = transactions.last_at(connection, charge_point_id, connector_id)
    id_tag, party_id = (row.id_tag, row.party_id) if row is not None else (None, None)
    return Subject(charge_points.get(connection, charge_point_id), id_tag, party_id, connector_id)


def of_reservation(connection: Connection, charge_point_id: str, reservation_id: int, *,
                   case_sensitive: bool) -> Subject:
    """A reservation, or one that the charge point may have made without telling."""
    row = reservations.get(connection, reservation_id)
    if row is not None and row.charge_point_id == charge_point_id:
        return _of(connection, charge_point_id, row.id_tag, row.connector_id, case_sensitive)
    for asked in reservations.unanswered(connection, charge_point_id) if row is None else ():
        if asked.parameters.get("reservationId") == reservation_id:
            return _of(connection, charge_point_id, asked.parameters.get("idTag"), asked.connector_id, case_sensitive)
    return Subject(charge_points.get(connection, charge_point_id), is_there=False)


def _of(connection: Connection, charge_point_id: str, id_tag: str | None, connector_id: int | None,
        case_sensitive: bool) -> Subject:  # noqa: FBT001, it is passed on
    key = folded(id_tag, case_sensitive=case_sensitive) if id_tag is not None else None
    owner = id_tags.owner(connection, key) if key is not None else None
    return Subject(charge_points.get(connection, charge_point_id), id_tag, owner, connector_id)
