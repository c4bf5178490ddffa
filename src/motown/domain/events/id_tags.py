"""What happens to the idTags that we know."""

from datetime import datetime
from typing import ClassVar

from motown.domain.events.base import Event, declare
from motown.domain.ids import ChargePointId, ConnectorId, IdTag, PartyId


@declare
class IdTagChanged(Event, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """An idTag was added or changed; the event holds all there is to know of it."""

    TYPE: ClassVar[str] = "motown.IdTagChanged"
    STREAM: ClassVar[str] = "id-tag"
    KEY: ClassVar[str] = "key"

    id_tag: IdTag
    key: str
    """The form by which it is compared."""
    status: str
    """``Accepted`` or ``Blocked``, or as its party says ``Expired`` or ``Invalid``; ConcurrentTx follows."""
    expires_at: datetime | None = None
    parent_id_tag: IdTag | None = None
    parent_key: str | None = None
    """The form by which the parent is compared; None: its folded form."""
    max_concurrent: int = 1
    """How many transactions it may have open at once; 0: any number."""
    note: str | None = None
    charge_point_id: ChargePointId | None = None
    """The only charge point where it may charge; None: any."""
    connector_id: ConnectorId | None = None
    """The only connector there; None: any."""
    party_id: PartyId | None = None
    """The party that vouches for it; None: it is the operator's own."""
    contract_id: str | None = None
    """The contract that it belongs to, as that party says."""


@declare
class IdTagRemoved(Event, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """An idTag is no longer known."""

    TYPE: ClassVar[str] = "motown.IdTagRemoved"
    STREAM: ClassVar[str] = "id-tag"
    KEY: ClassVar[str] = "key"

    id_tag: IdTag
    key: str
