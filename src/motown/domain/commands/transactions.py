"""What charge points say of idTags, transactions and meters."""

from datetime import datetime

from motown.domain.authorization import Verdict
from motown.domain.commands.base import FromChargePoint
from motown.domain.ids import ConnectorId, IdTag, ReservationId
from motown.domain.quantities import Sample


class WithIdTag(FromChargePoint, frozen=True, kw_only=True):
    """A message that may present an idTag."""

    id_tag: IdTag | None = None
    id_tag_key: str = ""
    """The form by which it is compared (``ids.folded``)."""
    vouched: Verdict | None = None
    """What an authorizer said of a tag; our own list, where it knows the tag, has the last word."""

    @property
    def keys(self) -> frozenset[str]:
        """The charge point, and the idTag where one is presented."""
        return super().keys | {f"tag:{self.id_tag_key}"} if self.id_tag_key else super().keys


class Authorize(WithIdTag, frozen=True, kw_only=True):
    """Asks whether an idTag may charge (AUTH-5)."""


class StartTransaction(WithIdTag, frozen=True, kw_only=True):
    """Energy flows already; the charge point wants a number (TX-1 to TX-4)."""

    connector_id: ConnectorId
    meter_start_wh: int
    started_at: datetime
    reservation_id: ReservationId | None = None


class StopTransaction(WithIdTag, frozen=True, kw_only=True):
    """Energy flows no more (TX-6 to TX-10); ``transaction_id`` is what the charge point says, perhaps not ours."""

    transaction_id: int
    meter_stop_wh: int
    stopped_at: datetime
    samples: tuple[Sample, ...] = ()

    @property
    def keys(self) -> frozenset[str]:
        """The charge point, the idTag where one is presented, and the transaction that it names."""
        return super().keys | {f"tx:{self.transaction_id}"}


class MeterValues(FromChargePoint, frozen=True, kw_only=True):
    """Samples of a meter (MV-1 to MV-12)."""

    connector_id: ConnectorId
    transaction_id: int | None = None
    samples: tuple[Sample, ...] = ()

    @property
    def keys(self) -> frozenset[str]:
        """The charge point, and the transaction where one is named."""
        return super().keys if self.transaction_id is None else super().keys | {f"tx:{self.transaction_id}"}
