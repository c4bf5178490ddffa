"""Registration, life signs and status of charge points; what operators change about them."""

from datetime import datetime
from typing import NamedTuple, TypeVar

import msgspec

from motown.core.bus import handles
from motown.core.handlers.gate import ACCEPTED, REJECTED, check_credential, enter, follow_address
from motown.core.work import Work
from motown.domain import commands, events
from motown.domain.errors import Kind, Refused
from motown.store.rows import ChargePointRow

E = TypeVar("E", bound=events.Described)
DESCRIPTION = tuple(name for name in events.Described.__struct_fields__ if name != "charge_point_id")


class Booted(NamedTuple):
    """The answer to a BootNotification (OCPP 1.5 §6.4)."""

    accepted: bool
    at: datetime
    heartbeat_interval_seconds: int


@handles(commands.BootNotification)
def boot_notification(work: Work, command: commands.BootNotification) -> Booted:
    """Accept a charge point that is registered; list one that is unknown, or accept it where registration is open.

    OCPP 1.5 §4.2, BOOT-2 to BOOT-4.  A boot of an accepted one is normal: what it says of itself is renewed, its
    transactions stay open, since their stops may still be queued (BOOT-11).
    """
    row = work.charge_point(command.charge_point_id)
    if row is not None:
        check_credential(row, command)
    accepted = _registered(work, command, row)
    interval = (row.heartbeat_interval_seconds if row else None) or command.heartbeat_interval_seconds
    if accepted:
        booted = _described(events.ChargePointBooted, command)
        work.record(msgspec.structs.replace(booted, heartbeat_interval_seconds=interval))
        follow_address(work, command, row.address if row else None)
    return Booted(accepted, work.now, interval)


def _registered(work: Work, command: commands.BootNotification, row: ChargePointRow | None) -> bool:
    """Whether the charge point is accepted; a new one is put on the list."""
    if row is not None and row.registration == ACCEPTED:
        return True
    if row is None:
        work.record(_described(events.ChargePointSeen, command))
    may_enter = command.open_registration and (row is None or not (row.registration == REJECTED or row.held))
    if may_enter:
        work.record(events.ChargePointRegistered(charge_point_id=command.charge_point_id, by="open registration"))
    return may_enter


def _described(event_type: type[E], command: commands.BootNotification) -> E:
    return event_type(charge_point_id=command.charge_point_id, **{name: getattr(command, name) for name in DESCRIPTION})


@handles(commands.Heartbeat)
def heartbeat(work: Work, command: commands.Heartbeat) -> datetime:
    """Our time (HB-4)."""
    enter(work, command)
    work.record(events.Heartbeat(charge_point_id=command.charge_point_id))
    return work.now


@handles(commands.StatusNotification)
def status_notification(work: Work, command: commands.StatusNotification) -> None:
    """Keep the status; a charge point that reports an error is not refused for it (ST-3, ST-8)."""
    enter(work, command)
    work.concerns(connector_id=command.connector_id)
    work.record(events.StatusChanged(
        charge_point_id=command.charge_point_id, connector_id=command.connector_id, status=command.status,
        error_code=command.error_code, info=command.info, vendor_id=command.vendor_id,
        vendor_error_code=command.vendor_error_code, occurred_at=command.occurred_at))


@handles(commands.FirmwareStatusNotification)
def firmware_status_notification(work: Work, command: commands.FirmwareStatusNotification) -> None:
    """FW-4."""
    enter(work, command)
    work.record(events.FirmwareStatus(charge_point_id=command.charge_point_id, status=command.status))


@handles(commands.DiagnosticsStatusNotification)
def diagnostics_status_notification(work: Work, command: commands.DiagnosticsStatusNotification) -> None:
    """DG-6."""
    enter(work, command)
    work.record(events.DiagnosticsStatus(charge_point_id=command.charge_point_id, status=command.status))


@handles(commands.DataTransfer)
def data_transfer(work: Work, command: commands.DataTransfer) -> commands.DataTransfer:
    """Keep what was sent and how it was answered (DT-1 to DT-4); an add-on was asked before."""
    enter(work, command)
    work.record(events.DataReceived(
        charge_point_id=command.charge_point_id, vendor_id=command.vendor_id, message_id=command.message_id,
        data=command.data, status=command.status, handled_by=command.handled_by))
    return command


@handles(commands.AcceptChargePoint)
def accept(work: Work, command: commands.AcceptChargePoint) -> None:
    """Its next BootNotification is answered Accepted."""
    row = work.charge_point(command.charge_point_id)
    if row is None or row.registration != ACCEPTED:
        work.record(events.ChargePointRegistered(
            charge_point_id=command.charge_point_id, by="operator", note=command.note))


@handles(commands.RejectChargePoint)
def reject(work: Work, command: commands.RejectChargePoint) -> None:
    """Whatever it sends from now on is refused."""
    if work.known(command.charge_point_id).registration != REJECTED:
        work.record(events.ChargePointRejected(charge_point_id=command.charge_point_id, reason=command.reason))


@handles(commands.DeferChargePoint)
def defer(work: Work, command: commands.DeferChargePoint) -> None:
    """What it sends is refused until it is accepted; nobody but an operator does that."""
    if not work.known(command.charge_point_id).held:
        work.record(events.ChargePointDeferred(charge_point_id=command.charge_point_id, reason=command.reason))


@handles(commands.RemoveChargePoint)
def remove(work: Work, command: commands.RemoveChargePoint) -> None:
    """To us it is unknown again; its credential goes too."""
    work.known(command.charge_point_id)
    work.session.set_credential(command.charge_point_id, password_hash=None, certificate_fingerprint=None)
    work.record(events.ChargePointRemoved(charge_point_id=command.charge_point_id))


@handles(commands.SetPassword)
def set_password(work: Work, command: commands.SetPassword) -> None:
    """From now on the password is required of it."""
    work.known(command.charge_point_id)
    work.session.set_credential(command.charge_point_id, password_hash=command.password_hash)
    work.record(events.ChargePointCredentialChanged(
        charge_point_id=command.charge_point_id, kind="password", present=command.password_hash is not None))


@handles(commands.SetCertificate)
def set_certificate(work: Work, command: commands.SetCertificate) -> None:
    """From now on the certificate is required of it; a certificate is one charge point's."""
    work.known(command.charge_point_id)
    owner = work.owner_of(command.fingerprint) if command.fingerprint else None
    if owner not in (None, command.charge_point_id):
        raise Refused(f"this certificate is charge point {owner}'s", Kind.CONFLICT)
    work.session.set_credential(command.charge_point_id, certificate_fingerprint=command.fingerprint)
    work.record(events.ChargePointCredentialChanged(
        charge_point_id=command.charge_point_id, kind="certificate", present=command.fingerprint is not None))


@handles(commands.SetNetworks)
def set_networks(work: Work, command: commands.SetNetworks) -> None:
    """Where it may come from."""
    work.known(command.charge_point_id)
    work.record(events.ChargePointNetworksChanged(charge_point_id=command.charge_point_id, networks=command.networks))


@handles(commands.PinAddress)
def pin_address(work: Work, command: commands.PinAddress) -> None:
    """Where to call it, whatever it says."""
    work.known(command.charge_point_id)
    work.record(events.ChargePointAddressPinned(charge_point_id=command.charge_point_id, address=command.address))


@handles(commands.SetHeartbeatInterval)
def set_heartbeat_interval(work: Work, command: commands.SetHeartbeatInterval) -> None:
    """It learns of it with its next BootNotification."""
    if command.interval_seconds is not None and command.interval_seconds < 1:
        raise Refused("a heartbeat interval is at least 1 second", Kind.INVALID)
    work.known(command.charge_point_id)
    work.record(events.HeartbeatIntervalChanged(**msgspec.structs.asdict(command)))
