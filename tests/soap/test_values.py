from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motown.soap.values import BUILT_IN, XS, simple

TIME = simple(BUILT_IN[XS + "dateTime"])


def kind(name):
    return simple(BUILT_IN[XS + name])


@pytest.mark.parametrize(("text", "time"), [
    ("2012-06-08T12:00:00Z", datetime(2012, 6, 8, 12, tzinfo=UTC)),
    ("2012-06-08T12:00:00", datetime(2012, 6, 8, 12, tzinfo=UTC)),
    ("\n 2012-06-08T12:00:00Z ", datetime(2012, 6, 8, 12, tzinfo=UTC)),
    ("2012-06-08T14:00:00+02:00", datetime(2012, 6, 8, 12, tzinfo=UTC)),
    ("2012-06-08T12:00:00.5Z", datetime(2012, 6, 8, 12, 0, 0, 500000, UTC)),
    ("2012-06-08T12:00:00.123456789Z", datetime(2012, 6, 8, 12, 0, 0, 123456, UTC)),
    ("2012-12-31T24:00:00Z", datetime(2013, 1, 1, tzinfo=UTC)),
    ("2012-12-31T24:00:00+01:00", datetime(2012, 12, 31, 23, tzinfo=UTC)),
])
def test_times_are_read_as_utc(text, time):
    read = TIME.read(text)
    assert read == time
    assert read.utcoffset() == timedelta(0)


@pytest.mark.parametrize("text", ["10000-01-01T00:00:00Z", "-0001-01-01T00:00:00Z", "9999-12-31T24:00:00Z",
                                  "0001-01-01T00:00:00+01:00"])
def test_times_that_python_cannot_hold_are_an_error(text):
    with pytest.raises((ValueError, ArithmeticError)):
        TIME.read(text)


@pytest.mark.parametrize(("time", "text"), [
    (datetime(2012, 6, 8, 12, tzinfo=UTC), "2012-06-08T12:00:00Z"),
    (datetime(2012, 6, 8, 12, 0, 0, 5000, UTC), "2012-06-08T12:00:00.005Z"),
    (datetime(2012, 6, 8, 12, 0, 0, 5, UTC), "2012-06-08T12:00:00.000005Z"),
    (datetime(2012, 6, 8, 14, tzinfo=timezone(timedelta(hours=2))), "2012-06-08T12:00:00Z"),
])
def test_times_are_written_in_utc(time, text):
    assert TIME.write(time) == text


def test_a_time_without_zone_is_not_written():
    with pytest.raises(TypeError, match="time zone"):
        TIME.write(datetime(2012, 6, 8))  # noqa: DTZ001


@given(st.floats(allow_nan=False))
def test_floats_are_read_as_they_were_written(number):
    assert kind("double").read(kind("double").write(number)) == number


@pytest.mark.parametrize(("number", "text"), [
    (float("inf"), "INF"), (float("-inf"), "-INF"), (float("nan"), "NaN"), (2, "2.0")])
def test_floats_in_the_words_of_xml_schema(number, text):
    assert kind("double").write(number) == text


@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_decimals_are_written_without_exponent(number):
    text = kind("decimal").write(number)
    assert "E" not in text
    assert kind("decimal").read(text) == number


@pytest.mark.parametrize(("name", "text", "value"), [
    ("boolean", " 1 ", True), ("boolean", "true", True), ("boolean", "0", False), ("boolean", "false", False),
    ("int", " 7 ", 7), ("integer", "-12", -12), ("hexBinary", "0aFF", b"\x0a\xff"), ("base64Binary", " AAE= ", b"\0\1"),
    ("string", " a\tb ", " a\tb "), ("normalizedString", "a\tb\n", "a b "), ("token", " a \t b\n", "a b"),
    ("token", "a\u00a0\u00a0b", "a\u00a0\u00a0b"), ("anyURI", " urn:a ", "urn:a"),
    ("date", " 2012-06-08Z ", "2012-06-08Z"), ("duration", "P1M", "P1M"),
])
def test_readers(name, text, value):
    assert kind(name).read(text) == value


@pytest.mark.parametrize(("name", "value", "text"), [
    ("boolean", True, "true"), ("boolean", False, "false"), ("int", 7, "7"), ("hexBinary", b"\x0a\xff", "0AFF"),
    ("base64Binary", b"\0\1", "AAE="), ("string", "a", "a"), ("decimal", 7, "7"), ("decimal", Decimal("1E+3"), "1000"),
])
def test_writers(name, value, text):
    assert kind(name).write(value) == text


@pytest.mark.parametrize(("name", "value"), [
    ("boolean", 1), ("int", True), ("int", "7"), ("int", 7.0), ("double", True), ("double", "1"), ("decimal", 1.5),
    ("decimal", True), ("decimal", Decimal("NaN")), ("string", 7), ("string", b"a"), ("hexBinary", "0a"),
    ("base64Binary", "AAE="), ("dateTime", "2012-06-08T12:00:00Z"),
])
def test_writers_refuse_other_types(name, value):
    with pytest.raises(TypeError):
        kind(name).write(value)


def test_what_a_text_cannot_hold_faithfully_is_not_built_in():
    assert not {XS + "QName", XS + "NOTATION", XS + "anyType"} & BUILT_IN.keys()
