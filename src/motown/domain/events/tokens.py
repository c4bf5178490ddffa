"""What happens to the idTags that providers vouch for.

A list may have thousands: they stand in events of a hundred each, so that no event is long to read, to send or to
keep, and one event at the end tells that the list is complete.  All of them are recorded at once or not at all.
"""

from typing import ClassVar

from motown.domain.events.base import Event, declare
from motown.domain.ids import PartyId
from motown.domain.tokens import Forgotten, Token


@declare
class TokensChanged(Event, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """Some idTags of a provider have changed; a hundred at most, more stand in further events."""

    TYPE: ClassVar[str] = "motown.TokensChanged"
    STREAM: ClassVar[str] = "tokens"
    KEY: ClassVar[str] = "party_id"

    party_id: PartyId
    tokens: tuple[Token, ...] = ()
    """Those that are told of, each with all that its provider says."""
    forgotten: tuple[Forgotten, ...] = ()
    """Those that it vouches for no more."""


@declare
class TokenListChanged(Event, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """A provider has told of its idTags: what has changed stands in the events before."""

    TYPE: ClassVar[str] = "motown.TokenListChanged"
    STREAM: ClassVar[str] = "tokens"
    KEY: ClassVar[str] = "party_id"

    party_id: PartyId
    update_type: str
    """``Full`` or ``Differential``."""
    list_version: int
    """The provider's own count of the changes of its list."""
    changed: int
    """How many idTags are new or other than before."""
    removed: int
    """How many are forgotten."""
    token_count: int
    """How many it vouches for now."""
