"""Subscriptions to events: the words for how they are, and what of the log is wanted."""

from datetime import datetime
from enum import StrEnum

import msgspec

from motown.domain.access import Target


class Mode(StrEnum):
    """How events come: the consumer is called, or fetches them."""

    PUSH = "Push"
    PULL = "Pull"


class State(StrEnum):
    """How a subscription is (standard, section 5.4); a closed list there."""

    ACTIVE = "Active"
    PAUSED = "Paused"
    FAILING = "Failing"
    """Active, and the last call has failed.  Kept beside the log: no event tells of it."""
    SUSPENDED = "Suspended"


class SubscriptionFilter(msgspec.Struct, frozen=True, omit_defaults=True, rename="camel"):
    """Which events are wanted, in the words in which that was asked; what is not given does not matter.

    Groups and sites stay names, so that who joins them later is told of as well.
    """

    targets: tuple[Target, ...] = ()
    """About one of these."""
    type_prefixes: tuple[str, ...] = ()
    """Of a type that begins with one of these."""
    category: str | None = None
    """Message or Domain."""
    transaction_id: str | None = None
    command_id: str | None = None
    correlation_id: str | None = None
    since: datetime | None = None
    """Recorded then or later."""
    until: datetime | None = None
    """Recorded before."""


ANYTHING = SubscriptionFilter()
