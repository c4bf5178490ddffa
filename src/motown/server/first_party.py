"""The first administrator: made where there is no party, with a password that is told once and kept nowhere."""

import secrets

from motown.config import Settings
from motown.core.passwords import hashed
from motown.domain.commands import MakeFirstParty
from motown.domain.ids import PartyId
from motown.server.core import open_core
from motown.store import parties

FIRST = PartyId("admin")


def make_first_party(settings: Settings) -> str | None:
    """The one-time password of the administrator that was made; None: there was a party already.

    The store has to be up to date, so a server calls this after it has opened it.  Of several processes that start at
    once, one makes it.  The password holds for a day or until it is changed, and is good for changing it only.
    """
    with open_core(settings) as core:
        if core.read(parties.count):
            return None
        password = new_password()
        made = core.execute(MakeFirstParty(party_id=FIRST, password_hash=hashed(password)))
    return password if made else None


def new_password() -> str:
    """A password that nobody guesses: 144 random bits in 24 characters."""
    return secrets.token_urlsafe(18)
