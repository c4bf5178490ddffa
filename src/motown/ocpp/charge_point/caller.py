"""One attempt at a command: made ready, sent once that is durable, and what came of it told to the core.

Architecture: ``Sent`` is committed before the first byte leaves, so a server that dies at any moment knows afterwards
whether a charge point may have got the request.
"""

import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from random import Random
from shlex import quote
from typing import Any

from motown.addon import (
    ChargePointRow,
    Committed,
    DueRow,
    Message,
    NoReply,
    NotReached,
    Offer,
    OutgoingReply,
    Payload,
    Registry,
    StoreUnavailable,
    Transport,
)
from motown.domain import commands, operations
from motown.domain.errors import Refused
from motown.domain.ids import ChargePointId
from motown.domain.operations import OCPP_15
from motown.domain.secrets import masked_location
from motown.ocpp.charge_point import requests
from motown.ocpp.charge_point.answers import FAULT, MALFORMED, Reader
from motown.ocpp.charge_point.backoff import retry_seconds
from motown.ocpp.charge_point.credentials import Credentials
from motown.ocpp.charge_point.hiding import hidden, secrets_of
from motown.ocpp.charge_point.locations import located
from motown.ocpp.charge_point.problems import Unsendable
from motown.ocpp.charge_point.recording import Scribe
from motown.ocpp.charge_point.requests import Request
from motown.ocpp.settings import OcppSettings
from motown.soap.client import HttpReply
from motown.soap.codec import Unwritable

SEND = "command.send"
"""The kind of due work that is a command whose turn has come."""
log = logging.getLogger("motown.messages")

UNREACHABLE, NO_ANSWER, BAD_ANSWER = "unreachable", "no-answer", "bad-answer"
"""Kinds of failed attempts: nothing was sent; or it may have been received."""
MARGIN = timedelta(seconds=15)
"""For an answer to be stored, after the longest time that a call may take."""
LOST_SIGHT = ("the server stopped while it waited for the answer, so it is not known whether the charge point has got "
              "the request")
ACCEPTED = "Accepted"
Outcome = commands.TakeCommandAnswer | commands.FailCommandAttempt


@dataclass(slots=True)
class Attempt:
    """One attempt, while it is under way."""

    due: DueRow
    version: str
    request: Request
    offer: Offer | None
    secrets: tuple[str, ...]
    """Of the request: not to be read in what is said about it."""
    is_trusted: bool
    """Whether no stranger can have told the address: our password is shown there."""
    scribe: Scribe = field(init=False)
    began: float = field(default_factory=time.monotonic)
    remote_address: str | None = None
    """The IP address that has been told to the core; None: nothing has been sent."""

    def __post_init__(self) -> None:
        """One who writes it down."""
        self.scribe = Scribe(self.request, self.due.id)

    @property
    def number(self) -> int:
        """1, 2, ..."""
        return self.due.attempt + 1

    @property
    def took_ms(self) -> int:
        """Milliseconds so far."""
        return round((time.monotonic() - self.began) * 1000)


class Caller:
    """Carries out due work of the kind ``command.send``: ``await caller.send(due)``."""

    def __init__(self, registry: Registry, settings: OcppSettings, transport: Transport, *, sender: str | None,
                 random: Random | None = None) -> None:
        """``sender``: our own URL, as charge points see it; None: not known."""
        self.registry, self.settings, self.transport = registry, settings, transport
        self._sender, self._random = sender, random or Random()  # noqa: S311, it only spreads the load
        self._credentials = Credentials(settings.calls)
        self._unstored: dict[str, tuple[Outcome, Payload | None]] = {}
        """By command: what came of an attempt and could not be stored when it came."""
        self._reader = Reader(lenient=settings.mode == "lenient", limits=registry.xml_limits)

    async def send(self, due: DueRow) -> None:
        """Make an attempt, and leave the row changed by what came of it."""
        row = await self.registry.charge_point(due.body["chargePointId"])
        version = operations.version_of(row.protocol if row else None) or OCPP_15
        if due.sent:
            await self._lost_sight(due, version)
            return
        try:
            attempt = self._prepared(due, row, version)
        except Unsendable as problem:
            await self._failed(due, UNREACHABLE, problem.reason, version=version, is_final=problem.is_final)
            self._told(due, "unsendable" if problem.is_final else UNREACHABLE, None, problem.reason)
            return
        with self.registry.calling(attempt.request.operation) as call:
            call.outcome = await self._called(attempt)

    async def _lost_sight(self, due: DueRow, version: str) -> None:
        """It was sent, and nobody waits for the answer: it is here, and could not be stored; or it never will be."""
        step, payload = self._unstored.get(due.id, (None, None))
        if step is not None and step.attempt == due.attempt:
            await self._execute(due, step, payload)
            return
        await self._failed(due, NO_ANSWER, LOST_SIGHT, attempt=due.attempt, version=version)
        self._told(due, NO_ANSWER, None, LOST_SIGHT)

    async def expire(self, due: DueRow) -> None:
        """Give up what could not be sent in time; nothing where it has time left, or has ended otherwise."""
        await self._execute(due, commands.ExpireCommand(
            charge_point_id=ChargePointId(due.body["chargePointId"]), command_id=due.id))

    # -- made ready

    def _prepared(self, due: DueRow, row: ChargePointRow | None, version: str) -> Attempt:
        if row is None or row.registration != ACCEPTED:
            raise Unsendable("the charge point is not accepted any more", is_final=True)
        url = row.pinned_address or row.address or self.settings.addresses.get(row.charge_point_id)
        if url is None:
            raise Unsendable("it has never said where it can be called (wsa:From), and nobody else has: motown "
                             f"charge-points set-address {quote(row.charge_point_id)} URL", is_final=False)
        name = due.body["name"]
        try:
            operation = operations.read(name, due.body["operation"])
            operation, offer = located(operation, self.registry.files, due.id, row.charge_point_id, self.registry.now(),
                                       self.settings.calls.effect_seconds.get(name), url)
            request = requests.write(
                operation, version=version, identity=row.charge_point_id, url=url, command_id=due.id,
                sender=self._sender, insist=self.settings.calls.must_understand)
        except StoreUnavailable:
            raise
        except (Refused, Unwritable) as error:
            raise Unsendable(f"no request of OCPP {version} can be made of it: {error}", is_final=True) from None
        return Attempt(due, version, request, offer, secrets_of(operation), _is_trusted(row))

    # -- sent

    async def _called(self, attempt: Attempt) -> str:
        """Call the charge point, and record what comes of it; one word for that."""
        request = attempt.request

        async def connected(remote_address: str) -> None:
            if attempt.remote_address is None:
                await self._mark_sent(attempt, remote_address)
                attempt.remote_address = remote_address

        try:
            reply = await self.transport.post(
                request.url, request.body, request.headers, connected=connected,
                credentials=self._credentials.of(request.identity) if attempt.is_trusted else None)
        except NotReached as error:
            return await self._unreached(attempt, error)
        except NoReply as error:
            return await self._unanswered(attempt, error)
        except StoreUnavailable:
            raise
        except Refused as refused:  # it was called off, has expired, or another process was first
            self._told(attempt.due, "withdrawn", attempt, refused.reason)
            await self.expire(attempt.due)
            return "Withdrawn"
        return await self._replied(attempt, reply)

    async def _mark_sent(self, attempt: Attempt, remote_address: str) -> None:
        """Let it be known that the charge point may get the request from now on; Refused where it must not."""
        due, request, offer = attempt.due, attempt.request, attempt.offer
        sent = commands.MarkCommandSent(
            charge_point_id=ChargePointId(request.identity), command_id=due.id, attempt=attempt.number,
            address=masked_location(request.url), message_id=request.message_id,
            answer_by=self.registry.now() + timedelta(seconds=self.settings.calls.answer_seconds) + MARGIN,
            location=offer.masked_location if offer else None, credential=offer.credential if offer else None)
        await self._execute(due, sent, attempt.scribe.asked(remote_address), only_if_done=True)

    # -- what came of it

    async def _unreached(self, attempt: Attempt, error: NotReached) -> str:
        await self._failed(attempt.due, UNREACHABLE, error.reason, version=attempt.version, url=attempt.request.url)
        self._told(attempt.due, UNREACHABLE, attempt, error.reason)
        return "Unreachable"

    async def _unanswered(self, attempt: Attempt, error: NoReply) -> str:
        message = attempt.scribe.unanswered(error.reason, error.remote_address, attempt.took_ms)
        await self._failed(attempt.due, NO_ANSWER, error.reason, version=attempt.version, url=attempt.request.url,
                           message=message)
        self._told(attempt.due, NO_ANSWER, attempt, error.reason)
        return "Unanswered"

    async def _replied(self, attempt: Attempt, reply: OutgoingReply) -> str:
        understood = self._reader.read(attempt.request, HttpReply(reply.status, reply.headers, reply.body))
        understood = replace(understood, reason=hidden(understood.reason, attempt.secrets))
        message = attempt.scribe.answered(reply, understood, attempt.took_ms)
        if understood.kind == MALFORMED:
            await self._failed(attempt.due, BAD_ANSWER, understood.reason or "", version=attempt.version,
                               url=attempt.request.url, message=message)
            self._told(attempt.due, BAD_ANSWER, attempt, understood.reason)
            return "Malformed"
        name = attempt.request.operation
        await self._execute(attempt.due, commands.TakeCommandAnswer(
            charge_point_id=ChargePointId(attempt.request.identity), command_id=attempt.due.id, attempt=attempt.number,
            version=attempt.version, status=understood.status, fault=understood.fault, reason=understood.reason,
            result=dict(understood.result), effect_seconds=self.settings.calls.effect_seconds.get(name)), message)
        self._told(attempt.due, understood.fault or understood.status or "answered", attempt, understood.reason,
                   understood.repairs)
        return "Fault" if understood.kind == FAULT else "Answered"

    async def _failed(self, due: DueRow, kind: str, error: str, *, version: str, attempt: int | None = None,
                      url: str | None = None, message: Payload | None = None, is_final: bool = False) -> None:
        number, calls = attempt or due.attempt + 1, self.settings.calls
        wait = retry_seconds(number, calls.first_retry_seconds, calls.longest_retry_seconds, self._random)
        await self._execute(due, commands.FailCommandAttempt(
            charge_point_id=ChargePointId(due.body["chargePointId"]), command_id=due.id, attempt=number, kind=kind,
            error=masked_location(error), address=masked_location(url) if url else None, retry_seconds=wait,
            version=version, is_final=is_final, effect_seconds=calls.effect_seconds.get(due.body["name"])), message)

    async def _execute(self, due: DueRow, command: commands.AboutCommand, payload: Payload | None = None, *,
                       only_if_done: bool = False) -> None:
        """Carry a step out, with the message behind it.

        A refused step means that the command has gone on without us; only where a message must not go it is raised.
        """
        message = None if payload is None else Message(
            payload, only_if_done=only_if_done, correlation_id=due.body.get("correlationId"))
        committed: Committed | None
        try:
            committed = await self.registry.bus.execute(command, message)
        except StoreUnavailable:
            if isinstance(command, Outcome):
                self._unstored[due.id] = command, payload
            raise
        except Refused:
            committed = None
        self._unstored.pop(due.id, None)
        if only_if_done and committed is not None:
            committed.value()

    def _told(self, due: DueRow, outcome: str, attempt: Attempt | None, reason: str | None = None,
              repairs: tuple[str, ...] = ()) -> None:
        """One line a call."""
        if not log.isEnabledFor(logging.INFO):
            return
        fields: Mapping[str, Any] = {
            "chargePoint": due.body["chargePointId"], "operation": due.body["name"], "command": due.id,
            "outcome": outcome, "ms": attempt.took_ms if attempt else None,
            "attempt": attempt.number if attempt else None,
            "reason": masked_location(reason) if reason else None, "repairs": repairs}
        log.info("call", extra={"fields": {name: value for name, value in fields.items() if value not in (None, ())}})


def _is_trusted(row: ChargePointRow) -> bool:
    """Whether its address was set by an operator, or told by a charge point that nobody else can pass for."""
    is_set = row.pinned_address is not None or row.address is None
    return is_set or row.has_password or row.has_certificate or bool(row.networks)
