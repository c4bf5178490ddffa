"""Commands of before: after the migration it is known where each changed last, by the log."""

import json

import sqlalchemy as sa
from alembic import command

from motown.store import engine, migrate
from motown.store.rebuild import verify
from motown.store.schema import CORE, configuration
from motown.store.types import Json, Moment
from tests.store.support import at
from tests.store.test_upgrade import EVENT

ID = "6f0f61f2-5a33-4f0c-9a56-0a4d4c1a57c1"
ROW = {"command_id": ID, "charge_point_id": "EV-1", "name": "ClearCache", "parameters": {}, "digest": "d",
       "state": "Sent", "outcome": "Pending", "expires_at": at(300), "accepted_at": at(1), "attempts": 1,
       "attempted_at": at(2), "sent_at": at(2), "effect": "NotExpected", "result": {}, "accepted_position": 1}
COMMAND = sa.table("command", *(sa.column(name, Json if isinstance(value, dict) else Moment if hasattr(
    value, "tzinfo") else None) for name, value in ROW.items()))
LIFE = [("command:c", "motown.CommandAccepted", "Domain",
         {"name": "ClearCache", "digest": "d", "expiresAt": at(300).isoformat().replace("+00:00", "Z")}),
        ("command:c", "motown.CommandSent", "Domain", {"attempt": 1, "address": "http://192.0.2.7/", "messageId": "m"}),
        ("cp:EV-1", "motown.Heartbeat", "Domain", {})]
"""The last is about the command, and no step of its life."""


def fill(connection: sa.Connection) -> None:
    about = sa.table("event", *(sa.column(one.name, one.type) for one in EVENT.c), sa.column("command_id"))
    for position, (stream, name, category, told) in enumerate(LIFE, 1):
        of_life = {"commandId": ID} if stream.startswith("command") else {}
        connection.execute(sa.insert(about).values(
            position=position, stream_id=stream, stream_version=position, type=name, version=1, category=category,
            recorded_at=at(position), correlation_id="c", charge_point_id="EV-1", command_id=ID,
            body={**of_life, "chargePointId": "EV-1", **told}))
    connection.execute(sa.insert(COMMAND).values(ROW))
    connection.execute(sa.text("UPDATE event_head SET position = :head"), {"head": len(LIFE)})


def test_where_commands_changed_last_is_known(backend, request, tmp_path):
    url = f"sqlite:///{tmp_path / 'old.db'}"
    if backend != "sqlite":
        cluster = request.getfixturevalue("postgresql_cluster")
        url = cluster.url(cluster.empty())
    writing = engine.administering(url)
    with writing.begin() as connection:
        command.upgrade(configuration(CORE, connection), "0006")
        fill(connection)
    writing.dispose()
    migrate(url)
    assert verify(url)["command"] == 0, json.dumps(verify(url))
    reading = engine.reading(url)
    with reading.connect() as connection:
        found = connection.execute(sa.text("SELECT changed_position, extension FROM command")).all()
    reading.dispose()
    assert found == [(2, None)]
