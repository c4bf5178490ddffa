"""Meter values: defaults and normalisation."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motown.domain.quantities import BASE_UNITS, normalise, sample

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_a_bare_value_is_the_import_register_in_wh() -> None:
    """MV-5: what 1.2 means by its only number, and 1.5 by a value without attributes."""
    one = sample(AT, "10400")
    assert (one.measurand, one.context, one.format, one.location, one.unit) == (
        "Energy.Active.Import.Register", "Sample.Periodic", "Raw", "Outlet", "Wh")
    assert (one.normalised, one.base_unit) == (Decimal(10400), "Wh")


@pytest.mark.parametrize(("value", "unit", "expected"), [
    ("1.5", "kWh", (Decimal(1500), "Wh")), ("7.36", "kW", (Decimal(7360), "W")), ("16", "Amp", (Decimal(16), "A")),
    ("230.1", "Volt", (Decimal("230.1"), "V")), ("\n\t10400\n", "Wh", (Decimal(10400), "Wh")),
    ("2", "kvarh", (Decimal(2000), "varh")), ("21.5", "Celsius", (Decimal("21.5"), "Celsius")),
    ("230", "V", (Decimal(230), "V")),
])
def test_units_become_base_units(value: str, unit: str, expected: tuple[Decimal, str]) -> None:
    """MV-7."""
    assert normalise(value, unit) == expected


@pytest.mark.parametrize(("value", "unit"), [
    ("abc", "Wh"), ("", "Wh"), ("NaN", "Wh"), ("Infinity", "W"), ("1", "furlong"), ("1e999999", "Wh")])
def test_what_is_no_quantity_stays_text(value: str, unit: str) -> None:
    assert normalise(value, unit) == (None, None)
    assert sample(AT, value, unit=unit).value == value


def test_signed_data_is_kept_untouched() -> None:
    """MV-6: a hexadecimal block may look like a number."""
    one = sample(AT, "00123456", format="SignedData")
    assert (one.value, one.normalised, one.base_unit) == ("00123456", None, None)


@pytest.mark.parametrize(("measurand", "unit"), [
    ("Power.Active.Import", "W"), ("Current.Import", "Amp"), ("Voltage", "Volt"), ("Temperature", "Celsius"),
    ("Energy.Reactive.Import.Interval", "varh"), ("Energy.Active.Export.Interval", "Wh"), ("SoC", None),
])
def test_the_unit_meant_follows_from_the_measurand(measurand: str, unit: str | None) -> None:
    assert sample(AT, "1", measurand=measurand).unit == unit


@given(
    st.decimals(allow_nan=False, allow_infinity=False, min_value=-10**12, max_value=10**12, places=3),
    st.sampled_from(sorted(BASE_UNITS)))
def test_normalising_is_exact(number: Decimal, unit: str) -> None:
    base, factor = BASE_UNITS[unit]
    assert normalise(str(number), unit) == (number * factor, base)
