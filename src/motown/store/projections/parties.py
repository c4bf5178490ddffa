"""``party`` and ``party_certificate``: who calls our services, and the client certificates that they may show."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from motown.domain import events
from motown.store.access_tables import access_grant, party, party_certificate
from motown.store.projections.base import Happened, Projections, Write, changes, new
from motown.store.statements import Statement, Target

PROJECTIONS = Projections(party, party_certificate)
_KEPT = ("party_id", "added_at", "added_position", "has_password")


def _changed(to: Target) -> Any:
    insert = to.insert(party)
    return insert.on_conflict_do_update(index_elements=["party_id"], set_={
        column.name: insert.excluded[column.name] for column in party.c if column.name not in _KEPT})


def _shown(to: Target) -> Any:
    insert = to.insert(party_certificate)
    return insert.on_conflict_do_update(
        index_elements=["fingerprint"], set_={"party_id": insert.excluded["party_id"]})


def _without(table: sa.Table) -> Statement:
    return Statement(lambda to: sa.delete(to.table(table)).where(
        to.table(table).c.party_id == sa.bindparam("party_id")))


CHANGED, SHOWN = Statement(_changed), Statement(_shown)
REMOVED, NOTHING_SHOWN, NOTHING_GRANTED = _without(party), _without(party_certificate), _without(access_grant)
CREDENTIAL = changes(party, "has_password", "changed_at", "changed_position")
TOUCHED = changes(party, "changed_at", "changed_position")


@PROJECTIONS.projects(events.PartyChanged)
def changed(happened: Happened) -> Iterator[Write]:
    """The event holds all there is to know, but for credentials."""
    event: events.PartyChanged = happened.event
    at, position = happened.recorded_at, happened.position
    yield Write(CHANGED, ("party", event.party_id), {
        "party_id": event.party_id, "name": event.name, "roles": list(event.roles), "user_name": event.user,
        "contact": event.contact, "enabled": event.enabled, "revision": event.revision, "has_password": False,
        "added_at": at, "added_position": position, "changed_at": at, "changed_position": position})


@PROJECTIONS.projects(events.PartyCredentialChanged)
def credential_changed(happened: Happened) -> Iterator[Write]:
    """By what it shows who it is."""
    event: events.PartyCredentialChanged = happened.event
    key = {"party_id": event.party_id}
    touched = {"changed_at": happened.recorded_at, "changed_position": happened.position}
    if event.kind != "certificate":
        yield Write(CREDENTIAL, ("party", event.party_id), key | new(has_password=event.present, **touched))
        return
    yield Write(TOUCHED, ("party", event.party_id), key | new(**touched))
    yield Write(NOTHING_SHOWN, None, key)
    for fingerprint in event.certificates:
        yield Write(SHOWN, ("party_certificate", fingerprint), {"fingerprint": fingerprint, **key})


@PROJECTIONS.projects(events.PartyRemoved)
def removed(happened: Happened) -> Iterator[Write]:
    """Gone, with its certificates and grants."""
    key = {"party_id": happened.event.party_id}
    yield Write(REMOVED, ("party", happened.event.party_id), key)
    yield Write(NOTHING_SHOWN, None, key)
    yield Write(NOTHING_GRANTED, None, key)
