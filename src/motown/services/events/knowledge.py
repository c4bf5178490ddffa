"""What has to be known of an event beside itself to say whose it is: looked up together, and remembered.

Who asked for a command and whose a transaction is never changes: that is remembered, within bounds.  Which party
vouches for an idTag does change: that is remembered only for those who wait at the end of the log, where every change
is seen (``heed``).
"""

from collections.abc import Mapping, Sequence
from typing import Any

from twisted.internet.defer import Deferred, ensureDeferred

from motown.addon import Recorded, Registry
from motown.queries import owners

MOST = 100_000
"""Entries of each kind that are remembered; then it begins anew."""
RIGHTS = ("motown.Party", "motown.Grant", "motown.Group")
"""Beginnings of the types of events that change what a party may see."""
TOKENS = ("motown.IdTag", "motown.Token")
"""The same for which party vouches for which idTag."""


class Unknown:
    """What has to be looked up."""


UNKNOWN = Unknown()


class Known:
    """What is known; ``missing`` stands for the rest: UNKNOWN, or None where all was looked up."""

    def __init__(self, issuers: Mapping[str, str | None], transactions: Mapping[int, owners.Charged],
                 reservations: Mapping[int, str], owners: Mapping[str, str | None], missing: Unknown | None) -> None:
        self._issuers, self._transactions, self._reservations = issuers, transactions, reservations
        self._owners, self._missing = owners, missing

    def issuer(self, command_id: str) -> str | Unknown | None:
        """The party that has asked for a command."""
        return self._issuers.get(command_id, self._missing)

    def transaction(self, transaction_id: int) -> owners.Charged | Unknown | None:
        """Whose a transaction is."""
        return self._transactions.get(transaction_id, self._missing)

    def reservation(self, reservation_id: int) -> str | Unknown | None:
        """The idTag of a reservation, in the form by which it is compared."""
        return self._reservations.get(reservation_id, self._missing)

    def owner(self, tag: str) -> str | Unknown | None:
        """The party that vouches for an idTag."""
        return self._owners.get(tag, self._missing)


class Wanted:
    """What is to be looked up."""

    def __init__(self) -> None:
        self.commands, self.transactions = set[str](), set[int]()
        self.reservations, self.tags = set[int](), set[str]()

    def __bool__(self) -> bool:
        return bool(self.commands or self.transactions or self.reservations or self.tags)

    def add(self, other: "Wanted") -> None:
        """Look that up too."""
        self.commands |= other.commands
        self.transactions |= other.transactions
        self.reservations |= other.reservations
        self.tags |= other.tags


class Knowledge:
    """What is remembered, of one store."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._secret: bytes | None = None
        self._begin()
        registry.heed(self.heed)

    def _begin(self) -> None:
        self._issuers, self._transactions = dict[str, str | None](), dict[int, owners.Charged]()
        self._owners = dict[str, str | None]()
        self.rough = Known(self._issuers, self._transactions, {}, {}, UNKNOWN)
        """What holds for events at any place of the log."""
        self._live = Known(self._issuers, self._transactions, {}, self._owners, UNKNOWN)
        self.place = self.rights_position = self._tokens_position = 0
        """How far the end of the log was read; where what somebody may see has changed last."""
        self._wanted, self._waiting = Wanted(), list[Deferred[Known]]()
        self._busy = False

    def fresh(self) -> "Knowledge":
        """The same; empty where another store was opened."""
        secret = self._registry.backstage.secret()
        if secret is not self._secret:
            self._secret = secret
            self._begin()
        return self

    def live(self, position: int) -> Known:
        """What holds for an event at the end of the log."""
        return self._live if position <= self.place else self.rough

    def heed(self, after: int, events: Sequence[Recorded], place: int) -> None:
        """All events after a position up to a place: what they change is no longer believed."""
        if after > self.place:  # nobody has waited, and so nobody has looked
            self.rights_position = max(self.rights_position, after)
            self._forget_owners(after)
        for one in events:
            if one.type.startswith(RIGHTS):
                self.rights_position = one.position
            elif one.type.startswith(TOKENS):
                self._forget_owners(one.position)
        self.place = max(self.place, place)

    def _forget_owners(self, position: int) -> None:
        self._owners.clear()
        self._tokens_position = max(self._tokens_position, position)

    def look_up(self, wanted: Wanted) -> Deferred[Known]:
        """All that is wanted, as it is now; what many want at the same time is one query."""
        answer: Deferred[Known] = Deferred()
        self._wanted.add(wanted)
        self._waiting.append(answer)
        if not self._busy:
            self._busy = True
            ensureDeferred(self._look_up())
        return answer

    async def _look_up(self) -> None:
        while self._waiting:
            wanted, self._wanted = self._wanted, Wanted()
            waiting, self._waiting = self._waiting, []
            try:
                found: owners.Owned = await self._registry.read(
                    owners.of, list(wanted.commands), list(wanted.transactions), list(wanted.reservations),
                    list(wanted.tags))
            except Exception as error:  # noqa: BLE001, whoever wants it is told
                _tell(waiting, error)
                continue
            self._remember(found, wanted)
            _tell(waiting, Known(*found[1:], None))
        self._busy = False

    def _remember(self, found: owners.Owned, wanted: Wanted) -> None:
        _keep(self._issuers, found.issuers)
        _keep(self._transactions, found.transactions)
        if found.as_of >= self._tokens_position:
            _keep(self._owners, {**dict.fromkeys(wanted.tags), **found.owners})


def _keep(remembered: dict[Any, Any], more: Mapping[Any, Any]) -> None:
    if len(remembered) + len(more) > MOST:
        remembered.clear()
    remembered.update(more)


def _tell(waiting: Sequence[Deferred[Known]], outcome: Any) -> None:
    for one in waiting:
        if not one.called:  # whoever hung up is no longer there
            one.errback(outcome) if isinstance(outcome, Exception) else one.callback(outcome)
