"""What parties may do beyond their roles (standard, section 5.1).  Whether who asks may grant, the edge has checked."""

from typing import NamedTuple

from motown.core.bus import handles
from motown.core.handlers.requests import asked_before, check_name, check_texts, digest_of
from motown.core.work import Work
from motown.domain import commands, events
from motown.domain.access import CONSTRAINTS, LIMITS, Constraint, Target, TargetKind
from motown.domain.errors import Kind, Refused
from motown.store import grants, parties

MOST_NAMED = 200
"""Operations, classes, targets or constraints of one grant."""


class Granted(NamedTuple):
    """What came of it."""

    grant_id: str
    is_duplicate: bool
    position: int | None = None
    """Where the change stands in the log; None: it is the first event of this unit of work."""


@handles(commands.GrantAccess, meaning=lambda command: command.meaning)
def grant(work: Work, command: commands.GrantAccess) -> Granted:
    """Give it; who says the same under the same name gets the same."""
    if (before := asked_before(work, command)) is not None:
        return Granted(before.body["grantId"], is_duplicate=True, position=before.position)
    _check(command)
    if parties.get(work.session.connection, command.party_id) is None:
        raise Refused(f"there is no party {command.party_id}", Kind.NOT_FOUND)
    work.record(events.GrantAdded(
        party_id=command.party_id, grant_id=command.grant_id, operations=command.operations,
        access_classes=command.access_classes, targets=command.targets, valid_from=command.valid_from,
        valid_to=command.valid_to, constraints=command.constraints, by=command.by, request_id=command.request_id,
        digest=digest_of(command)))
    work.remember()
    return Granted(command.grant_id, is_duplicate=False)


@handles(commands.RevokeAccess, meaning=lambda command: command.meaning)
def revoke(work: Work, command: commands.RevokeAccess) -> Granted:
    """End it; one that has ended stays so."""
    if (before := asked_before(work, command)) is not None:
        return Granted(command.grant_id, is_duplicate=True, position=before.position)
    row = grants.get(work.session.connection, command.grant_id)
    if row is None or row.party_id != command.party_id:
        raise Refused(f"there is no grant {command.grant_id}", Kind.NOT_FOUND)
    if row.revoked_at is not None:
        return Granted(command.grant_id, is_duplicate=True, position=row.granted_position)
    work.record(events.GrantRevoked(party_id=command.party_id, grant_id=command.grant_id, by=command.by,
                                    request_id=command.request_id, digest=digest_of(command)))
    work.remember()
    return Granted(command.grant_id, is_duplicate=False)


def _check(command: commands.GrantAccess) -> None:
    """Refuse what gives nobody anything, or what nobody could hold to."""
    lists = (command.operations, command.access_classes, command.targets, command.constraints)
    if any(len(one) > MOST_NAMED for one in lists):
        raise Refused(f"a grant names {MOST_NAMED} operations, classes, targets and constraints each at most",
                      Kind.INVALID)
    if not command.operations and not command.access_classes:
        raise Refused("a grant names an operation or a class of access at least", Kind.INVALID)
    if not command.targets:
        raise Refused("a grant names a target at least: All for every charge point", Kind.INVALID)
    check_texts(("an operation or class", name) for name in (*command.operations, *command.access_classes))
    for target in command.targets:
        _check_target(target)
    for constraint in command.constraints:
        _check_constraint(constraint)
    times = [at for at in (command.valid_from, command.valid_to) if at is not None]
    if any(at.tzinfo is None for at in times):
        raise Refused("a time has no time zone: write 2026-03-01T12:00:00Z", Kind.INVALID)
    if len(times) == 2 and times[0] >= times[1]:
        raise Refused("validTo is not after validFrom", Kind.INVALID)


def _check_target(target: Target) -> None:
    if target.kind not in list(TargetKind):
        raise Refused(f"the kind of a target is one of {', '.join(TargetKind)}, not {target.kind}", Kind.INVALID)
    if (target.id is None) != (target.kind == TargetKind.ALL):
        raise Refused("a target has an id, unless its kind is All", Kind.INVALID)
    if target.id is not None:
        check_name("the id of a target", target.id)
    if (target.connector_id is None) == (target.kind == TargetKind.CONNECTOR) or (target.connector_id or 0) < 0:
        raise Refused("a connectorId, 0 or more, stands with the kind Connector, and with no other", Kind.INVALID)


def _check_constraint(constraint: Constraint) -> None:
    if constraint.name not in CONSTRAINTS:
        raise Refused(f"there is no constraint {constraint.name}: there are {', '.join(CONSTRAINTS)}", Kind.INVALID)
    check_texts(((constraint.name, constraint.value),))
    if constraint.name in LIMITS and not (constraint.value.isascii() and constraint.value.isdigit()):
        raise Refused(f"{constraint.name} is a whole number, 0 or more", Kind.INVALID)
