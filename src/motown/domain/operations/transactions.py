"""Starting, stopping and unlocking from afar (OCPP 1.2 §5.5, 5.6, 5.8; 1.5 §5.9, 5.10, 5.14)."""

from collections.abc import Mapping
from typing import Any, ClassVar

from motown.domain.events import Event, TransactionStarted, TransactionStopped
from motown.domain.operations.base import (
    ConnectorNumber,
    Expected,
    Facts,
    IdTagText,
    Number,
    Operation,
    Sight,
    operation,
    same_tag,
    share_connector,
)


@operation
class RemoteStartTransaction(Operation, frozen=True, kw_only=True, omit_defaults=True, rename="camel",
                             forbid_unknown_fields=True):
    """Start a transaction for an idTag (RS-1 to RS-4)."""

    AWAITS: ClassVar[tuple[type[Event], ...]] = (TransactionStarted,)

    id_tag: IdTagText
    connector_id: ConnectorNumber | None = None

    def contradicts(self, other: Operation) -> bool:
        """Two starts of one connector for different tags."""
        return (isinstance(other, RemoteStartTransaction) and not same_tag(self.id_tag, other.id_tag)
                and share_connector(self.connector_id, other.connector_id))

    def expected(self, status: str | None, result: Mapping[str, Any], version: str) -> Expected | None:
        """A transaction, when the cable is in."""
        return Expected(120)

    def sees(self, event: Event, facts: Facts) -> Sight | None:
        """The transaction of the idTag, on the connector if one was named."""
        if not isinstance(event, TransactionStarted) or not same_tag(event.id_tag, self.id_tag):
            return None
        return Sight.OBSERVED if self.connector_id in (None, event.connector_id) else None


@operation
class RemoteStopTransaction(Operation, frozen=True, kw_only=True, omit_defaults=True, rename="camel",
                            forbid_unknown_fields=True):
    """Stop a transaction by its number (RS-5)."""

    AWAITS: ClassVar[tuple[type[Event], ...]] = (TransactionStopped,)

    transaction_id: Number

    def expected(self, status: str | None, result: Mapping[str, Any], version: str) -> Expected | None:
        """Its end."""
        return Expected(120)

    def sees(self, event: Event, facts: Facts) -> Sight | None:
        """The end of that transaction."""
        ended = isinstance(event, TransactionStopped) and event.transaction_id == self.transaction_id
        return Sight.OBSERVED if ended else None


@operation
class UnlockConnector(Operation, frozen=True, kw_only=True, omit_defaults=True, rename="camel",
                      forbid_unknown_fields=True):
    """Release the cable; a running transaction ends first (UN-1).  The answer is all there is to see."""

    connector_id: ConnectorNumber
