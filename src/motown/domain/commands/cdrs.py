"""What may be asked of charge detail records; they are made by themselves when a transaction ends."""

from motown.domain.commands.base import Command
from motown.domain.ids import TransactionId


class IssueCdr(Command, frozen=True, kw_only=True):
    """Make the record of an ended transaction anew, for what is told of its charge point now."""

    transaction_id: TransactionId

    @property
    def keys(self) -> frozenset[str]:
        """The transaction."""
        return frozenset((f"tx:{self.transaction_id}",))
