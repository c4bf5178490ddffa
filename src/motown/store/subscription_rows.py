"""Rows of subscriptions as plain records; their fields stand in the order of the tables' columns."""

from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from motown.domain.subscriptions import State, SubscriptionFilter
from motown.store.rows import Row


class SubscriptionRow(Row, frozen=True):
    """What is known of a subscription from the log."""

    subscription_id: str
    party_id: str
    name: str
    mode: str
    filter: dict[str, Any] | None
    """As ``SubscriptionFilter`` writes it; None: all events."""
    include_payload: bool
    batch_limit: int
    start_position: int
    url: str | None
    user_name: str | None
    soap_version: str | None
    state: str
    """``Active``, ``Paused`` or ``Suspended``."""
    begun_at: datetime
    begun_position: int
    changed_position: int
    """Of the last event about it."""

    @property
    def wanted(self) -> SubscriptionFilter | None:
        """Which events; None: all."""
        return None if self.filter is None else msgspec.convert(self.filter, SubscriptionFilter)


class PlaceRow(Row, frozen=True):
    """How far a subscription is, and the call that is under way or has failed."""

    subscription_id: str
    term: int
    """Counted by Seek, Pause and Resume: what was under way before counts no more."""
    acknowledged: int
    """All up to here is done with."""
    told: int
    """So far events were told, and may be acknowledged."""
    delivery_id: str | None
    """Of the call that has not been answered; None: there is none."""
    delivery_after: int
    delivery_last: int
    """That call is about the events behind the first and up to the second."""
    heartbeat: bool
    attempt: int
    """Failed attempts of that call."""
    failing_since: datetime | None
    """When the first call failed after the last that did not; None: all is well."""
    next_retry_at: datetime | None
    last_delivery_at: datetime | None
    """When events were last delivered."""
    last_error: str | None


class DeliveryRow(NamedTuple):
    """A subscription with its place, as it was at one moment."""

    subscription: SubscriptionRow
    place: PlaceRow

    @property
    def state(self) -> str:
        """``Active``, ``Paused``, ``Failing`` or ``Suspended``."""
        state = self.subscription.state
        return State.FAILING if state == State.ACTIVE and self.place.failing_since is not None else state
