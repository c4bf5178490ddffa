"""``id_tag``: the idTags that we know; ``removed_id_tag``: those that local lists may still hold; ``token_list``."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from motown.domain import events
from motown.domain.ids import folded
from motown.domain.tokens import Forgotten
from motown.store.projections.base import Happened, Projections, Write
from motown.store.statements import Statement, Target
from motown.store.tables import id_tag, removed_id_tag, token_list

PROJECTIONS = Projections(id_tag, removed_id_tag, token_list)


def _changed(to: Target) -> Any:
    insert = to.insert(id_tag)
    return insert.on_conflict_do_update(index_elements=["key"], set_={
        column.name: insert.excluded[column.name] for column in id_tag.c if column.name != "key"})


CHANGED = Statement(_changed, last_wins=True)
BY_PROVIDER = ("id_tag", "status", "expires_at", "parent_id_tag", "parent_key", "changed_position", "party_id",
               "contract_id")
"""What a provider tells; the rest is the operator's, and stays."""


def _told(to: Target) -> Any:
    insert = to.insert(id_tag)
    return insert.on_conflict_do_update(
        index_elements=["key"], set_={name: insert.excluded[name] for name in BY_PROVIDER})


TOLD = Statement(_told, last_wins=True)
REMOVED = Statement(lambda to: sa.delete(to.table(id_tag)).where(to.table(id_tag).c.key == sa.bindparam("key")))
BACK = Statement(lambda to: sa.delete(to.table(removed_id_tag)).where(
    to.table(removed_id_tag).c.key == sa.bindparam("key")))


def _gone(to: Target) -> Any:
    insert = to.insert(removed_id_tag)
    return insert.on_conflict_do_update(index_elements=["key"], set_={
        name: insert.excluded[name] for name in ("id_tag", "removed_position")})


GONE = Statement(_gone, last_wins=True)


@PROJECTIONS.projects(events.IdTagChanged)
def changed(happened: Happened) -> Iterator[Write]:
    """The event holds all there is to know."""
    event: events.IdTagChanged = happened.event
    parent_key = event.parent_key or (folded(event.parent_id_tag) if event.parent_id_tag else None)
    yield Write(CHANGED, ("id_tag", event.key), {
        "key": event.key, "id_tag": event.id_tag, "status": event.status, "expires_at": event.expires_at,
        "parent_id_tag": event.parent_id_tag, "parent_key": parent_key, "max_concurrent": event.max_concurrent,
        "note": event.note, "charge_point_id": event.charge_point_id, "connector_id": event.connector_id,
        "changed_position": happened.position, "party_id": event.party_id, "contract_id": event.contract_id})
    yield Write(BACK, ("removed_id_tag", event.key), {"key": event.key})


@PROJECTIONS.projects(events.IdTagRemoved)
def removed(happened: Happened) -> Iterator[Write]:
    """No longer known."""
    event: events.IdTagRemoved = happened.event
    yield from _removed(event, happened.position)


def _removed(one: events.IdTagRemoved | Forgotten, position: int) -> Iterator[Write]:
    yield Write(REMOVED, ("id_tag", one.key), {"key": one.key})
    yield Write(GONE, ("removed_id_tag", one.key), {
        "key": one.key, "id_tag": one.id_tag, "removed_position": position})


@PROJECTIONS.projects(events.TokensChanged)
def told(happened: Happened) -> Iterator[Write]:
    """Some of a provider's are new, other or gone; what the operator has settled of them stays."""
    event: events.TokensChanged = happened.event
    for one in event.forgotten:
        yield from _removed(one, happened.position)
    for token in event.tokens:
        yield Write(TOLD, ("id_tag", token.key), {
            "key": token.key, "id_tag": token.id_tag, "status": token.status, "expires_at": token.expires_at,
            "parent_id_tag": token.parent_id_tag, "parent_key": token.parent_key, "max_concurrent": 1, "note": None,
            "charge_point_id": None, "connector_id": None, "changed_position": happened.position,
            "party_id": event.party_id, "contract_id": token.contract_id})
    for token in event.tokens:
        yield Write(BACK, ("removed_id_tag", token.key), {"key": token.key})


def _listed(to: Target) -> Any:
    insert = to.insert(token_list)
    return insert.on_conflict_do_update(index_elements=["party_id"], set_={
        name: insert.excluded[name] for name in ("list_version", "changed_position")})


LISTED = Statement(_listed, last_wins=True)
UNLISTED = Statement(lambda to: sa.delete(to.table(token_list)).where(
    to.table(token_list).c.party_id == sa.bindparam("party_id")))


@PROJECTIONS.projects(events.TokenListChanged)
def listed(happened: Happened) -> Iterator[Write]:
    """The version that holds."""
    event: events.TokenListChanged = happened.event
    yield Write(LISTED, ("token_list", event.party_id), {
        "party_id": event.party_id, "list_version": event.list_version, "changed_position": happened.position})


@PROJECTIONS.projects(events.PartyRemoved)
def unlisted(happened: Happened) -> Iterator[Write]:
    """Should it come back, it begins anew."""
    event: events.PartyRemoved = happened.event
    yield Write(UNLISTED, ("token_list", event.party_id), {"party_id": event.party_id})
