"""UpdateFirmware: statuses and a new version number at the next boot.  Nothing is downloaded (FW-1 to FW-6)."""

from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from twisted.internet.defer import Deferred

from motown.simulator.availability import Availability
from motown.simulator.boot import Equipment
from motown.simulator.clock import ChargePointClock, Tasks
from motown.simulator.connectors import Connectors
from motown.simulator.diagnostics import tries
from motown.simulator.profile import Profile
from motown.simulator.telling import Telling

VERSION_LENGTH = 20
"""What 1.2 allows; 1.5 would take 50 (LEN-1)."""
LOOK_SECONDS = 5.0
"""How often it is looked whether the last session has ended."""


class Firmware:
    """Pretends to update the firmware."""

    def __init__(self, clock: ChargePointClock, profile: Profile, *, connectors: Connectors, availability: Availability,
                 equipment: Equipment, telling: Telling, tasks: Tasks,
                 reboot: Callable[[], object]) -> None:
        self._clock, self._profile, self._connectors, self._availability = clock, profile, connectors, availability
        self._equipment, self._telling, self._tasks = equipment, telling, tasks
        self._reboot = reboot
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
        succeeds, seconds = tries(request, self._profile)
        await self._clock.sleep(seconds)
        await self._tell("Downloaded" if succeeds else "DownloadFailed")
        if succeeds and await self._install():
            name = PurePosixPath(urlsplit(request.location).path).stem
            self._equipment.firmware_version = name[:VERSION_LENGTH] or self._equipment.firmware_version
            await self._tell("Installed")
            self._reboot()

    async def _install(self) -> bool:
        """Install when nobody charges any more; nobody can begin meanwhile (FW-5)."""
        taken = [one for one in self._connectors if one.is_operative]
        self._availability.turn_all(taken, operative=False)
        try:
            while any(one.is_busy or one.is_claimed for one in self._connectors):
                await self._clock.sleep(LOOK_SECONDS)
            await self._clock.sleep(self._profile.install_seconds)
        finally:
            self._availability.turn_all(taken, operative=True)
        if self._profile.installation_fails:
            await self._tell("InstallationFailed")
        return not self._profile.installation_fails

    async def _tell(self, status: str) -> None:
        await self._telling.tell("FirmwareStatusNotification", status)
