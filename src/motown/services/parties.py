"""PutParty and ListParties: who there is, and by what each shows who it is (standard, section 5.1)."""

from collections.abc import Mapping
from typing import Any

from msgspec import UNSET, UnsetType

from motown import queries
from motown.addon import Asking
from motown.domain.commands import PutParty
from motown.domain.errors import Kind, Refused
from motown.domain.ids import PartyId
from motown.domain.names import LONGEST_PASSWORD, SHORTEST_PASSWORD
from motown.queries import PartyRow
from motown.services.paging import page_of


async def put(asking: Asking) -> Mapping[str, Any]:
    """Add a party, or change it; who signed in with a one-time password may change itself."""
    request = asking.request
    asking.permit(own=request.partyId == asking.party_id)
    credential = request.credential
    given: dict[str, Any] = {} if credential is None else {
        "password_hash": await _password_hash(asking, request.partyId, credential.secret),
        "certificates": tuple(one.hex() for one in credential.certificateSha256)}
    command = PutParty(
        party_id=PartyId(request.partyId), by=asking.party_id, name=request.name, roles=tuple(request.role),
        contact=request.contact, enabled=request.enabled is not False, revision=request.revision,
        user=credential.user if credential is not None else None, **given)
    return await asking.execute(command, lambda kept: {
        "revision": kept.revision, "duplicate": kept.is_duplicate, "position": kept.position})


async def list_(asking: Asking) -> Mapping[str, Any]:
    """The parties, in the order in which they were added."""
    asking.permit()
    rows, info = await page_of(
        asking, queries.parties.page, lambda row: row.added_position,
        changed_after=asking.request.changedAfterPosition or 0)
    fingerprints: Mapping[str, list[str]] = await asking.read(
        queries.parties.fingerprints, [row.party_id for row in rows])
    return {"party": [told(row, fingerprints.get(row.party_id, [])) for row in rows], "pageInfo": info}


def told(row: PartyRow, fingerprints: list[str]) -> dict[str, Any]:
    """A party in the standard's words, without its secrets (requirement MT-ACC-13)."""
    return {"partyId": row.party_id, "name": row.name, "role": list(row.roles), "contact": row.contact,
            "enabled": row.enabled, "user": row.user_name,
            "certificateSha256": [bytes.fromhex(one) for one in fingerprints],
            "revision": row.revision, "changedAt": row.changed_at}


async def _password_hash(asking: Asking, party_id: str, secret: str | None) -> str | UnsetType | None:
    """The hash to be kept; UNSET where the password is the one that the party has, None where it is to have none."""
    if secret is None:
        return None
    if not SHORTEST_PASSWORD <= len(secret) <= LONGEST_PASSWORD:
        raise Refused(f"a password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters", Kind.INVALID,
                      field="secret")
    known = await asking.read(queries.parties.known, party_id)
    credential = known.credential if known is not None else None
    if credential is None or credential.password_hash is None or not await asking.is_of(
            secret, credential.password_hash):
        return await asking.hashed(secret)
    if credential.one_time_until is not None:
        raise Refused("this is the one-time password: choose another", Kind.INVALID, field="secret")
    return UNSET
