"""Who a charge point is to us, and whether what speaks is it: chargeBoxIdentity alone is a claim (SEC-3)."""

from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

from motown.core.passwords import Passwords
from motown.domain.errors import Kind, Refused
from motown.domain.ids import ChargePointId
from motown.domain.networks import within
from motown.store import identities
from motown.store.rows import IdentityRow

REMEMBERED_SECONDS = 5.0
"""How long an accepted charge point that has a credential or networks is not looked up again."""
PLAIN_SECONDS = 60.0
"""The same of one that has none: whether it still is accepted and has none, each unit of work checks all the same."""
MOST_REMEMBERED = 100_000


class Claim(NamedTuple):
    """Who a message says it is from, and what it shows for it."""

    charge_point_id: ChargePointId
    remote_address: str
    user: str | None = None
    password: str | None = None
    fingerprint: str | None = None
    """SHA-256 of the client certificate shown, hex."""


class Speaker(NamedTuple):
    """Who it is."""

    charge_point_id: ChargePointId
    registration: str | None
    """None: unknown."""
    authenticated: bool

    @property
    def accepted(self) -> bool:
        """Whether it may send more than BootNotification (BOOT-8)."""
        return self.registration == "Accepted"


Read = Callable[..., Awaitable[Any]]


class Identities:
    """Checks claims against the registered credentials and networks."""

    def __init__(self, read: Read, passwords: Passwords, seconds: Callable[[], float], *,
                 required: bool = False) -> None:
        """``read(query, *args)`` runs a query off the reactor; ``required``: each charge point must show something."""
        self.read, self.passwords, self.seconds, self.required = read, passwords, seconds, required
        self._known: dict[str, tuple[float, IdentityRow]] = {}

    async def check(self, claim: Claim) -> Speaker:
        """Who speaks; Refused where a credential or an address does not fit the name (not authenticated, mismatch)."""
        if claim.user is not None and claim.user != claim.charge_point_id:
            raise Refused("the credential is another's than the charge point named", Kind.IDENTITY_MISMATCH)
        remembered = claim.charge_point_id in self._known
        row = await self._identity(claim.charge_point_id)
        if remembered and _shows_more(claim, row):  # it may just have been given what it shows
            row = await self._looked_up(claim.charge_point_id)
        try:
            return await self._judged(claim, row)
        except Refused:
            if not remembered or (fresh := await self._looked_up(claim.charge_point_id)) == row:
                raise
            return await self._judged(claim, fresh)  # what was remembered is out of date

    async def _judged(self, claim: Claim, row: IdentityRow | None) -> Speaker:
        if claim.fingerprint is not None and (row is None or claim.fingerprint != row.certificate_fingerprint):
            await self._check_owner(claim)
        if row is None:
            return Speaker(claim.charge_point_id, None, authenticated=False)
        self._check_network(claim, row)
        shown = self._check_certificate(claim, row)
        shown = await self._check_password(claim, row) or shown
        if self.required and row.registration == "Accepted" and not (shown or row.networks):
            raise Refused("this server requires a credential: ask its operator for one", Kind.NOT_AUTHENTICATED)
        return Speaker(claim.charge_point_id, row.registration, authenticated=shown)

    async def _identity(self, charge_point_id: str) -> IdentityRow | None:
        held = self._known.get(charge_point_id)
        if held is not None and held[0] > self.seconds():
            return held[1]
        return await self._looked_up(charge_point_id)

    async def _looked_up(self, charge_point_id: str) -> IdentityRow | None:
        self._known.pop(charge_point_id, None)
        row: IdentityRow | None = await self.read(identities.get, charge_point_id)
        if row is not None and row.registration == "Accepted":  # strangers are looked up each time, and take no room
            if len(self._known) >= MOST_REMEMBERED:
                self._known.clear()
            self._known[charge_point_id] = self.seconds() + _seconds(row), row
        return row

    async def _check_owner(self, claim: Claim) -> None:
        owner = await self.read(identities.owner, claim.fingerprint)
        if owner is not None and owner != claim.charge_point_id:
            raise Refused("the certificate is another's than the charge point named", Kind.IDENTITY_MISMATCH)

    @staticmethod
    def _check_network(claim: Claim, row: IdentityRow) -> None:
        if row.networks and not within(claim.remote_address, row.networks):
            raise Refused("this charge point may not come from this address", Kind.NOT_AUTHENTICATED)

    @staticmethod
    def _check_certificate(claim: Claim, row: IdentityRow) -> bool:
        if row.certificate_fingerprint is None:
            return False
        if claim.fingerprint is None:
            raise Refused("this charge point must show its client certificate", Kind.NOT_AUTHENTICATED)
        if claim.fingerprint != row.certificate_fingerprint:
            raise Refused("the certificate is not this charge point's", Kind.IDENTITY_MISMATCH)
        return True

    async def _check_password(self, claim: Claim, row: IdentityRow) -> bool:
        if row.password_hash is None:
            return False
        if claim.password is None:
            raise Refused("this charge point must show its password (HTTP Basic)", Kind.NOT_AUTHENTICATED)
        right = await self.passwords.verify(
            claim.remote_address, claim.charge_point_id, claim.password, row.password_hash)
        if not right:
            raise Refused("wrong password", Kind.NOT_AUTHENTICATED)
        return True


def _seconds(row: IdentityRow) -> float:
    plain = row.password_hash is None and row.certificate_fingerprint is None and not row.networks
    return PLAIN_SECONDS if plain else REMEMBERED_SECONDS


def _shows_more(claim: Claim, row: IdentityRow | None) -> bool:
    """Whether a credential is shown that the charge point does not have, as far as is remembered."""
    if row is None:
        return False
    new_password = claim.password is not None and row.password_hash is None
    return new_password or (claim.fingerprint is not None and row.certificate_fingerprint is None)
