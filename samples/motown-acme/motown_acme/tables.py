"""``acme_display``: what each display shows, kept from the events."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from motown.addon import Happened, Moment, Projections, Tables, Write, puts
from motown_acme.talking import TextShown

metadata = sa.MetaData()
display = sa.Table(
    "acme_display", metadata,
    sa.Column("charge_point_id", sa.Text, primary_key=True),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("shown_at", Moment, nullable=False))

projections = Projections(display)
TABLES = Tables(metadata, Path(__file__).parent / "migrations", projections)
_PUT = puts(display)


@projections.projects(TextShown)
def shown(happened: Happened) -> Iterator[Write]:
    """The last one counts."""
    event: TextShown = happened.event
    yield Write(_PUT, ("acme_display", event.charge_point_id), {
        "charge_point_id": event.charge_point_id, "text": event.text, "shown_at": happened.recorded_at})


def displays(connection: sa.Connection, after: str = "", limit: int = 1000) -> Sequence[Any]:
    """What displays show, by their charge points."""
    query = sa.select(display).where(display.c.charge_point_id > after).order_by(display.c.charge_point_id).limit(limit)
    return connection.execute(query).all()
