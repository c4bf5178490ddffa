"""Looking now and then for charge points that have fallen silent, and for transactions that will have no end.

Done by the process that leads.  No row is written for each message: every half a minute the table is looked through,
and what has changed becomes a command.  That somebody speaks again is seen at once, in the unit of work of the message
(``handlers.connectivity``).
"""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from twisted.internet.defer import CancelledError, Deferred, DeferredList, ensureDeferred

from motown.core.bus import Bus
from motown.core.clock import Clock, sleep
from motown.core.followers import Reads
from motown.domain import commands
from motown.domain.ids import ChargePointId
from motown.store import abandoned, silent
from motown.store.records import StoreUnavailable

log = logging.getLogger(__name__)

SECONDS = 30.0
"""From one look to the next."""
AT_ONCE = 200
"""Commands that share commits: a whole network may fall silent."""
PATIENCE = timedelta(days=1)


class Silence:
    """Looks around while it is started."""

    def __init__(self, clock: Clock, store: Reads, bus: Bus, now: Callable[[], datetime],
                 patience: timedelta = PATIENCE) -> None:
        """``patience``: how long the stop of a transaction may be late."""
        self._clock, self._store, self._bus, self._now, self.patience = clock, store, bus, now, patience
        self._running: Deferred[None] | None = None
        self._since: datetime | None = None

    def start(self) -> None:
        """From now on, first after a while: whoever was away itself cannot say who was silent."""
        if self._running is None:
            self._since = self._now()
            running: Deferred[None] = Deferred(lambda _: under_way.cancel())
            self._running = running
            under_way = ensureDeferred(self._run())
            under_way.addErrback(lambda failure: self._ended(running, failure))

    def stop(self) -> None:
        """No more."""
        running, self._running = self._running, None
        if running is not None:
            running.addErrback(lambda _: None)
            running.cancel()

    def _ended(self, running: Deferred[None], failure: object) -> None:
        if self._running is running:
            log.critical("nobody looks for silent charge points any more: %s", failure)

    async def _run(self) -> None:
        while True:
            await sleep(self._clock, SECONDS)
            try:
                await self.look()
            except CancelledError:
                raise
            except Exception as error:
                log.warning("nobody could look for silent charge points: %s", error,
                            exc_info=not isinstance(error, StoreUnavailable))

    async def look(self) -> None:
        """Look once."""
        now = self._now()
        names: Sequence[str] = await self._store.read(silent.changed, now, self._since)
        await self._all([commands.CheckConnectivity(charge_point_id=ChargePointId(name)) for name in names])
        rows = await self._store.read(abandoned.candidates, now - self.patience)
        await self._all([commands.AbandonTransaction(
            charge_point_id=ChargePointId(row.charge_point_id), transaction_id=row.transaction_id,
            patience_seconds=self.patience.total_seconds()) for row in rows])

    async def _all(self, wanted: Sequence[commands.Command]) -> None:
        for start in range(0, len(wanted), AT_ONCE):
            asked = [self._bus.execute(one) for one in wanted[start:start + AT_ONCE]]
            for succeeded, result in await DeferredList(asked, consumeErrors=True):
                if not succeeded:
                    log.warning("a silent charge point could not be told of: %s", result.value)
