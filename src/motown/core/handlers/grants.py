"""What parties may do beyond their roles (standard, section 5.1).  Whether who asks may grant, the edge has checked."""

from datetime import datetime
from typing import NamedTuple

from motown.core.bus import handles
from motown.core.work import Work
from motown.domain import commands, events
from motown.domain.access_policy import Role
from motown.domain.errors import Kind, Refused
from motown.domain.granting import check_lists, check_times
from motown.store import events as log
from motown.store import grants, parties

MOST_OF_ONE = 100
"""Grants that hold which a party may have from another."""
_REVOKED = log.EventFilter(type_prefixes=[events.GrantRevoked.TYPE])


class Granted(NamedTuple):
    """What came of it."""

    grant_id: str
    is_duplicate: bool
    """Nothing was done this time: it has ended already."""
    position: int | None = None
    """Where the change stands in the log; None: now."""


@handles(commands.GrantAccess)
def grant(work: Work, command: commands.GrantAccess) -> Granted:
    """Give it."""
    check_lists(command.operations, command.access_classes, command.targets, command.constraints)
    check_times((command.valid_from, command.valid_to))
    if parties.get(work.session.connection, command.party_id) is None:
        raise Refused(f"there is no party {command.party_id}", Kind.NOT_FOUND)
    _check_number(work, command)
    work.record(events.GrantAdded(
        party_id=command.party_id, grant_id=command.grant_id, operations=command.operations,
        access_classes=command.access_classes, targets=command.targets, valid_from=command.valid_from,
        valid_to=command.valid_to, constraints=command.constraints, by=command.by))
    return Granted(command.grant_id, is_duplicate=False)


@handles(commands.RevokeAccess)
def revoke(work: Work, command: commands.RevokeAccess) -> Granted:
    """End it; one that has ended stays so."""
    row = grants.get(work.session.connection, command.grant_id)
    if row is None or row.party_id != command.party_id:
        raise Refused(f"there is no grant {command.grant_id}", Kind.NOT_FOUND)
    if row.revoked_at is not None:
        return Granted(command.grant_id, is_duplicate=True, position=_revoked(work, row.revoked_at, command.grant_id))
    work.record(events.GrantRevoked(party_id=command.party_id, grant_id=command.grant_id, by=command.by))
    return Granted(command.grant_id, is_duplicate=False)


def _check_number(work: Work, command: commands.GrantAccess) -> None:
    """Each request of a party looks at all its grants: nobody but administrators and operators may make them many."""
    connection = work.session.connection
    giver = parties.get(connection, command.by) if command.by is not None else None
    if giver is None or Role.ADMIN in giver.roles:
        return
    given = [one for one in grants.of(connection, command.party_id, work.now) if one.granted_by == command.by]
    if len(given) >= MOST_OF_ONE:
        raise Refused(f"{command.by} has given {command.party_id} {MOST_OF_ONE} grants that hold: name more targets in "
                      "one, or revoke some", Kind.CONFLICT, field="partyId")


def _revoked(work: Work, revoked_at: datetime, grant_id: str) -> int | None:
    """Where a grant was ended; None: the log does not reach back so far."""
    connection = work.session.connection
    page = log.read(connection, log.position_at(connection, revoked_at), 1000, _REVOKED)
    return next((one.position for one in page.events if one.body["grantId"] == grant_id), None)
