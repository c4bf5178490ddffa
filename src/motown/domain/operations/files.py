"""Diagnostics and firmware (OCPP 1.2 §5.4, 5.9; 1.5 §5.7, 5.15)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, ClassVar, Self

import msgspec

from motown.domain.events import DiagnosticsReceived, DiagnosticsStatus, Event, FirmwareStatus
from motown.domain.operations.base import Count, Expected, Facts, Operation, Sight, operation
from motown.domain.secrets import masked_location

LONGEST_LOCATION = 2000
Location = Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST_LOCATION)]
Moment = Annotated[datetime, msgspec.Meta(tz=True)]
UPLOAD_SECONDS, INSTALL_SECONDS = 3600, 86_400


@operation
class GetDiagnostics(Operation, frozen=True, kw_only=True, omit_defaults=True, rename="camel",
                     forbid_unknown_fields=True):
    """Have a diagnostics file brought (DG-1 to DG-6); without a location to our own file server."""

    AWAITS: ClassVar[tuple[type[Event], ...]] = (DiagnosticsStatus, DiagnosticsReceived)

    location: Location | None = None
    start_time: Moment | None = None
    stop_time: Moment | None = None
    retries: Count | None = None
    retry_interval: Count | None = None

    def expected(self, status: str | None, result: Mapping[str, Any], version: str) -> Expected | None:
        """The file; nothing where there is none (DG-2)."""
        return Expected(UPLOAD_SECONDS) if result.get("fileName") else None

    def expected_unanswered(self, version: str) -> Expected | None:
        """The file, if there is one."""
        return Expected(UPLOAD_SECONDS)

    def sees(self, event: Event, facts: Facts) -> Sight | None:
        """How the upload ended (DG-4); what is to come to our own server is there when it is there."""
        if isinstance(event, DiagnosticsReceived):
            return Sight.OBSERVED
        if not isinstance(event, DiagnosticsStatus):
            return None
        uploaded = Sight.PROGRESS if self.location is None else Sight.OBSERVED
        return {"Uploaded": uploaded, "UploadFailed": Sight.FAILED}.get(event.status)

    def masked(self) -> Self:
        """Without the password in the location."""
        return msgspec.structs.replace(self, location=_shown(self.location)) if self.location else self


@operation
class UpdateFirmware(Operation, frozen=True, kw_only=True, omit_defaults=True, rename="camel",
                     forbid_unknown_fields=True):
    """Have firmware fetched and installed (FW-1 to FW-6).

    A location without a scheme is the name of an image on our own file server.
    """

    AWAITS: ClassVar[tuple[type[Event], ...]] = (FirmwareStatus,)

    location: Location
    retrieve_date: Moment
    retries: Count | None = None
    retry_interval: Count | None = None

    def expected(self, status: str | None, result: Mapping[str, Any], version: str) -> Expected | None:
        """Installed, some time after ``retrieveDate``."""
        return Expected(INSTALL_SECONDS, since=self.retrieve_date)

    def sees(self, event: Event, facts: Facts) -> Sight | None:
        """How it goes (FW-4)."""
        if not isinstance(event, FirmwareStatus):
            return None
        return {"Installed": Sight.OBSERVED, "Downloaded": Sight.PROGRESS, "DownloadFailed": Sight.FAILED,
                "InstallationFailed": Sight.FAILED}.get(event.status)

    def masked(self) -> Self:
        """Without the password in the location."""
        return msgspec.structs.replace(self, location=_shown(self.location))


def _shown(location: str) -> str:
    """Masked, and not longer than a location may be, though masks may be longer than what they hide."""
    return masked_location(location)[:LONGEST_LOCATION]
