"""How a charge point did in a stretch of time, told from the log alone (standard, section 5.5, GetHealth)."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from statistics import median

import msgspec

from motown.domain import events, findings
from motown.domain.findings import Finding, Happened, Status, of

_MS = timedelta(milliseconds=1)


class Before(msgspec.Struct, frozen=True, kw_only=True):
    """What was so when the time began, and what only tables tell."""

    last_seen_at: datetime | None = None
    """When it was heard of last before; None: never."""
    allowed: timedelta = timedelta(minutes=10)
    """How long it may say nothing."""
    statuses: Sequence[Status] = ()
    """Of connectors that have said nothing since."""
    charging: frozenset[int] = frozenset()
    """Connectors with a transaction that runs when the time is over."""


class ErrorCount(msgspec.Struct, frozen=True, kw_only=True):
    """How often an error was reported."""

    error_code: str
    vendor_error_code: str | None
    count: int
    last_at: datetime


class CommandCounts(msgspec.Struct, frozen=True, kw_only=True):
    """What became of commands."""

    sent: int
    rejected: int
    """By the charge point, those it does not support among them."""
    unreachable: int
    unconfirmed: int


class TransactionCounts(msgspec.Struct, frozen=True, kw_only=True):
    """Transactions that began, and what is odd about those that ended."""

    count: int
    abandoned: int
    without_meter: int
    """Ended without one meter value in between."""
    zero_energy: int


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """How it did."""

    since: datetime
    until: datetime
    online_percent: float
    offline_periods: tuple[tuple[datetime, datetime], ...]
    """From the last word before to the first after, or to the end of the time."""
    last_boot_at: datetime | None
    boot_count: int
    last_heartbeat_at: datetime | None
    clock_offset_ms: int | None
    """Our time less its own, the smallest seen."""
    error_counts: tuple[ErrorCount, ...]
    open_faults: tuple[Status, ...]
    commands: CommandCounts
    message_fault_count: int
    """Faults, in either direction."""
    malformed_count: int
    median_response_ms: int | None
    """How long it takes to answer what we ask."""
    transactions: TransactionCounts
    findings: tuple[Finding, ...]


def examine(history: Sequence[Happened], before: Before, since: datetime, until: datetime) -> Health:
    """How a charge point did; ``history``: its events of that time, in their order."""
    heard = _heard(history)
    periods = _offline(heard, before, since, until)
    statuses = findings.statuses(history, before.statuses)
    offset = findings.clock_offset(history)
    messages = [event for _, event in of(history, events.Message)]
    found = [*findings.all_of(history), *findings.open_faults(statuses),
             *findings.stuck_occupied(statuses, before.charging, until),
             *findings.offline(heard[-1] if heard else before.last_seen_at, until, before.allowed, history)]
    return Health(
        since=since, until=until, online_percent=_online_percent(periods, before, heard, since, until),
        offline_periods=tuple(periods), last_boot_at=_last(history, events.ChargePointBooted),
        boot_count=sum(1 for _ in of(history, events.ChargePointBooted)),
        last_heartbeat_at=_last(history, events.Heartbeat), clock_offset_ms=offset[0] // _MS if offset else None,
        error_counts=tuple(_errors(history)), open_faults=tuple(one for one in statuses.values() if one.is_fault),
        commands=_commands(history), message_fault_count=sum(one.kind == "Fault" for one in messages),
        malformed_count=sum(one.kind == "Malformed" for one in messages),
        median_response_ms=_median_response(messages), transactions=_transactions(history),
        findings=tuple(findings.worst_first(found)))


def _heard(history: Sequence[Happened]) -> list[datetime]:
    return [one.recorded_at for one, event in of(history, events.Message)
            if event.direction == events.FROM_CHARGE_POINT and event.kind in {"Request", "Malformed"}]


def _offline(heard: Sequence[datetime], before: Before, since: datetime, until: datetime,
             ) -> list[tuple[datetime, datetime]]:
    """Each silence that was longer than allowed, as far as it lies in the time."""
    periods = []
    last = before.last_seen_at
    for moment in (*heard, until):
        if last is not None and moment - last > before.allowed:
            periods.append((max(last, since), moment))
        last = moment
    return periods


def _online_percent(periods: Sequence[tuple[datetime, datetime]], before: Before, heard: Sequence[datetime],
                    since: datetime, until: datetime) -> float:
    """Of the time since it was first heard of; 0 where it never was."""
    if before.last_seen_at is None and not heard:
        return 0.0
    begin = since if before.last_seen_at is not None else heard[0]
    whole = until - begin
    if whole <= timedelta():
        return 100.0
    away = sum((end - start for start, end in periods), timedelta())
    return round(100 * (1 - away / whole), 2)


def _last(history: Sequence[Happened], kind: type[events.Event]) -> datetime | None:
    return max((one.recorded_at for one, _ in of(history, kind)), default=None)


def _errors(history: Sequence[Happened]) -> list[ErrorCount]:
    """The most frequent first."""
    numbers: Counter[tuple[str, str | None]] = Counter()
    last: dict[tuple[str, str | None], datetime] = {}
    for one, event in of(history, events.StatusChanged):
        if event.error_code != findings.NO_ERROR:
            key = event.error_code, event.vendor_error_code
            numbers[key] += 1
            last[key] = one.recorded_at
    return [ErrorCount(error_code=key[0], vendor_error_code=key[1], count=number, last_at=last[key])
            for key, number in numbers.most_common()]


def _commands(history: Sequence[Happened]) -> CommandCounts:
    finished = Counter(event.outcome for _, event in of(history, events.CommandFinished))
    expired = Counter(event.outcome for _, event in of(history, events.CommandExpired))
    sent = {event.command_id for _, event in of(history, events.CommandSent)}
    return CommandCounts(
        sent=len(sent), rejected=finished["Rejected"] + finished["NotSupported"], unreachable=expired["Unreachable"],
        unconfirmed=finished["Unconfirmed"] + expired["Unconfirmed"])


def _median_response(messages: Sequence[events.Message]) -> int | None:
    took = [one.duration_ms for one in messages if one.duration_ms is not None
            and one.direction == events.FROM_CHARGE_POINT and one.kind in {"Response", "Fault"}]
    return round(median(took)) if took else None


def _transactions(history: Sequence[Happened]) -> TransactionCounts:
    started = {event.transaction_id: event.meter_start_wh for _, event in of(history, events.TransactionStarted)}
    measured = {event.transaction_id for _, event in of(history, events.MeterSampled)}
    stopped = [event for _, event in of(history, events.TransactionStopped) if event.transaction_id in started]
    return TransactionCounts(
        count=len(started), abandoned=sum(1 for _ in findings.abandoned(history)),
        without_meter=sum(one.transaction_id not in measured for one in stopped),
        zero_energy=sum(one.meter_stop_wh == started[one.transaction_id] for one in stopped))
