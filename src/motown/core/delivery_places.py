"""How far one subscription is, while it is told: each step is kept in a unit of work of its own, and then counts."""

from datetime import datetime, timedelta
from uuid import uuid4

import msgspec

from motown.core.bus import Bus
from motown.core.handlers.subscriptions import Held
from motown.domain import commands
from motown.domain.ids import SubscriptionId
from motown.store.subscription_rows import PlaceRow

LONGEST_RETRY_SECONDS = 900
SUSPENDED_AFTER = timedelta(hours=24)
LOST_SIGHT = "the server stopped while it waited for the answer"


def retry_seconds(attempt: int) -> int:
    """Time from a failed attempt to the next: 1 second, 2, 4 and so on up to 900 (MT-SUB-04)."""
    return int(min(2 ** min(attempt - 1, 16), LONGEST_RETRY_SECONDS))


class Call(msgspec.Struct, frozen=True):
    """A call that is open: durable, unless it is a heartbeat that has not failed yet."""

    delivery_id: str
    after: int
    last: int
    """It is about the events behind the first and up to the second."""
    heartbeat: bool
    attempt: int
    """Of the attempt that is made next."""


class DeliveryPlace:
    """The place of a subscription, as it is known here.

    Each method that keeps something tells whether it counted: where it did not, somebody else has moved the place, and
    it is to be read again.
    """

    def __init__(self, bus: Bus, row: PlaceRow) -> None:
        self._bus, self.row = bus, row
        self.after = row.acknowledged
        """All up to here was told, or need not be."""
        self._unkept: commands.AcknowledgeEvents | None = None
        """What the consumer has acknowledged, and is not kept yet."""
        self._made = 0
        """Attempts of the open call that we know of."""

    @property
    def is_failing(self) -> bool:
        """Whether the last call has failed."""
        return self.row.failing_since is not None

    @property
    def is_kept(self) -> bool:
        """Whether all that was acknowledged is durable."""
        return self._unkept is None

    @property
    def suspended_at(self) -> datetime | None:
        """When it is given up, if nothing is answered before (MT-SUB-05)."""
        since = self.row.failing_since
        return None if since is None else since + SUSPENDED_AFTER

    def read_again(self, row: PlaceRow) -> None:
        """Take what the store says."""
        if row.term != self.row.term:
            self.after = row.acknowledged
        self._take(row)

    # -- calls

    def open_call(self) -> Call | None:
        """The call that has to be made again; each time it is asked for counts as an attempt."""
        row = self.row
        if row.delivery_id is None:
            return None
        return Call(row.delivery_id, row.delivery_after, row.delivery_last, row.heartbeat, self._attempt())

    async def begin(self, last: int) -> Call | None:
        """A new call about what follows, up to ``last``: durable with what was acknowledged; None: it did not count."""
        telling = commands.TellEvents(
            subscription_id=self._id, term=self.row.term, last=last, delivery_id=str(uuid4()), after=self.after)
        done = self._unkept
        kept = await self._execute(telling if done is None else msgspec.structs.replace(done, following=telling))
        self._unkept = None
        return self.open_call() if kept else None

    def heartbeat(self, last: int) -> Call:
        """A new call about nothing: nothing is lost with it, so nothing is kept before it is made."""
        return Call(str(uuid4()), self.after, last, heartbeat=True, attempt=self._attempt())

    async def failed(self, call: Call, now: datetime, reason: str, *, at_once: bool = False) -> bool:
        """The call is to be made again, later or at once."""
        seconds = 0 if at_once else retry_seconds(call.attempt)
        return await self._fail(call, now, now + timedelta(seconds=seconds), reason)

    async def lost(self, now: datetime) -> None:
        """Who led before us may have made the open call: if so, it is made again as another attempt."""
        row = self.row
        if row.delivery_id is not None and (row.next_retry_at is None or row.next_retry_at <= now):
            call = Call(row.delivery_id, row.delivery_after, row.delivery_last, row.heartbeat, row.attempt + 1)
            await self._fail(call, now, now, LOST_SIGHT)

    def answered(self, call: Call, acknowledged: int, now: datetime) -> None:
        """Done, up to there; it is kept with the next step, or by ``keep``."""
        row = self.row
        if not row.acknowledged <= acknowledged <= call.last:  # of a heartbeat only (MT-SUB-13)
            acknowledged = row.acknowledged
        self._unkept = self._acknowledgement(
            acknowledged, told=call.last, answered_at=now, has_events=not call.heartbeat)
        self._take(msgspec.structs.replace(
            row, acknowledged=acknowledged, told=max(row.told, call.last), delivery_id=None, attempt=0,
            failing_since=None, next_retry_at=None, last_error=None))
        self.after = acknowledged

    # -- without a call

    async def keep(self) -> bool:
        """Make durable what was acknowledged."""
        if self._unkept is None:
            return True
        kept = await self._execute(self._unkept)
        self._unkept = None
        return kept

    async def passed(self, position: int) -> bool:
        """Nothing up to there is to be told, and that is to be known after a restart."""
        return await self._execute(self._acknowledgement(position, told=position))

    async def nothing_left(self, call: Call, now: datetime) -> bool:
        """Of what the open call is about its owner may see nothing any more: it is not made again."""
        return await self._execute(self._acknowledgement(call.last, told=call.last, answered_at=now))

    async def suspend(self) -> None:
        """No more calls."""
        await self._bus.execute(commands.SuspendSubscription(
            subscription_id=self._id, term=self.row.term, reason=self.row.last_error or ""))

    # -- keeping

    @property
    def _id(self) -> SubscriptionId:
        return SubscriptionId(self.row.subscription_id)

    def _attempt(self) -> int:
        self._made = max(self.row.attempt, self._made) + 1
        return self._made

    def _take(self, row: PlaceRow) -> None:
        if row.delivery_id != self.row.delivery_id:
            self._made = 0
        self.row, self.after = row, max(self.after, row.acknowledged)

    def _acknowledgement(self, position: int, *, told: int, answered_at: datetime | None = None,
                         has_events: bool = False) -> commands.AcknowledgeEvents:
        return commands.AcknowledgeEvents(
            subscription_id=self._id, term=self.row.term, position=position, told=told, answered_at=answered_at,
            has_events=has_events)

    async def _fail(self, call: Call, now: datetime, again_at: datetime, reason: str) -> bool:
        return await self._execute(commands.FailDelivery(
            subscription_id=self._id, term=self.row.term, delivery_id=call.delivery_id, after=call.after,
            last=call.last, heartbeat=call.heartbeat, attempt=call.attempt, failed_at=now, next_retry_at=again_at,
            reason=reason))

    async def _execute(self, command: commands.AboutDelivery) -> bool:
        committed = await self._bus.execute(command)
        held: Held | None = committed.result
        if held is None or not held.counted:
            return False
        self._take(held.place)
        return True
