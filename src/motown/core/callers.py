"""Who calls a service: a party, by HTTP Basic or by a client certificate; never by what a message says of itself."""

import hmac
from collections.abc import Awaitable, Callable
from datetime import datetime
from ipaddress import ip_address
from typing import Any, NamedTuple

from motown.core.passwords import Passwords
from motown.domain.access import Asked, Decision, Grant, Party, decide
from motown.domain.access_policy import Policy
from motown.domain.errors import Kind, Refused
from motown.store import parties
from motown.store.access_rows import KnownParty, PartyCredentialRow

NOBODYS = "$argon2id$v=19$m=47104,t=2,p=1$ksr61koyOtaGjh9mIgF33A$7pQgEXP+8YEHhrNbGrVKdd6dvZYjSNSxtNXCf0QPptA"
"""A hash to check passwords against where there is none: it takes the same time, and no password is known for it."""
WRONG = "wrong user name or password"
NOTHING_SHOWN = "show who you are: user name and password (HTTP Basic), or a client certificate"
UNKNOWN_CERTIFICATE = "this client certificate is no party's: motown parties set-certificate"
UNIX = "unix"


class Shown(NamedTuple):
    """What a request shows of who sends it."""

    remote_address: str
    is_secure: bool
    """It came over TLS."""
    user: str | None = None
    password: str | None = None
    fingerprint: str | None = None
    """SHA-256 of the client certificate, hex, where the listener has verified one."""


class Caller(NamedTuple):
    """Who calls, and all that it takes to decide what it may do."""

    party: Party
    grants: tuple[Grant, ...]
    name: str
    by_certificate: bool
    groups_position: int = 0
    """Where groups of charge points were changed last (``core.places``)."""
    mark: int = 0
    """Another one for each password or certificate; means nothing outside of this process."""

    @property
    def party_id(self) -> str:
        """The party's id."""
        return self.party.party_id

    def may(self, policy: Policy, asked: Asked, now: datetime) -> Decision:
        """Whether it may do what is asked, and why."""
        return decide(policy, self.party, self.grants, asked, now)


class Callers:
    """Finds out who calls.

    That a password was right is remembered by ``Passwords``; all else is looked up each time, so that what was
    revoked, disabled or changed counts at once.
    """

    def __init__(self, read: Callable[..., Awaitable[Any]], passwords: Passwords,
                 now: Callable[[], datetime], *, nobodys: str = NOBODYS) -> None:
        """``read(query, *args)`` runs a query off the reactor; ``nobodys`` is a hash for which there is no password.

        ``passwords`` should be made with ``free_per_address``, so that trying out names is slow as well.
        """
        self.read, self.passwords, self.now, self.nobodys = read, passwords, now, nobodys

    async def identify(self, shown: Shown) -> Caller:
        """Who calls; Refused (not authenticated, identity mismatch) where that cannot be told."""
        certified = await self._by_certificate(shown)
        if shown.user is None or shown.password is None:
            if certified is None:
                raise Refused(_nothing(shown), Kind.NOT_AUTHENTICATED)
            return self._caller(certified, by_certificate=True, mark=hash(shown.fingerprint))
        signed_in = await self._by_password(shown, shown.user, shown.password)
        if certified is not None and certified.party.party_id != signed_in.party.party_id:
            raise Refused("the client certificate is another party's than the password", Kind.IDENTITY_MISMATCH)
        return self._caller(signed_in, by_certificate=False, mark=_mark(signed_in))

    async def again(self, caller: Caller) -> Caller:
        """The same party as it is now: what was revoked or disabled meanwhile counts.

        Refused where it may no more, also where what it has shown is its password or certificate no more.
        """
        found: KnownParty | None = await self.read(parties.known, caller.party_id, self.now())
        if found is None or caller.mark not in (
                map(hash, found.certificates) if caller.by_certificate else (_mark(found),)):
            raise Refused(WRONG, Kind.NOT_AUTHENTICATED)
        return self._caller(found, by_certificate=caller.by_certificate, mark=caller.mark)

    async def party(self, party_id: str) -> Caller | None:
        """Any party, as if it called; None: there is none of that id, or it is not enabled."""
        found: KnownParty | None = await self.read(parties.known, party_id, self.now())
        return self._caller(found, by_certificate=True) if found is not None and found.party.enabled else None

    async def _by_certificate(self, shown: Shown) -> KnownParty | None:
        """The party whose certificate is shown; None: nobody's, or none is."""
        if shown.fingerprint is None:
            return None
        found: KnownParty | None = await self.read(
            parties.known_by_certificate, shown.fingerprint, self.now())
        if found is None or not any(hmac.compare_digest(shown.fingerprint, one) for one in found.certificates):
            return None
        return found

    async def _by_password(self, shown: Shown, user: str, password: str) -> KnownParty:
        """The party of that name, if the password is right.  A name that is unknown costs the same time."""
        if not (shown.is_secure or is_near(shown.remote_address)):
            raise Refused("a password is taken over TLS only, or on the server's own computer: call https://...",
                          Kind.NOT_AUTHENTICATED)
        found: KnownParty | None = await self.read(
            parties.known_by_user, user, self.now()) if user.isprintable() else None
        credential = found.credential if found is not None else None
        password_hash = credential.password_hash if credential is not None else None
        right = await self.passwords.verify(
            shown.remote_address, f"party {user}", password, password_hash or self.nobodys)
        if found is None or credential is None or password_hash is None or not right:
            raise Refused(WRONG, Kind.NOT_AUTHENTICATED)
        self._check_time(credential)
        return found

    def _check_time(self, credential: PartyCredentialRow) -> None:
        if credential.one_time_until is not None and credential.one_time_until <= self.now():
            raise Refused("the one-time password holds no more: motown parties set-password "
                          f"{credential.party_id}", Kind.NOT_AUTHENTICATED)

    @staticmethod
    def _caller(found: KnownParty, *, by_certificate: bool, mark: int = 0) -> Caller:
        row, credential = found.party, found.credential
        if not row.enabled:  # nothing tells that there is such a party (requirement MT-ACC-03)
            raise Refused(UNKNOWN_CERTIFICATE if by_certificate else WRONG, Kind.NOT_AUTHENTICATED)
        one_time = credential is not None and credential.one_time_until is not None and not by_certificate
        party = Party(row.party_id, tuple(row.roles), row.enabled, one_time)
        return Caller(party, tuple(one.grant() for one in found.grants), row.name, by_certificate,
                      found.groups_position, mark)


def is_near(remote_address: str) -> bool:
    """Whether nobody on the way could listen: a loopback address, or a Unix socket."""
    try:
        address = ip_address(remote_address.partition("%")[0])
    except ValueError:
        return remote_address == UNIX
    return (getattr(address, "ipv4_mapped", None) or address).is_loopback


def _mark(found: KnownParty) -> int:
    """Of the password that it has now."""
    return hash(found.credential.password_hash if found.credential is not None else None)


def _nothing(shown: Shown) -> str:
    return UNKNOWN_CERTIFICATE if shown.fingerprint is not None else NOTHING_SHOWN
