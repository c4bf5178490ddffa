"""A running server with simulated charge points, and parties that ask it by zeep, from the WSDL that it serves."""

from collections.abc import Iterable
from contextlib import ExitStack
from typing import Any
from uuid import uuid4

import requests
import zeep

from motown.core.passwords import hashed
from motown.domain import commands
from motown.domain.access import Target, TargetKind
from motown.domain.ids import PartyId, new_grant_id
from tests.interop.commands.desk import LOOPBACK, desk_of
from tests.interop.commands.place import Place
from tests.interop.conftest import Launcher
from tests.interop.server import Server

PASSWORD = "a password of my own"
WAIT_SECONDS = 30


def party(server: Server, party_id: str, role: str, *classes: str) -> None:
    """A party whose role, and grants of these classes, count everywhere."""
    server.execute(commands.PutParty(
        party_id=PartyId(party_id), name=party_id, roles=(role,), password_hash=hashed(PASSWORD)))
    server.execute(commands.GrantAccess(
        party_id=PartyId(party_id), grant_id=new_grant_id(), access_classes=("SELF", *classes),
        targets=(Target(TargetKind.ALL),)))


class Caller:
    """A party at a service; what it asks has a name of its own unless it is given one."""

    def __init__(self, server: Server, party_id: str, service: str = "command", soap: str = "12") -> None:
        session = requests.Session()
        session.trust_env, session.auth = False, (party_id, PASSWORD)
        self.client = zeep.Client(f"{server.address}/services/{service}/v1?wsdl",
                                  transport=zeep.Transport(session=session, operation_timeout=100))
        (name, known), = self.client.wsdl.services.items()
        self.port = self.client.bind(name, next(port for port in known.ports if port.endswith(soap)))
        self.party_id = party_id

    def __call__(self, operation: str, **fields: Any) -> Any:
        return self.port[operation](**fields)

    def ask(self, operation: str, charge_point: str, **fields: Any) -> str:
        """The id of the command that is made."""
        asked = {"requestId": str(uuid4()), "chargePointId": charge_point, **fields}
        command_id: str = self(operation, **asked).receipt.commandId
        return command_id

    def ended(self, command_id: str, until: str = "Finished") -> Any:
        """The command as soon as it is so far, or has ended."""
        for _ in range(3):
            command = self("GetCommand", commandId=command_id, waitSeconds=WAIT_SECONDS, waitFor=until).command
            if command.outcome != "Pending" or command.state == until:
                return command
        raise AssertionError(f"it does not end: {command}")

    def done(self, operation: str, charge_point: str, **fields: Any) -> Any:
        """Ask, and wait for the end."""
        return self.ended(self.ask(operation, charge_point, **fields))

    def bytes_of(self, operation: str, **fields: Any) -> bytes:
        """The message, not sent."""
        return zeep.wsdl.utils.etree_to_string(self.client.create_message(self.port, operation, **fields))


def place_of(stack: ExitStack, launcher: Launcher, store_url: str | None, parties: Iterable[tuple[str, ...]],
             **settings: Any) -> Place:
    """A running server that takes every charge point and idTag, and knows these parties (id, role, classes)."""
    server = launcher(store_url, **{**LOOPBACK, "ocpp__unknown_id_tags": "Accepted", "ocpp__registration": "open",
                                    **settings}).start()
    for one in parties:
        party(server, *one)
    return stack.enter_context(Place(server, stack.enter_context(desk_of(server))))
