"""Reset and reboot (RE-1 to RE-3, BOOT-1)."""

from collections.abc import Callable
from typing import Any

from motown.simulator.clock import ChargePointClock, Tasks
from motown.simulator.profile import Profile
from motown.simulator.transaction_queue import TransactionQueue
from motown.simulator.transactions import Transactions

ANSWER_SECONDS = 1.0
"""The answer goes out before the reset (RE-3)."""
DELIVERY_SECONDS = 30.0
"""How long a soft reset waits for the stops to be told; a hard one leaves them in the queue."""


class Resets:
    """Resets; ``down`` and ``up`` are what a reboot does with the rest of the charge point."""

    def __init__(self, clock: ChargePointClock, profile: Profile, *, transactions: Transactions,
                 queue: TransactionQueue, tasks: Tasks, down: Callable[[], None], up: Callable[[], None]) -> None:
        self._clock, self._profile, self._transactions, self._queue = clock, profile, transactions, queue
        self._tasks, self._down, self._up = tasks, down, up
        self.is_pending = False
        self.commands = {"Reset": self.reset}

    def reset(self, request: Any) -> dict[str, str]:
        """Reset: answered first, then done; Rejected while another one is on its way (RE-1)."""
        if self.is_pending:
            return {"status": "Rejected"}
        self.is_pending = True
        self._tasks.start(self._reset(is_soft=request.type == "Soft"))
        return {"status": "Accepted"}

    async def reboot(self) -> None:
        """Down, and up again with a BootNotification (BOOT-1); what was queued stays queued."""
        self.is_pending = True
        self._transactions.end_all()
        self._down()
        await self._clock.sleep(self._profile.reboot_seconds)
        self.is_pending = False
        self._up()

    async def _reset(self, *, is_soft: bool) -> None:
        """Running transactions end first; a soft reset also sees to it that the central system knows (RE-2)."""
        await self._clock.sleep(ANSWER_SECONDS)
        self._transactions.end_all()
        if is_soft:
            until = self._clock.seconds() + DELIVERY_SECONDS
            while len(self._queue) and self._clock.seconds() < until:
                await self._clock.sleep(1)
        await self.reboot()
