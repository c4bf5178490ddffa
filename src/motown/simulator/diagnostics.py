"""GetDiagnostics: a report of the charge point, packed, uploaded, and the end of it told (DG-1 to DG-5)."""

import gzip
import re
from collections.abc import Callable
from typing import Any

from motown.simulator.clock import ChargePointClock, Tasks
from motown.simulator.connectors import Connectors
from motown.simulator.id_tags import IdTags
from motown.simulator.inbox import Inbox
from motown.simulator.profile import Profile
from motown.simulator.telling import Telling
from motown.simulator.transfers import Transfers

LONGEST_NAME = 255
_UNFIT = re.compile(r"[^A-Za-z0-9._-]")


class Diagnostics:
    """Makes and uploads diagnostics; ``report`` gives their lines."""

    def __init__(self, identity: str, clock: ChargePointClock, profile: Profile, *, transfers: Transfers,
                 telling: Telling, tasks: Tasks, report: Callable[[], list[str]]) -> None:
        self._identity, self._clock, self._profile, self._transfers = identity, clock, profile, transfers
        self._telling, self._tasks, self._report = telling, tasks, report
        self.commands = {"GetDiagnostics": self.get}

    def get(self, request: Any) -> dict[str, str]:
        """GetDiagnostics: the name of the file that will be uploaded; no name where there is nothing (DG-2)."""
        if not self._profile.has_diagnostics:
            return {}
        name = f"{_UNFIT.sub('_', self._identity)}-{self._clock.now():%Y%m%dT%H%M%SZ}.log.gz"[-LONGEST_NAME:]
        self._tasks.start(self._upload(request, name, self._content(request)))
        return {"fileName": name}

    async def _upload(self, request: Any, name: str, content: bytes) -> None:
        """Upload, then tell how it ended, once (DG-4)."""
        arrived = await self._transfers.upload(request, name, content)
        await self._telling.tell("DiagnosticsStatusNotification", "Uploaded" if arrived else "UploadFailed")

    def _content(self, request: Any) -> bytes:
        """The same lines give the same bytes."""
        span = [f"{name}: {moment:%Y-%m-%dT%H:%M:%SZ}" for name in ("startTime", "stopTime")
                if (moment := getattr(request, name)) is not None]
        head = [f"charge point {self._identity}", f"written: {self._clock.now():%Y-%m-%dT%H:%M:%SZ}", *span]
        return gzip.compress("".join(f"{line}\n" for line in [*head, *self._report()]).encode(), mtime=0)


def report(connectors: Connectors, tags: IdTags, inbox: Inbox) -> list[str]:
    """What diagnostics tell of the moment: statuses, the list, the last commands."""
    return [*(f"connector {number}: {connectors.status(number)} {connectors.error(number)}"
              for number in range(len(connectors) + 1)),
            f"local list: version {tags.version}, {len(tags)} tags",
            *(f"{one.at:%Y-%m-%dT%H:%M:%SZ} received {one.operation}" for one in inbox.messages)]
