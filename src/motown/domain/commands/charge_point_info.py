"""What operators tell of charge points and their groups, and what drivers say of them."""

from motown.domain.charge_point_info import ChargePointInfo
from motown.domain.commands.base import Command
from motown.domain.commands.charge_points import ForChargePoint
from motown.domain.ids import ChargePointId


class PutChargePointInfo(ForChargePoint, frozen=True, kw_only=True):
    """Replace what is told of a charge point (standard, section 5.5; the revision by section 2.6)."""

    info: ChargePointInfo
    revision: int


class PutGroup(Command, frozen=True, kw_only=True):
    """Make or replace a group; ``kind`` is ``Group``, ``GridPoint`` or ``Site``."""

    group_id: str
    kind: str
    name: str | None = None
    charge_point_ids: tuple[ChargePointId, ...] = ()
    revision: int
    permitted: tuple[ChargePointId, ...] | None = None
    """The charge points that who asks may put into groups, and take from them; None: all."""

    @property
    def keys(self) -> frozenset[str]:
        """The group."""
        return frozenset((f"group:{self.group_id}",))


class PostReview(ForChargePoint, frozen=True, kw_only=True):
    """Say how a charge point is: 1 to 5 stars, and words if wanted; ``party``: who brings it."""

    stars: int
    text: str | None = None
    author: str | None = None
    transaction_id: int | None = None
    party: str | None = None


class HideReview(Command, frozen=True, kw_only=True):
    """Show a review no more, nor count it; ``party``: who wants that."""

    review_id: int
    reason: str
    party: str | None = None

    @property
    def keys(self) -> frozenset[str]:
        """The review."""
        return frozenset((f"review:{self.review_id}",))
