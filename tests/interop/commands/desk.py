"""An operator beside a running server: asks as the command line does, and waits until what was asked has ended."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from motown.domain import operations
from motown.domain.commands import SendCommand
from motown.domain.ids import new_command_id
from motown.server.core import Core, open_core
from motown.store import commands as stored
from motown.store import events as log
from motown.store.records import Recorded
from motown.store.rows import CommandRow
from motown.store.tables import connector
from tests.interop.server import SECONDS, Server, until

LOOPBACK = {"ocpp__allowed_networks": "127.0.0.1/32"}
"""A server that may call charge points on this computer, by this address."""

MOST_LINES, LONGEST_LINE = 30, 400
PAGE = 100
"""So many commands are looked at at once, so that looking does not keep the server from its work."""


class Desk:
    """Asks and looks on one connection to the store; to be closed."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self._opened = open_core(server.settings)
        self.core: Core = self._opened.__enter__()
        self._lock = threading.Lock()

    def close(self) -> None:
        self._opened.__exit__(None, None, None)

    def ask(self, charge_point: str, operation: str, *, expires_in: float | None = None, request_id: str | None = None,
            **fields: Any) -> str:
        """Give a command; its id.  ``expires_in``: seconds; fields by their names in the contract."""
        expires_at = None if expires_in is None else datetime.now(UTC) + timedelta(seconds=expires_in)
        return self._execute(SendCommand(
            charge_point_id=charge_point, command_id=new_command_id(), request_id=request_id, expires_at=expires_at,
            operation=operations.read(operation, fields))).command_id

    def execute(self, command: Any) -> Any:
        """Carry out any other command of the core."""
        return self._execute(command)

    def _execute(self, command: Any) -> Any:
        with self._lock:
            return self.core.execute(command)

    def row(self, command_id: str) -> CommandRow:
        return self.read(stored.get, command_id)

    def rows(self, command_ids: Sequence[str]) -> list[CommandRow]:
        found = {row.command_id: row for row in self.read(stored.BY_ID.all, list(command_ids))}
        return [found[command_id] for command_id in command_ids]

    def events(self, command_id: str) -> list[Recorded]:
        """All that the log has about a command, messages too."""
        return list(self.read(log.read, 0, 1000, log.EventFilter(command_id=command_id)).events)

    def steps(self, command_id: str) -> list[str]:
        """The life of a command: the types of its events without what they have in common."""
        return [event.type.removeprefix("motown.Command") for event in self.events(command_id)
                if event.type.startswith("motown.Command")]

    def story(self, command_id: str) -> str:
        """All about a command, for whoever has to find out why a test failed."""
        row = self.row(command_id)
        about = (f"{row.name} to {row.charge_point_id} {row.parameters}: {row.state}, {row.outcome}, "
                 f"effect {row.effect}, status {row.station_status}, {row.attempts} attempts, error {row.error}, "
                 f"reason {row.reason}")
        told = [f"  {event.position} {event.recorded_at:%H:%M:%S.%f} {event.type} {event.body}"[:LONGEST_LINE]
                for event in self.events(command_id)]
        return "\n".join([about, *told[:MOST_LINES], *(["  ..."] if len(told) > MOST_LINES else [])])

    def ended(self, *command_ids: str, seconds: float = SECONDS) -> list[CommandRow]:
        """Wait until they have ended."""
        left = list(command_ids)

        def none_left() -> bool:
            looked_at, left[:] = left[:PAGE], left[PAGE:]
            left[:0] = [row.command_id for row in self.rows(looked_at) if row.outcome == "Pending"]
            return not left

        try:
            until(none_left, "the commands end", seconds)
        except AssertionError as error:
            raise AssertionError(f"{error}: {len(left)} open, the first:\n{self.story(left[0])}") from None
        return self.rows(command_ids)

    def done(self, charge_point: str, operation: str, **fields: Any) -> CommandRow:
        """Ask, and wait for the end."""
        return self.ended(self.ask(charge_point, operation, **fields))[0]

    def reaches(self, command_id: str, what: Callable[[CommandRow], object], why: str) -> CommandRow:
        """Wait until something is so of a command."""
        try:
            until(lambda: what(self.row(command_id)), why)
        except AssertionError as error:
            raise AssertionError(f"{error}:\n{self.story(command_id)}") from None
        return self.row(command_id)

    def knows(self, charge_points: Sequence[str], connectors: int = 1) -> None:
        """Wait until the first statuses are in the log, of the charge points (0) too: no effect is among those."""
        wanted = len(charge_points) * (connectors + 1)
        counted = sa.select(sa.func.count()).where(connector.c.charge_point_id.in_(charge_points))
        until(lambda: self.read(lambda store: store.execute(counted).scalar_one()) == wanted, "all statuses are known")

    def read(self, query: Callable[..., Any], *arguments: Any) -> Any:
        """What a query of the store finds."""
        with self._lock:
            return self.core.read(query, *arguments)


@contextmanager
def desk_of(server: Server) -> Iterator[Desk]:
    """A desk that is closed in the end."""
    desk = Desk(server)
    try:
        yield desk
    finally:
        desk.close()
