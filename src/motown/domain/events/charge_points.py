"""What happens to and on a charge point."""

from datetime import datetime
from typing import ClassVar

from motown.domain.events.base import Event, declare
from motown.domain.ids import ChargePointId, ConnectorId


class Described(Event, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """What a charge point says of itself in BootNotification (OCPP 1.5 §6.3)."""

    charge_point_id: ChargePointId
    vendor: str | None = None
    model: str | None = None
    charge_point_serial: str | None = None
    charge_box_serial: str | None = None
    firmware_version: str | None = None
    iccid: str | None = None
    imsi: str | None = None
    meter_type: str | None = None
    meter_serial: str | None = None
    protocol: str | None = None
    address: str | None = None
    """Where it says it listens for commands (wsa:From); not yet believed."""
    remote_address: str | None = None


@declare
class ChargePointSeen(Described, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """An unknown charge point has sent its first BootNotification and waits to be accepted."""

    TYPE: ClassVar[str] = "motown.ChargePointSeen"


@declare
class ChargePointRegistered(Event, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """The charge point is accepted: by an operator, or by itself where registration is open."""

    TYPE: ClassVar[str] = "motown.ChargePointRegistered"

    charge_point_id: ChargePointId
    by: str
    """Who accepted it: ``operator`` or ``open registration``."""
    note: str | None = None
    """Why, for people."""


@declare
class ChargePointDeferred(Event, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """What was decided on the charge point is taken back: it waits, and its boots are answered Rejected."""

    TYPE: ClassVar[str] = "motown.ChargePointDeferred"

    charge_point_id: ChargePointId
    reason: str | None = None


@declare
class ChargePointRejected(Event, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """An operator has refused the charge point; its boots are answered Rejected."""

    TYPE: ClassVar[str] = "motown.ChargePointRejected"

    charge_point_id: ChargePointId
    reason: str | None = None


@declare
class ChargePointRemoved(Event, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """The charge point is no longer known; its history stays in the log."""

    TYPE: ClassVar[str] = "motown.ChargePointRemoved"

    charge_point_id: ChargePointId


@declare
class ChargePointBooted(Described, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """An accepted charge point has started (BOOT-1, BOOT-11)."""

    TYPE: ClassVar[str] = "motown.ChargePointBooted"

    registration_status: str = "Accepted"
    heartbeat_interval_seconds: int | None = None
    """The interval between heartbeats that it was told."""


@declare
class Heartbeat(Event, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """The charge point lives (HB-1)."""

    TYPE: ClassVar[str] = "motown.Heartbeat"

    charge_point_id: ChargePointId


@declare
class StatusChanged(Event, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """A connector, or with connectorId 0 the charge point, reports its status (ST-1 to ST-9)."""

    TYPE: ClassVar[str] = "motown.StatusChanged"

    charge_point_id: ChargePointId
    connector_id: ConnectorId
    status: str
    error_code: str
    info: str | None = None
    vendor_id: str | None = None
    vendor_error_code: str | None = None
    occurred_at: datetime | None = None


@declare
class ChargePointAddressChanged(Event, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """The charge point is to be called at another host or port than before (WSA-5)."""

    TYPE: ClassVar[str] = "motown.ChargePointAddressChanged"

    charge_point_id: ChargePointId
    address: str
    previous: str | None = None
    host_changed: bool = False


@declare
class ChargePointAddressPinned(Event, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """An operator says where the charge point is to be called, whatever it says itself; None: no longer."""

    TYPE: ClassVar[str] = "motown.ChargePointAddressPinned"

    charge_point_id: ChargePointId
    address: str | None


@declare
class ChargePointCredentialChanged(Event, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """The charge point got, changed or lost a credential; the secret itself is never in the log."""

    TYPE: ClassVar[str] = "motown.ChargePointCredentialChanged"

    charge_point_id: ChargePointId
    kind: str
    """``password`` or ``certificate``."""
    present: bool


@declare
class ChargePointNetworksChanged(Event, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """The networks from which the charge point may come; none: any."""

    TYPE: ClassVar[str] = "motown.ChargePointNetworksChanged"

    charge_point_id: ChargePointId
    networks: tuple[str, ...]


@declare
class HeartbeatIntervalChanged(Event, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """The heartbeat interval for this charge point alone; None: that of its model or the default."""

    TYPE: ClassVar[str] = "motown.HeartbeatIntervalChanged"

    charge_point_id: ChargePointId
    interval_seconds: int | None


@declare
class FirmwareStatus(Event, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """How a firmware update goes (FW-4)."""

    TYPE: ClassVar[str] = "motown.FirmwareStatus"

    charge_point_id: ChargePointId
    status: str


@declare
class DiagnosticsStatus(Event, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """How a diagnostics upload ended (DG-4)."""

    TYPE: ClassVar[str] = "motown.DiagnosticsStatus"

    charge_point_id: ChargePointId
    status: str


@declare
class DataReceived(Event, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """A charge point sent something outside OCPP (DT-1); ``status`` is what it was answered."""

    TYPE: ClassVar[str] = "motown.DataReceived"

    charge_point_id: ChargePointId
    vendor_id: str
    message_id: str | None = None
    data: str | None = None
    status: str
    handled_by: str | None = None
    """The add-on that took it."""


@declare
class DataSent(Event, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """A charge point has answered what we sent outside OCPP (DT-1 to DT-4)."""

    TYPE: ClassVar[str] = "motown.DataSent"

    charge_point_id: ChargePointId
    command_id: str
    vendor_id: str
    message_id: str | None = None
    status: str
    data: str | None = None
    """Its answer."""
