"""The way of one message: who sends it, what it asks, what comes of it, and the answer, which waits for the log."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from functools import partial
from shlex import quote
from typing import Any

from motown.addon import Committed, Message, Payload, Registry, StoreUnavailable
from motown.domain import commands
from motown.domain.errors import Kind, Refused
from motown.ocpp import recording
from motown.ocpp.admission import Admission, Sender
from motown.ocpp.operations import OPERATIONS, Consult, Operation, Origin
from motown.ocpp.operations.charge_points import boot_words
from motown.ocpp.settings import OcppSettings
from motown.ocpp.tolerance import clock_flag
from motown.ocpp.versions import fault
from motown.soap.contract import Contract
from motown.soap.exchange import Answer, Call, Exchange
from motown.soap.faults import ServiceFault

log = logging.getLogger("motown.messages")


class CentralSystem:
    """Handles each operation of CentralSystemService, in every version."""

    def __init__(self, registry: Registry, admission: Admission, settings: OcppSettings,
                 now: Callable[[], datetime]) -> None:
        self.registry, self.admission, self.settings, self.now = registry, admission, settings, now
        self.consult = Consult(registry.vouch, registry.transfer)

    def handlers(self, contract: Contract) -> Mapping[str, Callable[[Any, Call], Awaitable[Answer]]]:
        """A handler for each operation of a contract."""
        return {name: partial(self.handle, OPERATIONS[name]) for name in contract.operations}

    async def handle(self, operation: Operation, request: Any, call: Call) -> Answer:
        """Answer a request that the contract allows; ServiceFault where its sender may not ask it."""
        exchange = call.exchange
        exchange.notes["valid"] = True
        try:
            sender = await self.admission.admit(exchange)
            if operation.name == "BootNotification":
                if not await self._may_knock(sender):
                    return self._turned_away(exchange, sender, request)
            else:
                _check_accepted(sender)
            command = operation.command(request, _origin(exchange, sender), self.settings)
            _note_clock(exchange, command)
            if operation.consult is not None:
                command = await operation.consult(command, self.consult)
        except Refused as refused:
            raise fault(refused, recording.spoken(exchange)) from None
        return await self._carried_out(exchange, command, operation)

    async def refused(self, exchange: Exchange, refusal: ServiceFault) -> Answer:
        """Answer what no handler has seen, or what a handler refused at the door, and keep both.

        From a charge point that we know it goes into the log, from anybody else into the journal.
        """
        answer = exchange.answer(refusal)
        identity = None
        try:
            identity = self.admission.claimed(exchange)
            sender = await self.admission.admit(exchange)
        except StoreUnavailable as unavailable:
            return self._unavailable(exchange, identity, unavailable)
        except (Refused, ServiceFault):
            sender = None
        if sender is None or not sender.speaker.accepted:
            self.registry.journal(recording.strangers(exchange, identity, refusal.reason, self.now()))
            self._told(exchange, identity, "Refused", None, refusal.reason)
            return answer
        return await self._kept(exchange, sender, answer, refusal.reason)

    async def _may_knock(self, sender: Sender) -> bool:
        """Whether a BootNotification is looked at further: of an accepted charge point, or the first of a new one."""
        registration = sender.speaker.registration
        if registration == "Accepted":
            return True
        if self.settings.is_open:
            return registration != "Rejected"
        return registration is None and await self.registry.waiting() < self.settings.max_pending

    def _turned_away(self, exchange: Exchange, sender: Sender, request: Any) -> Answer:
        """Rejected, for the journal only: what strangers repeat does not fill the log (BOOT-4, BOOT-6)."""
        identity = sender.speaker.charge_point_id
        rejected = sender.speaker.registration == "Rejected"
        reason = "an operator has rejected this charge point" if rejected else _waits(identity)
        self.registry.journal(recording.strangers(exchange, identity, reason, self.now()))
        self._told(exchange, identity, "Rejected", None, reason)
        interval = self.settings.heartbeat_interval_of(request.chargePointModel)
        return exchange.answer(boot_words(accepted=False, at=self.now(), heartbeat_interval_seconds=interval))

    async def _carried_out(self, exchange: Exchange, command: commands.FromChargePoint, operation: Operation) -> Answer:
        identity, made = command.charge_point_id, _Made()

        def reply(outcome: Any) -> Payload:
            refused = isinstance(outcome, Refused)
            words = fault(outcome, recording.spoken(exchange)) if refused else operation.answer(outcome)
            return recording.outgoing(exchange, identity, made.keep(exchange.answer(words)))

        return await self._executed(exchange, command, Message(recording.incoming(exchange, identity), reply), made)

    async def _kept(self, exchange: Exchange, sender: Sender, answer: Answer, reason: str) -> Answer:
        """Into the log with a message that could not be carried out, and its fault."""
        identity, made = sender.speaker.charge_point_id, _Made()
        kind = "Request" if exchange.notes.get("valid") else "Malformed"
        command = commands.RecordMessage(**_origin(exchange, sender)._asdict(), reason=reason)

        def reply(_outcome: Any) -> Payload:
            return recording.outgoing(exchange, identity, made.keep(answer))

        return await self._executed(
            exchange, command, Message(recording.incoming(exchange, identity, kind, reason), reply), made)

    async def _executed(self, exchange: Exchange, command: commands.FromChargePoint, message: Message,
                        made: "_Made") -> Answer:
        """The answer, once it and all that it says are durable; a Receiver fault where they cannot be."""
        identity = command.charge_point_id
        try:
            committed: Committed = await self.registry.bus.execute(command, message)
        except StoreUnavailable as unavailable:
            return self._unavailable(exchange, identity, unavailable)
        answer = made.answer
        if answer is None:
            raise RuntimeError("a unit of work was committed without an answer")
        self._told(exchange, identity, *_outcome(command, committed, answer))
        return answer

    def _unavailable(self, exchange: Exchange, identity: str | None, why: StoreUnavailable) -> Answer:
        """A Receiver fault, whatever the message is worth: a charge point drops what it is blamed for."""
        self._told(exchange, identity, "Unavailable", None, why.reason)
        return exchange.answer(fault(why, recording.spoken(exchange)))

    def _told(self, exchange: Exchange, identity: str | None, outcome: str, position: int | None,
              reason: str | None = None) -> None:
        """One line a message, and a count."""
        took, operation = recording.milliseconds(exchange), recording.operation_of(exchange)
        self.registry.observe(operation, outcome, took / 1000)
        if log.isEnabledFor(logging.INFO):
            optional = {"reason": reason, "repairs": exchange.repairs}
            log.info("message", extra={"fields": {
                "chargePoint": identity, "operation": operation, "outcome": outcome, "ms": took, "position": position,
                **{name: value for name, value in optional.items() if value}}})


class _Made:
    """Holds the answer made on the writer thread; the last one, where a unit had to be done again."""

    answer: Answer | None = None

    def keep(self, answer: Answer) -> Answer:
        self.answer = answer
        return answer


def _check_accepted(sender: Sender) -> None:
    """Refused where it may send BootNotification only (BOOT-8)."""
    if not sender.speaker.accepted:
        raise Refused("this charge point is not accepted: it may send BootNotification only", Kind.NOT_AUTHENTICATED)


def _waits(identity: str) -> str:
    """The reason of a Rejected, which the log line tells with the remedy.

    Quoted for the shell it will be copied to: strangers choose their names.
    """
    end_of_options = "-- " if identity.startswith("-") else ""
    return f"waits to be accepted: motown charge-points accept {end_of_options}{quote(identity)}"


def _note_clock(exchange: Exchange, command: commands.FromChargePoint) -> None:
    """Note a time that no right clock would tell; nobody is refused for it (quirk 26, OFF-3)."""
    times = (getattr(command, name, None) for name in ("started_at", "stopped_at", "occurred_at"))
    told = next(filter(None, times), None)
    if told is not None and (flag := clock_flag(told, exchange.http.received_at)) is not None:
        exchange.repairs.append(f"clock-{flag}")


def _origin(exchange: Exchange, sender: Sender) -> Origin:
    return Origin(sender.speaker.charge_point_id, recording.protocol_of(exchange), exchange.http.remote_address,
                  sender.address, sender.speaker.authenticated)


def _outcome(command: commands.FromChargePoint, committed: Committed, answer: Answer) -> tuple[str, int, str | None]:
    """What the log line says: outcome, position, reason."""
    if answer.fault is not None:
        return "Fault", committed.first_position, answer.fault.reason
    if isinstance(command, commands.BootNotification) and not committed.result.accepted:
        return "Rejected", committed.first_position, _waits(command.charge_point_id)
    return "Answered", committed.first_position, None
