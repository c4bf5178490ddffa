"""What makes two messages say the same thing: TX-11, MV; and whose a stray stop is: TX-10."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import msgspec
import pytest

from motown.domain.commands import MeterValues, StartTransaction, StopTransaction
from motown.domain.ids import ChargePointId, ConnectorId, IdTag
from motown.domain.quantities import sample
from motown.domain.transactions import matches_stop, meter_key, only, start_key, stop_key

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
EV_1 = ChargePointId("EV-1")
START = StartTransaction(charge_point_id=EV_1, connector_id=ConnectorId(1), id_tag=IdTag("Tag"), id_tag_key="tag",
                         meter_start_wh=100, started_at=AT)
STOP = StopTransaction(charge_point_id=EV_1, transaction_id=7, meter_stop_wh=200, stopped_at=AT)
VALUES = MeterValues(charge_point_id=EV_1, connector_id=ConnectorId(1), transaction_id=7, samples=(sample(AT, "1"),))


@pytest.mark.parametrize("change", [
    {"charge_point_id": "EV-2"}, {"connector_id": 2}, {"id_tag_key": "other"}, {"meter_start_wh": 101},
    {"started_at": AT + timedelta(milliseconds=1)}])
def test_another_start(change: dict[str, Any]) -> None:
    assert start_key(START) != start_key(msgspec.structs.replace(START, **change))


@pytest.mark.parametrize("change", [
    {"id_tag": "TAG"}, {"remote_address": "10.0.0.9"}, {"started_at": AT.astimezone(timezone(timedelta(hours=2)))},
    {"reservation_id": 3}])
def test_the_same_start_in_other_words(change: dict[str, Any]) -> None:
    """Another spelling of the tag, another address, the same instant in another zone."""
    assert start_key(START) == start_key(msgspec.structs.replace(START, **change))


@pytest.mark.parametrize("change", [
    {"transaction_id": 8}, {"meter_stop_wh": 201}, {"stopped_at": AT + timedelta(seconds=1)}, {"charge_point_id": "B"}])
def test_another_stop(change: dict[str, Any]) -> None:
    assert stop_key(STOP) != stop_key(msgspec.structs.replace(STOP, **change))


@pytest.mark.parametrize("change", [
    {"samples": (sample(AT, "2"),)}, {"samples": (sample(AT, "1"), sample(AT, "1"))}, {"transaction_id": None},
    {"connector_id": 2}, {"samples": (sample(AT, "1", unit="kWh"),)},
    {"samples": (sample(AT, "1", location="Inlet"),)}])
def test_other_meter_values(change: dict[str, Any]) -> None:
    assert meter_key(VALUES) != meter_key(msgspec.structs.replace(VALUES, **change))


def test_a_start_is_no_stop() -> None:
    assert len({start_key(START), stop_key(STOP), meter_key(VALUES)}) == 3


@dataclass(frozen=True)
class Open:
    """A transaction as we may know it."""

    transaction_id: int = 7
    charge_point_id: str = "EV-1"
    connector_id: int = 1
    id_tag_key: str = "tag"
    meter_start_wh: int = 100
    started_at: datetime = AT
    stopped_at: datetime | None = None


LATER = AT + timedelta(hours=1)


@pytest.mark.parametrize(("reported", "tag", "at", "meter", "matches"), [
    (-1, None, LATER, 200, True), (0, "tag", LATER, 200, True), (0, "other", LATER, 200, False),
    (0, None, AT - timedelta(seconds=1), 200, False), (0, None, LATER, 99, False),
    (4711, "tag", LATER, 200, True), (4711, None, LATER, 200, False)])
def test_stray_stops(reported: int, tag: str | None, at: datetime, meter: int, matches: bool) -> None:
    assert matches_stop(Open(), reported, tag, at, meter) is matches


def test_a_stopped_transaction_takes_no_stray_stop() -> None:
    assert not matches_stop(Open(stopped_at=LATER), -1, None, LATER, 200)


def test_several_candidates_are_none() -> None:
    assert only([Open()]) == Open()
    assert only([Open(), Open(transaction_id=8)]) is None
    assert only([]) is None
