"""Following commands from their acceptance to their end, as the log tells it, beside a server."""

import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from time import monotonic
from typing import Any

from motown.cli.events import forward
from motown.domain.events import CommandAccepted, CommandAttemptFailed, CommandSent
from motown.store import events as log
from motown.store.events import EventFilter
from motown.store.records import Recorded
from motown.store.serving import is_served

LOOK_SECONDS = 0.2
"""How often it is asked whether the log has grown."""
QUIET_SECONDS = 3.0
"""After how long without news it is asked whether anybody works."""
ENDED = ("motown.CommandFinished", "motown.CommandCancelled", "motown.CommandExpired")
STEPS = EventFilter(type_prefixes=("motown.Command",))

Tell = Callable[[Recorded], None]


class Watching:
    """Which of some commands are still open, and what is new about them."""

    def __init__(self, core: Any, command_ids: Sequence[str], tell: Tell) -> None:
        self._core, self._tell = core, tell
        self.open = dict.fromkeys(command_ids, 0)
        """Those that have not ended, and the position of the last that was told of each."""
        self.sent: set[str] = set()
        """Those that are with the charge point: they cannot be called off."""
        self._times: dict[str, datetime] = {}
        """Until when each may be sent."""
        self._seen = 0

    def begin(self) -> None:
        """Tell what has happened so far."""
        self._seen = self._core.read(log.head)
        for command_id in list(self.open):
            its_steps = EventFilter(command_id=command_id, type_prefixes=STEPS.type_prefixes)
            for event in forward(self._core, its_steps, 0):
                self._take(event)

    def look(self) -> bool:
        """Tell what is new; whether there was something."""
        head, known = self._core.read(log.head), dict(self.open)
        if head == self._seen:
            return False
        for event in forward(self._core, STEPS, self._seen):
            self._take(event)
        self._seen = head
        return known != self.open

    def is_overdue(self, now: datetime) -> bool:
        """Whether the time of all that are open is over."""
        return all(self._times.get(command_id, now) < now for command_id in self.open)

    def _take(self, event: Recorded) -> None:
        command_id = event.command_id or ""
        if event.position <= self.open.get(command_id, event.position):
            return
        self._tell(event)
        if isinstance(event.event, CommandAccepted):
            self._times[command_id] = event.event.expires_at
        if isinstance(event.event, CommandSent):
            self.sent.add(command_id)
        elif isinstance(event.event, CommandAttemptFailed) and event.event.retry_at is not None:
            self.sent.discard(command_id)  # it waits again
        if event.type in ENDED:
            del self.open[command_id]
        else:
            self.open[command_id] = event.position


def pause(seconds: float) -> None:
    """Give what is new some time to come."""
    time.sleep(seconds)


def follow(watching: Watching, core: Any, *, timeout: float | None, alone: Callable[[], None]) -> str | None:
    """Look until all have ended (None), or say why that is not awaited any longer: the time-out in seconds is over.

    ``alone`` is called, once, where nothing has happened for a while and no server works on the store; then nothing is
    awaited beyond the time that the commands have, since nobody will ever record that it is over.
    """
    begun = heard = monotonic()
    asked = False
    watching.begin()
    while watching.open:
        if timeout is not None and monotonic() - begun >= timeout:
            return f"not ended after {timeout:g} s"
        pause(LOOK_SECONDS)
        if watching.look():
            heard = monotonic()
        elif monotonic() - heard >= QUIET_SECONDS:
            heard = monotonic()
            if core.read(is_served):
                continue
            if watching.is_overdue(datetime.now(UTC)):
                return "not sent in time, as no server works on this store"
            if not asked:
                asked = True
                alone()
    return None
