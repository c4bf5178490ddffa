"""A store that was filled before meter readings were kept by their times: the migration reads them from the log."""

import msgspec
import pytest
import sqlalchemy as sa
from alembic import command

from motown.domain import events
from motown.domain.quantities import sample
from motown.store import engine, migrate
from motown.store.rebuild import verify
from motown.store.schema import CORE, configuration
from motown.store.types import Json, Moment
from tests.store.support import at, started, stopped


def sampled(number, *readings):
    return events.MeterSampled(
        charge_point_id="EV-1", connector_id=1, transaction_id=number, occurred_at=at(readings[0][0]),
        samples=tuple(sample(at(seconds), value, unit="kWh") for seconds, value in readings))


HISTORY = [
    sampled(None, (10, "0.2")), started(1), sampled(1, (60, "0.5"), (120, "1.5"), (90, "1")),
    events.OrphanLinked(charge_point_id="EV-1", transaction_id=1, orphan_position=1),
    started(2, connector_id=2), sampled(2, (60, "3")), stopped(2, connector_id=2), started(3, "EV-2"),
    sampled(1, (100, "1.1"))]
EVENT = sa.table("event", *map(sa.column, (
    "position", "stream_id", "stream_version", "type", "version", "category", "correlation_id", "charge_point_id",
    "connector_id", "transaction_id")), sa.column("recorded_at", Moment), sa.column("occurred_at", Moment),
    sa.column("body", Json))
TRANSACTION = sa.table("charging_transaction", *map(sa.column, (
    "transaction_id", "charge_point_id", "connector_id", "id_tag", "id_tag_key", "status", "meter_start_wh",
    "meter_stop_wh", "meter_backwards", "started_position", "stopped_position", "changed_position")),
    sa.column("started_at", Moment), sa.column("stopped_at", Moment))
ORPHAN = sa.table("orphan", *map(sa.column, (
    "position", "kind", "charge_point_id", "connector_id", "linked_transaction_id")), sa.column("at", Moment))


def fill(connection: sa.Connection) -> None:
    """What revision 0009 kept of that history."""
    for position, event in enumerate(HISTORY, 1):
        known = {name: getattr(event, name, None) for name in (
            "charge_point_id", "connector_id", "transaction_id", "occurred_at")}
        connection.execute(sa.insert(EVENT).values(
            position=position, stream_id=event.stream_id, stream_version=position, type=event.TYPE, version=1,
            category="Domain", correlation_id="c", recorded_at=at(position),
            body=msgspec.json.decode(msgspec.json.encode(event)), **known))
        if isinstance(event, events.TransactionStarted):
            connection.execute(sa.insert(TRANSACTION).values(
                transaction_id=event.transaction_id, charge_point_id=event.charge_point_id,
                connector_id=event.connector_id, id_tag="TAG", id_tag_key="tag", status="Accepted", meter_start_wh=100,
                started_at=at(0), meter_backwards=False, started_position=position, changed_position=position))
    connection.execute(sa.update(TRANSACTION).where(TRANSACTION.c.transaction_id == 2).values(
        meter_stop_wh=900, stopped_at=at(600), stopped_position=7, changed_position=7))
    connection.execute(sa.insert(ORPHAN).values(
        position=1, kind="meter", charge_point_id="EV-1", connector_id=1, at=at(10), linked_transaction_id=1))
    connection.execute(sa.text("UPDATE event_head SET position = :head"), {"head": len(HISTORY)})


@pytest.fixture
def old(backend, request, tmp_path) -> str:
    """The URL of a database that Motown left at revision 0009."""
    if backend == "sqlite":
        url = f"sqlite:///{tmp_path / 'old.db'}"
    else:
        cluster = request.getfixturevalue("postgresql_cluster")
        url = cluster.url(cluster.empty())
    writing = engine.administering(url)
    with writing.begin() as connection:
        command.upgrade(configuration(CORE, connection), "0009")
        fill(connection)
    writing.dispose()
    return url


def test_readings_and_how_far_transactions_have_come_are_read_from_the_log(old):
    migrate(old)
    found = verify(old)
    assert (found["meter_reading"], found["charging_transaction"], found["charge_detail_record"]) == (0, 0, 0)
    reading = engine.reading(old)
    with reading.connect() as connection:
        metered = connection.execute(sa.text(
            "SELECT transaction_id, metered_wh FROM charging_transaction ORDER BY transaction_id")).all()
        number = connection.execute(sa.text("SELECT count(*) FROM meter_reading")).scalar()
    reading.dispose()
    assert ([tuple(row) for row in metered], number) == ([(1, 1500), (2, None), (3, None)], 6)
