"""A charge point and the commands to it, step by step: only the core is at work."""

from datetime import datetime, timedelta
from typing import Any

from twisted.internet.defer import ensureDeferred

from motown.core.bus import Message, unit_of
from motown.domain import commands, events
from motown.domain.ids import ChargePointId, IdTag, new_command_id
from motown.domain.operations import read
from motown.store import commands as stored
from motown.store import due
from motown.store.records import Payload, Recorded
from motown.store.rows import CommandRow, DueRow
from tests.harness import Server

ENDS = ("motown.CommandFinished", "motown.CommandCancelled", "motown.CommandExpired")


class Life:
    """Of the commands to one charge point; nothing is done but what the test does."""

    def __init__(self, server: Server, identity: str = "EV-1", version: str = "1.5", *, alone: bool = True) -> None:
        """``alone``: due work stays undone."""
        if alone:
            ensureDeferred(server.registry.senders.stop(0))
        self.server, self.identity, self.version = server, ChargePointId(identity), version
        server.accept(identity)
        self.says(commands.BootNotification, protocol=f"ocpp{version}-soap", vendor="Acme")
        server.news()

    # -- we

    def ask(self, name: str = "Reset", fields: dict[str, Any] | None = None, **given: Any) -> str:
        """Have a command taken on; its id.  Raises Refused."""
        default = {"type": "Soft"} if name == "Reset" else {}
        return self.receipt(name, default if fields is None else fields, **given).command_id

    def receipt(self, name: str, fields: dict[str, Any], **given: Any) -> Any:
        return self.server.execute(commands.SendCommand(
            **{"charge_point_id": self.identity, "command_id": new_command_id(), "operation": read(name, fields)}
            | given))

    def do(self, step: type[commands.AboutCommand], command_id: str, **given: Any) -> Any:
        return self.server.execute(step(**{"charge_point_id": self.identity, "command_id": command_id} | given))

    def send(self, command_id: str, attempt: int = 1, **given: Any) -> None:
        self.do(commands.MarkCommandSent, command_id, **{
            "attempt": attempt, "address": "http://192.0.2.7/", "message_id": f"urn:uuid:{command_id}",
            "answer_by": self.at(30)} | given)

    def answer(self, command_id: str, status: str | None = "Accepted", attempt: int = 1, **given: Any) -> None:
        self.do(commands.TakeCommandAnswer, command_id, **{
            "attempt": attempt, "version": self.version, "status": status} | given)

    def fail(self, command_id: str, kind: str = "no-answer", attempt: int = 1, **given: Any) -> None:
        self.do(commands.FailCommandAttempt, command_id, **{
            "attempt": attempt, "kind": kind, "error": f"{kind}, said the network"} | given)

    def answered(self, name: str = "Reset", fields: dict[str, Any] | None = None, status: str | None = "Accepted",
                 **given: Any) -> str:
        """Asked, sent, answered."""
        command_id = self.ask(name, fields)
        self.send(command_id)
        self.answer(command_id, status, **given)
        return command_id

    # -- the charge point

    def says(self, what: type[commands.FromChargePoint], **fields: Any) -> Any:
        return self.server.execute(what(**{"charge_point_id": self.identity} | fields))

    def boots(self) -> None:
        self.says(commands.BootNotification, protocol=f"ocpp{self.version}-soap")

    def beats(self) -> None:
        self.says(commands.Heartbeat)

    def status(self, word: str = "Available", connector: int = 1) -> None:
        self.says(commands.StatusNotification, connector_id=connector, status=word, error_code="NoError")

    def starts(self, tag: str = "TAG", connector: int = 1, **fields: Any) -> int:
        return self.says(commands.StartTransaction, **{
            "id_tag": IdTag(tag), "id_tag_key": tag.casefold(), "connector_id": connector, "meter_start_wh": 0,
            "started_at": self.server.now} | fields).transaction_id

    def stops(self, number: int) -> None:
        self.says(commands.StopTransaction, transaction_id=number, meter_stop_wh=1, stopped_at=self.server.now)

    def firmware(self, word: str) -> None:
        self.says(commands.FirmwareStatusNotification, status=word)

    def diagnostics(self, word: str) -> None:
        self.says(commands.DiagnosticsStatusNotification, status=word)

    # -- what is known

    def at(self, seconds: float) -> datetime:
        return self.server.now + timedelta(seconds=seconds)

    def later(self, seconds: float) -> None:
        self.server.clock.advance(seconds)

    def row(self, command_id: str) -> CommandRow:
        found: CommandRow = self.server.read(stored.get, command_id)
        return found

    def due(self, command_id: str) -> DueRow | None:
        found: DueRow | None = self.server.read(due.get, command_id)
        return found

    def state(self, command_id: str) -> tuple[str, str, str]:
        """State, outcome, effect."""
        row = self.row(command_id)
        return row.state, row.outcome, row.effect

    def pending(self) -> list[CommandRow]:
        return list(self.server.read(stored.pending_of, [self.identity]))

    def history(self, command_id: str) -> list[Recorded]:
        """Everything about a command."""
        return [one for one in self.server.log() if one.command_id == command_id and one.category == "Domain"]

    def types(self, command_id: str) -> list[str]:
        return [one.type.removeprefix("motown.Command") for one in self.history(command_id)]

    def over(self, command_id: str) -> bool:
        """It has ended, once, and nothing is to be done any more."""
        ends = [one for one in self.history(command_id) if one.type in ENDS]
        assert len(ends) <= 1
        assert (self.due(command_id) is None) == bool(ends) == (self.row(command_id).outcome != "Pending")
        return bool(ends)


def with_message(server: Server, command: commands.Command, operation: str, *, ours: bool = False) -> Any:
    """Carry a command out with a message behind it: from the charge point, or ours that goes only if it is done."""
    kind, direction = ("Request", events.TO_CHARGE_POINT if ours else events.FROM_CHARGE_POINT)
    payload = Payload(events.Message(
        charge_point_id=ChargePointId("EV-1"), operation=operation, kind=kind, protocol="ocpp1.5-soap",
        direction=direction, command_id=getattr(command, "command_id", None)), b"<x/>")
    return server.store.run(unit_of(command, Message(payload, only_if_done=ours)))
