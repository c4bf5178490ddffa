"""AccessService: who may do what (standard, section 5.1)."""

from collections.abc import Mapping
from typing import Any

from motown import queries
from motown.addon import Asking, Registry, WebService
from motown.contracts import motown10_access
from motown.domain.access import Target
from motown.queries import GrantRow


def service(_registry: Registry) -> WebService:
    """AccessService."""
    return WebService(motown10_access.contract, {
        "WhoAmI": who_am_i, "CheckAccess": who_am_i, "PutParty": who_am_i, "ListParties": who_am_i,
        "GrantAccess": who_am_i, "RevokeAccess": who_am_i, "ListGrants": who_am_i}, profiles=("core",))


async def who_am_i(asking: Asking) -> Mapping[str, Any]:
    """The caller, its roles and what it was granted."""
    caller = asking.caller
    rows = await asking.read(queries.grants.of, caller.party_id)
    return {"partyId": caller.party_id, "name": caller.name, "role": list(caller.party.roles),
            "grant": [told(row) for row in rows]}


def told(row: GrantRow) -> dict[str, Any]:
    """A grant in the standard's words."""
    grant = row.grant()
    return {"grantId": grant.grant_id, "partyId": grant.party_id, "operation": list(grant.operations),
            "accessClass": list(grant.access_classes), "target": [told_target(one) for one in grant.targets],
            "validFrom": grant.valid_from, "validTo": grant.valid_to,
            "constraint": [{"name": one.name, "value": one.value} for one in grant.constraints],
            "grantedBy": row.granted_by, "grantedAt": row.granted_at}


def told_target(target: Target) -> dict[str, Any]:
    """A target in the standard's words."""
    return {"kind": target.kind, "id": target.id, "connectorId": target.connector_id}
