"""What charge points say of themselves, and what operators ask about them."""

from datetime import datetime

from motown.domain.commands.base import Command, FromChargePoint
from motown.domain.ids import ChargePointId, ConnectorId


class BootNotification(FromChargePoint, frozen=True, kw_only=True):
    """A charge point has started and asks to be accepted (OCPP 1.5 §4.2, BOOT-1 to BOOT-4)."""

    vendor: str | None = None
    model: str | None = None
    charge_point_serial: str | None = None
    charge_box_serial: str | None = None
    firmware_version: str | None = None
    iccid: str | None = None
    imsi: str | None = None
    meter_type: str | None = None
    meter_serial: str | None = None
    open_registration: bool = False
    """Accept it even where nobody has registered it."""
    heartbeat_interval_seconds: int = 300
    """For its model; one set for this charge point alone wins."""


class Heartbeat(FromChargePoint, frozen=True, kw_only=True):
    """A charge point lives and asks for the time (HB-1 to HB-4)."""


class StatusNotification(FromChargePoint, frozen=True, kw_only=True):
    """A connector's status, or with connectorId 0 the charge point's (ST-1 to ST-9)."""

    connector_id: ConnectorId
    status: str
    error_code: str
    info: str | None = None
    vendor_id: str | None = None
    vendor_error_code: str | None = None
    occurred_at: datetime | None = None


class FirmwareStatusNotification(FromChargePoint, frozen=True, kw_only=True):
    """How a firmware update goes (FW-4)."""

    status: str


class DiagnosticsStatusNotification(FromChargePoint, frozen=True, kw_only=True):
    """How a diagnostics upload ended (DG-4)."""

    status: str


class DataTransfer(FromChargePoint, frozen=True, kw_only=True):
    """Something outside OCPP (DT-1), with the answer that an add-on gave: it was asked before."""

    vendor_id: str
    message_id: str | None = None
    data: str | None = None
    status: str = "UnknownVendorId"
    answer: str | None = None
    handled_by: str | None = None


class RecordMessage(FromChargePoint, frozen=True, kw_only=True):
    """Keep a message that could not be carried out, and its fault: nothing else happens."""

    reason: str


class ForChargePoint(Command, frozen=True, kw_only=True):
    """Something an operator asks about one charge point."""

    charge_point_id: ChargePointId

    @property
    def keys(self) -> frozenset[str]:
        """The charge point."""
        return frozenset((f"cp:{self.charge_point_id}",))


class AcceptChargePoint(ForChargePoint, frozen=True, kw_only=True):
    """Let it take part; one that has never been seen is registered ahead."""

    note: str | None = None


class DeferChargePoint(ForChargePoint, frozen=True, kw_only=True):
    """Take back what was decided on it: until it is accepted it may not take part, where registration is open too."""

    reason: str | None = None


class RejectChargePoint(ForChargePoint, frozen=True, kw_only=True):
    """Refuse it from now on."""

    reason: str | None = None


class RemoveChargePoint(ForChargePoint, frozen=True, kw_only=True):
    """Forget it: to us it is unknown again.  Its history stays."""


class SetPassword(ForChargePoint, frozen=True, kw_only=True):
    """The hash (argon2) of the password it must show from now on; None takes it away."""

    password_hash: str | None


class SetCertificate(ForChargePoint, frozen=True, kw_only=True):
    """The SHA-256 fingerprint (hex) of the client certificate it must show from now on; None takes it away."""

    fingerprint: str | None


class SetNetworks(ForChargePoint, frozen=True, kw_only=True):
    """The networks (``10.0.0.0/8``) from which it may come; none: any."""

    networks: tuple[str, ...]


class PinAddress(ForChargePoint, frozen=True, kw_only=True):
    """Where to call it, whatever it says itself; None: where it says."""

    address: str | None


class SetHeartbeatInterval(ForChargePoint, frozen=True, kw_only=True):
    """Its own heartbeat interval; None: that of its model or the default."""

    interval_seconds: int | None
