"""``motown rebuild`` beside a running server under load: nobody notices, and the tables are what the log makes them."""

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from motown.store import tables
from tests.interop.fleet import Fleet
from tests.interop.server import Server
from tests.interop.soap import request, stop_fields

KEPT = (tables.charge_point, tables.connector, tables.charging_transaction, tables.orphan, tables.id_tag)


def everything(connection: Connection) -> dict[str, list]:
    """The rows of all tables that are made from the log."""
    return {table.name: sorted(map(repr, connection.execute(sa.select(table)))) for table in KEPT}


@pytest.mark.kill
@pytest.mark.parametrize("store", ["sqlite", "postgresql"])
def test_rebuilt_under_load(new_server, store, request: pytest.FixtureRequest):
    server = new_server(request.getfixturevalue("cluster").fresh() if store == "postgresql" else None).start()
    fleet = Fleet(server, 4)
    fleet.start()
    orphan(server)
    fleet.go_on_for(40)
    server.command_line("rebuild")
    fleet.go_on_for(40)
    fleet.stop()
    fleet.judge()
    kept = server.read(everything)
    server.command_line("rebuild")
    assert server.read(everything) == kept
    assert len(kept["charging_transaction"]) > 4
    assert len(kept["orphan"]) == 1
    assert not fleet.refusals.keys() - {"Receiver"}


def orphan(server: Server) -> None:
    """A stop of a transaction that nobody knows."""
    message = request("StopTransaction", stop_fields(-1, tag="NOBODY"), identity="LOAD-001")
    assert server.post(message).status == 200
