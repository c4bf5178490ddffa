"""The unit of work a handler is given: what it may read, and the events it leaves behind."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from motown.domain.authorization import Place, Verdict, judge
from motown.domain.commands import WithIdTag
from motown.domain.errors import Kind, Refused
from motown.domain.events import AuthorizationDecided, Event
from motown.domain.ids import ChargePointId, TransactionId
from motown.store import charge_points, commands, files, identities, transfers
from motown.store.due import Due
from motown.store.log import Entry
from motown.store.rows import (
    ChargePointRow,
    CommandRow,
    ConnectorRow,
    DueRow,
    IdTagRow,
    OrphanRow,
    ReceivedRow,
    TransactionRow,
    TransferCredentialRow,
    TransferredFileRow,
)
from motown.store.session import Session


class Work:
    """One unit of work.  A handler only reads and records: the store does the rest, in the same commit."""

    def __init__(self, session: Session, meaning: bytes | None = None) -> None:
        """``meaning``: what makes two such commands the same (``bus.handles``)."""
        self.session, self.meaning = session, meaning
        self._cause: int | None = None

    @property
    def now(self) -> datetime:
        """When the unit of work is done; the same for all that happens in it."""
        return self.session.now

    def record(self, event: Event, *, cause: Entry | Literal["request"] | int | None = "request") -> None:
        """Something has happened: because of the request, or of something else recorded or known by its position.

        Where there is no request, only a command of ours, it is because of what that follows from (``caused_by``).
        """
        no_request = cause == "request" and self.session.request is None
        self.session.record(event, cause=self._cause if no_request else cause)

    def recorded(self) -> Sequence[Entry]:
        """What this unit of work has recorded so far, messages apart."""
        return [entry for entry in self.session.entries if entry is not self.session.request]

    def caused_by(self, position: int) -> None:
        """The message behind the command, or what it records, follows from the event at that position."""
        self._cause, request = position, self.session.request
        if request is not None and request.cause is None:
            request.cause = position

    def correlate(self, correlation_id: str) -> str:
        """All that this unit of work records belongs together under that name, unless it has one; the name."""
        if self.session.correlation_id is None:
            self.session.correlation_id = correlation_id
        return self.session.correlation_id

    def concerns(self, *, transaction_id: int | None = None, connector_id: int | None = None) -> None:
        """The message behind the command is about this: the log finds it by that, and its answer too."""
        self.session.concerns(transaction_id=transaction_id, connector_id=connector_id)

    # -- due work: who changes it records an event too

    def due(self, due_id: str) -> DueRow | None:
        """What is to be done under this id, as it was before this unit of work; None: nothing (key ``due:...``)."""
        return self.session.due(due_id)

    def put_due(self, one: Due) -> None:
        """This is to be done; it replaces what is known under its id, and keeps that one's place in the lane."""
        self.session.put_due(one)

    def drop_due(self, due_id: str) -> None:
        """What is known under this id is done, or is not to be done any more."""
        self.session.drop_due(due_id)

    def wake(self, lane: str) -> None:
        """What waits in the lane because an attempt has failed is due now, if this unit of work leaves any event."""
        if self.session.entries:
            self.session.wake_lane(lane)

    # -- charge points

    def charge_point(self, charge_point_id: ChargePointId) -> ChargePointRow | None:
        """What is known of the charge point; None: nothing."""
        return self.session.charge_point(charge_point_id)

    def known(self, charge_point_id: ChargePointId) -> ChargePointRow:
        """The charge point; Refused where there is none of that name."""
        row = self.charge_point(charge_point_id)
        if row is None:
            raise Refused(f"there is no charge point {charge_point_id}", Kind.NOT_FOUND)
        return row

    def connectors(self, charge_point_id: ChargePointId) -> Sequence[ConnectorRow]:
        """The connectors of a charge point that have reported a status."""
        return charge_points.connectors(self.session.connection, charge_point_id)

    # -- commands to charge points

    def command(self, command_id: str, charge_point_id: ChargePointId) -> CommandRow | None:
        """A command of the charge point, whether it has ended or not."""
        pending = (row for row in self.pending_commands(charge_point_id) if row.command_id == command_id)
        row = next(pending, None) or commands.get(self.session.connection, command_id)
        return row if row and row.charge_point_id == charge_point_id else None

    def pending_commands(self, charge_point_id: ChargePointId) -> Sequence[CommandRow]:
        """The commands of the charge point that have not ended, oldest first."""
        return self.session.pending_commands(charge_point_id)

    def command_of_request(self, party: str | None, request_id: str) -> CommandRow | None:
        """The command that a party has asked for under this name of its own."""
        return commands.by_request(self.session.connection, party, request_id)

    def owner_of(self, fingerprint: str) -> str | None:
        """The charge point to which a client certificate belongs; None: nobody's."""
        return identities.owner(self.session.connection, fingerprint)

    # -- idTags

    def id_tag(self, key: str) -> IdTagRow | None:
        """What our list holds of the idTag of this key (``ids.folded``); None: it is not on it."""
        return self.session.id_tag(key)

    def verdict(self, command: WithIdTag) -> tuple[Verdict, IdTagRow | None]:
        """What is to be said of the tag presented, concurrency apart, and what our list holds of it."""
        tag = self.id_tag(command.id_tag_key) if command.id_tag_key else None
        parent_key = tag.parent_key if tag else None
        parent = self.id_tag(parent_key) if parent_key and parent_key != command.id_tag_key else None
        place = Place(command.charge_point_id, getattr(command, "connector_id", None))
        return judge(tag, parent, command.vouched, self.now, place), tag

    def decided(self, command: WithIdTag, verdict: Verdict, transaction_id: TransactionId | None = None) -> None:
        """Record the verdict on the tag presented."""
        if command.id_tag is not None:
            self.record(AuthorizationDecided(
                charge_point_id=command.charge_point_id, transaction_id=transaction_id, id_tag=command.id_tag,
                status=verdict.status, decided_by=verdict.decided_by))

    # -- transactions

    def open_transactions_of(self, id_tag_key: str) -> int:
        """How many transactions the tag has open, on any charge point."""
        return self.session.open_transactions_of_tag(id_tag_key)

    def transaction(self, transaction_id: int, charge_point_id: ChargePointId) -> TransactionRow | None:
        """The transaction of that number, if it is this charge point's: nobody ends another's."""
        row = self.session.transaction(TransactionId(transaction_id)) if transaction_id > 0 else None
        return row if row and row.charge_point_id == charge_point_id else None

    def open_transactions(self, charge_point_id: ChargePointId) -> Sequence[TransactionRow]:
        """The transactions of the charge point that have not ended, oldest first."""
        return self.session.open_transactions(charge_point_id)

    def transaction_at(self, charge_point_id: ChargePointId, connector_id: int, at: datetime) -> TransactionRow | None:
        """The transaction that ran on the connector at that time."""
        return self.session.transaction_at(charge_point_id, connector_id, at)

    def orphans(self, charge_point_id: ChargePointId, since: datetime) -> Sequence[OrphanRow]:
        """Stops and meter values of the charge point, since then, that have no transaction yet."""
        return self.session.orphans(charge_point_id, since)

    def next_transaction(self) -> TransactionId:
        """A number that no other transaction has or will have (TX-3)."""
        return TransactionId(self.session.next_number("transaction"))

    # -- files

    def allow_transfer(self, credential: TransferCredentialRow) -> None:
        """Let the credential bring or fetch its file (``addon.Offer``), from the commit on.

        Credentials that nobody can use any more are forgotten.
        """
        self.session.write(transfers.FORGET, None, {"before": self.now - transfers.KEPT})
        self.session.write(
            transfers.ALLOW, ("transfer_credential", credential.user_name), transfers.values(credential))

    def transfer(self, user_name: str) -> TransferCredentialRow | None:
        """The credential of that name; None: there is none, or none any more."""
        return transfers.get(self.session.connection, user_name)

    def count_transfer(self, user_name: str) -> None:
        """The credential has brought or fetched a file to the end."""
        self.session.write(
            transfers.COMPLETE, ("transfer_credential", user_name), {"name": user_name, "at": self.now})

    def transferred_file(self, command_id: str) -> TransferredFileRow | None:
        """The diagnostics that were brought for a command; None: nothing yet."""
        return files.of_command(self.session.connection, command_id)

    # -- what was said before

    def said_before(self) -> ReceivedRow | None:
        """What came of a command of the same meaning, if there was one; the answer is then marked as a repetition."""
        found = self.session.find_received(self.meaning) if self.meaning else None
        if found is not None:
            self.session.mark_duplicate(found.position)
        return found

    def remember(self, transaction_id: TransactionId | None = None) -> None:
        """Recognise the meaning from now on, as what was recorded last; two processes cannot both be the first."""
        if self.meaning:
            self.session.remember(self.meaning, transaction_id)
