"""idTags as their providers tell of them: a list for each party, by version (standard, section 5.10)."""

from collections.abc import Iterator, Sequence
from datetime import datetime

import msgspec

from motown.domain.authorization import LONGEST_ID_TAG, tellable
from motown.domain.ids import IdTag

STATUSES = ("Accepted", "Blocked", "Expired", "Invalid")
"""What a provider can say of an idTag."""
FULL, DIFFERENTIAL = "Full", "Differential"
MOST_AT_ONCE = 1000
"""Tokens in one request, told and forgotten together: charge points wait while they are kept, some ten milliseconds.

A longer list is told by Differential ones; a message of so many tokens is within the usual limits of HTTP and XML.
"""


class Token(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """What a provider tells of one idTag; ``expires_at``: from when on it may charge no more."""

    id_tag: IdTag
    key: str
    status: str
    expires_at: datetime | None = None
    parent_id_tag: IdTag | None = None
    parent_key: str | None = None
    contract_id: str | None = None


class Forgotten(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """An idTag that its provider does not vouch for any more."""

    id_tag: IdTag
    key: str


def problems(tokens: Sequence[Token], forgotten: Sequence[Forgotten], update_type: str) -> Iterator[tuple[str, str]]:
    """(field, what is wrong with it); nothing where all is well."""
    if update_type not in (FULL, DIFFERENTIAL):
        yield "updateType", f"is {FULL} or {DIFFERENTIAL}, not {update_type}"
    if forgotten and update_type == FULL:
        yield "removeIdTag", "stands in a Differential list only: what a Full list does not hold is forgotten"
    if len(tokens) + len(forgotten) > MOST_AT_ONCE:
        yield "token", f"at most {MOST_AT_ONCE} at once: tell the others in Differential lists"
    seen = set[str]()
    named = [("idTag", one.id_tag, one.key) for one in tokens]
    for field, name, key in (*named, *(("removeIdTag", one.id_tag, one.key) for one in forgotten)):
        if key in seen:
            yield field, f"{name} is told twice"
        seen.add(key)
    for token in tokens:
        yield from _of_token(token)


def _of_token(token: Token) -> Iterator[tuple[str, str]]:
    if not token.key:
        yield "idTag", "has at least one character"
    if token.status not in STATUSES:
        yield "status", f"is one of {', '.join(STATUSES)}, not {token.status}"
    if token.parent_id_tag is not None and not tellable(token.parent_id_tag):
        yield "parentIdTag", f"has 1 to {LONGEST_ID_TAG} characters that can be printed"
