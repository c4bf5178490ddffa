"""Whole numbers that are none."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from motown.ocpp.tolerance.numbers import NUMBERS, read_number
from tests.ocpp.tolerance.desk import START, STATUS, STOP, hear, request, values

READINGS = [
    ("100.0", 100, ["whole-number-with-decimals"]),
    ("100.", 100, ["whole-number-with-decimals"]),
    ("1.0E2", 100, ["whole-number-with-decimals"]),
    ("-3.0", -3, ["whole-number-with-decimals"]),
    ("100,0", 100, ["decimal-comma", "whole-number-with-decimals"]),
    ("100.5", 100, ["fraction-rounded"]),
    ("101.5", 102, ["fraction-rounded"]),
    ("100,7", 101, ["decimal-comma", "fraction-rounded"]),
    (".4", 0, ["fraction-rounded"]),
    ("-0.2", 0, ["fraction-rounded"]),
    ("12 345", 12345, ["grouped-digits"]),
    ("12\u00a0345", 12345, ["grouped-digits"]),
    ("1'234'567", 1234567, ["grouped-digits"]),
    ("1,234,567", 1234567, ["grouped-digits"]),
    ("1.234.567", 1234567, ["grouped-digits"]),
    ("12,345", 12345, ["grouped-digits"]),
    ("12,345.00", 12345, ["grouped-digits", "whole-number-with-decimals"]),
    ("1.234.567,5", 1234568, ["grouped-digits", "fraction-rounded"]),
    ("12.345", 12, ["fraction-rounded"]),
]


@pytest.mark.parametrize("version", ["1.2", "1.5"])
@pytest.mark.parametrize(("text", "meant", "repairs"), READINGS)
def test_meter_readings(text: str, meant: int, repairs: list[str], version: str) -> None:
    heard = hear(request("startTransaction", START.replace(">5<", f">{text}<"), version))
    assert (heard.request.meterStart, heard.repairs) == (meant, repairs)
    heard = hear(request("stopTransaction", STOP.replace(">9<", f">{text}<"), version))
    assert (heard.request.meterStop, heard.repairs) == (meant, repairs)


@pytest.mark.parametrize(("text", "meant", "repairs"), READINGS)
def test_values_of_12(text: str, meant: int, repairs: list[str]) -> None:
    heard = hear(request("meterValues", values(f"<value>{text}</value>"), "1.2"))
    assert (heard.request.values[0].value, heard.repairs) == (meant, repairs)


@pytest.mark.parametrize("text", ["10.5", "10,5", "much", "-", "1 234", "0x1F"])
def test_values_of_15_are_texts_and_stay(text: str) -> None:
    heard = hear(request("meterValues", values(f"<value>{text}</value>")))
    assert (heard.request.values[0].value[0].text, heard.repairs) == (text, [])


def test_white_space_around_a_value() -> None:
    heard = hear(request("meterValues", values("<value>\n\t 10400\n</value>")))
    assert (heard.request.values[0].value[0].text, heard.repairs) == ("10400", ["white-space-around-value"])


def test_white_space_around_a_number_the_schema_allows() -> None:
    heard = hear(request("startTransaction", START.replace(">5<", "> 5 <")))
    assert (heard.request.meterStart, heard.repairs) == (5, ["white-space-around-value"])


@pytest.mark.parametrize("number", [2**31, -2**31 - 1, 2**63 - 1, -2**63])
def test_numbers_beyond_int_are_kept_whole(number: int) -> None:
    heard = hear(request("startTransaction", START.replace(">5<", f">{number}<")))
    assert (heard.request.meterStart, heard.repairs) == (number, ["number-beyond-int-kept"])
    heard = hear(request("stopTransaction", STOP.replace(">8<", f">{number}<")))
    assert (heard.request.transactionId, heard.repairs) == (number, ["number-beyond-int-kept"])


@pytest.mark.parametrize("number", [2**31 - 1, -2**31])
def test_numbers_within_int_are_lawful(number: int) -> None:
    heard = hear(request("startTransaction", START.replace(">5<", f">{number}<")))
    assert (heard.request.meterStart, heard.repairs) == (number, [])


@pytest.mark.parametrize("number", [2**63, -2**63 - 1, 10**30])
def test_numbers_that_no_column_holds_stay_a_fault(number: int) -> None:
    assert hear(request("startTransaction", START.replace(">5<", f">{number}<"))).fault is not None


@pytest.mark.parametrize("text", ["1.5", "1,5", "one", "?", "1e9999999999", "\u0663", "1_0"])
def test_part_of_a_connector_is_nonsense(text: str) -> None:
    assert hear(request("statusNotification", STATUS.replace(">1<", f">{text}<"))).fault is not None


def test_a_connector_with_decimals_is_that_connector() -> None:
    heard = hear(request("statusNotification", STATUS.replace(">1<", ">2.00<")))
    assert (heard.request.connectorId, heard.repairs) == (2, ["whole-number-with-decimals"])


@pytest.mark.parametrize("text", ["a1b2-c3", "0cfa1c5e-8a4b", "TX-7", "7.5", str(2**63), str(-2**63 - 1), "9" * 30])
def test_transaction_ids_of_others(text: str) -> None:
    heard = hear(request("stopTransaction", STOP.replace(">8<", f">{text}<")))
    assert (heard.request.transactionId, heard.repairs) == (0, ["foreign-transaction-id"])
    inside = values("<value>1</value>").replace("<values>", f"<transactionId>{text}</transactionId><values>")
    heard = hear(request("meterValues", inside))
    assert (heard.request.transactionId, heard.repairs) == (None, ["foreign-transaction-id"])


def test_a_placeholder_for_a_transaction_stays_a_fault() -> None:
    assert hear(request("stopTransaction", STOP.replace(">8<", ">?<"))).fault is not None


def test_a_reading_of_12_that_is_no_number_is_left_out() -> None:
    bad = "<values><timestamp>2024-03-05T10:01:00Z</timestamp><value>{}</value></values>"
    content = values("<value>7</value>") + bad
    for text in ("ERR", str(2**63), "9" * 30):
        heard = hear(request("meterValues", content.format(text), "1.2"))
        assert ([one.value for one in heard.request.values], heard.repairs) == ([7], ["unreadable-reading-dropped"])
    assert hear(request("meterValues", content.format("?"), "1.2")).fault is not None


@settings(deadline=None)
@given(st.integers(-10**15, 10**15))
def test_every_grouping_of_a_number_is_that_number(number: int) -> None:
    for spelling in (f"{number:,}", f"{number:,}".replace(",", " "), f"{number:,}".replace(",", "'"), f"{number}.0",
        f"{number},000"[:20]):
        if spelling.endswith(",000") and abs(number) < 1000:
            continue  # that would be thousands
        assert read_number(spelling) == number or spelling == f"{number},000"


@settings(deadline=None)
@given(st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-10**9, max_value=10**9))
def test_decimals_are_read_as_they_are(number: Decimal) -> None:
    assert read_number(f"{number:f}") == number


@settings(deadline=None)
@given(st.text(max_size=50))
def test_no_text_upsets_a_repair(text: str) -> None:
    for one in NUMBERS:
        once = one.run(text)
        assert one.run(once) == once
    read_number(text)
