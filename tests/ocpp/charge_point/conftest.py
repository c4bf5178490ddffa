"""A server with a charge point that it can call."""

import json
from typing import Any

import pytest

from motown.domain import commands, operations
from motown.domain.ids import new_command_id
from motown.store import commands as stored
from tests.fixtures import (
    empty_file,
    ev,
    known_file,
    make_server,
    postgresql_cluster,
    server,
    store_url,
    version,
)
from tests.speaking import ChargePoint

__all__ = ["empty_file", "ev", "known_file", "make_server", "postgresql_cluster", "server", "store_url", "version"]

ADDRESS = "http://198.51.100.7:8080/ocpp"


class Desk:
    """An operator who asks things of EV-1, and looks what came of them."""

    def __init__(self, server: Any, version: str, address: str | None = ADDRESS) -> None:
        self.server = server
        self.ev = ChargePoint(server, version=version, address=address)
        self.ev.heartbeat()
        server.news()

    def ask(self, name: str, *, verify: bool = True, **fields: Any) -> str:
        """Give a command; its id."""
        asked = commands.SendCommand(charge_point_id="EV-1", command_id=new_command_id(),
                                     operation=operations.read(name, fields), verify=verify)
        return self.server.execute(asked).command_id

    def row(self, command_id: str) -> Any:
        """What is known of a command."""
        return self.server.read(stored.get, command_id)

    def log_text(self) -> str:
        """Every event, as it is stored, without the bytes of messages."""
        return json.dumps([one.body for one in self.server.log()], default=str)


@pytest.fixture
def desk(server, version):
    return Desk(server, version)


@pytest.fixture
def make_desk(make_server):
    """Makes desks of servers with other settings; EV-1 is accepted there."""

    def make(version: str = "1.5", address: str | None = ADDRESS, **settings: Any) -> Desk:
        made = make_server(**settings)
        made.accept("EV-1")
        return Desk(made, version, address)

    return make
