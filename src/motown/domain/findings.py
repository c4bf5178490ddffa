"""What is wrong with a charge point, or may be, as far as the log tells (standard, section 5.5): pure functions.

Each takes what happened in a stretch of time, in its order, and gives what it finds.  The codes are an open list.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol, TypeVar

import msgspec

from motown.domain import events
from motown.domain.events import Event

CRITICAL, WARNING, NOTICE = "Critical", "Warning", "Notice"
SEVERITIES = (CRITICAL, WARNING, NOTICE)
"""The worst first."""
MOST_EVENTS = 20
"""Events that a finding names: the first of them."""

E = TypeVar("E", bound=Event)


class Happened(Protocol):
    """An event as it stands in the log."""

    @property
    def event_id(self) -> str:
        """Its name."""

    @property
    def recorded_at(self) -> datetime:
        """Our time."""

    @property
    def event(self) -> Event | None:
        """What happened."""


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """Something that is wrong, or may be."""

    code: str
    severity: str
    """``Critical``, ``Warning`` or ``Notice``."""
    since: datetime
    text: str
    """What, for people."""
    connector_id: int | None = None
    event_ids: tuple[str, ...] = ()
    """The events that show it."""


class Thresholds(NamedTuple):
    """From when on something is worth telling."""

    boots_an_hour: int = 5
    clock_offset: timedelta = timedelta(seconds=60)
    occupied: timedelta = timedelta(days=1)
    gap_wh: int = 1000
    unknown_id_tags_an_hour: int = 10


USUAL = Thresholds()
_HOUR = timedelta(hours=1)
FAILED_FIRMWARE = ("DownloadFailed", "InstallationFailed")
NO_ERROR = "NoError"
FAULTED = "Faulted"


def of(history: Sequence[Happened], kind: type[E]) -> Iterator[tuple[Happened, E]]:
    """The events of a type, each with what it says."""
    for one in history:
        if isinstance(one.event, kind):
            yield one, one.event


def reboot_loop(history: Sequence[Happened], limits: Thresholds = USUAL) -> Iterator[Finding]:
    """RebootLoop: several boots within an hour."""
    burst = _burst([one for one, _ in of(history, events.ChargePointBooted)], limits.boots_an_hour)
    if burst:
        yield _finding("RebootLoop", CRITICAL, burst, f"it booted {len(burst)} times within an hour")


def unknown_id_tags(history: Sequence[Happened], limits: Thresholds = USUAL) -> Iterator[Finding]:
    """UnknownIdTagBurst: many idTags that nobody knows within an hour."""
    unknown = [one for one, event in of(history, events.AuthorizationDecided) if event.status == "Invalid"]
    burst = _burst(unknown, limits.unknown_id_tags_an_hour)
    if burst:
        yield _finding("UnknownIdTagBurst", WARNING, burst,
                       f"unknown idTags were presented {len(burst)} times within an hour")


def _burst(found: Sequence[Happened], number: int) -> Sequence[Happened]:
    """The largest number of events within an hour, the last of such; nothing where there are fewer than that."""
    best: Sequence[Happened] = ()
    first = 0
    for last, one in enumerate(found):
        while one.recorded_at - found[first].recorded_at > _HOUR:
            first += 1
        if last + 1 - first >= max(number, len(best)):
            best = found[first:last + 1]
    return best


def clock_offset(history: Sequence[Happened]) -> tuple[timedelta, Happened] | None:
    """Our time less the charge point's, and the event that shows it; the smallest: messages may come late, never early.

    OCPP 1.x has no clock in BootNotification and Heartbeat: it shows in what happened at a time.
    """
    kinds = (events.StatusChanged, events.TransactionStarted, events.TransactionStopped)
    offsets = [(one.recorded_at - one.event.occurred_at, one) for one in history
               if isinstance(one.event, kinds) and one.event.occurred_at is not None
               and getattr(one.event, "reason", None) is None]  # what operators end has our time
    return min(offsets, key=lambda pair: pair[0], default=None)


def clock_drift(history: Sequence[Happened], limits: Thresholds = USUAL) -> Iterator[Finding]:
    """ClockDrift: its clock is far off."""
    found = clock_offset(history)
    if found is not None and abs(found[0]) > limits.clock_offset:
        yield clock_drift_of(found[0], found[1].recorded_at, found[1].event_id)


def clock_drift_of(offset: timedelta, since: datetime, event_id: str) -> Finding:
    """The finding for an offset."""
    way = "behind" if offset > timedelta() else "ahead"
    return Finding(code="ClockDrift", severity=WARNING, since=since, event_ids=(event_id,),
                   text=f"its clock is {abs(offset) // timedelta(seconds=1)} s {way}")


class Status(NamedTuple):
    """The status of a connector, and since when it has that and the error that goes with it."""

    connector_id: int
    status: str
    error_code: str
    vendor_error_code: str | None
    since: datetime
    event_id: str | None

    @property
    def is_fault(self) -> bool:
        """Whether something is wrong with it."""
        return self.status == FAULTED or self.error_code != NO_ERROR


def statuses(history: Sequence[Happened], before: Sequence[Status] = ()) -> dict[int, Status]:
    """How each connector is in the end; ``before``: how they were at first."""
    now = {one.connector_id: one for one in before}
    for one, event in of(history, events.StatusChanged):
        made = Status(event.connector_id, event.status, event.error_code, event.vendor_error_code,
                      event.occurred_at or one.recorded_at, one.event_id)
        known = now.get(event.connector_id)
        if known is None or known[1:4] != made[1:4]:  # the same said again: it has been so since it was said first
            now[event.connector_id] = made
    return now


def open_faults(now: dict[int, Status]) -> Iterator[Finding]:
    """FaultOpen: a connector, or all of it, is out of order."""
    for one in now.values():
        if one.is_fault:
            error = "" if one.error_code == NO_ERROR else f" ({one.error_code})"
            yield Finding(
                code="FaultOpen", severity=CRITICAL if one.status == FAULTED else WARNING, since=one.since,
                connector_id=one.connector_id, event_ids=_ids(one.event_id),
                text=f"{place_of(one.connector_id)} is {one.status}{error}")


def stuck_occupied(now: dict[int, Status], charging: frozenset[int], until: datetime,
                   limits: Thresholds = USUAL) -> Iterator[Finding]:
    """StuckOccupied: a connector is in use for long, and no transaction runs there; ``charging``: where one does."""
    for one in now.values():
        if one.status == "Occupied" and one.connector_id not in charging and until - one.since > limits.occupied:
            yield Finding(
                code="StuckOccupied", severity=WARNING, since=one.since, connector_id=one.connector_id,
                event_ids=_ids(one.event_id), text=f"connector {one.connector_id} is Occupied, and nobody charges")


def meter(history: Sequence[Happened], limits: Thresholds = USUAL) -> Iterator[Finding]:
    """MeterBackwards: a reading lower than the one before; MeterGap: energy that went past all transactions."""
    last: dict[int, int] = {}
    for one in history:
        event = one.event
        if isinstance(event, events.TransactionStarted):
            before, starts_at = last.get(event.connector_id), event.meter_start_wh
            if before is not None and starts_at < before:
                yield _backwards(one, event.connector_id, before, starts_at)
            elif before is not None and starts_at - before > limits.gap_wh:
                yield _finding("MeterGap", WARNING, [one], gap_text(event.connector_id, starts_at - before),
                               event.connector_id)
            last[event.connector_id] = starts_at
        elif isinstance(event, events.TransactionStopped):
            if event.meter_backwards:
                yield _backwards(one, event.connector_id, last.get(event.connector_id), event.meter_stop_wh)
            last[event.connector_id] = event.meter_stop_wh


def _backwards(one: Happened, connector_id: int, before: int | None, after: int) -> Finding:
    return _finding("MeterBackwards", WARNING, [one], backwards_text(connector_id, before, after), connector_id)


def backwards_text(connector_id: int, before: int | None, after: int) -> str:
    """A reading is lower than the one before."""
    told = "" if before is None else f" from {before} Wh"
    return f"the meter of connector {connector_id} went back{told} to {after} Wh"


def gap_text(connector_id: int, gap_wh: int) -> str:
    """Energy went past all transactions."""
    return f"{gap_wh} Wh went through connector {connector_id} between two transactions"


def abandoned(history: Sequence[Happened]) -> Iterator[Finding]:
    """TransactionAbandoned: no end of it came, nor has it come since."""
    ended = {event.transaction_id for _, event in of(history, events.TransactionStopped)}
    for one, event in of(history, events.TransactionAbandoned):
        if event.transaction_id not in ended:
            yield _finding("TransactionAbandoned", WARNING, [one],
                           f"transaction {event.transaction_id} has no end", event.connector_id)


def unreachable(history: Sequence[Happened]) -> Iterator[Finding]:
    """CommandUnreachable: it could not be called, and has answered nothing since."""
    failed: list[Happened] = []
    for one in history:
        if isinstance(one.event, events.CommandAnswered):
            failed.clear()
        elif isinstance(one.event, events.CommandExpired) and one.event.outcome == "Unreachable":
            failed.append(one)
    if failed:
        yield _finding("CommandUnreachable", WARNING, failed, f"{len(failed)} commands could not be brought to it")


def firmware(history: Sequence[Happened]) -> Iterator[Finding]:
    """FirmwareFailed: the last thing it said of its update."""
    last = max(of(history, events.FirmwareStatus), key=lambda pair: pair[0].recorded_at, default=None)
    if last is not None and last[1].status in FAILED_FIRMWARE:
        yield _finding("FirmwareFailed", WARNING, [last[0]], f"its firmware update ended with {last[1].status}")


def malformed(history: Sequence[Happened]) -> Iterator[Finding]:
    """Malformed: it has sent what cannot be read."""
    found = [one for one, event in of(history, events.Message)
             if event.kind == "Malformed" and event.direction == events.FROM_CHARGE_POINT]
    if found:
        yield _finding("Malformed", NOTICE, found, f"{len(found)} of its messages could not be read")


def offline(last_seen_at: datetime | None, until: datetime, allowed: timedelta,
            history: Sequence[Happened] = ()) -> Iterator[Finding]:
    """Offline: it has said nothing for longer than it may; ``history`` may have the event that tells so."""
    if last_seen_at is not None and until - last_seen_at > allowed:
        told = [one.event_id for one, event in of(history, events.ConnectivityChanged) if not event.online]
        yield Finding(code="Offline", severity=CRITICAL, since=last_seen_at, text="nothing is heard of it",
                      event_ids=tuple(told[-1:]))


def worst_first(found: Sequence[Finding]) -> list[Finding]:
    """By severity, then the oldest first."""
    return sorted(found, key=lambda one: (SEVERITIES.index(one.severity), one.since))


def _finding(code: str, severity: str, shown: Sequence[Happened], text: str,
             connector_id: int | None = None) -> Finding:
    return Finding(code=code, severity=severity, since=shown[0].recorded_at, text=text, connector_id=connector_id,
                   event_ids=tuple(one.event_id for one in shown[:MOST_EVENTS]))


def _ids(event_id: str | None) -> tuple[str, ...]:
    return (event_id,) if event_id else ()


def place_of(connector_id: int) -> str:
    """Which part of the charge point."""
    return f"connector {connector_id}" if connector_id else "the charge point"


def all_of(history: Sequence[Happened], limits: Thresholds = USUAL) -> Iterator[Finding]:
    """What the events alone tell."""
    for look in (reboot_loop, unknown_id_tags, clock_drift, meter):
        yield from look(history, limits)
    for simply in (abandoned, unreachable, firmware, malformed):
        yield from simply(history)

