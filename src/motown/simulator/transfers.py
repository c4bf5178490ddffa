"""Files that travel: tried as often as the central system asks, by whatever really carries them (DG-3, DG-5, FW-3)."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar
from urllib.parse import urlsplit

from motown.simulator.clock import ChargePointClock, waited
from motown.simulator.observing import Observer
from motown.simulator.profile import Profile

_T = TypeVar("_T")
SCHEMES = ("ftp", "ftps")
"""How files travel (DG-3, FW-3)."""
USUAL_RETRIES, USUAL_SECONDS = 2, 30
"""Where the central system leaves them to the charge point (DG-5)."""


class TransferError(Exception):
    """A file did not arrive; the text says why, without user and password of the location (SEC-6)."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file that was fetched; what is in it is not kept."""

    size_bytes: int
    sha256: str
    """64 lower-case hex digits."""


class Files(Protocol):
    """Carries files; raises, or fails with, TransferError."""

    def put(self, location: str, name: str, content: bytes) -> Awaitable[None] | None:
        """Upload ``content`` as ``name`` into the folder that ``location`` is."""

    def get(self, location: str) -> Awaitable[Fetched] | Fetched:
        """Fetch the file that ``location`` is."""


class PretendedFiles:
    """Carries nothing: every transfer succeeds, if its location could be one."""

    def put(self, location: str, name: str, content: bytes) -> None:
        """As Files has it."""
        _insist(location)

    def get(self, location: str) -> Fetched:
        """As Files has it."""
        _insist(location)
        return Fetched(1, "")


class Transfers:
    """Tries transfers for one charge point."""

    def __init__(self, identity: str, clock: ChargePointClock, profile: Profile, files: Files,
                 observer: Observer) -> None:
        self._identity, self._clock, self._profile, self._files = identity, clock, profile, files
        self._observer = observer

    async def upload(self, request: Any, name: str, content: bytes) -> bool:
        """Whether the file arrived at last; ``request`` has location, retries and retryInterval."""
        return await self._tried(request, lambda: self._files.put(request.location, name, content)) is not None

    async def fetch(self, request: Any) -> Fetched | None:
        """The file, or None where it could not be had."""
        outcome = await self._tried(request, lambda: self._files.get(request.location))
        return outcome[0] if outcome else None

    async def _tried(self, request: Any, transfer: Callable[[], Awaitable[_T] | _T]) -> tuple[_T] | None:
        """What the first transfer that succeeds gives; ``retries`` come on top of the first try (Q-T-18)."""
        retries = USUAL_RETRIES if request.retries is None else max(0, request.retries)
        wait = USUAL_SECONDS if request.retryInterval is None else max(0, request.retryInterval)
        for attempt in range(retries + 1):
            await self._clock.sleep(self._profile.transfer_seconds + (wait if attempt else 0))
            if attempt < self._profile.failing_transfers:
                continue
            try:
                return (await waited(transfer()),)
            except TransferError as error:
                self._observer.happened(self._identity, f"transfer failed: {error}")
        return None


def _insist(location: str) -> None:
    try:
        scheme = urlsplit(location).scheme
    except ValueError:
        scheme = ""
    if scheme not in SCHEMES:
        raise TransferError("only ftp and ftps are spoken")
