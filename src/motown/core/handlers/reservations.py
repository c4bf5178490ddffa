"""Reservations: made and cancelled by command, ended by what happens at the charge point, or by time (RV-1 to RV-11).

Everything about a reservation happens under the key of its charge point, one thing after the other.
"""

from collections.abc import Iterable

import msgspec

from motown.core.bus import handles
from motown.core.handlers.consequences import Answered, Prepared, follows, notices, prepares
from motown.core.work import Work
from motown.domain import commands, events, operations
from motown.domain.errors import Kind, Refused
from motown.domain.ids import ChargePointId, ConnectorId, IdTag, ReservationId, TransactionId
from motown.domain.operations import CancelReservation, ReserveNow
from motown.domain.operations.base import same_tag
from motown.store import counters
from motown.store import reservations as stored
from motown.store.due import Due
from motown.store.rows import CommandRow, ReservationRow

EXPIRY = "reservation.expiry"
"""The kind of due work that ends a reservation at its time."""
ACTIVE, USED, CANCELLED, EXPIRED, LOST = "Active", "Used", "Cancelled", "Expired", "Lost"
OUT_OF_USE = ("Faulted", "Unavailable")
FREE, RESERVED = "Available", "Reserved"


# -- asked

@prepares("ReserveNow")
def reserve(work: Work, command: commands.SendCommand, asked: ReserveNow) -> Prepared:
    """Give it a number that is unique and ours (RV-1), or replace the reservation whose number is given (RV-2)."""
    begin = max(work.now, command.not_before or work.now)
    if asked.expiry_date <= begin:
        raise Refused("the reservation would be over before the charge point is asked: check expiryDate", Kind.INVALID,
                      field="expiryDate")
    number = asked.reservation_id
    if number is None:
        number = work.session.next_number(counters.RESERVATION)
    else:
        _held(work, command.charge_point_id, number, "omit reservationId to make a new one")
    return Prepared(msgspec.structs.replace(asked, reservation_id=number))


@prepares("CancelReservation")
def cancel(work: Work, command: commands.SendCommand, asked: CancelReservation) -> Prepared:
    """Name the connector.  A number that we know nothing of is sent all the same.

    The charge point may hold a reservation whose making it has never answered, or one of another central system.
    """
    if _row(work, asked.reservation_id) is None:
        return Prepared(asked)
    row = _held(work, command.charge_point_id, asked.reservation_id, "there is nothing to cancel")
    return Prepared(asked, connector_id=row.connector_id)


def _held(work: Work, charge_point_id: ChargePointId, number: int, advice: str) -> ReservationRow:
    """The active reservation of the charge point; Refused where it is another's, unknown or over."""
    row = _row(work, number)
    if row is None or row.charge_point_id != charge_point_id:
        raise Refused(f"charge point {charge_point_id} has no reservation {number}: {advice}", Kind.NOT_FOUND)
    if row.state != ACTIVE:
        raise Refused(f"reservation {number} is {row.state}: {advice}", Kind.CONFLICT)
    return row


# -- answered

@follows("ReserveNow")
def reserved(work: Work, told: Answered) -> None:
    """Accepted: it holds (RV-3).  Refused: what looked as if it held does not; one to be replaced stays."""
    operation: ReserveNow = told.operation  # type: ignore[assignment]
    row = _row(work, operation.reservation_id or 0)
    own = row if row is not None and row.command_id == told.row.command_id else None
    if not told.is_refused and own is None:
        _make(work, told.row, operation)
    elif told.is_refused and own is not None and own.state == ACTIVE:
        _end(work, own, LOST)


@follows("CancelReservation")
def cancelled(work: Work, told: Answered) -> None:
    """Accepted: it is over.  Rejected: the charge point holds none of that number (RV-10)."""
    operation: CancelReservation = told.operation  # type: ignore[assignment]
    row = _row(work, operation.reservation_id)
    if row is None or row.state != ACTIVE or row.charge_point_id != told.row.charge_point_id:
        return
    if not told.is_refused:
        _end(work, row, CANCELLED)
    elif told.answer.status == "Rejected":
        _end(work, row, LOST)


def _make(work: Work, row: CommandRow, operation: ReserveNow) -> None:
    number = ReservationId(operation.reservation_id or 0)
    work.record(_made(row, operation))
    work.put_due(Due(id=_due_id(number), kind=EXPIRY, lane=None, due_at=operation.expiry_date,
                     body={"chargePointId": row.charge_point_id, "reservationId": number}))


def _made(row: CommandRow, operation: ReserveNow) -> events.ReservationMade:
    return events.ReservationMade(
        charge_point_id=ChargePointId(row.charge_point_id), connector_id=ConnectorId(operation.connector_id),
        command_id=row.command_id, reservation_id=ReservationId(operation.reservation_id or 0),
        id_tag=IdTag(operation.id_tag), expires_at=operation.expiry_date,
        parent_id_tag=IdTag(operation.parent_id_tag) if operation.parent_id_tag is not None else None)


# -- what happens there

@notices(events.TransactionStarted)
def used(work: Work, event: events.TransactionStarted) -> None:
    """A transaction ends the reservation whose number it carries (RV-8), or the one for its idTag or group (RV-7).

    By its number it is right even where we took it for Expired or Lost: the start may come late from a queue.
    """
    if event.reservation_id is not None and _used_by_number(work, event):
        return
    held = work.session.active_reservations(event.charge_point_id)
    for row in sorted(held, key=lambda one: one.connector_id == 0):  # of just this connector first
        if row.connector_id in (0, event.connector_id) and _is_for(work, row, event):
            _end(work, row, USED, event.transaction_id)
            return


def _used_by_number(work: Work, event: events.TransactionStarted) -> bool:
    row = _row(work, event.reservation_id or 0)
    if row is not None:
        own = row.charge_point_id == event.charge_point_id
        if own and row.state != USED:
            _end(work, row, USED, event.transaction_id)
        return own
    for asked, operation in _unanswered(work, event.charge_point_id):
        if operation.reservation_id == event.reservation_id:
            made = _made(asked, operation)
            work.record(made)
            work.record(_ended(made, USED, event.transaction_id))
            return True
    return False


def _is_for(work: Work, row: ReservationRow, event: events.TransactionStarted) -> bool:
    """Whether the idTag is the reserved one, or of its group."""
    if same_tag(row.id_tag, event.id_tag) or same_tag(row.parent_id_tag, event.id_tag):
        return True
    tag = work.id_tag(event.id_tag_key) if row.parent_id_tag is not None else None
    return tag is not None and same_tag(row.parent_id_tag, tag.parent_id_tag)


@notices(events.StatusChanged)
def status_changed(work: Work, event: events.StatusChanged) -> None:
    """Out of use: the reservation is lost (RV-7).  Reserved or free again: so a command without answer was heeded."""
    if event.status not in (*OUT_OF_USE, FREE, RESERVED):
        return
    held = work.session.active_reservations(event.charge_point_id)
    if event.status in OUT_OF_USE:
        if held and not _is_old(work, event):
            _lose(work, event, held)
    elif event.status == FREE:
        _given_free(work, event, held)
    elif not any(row.connector_id == event.connector_id for row in held):
        _shown(work, event)


def _lose(work: Work, event: events.StatusChanged, held: Iterable[ReservationRow]) -> None:
    for row in held:
        if event.connector_id in (0, row.connector_id):
            _end(work, row, LOST)


def _is_old(work: Work, event: events.StatusChanged) -> bool:
    """Whether something newer is known of the connector: messages kept while off-line come late (ST-7)."""
    if event.occurred_at is None:
        return False
    return any(one.connector_id == event.connector_id and one.status_at > event.occurred_at
               for one in work.connectors(event.charge_point_id))


def _given_free(work: Work, event: events.StatusChanged, held: Iterable[ReservationRow]) -> None:
    if not held:
        return
    asked = {getattr(operations.recalled(row.name, row.parameters), "reservation_id", None)
             for row in work.pending_commands(event.charge_point_id)
             if row.name == "CancelReservation" and row.sent_at is not None and row.answered_at is None}
    for row in held:
        if row.reservation_id in asked and row.connector_id == event.connector_id:
            _end(work, row, CANCELLED)


def _shown(work: Work, event: events.StatusChanged) -> None:
    """A connector is Reserved, and by nothing that we know of: by what was asked last and has not been answered."""
    for asked, operation in _unanswered(work, event.charge_point_id):
        is_new = _row(work, operation.reservation_id or 0) is None
        if is_new and operation.connector_id in (0, event.connector_id) and operation.expiry_date > work.now:
            _make(work, asked, operation)
            return


def _unanswered(work: Work, charge_point_id: ChargePointId) -> Iterable[tuple[CommandRow, ReserveNow]]:
    for row in stored.unanswered(work.session.connection, charge_point_id):
        operation = operations.recalled(row.name, row.parameters)
        if isinstance(operation, ReserveNow):
            yield row, operation


# -- time

@handles(commands.ExpireReservation)
def expire(work: Work, command: commands.ExpireReservation) -> None:
    """RV-9: the charge point drops it too, and may say so or not."""
    row = _row(work, command.reservation_id)
    if row is None or row.charge_point_id != command.charge_point_id or row.state != ACTIVE:
        raise Refused(f"reservation {command.reservation_id} is over already", Kind.CONFLICT)
    if row.expires_at > work.now:
        raise Refused(f"reservation {command.reservation_id} holds until {row.expires_at}", Kind.CONFLICT)
    _end(work, row, EXPIRED)


def _end(work: Work, row: ReservationRow, state: str, transaction_id: TransactionId | None = None) -> None:
    work.record(_ended(row, state, transaction_id))
    work.drop_due(_due_id(row.reservation_id))


def _ended(one: ReservationRow | events.ReservationMade, state: str,
           transaction_id: TransactionId | None) -> events.ReservationEnded:
    return events.ReservationEnded(
        charge_point_id=ChargePointId(one.charge_point_id), connector_id=ConnectorId(one.connector_id),
        reservation_id=ReservationId(one.reservation_id), state=state, transaction_id=transaction_id)


def _row(work: Work, number: int) -> ReservationRow | None:
    return stored.get(work.session.connection, number)


def _due_id(number: int) -> str:
    return f"reservation/{number}"
