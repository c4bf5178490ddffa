"""GrantAccess, RevokeAccess and ListGrants: what parties may do beyond their roles (standard, section 5.1)."""

from collections.abc import Mapping
from typing import Any

from motown import queries
from motown.addon import Asking
from motown.domain.access import Constraint, Grant, Target, TargetKind, may_grant
from motown.domain.access_policy import ADMIN, CONSUMER, PUBLIC
from motown.domain.commands import GrantAccess, RevokeAccess
from motown.domain.errors import Kind, Refused
from motown.domain.granting import check_lists, check_target, check_times
from motown.domain.ids import GrantId, PartyId, new_grant_id
from motown.queries import GrantRow
from motown.services.paging import page_of

NOBODYS = frozenset((PUBLIC, CONSUMER))
"""Classes that cannot be granted: anybody has the one, and the server itself the other."""


async def give(asking: Asking) -> Mapping[str, Any]:
    """Let a party do more than its roles give it; who does not administer gives only what it has itself."""
    given = _wanted(asking)
    _check(asking, given)
    within = {one: _within(asking, one) for one in given.targets}
    decision = may_grant(
        asking.backstage.policy(), asking.caller.party, asking.caller.grants, given, asking.now, within)
    if not decision.allowed:
        raise asking.denied(decision, next((one for one in given.targets if not asking.knows(one)), None))
    command = GrantAccess(
        party_id=PartyId(given.party_id), grant_id=GrantId(given.grant_id), by=asking.party_id,
        operations=given.operations, access_classes=given.access_classes, targets=given.targets,
        valid_from=given.valid_from, valid_to=given.valid_to, constraints=given.constraints)
    return await asking.execute(command, lambda granted: {"grantId": granted.grant_id})


async def revoke(asking: Asking) -> Mapping[str, Any]:
    """End a grant at once; who does not administer ends only those that it gave."""
    grant_id = asking.request.grantId
    row: GrantRow | None = await asking.read(queries.grants.get, grant_id)
    gave = row is not None and row.granted_by == asking.party_id
    may_all = asking.may(own=False).allowed
    if row is None or not (may_all or gave or row.party_id == asking.party_id):
        raise Refused(f"there is no grant {grant_id}", Kind.NOT_FOUND)
    asking.permit(own=gave)
    command = RevokeAccess(party_id=PartyId(row.party_id), grant_id=GrantId(grant_id), by=asking.party_id)
    return await asking.execute(command, lambda granted: {
        "duplicate": granted.is_duplicate, "position": granted.position})


async def list_(asking: Asking) -> Mapping[str, Any]:
    """The grants that hold or will, in the order in which they were given: the caller's own, and those that it gave.

    Who administers sees all.
    """
    request = asking.request
    sees_all = asking.may("ListParties").allowed
    if request.partyId not in (None, asking.party_id) and not asking.may(ADMIN).allowed:
        asking.permit(own=False)
    target = None if request.target is None else target_of(request.target)
    if target is not None:
        check_target(target)
    rows, info = await page_of(
        asking, queries.grants.page, lambda row: row.granted_position, party_id=request.partyId,
        seen_by=None if sees_all else asking.party_id, holding_at=asking.now, target=target,
        changed_after=request.changedAfterPosition or 0, within=_within(asking, target))
    return {"grant": [told(row) for row in rows], "pageInfo": info}


def _within(asking: Asking, target: Target | None) -> frozenset[Target]:
    """The groups, sites and grid points that a target belongs to."""
    if target is None or target.kind not in (TargetKind.CHARGE_POINT, TargetKind.CONNECTOR):
        return frozenset()
    return asking.within(target.id)


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


def target_of(said: Any) -> Target:
    """The target that a message names, as it is."""
    return Target(said.kind, said.id, said.connectorId)


def _wanted(asking: Asking) -> Grant:
    request = asking.request
    return Grant(
        grant_id=new_grant_id(), party_id=request.partyId, operations=tuple(request.operation),
        access_classes=tuple(request.accessClass), targets=tuple(target_of(one) for one in request.target),
        valid_from=request.validFrom, valid_to=request.validTo,
        constraints=tuple(Constraint(one.name, one.value) for one in request.constraint))


def _check(asking: Asking, given: Grant) -> None:
    """Refuse what there is not, and what cannot be granted."""
    check_lists(given.operations, given.access_classes, given.targets, given.constraints)
    check_times((given.valid_from, given.valid_to))
    policy = asking.backstage.policy()
    for field, names, known in (("operation", given.operations, policy.operations),
                                ("accessClass", given.access_classes, policy.classes)):
        for name in names:
            needed = policy.needed(name) if name in known else None
            if needed is None:
                raise Refused(f"there is no {field} {name}", Kind.INVALID, field=field)
            if needed.access_class in NOBODYS:
                raise Refused(f"{name} cannot be granted", Kind.INVALID, field=field)
