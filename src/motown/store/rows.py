"""Rows of the queried tables as plain records; their fields stand in the order of the tables' columns."""

from datetime import datetime
from typing import Any

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
    called_at: datetime | None
    """When it was last tried to call it."""
    call_error: str | None
    """Why that failed; None: it answered."""
    told_interval_seconds: int | None = None
    """The heartbeat interval that it was told when it booted last."""
    offline_since: datetime | None = None
    """When it was heard of last before it fell silent; None: it is online."""
    firmware_status_at: datetime | None = None
    held: bool = False
    """It is Pending because an operator wants so: open registration does not accept it."""
    offline_position: int | None = None
    """Of the event that tells that it has fallen silent."""
    firmware_status_position: int | None = None
    """Of the event that tells its firmware status."""


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
    position: int = 0
    """Of the event that tells it."""


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
    interrupted_at: datetime | None = None
    """When the charge point booted for the first time since, before it stopped."""
    abandoned_at: datetime | None = None
    """When waiting for its stop was given up; should it come after all, it has stopped."""
    changed_position: int = 0
    party_id: str | None = None
    """Whose token it was when it began; None: the operator's own, or nobody's."""
    metered_wh: int | None = None
    """How far the register had come by its last meter value; None: there was none, or it has ended."""
    metered_at: datetime | None = None

    @property
    def state(self) -> str:
        """``Active``, ``Finished`` or ``Abandoned``."""
        if self.stopped_at is not None:
            return "Finished"
        return "Active" if self.abandoned_at is None else "Abandoned"

    @property
    def energy_wh(self) -> int | None:
        """What was delivered; None: it has not stopped, or its meter runs backwards."""
        return None if self.meter_stop_wh is None or self.meter_backwards else self.meter_stop_wh - self.meter_start_wh

    @property
    def delivered_wh(self) -> int | None:
        """What was delivered up to its end, or else up to the last meter value; None: nothing sensible was told."""
        last = self.metered_wh if self.stopped_at is None else self.meter_stop_wh
        return None if last is None or last < self.meter_start_wh else last - self.meter_start_wh


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
    charge_point_id: str | None
    """The only charge point where it may charge; None: any."""
    connector_id: int | None
    """The only connector there; None: any."""
    changed_position: int
    party_id: str | None
    """Whose it is: the party that vouches for it; None: the operator's own."""
    contract_id: str | None


class TokenListRow(Row, frozen=True):
    """How far a provider has told of its idTags."""

    party_id: str
    list_version: int
    changed_position: int


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


class DueRow(Row, frozen=True):
    """Something that is to be done at a time."""

    id: str
    kind: str
    """Who does it; empty: it was dropped."""
    lane: str | None
    """Of those with the same lane one is done at a time, in order; None: it waits for nothing."""
    ordinal: int
    """Its place in the lane, in the order in which rows were first put."""
    changed: int
    """The position of the last event of the unit of work that changed the row last."""
    due_at: datetime
    expires_at: datetime | None
    """When it is given up, if it has not been done."""
    attempt: int
    """How often it has been tried."""
    sent: bool
    """Whether something has been sent whose answer is not here yet; ``due_at`` then is when it must be."""
    body: dict[str, Any]


UPLOAD, DOWNLOAD = "Upload", "Download"
"""The directions of a transfer, as charge points see it."""


class TransferCredentialRow(Row, frozen=True):
    """By which one file may be brought (``Upload``) or fetched (``Download``)."""

    user_name: str
    secret_digest: bytes
    charge_point_id: str
    command_id: str
    direction: str
    file_name: str | None
    """Which file may be fetched."""
    created_at: datetime
    expires_at: datetime
    completed: int = 0
    """How many files have been brought or fetched to the end."""
    used_at: datetime | None = None
    """When that was last."""

    @property
    def is_open(self) -> bool:
        """Whether it may bring or fetch another: one file is brought, and one fetched twice (the first may be bad)."""
        return self.completed < (1 if self.direction == UPLOAD else 2)


class CommandRow(Row, frozen=True):
    """A command to a charge point: what was asked, how far it is, what came of it."""

    command_id: str
    charge_point_id: str
    name: str
    """OCPP's name of the operation."""
    connector_id: int | None
    parameters: dict[str, Any]
    """By their names in OCPP; secrets are masked."""
    digest: str
    """Of the name and all parameters: equal for the same content."""
    request_id: str | None
    party: str | None
    note: str | None
    parent_id: str | None
    """The command that this one serves: a read-back, say."""
    state: str
    """``Scheduled``, ``Queued``, ``Sent``, ``Answered``, ``Finished``, ``Cancelled`` or ``Expired``."""
    outcome: str
    """``Pending`` until it has ended."""
    station_status: str | None
    """What the charge point answered."""
    reason: str | None
    """Why it ended as it did."""
    not_before: datetime | None
    expires_at: datetime
    accepted_at: datetime
    attempts: int
    attempted_at: datetime | None
    error: str | None
    """Why the last attempt failed."""
    retry_at: datetime | None
    sent_at: datetime | None
    answered_at: datetime | None
    finished_at: datetime | None
    effect: str
    """``NotExpected``, ``Awaited``, ``Observed`` or ``NotObserved``."""
    effect_deadline: datetime | None
    effect_position: int | None
    """The event that was the effect."""
    effect_at: datetime | None
    result: dict[str, Any]
    """The fields of the answer, its status apart."""
    accepted_position: int
    changed_position: int
    """Of the last event of its life."""
    extension: str | None
    """The command of an add-on that it was asked as."""


class ReservationRow(Row, frozen=True):
    """A connector, or one of a charge point's (0), kept free for an idTag."""

    reservation_id: int
    charge_point_id: str
    connector_id: int
    id_tag: str
    id_tag_key: str
    parent_id_tag: str | None
    state: str
    """``Active``, ``Used``, ``Cancelled``, ``Expired`` or ``Lost`` (the connector is out of use)."""
    expires_at: datetime
    made_at: datetime
    ended_at: datetime | None
    transaction_id: int | None
    """The transaction that used it."""
    command_id: str | None


class LocalListRow(Row, frozen=True):
    """The list of idTags that a charge point holds, as far as we know."""

    charge_point_id: str
    list_version: int
    """The version that we sent and that was accepted; 0: none."""
    as_of_position: int | None
    """The log's position of whose idTags the list is; None: not made from our list."""
    entries: int | None
    sent_at: datetime | None
    read_version: int | None
    """What the charge point said last; -1: it has no list."""
    read_at: datetime | None
    state: str
    """``Unknown``, ``InStep`` or ``Drifted``."""


class ConfigurationRow(Row, frozen=True):
    """What is known of a configuration key of a charge point."""

    charge_point_id: str
    key: str
    value: str | None
    readonly: bool | None
    known: bool
    """Whether the charge point knows the key."""
    at: datetime
    source: str
    """``Read`` (the charge point said so) or ``Changed`` (it accepted our change)."""


class TransferredFileRow(Row, frozen=True):
    """A diagnostics file that a charge point has brought."""

    position: int
    charge_point_id: str
    command_id: str
    file_name: str
    size_bytes: int
    sha256: str
    received_at: datetime


class ChargePointInfoRow(Row, frozen=True):
    """What its operator tells of a charge point."""

    charge_point_id: str
    revision: int
    latitude: float | None
    longitude: float | None
    info: dict[str, Any]
    """``domain.charge_point_info.ChargePointInfo``, as JSON has it."""
    position: int


class GroupRow(Row, frozen=True):
    """A group of charge points."""

    group_id: str
    kind: str
    """``Group``, ``GridPoint`` or ``Site``."""
    name: str | None
    revision: int
    changed_position: int


class ReviewRow(Row, frozen=True):
    """What a driver says of a charge point."""

    review_id: int
    charge_point_id: str
    stars: int
    text: str | None
    author: str | None
    party: str | None
    transaction_id: int | None
    verified_session: bool
    posted_at: datetime
    hidden_at: datetime | None
    hidden_reason: str | None
    changed_position: int


class TallyRow(Row, frozen=True):
    """How often something has happened to a charge point in the last hour or day of the clock in which it did."""

    charge_point_id: str
    kind: str
    """``Boot``, ``UnknownIdTag``, ``Malformed`` or ``ClockOffset``."""
    span: str
    """Which hour or day: ``2026-03-01T12``, ``2026-03-01``."""
    number: int
    smallest_ms: int | None
    """ClockOffset: the smallest difference between our time and the charge point's."""
    first_at: datetime
    last_at: datetime
    position: int
    """Of the last event."""


class PartyRequestRow(Row, frozen=True):
    """What a party has asked under a name of its own."""

    key: bytes
    operation: str
    digest: bytes
    """Of what was asked."""
    answer: dict[str, Any]
    """What was answered, but for its position."""
    position: int
    """Of the last event that was recorded for it."""
    answered_at: datetime
