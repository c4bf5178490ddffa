"""``charge_point``: who is registered, what it says of itself, and when it was last heard of."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from motown.domain import events
from motown.store.projections.base import Happened, Projections, Write, changes, new
from motown.store.statements import Statement, Target
from motown.store.tables import charge_point, connector

PROJECTIONS = Projections(charge_point)

DESCRIPTION = ("vendor", "model", "charge_point_serial", "charge_box_serial", "firmware_version", "iccid", "imsi",
               "meter_type", "meter_serial")
_SAID = (*DESCRIPTION, "protocol", "remote_address")
_EMPTY: dict[str, Any] = {column.name: None for column in charge_point.c} | {
    "networks": [], "has_password": False, "has_certificate": False,
    "held": False}


def _first_seen(to: Target) -> Any:
    insert = to.insert(charge_point)
    return insert.on_conflict_do_update(index_elements=["charge_point_id"], set_={
        name: insert.excluded[name] for name in (*_SAID, "last_seen_at")})


FIRST_SEEN = Statement(_first_seen)
REJECTED = changes(charge_point, "registration", "held")
BOOTED = changes(charge_point, *_SAID, "last_boot_at", "last_seen_at", "told_interval_seconds")
HEARD = changes(charge_point, "protocol", "remote_address", "last_seen_at", last_wins=True)
ADDRESS = changes(charge_point, "address")
PINNED_ADDRESS = changes(charge_point, "pinned_address")
NETWORKS = changes(charge_point, "networks")
HAS_PASSWORD, HAS_CERTIFICATE = changes(charge_point, "has_password"), changes(charge_point, "has_certificate")
HEARTBEAT_INTERVAL = changes(charge_point, "heartbeat_interval_seconds")
FIRMWARE_STATUS = changes(
    charge_point, "firmware_status", "firmware_status_at", "firmware_status_position")
DIAGNOSTICS_STATUS = changes(charge_point, "diagnostics_status")


def _delete(table: sa.Table) -> Statement:
    return Statement(lambda to: sa.delete(to.table(table)).where(
        to.table(table).c.charge_point_id == sa.bindparam("charge_point_id")))


REMOVED, CONNECTORS_REMOVED = _delete(charge_point), _delete(connector)


def _change(statement: Statement, charge_point_id: str, **values: Any) -> Write:
    return Write(statement, ("charge_point", charge_point_id), {"charge_point_id": charge_point_id, **new(**values)})


@PROJECTIONS.projects(events.Message)
def heard(happened: Happened) -> Iterator[Write]:
    """Whatever a known charge point sends is a sign of life."""
    message: events.Message = happened.event
    if message.direction == events.FROM_CHARGE_POINT and message.kind in {"Request", "Malformed"}:
        yield _change(HEARD, message.charge_point_id, protocol=message.protocol, remote_address=message.remote_address,
                      last_seen_at=happened.recorded_at)


@PROJECTIONS.projects(events.ChargePointSeen)
def first_seen(happened: Happened) -> Iterator[Write]:
    """A new charge point; one that was not registered when it was accepted by name is completed."""
    seen: events.ChargePointSeen = happened.event
    yield Write(FIRST_SEEN, ("charge_point", seen.charge_point_id), _EMPTY | {
        "charge_point_id": seen.charge_point_id, "registration": "Pending", "first_seen_at": happened.recorded_at,
        "last_seen_at": happened.recorded_at, **{name: getattr(seen, name) for name in _SAID}})


@PROJECTIONS.projects(events.ChargePointBooted)
def booted(happened: Happened) -> Iterator[Write]:
    """What it says of itself is renewed."""
    boot: events.ChargePointBooted = happened.event
    now = happened.recorded_at
    yield _change(BOOTED, boot.charge_point_id, last_boot_at=now, last_seen_at=now,
                  told_interval_seconds=boot.heartbeat_interval_seconds,
                  **{name: getattr(boot, name) for name in _SAID})


@PROJECTIONS.projects(events.ChargePointRegistered)
def registered(happened: Happened) -> Iterator[Write]:
    """Accepted; an operator may do so before it has been seen."""
    event: events.ChargePointRegistered = happened.event
    yield Write(REGISTERED_OR_NEW, ("charge_point", event.charge_point_id), _EMPTY | {
        "charge_point_id": event.charge_point_id, "registration": "Accepted", "registered_at": happened.recorded_at,
        "first_seen_at": happened.recorded_at, "last_seen_at": happened.recorded_at})


def _registered_or_new(to: Target) -> Any:
    insert = to.insert(charge_point)
    return insert.on_conflict_do_update(index_elements=["charge_point_id"], set_={
        name: insert.excluded[name] for name in ("registration", "registered_at", "held")})


REGISTERED_OR_NEW = Statement(_registered_or_new)


@PROJECTIONS.projects(events.ChargePointRejected)
def rejected(happened: Happened) -> Iterator[Write]:
    """Refused by an operator."""
    yield _change(REJECTED, happened.event.charge_point_id, registration="Rejected", held=False)


@PROJECTIONS.projects(events.ChargePointDeferred)
def deferred(happened: Happened) -> Iterator[Write]:
    """It waits for an operator, whether registration is open or not."""
    yield _change(REJECTED, happened.event.charge_point_id, registration="Pending", held=True)


@PROJECTIONS.projects(events.ChargePointRemoved)
def removed(happened: Happened) -> Iterator[Write]:
    """Gone, with its connectors; transactions and orphans stay."""
    values = {"charge_point_id": happened.event.charge_point_id}
    yield Write(REMOVED, ("charge_point", happened.event.charge_point_id), values)
    yield Write(CONNECTORS_REMOVED, None, values)


@PROJECTIONS.projects(events.ChargePointAddressChanged)
def address_changed(happened: Happened) -> Iterator[Write]:
    """Where it is to be called."""
    yield _change(ADDRESS, happened.event.charge_point_id, address=happened.event.address)


@PROJECTIONS.projects(events.ChargePointAddressPinned)
def address_pinned(happened: Happened) -> Iterator[Write]:
    """Where it is to be called whatever it says."""
    yield _change(PINNED_ADDRESS, happened.event.charge_point_id, pinned_address=happened.event.address)


@PROJECTIONS.projects(events.ChargePointNetworksChanged)
def networks_changed(happened: Happened) -> Iterator[Write]:
    """Where it may come from."""
    yield _change(NETWORKS, happened.event.charge_point_id, networks=list(happened.event.networks))


@PROJECTIONS.projects(events.ChargePointCredentialChanged)
def credential_changed(happened: Happened) -> Iterator[Write]:
    """Whether it has a credential to show."""
    event: events.ChargePointCredentialChanged = happened.event
    if event.kind == "password":
        yield _change(HAS_PASSWORD, event.charge_point_id, has_password=event.present)
    else:
        yield _change(HAS_CERTIFICATE, event.charge_point_id, has_certificate=event.present)


@PROJECTIONS.projects(events.HeartbeatIntervalChanged)
def heartbeat_interval_changed(happened: Happened) -> Iterator[Write]:
    """How often it is to give a sign of life."""
    yield _change(HEARTBEAT_INTERVAL, happened.event.charge_point_id,
                  heartbeat_interval_seconds=happened.event.interval_seconds)


@PROJECTIONS.projects(events.FirmwareStatus)
def firmware_status(happened: Happened) -> Iterator[Write]:
    """How its firmware update goes."""
    yield _change(FIRMWARE_STATUS, happened.event.charge_point_id, firmware_status=happened.event.status,
                  firmware_status_at=happened.recorded_at, firmware_status_position=happened.position)


@PROJECTIONS.projects(events.DiagnosticsStatus)
def diagnostics_status(happened: Happened) -> Iterator[Write]:
    """How its diagnostics upload ended."""
    yield _change(DIAGNOSTICS_STATUS, happened.event.charge_point_id, diagnostics_status=happened.event.status)
