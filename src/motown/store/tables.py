"""Every table.  The log is the truth; the projections are kept from it, and can be made again by ``rebuild``."""

from typing import Any

import sqlalchemy as sa

from motown.store.types import Json, Moment, Position, Real

metadata = sa.MetaData(naming_convention={"ix": "ix_%(table_name)s_%(column_0_N_name)s", "pk": "pk_%(table_name)s"})


def _text(name: str, *, key: bool = False, null: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text, primary_key=key, nullable=null)


def _moment(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, Moment, nullable=null)


def _number(name: str, *, null: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger, nullable=null)


def _flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean, nullable=False)


def _position(name: str) -> sa.Column[int]:
    return sa.Column(name, Position, primary_key=True, autoincrement=False)


UPDATED_IN_PLACE = {"fillfactor": 50}
"""PostgreSQL: room on the page for the next version of a row that is updated with nearly every message."""

# -- the log

store_info = sa.Table(
    "store_info", metadata,  # one row: the name of this store, part of every event's id
    _text("store_id", key=True),
    _moment("created_at"),
)

event_head = sa.Table(
    "event_head", metadata,  # one row; who has it locked may append, so positions become visible in order
    sa.Column("id", sa.SmallInteger, primary_key=True, autoincrement=False),
    _number("position"),
    postgresql_with=UPDATED_IN_PLACE,
)

event = sa.Table(
    "event", metadata,
    _position("position"),
    _text("stream_id"),
    _number("stream_version"),
    _text("type"),
    sa.Column("version", sa.SmallInteger, nullable=False),
    _text("category"),
    _moment("recorded_at"),
    _moment("occurred_at", null=True),
    _text("charge_point_id", null=True),
    sa.Column("connector_id", sa.BigInteger),
    _number("transaction_id", null=True),
    _text("command_id", null=True),
    _text("correlation_id"),
    _number("causation_position", null=True),
    _text("party", null=True),
    _text("add_on", null=True),
    sa.Column("body", Json, nullable=False),
)
for _name in ("charge_point_id", "transaction_id", "command_id"):
    _known = event.c[_name].is_not(None)
    sa.Index(f"ix_event_{_name}", event.c[_name], event.c.position, sqlite_where=_known, postgresql_where=_known)

stream = sa.Table(
    "stream", metadata,  # the last version of each stream
    _text("stream_id", key=True),
    _number("version"),
    sqlite_with_rowid=False, postgresql_with=UPDATED_IN_PLACE,
)

message = sa.Table(
    "message", metadata,  # the exact bytes of the event of that position
    _position("position"),
    _text("protocol"),
    _text("direction"),
    _text("message_id", null=True),
    _text("relates_to", null=True),
    _text("remote_address", null=True),
    _text("content_type", null=True),
    sa.Column("http_status", sa.SmallInteger),
    sa.Column("duration_ms", sa.Integer),
    _text("encoding"),
    sa.Column("body", sa.LargeBinary, nullable=False),
    sa.Column("size", sa.Integer, nullable=False),
    sa.Column("sha256", sa.LargeBinary, nullable=False),
)

received = sa.Table(
    "received", metadata,  # what a message meant, to know it again when it is repeated
    sa.Column("key", sa.LargeBinary, primary_key=True),
    _number("position"),
    _number("transaction_id", null=True),
    sqlite_with_rowid=False,
)

party_request = sa.Table(
    "party_request", metadata,  # what a party asked under a name of its own, and what was answered
    sa.Column("key", sa.LargeBinary, primary_key=True),
    _text("operation"),
    sa.Column("digest", sa.LargeBinary, nullable=False),
    sa.Column("answer", Json, nullable=False),
    _number("position"),
    _moment("answered_at"),
    sqlite_with_rowid=False,
)
sa.Index("ix_party_request_answered_at", party_request.c.answered_at)

# -- beside the log; not made from it

counter = sa.Table(
    "counter", metadata,  # the last number given out
    _text("name", key=True),
    _number("value"),
    sqlite_with_rowid=False, postgresql_with=UPDATED_IN_PLACE,
)

follower = sa.Table(
    "follower", metadata,  # how far each follower of the log has come
    _text("name", key=True),
    _number("position"),
    _moment("updated_at"),
    sqlite_with_rowid=False, postgresql_with=UPDATED_IN_PLACE,
)

charge_point_credential = sa.Table(
    "charge_point_credential", metadata,
    _text("charge_point_id", key=True),
    _text("password_hash", null=True),
    _text("certificate_fingerprint", null=True),
    _moment("changed_at"),
    sqlite_with_rowid=False,
)

journal = sa.Table(
    "journal", metadata,  # what strangers sent: bounded, the oldest is dropped
    sa.Column("id", Position, primary_key=True, autoincrement=True),
    _moment("recorded_at"),
    _text("remote_address", null=True),
    _text("identity", null=True),
    _text("reason"),
    _text("operation", null=True),
    _text("method", null=True),
    _text("path", null=True),
    sa.Column("size", sa.Integer, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
    sqlite_autoincrement=True,
)

journal_state = sa.Table(
    "journal_state", metadata,  # one row
    sa.Column("id", sa.SmallInteger, primary_key=True, autoincrement=False),
    _number("dropped"),
)

due_work = sa.Table(
    "due_work", metadata,  # what is to be done at a time: messages to be sent, deadlines
    _text("id", key=True),
    _text("kind"),
    _text("lane", null=True),
    _number("ordinal"),
    _number("changed"),
    _moment("due_at"),
    _moment("expires_at", null=True),
    sa.Column("attempt", sa.Integer, nullable=False),
    _flag("sent"),
    sa.Column("body", Json, nullable=False),
    sqlite_with_rowid=False, postgresql_with=UPDATED_IN_PLACE,
)
sa.Index("ix_due_work_changed", due_work.c.changed)
_dropped = due_work.c.kind == ""
sa.Index("ix_due_work_dropped", due_work.c.changed, sqlite_where=_dropped, postgresql_where=_dropped)
sa.Index("ix_due_work_lane", due_work.c.lane)

transfer_credential = sa.Table(
    "transfer_credential", metadata,  # by which one file may be brought or fetched
    _text("user_name", key=True),
    sa.Column("secret_digest", sa.LargeBinary, nullable=False),
    _text("charge_point_id"),
    _text("command_id"),
    _text("direction"),
    _text("file_name", null=True),
    _moment("created_at"),
    _moment("expires_at"),
    sa.Column("completed", sa.Integer, nullable=False),
    _moment("used_at", null=True),
    sqlite_with_rowid=False,
)

# -- projections: only events change them

charge_point = sa.Table(
    "charge_point", metadata,
    _text("charge_point_id", key=True),
    _text("registration"),
    *(_text(name, null=True) for name in (
        "vendor", "model", "charge_point_serial", "charge_box_serial", "firmware_version", "iccid", "imsi",
        "meter_type", "meter_serial", "protocol", "address", "pinned_address", "remote_address")),
    sa.Column("heartbeat_interval_seconds", sa.Integer),
    sa.Column("networks", Json, nullable=False),
    _flag("has_password"),
    _flag("has_certificate"),
    _moment("first_seen_at"),
    _moment("registered_at", null=True),
    _moment("last_boot_at", null=True),
    _moment("last_seen_at"),
    _text("firmware_status", null=True),
    _text("diagnostics_status", null=True),
    _moment("called_at", null=True),
    _text("call_error", null=True),
    sa.Column("told_interval_seconds", sa.Integer),
    _moment("offline_since", null=True),
    _moment("firmware_status_at", null=True),
    _flag("held"),
    _number("offline_position", null=True),
    _number("firmware_status_position", null=True),
    sqlite_with_rowid=False, postgresql_with=UPDATED_IN_PLACE,
)

connector = sa.Table(
    "connector", metadata,
    _text("charge_point_id", key=True),
    sa.Column("connector_id", sa.BigInteger, primary_key=True, autoincrement=False),
    _text("status"),
    _text("error_code"),
    *(_text(name, null=True) for name in ("info", "vendor_id", "vendor_error_code")),
    _moment("status_at"),
    _moment("recorded_at"),
    _number("position"),
    sqlite_with_rowid=False, postgresql_with=UPDATED_IN_PLACE,
)

charging_transaction = sa.Table(
    "charging_transaction", metadata,
    _position("transaction_id"),
    _text("charge_point_id"),
    sa.Column("connector_id", sa.BigInteger, nullable=False),
    _text("id_tag"),
    _text("id_tag_key"),
    _text("status"),
    _number("meter_start_wh"),
    _moment("started_at"),
    _number("reservation_id", null=True),
    _number("meter_stop_wh", null=True),
    _moment("stopped_at", null=True),
    _text("stop_id_tag", null=True),
    _text("stop_reason", null=True),
    _flag("meter_backwards"),
    _number("started_position"),
    _number("stopped_position", null=True),
    _moment("interrupted_at", null=True),
    _moment("abandoned_at", null=True),
    _number("changed_position"),
    _text("party_id", null=True),
    _number("metered_wh", null=True),
    _moment("metered_at", null=True),
)
sa.Index("ix_charging_transaction_changed_position", charging_transaction.c.changed_position)
sa.Index("ix_charging_transaction_started_at", charging_transaction.c.started_at)
_vouched_for = charging_transaction.c.party_id.is_not(None)
sa.Index("ix_charging_transaction_party_id", charging_transaction.c.party_id, charging_transaction.c.transaction_id,
         sqlite_where=_vouched_for, postgresql_where=_vouched_for)
_abandoned = charging_transaction.c.abandoned_at.is_not(None)
sa.Index("ix_charging_transaction_abandoned", charging_transaction.c.charge_point_id,
         sqlite_where=_abandoned, postgresql_where=_abandoned)
_open = charging_transaction.c.stopped_at.is_(None)
sa.Index("ix_charging_transaction_connector", charging_transaction.c.charge_point_id,
         charging_transaction.c.connector_id, charging_transaction.c.started_at)
sa.Index("ix_charging_transaction_open_id_tag", charging_transaction.c.id_tag_key,
         sqlite_where=_open, postgresql_where=_open)
sa.Index("ix_charging_transaction_open_charge_point", charging_transaction.c.charge_point_id,
         sqlite_where=_open, postgresql_where=_open)

orphan = sa.Table(
    "orphan", metadata,  # stops and meter values of transactions that we do not know
    _position("position"),
    _text("kind"),
    _text("charge_point_id"),
    sa.Column("connector_id", sa.BigInteger),
    _number("reported_transaction_id", null=True),
    _text("id_tag", null=True),
    _text("id_tag_key", null=True),
    _number("meter_stop_wh", null=True),
    _moment("at"),
    _number("linked_transaction_id", null=True),
)
sa.Index("ix_orphan_charge_point_id_at", orphan.c.charge_point_id, orphan.c.at)

id_tag = sa.Table(
    "id_tag", metadata,
    _text("key", key=True),
    _text("id_tag"),
    _text("status"),
    _moment("expires_at", null=True),
    _text("parent_id_tag", null=True),
    _text("parent_key", null=True),
    sa.Column("max_concurrent", sa.Integer, nullable=False),
    _text("note", null=True),
    _text("charge_point_id", null=True),
    sa.Column("connector_id", sa.BigInteger),
    _number("changed_position"),
    _text("party_id", null=True),
    _text("contract_id", null=True),
    sqlite_with_rowid=False,
)
sa.Index("ix_id_tag_changed_position", id_tag.c.changed_position)
_vouched = id_tag.c.party_id.is_not(None)
sa.Index("ix_id_tag_party_id", id_tag.c.party_id, id_tag.c.key, sqlite_where=_vouched, postgresql_where=_vouched)
sa.Index("ix_id_tag_parent_key", id_tag.c.parent_key)

removed_id_tag = sa.Table(
    "removed_id_tag", metadata,  # what local lists may still hold
    _text("key", key=True),
    _text("id_tag"),
    _number("removed_position"),
    sqlite_with_rowid=False,
)
sa.Index("ix_removed_id_tag_removed_position", removed_id_tag.c.removed_position)

token_list = sa.Table(
    "token_list", metadata,  # how far each provider has told of its idTags
    _text("party_id", key=True),
    _number("list_version"),
    _number("changed_position"),
    sqlite_with_rowid=False,
)

command = sa.Table(
    "command", metadata,
    _text("command_id", key=True),
    _text("charge_point_id"),
    _text("name"),
    sa.Column("connector_id", sa.BigInteger),
    sa.Column("parameters", Json, nullable=False),
    _text("digest"),
    *(_text(name, null=True) for name in ("request_id", "party", "note", "parent_id")),
    _text("state"),
    _text("outcome"),
    _text("station_status", null=True),
    _text("reason", null=True),
    _moment("not_before", null=True),
    _moment("expires_at"),
    _moment("accepted_at"),
    sa.Column("attempts", sa.Integer, nullable=False),
    _moment("attempted_at", null=True),
    _text("error", null=True),
    _moment("retry_at", null=True),
    _moment("sent_at", null=True),
    _moment("answered_at", null=True),
    _moment("finished_at", null=True),
    _text("effect"),
    _moment("effect_deadline", null=True),
    _number("effect_position", null=True),
    _moment("effect_at", null=True),
    sa.Column("result", Json, nullable=False),
    _number("accepted_position"),
    _number("changed_position"),
    _text("extension", null=True),
    sqlite_with_rowid=False, postgresql_with=UPDATED_IN_PLACE,
)
_pending = command.c.outcome == "Pending"
sa.Index("ix_command_pending", command.c.charge_point_id, sqlite_where=_pending, postgresql_where=_pending)
_asked = command.c.request_id.is_not(None)
sa.Index("ix_command_request_id", command.c.request_id, sqlite_where=_asked, postgresql_where=_asked)
sa.Index("ix_command_accepted_position", command.c.accepted_position)
sa.Index("ix_command_charge_point_id", command.c.charge_point_id, command.c.accepted_position)

reservation = sa.Table(
    "reservation", metadata,
    _position("reservation_id"),
    _text("charge_point_id"),
    sa.Column("connector_id", sa.BigInteger, nullable=False),
    _text("id_tag"),
    _text("id_tag_key"),
    _text("parent_id_tag", null=True),
    _text("state"),
    _moment("expires_at"),
    _moment("made_at"),
    _moment("ended_at", null=True),
    _number("transaction_id", null=True),
    _text("command_id", null=True),
)
_reserved = reservation.c.state == "Active"
sa.Index("ix_reservation_active", reservation.c.charge_point_id, sqlite_where=_reserved, postgresql_where=_reserved)

local_list = sa.Table(
    "local_list", metadata,  # the list of idTags that a charge point holds
    _text("charge_point_id", key=True),
    _number("list_version"),
    _number("as_of_position", null=True),
    sa.Column("entries", sa.Integer),
    _moment("sent_at", null=True),
    _number("read_version", null=True),
    _moment("read_at", null=True),
    _text("state"),
    sqlite_with_rowid=False,
)

configuration_value = sa.Table(
    "configuration_value", metadata,  # what a charge point said last of its keys
    _text("charge_point_id", key=True),
    _text("key", key=True),
    _text("value", null=True),
    sa.Column("readonly", sa.Boolean),
    _flag("known"),
    _moment("at"),
    _text("source"),
    sqlite_with_rowid=False,
)

transferred_file = sa.Table(
    "transferred_file", metadata,  # diagnostics that charge points have brought
    _position("position"),
    _text("charge_point_id"),
    _text("command_id"),
    _text("file_name"),
    _number("size_bytes"),
    _text("sha256"),
    _moment("received_at"),
)
sa.Index("ix_transferred_file_charge_point_id", transferred_file.c.charge_point_id, transferred_file.c.position)

charge_point_change = sa.Table(
    "charge_point_change", metadata,  # the last event that changed what lists tell of a charge point
    _text("charge_point_id", key=True),
    _number("changed_position"),
    sqlite_with_rowid=False, postgresql_with=UPDATED_IN_PLACE,
)
sa.Index("ix_charge_point_change_changed_position", charge_point_change.c.changed_position)

charge_point_info = sa.Table(
    "charge_point_info", metadata,  # what its operator tells of it
    _text("charge_point_id", key=True),
    _number("revision"),
    sa.Column("latitude", Real),
    sa.Column("longitude", Real),
    sa.Column("info", Json, nullable=False),
    _number("position"),
    sqlite_with_rowid=False,
)
sa.Index("ix_charge_point_info_latitude", charge_point_info.c.latitude)

charge_point_group = sa.Table(
    "charge_point_group", metadata,
    _text("group_id", key=True),
    _text("kind"),
    _text("name", null=True),
    _number("revision"),
    _number("changed_position"),
    sqlite_with_rowid=False,
)

group_member = sa.Table(
    "group_member", metadata,  # which charge points are in a group
    _text("group_id", key=True),
    _text("charge_point_id", key=True),
    sqlite_with_rowid=False,
)
sa.Index("ix_group_member_charge_point_id", group_member.c.charge_point_id)

review = sa.Table(
    "review", metadata,  # what drivers say
    _position("review_id"),
    _text("charge_point_id"),
    sa.Column("stars", sa.SmallInteger, nullable=False),
    _text("text", null=True),
    _text("author", null=True),
    _text("party", null=True),
    _number("transaction_id", null=True),
    _flag("verified_session"),
    _moment("posted_at"),
    _moment("hidden_at", null=True),
    _text("hidden_reason", null=True),
    _number("changed_position"),
)
sa.Index("ix_review_charge_point_id", review.c.charge_point_id, review.c.review_id)
_reviewed = review.c.transaction_id.is_not(None)
sa.Index("ix_review_transaction_id", review.c.transaction_id, sqlite_where=_reviewed, postgresql_where=_reviewed)

tally = sa.Table(
    "tally", metadata,  # how often something that may be a problem has happened to a charge point lately
    _text("charge_point_id", key=True),
    _text("kind", key=True),
    _text("span"),
    _number("number"),
    _number("smallest_ms", null=True),
    _moment("first_at"),
    _moment("last_at"),
    _number("position"),
    sqlite_with_rowid=False, postgresql_with=UPDATED_IN_PLACE,
)
