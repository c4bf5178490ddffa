"""Charge detail records: what one session came to (standard, section 5.6; MT-TRX-09).

A session is a transaction so far: nothing splits one yet.  There are no prices in version 1.0.
"""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Protocol

import msgspec

from motown.domain.charge_point_info import ChargePointInfo, Location

ENERGY, TIME = "Energy", "Time"
_SECOND = timedelta(seconds=1)


class Ended(Protocol):
    """A transaction that has ended, as far as it makes a record."""

    @property
    def connector_id(self) -> int:
        """Where it was."""

    @property
    def meter_start_wh(self) -> int:
        """The meter at its beginning, in Wh."""

    @property
    def started_at(self) -> datetime:
        """When it began, as the charge point claims."""


class Period(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """A part of a session: how much of one dimension, ``Energy`` in Wh or ``Time`` in s."""

    since: datetime
    until: datetime
    dimension: str
    quantity: Decimal
    unit: str


class Snapshot(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """The charge point as its operator told of it when the record was made."""

    evse_id: str | None = None
    """The public id of the connector, or else of the charge point."""
    name: str | None = None
    location: Location | None = None


class Content(msgspec.Struct, frozen=True, kw_only=True):
    """All that a record says beyond who, where and when."""

    charge_point: Snapshot
    energy_wh: int
    duration_seconds: int
    periods: tuple[Period, ...]


def session_of(transaction_id: int) -> str:
    """The id of the session that a transaction belongs to."""
    return str(transaction_id)


def cdr_of(transaction_id: int) -> str:
    """The id of the record of the session that a transaction belongs to."""
    return f"cdr-{session_of(transaction_id)}"


def content(ended: Ended, stopped_at: datetime, meter_stop_wh: int, info: ChargePointInfo | None) -> Content:
    """What the record of an ended transaction says.

    Where the meter runs backwards the energy is 0, and where the clock does the duration: neither can be known, and
    what cannot be known is not billed.  The transaction tells what the charge point said.
    """
    energy_wh = max(0, meter_stop_wh - ended.meter_start_wh)
    until = max(ended.started_at, stopped_at)
    seconds = (until - ended.started_at) // _SECOND
    return Content(
        charge_point=snapshot(info, ended.connector_id), energy_wh=energy_wh, duration_seconds=seconds, periods=(
            Period(since=ended.started_at, until=until, dimension=ENERGY, quantity=Decimal(energy_wh), unit="Wh"),
            Period(since=ended.started_at, until=until, dimension=TIME, quantity=Decimal(seconds), unit="s")))


def snapshot(info: ChargePointInfo | None, connector_id: int) -> Snapshot:
    """What is told of the charge point now."""
    if info is None:
        return Snapshot()
    evse_id = next((one.evse_id for one in info.connectors if one.connector_id == connector_id), None)
    return Snapshot(evse_id=evse_id or info.evse_id, name=info.name, location=info.location)
