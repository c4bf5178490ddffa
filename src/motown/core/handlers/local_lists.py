"""Local lists: what is sent of our idTags, which version each charge point has, whether that is ours (LL-1 to LL-9).

Neither new firmware nor ClearCache changes what we take a charge point to hold: GetLocalListVersion tells.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec

from motown.core.handlers.commands import ask_too
from motown.core.handlers.consequences import Answered, Prepared, follows, prepares
from motown.core.work import Work
from motown.domain import commands, events, operations
from motown.domain.authorization import LONGEST_ID_TAG
from motown.domain.errors import Kind, Refused
from motown.domain.ids import ChargePointId
from motown.domain.local_lists import entry, no_entry
from motown.domain.operations import AuthorisationData, SendLocalList
from motown.store import counters
from motown.store import local_lists as stored
from motown.store.rows import CommandRow, LocalListRow

MOST_ENTRIES = 5000
"""In one message: a megabyte of XML, more than charge points of OCPP 1.5 take; and the unit of work stays short."""
FULL, DIFFERENTIAL = "Full", "Differential"
NO_LIST = -1
AS_OF = "asOfPosition"
LATEST_VERSION = 2**31 - 1


class Made(NamedTuple):
    """Entries, and the position of whose idTags the list is afterwards."""

    entries: Sequence[AuthorisationData]
    as_of_position: int | None


# -- asked

@prepares("SendLocalList")
def send(work: Work, command: commands.SendCommand, asked: SendLocalList) -> Prepared:
    """Fill in entries and version where they are not given; the hash stays as it is (LL-6)."""
    known = stored.get(work.session.connection, command.charge_point_id)
    made = _given(asked) if asked.local_authorisation_list is not None else _ours(work, command, asked, known)
    if len(made.entries) > MOST_ENTRIES:
        raise Refused(f"the list has more than {MOST_ENTRIES} entries, which is too much for one message: bind idTags "
                      "to charge points, or give the entries yourself in several differential lists", Kind.INVALID,
                      field="localAuthorisationList")
    version = _version(work, command.charge_point_id, asked, known)
    ready = msgspec.structs.replace(
        asked, list_version=version, local_authorisation_list=tuple(made.entries))
    return Prepared(ready, {AS_OF: made.as_of_position})


def _given(asked: SendLocalList) -> Made:
    """What the caller wants; refused where charge points could read it in more than one way (LL-3, LL-9)."""
    entries = asked.local_authorisation_list or ()
    _distinct(entries)
    bare = next((one.id_tag for one in entries if one.id_tag_info is None), None)
    if asked.update_type == FULL and bare is not None:
        raise Refused(f"every entry of a full list has an idTagInfo, and {bare} has none", Kind.INVALID,
                      field="localAuthorisationList")
    return Made(entries, None)


def _ours(work: Work, command: commands.SendCommand, asked: SendLocalList, known: LocalListRow | None) -> Made:
    connection, charge_point_id = work.session.connection, command.charge_point_id
    head = stored.head(connection)  # before the idTags are read: what is newer than this is sent the next time
    if asked.update_type == FULL:
        listed = stored.everything(connection, charge_point_id, MOST_ENTRIES + 1)
        entries = [entry(one, work.now) for one in listed if _fits(one.id_tag)]
    else:
        entries = _changes(work, charge_point_id, _base(known))
    _distinct(entries)
    return Made(entries, head)


def _base(known: LocalListRow | None) -> int:
    """The position from which on changes are to be told; refused where they would build on nothing."""
    if known is None or not known.list_version:
        reason = "the charge point has no list of ours yet"
    elif known.state == "Drifted":
        reason = f"the charge point has list {known.read_version}, not {known.list_version} as it accepted"
    elif known.as_of_position is None:
        reason = f"list {known.list_version} was not made from our idTags"
    else:
        return known.as_of_position
    raise Refused(f"{reason}: send updateType=Full", Kind.CONFLICT, field="updateType")


def _changes(work: Work, charge_point_id: ChargePointId, since: int) -> list[AuthorisationData]:
    """What has changed since: tags, their parents, tags taken away or bound to another charge point."""
    connection, most = work.session.connection, MOST_ENTRIES + 1
    entries = {key: no_entry(name) for key, name in stored.removed(connection, since, most).items() if _fits(name)}
    for key, one in stored.changed(connection, since, most).items():
        if _fits(one.id_tag):
            elsewhere = one.charge_point_id not in (None, charge_point_id)
            entries[key] = no_entry(one.id_tag) if elsewhere else entry(one, work.now)
    return [entries[key] for key in sorted(entries)]


def _fits(id_tag: str) -> bool:
    """Whether a list can hold it (OCPP 1.5 §7.20); what it cannot hold the charge point asks about."""
    return 0 < len(id_tag.strip()) <= LONGEST_ID_TAG


def _distinct(entries: Sequence[AuthorisationData]) -> None:
    """A charge point compares without regard to case: it could not tell two such entries apart (AUTH-15, LL-9)."""
    seen: dict[str, str] = {}
    for one in entries:
        folded = one.id_tag.strip().casefold()
        if folded in seen:
            raise Refused(f"the list has {seen[folded]} and {one.id_tag}, which are one to a charge point",
                          Kind.INVALID, field="localAuthorisationList")
        seen[folded] = one.id_tag


def _version(work: Work, charge_point_id: ChargePointId, asked: SendLocalList, known: LocalListRow | None) -> int:
    """Above all that were sent or told, or the given one; a differential list must be above (LL-4)."""
    told = max(known.list_version, known.read_version or 0) if known else 0
    given = asked.list_version
    if given is not None and asked.update_type == DIFFERENTIAL and given <= told:
        raise Refused(f"the charge point has list {told}: a differential one needs a higher version", Kind.CONFLICT,
                      field="listVersion")
    floor = told if given is None else given - 1
    number = counters.above(work.session.connection, f"{counters.LIST_VERSION}/{charge_point_id}", floor)
    if given is None and number > LATEST_VERSION:
        raise Refused("the versions are used up: send a full list with a version of your choice", Kind.CONFLICT)
    return number if given is None else given


# -- answered

@follows("SendLocalList")
def sent(work: Work, told: Answered) -> None:
    """Accepted: it has our list.  A change of it that cannot be taken is followed by the whole list (LL-5)."""
    operation: SendLocalList = told.operation  # type: ignore[assignment]
    if not told.is_refused:
        _changed(work, told.row, operation, told.context.get(AS_OF))
    elif told.answer.status == "NotSupported":
        _learn(work, told.row, NO_LIST, stored.get(work.session.connection, told.row.charge_point_id))
    elif told.answer.status in ("Failed", "VersionMismatch") and operation.update_type == DIFFERENTIAL and (
            told.context.get(AS_OF) is not None):  # the caller's own entries are the caller's to repair
        ask_too(work, told.row, SendLocalList(update_type="Full"))


def _changed(work: Work, row: CommandRow, operation: SendLocalList, as_of_position: int | None) -> None:
    work.record(events.LocalListChanged(
        charge_point_id=ChargePointId(row.charge_point_id), command_id=row.command_id,
        update_type=operation.update_type, list_version=operation.list_version or 0,
        entries=len(operation.local_authorisation_list or ()), as_of_position=as_of_position))


@follows("GetLocalListVersion")
def told_version(work: Work, told: Answered) -> None:
    """Keep it, and say so where it is not the version that we know of."""
    version = told.answer.result.get("listVersion")
    if told.is_refused or version is None:
        return
    known = stored.get(work.session.connection, told.row.charge_point_id)
    if known is None or known.list_version != version:
        known = _heeded(work, told.row.charge_point_id, int(version)) or known
    _learn(work, told.row, int(version), known)


def _learn(work: Work, row: CommandRow, version: int, known: LocalListRow | None) -> None:
    """The version is told; where it is not ours, that is told once."""
    charge_point_id = ChargePointId(row.charge_point_id)
    work.record(events.LocalListRead(
        charge_point_id=charge_point_id, command_id=row.command_id, list_version=version))
    if known is None or known.list_version in (0, version):
        return
    if known.state != "Drifted" or known.read_version != version:
        work.record(events.LocalListDrifted(
            charge_point_id=charge_point_id, expected_version=known.list_version, list_version=version))


def _heeded(work: Work, charge_point_id: str, version: int) -> LocalListRow | None:
    """The list of that version, where it was sent last and the charge point has taken it without an answer."""
    last = stored.last_sent(work.session.connection, charge_point_id)
    if last is None or last.answered_at is not None:
        return None
    operation = operations.recalled(last.name, last.parameters)
    if not isinstance(operation, SendLocalList) or operation.list_version != version:
        return None
    due = work.due(last.command_id)
    as_of: int | None = due.body.get("context", {}).get(AS_OF) if due else None
    _changed(work, last, operation, as_of)
    return _as_if(charge_point_id, version, as_of, work.now)


def _as_if(charge_point_id: str, version: int, as_of_position: int | None, now: datetime) -> LocalListRow:
    return LocalListRow(charge_point_id=charge_point_id, list_version=version, as_of_position=as_of_position,
                        entries=None, sent_at=now, read_version=None, read_at=None, state="InStep")
