"""What tests of the store say often."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from motown.domain import events
from motown.domain.errors import Refused
from motown.domain.events import FROM_CHARGE_POINT, TO_CHARGE_POINT, Event, Message
from motown.store import Committed, Payload, Session, Store, Unit
from motown.store import events as stored
from motown.store.records import Recorded

START = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Tower:
    """A clock that is moved by hand: the time of the day, and seconds for time-outs."""

    def __init__(self) -> None:
        self.passed = 0.0

    def now(self) -> datetime:
        return START + timedelta(seconds=self.passed)

    def seconds(self) -> float:
        return self.passed

    def advance(self, seconds: float) -> None:
        self.passed += seconds


def at(seconds: float) -> datetime:
    """A moment after the start."""
    return START + timedelta(seconds=seconds)


def message(kind: str = "Request", charge_point_id: str = "EV-1", body: bytes = b"<request/>", **known: Any) -> Payload:
    """A message of a charge point, or an answer to it."""
    direction = FROM_CHARGE_POINT if kind in {"Request", "Malformed"} else TO_CHARGE_POINT
    return Payload(Message(charge_point_id=charge_point_id, operation=known.pop("operation", "Heartbeat"), kind=kind,
                           protocol="ocpp1.5-soap", direction=direction, **known), body)


def answer(result: Any) -> Payload:
    """A response, or the fault that a refusal becomes."""
    if isinstance(result, Refused):
        return message("Fault", body=f"<fault>{result.reason}</fault>".encode(), reason=result.reason)
    return message("Response", body=f"<response>{result}</response>".encode())


def unit(decide: Callable[[Session], Any] = lambda _: None, *keys: str, **given: Any) -> Unit:
    """A unit about some keys."""
    return Unit(frozenset(keys), decide, **given)


def asked(decide: Callable[[Session], Any] = lambda _: None, *keys: str, **given: Any) -> Unit:
    """A unit with a request and its answer, about EV-1."""
    return unit(decide, "cp:EV-1", *keys, **{"incoming": message(), "reply": answer, **given})


def recording(*happened: Event, result: Any = None) -> Callable[[Session], Any]:
    """A handler that records these events."""
    def decide(session: Session) -> Any:
        for one in happened:
            session.record(one)
        return result

    return decide


def record(store: Store, *happened: Event, keys: Iterable[str] = ()) -> Committed:
    """Have these events recorded in one unit."""
    return store.run(unit(recording(*happened), *keys))


def accept(store: Store, *names: str) -> None:
    """Register charge points."""
    for name in names:
        record(store, events.ChargePointSeen(charge_point_id=name, vendor="Acme"),
               events.ChargePointRegistered(charge_point_id=name, by="operator"))


def status(charge_point_id: str = "EV-1", connector_id: int = 1, word: str = "Available", **known: Any) -> Event:
    return events.StatusChanged(charge_point_id=charge_point_id, connector_id=connector_id, status=word,
                                **{"error_code": "NoError", **known})


def started(number: int, charge_point_id: str = "EV-1", connector_id: int = 1, tag: str = "TAG", **known: Any) -> Event:
    return events.TransactionStarted(
        charge_point_id=charge_point_id, connector_id=connector_id, transaction_id=number,
        **{"id_tag": tag, "id_tag_key": tag.casefold(), "status": "Accepted", "meter_start_wh": 100,
           "occurred_at": at(0), **known})


def stopped(number: int, charge_point_id: str = "EV-1", connector_id: int = 1, **known: Any) -> Event:
    return events.TransactionStopped(
        charge_point_id=charge_point_id, connector_id=connector_id, transaction_id=number,
        **{"meter_stop_wh": 900, "occurred_at": at(600), **known})


def log(store: Store) -> list[Recorded]:
    """The whole log."""
    return store.read_now(stored.read, 0, 100_000, examine=1_000_000).events


def types(store: Store) -> list[str]:
    return [one.type for one in log(store)]


def rows(store: Store, table: sa.Table) -> list[dict[str, Any]]:
    """A table's rows in the order of its key."""
    query = sa.select(table).order_by(*table.primary_key)
    return store.read_now(lambda connection: [dict(row._mapping) for row in connection.execute(query)])
