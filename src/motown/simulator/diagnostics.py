"""GetDiagnostics: a name and, later, a notification.  No file is made and nothing is uploaded (DG-1 to DG-5)."""

from typing import Any
from urllib.parse import urlsplit

from motown.simulator.clock import ChargePointClock, Tasks
from motown.simulator.profile import Profile
from motown.simulator.telling import Telling

SCHEMES = ("ftp", "ftps")
"""How files travel (DG-3, FW-3)."""
USUAL_RETRIES, USUAL_SECONDS = 2, 30
"""Where the central system leaves them to the charge point (DG-5)."""


def tries(request: Any, profile: Profile) -> tuple[bool, float]:
    """Whether a transfer succeeds at last, and the seconds it takes with its retries (Q-T-18)."""
    retries = USUAL_RETRIES if request.retries is None else max(0, request.retries)
    wait = USUAL_SECONDS if request.retryInterval is None else max(0, request.retryInterval)
    fits = urlsplit(request.location or "").scheme in SCHEMES
    failed = profile.failing_transfers if fits else retries + 1
    succeeds = failed <= retries
    again = min(failed, retries)
    return succeeds, profile.transfer_seconds * (again + 1) + wait * again


class Diagnostics:
    """Pretends to upload diagnostics."""

    def __init__(self, identity: str, clock: ChargePointClock, profile: Profile, *, telling: Telling,
                 tasks: Tasks) -> None:
        self._identity, self._clock, self._profile = identity, clock, profile
        self._telling, self._tasks = telling, tasks
        self.commands = {"GetDiagnostics": self.get}

    def get(self, request: Any) -> dict[str, str]:
        """GetDiagnostics: the name of the file that would be uploaded; no name where there is nothing (DG-2)."""
        if not self._profile.has_diagnostics:
            return {}
        self._tasks.start(self._upload(request))
        return {"fileName": f"{self._identity}-{self._clock.now():%Y%m%dT%H%M%SZ}.zip"[-255:]}

    async def _upload(self, request: Any) -> None:
        """Wait as long as an upload takes, then tell its end, once (DG-4)."""
        succeeds, seconds = tries(request, self._profile)
        await self._clock.sleep(seconds)
        await self._telling.tell("DiagnosticsStatusNotification", "Uploaded" if succeeds else "UploadFailed")
