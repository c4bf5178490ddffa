"""What is asked about subscriptions: by parties, by operators, and by who delivers."""

from datetime import datetime

from motown.domain.commands.base import Command
from motown.domain.ids import PartyId, SubscriptionId
from motown.domain.subscriptions import SubscriptionFilter


class AboutSubscription(Command, frozen=True, kw_only=True):
    """Something asked about one subscription."""

    subscription_id: SubscriptionId
    by: str | None = None
    """The party that asks; None: the operator of the server, or the server itself."""

    @property
    def keys(self) -> frozenset[str]:
        """The subscription."""
        return frozenset((f"subscription:{self.subscription_id}",))


class Subscribe(AboutSubscription, frozen=True, kw_only=True):
    """Begin a subscription; ``subscription_id`` is new (``ids.new_subscription_id``)."""

    party_id: PartyId
    name: str
    mode: str
    filter: SubscriptionFilter | None = None
    include_payload: bool = False
    batch_limit: int
    start_position: int | None = None
    """Begin behind this position; None: behind the newest event."""
    url: str | None = None
    user: str | None = None
    secret: str | None = None
    """The password shown to the consumer: kept beside the log."""
    soap_version: str | None = None

    @property
    def keys(self) -> frozenset[str]:
        """Also the name: a party has one of each."""
        return super().keys | {f"subscription-of:{self.party_id}:{self.name}"}


class MoveSubscription(AboutSubscription, frozen=True, kw_only=True):
    """Go on behind a position, wherever it was."""

    position: int


class PauseSubscription(AboutSubscription, frozen=True, kw_only=True):
    """Call its consumer no more until it is resumed."""


class ResumeSubscription(AboutSubscription, frozen=True, kw_only=True):
    """Go on at once, behind what was acknowledged."""


class RemoveSubscription(AboutSubscription, frozen=True, kw_only=True):
    """End it."""

    reason: str = "Unsubscribed"


# -- deliveries: they change the place beside the log, and record no events

class AboutDelivery(AboutSubscription, frozen=True, kw_only=True):
    """Something that becomes of a delivery; nothing is done where its term is over."""

    term: int
    """Every Seek, Pause and Resume begins a new term: what was under way before counts no more."""


class TellEvents(AboutDelivery, frozen=True, kw_only=True):
    """Events up to ``last`` are about to be told, or have been: so far they may be acknowledged."""

    last: int
    delivery_id: str | None = None
    """The call that is about to be made; None: they are fetched."""
    after: int = 0
    """Its events are behind this position."""
    heartbeat: bool = False


class AcknowledgeEvents(AboutDelivery, frozen=True, kw_only=True):
    """All up to ``position`` is done with, or was passed over; what that is not is no acknowledgement (MT-SUB-13)."""

    position: int
    told: int | None = None
    """So far events were told; None: as is known."""
    answered_at: datetime | None = None
    """A call was answered then; None: there was no call."""
    has_events: bool = False
    """It was a call with events, and no heartbeat."""
    following: TellEvents | None = None
    """The next call, that is about to be made: in the same unit of work."""


class SuspendSubscription(AboutDelivery, frozen=True, kw_only=True):
    """Calls have failed for too long: no more until it is resumed.  This does record an event."""

    reason: str


class FailDelivery(AboutDelivery, frozen=True, kw_only=True):
    """A call has failed; it is made again at ``next_retry_at``."""

    delivery_id: str
    after: int
    last: int
    heartbeat: bool
    attempt: int
    """1 for the first."""
    failed_at: datetime
    next_retry_at: datetime
    reason: str
