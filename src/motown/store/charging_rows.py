"""Rows of the tables of meter readings and charge detail records, in the order of the tables' columns."""

from datetime import datetime
from typing import Any

import msgspec

from motown.domain.cdrs import Content, Period, Snapshot
from motown.store.rows import Row


class MeterReadingRow(Row, frozen=True):
    """Values of one time in one event."""

    charge_point_id: str
    at: datetime
    """When they were measured, as the charge point claims."""
    position: int
    """Of the event MeterSampled that tells them."""
    connector_id: int | None
    transaction_id: int | None
    assigned: bool
    """The charge point did not name the transaction."""


class CdrRow(Row, frozen=True):
    """A charge detail record."""

    cdr_id: str
    issued_position: int
    """Of the event by which it was made first."""
    revision: int
    session_id: str
    transaction_ids: list[int]
    charge_point_id: str
    connector_id: int
    party_id: str | None
    id_tag: str
    id_tag_key: str
    charge_point: dict[str, Any]
    """``domain.cdrs.Snapshot``, as JSON has it."""
    started_at: datetime
    stopped_at: datetime
    energy_wh: int
    duration_seconds: int
    periods: list[dict[str, Any]]
    """``domain.cdrs.Period``, as JSON has it."""
    issued_at: datetime
    """When this revision was made."""
    changed_position: int

    @property
    def content(self) -> Content:
        """What it says beyond who, where and when."""
        return Content(
            charge_point=msgspec.convert(self.charge_point, Snapshot), energy_wh=self.energy_wh,
            duration_seconds=self.duration_seconds, periods=msgspec.convert(self.periods, tuple[Period, ...]))
