"""Samples of a meter as OCPP writes them: measurands, contexts and units of 1.5, plain Wh of 1.2."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from motown.simulator.meter import SECONDS_PER_HOUR, Meter, Reading

REGISTER = "Energy.Active.Import.Register"
PERIODIC, CLOCK, BEGIN, END = "Sample.Periodic", "Sample.Clock", "Transaction.Begin", "Transaction.End"
REACTIVE_SHARE = 0.1
"""Reactive power over active power: chargers are good at that."""


@dataclass(frozen=True, slots=True)
class Span:
    """The stretch of time a sample covers, between two readings of a meter."""

    meter: Meter
    begin: Reading
    end: Reading
    bears_begin: bool = False
    """Whether the sample bears the time of its begin, as those by the clock do (MV-10), or of its end."""

    @property
    def shown(self) -> Reading:
        """The reading at the time the sample bears: a register is always told for that time."""
        return self.begin if self.bears_begin else self.end

    @property
    def energy_wh(self) -> float:
        """Energy within the stretch."""
        return self.end.energy_wh - self.begin.energy_wh

    @property
    def power_w(self) -> float:
        """On average over the stretch for samples by the clock, else power now (MV-10)."""
        seconds = self.end.at - self.begin.at
        if self.bears_begin and seconds > 0:
            return self.energy_wh * SECONDS_PER_HOUR / seconds
        return self.meter.power_w(self.end.at)


def _current_a(span: Span) -> float:
    return span.power_w / (230 * span.meter.phases)


MEASURANDS: Mapping[str, tuple[str, Callable[[Span], float], str]] = {
    REGISTER: ("Wh", lambda span: span.shown.register_wh, ".0f"),
    "Energy.Active.Import.Interval": ("Wh", lambda span: span.energy_wh, ".0f"),
    "Energy.Reactive.Import.Register":
        ("varh", lambda span: REACTIVE_SHARE * span.shown.energy_wh, ".0f"),
    "Energy.Reactive.Import.Interval": ("varh", lambda span: REACTIVE_SHARE * span.energy_wh, ".0f"),
    "Power.Active.Import": ("W", lambda span: span.power_w, ".1f"),
    "Power.Reactive.Import": ("var", lambda span: REACTIVE_SHARE * span.power_w, ".1f"),
    "Current.Import": ("Amp", _current_a, ".2f"),
    "Voltage": ("Volt", lambda span: span.meter.voltage_v(), ".1f"),
    "Temperature": ("Celsius", lambda span: 20 + 25 * span.power_w / span.meter.power_limit_w, ".1f"),
}
"""What this meter can measure: unit on the wire (MV-7), how, and how exactly.  No exports: the car only takes."""


def names(text: str) -> list[str]:
    """The measurands of a configuration key's comma separated list."""
    return [name for name in (part.strip() for part in text.split(",")) if name]


def are_known(text: str) -> bool:
    """Whether all measurands of a list can be measured here (CF-6)."""
    return all(name in MEASURANDS for name in names(text))


def sample(at: datetime, span: Span, wanted: Iterable[str], context: str) -> dict[str, Any]:
    """One ``values`` element of 1.5: an instant and a value for each measurand, units always told (MV-4, MV-7)."""
    return {"timestamp": at, "value": [_value(span, name, context) for name in wanted]}


def plain(at: datetime, span: Span) -> dict[str, Any]:
    """One ``values`` element of 1.2: an instant and the register in Wh (MV-3)."""
    return {"timestamp": at, "value": span.shown.register_wh}


def _value(span: Span, name: str, context: str) -> dict[str, str]:
    unit, measure, form = MEASURANDS[name]
    return {"text": format(measure(span), form), "context": context, "measurand": name, "unit": unit}
