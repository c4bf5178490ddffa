"""What makes two messages say the same thing, and which transaction a stray one belongs to (TX-10, TX-11).

MessageIDs decide nothing: some charge points send a constant one, others a new one with every retry.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import blake2b
from typing import Protocol, TypeVar

from motown.domain.commands import MeterValues, StartTransaction, StopTransaction
from motown.domain.quantities import Sample

T = TypeVar("T")


class Transaction(Protocol):
    """What is known of a transaction, as far as it tells whose a stray stop is."""

    @property
    def id_tag_key(self) -> str:
        """The form by which its idTag is compared (``ids.folded``)."""

    @property
    def meter_start_wh(self) -> int:
        """The meter at its start, in Wh."""

    @property
    def started_at(self) -> datetime:
        """When it began, as the charge point says."""

    @property
    def stopped_at(self) -> datetime | None:
        """When it ended, as the charge point says; None: it is open."""


def start_key(start: StartTransaction) -> bytes:
    """Charge point, connector, idTag, start time and meter make a start."""
    return _key("start", start.charge_point_id, start.connector_id, start.id_tag_key, start.started_at,
                start.meter_start_wh)


def stop_key(stop: StopTransaction) -> bytes:
    """Charge point, transaction, time and meter make a stop."""
    return _key("stop", stop.charge_point_id, stop.transaction_id, stop.stopped_at, stop.meter_stop_wh)


def meter_key(values: MeterValues) -> bytes:
    """Charge point, connector, transaction and all values make a set of meter values."""
    return _key("meter", values.charge_point_id, values.connector_id, values.transaction_id, *_texts(values.samples))


def _texts(samples: Iterable[Sample]) -> Iterable[object]:
    for one in samples:
        yield from (one.at, one.value, one.context, one.format, one.measurand, one.location, one.unit)


def _key(*parts: object) -> bytes:
    text = "\x1f".join(str(part.timestamp()) if isinstance(part, datetime) else str(part) for part in parts)
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def matches_stop(one: Transaction, reported_id: int, id_tag_key: str | None, stopped_at: datetime,
                 meter_stop_wh: int) -> bool:
    """Whether a stop under a number that is not ours may be the end of this open transaction.

    A number of zero or below is what charge points send that never learned theirs; then time and meter must fit and
    the tag must not contradict.  Another positive number may be another central system's: there the tag must be equal.
    """
    same_tag = id_tag_key == one.id_tag_key if id_tag_key else reported_id <= 0
    return one.stopped_at is None and same_tag and one.started_at <= stopped_at and one.meter_start_wh <= meter_stop_wh


def only(candidates: Sequence[T]) -> T | None:
    """The candidate, where there is just one: a guess between several would be a lie."""
    return candidates[0] if len(candidates) == 1 else None
