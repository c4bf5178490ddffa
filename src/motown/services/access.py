"""AccessService: who may do what (standard, section 5.1).  Parties are in ``parties``, grants in ``grants``."""

from collections.abc import Mapping
from typing import Any

from motown import queries
from motown.addon import Asking, Registry, WebService
from motown.contracts import motown10_access
from motown.domain.access import Asked, Decision, Party, Target, TargetKind, decide
from motown.domain.errors import Kind, Refused
from motown.domain.granting import check_target
from motown.queries import KnownParty
from motown.services import grants, parties


def service(_registry: Registry) -> WebService:
    """AccessService."""
    return WebService(motown10_access.contract, {
        "WhoAmI": who_am_i, "CheckAccess": check_access, "PutParty": parties.put, "ListParties": parties.list_,
        "GrantAccess": grants.give, "RevokeAccess": grants.revoke, "ListGrants": grants.list_}, profiles=("core",))


async def who_am_i(asking: Asking) -> Mapping[str, Any]:
    """The caller, its roles and what it was granted."""
    caller = asking.caller
    rows = await asking.read(queries.grants.of, caller.party_id)
    return {"partyId": caller.party_id, "name": caller.name, "role": list(caller.party.roles),
            "grant": [grants.told(row) for row in rows if row.valid_to is None or row.valid_to > asking.now]}


async def check_access(asking: Asking) -> Mapping[str, Any]:
    """Whether something would be permitted, and why (requirement MT-ACC-09).

    It tells nothing of whether there is such a target: what is not the party's own is refused it in the same words.
    """
    request = asking.request
    own = request.partyId in (None, asking.party_id)
    asking.permit(own=own)
    if request.operation not in asking.backstage.policy().operations:
        raise Refused(f"there is no operation {request.operation}", Kind.INVALID, field="operation")
    target = grants.target_of(request.target) if request.target is not None else None
    if target is not None:
        check_target(target)
    decision = asking.may(request.operation, target) if own else await _of_other(
        asking, request.partyId, request.operation, target)
    return {"allowed": decision.allowed, "accessClass": decision.access_class, "grantId": decision.grant_id,
            "reason": decision.reason}


async def _of_other(asking: Asking, party_id: str, operation: str, target: Target | None) -> Decision:
    """What would be decided of another party; one that is disabled may nothing."""
    known: KnownParty | None = await asking.read(queries.parties.known, party_id)
    if known is None:
        raise Refused(f"there is no party {party_id}", Kind.NOT_FOUND)
    row, backstage = known.party, asking.backstage
    within = frozenset[Target]()
    if target is not None and target.kind in (TargetKind.CHARGE_POINT, TargetKind.CONNECTOR):
        places = await backstage.places.as_of(known.groups_position)
        within = places.get(target.id or "", within)
    return decide(
        backstage.policy(), Party(row.party_id, tuple(row.roles), row.enabled), [one.grant() for one in known.grants],
        Asked(operation, target, within, case_sensitive=backstage.case_sensitive()), asking.now)
