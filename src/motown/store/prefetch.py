"""What the units of a batch will want to read, asked for all at once by the keys that they name."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection

from motown.store import charge_points, commands, due, id_tags, receiveds, reservations, transactions
from motown.store.records import Unit
from motown.store.rows import (
    ChargePointRow,
    CommandRow,
    DueRow,
    IdTagRow,
    ReceivedRow,
    ReservationRow,
    TransactionRow,
)


class Prefetched:
    """Rows by their keys; what was asked for and is not there is None."""

    __slots__ = ("_connection", "_reservations", "charge_points", "due", "id_tags", "open_of_tags", "pending",
                 "received", "transactions")

    def __init__(self, connection: Connection, units: Sequence[Unit]) -> None:
        self._connection = connection
        self._reservations: dict[str, list[ReservationRow]] | None = None
        named: dict[str, list[str]] = {"cp": [], "due": [], "tag": [], "tx": []}
        for unit in units:
            for key in unit.keys:
                noun, _, name = key.partition(":")
                if noun in named:
                    named[noun].append(name)
        self.charge_points: dict[str, ChargePointRow | None] = _found(
            named["cp"], charge_points.BY_ID.all, connection, "charge_point_id")
        self.pending: dict[str, list[CommandRow]] = {name: [] for name in named["cp"]}
        """Of each charge point: its commands that have not ended, oldest first."""
        if named["cp"]:
            for row in sorted(commands.PENDING_OF.all(connection, list(self.pending)), key=_accepted):
                self.pending[row.charge_point_id].append(row)
        self.due: dict[str, DueRow | None] = _found(named["due"], due.BY_ID.all, connection, "id")
        self.transactions: dict[int, TransactionRow | None] = _found(
            [int(name) for name in named["tx"] if _is_number(name)], transactions.BY_ID.all, connection,
            "transaction_id")
        self.received: dict[bytes, ReceivedRow | None] = _found(
            [key for unit in units for key in unit.meanings], receiveds.BY_KEY.all, connection, "key")
        self.id_tags: dict[str, IdTagRow | None] = _found(named["tag"], id_tags.BY_KEY.all, connection, "key")
        self.open_of_tags: dict[str, int] = dict.fromkeys(named["tag"], 0)
        if named["tag"]:
            self.open_of_tags.update(transactions.OPEN_OF_TAGS.all(connection, named["tag"]))
            self._parents(connection)

    def active_reservations(self, charge_point_id: str) -> Sequence[ReservationRow]:
        """Those that the charge point holds; asked for when one of the batch wants to know, for all that it names."""
        if self._reservations is None:
            self._reservations = {name: [] for name in self.charge_points}
            if self._reservations:
                for row in reservations.active(self._connection, list(self._reservations)):
                    self._reservations[row.charge_point_id].append(row)
        found = self._reservations.get(charge_point_id)
        return reservations.active(self._connection, [charge_point_id]) if found is None else found

    def _parents(self, connection: Connection) -> None:
        wanted = {row.parent_key for row in self.id_tags.values() if row is not None and row.parent_key}
        missing = list(wanted - self.id_tags.keys())
        self.id_tags.update(_found(missing, id_tags.BY_KEY.all, connection, "key"))


def _accepted(row: CommandRow) -> int:
    return row.accepted_position


def _is_number(name: str) -> bool:
    """Whether it can be one of our transactions: positive, of 64 bits at most."""
    return name.isascii() and name.isdigit() and len(name) < 19


def _found(keys: list[Any], ask: Any, connection: Connection, name: str) -> dict[Any, Any]:
    found: dict[Any, Any] = dict.fromkeys(keys)
    if keys:
        rows: Iterable[Any] = ask(connection, list(found))
        found.update((getattr(row, name), row) for row in rows)
    return found
