"""What telling subscribers of events takes of who reads for them and makes the calls (``core.deliveries``)."""

from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

from motown.store.subscription_rows import SubscriptionRow


class Told(NamedTuple):
    """What a subscription is to be told, as its owner may see it at that moment."""

    events: Sequence[Any]
    """At most as many as it wants at a time."""
    next_position: int
    """Up to there that is all."""
    head_position: int
    end: bool = True
    """Whether there is nothing more for now."""
    content: Any = None
    """Of the courier: from what it writes them."""


class Batch(NamedTuple):
    """What one call tells."""

    delivery_id: str
    """Equal in every attempt."""
    attempt: int
    """Counted from 1."""
    told: Told
    heartbeat: bool = False
    """There was nothing to tell for a while."""


class Answer(NamedTuple):
    """What the consumer says."""

    acknowledged: int
    unsubscribe: bool = False


class DeliveryFailed(Exception):
    """A call was not answered, or not in the right way; the text says why, for who looks after the subscription."""

    def __init__(self, reason: str, *, is_stale: bool = False) -> None:
        """``is_stale``: most likely it has not arrived, and would if it were made again at once."""
        super().__init__(reason)
        self.is_stale = is_stale


class Courier(Protocol):
    """Reads for subscribers, and calls them."""

    async def next(self, row: SubscriptionRow, after: int, seconds: float) -> Told | None:
        """What follows a position; where there is nothing, wait for the first so long.

        None: the owner is not let in now, so nothing may be told.  Raises StoreUnavailable and PositionUnavailable.
        """

    async def again(self, row: SubscriptionRow, after: int, last: int) -> Told | None:
        """What of the events behind one position and up to another may still be told; None as above."""

    def forget(self, row: SubscriptionRow) -> None:
        """What the owner may see has changed, or the subscription itself."""

    async def deliver(self, row: SubscriptionRow, batch: Batch) -> Answer:
        """Call the consumer.  Raises DeliveryFailed."""
