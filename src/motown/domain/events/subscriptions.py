"""What happens to subscriptions.  Deliveries and acknowledgements do not stand here: their events would feed them.

No secret ever stands in these events.
"""

from typing import ClassVar

from motown.domain.events.base import Event, declare
from motown.domain.ids import PartyId, SubscriptionId
from motown.domain.subscriptions import SubscriptionFilter


@declare
class SubscriptionChanged(Event, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """A party has subscribed to events; the event holds all there is to know, but for the password of delivery."""

    TYPE: ClassVar[str] = "motown.SubscriptionChanged"
    STREAM: ClassVar[str] = "subscription"
    KEY: ClassVar[str] = "subscription_id"

    subscription_id: SubscriptionId
    party_id: PartyId
    """Its owner."""
    name: str
    """The owner's name for it."""
    mode: str
    """``Push`` (the consumer is called) or ``Pull`` (it fetches)."""
    filter: SubscriptionFilter | None = None
    """Which events; absent: all."""
    include_payload: bool = False
    """Whether the exact bytes of messages are told."""
    batch_limit: int
    """The most events at a time."""
    start_position: int
    """It tells events behind this position."""
    url: str | None = None
    """Where the consumer is called."""
    user: str | None = None
    """The user name that is shown there."""
    soap_version: str | None = None
    """``1.1`` or ``1.2``: of the calls."""


@declare
class SubscriptionMoved(Event, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """Its place was set by hand (Seek)."""

    TYPE: ClassVar[str] = "motown.SubscriptionMoved"
    STREAM: ClassVar[str] = "subscription"
    KEY: ClassVar[str] = "subscription_id"

    subscription_id: SubscriptionId
    acknowledged_position: int
    """It goes on behind this position."""
    previous_position: int
    """Where it was."""
    by: str | None = None
    """The party that has done it; None: the operator of the server."""


@declare
class SubscriptionPaused(Event, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """Its consumer is not called until it is resumed."""

    TYPE: ClassVar[str] = "motown.SubscriptionPaused"
    STREAM: ClassVar[str] = "subscription"
    KEY: ClassVar[str] = "subscription_id"

    subscription_id: SubscriptionId
    by: str | None = None
    """The party that has done it; None: the operator of the server."""


@declare
class SubscriptionSuspended(Event, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """Calls of its consumer have failed for a day: there are no more until it is resumed.  Nothing is lost."""

    TYPE: ClassVar[str] = "motown.SubscriptionSuspended"
    STREAM: ClassVar[str] = "subscription"
    KEY: ClassVar[str] = "subscription_id"

    subscription_id: SubscriptionId
    lag: int
    """How far it is behind the newest event, as a difference of positions."""
    reason: str
    """Why the last call has failed."""


@declare
class SubscriptionResumed(Event, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """It goes on behind what was acknowledged."""

    TYPE: ClassVar[str] = "motown.SubscriptionResumed"
    STREAM: ClassVar[str] = "subscription"
    KEY: ClassVar[str] = "subscription_id"

    subscription_id: SubscriptionId
    lag: int
    """How far it is behind the newest event, as a difference of positions."""
    by: str | None = None
    """The party that has done it; None: the operator of the server."""


@declare
class SubscriptionRemoved(Event, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """It has ended."""

    TYPE: ClassVar[str] = "motown.SubscriptionRemoved"
    STREAM: ClassVar[str] = "subscription"
    KEY: ClassVar[str] = "subscription_id"

    subscription_id: SubscriptionId
    reason: str
    """``Unsubscribed``, ``Consumer`` (the consumer has answered so) or ``PartyRemoved``."""
    by: str | None = None
    """The party that has done it; None: the operator of the server, or nobody."""
