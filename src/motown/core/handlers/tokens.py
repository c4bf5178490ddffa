"""The lists of idTags that providers vouch for (standard, section 5.10; requirements MT-TOK)."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple, TypeVar

from motown.core.bus import handles
from motown.core.work import Work
from motown.domain import commands, events
from motown.domain.errors import Kind, Refused
from motown.domain.ids import IdTag, PartyId
from motown.domain.tokens import FULL, Forgotten, Token, problems
from motown.store import id_tags, tokens
from motown.store.rows import IdTagRow

IN_AN_EVENT = 100
"""Tokens: some ten kilobytes."""
LARGEST_VERSION = 2**31 - 1
T = TypeVar("T")


class PutList(NamedTuple):
    """What came of telling of tokens."""

    list_version: int
    token_count: int
    duplicate: bool
    """Whether it was so already."""
    position: int | None
    """Where that was recorded, if it was before; None: now."""


class _Change(NamedTuple):
    told: Sequence[Token]
    forgotten: Sequence[Forgotten]
    new: int


@handles(commands.PutTokens)
def put(work: Work, command: commands.PutTokens) -> PutList:
    """Take the list as a whole; Refused, and nothing done, where it is not all in order."""
    _check(command)
    connection, party_id = work.session.connection, command.party_id
    known, before = tokens.get(connection, party_id), tokens.count(connection, party_id)
    change = _change(work, command)
    if known is not None and command.list_version <= known.list_version:
        if command.list_version == known.list_version and not (change.told or change.forgotten):
            return PutList(known.list_version, before, duplicate=True, position=known.changed_position)
        raise Refused(f"version {known.list_version} is there already, with other content: give a higher one",
                      Kind.CONFLICT, field="listVersion")
    _record(work, party_id, change.told, change.forgotten)
    now = before + change.new - len(change.forgotten)
    work.record(events.TokenListChanged(
        party_id=party_id, update_type=command.update_type, list_version=command.list_version,
        changed=len(change.told), removed=len(change.forgotten), token_count=now))
    return PutList(command.list_version, now, duplicate=False, position=None)


def forget(work: Work, party_id: PartyId) -> None:
    """Nobody vouches for the idTags of a party any more."""
    known = tokens.names(work.session.connection, party_id)
    _record(work, party_id, (), _forgotten(known, known))


def _check(command: commands.PutTokens) -> None:
    for field, wrong in problems(command.tokens, command.forgotten, command.update_type):
        raise Refused(f"{field}: {wrong}", Kind.INVALID)
    if not 1 <= command.list_version <= LARGEST_VERSION:
        raise Refused(f"listVersion: is a number from 1 to {LARGEST_VERSION}", Kind.INVALID)


def _change(work: Work, command: commands.PutTokens) -> _Change:
    """What is other than before; Refused where an idTag is somebody else's."""
    connection, party_id = work.session.connection, command.party_id
    known = id_tags.of(connection, [one.key for one in command.tokens])
    for one in command.tokens:
        if one.key in known and known[one.key].party_id != party_id:
            raise Refused(f"the idTag {one.id_tag} is somebody else's", Kind.CONFLICT, field="idTag")
    told = [one for one in command.tokens if not _is_known(one, known.get(one.key))]
    _check_families(work, party_id, told)
    its = tokens.names(connection, party_id) if command.update_type == FULL or command.forgotten else {}
    kept = {one.key for one in command.tokens}
    gone = its.keys() - kept if command.update_type == FULL else its.keys() & {one.key for one in command.forgotten}
    return _Change(told, _forgotten(its, gone), sum(one.key not in known for one in told))


def _check_families(work: Work, party_id: PartyId, told: Sequence[Token]) -> None:
    """Refuse parents that are somebody else's.

    Who has a parent can block all its idTags, and may end what they have begun.
    """
    connection = work.session.connection
    parents = sorted({one.parent_key for one in told if one.parent_key is not None})
    others = id_tags.strangers(connection, sorted({one.key for one in told} | set(parents)), party_id)
    others |= {key for key, row in id_tags.of(connection, parents).items() if row.party_id != party_id}
    for one in told:
        if one.key in others:
            raise Refused(f"the idTag {one.id_tag} is the parent of somebody else's", Kind.CONFLICT, field="idTag")
        if one.parent_key in others:
            raise Refused(f"the parentIdTag {one.parent_id_tag} is somebody else's", Kind.CONFLICT,
                          field="parentIdTag")


def _forgotten(names: Mapping[str, str], keys: Iterator[str] | Mapping[str, str] | set[str]) -> list[Forgotten]:
    return [Forgotten(id_tag=IdTag(names[key]), key=key) for key in sorted(keys)]


def _is_known(one: Token, row: IdTagRow | None) -> bool:
    return row is not None and (one.id_tag, one.status, one.expires_at, one.parent_id_tag, one.contract_id) == (
        row.id_tag, row.status, row.expires_at, row.parent_id_tag, row.contract_id)


def _record(work: Work, party_id: PartyId, told: Sequence[Token], forgotten: Sequence[Forgotten]) -> None:
    """In events that none is too long of; what is forgotten first."""
    for some in _chunks(forgotten):
        work.record(events.TokensChanged(party_id=party_id, forgotten=some))
    for others in _chunks(told):
        work.record(events.TokensChanged(party_id=party_id, tokens=others))


def _chunks(all_of_them: Sequence[T]) -> Iterator[tuple[T, ...]]:
    left = iter(all_of_them)
    while some := tuple(islice(left, IN_AN_EVENT)):
        yield some
