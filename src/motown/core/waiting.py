"""Waiting for what becomes of a command: by the tail of the log, without asking again and again."""

from motown.core.clock import Clock
from motown.core.followers import Reads
from motown.core.tail import Tail
from motown.domain.errors import Kind, Refused
from motown.store import commands
from motown.store.filters import EventFilter
from motown.store.rows import CommandRow

ANSWERED, FINISHED = "Answered", "Finished"
"""What may be waited for: the charge point has answered; it is over.  What is over counts as answered."""
_OVER = ("motown.CommandFinished", "motown.CommandCancelled", "motown.CommandExpired")
_SHOWN_BY = {ANSWERED: ("motown.CommandAnswered", *_OVER), FINISHED: _OVER}
"""The events that show it."""


class Waiting:
    """Waits for commands; any number at a time costs neither threads nor queries."""

    def __init__(self, clock: Clock, store: Reads, tail: Tail) -> None:
        self._clock, self._store, self._tail = clock, store, tail

    async def command(self, command_id: str, until: str = FINISHED, seconds: float = 30.0) -> CommandRow:
        """The command as soon as it is ``until`` (``Answered`` or ``Finished``), or as it is when the time is over.

        Raises Refused where there is none of that id, and StoreUnavailable; ValueError for any other ``until``.
        """
        if until not in _SHOWN_BY:
            raise ValueError(f"one waits for {ANSWERED} or {FINISHED}, not for {until}")
        matching = EventFilter(command_id=command_id, type_prefixes=_SHOWN_BY[until])
        over = self._clock.seconds() + seconds
        row, head = await self._look(command_id)
        while not _is(row, until) and (left := over - self._clock.seconds()) > 0:
            page = await self._tail.read(head, 1, matching, left)
            row, head = await self._look(command_id)
            if not page.events:
                break
        return row

    async def _look(self, command_id: str) -> tuple[CommandRow, int]:
        row, head = await self._store.read(commands.with_head, command_id)
        if row is None:
            raise Refused(f"there is no command {command_id}", Kind.NOT_FOUND)
        return row, head


def _is(row: CommandRow, until: str) -> bool:
    return row.outcome != "Pending" or (until == ANSWERED and row.state == ANSWERED)
