"""``charge_detail_record``: what each session came to."""

from collections.abc import Iterator
from typing import Any

import msgspec

from motown.domain import events
from motown.domain.ids import folded
from motown.store.charging_tables import charge_detail_record as table
from motown.store.projections.base import Happened, Projections, Write
from motown.store.statements import Statement, Target

PROJECTIONS = Projections(table)

_ONCE = ("cdr_id", "issued_position")
"""What a new revision does not change."""


def _issued(to: Target) -> Any:
    insert = to.insert(table)
    return insert.on_conflict_do_update(index_elements=["cdr_id"], set_={
        column.name: insert.excluded[column.name] for column in table.c if column.name not in _ONCE})


ISSUED = Statement(_issued)


@PROJECTIONS.projects(events.CdrIssued)
def issued(happened: Happened) -> Iterator[Write]:
    """A new record, or a new revision of one: the event holds all of it."""
    event: events.CdrIssued = happened.event
    same = ("cdr_id", "revision", "session_id", "charge_point_id", "connector_id", "party_id", "id_tag", "started_at",
            "stopped_at", "energy_wh", "duration_seconds")
    yield Write(ISSUED, ("charge_detail_record", event.cdr_id), {name: getattr(event, name) for name in same} | {
        "issued_position": happened.position, "transaction_ids": list(event.transaction_ids),
        "id_tag_key": event.id_tag_key or folded(event.id_tag), "charge_point": msgspec.to_builtins(event.charge_point),
        "periods": msgspec.to_builtins(event.periods), "issued_at": happened.recorded_at,
        "changed_position": happened.position})
