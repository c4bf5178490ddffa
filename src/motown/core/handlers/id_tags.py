"""The list of idTags that we know."""

import msgspec

from motown.core.bus import handles
from motown.core.work import Work
from motown.domain import commands, events
from motown.domain.authorization import LONGEST_ID_TAG, tellable
from motown.domain.errors import Kind, Refused
from motown.domain.ids import ChargePointId, ConnectorId, IdTag

STATUSES = ("Accepted", "Blocked")


@handles(commands.PutIdTag)
def put(work: Work, command: commands.PutIdTag) -> None:
    """Make it known, or change it."""
    if not command.key:
        raise Refused("an idTag has at least one character", Kind.INVALID)
    if command.status not in STATUSES:
        raise Refused(f"the status of an idTag is one of {', '.join(STATUSES)}, not {command.status}", Kind.INVALID)
    if command.parent_id_tag is not None and not tellable(command.parent_id_tag):
        raise Refused(f"a parent idTag has 1 to {LONGEST_ID_TAG} characters that can be printed", Kind.INVALID)
    if command.max_concurrent < 0:
        raise Refused("the number of concurrent transactions is 0 (any number) or more", Kind.INVALID)
    if command.connector_id is not None and (command.charge_point_id is None or command.connector_id < 1):
        raise Refused("an idTag is bound to a connector, 1 or more, of a charge point", Kind.INVALID)
    work.record(events.IdTagChanged(**msgspec.structs.asdict(command)))


@handles(commands.BlockIdTag)
def block(work: Work, command: commands.BlockIdTag) -> None:
    """Refuse it from now on; the rest of what is known of it stays."""
    known = work.id_tag(command.key)
    if known is None:
        put(work, commands.PutIdTag(id_tag=command.id_tag, key=command.key, status="Blocked"))
    elif known.status != "Blocked":
        work.record(events.IdTagChanged(
            id_tag=IdTag(known.id_tag), key=known.key, status="Blocked", expires_at=known.expires_at,
            parent_id_tag=IdTag(known.parent_id_tag) if known.parent_id_tag is not None else None,
            parent_key=known.parent_key, max_concurrent=known.max_concurrent, note=known.note,
            charge_point_id=ChargePointId(known.charge_point_id) if known.charge_point_id is not None else None,
            connector_id=ConnectorId(known.connector_id) if known.connector_id is not None else None))


@handles(commands.RemoveIdTag)
def remove(work: Work, command: commands.RemoveIdTag) -> None:
    """Forget it."""
    if work.id_tag(command.key) is None:
        raise Refused(f"there is no idTag {command.id_tag}", Kind.NOT_FOUND)
    work.record(events.IdTagRemoved(id_tag=command.id_tag, key=command.key))


@handles(commands.ImportIdTags)
def import_many(work: Work, command: commands.ImportIdTags) -> int:
    """All or none; says how many."""
    for one in command.id_tags:
        put(work, one)
    return len(command.id_tags)
