"""What the server tells itself when it has heard nothing."""

from motown.domain.commands.base import Command
from motown.domain.commands.charge_points import ForChargePoint
from motown.domain.ids import ChargePointId


class CheckConnectivity(ForChargePoint, frozen=True, kw_only=True):
    """Look whether a charge point is silent for too long, or is no more."""


class AbandonTransaction(Command, frozen=True, kw_only=True):
    """Give up waiting for the end of a transaction, if that has not come; ``patience_seconds``: how long it had."""

    charge_point_id: ChargePointId
    transaction_id: int
    patience_seconds: float

    @property
    def keys(self) -> frozenset[str]:
        """The charge point and the transaction."""
        return frozenset((f"cp:{self.charge_point_id}", f"tx:{self.transaction_id}"))
