"""Words that are not on the list, and texts that are too long."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from motown.ocpp.tolerance.choices import CHOICES
from motown.ocpp.tolerance.words import one_edit_apart
from tests.ocpp.tolerance.desk import START, STATUS, Heard, hear, request, values


def status(word: str, version: str = "1.5") -> Heard:
    return hear(request("statusNotification", STATUS.replace("Available", word), version))


def measured(attributes: str) -> tuple[object, list[str]]:
    heard = hear(request("meterValues", values(f"<value {attributes}>1</value>")))
    assert heard.fault is None, heard.fault
    return heard.request.values[0].value[0], heard.repairs


@pytest.mark.parametrize("word", ["available", "AVAILABLE", "avaiLable"])
def test_other_letters(word: str) -> None:
    heard = status(word)
    assert (heard.request.status, heard.repairs) == ("Available", ["enumeration-case"])


@pytest.mark.parametrize("version", ["1.2", "1.5"])
@pytest.mark.parametrize("word", ["Preparing", "Charging", "SuspendedEV", "SuspendedEVSE", "Finishing", "charging"])
def test_the_states_of_16_are_occupied(word: str, version: str) -> None:
    heard = status(word, version)
    assert (heard.request.status, heard.repairs) == ("Occupied", ["word-of-later-version"])


def test_an_error_code_of_16() -> None:
    heard = hear(request("statusNotification", STATUS.replace("NoError", "EVCommunicationError")))
    assert (heard.request.errorCode, heard.repairs) == ("Mode3Error", ["word-of-later-version"])


@pytest.mark.parametrize(("unit", "meant"),
    [("A", "Amp"), ("V", "Volt"), ("Celcius", "Celsius"), ("\u00b0C", "Celsius")])
def test_units_of_16(unit: str, meant: str) -> None:
    value, repairs = measured(f'unit="{unit}"')
    assert (value.unit, repairs) == (meant, ["word-of-later-version"])


@pytest.mark.parametrize("unit", ["Hertz", "Percent", "%", "VA", "kVA", "K", "Fahrenheit", "l/min"])
def test_units_that_15_does_not_know_are_kept(unit: str) -> None:
    value, repairs = measured(f'unit="{unit}"')
    assert (value.unit, repairs) == (unit, ["unknown-enumeration-kept"])


@pytest.mark.parametrize(("attributes", "name", "meant"), [
    ('context="Sample.Perodic"', "context", "Sample.Periodic"), ('context="Samle.Clock"', "context", "Sample.Clock"),
    ('measurand="Energy.Active.Iimport.Register"', "measurand", "Energy.Active.Import.Register"),
    ('measurand="Temprature"', "measurand", "Temperature"), ('location="Oultet"', "location", "Outlet")])
def test_typos(attributes: str, name: str, meant: str) -> None:
    value, repairs = measured(attributes)
    assert (getattr(value, name), repairs) == (meant, ["enumeration-typo"])


@pytest.mark.parametrize("word", ["Energy.Active.Imxort.Registers", "Volts!", "Ampere.Hours"])
def test_what_is_further_away_is_no_typo(word: str) -> None:
    value, repairs = measured(f'measurand="{word}"')
    assert (value.measurand, repairs) == (word, ["unknown-enumeration-kept"])


@pytest.mark.parametrize("word", ["Reserved", "Parked", "Waiting for EV", "W\u00e4rme"])
def test_unknown_words_are_kept(word: str) -> None:
    heard = status(word, "1.2")
    assert (heard.request.status, heard.repairs) == (word, ["unknown-enumeration-kept"])


@pytest.mark.parametrize("operation", ["firmwareStatusNotification", "diagnosticsStatusNotification"])
@pytest.mark.parametrize("version", ["1.2", "1.5"])
def test_progress_that_only_16_tells_is_kept(operation: str, version: str) -> None:
    heard = hear(request(operation, "<status>Uploading</status>", version))
    assert (heard.request.status, heard.repairs) == ("Uploading", ["unknown-enumeration-kept"])


@pytest.mark.parametrize("word", ["?", "???", "${status}", "{{status}}", "-", "...", "\u202eelbaliavA", "x" * 256])
def test_what_is_no_word_stays_a_fault(word: str) -> None:
    assert status(word).fault is not None


def test_white_space_around_a_word() -> None:
    heard = status("\n  Available ")
    assert (heard.request.status, heard.repairs) == ("Available", ["white-space-around-value"])


SERIAL = "SN-" + "0123456789" * 4


def test_overlong_texts_are_kept_whole() -> None:
    boot = (f"<chargePointVendor>{'V' * 60}</chargePointVendor><chargePointModel>M</chargePointModel>"
            f"<chargePointSerialNumber>{SERIAL}</chargePointSerialNumber>"
            f"<firmwareVersion>{'f' * 300}</firmwareVersion>")
    found = (heard := hear(request("bootNotification", boot))).request
    assert (found.chargePointVendor, found.chargePointSerialNumber, found.firmwareVersion) == ("V" * 60, SERIAL,
        "f" * 300)
    assert heard.repairs == ["overlong-text-kept"]


def test_an_overlong_id_tag_is_kept_whole() -> None:
    heard = hear(request("startTransaction", START.replace("TAG", "0123456789;0123456789")))
    assert (heard.request.idTag, heard.repairs) == ("0123456789;0123456789", ["overlong-text-kept"])


def test_length_is_counted_without_white_space() -> None:
    heard = hear(request("authorize", f"<idTag>  {'T' * 20}  </idTag>"))
    assert (heard.request.idTag, heard.repairs) == ("T" * 20, ["white-space-around-value"])


def test_ocpp_12_has_no_limits() -> None:
    heard = hear(request("authorize", f"<idTag>{'T' * 90}</idTag>", "1.2"))
    assert (heard.request.idTag, heard.repairs) == ("T" * 90, [])


def test_data_are_nobodys_business() -> None:
    heard = hear(request("dataTransfer", '<vendorId> v </vendorId><messageId/><data>  {"a": 1}\n</data>'))
    assert (heard.request.vendorId, heard.request.messageId, heard.request.data) == ("v", None, '  {"a": 1}\n')


CHOSEN = ("Available", "Occupied", "Faulted", "Unavailable", "Reserved")


@settings(deadline=None)
@given(st.text(max_size=30) | st.sampled_from(CHOSEN).flatmap(
    lambda word: st.integers(0, len(word) - 1).map(lambda at: word[:at] + word[at + 1:])))
def test_a_word_becomes_a_known_one_or_stays(text: str) -> None:
    for one in CHOICES:
        meant = one.run(text, CHOSEN)
        assert meant == text or meant in CHOSEN
        assert one.run(meant, CHOSEN) == meant


@pytest.mark.parametrize(("one", "other", "near"), [
    ("abc", "abd", True), ("abc", "ab", True), ("abc", "abcd", True), ("abc", "acb", True), ("abc", "bac", True),
    ("abc", "abc", False), ("abc", "cba", False), ("abc", "a", False), ("", "a", True), ("", "", False),
    ("abcd", "badc", False)])
def test_one_edit(one: str, other: str, *, near: bool) -> None:
    assert one_edit_apart(one, other) is near
    assert one_edit_apart(other, one) is near
