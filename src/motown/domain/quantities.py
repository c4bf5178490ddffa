"""Meter values: OCPP's measurands and units with their defaults, and the same in Wh, W, A and V beside."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

import msgspec

DEFAULT_CONTEXT, DEFAULT_FORMAT = "Sample.Periodic", "Raw"
DEFAULT_MEASURAND, DEFAULT_LOCATION = "Energy.Active.Import.Register", "Outlet"

BASE_UNITS: dict[str, tuple[str, Decimal]] = {
    "Wh": ("Wh", Decimal(1)), "kWh": ("Wh", Decimal(1000)),
    "varh": ("varh", Decimal(1)), "kvarh": ("varh", Decimal(1000)),
    "W": ("W", Decimal(1)), "kW": ("W", Decimal(1000)),
    "var": ("var", Decimal(1)), "kvar": ("var", Decimal(1000)),
    "VA": ("VA", Decimal(1)), "kVA": ("VA", Decimal(1000)),
    "Amp": ("A", Decimal(1)), "A": ("A", Decimal(1)),
    "Volt": ("V", Decimal(1)), "V": ("V", Decimal(1)),
    "Celsius": ("Celsius", Decimal(1)), "Percent": ("Percent", Decimal(1)), "Hertz": ("Hertz", Decimal(1)),
}
"""Unit on the wire -> unit kept, factor.  OCPP 1.5 §7.37, and what the field sends of later versions (Q-V-1)."""

UNITS_BY_MEASURAND = (
    ("Energy.Reactive.", "varh"), ("Energy.", "Wh"), ("Power.Reactive.", "var"), ("Power.", "W"),
    ("Current.", "Amp"), ("Voltage", "Volt"), ("Temperature", "Celsius"),
)
"""Which unit is meant where none was sent: only energy's is defined, the others have one base unit (MV-5, MV-7)."""


class Sample(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """One measured value.  ``value`` is the text as sent, untouched; ``normalised`` the number in ``base_unit``."""

    at: datetime
    value: str
    context: str = DEFAULT_CONTEXT
    format: str = DEFAULT_FORMAT
    measurand: str = DEFAULT_MEASURAND
    location: str = DEFAULT_LOCATION
    unit: str | None = None
    """As sent, or the unit meant where none was sent."""
    normalised: Decimal | None = None
    """None where it is signed data or not a number: then only ``value`` counts."""
    base_unit: str | None = None


def sample(at: datetime, value: str, *, context: str | None = None, format: str | None = None,
           measurand: str | None = None, location: str | None = None, unit: str | None = None) -> Sample:
    """A sample with OCPP's defaults filled in (MV-5) and its value normalised."""
    measurand, format = measurand or DEFAULT_MEASURAND, format or DEFAULT_FORMAT  # noqa: A001
    unit = unit or default_unit(measurand)
    normalised, base_unit = (None, None) if format == "SignedData" else normalise(value, unit)
    return Sample(at=at, value=value, context=context or DEFAULT_CONTEXT, format=format, measurand=measurand,
                  location=location or DEFAULT_LOCATION, unit=unit, normalised=normalised, base_unit=base_unit)


class Register(NamedTuple):
    """How far a register has come."""

    at: datetime
    wh: int


LARGEST_WH = 2 ** 62
"""No meter shows more, and no database keeps more."""


def register_wh(samples: Iterable[Sample]) -> Register | None:
    """The last value of the register of energy delivered, in whole Wh; None where none is among them.

    What was measured at the outlet comes before what was measured elsewhere at the same time.
    """
    found = [one for one in samples if one.measurand == DEFAULT_MEASURAND and one.base_unit == "Wh"
             and one.normalised is not None and abs(one.normalised) < LARGEST_WH]
    last = max(found, key=lambda one: (one.at, one.location == DEFAULT_LOCATION), default=None)
    return None if last is None or last.normalised is None else Register(last.at, int(last.normalised))


def default_unit(measurand: str) -> str | None:
    """The unit that is meant where a value has none."""
    return next((unit for prefix, unit in UNITS_BY_MEASURAND if measurand.startswith(prefix)), None)


def normalise(value: str, unit: str | None) -> tuple[Decimal | None, str | None]:
    """``("1.5", "kWh")`` -> ``(1500, "Wh")``; nothing where the text is no finite number or the unit is unknown."""
    base, factor = BASE_UNITS.get(unit or "", (None, Decimal(1)))
    try:
        number = Decimal(value.strip())
    except InvalidOperation:
        return None, None
    if base is None or not number.is_finite() or abs(number.adjusted()) > 30:
        return None, None
    return number * factor, base
