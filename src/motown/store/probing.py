"""A unit of work that changes nothing, to see whether the store can be written."""

import sqlalchemy as sa

from motown.store.records import Unit
from motown.store.session import Session
from motown.store.statements import Statement
from motown.store.tables import event_head

_TOUCH = Statement(lambda _to: sa.update(event_head).where(event_head.c.id == sa.bindparam("id")).values(
    position=event_head.c.position))


def probe() -> Unit:
    """Writes the head row as it is: fails where the disk is full or the database away, like any other unit."""
    return Unit(keys=frozenset(), decide=_touch)


def _touch(session: Session) -> None:
    session.write(_TOUCH, ("event_head", 1), {"id": 1})
