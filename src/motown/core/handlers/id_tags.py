"""The list of idTags that we know, as the operator keeps it.

An idTag that a party vouches for is that party's: the operator may change it, but has to say whose it is, so that
nobody loses one unawares.  What its party tells of it later holds again.
"""

import msgspec

from motown.core.bus import handles
from motown.core.work import Work
from motown.domain import commands, events, tokens
from motown.domain.authorization import LONGEST_ID_TAG, tellable
from motown.domain.errors import Kind, Refused
from motown.domain.ids import ChargePointId, ConnectorId, IdTag, PartyId
from motown.store import parties
from motown.store.rows import IdTagRow

STATUSES = ("Accepted", "Blocked")


@handles(commands.PutIdTag)
def put(work: Work, command: commands.PutIdTag) -> None:
    """Make it known, or change it."""
    if not command.key:
        raise Refused("an idTag has at least one character", Kind.INVALID)
    statuses = STATUSES if command.party_id is None else tokens.STATUSES
    if command.status not in statuses:
        raise Refused(f"the status of an idTag is one of {', '.join(statuses)}, not {command.status}", Kind.INVALID)
    if command.parent_id_tag is not None and not tellable(command.parent_id_tag):
        raise Refused(f"a parent idTag has 1 to {LONGEST_ID_TAG} characters that can be printed", Kind.INVALID)
    if command.max_concurrent < 0:
        raise Refused("the number of concurrent transactions is 0 (any number) or more", Kind.INVALID)
    if command.connector_id is not None and (command.charge_point_id is None or command.connector_id < 1):
        raise Refused("an idTag is bound to a connector, 1 or more, of a charge point", Kind.INVALID)
    _record(work, command)


def _record(work: Work, command: commands.PutIdTag) -> None:
    known = _whose(work, command)
    if command.party_id is not None and (known is None or known.party_id is None) and (
            parties.get(work.session.connection, command.party_id) is None):
        raise Refused(f"there is no party {command.party_id}", Kind.NOT_FOUND)
    changed = events.IdTagChanged(**msgspec.structs.asdict(command))
    if command.contract_id is None and known is not None:
        changed = msgspec.structs.replace(changed, contract_id=known.contract_id)
    work.record(changed)


def _whose(work: Work, command: commands.PutIdTag | commands.BlockIdTag | commands.RemoveIdTag) -> IdTagRow | None:
    """What is known of the idTag; Refused where it is another's than who asks thinks."""
    known = work.id_tag(command.key)
    if known is not None and known.party_id not in (None, command.party_id):
        raise Refused(f"the idTag {command.id_tag} is party {known.party_id}'s: say so to change it all the same "
                      f"(--party {known.party_id})", Kind.CONFLICT, field="idTag")
    return known


@handles(commands.BlockIdTag)
def block(work: Work, command: commands.BlockIdTag) -> None:
    """Refuse it from now on; the rest of what is known of it stays."""
    known = _whose(work, command)
    if known is None:
        put(work, commands.PutIdTag(id_tag=command.id_tag, key=command.key, status="Blocked"))
    elif known.status != "Blocked":
        work.record(events.IdTagChanged(
            id_tag=IdTag(known.id_tag), key=known.key, status="Blocked", expires_at=known.expires_at,
            parent_id_tag=IdTag(known.parent_id_tag) if known.parent_id_tag is not None else None,
            parent_key=known.parent_key, max_concurrent=known.max_concurrent, note=known.note,
            charge_point_id=ChargePointId(known.charge_point_id) if known.charge_point_id is not None else None,
            connector_id=ConnectorId(known.connector_id) if known.connector_id is not None else None,
            party_id=PartyId(known.party_id) if known.party_id is not None else None, contract_id=known.contract_id))


@handles(commands.RemoveIdTag)
def remove(work: Work, command: commands.RemoveIdTag) -> None:
    """Forget it."""
    if _whose(work, command) is None:
        raise Refused(f"there is no idTag {command.id_tag}", Kind.NOT_FOUND)
    work.record(events.IdTagRemoved(id_tag=command.id_tag, key=command.key))


@handles(commands.ImportIdTags)
def import_many(work: Work, command: commands.ImportIdTags) -> int:
    """All or none; says how many."""
    for one in command.id_tags:
        put(work, one)
    return len(command.id_tags)
