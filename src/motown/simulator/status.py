"""Status notifications: every change of a connector and of the whole, in order, and all of them after registration."""

from collections.abc import Mapping
from typing import Any

from motown.simulator.clock import ChargePointClock, Tasks
from motown.simulator.connectors import NO_ERROR, Connectors
from motown.simulator.errors import NoAnswer, NotRegistered, Unintelligible
from motown.simulator.link import Link
from motown.soap.faults import ServiceFault

CHANGES_EACH = 5
"""How many changes of a connector may wait to be told; beyond that the central system is too slow for all of them."""


class StatusNotifications:
    """Tells the central system what has changed (ST-1, ST-2).

    A notification that found no line is not kept: when the line is back, the present status of each connector that
    the central system has not heard of is told instead (OFF-8).
    """

    def __init__(self, version: str, link: Link, clock: ChargePointClock, connectors: Connectors, *,
                 tasks: Tasks) -> None:
        self._has_details = version != "1.2"
        self._link, self._clock, self._connectors, self._tasks = link, clock, connectors, tasks
        self._told: dict[int, tuple[str, str]] = {}
        self._under_way, self._most = 0, CHANGES_EACH * (len(connectors) + 1)
        link.when_up.append(self.report)

    def report(self) -> None:
        """Tell every present status that is not known to be told: after any change, and when the line is back."""
        if not self._link.is_registered or self._link.is_offline:
            return
        for number in range(len(self._connectors) + 1):
            present = self._connectors.status(number), self._connectors.error(number)
            if self._told.get(number) != present and self._under_way < self._most:
                self._told[number] = present
                self._tasks.start(self._tell(number, present))

    def report_all(self) -> None:
        """After acceptance: connector 0 and every other one (16e §3.22)."""
        self._told.clear()
        self.report()

    async def send(self, number: int, status: str, error_code: str = NO_ERROR, *,
                   details: Mapping[str, str] | None = None) -> None:
        """One StatusNotification; ``details`` are info, vendorId and vendorErrorCode of 1.5 (ST-7)."""
        value: dict[str, Any] = {"connectorId": number, "status": status, "errorCode": error_code}
        if self._has_details:
            value |= {"timestamp": self._clock.now(), **(details or {})}
        await self._link.ask("StatusNotification", value, subject=number)

    async def _tell(self, number: int, present: tuple[str, str]) -> None:
        self._under_way += 1
        try:
            await self.send(number, *present)
        except (NoAnswer, NotRegistered, Unintelligible):
            if self._told.get(number) == present:
                del self._told[number]
            return
        except ServiceFault:
            pass  # not sent again: it would be refused again (FLT-5)
        finally:
            self._under_way -= 1
        if self._under_way == self._most - 1:
            self.report()  # there is room again for what had to wait
