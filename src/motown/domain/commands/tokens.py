"""What providers tell of their idTags."""

from motown.domain.commands.base import Command
from motown.domain.ids import PartyId
from motown.domain.tokens import Forgotten, Token


class PutTokens(Command, frozen=True, kw_only=True):
    """Tell of idTags that the party vouches for: of all (``Full``), or of those that have changed.

    ``list_version`` is the party's own count of the changes of its list (standard, section 2.6).
    """

    party_id: PartyId
    update_type: str
    list_version: int
    tokens: tuple[Token, ...] = ()
    forgotten: tuple[Forgotten, ...] = ()

    @property
    def keys(self) -> frozenset[str]:
        """Everything: nothing else is carried out at the same time, as any idTag may be in it."""
        return frozenset(("*",))
