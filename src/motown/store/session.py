"""What a handler's unit of work sees of the store: rows it may read, and the events it leaves behind."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

import msgspec
import sqlalchemy as sa
from sqlalchemy import Connection

from motown.domain.events import Event, Message
from motown.store import (
    charge_points,
    commands,
    counters,
    credentials,
    due,
    id_tags,
    orphans,
    receiveds,
    transactions,
)
from motown.store.credentials import UNCHANGED, Unchanged
from motown.store.due import Change, Dropped, Due, Woken
from motown.store.log import Entry
from motown.store.prefetch import Prefetched
from motown.store.projections import Write
from motown.store.records import Unit
from motown.store.rows import (
    ChargePointRow,
    CommandRow,
    DueRow,
    IdTagRow,
    OrphanRow,
    PartyRequestRow,
    ReceivedRow,
    ReservationRow,
    TransactionRow,
)
from motown.store.statements import Statement, Values


class Session:
    """One unit of work on the writer's connection: belongs to the writer thread, ends with the handler.

    What is named by the unit's keys has been read beforehand and costs nothing here; anything else is asked for
    when it is wanted.  Reads show what was committed before, not what this unit itself has recorded.
    """

    __slots__ = ("_prefetched", "answered", "connection", "correlation_id", "due_changes", "entries", "now",
                 "remembered", "request", "writes")

    def __init__(self, connection: Connection, prefetched: Prefetched, now: datetime, unit: Unit) -> None:
        self.connection, self._prefetched, self.now = connection, prefetched, now
        incoming = unit.incoming
        self.request = Entry(incoming.event, incoming.body, unit.causation_position) if incoming else None
        self.entries: list[Entry] = [self.request] if self.request else []
        self.remembered: list[tuple[bytes, int | None, Entry]] = []
        self.answered: PartyRequestRow | None = None
        """What is to be remembered of a party's request; its position is known at the commit."""
        self.writes: list[Write] = []
        self.due_changes: list[Change] = []
        self.correlation_id = unit.correlation_id
        """What all its events belong to; None: the id of its first event."""

    # -- reading

    def charge_point(self, charge_point_id: str) -> ChargePointRow | None:
        """A charge point (key ``cp:...``)."""
        found = self._prefetched.charge_points
        if charge_point_id in found:
            return found[charge_point_id]
        return charge_points.get(self.connection, charge_point_id)

    def pending_commands(self, charge_point_id: str) -> Sequence[CommandRow]:
        """The commands of a charge point that have not ended, oldest first (key ``cp:...``)."""
        found = self._prefetched.pending
        return found[charge_point_id] if charge_point_id in found else commands.pending_of(
            self.connection, [charge_point_id])

    def active_reservations(self, charge_point_id: str) -> Sequence[ReservationRow]:
        """The reservations that a charge point holds, oldest first (key ``cp:...``)."""
        return self._prefetched.active_reservations(charge_point_id)

    def id_tag(self, key: str) -> IdTagRow | None:
        """An idTag, or the parent of one (key ``tag:...``)."""
        found = self._prefetched.id_tags
        return found[key] if key in found else id_tags.get(self.connection, key)

    def open_transactions_of_tag(self, key: str) -> int:
        """How many transactions the idTag has open (key ``tag:...``)."""
        found = self._prefetched.open_of_tags
        return found[key] if key in found else transactions.open_of_tag(self.connection, key)

    def transaction(self, transaction_id: int) -> TransactionRow | None:
        """A transaction (key ``tx:...``)."""
        found = self._prefetched.transactions
        return found[transaction_id] if transaction_id in found else transactions.get(self.connection, transaction_id)

    def open_transactions(self, charge_point_id: str) -> Sequence[TransactionRow]:
        """The transactions of a charge point that have not ended, oldest first."""
        return transactions.open_of_charge_point(self.connection, charge_point_id)

    def transaction_at(self, charge_point_id: str, connector_id: int, at: datetime) -> TransactionRow | None:
        """The transaction that ran on the connector at that moment."""
        return transactions.at(self.connection, charge_point_id, connector_id, at)

    def orphans(self, charge_point_id: str, since: datetime = orphans.BEGINNING) -> Sequence[OrphanRow]:
        """Stops and meter values of the charge point, since then, that have no transaction yet, oldest first."""
        return orphans.waiting(self.connection, charge_point_id, since)

    def due(self, due_id: str) -> DueRow | None:
        """Due work (key ``due:...``)."""
        found = self._prefetched.due
        return found[due_id] if due_id in found else due.get(self.connection, due_id)

    def find_received(self, key: bytes) -> ReceivedRow | None:
        """What came of the first message of this meaning (``Unit.meanings``)."""
        found = self._prefetched.received
        return found[key] if key in found else receiveds.get(self.connection, key)

    def execute(self, statement: sa.Select[Any], parameters: Values | None = None) -> sa.CursorResult[Any]:
        """Any other query."""
        return self.connection.execute(statement, parameters)

    # -- leaving something behind

    def record(self, event: Event, *, cause: Entry | Literal["request"] | int | None = "request",
               even_if_refused: bool = False) -> None:
        """Something has happened: because of the request, of another entry or the event at a position, or of itself.

        Where the unit is refused nothing of it stays, but for what is recorded ``even_if_refused``.
        """
        follows = self.request if cause == "request" else cause
        self.entries.append(Entry(event, None, follows, even_if_refused))

    def next_number(self, name: str) -> int:
        """A number that nothing else of this name will ever have."""
        return counters.following(self.connection, name)

    def remember(self, key: bytes, transaction_id: int | None = None) -> None:
        """From now on ``find_received`` finds the event recorded last.

        If another process was first, this unit is carried out once more, and then finds what the other has left.
        """
        self.remembered.append((key, transaction_id, self.entries[-1]))

    def mark_duplicate(self, position: int) -> None:
        """The request says again what the event at that position has recorded; its message and its answer tell so."""
        self._tell(duplicate_of=position)

    def concerns(self, *, transaction_id: int | None = None, connector_id: int | None = None) -> None:
        """What the request turned out to be about; its message and its answer tell so."""
        self._tell(transaction_id=transaction_id, connector_id=connector_id)

    def _tell(self, **found: int | None) -> None:
        if self.request is not None and isinstance(self.request.event, Message):
            self.request.event = msgspec.structs.replace(
                self.request.event, **{name: value for name, value in found.items() if value is not None})

    def set_credential(self, charge_point_id: str, *, password_hash: str | Unchanged | None = UNCHANGED,
                       certificate_fingerprint: str | Unchanged | None = UNCHANGED) -> None:
        """Change by what a charge point shows who it is; None takes it away, what is not given stays."""
        both = {"password_hash": password_hash, "certificate_fingerprint": certificate_fingerprint}
        given = {name: value for name, value in both.items() if value is not UNCHANGED}
        if given:
            values = dict.fromkeys(both) | given | {"changed_at": self.now}
            self.write(credentials.SET[tuple(given)], ("charge_point_credential", charge_point_id, *given),
                       {"charge_point_id": charge_point_id, **values})

    # -- due work: a unit that changes it records an event too, by whose position the change is found

    def put_due(self, one: Due) -> None:
        """This is to be done; it replaces what is known under its id, and keeps that one's place in the lane."""
        self.due_changes.append(one)

    def drop_due(self, due_id: str) -> None:
        """The due work of this id is done, or is not to be done any more."""
        self.due_changes.append(Dropped(due_id))

    def wake_lane(self, lane: str) -> None:
        """What waits in the lane because an attempt has failed is due now."""
        self.due_changes.append(Woken(lane))

    def write(self, statement: Statement, row: Any, values: Values) -> None:
        """Change a row of a table that is not made from the log; ``row`` names it, None: several.  After the events."""
        self.writes.append(Write(statement, row, values))
