"""What happens to the files of charge points."""

from typing import ClassVar

from motown.domain.events.base import Event, declare
from motown.domain.ids import ChargePointId


@declare
class DiagnosticsReceived(Event, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """A charge point has brought a diagnostics file to our own server (DG-3)."""

    TYPE: ClassVar[str] = "motown.DiagnosticsReceived"

    charge_point_id: ChargePointId
    command_id: str
    file_name: str
    size_bytes: int
    sha256: str
    """Hexadecimal."""


@declare
class FirmwareFetched(Event, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """A charge point has fetched a firmware image from our own server (FW-3)."""

    TYPE: ClassVar[str] = "motown.FirmwareFetched"

    charge_point_id: ChargePointId
    command_id: str
    file_name: str
    size_bytes: int
