"""Waiting for what becomes of a command: by the tail of the log, without asking again and again."""

from motown.core.clock import Clock
from motown.core.followers import Reads
from motown.core.tail import Tail
from motown.domain.errors import Kind, Refused
from motown.store import commands
from motown.store.filters import EventFilter
from motown.store.rows import CommandRow

QUEUED, SENT, ANSWERED, FINISHED = "Queued", "Sent", "Answered", "Finished"
_OVER = ("motown.CommandFinished", "motown.CommandCancelled", "motown.CommandExpired")
_STEPS = ("motown.CommandQueued", "motown.CommandSent", "motown.CommandAnswered")
_SHOWN_BY = {QUEUED: (*_STEPS, *_OVER), SENT: (*_STEPS[1:], *_OVER), ANSWERED: (*_STEPS[2:], *_OVER), FINISHED: _OVER}
"""What may be waited for, and the events that show it.  What has got further has been there; what is over, too."""
_FURTHER = {QUEUED: (QUEUED, SENT, ANSWERED), SENT: (SENT, ANSWERED), ANSWERED: (ANSWERED,), FINISHED: ()}
"""The states of which the same can be said, beside those in which it is over."""


class Waiting:
    """Waits for commands; any number at a time costs neither threads nor queries."""

    def __init__(self, clock: Clock, store: Reads, tail: Tail) -> None:
        self._clock, self._store, self._tail = clock, store, tail

    async def command(self, command_id: str, until: str = FINISHED, seconds: float = 30.0) -> CommandRow:
        """The command as soon as it is ``until``, a key of ``_SHOWN_BY``, or as it is when the time is over.

        Raises Refused where there is none of that id, and StoreUnavailable; ValueError for any other ``until``.
        """
        if until not in _SHOWN_BY:
            raise ValueError(f"one waits for {', '.join(_SHOWN_BY)}, not for {until}")
        matching = EventFilter(command_id=command_id, type_prefixes=_SHOWN_BY[until])
        over = self._clock.seconds() + seconds
        row, head = await self._look(command_id)
        while not _is(row, until) and (left := over - self._clock.seconds()) > 0:
            page = await self._tail.read(head, 1, matching, left)
            row, head = await self._look(command_id)
            if not page.events or until == SENT:  # what was sent may wait again for another attempt
                break
        return row

    async def _look(self, command_id: str) -> tuple[CommandRow, int]:
        row, head = await self._store.read(commands.with_head, command_id)
        if row is None:
            raise Refused(f"there is no command {command_id}", Kind.NOT_FOUND)
        return row, head


def _is(row: CommandRow, until: str) -> bool:
    return row.outcome != "Pending" or row.state in _FURTHER[until] or (until == SENT and row.sent_at is not None)
