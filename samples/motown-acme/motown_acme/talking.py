"""What Acme's charge points tell and ask, and what we say to them by ourselves."""

from datetime import timedelta
from typing import ClassVar

from motown.addon import Recorded, Registry, Work, handles
from motown.domain.commands import Command, SendCommand
from motown.domain.errors import Kind, Refused
from motown.domain.events import Event, declare
from motown.domain.ids import ChargePointId, new_command_id
from motown_acme.words import SHOWN, WANTED, Display, is_ours

FRESH = timedelta(minutes=5)
"""Who has begun to charge longer ago is not greeted any more."""


@declare
class TextShown(Event, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """A display shows another text."""

    TYPE: ClassVar[str] = "addon.acme.TextShown"
    ACCESS_CLASS: ClassVar[str] = "R-STATUS"

    charge_point_id: ChargePointId
    text: str
    """What it shows; empty: nothing."""


class RecordText(Command, frozen=True, kw_only=True):
    """Keep what a display shows."""

    charge_point_id: ChargePointId
    text: str

    @property
    def keys(self) -> frozenset[str]:
        """The charge point: its commands are carried out one after the other."""
        return frozenset((f"cp:{self.charge_point_id}",))


@handles(RecordText)
def record(work: Work, command: RecordText) -> None:
    """It is an event, and nothing else: the table follows from it."""
    work.record(TextShown(charge_point_id=command.charge_point_id, text=command.text))


class Talk:
    """Answers them, and greets."""

    def __init__(self, registry: Registry, display: Display, greeting: str) -> None:
        self._registry, self._display, self._greeting = registry, display, greeting

    async def answer(self, charge_point_id: str, message_id: str | None, data: str | None) -> tuple[str, str | None]:
        """The answer to a DataTransfer of ours."""
        if message_id == WANTED:
            return "Accepted", self._greeting
        if message_id != SHOWN:
            return "UnknownMessageId", None
        await self._registry.bus.execute(RecordText(charge_point_id=ChargePointId(charge_point_id), text=data or ""))
        return "Accepted", None

    async def greet(self, started: Recorded) -> None:
        """Greet who begins to charge; twice for one transaction is one greeting, by its request id."""
        if self._registry.now() - started.recorded_at > FRESH:  # a follower is told of all, from the first event on
            return
        row = await self._registry.charge_point(started.charge_point_id or "")
        if row is None or not is_ours(row):
            return
        try:
            await self._registry.bus.execute(SendCommand(
                charge_point_id=ChargePointId(row.charge_point_id), command_id=new_command_id(),
                operation=self._display.show(self._greeting), extension="acme.ShowText",
                request_id=f"acme-greeting-{started.transaction_id}", party="acme"))
        except Refused as refused:
            if refused.kind is Kind.UNAVAILABLE:  # the follower asks again; all else will not get better
                raise
