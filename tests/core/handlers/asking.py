"""A charge point that is asked something and answers, without a network: only the core is at work."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from twisted.internet.defer import ensureDeferred

from motown.domain import commands
from motown.domain.ids import ChargePointId, new_command_id
from motown.domain.operations import read
from motown.store import commands as stored
from motown.store.rows import CommandRow
from tests.harness import Server
from tests.speaking import ChargePoint


class Asked:
    """Asks one charge point, which has booted, and lets it answer as the test says."""

    def __init__(self, server: Server, identity: str = "EV-1") -> None:
        self.server, self.identity = server, ChargePointId(identity)
        ensureDeferred(server.registry.senders.stop(0))  # the test itself takes every step
        ChargePoint(server, identity).boot()
        server.news()

    def ask(self, name: str, fields: Mapping[str, Any] | None = None, **given: Any) -> str:
        """Have the command taken on; its id.  Raises Refused."""
        command_id = new_command_id()
        self.server.execute(commands.SendCommand(
            charge_point_id=self.identity, command_id=command_id, operation=read(name, fields or {}), **given))
        return command_id

    def send(self, command_id: str, attempt: int = 1) -> None:
        """The request leaves."""
        self.server.execute(commands.MarkCommandSent(
            charge_point_id=self.identity, command_id=command_id, attempt=attempt, address="http://192.0.2.7/",
            message_id="urn:x", answer_by=self.server.now + timedelta(seconds=30)))

    def answer(self, command_id: str, status: str | None = "Accepted", *, attempt: int = 1, fault: str | None = None,
               **result: Any) -> None:
        """It has answered."""
        self.server.execute(commands.TakeCommandAnswer(
            charge_point_id=self.identity, command_id=command_id, attempt=attempt, version="1.5",
            status=None if fault else status, fault=fault, result=result))

    def lose(self, command_id: str, attempt: int = 1) -> None:
        """No answer comes."""
        self.server.execute(commands.FailCommandAttempt(
            charge_point_id=self.identity, command_id=command_id, attempt=attempt, kind="no-answer",
            error="the time is over"))

    def do(self, name: str, fields: Mapping[str, Any] | None = None, status: str | None = "Accepted", *,
           fault: str | None = None, **result: Any) -> str:
        """Ask, send, answer; the command's id."""
        command_id = self.ask(name, fields)
        self.send(command_id)
        self.answer(command_id, status, fault=fault, **result)
        return command_id

    def command(self, command_id: str) -> CommandRow:
        """How far it is."""
        row: CommandRow = self.server.read(stored.get, command_id)
        return row

    def waiting(self) -> list[CommandRow]:
        """Its commands that have not ended, oldest first."""
        return list(self.server.read(stored.pending_of, [self.identity]))

    def finish(self) -> None:
        """Let every command end, those that were asked for along too."""
        for one in self.waiting():
            if one.state == "Queued":
                self.server.execute(commands.CancelCommand(charge_point_id=self.identity, command_id=one.command_id))
        self.server.clock.advance(61)
        for one in self.waiting():
            self.server.execute(commands.MissCommandEffect(charge_point_id=self.identity, command_id=one.command_id))
