"""What stands in place of an idTag for a party that may not know it (R-IDENT): the same for it, useless to others."""

import hmac
from base64 import b32encode
from hashlib import sha256

from motown.domain.ids import folded

PREFIX = "~"
_CHARACTERS = 19
"""95 bits: no two tags have one pseudonym; with the prefix it is as long as an idTag may be."""


def pseudonym(party_id: str, id_tag: str, secret: bytes, *, case_sensitive: bool = False) -> str:
    """The pseudonym of an idTag for a party: stable, of 20 characters, and nothing can be told from it.

    ``secret`` is the store's own (``store.parties.secret``): who does not have it can try out no tags.  Two parties
    see different pseudonyms, so they cannot put together what they know.  Tags that are one (``ids.folded``) have one.
    """
    key = folded(id_tag, case_sensitive=case_sensitive)
    text = f"{len(party_id)}:{party_id}{key}".encode("utf-8", "surrogatepass")
    digest = hmac.new(secret, text, sha256).digest()
    return PREFIX + b32encode(digest).decode().lower()[:_CHARACTERS]
