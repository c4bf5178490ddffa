"""``access_grant``: what parties may do beyond their roles."""

from collections.abc import Iterator
from typing import Any

from motown.domain import events
from motown.store.access_tables import access_grant
from motown.store.projections.base import Happened, Projections, Write, changes, new
from motown.store.statements import Statement, Target

PROJECTIONS = Projections(access_grant)


def _added(to: Target) -> Any:
    insert = to.insert(access_grant)
    return insert.on_conflict_do_update(index_elements=["grant_id"], set_={
        column.name: insert.excluded[column.name] for column in access_grant.c if column.name != "grant_id"})


ADDED = Statement(_added)
REVOKED = changes(access_grant, "revoked_at", "revoked_by")


@PROJECTIONS.projects(events.GrantAdded)
def added(happened: Happened) -> Iterator[Write]:
    """A new one: a grant is never changed."""
    event: events.GrantAdded = happened.event
    yield Write(ADDED, ("access_grant", event.grant_id), {
        "grant_id": event.grant_id, "party_id": event.party_id, "operations": list(event.operations),
        "access_classes": list(event.access_classes), "targets": list(event.targets), "valid_from": event.valid_from,
        "valid_to": event.valid_to, "constraints": list(event.constraints), "granted_by": event.by,
        "granted_at": happened.recorded_at, "granted_position": happened.position, "revoked_at": None,
        "revoked_by": None})


@PROJECTIONS.projects(events.GrantRevoked)
def revoked(happened: Happened) -> Iterator[Write]:
    """It counts no more; who gave it and for what can still be read."""
    event: events.GrantRevoked = happened.event
    yield Write(REVOKED, ("access_grant", event.grant_id), {
        "grant_id": event.grant_id, **new(revoked_at=happened.recorded_at, revoked_by=event.by)})
