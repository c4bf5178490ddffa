"""UpdateFirmware: fetched, installed when nobody charges, told step by step, booted with (FW-1 to FW-6)."""

from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from twisted.internet.defer import Deferred

from motown.simulator.availability import Availability
from motown.simulator.boot import Equipment
from motown.simulator.clock import ChargePointClock, Tasks
from motown.simulator.profile import Profile
from motown.simulator.telling import Telling
from motown.simulator.transfers import Fetched, Transfers

VERSION_LENGTH = 20
"""What 1.2 allows; 1.5 would take 50 (LEN-1)."""
LOOK_SECONDS = 5.0
"""How often it is looked whether the last session has ended."""


class Firmware:
    """Updates the firmware."""

    def __init__(self, clock: ChargePointClock, profile: Profile, *, availability: Availability, equipment: Equipment,
                 transfers: Transfers, telling: Telling, tasks: Tasks, reboot: Callable[[], object]) -> None:
        self._clock, self._profile = clock, profile
        self._connectors, self._availability = availability.connectors, availability
        self._equipment, self._telling, self._tasks = equipment, telling, tasks
        self._transfers, self._reboot = transfers, reboot
        self.fetched: Fetched | None = None
        """The file that was fetched last."""
        self._pending: Deferred[Any] | None = None
        self.commands = {"UpdateFirmware": self.update}

    def update(self, request: Any) -> dict[str, str]:
        """UpdateFirmware: answered with nothing; it replaces a pending one (FW-2, FW-6)."""
        if self._pending is not None:
            self._pending.cancel()
        self._pending = self._tasks.start(self._run(request))
        return {}

    async def _run(self, request: Any) -> None:
        """Wait for retrieveDate, fetch, wait for sessions to end, install, reboot; each step is told (FW-4)."""
        await self._clock.sleep(self._clock.until(request.retrieveDate))
        fetched = await self._transfers.fetch(request)
        if fetched is None:
            await self._tell("DownloadFailed")
            return
        self.fetched = fetched
        await self._tell("Downloaded")
        if await self._install(fetched):
            self._equipment.firmware_version = self._new_version(request.location)
            await self._tell("Installed")
            self._reboot()
        else:
            await self._tell("InstallationFailed")

    async def _install(self, fetched: Fetched) -> bool:
        """Install when nobody charges any more; nobody can begin meanwhile (FW-5).  An empty file cannot be."""
        taken = [one for one in self._connectors if one.is_operative]
        self._availability.turn_all(taken, operative=False)
        try:
            while any(one.is_busy or one.is_claimed for one in self._connectors):
                await self._clock.sleep(LOOK_SECONDS)
            await self._clock.sleep(self._profile.install_seconds)
        finally:
            self._availability.turn_all(taken, operative=True)
        return fetched.size_bytes > 0 and not self._profile.installation_fails

    def _new_version(self, location: str) -> str:
        told = self._profile.next_firmware_version or PurePosixPath(unquote(urlsplit(location).path)).stem
        return told[:VERSION_LENGTH] or self._equipment.firmware_version

    async def _tell(self, status: str) -> None:
        await self._telling.tell("FirmwareStatusNotification", status)
