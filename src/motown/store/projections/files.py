"""``transferred_file``: the diagnostics that charge points have brought to our own server (DG-3)."""

from collections.abc import Iterator

import sqlalchemy as sa

from motown.domain import events
from motown.store.projections.base import Happened, Projections, Write
from motown.store.statements import Statement
from motown.store.tables import transferred_file

PROJECTIONS = Projections(transferred_file)

RECEIVED = Statement(lambda to: sa.insert(to.table(transferred_file)))


@PROJECTIONS.projects(events.DiagnosticsReceived)
def received(happened: Happened) -> Iterator[Write]:
    """A file is here."""
    event: events.DiagnosticsReceived = happened.event
    yield Write(RECEIVED, ("transferred_file", happened.position), {
        "position": happened.position, "charge_point_id": event.charge_point_id, "command_id": event.command_id,
        "file_name": event.file_name, "size_bytes": event.size_bytes, "sha256": event.sha256,
        "received_at": happened.recorded_at})
