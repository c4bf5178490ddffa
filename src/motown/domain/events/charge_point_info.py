"""What operators tell of charge points, which of them belong together, and what drivers say of them."""

from typing import ClassVar

from motown.domain.charge_point_info import ChargePointInfo
from motown.domain.events.base import Event, declare
from motown.domain.ids import ChargePointId, TransactionId


@declare
class ChargePointInfoChanged(Event, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """What is told of a charge point was put: the event holds all of it."""

    TYPE: ClassVar[str] = "motown.ChargePointInfoChanged"

    charge_point_id: ChargePointId
    revision: int
    """The caller's own count of its changes."""
    info: ChargePointInfo


@declare
class GroupChanged(Event, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """A group of charge points was put: the event holds all of it."""

    TYPE: ClassVar[str] = "motown.GroupChanged"
    STREAM: ClassVar[str] = "group"
    KEY: ClassVar[str] = "group_id"

    group_id: str
    kind: str
    """``Group``, ``GridPoint`` (behind one connection to the grid) or ``Site`` (at one place)."""
    name: str | None = None
    charge_point_ids: tuple[ChargePointId, ...] = ()
    """All that are in it now."""
    left: tuple[ChargePointId, ...] = ()
    """Those that were in it before, and are no more."""
    revision: int
    """The caller's own count of its changes."""


@declare
class ReviewPosted(Event, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """A driver says how a charge point is."""

    TYPE: ClassVar[str] = "motown.ReviewPosted"

    charge_point_id: ChargePointId
    review_id: int
    stars: int
    """1 (bad) to 5 (good)."""
    text: str | None = None
    author: str | None = None
    """As the driver wants to be called."""
    transaction_id: TransactionId | None = None
    """The transaction that it is about."""
    verified_session: bool = False
    """Whether that transaction was at this charge point, and nobody has reviewed it before."""
    party: str | None = None
    """Who brought it."""


@declare
class ReviewHidden(Event, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """A review is not shown any more, nor counted."""

    TYPE: ClassVar[str] = "motown.ReviewHidden"

    charge_point_id: ChargePointId
    review_id: int
    reason: str
    party: str | None = None
    """Who hid it."""
