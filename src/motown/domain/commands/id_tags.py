"""What operators ask about idTags."""

from datetime import datetime

import msgspec

from motown.domain.commands.base import Command
from motown.domain.ids import ChargePointId, ConnectorId, IdTag, PartyId


class PutIdTag(Command, frozen=True, kw_only=True):
    """Make an idTag known, or change what is known of it."""

    id_tag: IdTag
    key: str
    status: str = "Accepted"
    expires_at: datetime | None = None
    parent_id_tag: IdTag | None = None
    parent_key: str | None = None
    """The form by which the parent is compared; None: its folded form."""
    max_concurrent: int = 1
    note: str | None = None
    charge_point_id: ChargePointId | None = None
    """The only charge point where it may charge; None: any."""
    connector_id: ConnectorId | None = None
    """The only connector there; None: any."""
    party_id: PartyId | None = None
    """Whose it is; who changes another's has to say whose it is."""
    contract_id: str | None = None
    """None: as it is."""

    @property
    def keys(self) -> frozenset[str]:
        """The idTag."""
        return frozenset((f"tag:{self.key}",))


class BlockIdTag(Command, frozen=True, kw_only=True):
    """Refuse an idTag from now on; an unknown one is added as blocked."""

    id_tag: IdTag
    key: str
    party_id: PartyId | None = None
    """Whose it is."""

    @property
    def keys(self) -> frozenset[str]:
        """The idTag."""
        return frozenset((f"tag:{self.key}",))


class RemoveIdTag(Command, frozen=True, kw_only=True):
    """Forget an idTag."""

    id_tag: IdTag
    key: str
    party_id: PartyId | None = None
    """Whose it is."""

    @property
    def keys(self) -> frozenset[str]:
        """The idTag."""
        return frozenset((f"tag:{self.key}",))


class ImportIdTags(Command, frozen=True, kw_only=True):
    """Many at once, all or none."""

    id_tags: tuple[PutIdTag, ...] = msgspec.field(default=())

    @property
    def keys(self) -> frozenset[str]:
        """Everything: nothing else is carried out at the same time."""
        return frozenset(("*",))
