"""Rows of the queried tables as plain records; their fields stand in the order of the tables' columns."""

from datetime import datetime

import msgspec


class Row(msgspec.Struct, frozen=True):
    """A row that has left the database."""


class ChargePointRow(Row, frozen=True):
    """What is known of a charge point."""

    charge_point_id: str
    registration: str
    """``Pending``, ``Accepted`` or ``Rejected``."""
    vendor: str | None
    model: str | None
    charge_point_serial: str | None
    charge_box_serial: str | None
    firmware_version: str | None
    iccid: str | None
    imsi: str | None
    meter_type: str | None
    meter_serial: str | None
    protocol: str | None
    """The protocol it spoke last."""
    address: str | None
    """Where it says it can be called."""
    pinned_address: str | None
    """Where an operator says it is to be called, whatever it says."""
    remote_address: str | None
    heartbeat_interval_seconds: int | None
    networks: list[str]
    has_password: bool
    has_certificate: bool
    first_seen_at: datetime
    registered_at: datetime | None
    last_boot_at: datetime | None
    last_seen_at: datetime
    firmware_status: str | None
    diagnostics_status: str | None


class ConnectorRow(Row, frozen=True):
    """The last status of a connector; connector 0 is the charge point as a whole."""

    charge_point_id: str
    connector_id: int
    status: str
    error_code: str
    info: str | None
    vendor_id: str | None
    vendor_error_code: str | None
    status_at: datetime
    """Since when, as the charge point says; when it was recorded where it says nothing."""
    recorded_at: datetime


class TransactionRow(Row, frozen=True):
    """A charging transaction."""

    transaction_id: int
    charge_point_id: str
    connector_id: int
    id_tag: str
    id_tag_key: str
    status: str
    """The verdict on the idTag at the start."""
    meter_start_wh: int
    started_at: datetime
    reservation_id: int | None
    meter_stop_wh: int | None
    stopped_at: datetime | None
    stop_id_tag: str | None
    stop_reason: str | None
    meter_backwards: bool
    started_position: int
    stopped_position: int | None


class OrphanRow(Row, frozen=True):
    """A stop or meter values of a transaction that was not known when they came."""

    position: int
    kind: str
    """``stop`` or ``meter``."""
    charge_point_id: str
    connector_id: int | None
    reported_transaction_id: int | None
    id_tag: str | None
    id_tag_key: str | None
    meter_stop_wh: int | None
    at: datetime
    linked_transaction_id: int | None


class IdTagRow(Row, frozen=True):
    """What our list holds of an idTag."""

    key: str
    id_tag: str
    status: str
    expires_at: datetime | None
    parent_id_tag: str | None
    parent_key: str | None
    max_concurrent: int
    note: str | None


class ReceivedRow(Row, frozen=True):
    """What came of the first message of this meaning."""

    key: bytes
    position: int
    transaction_id: int | None


class CredentialRow(Row, frozen=True):
    """By what a charge point shows who it is."""

    charge_point_id: str
    password_hash: str | None
    certificate_fingerprint: str | None
    changed_at: datetime


class JournalRow(Row, frozen=True):
    """What a stranger sent, and why it was refused."""

    id: int
    recorded_at: datetime
    remote_address: str | None
    identity: str | None
    """Who it claimed to be."""
    reason: str
    operation: str | None
    method: str | None
    path: str | None
    size: int
    """Bytes sent; ``body`` is cut off."""
    body: bytes


class FollowerRow(Row, frozen=True):
    """How far a follower of the log has come."""

    name: str
    position: int
    updated_at: datetime


class IdentityRow(Row, frozen=True):
    """What is asked at the door about a charge point."""

    charge_point_id: str
    registration: str
    networks: list[str]
    password_hash: str | None
    certificate_fingerprint: str | None
