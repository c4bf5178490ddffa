"""What drivers do at a charge point: show a tag and plug in, show it again and leave (AUTH-1, AUTH-10, RV-4)."""

from collections.abc import Callable

from motown.simulator.authorization import Authorization
from motown.simulator.connectors import Connector, Connectors
from motown.simulator.errors import Refused
from motown.simulator.id_tags import folded
from motown.simulator.reservations import Reservations
from motown.simulator.transaction_queue import Entry
from motown.simulator.transactions import Transaction, Transactions


class Driving:
    """Lets drivers in and out.  ``released`` is called when a connector that was kept for one is kept no longer."""

    def __init__(self, connectors: Connectors, *, authorization: Authorization, reservations: Reservations,
                 transactions: Transactions, released: Callable[[Connector], None]) -> None:
        self._connectors, self._authorization = connectors, authorization
        self._reservations, self._transactions, self._released = reservations, transactions, released

    def usable(self, number: int) -> Connector:
        """The connector, if it is in use and nobody is at it; a reserved one is.  Raises Refused with what it is."""
        connector = self._connectors.find(number)
        if connector is None:
            raise Refused("Unknown")
        if connector.is_claimed or connector.status == "Occupied":
            raise Refused("Occupied")
        if connector.status in ("Faulted", "Unavailable"):
            raise Refused(connector.status)
        return connector

    async def start(self, number: int, tag: str) -> Transaction:
        """A driver shows a tag and plugs in.  Raises Refused: with the connector's status or the verdict on the tag."""
        connector = self.usable(number)
        connector.is_claimed = True
        try:
            parent = await self.admit(connector, tag)
            return self.begin(connector, tag, parent)
        finally:
            self.release(connector)

    async def admit(self, connector: Connector, tag: str) -> str | None:
        """Ask whether the tag may charge; its group.  Raises Refused with the verdict (AUTH-6, RV-6)."""
        needs_parent = self._reservations.needs_parent(connector, tag)
        verdict = await self._authorization.verdict(tag, needs_parent=needs_parent)
        if not verdict.is_accepted:
            raise Refused(verdict.status)
        return verdict.parent

    def open_for(self, number: int, tag: str) -> Connector | None:
        """The connector if ``tag`` may start there, as far as can be told without asking (RS-4)."""
        try:
            connector = self.usable(number)
            self._reservations.find(connector, tag, self._authorization.parent(tag))
        except Refused:
            return None
        return connector

    def begin(self, connector: Connector, tag: str, parent: str | None = None) -> Transaction:
        """The cable is in: the transaction begins and ends the reservation it was made for (RV-7, RV-8)."""
        parent = parent or self._authorization.parent(tag)
        if connector.is_faulted or not connector.is_operative:
            raise Refused(connector.status)
        reservation = self._reservations.find(connector, tag, parent)
        if reservation is None:
            return self._transactions.begin(connector, tag, parent=parent)
        self._reservations.end(reservation)
        return self._transactions.begin(connector, tag, parent=parent, reservation_id=reservation.id)

    def release(self, connector: Connector) -> None:
        """Nobody is awaited here any more."""
        if connector.is_claimed:
            connector.is_claimed = False
            self._released(connector)

    async def stop(self, transaction: Transaction, tag: str | None = None) -> Entry:
        """A driver shows a tag and leaves, or (without a tag) just pulls the plug.

        The starting tag needs no question; another one must be authorised and of the same group (AUTH-10).
        Raises Refused.
        """
        if tag is not None and folded(tag) != folded(transaction.tag):
            verdict = await self._authorization.verdict(tag, needs_parent=True)
            if not verdict.is_accepted:
                raise Refused(verdict.status)
            if verdict.parent is None or folded(verdict.parent) != folded(transaction.parent):
                raise Refused("Invalid")
        return self._transactions.end(transaction, tag)
