"""Messages made to keep us busy: each would take minutes where a repair cost the square of its message."""

import pytest

from tests.ocpp.tolerance.desk import START, STATUS, envelope, hear, request, values

MANY = 60_000
BLANKS = " " * MANY


@pytest.mark.parametrize("message", [
    f"<?xml version='1.0'{BLANKS}?><a",
    f"<?xml version='1.0' encoding='x'{BLANKS}?><a>",
    "<a:" + "b" * MANY,
    "<a " + "b:c " * MANY,
    "<a " + "xmlns:b " * MANY,
    "</e" * MANY,
    "<" * MANY,
    "&#0" * MANY,
    "&#" + "0" * MANY,
    "\0" * MANY + "<a>",
    "</Envelope>" * MANY,
])
def test_bytes(message: str) -> None:
    assert hear(message).fault is not None


@pytest.mark.parametrize("text", [
    "\u200b " * MANY + "x", "1 " * MANY, "2024-" * MANY, "1" * MANY + "Z" + ":" * MANY, "1,000" * MANY, "9" * MANY,
    "Z" * MANY])
@pytest.mark.parametrize("name", ["connectorId", "timestamp", "meterStart"])
def test_values(name: str, text: str) -> None:
    content = START.replace(f"<{name}>", f"<{name}>{text}")
    heard = hear(request("startTransaction", content))
    assert (heard.fault is None) == (name == "timestamp")


def test_words() -> None:
    assert hear(request("statusNotification", STATUS.replace("Available", "Available" * MANY))).fault is not None


def test_many_values_with_many_timestamps() -> None:
    one = "<timestamp>2024-03-05T10:00:{:02}Z</timestamp><value>1</value>"
    many = "".join(one.format(number % 60) for number in range(2000))
    assert hear(request("meterValues", values(many), "1.2")).fault is not None


def test_many_messages_in_one() -> None:
    assert hear(envelope("<x>" * 10 + "</x>" * 10 + "<y/>" * 10_000)).fault is not None


def test_as_many_odd_readings_as_are_looked_at() -> None:
    one = "<values><Timestamp>2024-3-5 9:08</Timestamp><Value Unit='kWh'>1,5</Value></values>"
    heard = hear(request("meterValues", "<connectorId>1</connectorId>" + one * 1600, "1.2"))
    assert [reading.value for reading in heard.request.values] == [1500] * 1600
