"""What goes on in a charging session, told from what its meter and charge point said; nothing is guessed (MT-TRX-10).

``charging`` is ``yes`` or ``no`` only where recent meter values show it, else ``unknown``.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

import msgspec

from motown.domain.quantities import BASE_UNITS, DEFAULT_LOCATION, DEFAULT_MEASURAND, Sample

YES, NO, UNKNOWN = "yes", "no", "unknown"
POWER, CURRENT = "Power.Active.Import", "Current.Import"
FLOWING_W, FLOWING_A = 100, Decimal("0.5")
"""Less is what a car and its cable take while they wait."""
RECENT = timedelta(minutes=5)
LONGEST_RECENT = timedelta(minutes=35)
"""A value is recent for twice the time from one to the next, within these; many meters are read every 15 minutes."""
_HOUR = timedelta(hours=1)


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What one event told of one time."""

    at: datetime
    """When it was measured, as the charge point claims."""
    recorded_at: datetime
    event_id: str
    register: Decimal | None = None
    """Wh."""
    resolution: Decimal = Decimal(1)
    """Wh: smaller differences of the register do not show."""
    power: Decimal | None = None
    """W."""
    current: Decimal | None = None
    """A, of a phase."""


class Begin(msgspec.Struct, frozen=True, kw_only=True):
    """How the session began."""

    at: datetime
    recorded_at: datetime
    meter_wh: int


class Flow(msgspec.Struct, frozen=True, kw_only=True):
    """Whether energy flows, and since when nothing did."""

    charging: str
    is_recent: bool
    idle_since: datetime | None = None
    """Where it does not: the time of the first value in a row that says so."""


class Latest(msgspec.Struct, frozen=True, kw_only=True):
    """The latest that the meter says."""

    at: datetime
    energy_wh: int
    power_w: int | None = None
    """Measured, or the mean between the last two values of energy."""
    current_a: Decimal | None = None


class Turn(msgspec.Struct, frozen=True, kw_only=True):
    """The first value that shows that the car has begun to draw, or stopped."""

    at: datetime
    event_id: str
    draws: bool


def told(samples: Sequence[Sample], recorded_at: datetime, event_id: str) -> Told:
    """The values of one time together; there is one at least."""
    register = _of(samples, DEFAULT_MEASURAND, "Wh")
    power, current = _of(samples, POWER, "W"), _of(samples, CURRENT, "A")
    return Told(
        at=samples[0].at, recorded_at=recorded_at, event_id=event_id,
        register=register.normalised if register is not None else None,
        resolution=resolution(register.value, register.unit or "Wh") if register is not None else Decimal(1),
        power=power.normalised if power is not None else None,
        current=current.normalised if current is not None else None)


def _of(samples: Sequence[Sample], measurand: str, unit: str) -> Sample | None:
    """The value of a measurand, of the outlet if there are several."""
    found = [one for one in samples
             if one.measurand == measurand and one.base_unit == unit and one.normalised is not None]
    return next((one for one in found if one.location == DEFAULT_LOCATION), found[0] if found else None)


def resolution(text: str, unit: str) -> Decimal:
    """The smallest step of a register that sends such a text: ``("12.5", "kWh")`` -> 100 Wh."""
    _, _, decimals = text.strip().partition(".")
    _, factor = BASE_UNITS.get(unit, ("", Decimal(1)))
    return factor.scaleb(-len(decimals)) if decimals.isdecimal() else factor


def latest(history: Sequence[Told], begin: Begin) -> Latest | None:
    """The latest that the meter says; None: it has said nothing of energy, or nothing that can be.

    ``history``: what was told of the session, in the order of the times.
    """
    last = next((one for one in reversed(history) if one.register is not None), None)
    if last is None or last.register is None or last.register < begin.meter_wh:
        return None
    with_power = next((one for one in reversed(history) if one.power is not None), None)
    measured = with_power is not None and with_power.at >= last.at
    power = with_power.power if measured and with_power is not None else _mean_power(history)
    current = next((one.current for one in reversed(history) if one.current is not None and one.at >= last.at), None)
    return Latest(at=last.at, energy_wh=int(last.register) - begin.meter_wh,
                  power_w=None if power is None or power < 0 else int(power), current_a=current)


def _mean_power(history: Sequence[Told]) -> Decimal | None:
    """Between the last two values of energy."""
    told_energy = [one for one in history if one.register is not None][-2:]
    if len(told_energy) < 2:
        return None
    before, last = told_energy
    if last.at <= before.at or last.register is None or before.register is None:
        return None
    return (last.register - before.register) * Decimal(_HOUR / (last.at - before.at))


def flow(history: Sequence[Told], begin: Begin, now: datetime) -> Flow:
    """Whether energy flows now."""
    if not history or not _is_recent(history, begin, now):
        return Flow(charging=UNKNOWN, is_recent=False)
    states = list(_states(history, begin))
    known = [(one, draws) for one, draws in states if draws is not None]
    if not known or known[-1][0] is not history[-1]:
        return Flow(charging=UNKNOWN, is_recent=True)
    if known[-1][1]:
        return Flow(charging=YES, is_recent=True)
    since = known[-1][0].at
    for one, draws in reversed(known):
        if draws:
            break
        since = one.at
    return Flow(charging=NO, is_recent=True, idle_since=since)


def turns(history: Sequence[Told], begin: Begin) -> Iterator[Turn]:
    """When the car began to draw, and when it stopped."""
    before: bool | None = None
    for one, draws in _states(history, begin):
        if draws is not None:
            if draws != before and (draws or before is not None):
                yield Turn(at=one.at, event_id=one.event_id, draws=draws)
            before = draws


def _is_recent(history: Sequence[Told], begin: Begin, now: datetime) -> bool:
    """Whether the last value is of just now, whatever the charge point's clock says.

    The clock is off by the least that any message of the session was late; what was late by more has waited.
    """
    offsets = [one.recorded_at - one.at for one in history] + [begin.recorded_at - begin.at]
    last = history[-1]
    age = now - (last.at + min(offsets))
    times = sorted({one.at for one in history})
    interval = times[-1] - times[-2] if len(times) > 1 else timedelta()
    return age <= min(max(RECENT, 2 * interval), LONGEST_RECENT)


def _states(history: Sequence[Told], begin: Begin) -> Iterator[tuple[Told, bool | None]]:
    """Whether each value shows that the car draws; None: it does not tell."""
    same: tuple[datetime, Decimal] = begin.at, Decimal(begin.meter_wh)
    """Since when the register stands where it does."""
    for one in history:
        rises = one.register is not None and one.register > same[1]
        yield one, _draws(one, same, rises=rises)
        if one.register is not None and one.register != same[1]:
            same = one.at, one.register


def _draws(one: Told, same: tuple[datetime, Decimal], *, rises: bool) -> bool | None:
    if one.power is not None:
        return one.power >= FLOWING_W
    if one.current is not None:
        return one.current >= FLOWING_A
    if one.register is None or one.at <= same[0]:
        return None
    hours = Decimal((one.at - same[0]) / _HOUR)
    if rises:
        return (one.register - same[1]) / hours >= FLOWING_W
    return False if one.resolution / hours < FLOWING_W and one.register == same[1] else None

