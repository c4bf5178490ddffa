"""What becomes of commands to charge points when a time has come: due work that sends nothing."""

from collections.abc import Callable

from motown.core.bus import Bus
from motown.core.handlers.commands import EFFECT, RELEASE
from motown.core.senders import Handler
from motown.domain import commands
from motown.domain.errors import Kind, Refused
from motown.domain.ids import ChargePointId
from motown.store.rows import DueRow


class Deadlines:
    """Carries out the steps in the life of a command that only time brings."""

    def __init__(self, bus: Bus) -> None:
        self.bus = bus

    def register(self, handle: Callable[[str, Handler, Handler | None], None]) -> None:
        """Take on what is ours: releasing scheduled commands, and watching for effects."""
        handle(RELEASE, self.release, self.expire)
        handle(EFFECT, self.miss_effect, None)

    async def release(self, due: DueRow) -> None:
        """The time of a scheduled command has come."""
        await self._step(commands.QueueCommand(command_id=due.id, charge_point_id=_whose(due)))

    async def miss_effect(self, due: DueRow) -> None:
        """The time for an effect is over."""
        await self._step(commands.MissCommandEffect(command_id=due.id, charge_point_id=_whose(due)))

    async def expire(self, due: DueRow) -> None:
        """The time for sending it is over."""
        await self._step(commands.ExpireCommand(command_id=due.id, charge_point_id=_whose(due)))

    async def _step(self, command: commands.AboutCommand) -> None:
        await unless_another_was_first(self.bus, command)


async def unless_another_was_first(bus: Bus, command: commands.Command) -> None:
    """Carry out what a time has brought; where something else came before it, that is well."""
    try:
        await bus.execute(command)
    except Refused as refused:
        if refused.kind is not Kind.CONFLICT:
            raise


def _whose(due: DueRow) -> ChargePointId:
    return ChargePointId(due.body["chargePointId"])
