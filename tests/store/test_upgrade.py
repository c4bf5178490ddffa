"""A store that an older version of Motown made and filled: after the migration its tables are as the log has them."""

import pytest
import sqlalchemy as sa
from alembic import command

from motown.store import engine, migrate
from motown.store.rebuild import verify
from motown.store.schema import CORE, configuration
from motown.store.types import Json, Moment
from tests.store.support import at

HISTORY = [("Changed", "TAG"), ("Changed", "GONE"), ("Changed", "BACK"), ("Removed", "GONE"), ("Removed", "BACK"),
           ("Changed", "BACK"), ("Changed", "TAG")]
EVENT = sa.table("event", *map(sa.column, ("position", "stream_id", "stream_version", "type", "version", "category",
                                           "charge_point_id", "connector_id")),
                 sa.column("recorded_at", Moment), sa.column("correlation_id"), sa.column("body", Json))
CHARGE_POINT = sa.table("charge_point", *map(sa.column, ("charge_point_id", "registration", "has_password",
                        "has_certificate")), sa.column("networks", Json),
                        *(sa.column(name, Moment) for name in ("first_seen_at", "registered_at", "last_seen_at")))
CONNECTOR = sa.table("connector", *map(sa.column, ("charge_point_id", "connector_id", "status", "error_code")),
                     sa.column("status_at", Moment), sa.column("recorded_at", Moment))
STATION = [("ChargePointRegistered", None, {"by": "operator"}),
           ("StatusChanged", 1, {"status": "Faulted", "errorCode": "NoError"}),
           ("StatusChanged", 2, {"status": "Available", "errorCode": "NoError"}),
           ("StatusChanged", 1, {"status": "Available", "errorCode": "NoError"})]
ID_TAG = sa.table("id_tag", *map(sa.column, ("key", "id_tag", "status", "max_concurrent")))


def fill(connection: sa.Connection) -> None:
    """What revision 0001 kept of that history: the events, and the idTags that are left."""
    for position, (what, tag) in enumerate(HISTORY, 1):
        connection.execute(sa.insert(EVENT).values(
            position=position, stream_id=f"id-tag:{tag.lower()}", stream_version=position, type=f"motown.IdTag{what}",
            version=1, category="Domain", recorded_at=at(position), correlation_id="c", body={
                "idTag": tag, "key": tag.lower(), **({"status": "Accepted"} if what == "Changed" else {})}))
    for tag in ("TAG", "BACK"):
        connection.execute(sa.insert(ID_TAG).values(key=tag.lower(), id_tag=tag, status="Accepted", max_concurrent=1))
    station(connection, len(HISTORY))
    connection.execute(sa.text("UPDATE event_head SET position = :head"), {"head": len(HISTORY) + len(STATION)})


def station(connection: sa.Connection, before: int) -> None:
    """A charge point that is accepted and has told of two connectors."""
    for number, (what, connector_id, told) in enumerate(STATION, 1):
        position = before + number
        connection.execute(sa.insert(EVENT).values(
            position=position, stream_id="cp:EV-1", stream_version=number, type=f"motown.{what}", version=1,
            category="Domain", recorded_at=at(position), correlation_id="c", charge_point_id="EV-1",
            connector_id=connector_id, body={
                "chargePointId": "EV-1", **({"connectorId": connector_id} if connector_id else {}), **told}))
    accepted = at(before + 1)
    connection.execute(sa.insert(CHARGE_POINT).values(
        charge_point_id="EV-1", registration="Accepted", has_password=False, has_certificate=False, networks=[],
        first_seen_at=accepted, registered_at=accepted, last_seen_at=accepted))
    for connector_id, position in ((1, before + 4), (2, before + 3)):
        connection.execute(sa.insert(CONNECTOR).values(
            charge_point_id="EV-1", connector_id=connector_id, status="Available", error_code="NoError",
            status_at=at(position), recorded_at=at(position)))


@pytest.fixture
def old(backend, request, tmp_path) -> str:
    """The URL of a database that Motown left at revision 0001."""
    if backend == "sqlite":
        url = f"sqlite:///{tmp_path / 'old.db'}"
    else:
        cluster = request.getfixturevalue("postgresql_cluster")
        url = cluster.url(cluster.empty())
    writing = engine.administering(url)
    with writing.begin() as connection:
        command.upgrade(configuration(CORE, connection), "0001")
        fill(connection)
    writing.dispose()
    return url


def test_the_tables_are_as_the_log_has_them(old):
    migrate(old)
    assert set(verify(old).values()) == {0}


def test_when_id_tags_last_changed_is_known(old):
    migrate(old)
    reading = engine.reading(old)
    with reading.connect() as connection:
        changed = dict(connection.execute(sa.text("SELECT key, changed_position FROM id_tag")).all())
        removed = connection.execute(sa.text("SELECT key, removed_position FROM removed_id_tag")).all()
    reading.dispose()
    assert changed == {"tag": 7, "back": 6}
    assert removed == [("gone", 4)]
