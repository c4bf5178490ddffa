"""Times that are none, and times that say less than they should."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from motown.ocpp.tolerance.times import TIMES, is_lawful, moment_text
from tests.ocpp.tolerance.desk import RECEIVED_AT, START, STATUS, Desk, Heard, hear, request, values

MENDED = [
    ("2024-03-05T9:08:07.000Z", "2024-03-05T09:08:07", ["one-digit-hour"]),
    ("2024-3-5T9:8:7Z", "2024-03-05T09:08:07", ["one-digit-hour"]),
    ("2024-03-05 09:08:07Z", "2024-03-05T09:08:07", ["space-instead-of-t"]),
    ("2024-03-05t09:08:07z", "2024-03-05T09:08:07", ["space-instead-of-t", "zone-spelling"]),
    ("2024-03-05_09:08:07Z", "2024-03-05T09:08:07", ["space-instead-of-t"]),
    ("2024-03-05T09:08Z", "2024-03-05T09:08:00", ["missing-seconds"]),
    ("2024-03-05T09:08+02:00", "2024-03-05T07:08:00", ["missing-seconds"]),
    ("2024-03-05 9:08Z", "2024-03-05T09:08:00", ["space-instead-of-t", "missing-seconds", "one-digit-hour"]),
    ("2024-03-05T24:08:07Z", "2024-03-06T00:08:07", ["hour-24"]),
    ("2024-02-29T24:00:01Z", "2024-03-01T00:00:01", ["hour-24"]),
    ("2024-12-31T23:59:60Z", "2025-01-01T00:00:00", ["hour-24"]),
    ("2024-03-05T09:08:07,5Z", "2024-03-05T09:08:07.5", ["comma-fraction"]),
    ("2024-03-05T09:08:07:250Z", "2024-03-05T09:08:07.25", ["comma-fraction"]),
    ("2024-03-05T09:08:07.Z", "2024-03-05T09:08:07", ["comma-fraction"]),
    ("2024-03-05T09:08:07+0200", "2024-03-05T07:08:07", ["zone-spelling"]),
    ("2024-03-05T09:08:07-05", "2024-03-05T14:08:07", ["zone-spelling"]),
    ("2024-03-05T09:08:07 UTC", "2024-03-05T09:08:07", ["zone-spelling"]),
    ("2024-03-05T09:08:07GMT", "2024-03-05T09:08:07", ["zone-spelling"]),
    ("2024-03-05T09:08:07 +01:00", "2024-03-05T08:08:07", ["zone-spelling"]),
    ("2024-03-05T09:08:07Z:", "2024-03-05T09:08:07", ["zone-spelling"]),
    ("2024/03/05 09:08:07Z", "2024-03-05T09:08:07", ["date-separators", "space-instead-of-t"]),
    ("2024.3.5 9:08:07Z", "2024-03-05T09:08:07", ["date-separators", "space-instead-of-t", "one-digit-hour"]),
    ("20240305T090807Z", "2024-03-05T09:08:07", ["date-separators"]),
    ("20240305090807Z", "2024-03-05T09:08:07", ["date-separators"]),
    ("2024-03-05Z", "2024-03-05T00:00:00", ["date-only"]),
    ("1709629687", "2024-03-05T09:08:07", ["epoch-time"]),
    ("1709629687250", "2024-03-05T09:08:07.25", ["epoch-time"]),
    ("1709629687250000", "2024-03-05T09:08:07.25", ["epoch-time"]),
    ("1709629687.25", "2024-03-05T09:08:07.25", ["epoch-time"]),
    ("10000", "1970-01-01T02:46:40", ["epoch-time"]),
    ("0", "1970-01-01T00:00:00", ["epoch-time"]),
]


def started_at(text: str, desk: Desk | None = None) -> Heard:
    content = START.replace("2024-03-05T10:00:00Z", text)
    heard = (desk.hear if desk else hear)(request("startTransaction", content))
    assert heard.fault is None, heard.fault
    return heard


@pytest.mark.parametrize(("text", "meant", "repairs"), MENDED)
def test_times_that_can_be_read(text: str, meant: str, repairs: list[str]) -> None:
    heard = started_at(text)
    assert heard.request.timestamp == datetime.fromisoformat(meant).replace(tzinfo=UTC)
    assert heard.repairs == repairs


@pytest.mark.parametrize("text", [
    "2024-03-05T09:08:07Z", "2024-03-05T09:08:07.123456+05:30", "1970-01-01T00:00:00Z", "2099-01-01T00:00:00-14:00",
    "2024-03-05T09:08:07.1234567890Z"])
def test_lawful_times_are_left_alone(text: str) -> None:
    heard = started_at(text)
    assert heard.repairs == []
    assert heard.request.timestamp == datetime.fromisoformat(text[:26] + "Z" if len(text) == 31 else text)


def test_the_end_of_a_day_is_lawful() -> None:
    heard = started_at("2024-03-05T24:00:00Z")
    assert (heard.request.timestamp, heard.repairs) == (datetime(2024, 3, 6, tzinfo=UTC), [])


@pytest.mark.parametrize("text", [
    "yesterday", "2024-13-05T09:08:07Z", "2024-02-30T09:08:07Z", "2024-03-05T25:08:07Z", "2024-03-05T09:61:07Z",
    "05.03.2024 09:08", "0000-00-00T00:00:00Z", "2024-03-05T09:08:07+25:00", "12345-01-01T00:00:00Z", "-", "9" * 18,
    "Tue Mar 05 09:08:07 CET 2024", "2024-03-05T09:08:07ZZ", "-0001-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00"])
def test_times_that_nobody_can_read_are_those_of_receipt(text: str) -> None:
    heard = started_at(text)
    assert (heard.request.timestamp, heard.repairs) == (RECEIVED_AT, ["unreadable-time-replaced"])


@pytest.mark.parametrize("text", ["?", "??", "${#Project#now}", "{{timestamp}}"])
def test_placeholders_stay_a_fault(text: str) -> None:
    content = START.replace("2024-03-05T10:00:00Z", text)
    assert hear(request("startTransaction", content)).fault is not None


WITHOUT_ZONE = [
    ("UTC", "2024-03-05T09:08:07", "2024-03-05T09:08:07+00:00"),
    ("Europe/Amsterdam", "2024-03-05T09:08:07", "2024-03-05T08:08:07+00:00"),
    ("Europe/Amsterdam", "2024-07-05T09:08:07.5", "2024-07-05T07:08:07.5+00:00"),
    ("Asia/Kolkata", "2024-03-05T09:08:07", "2024-03-05T03:38:07+00:00"),
    ("America/New_York", "2024-03-05T09:08:07", "2024-03-05T14:08:07+00:00"),
]


@pytest.mark.parametrize(("zone", "text", "meant"), WITHOUT_ZONE)
def test_times_without_zone_are_of_the_configured_one(zone: str, text: str, meant: str) -> None:
    heard = started_at(text, Desk(zone=ZoneInfo(zone)))
    assert (heard.request.timestamp, heard.repairs) == (datetime.fromisoformat(meant), ["timestamp-without-zone"])


def test_mended_times_without_zone_are_too() -> None:
    heard = started_at("2024-03-05 9:08", Desk(zone=ZoneInfo("Europe/Amsterdam")))
    assert heard.request.timestamp == datetime(2024, 3, 5, 8, 8, tzinfo=UTC)
    assert heard.repairs == ["space-instead-of-t", "missing-seconds", "one-digit-hour", "timestamp-without-zone"]


def test_the_end_of_a_day_without_zone() -> None:
    heard = started_at("2024-03-05T24:00:00", Desk(zone=ZoneInfo("Europe/Amsterdam")))
    assert heard.request.timestamp == datetime(2024, 3, 5, 23, tzinfo=UTC)


def test_every_time_in_a_message_is_mended() -> None:
    content = values("<value>1</value>",
        at="2024-03-05 09:00:00Z") + "<values><timestamp>1709629687</timestamp><value>2</value></values>"
    heard = hear(request("meterValues", content))
    assert [one.timestamp.minute for one in heard.request.values] == [0, 8]
    assert heard.repairs == ["space-instead-of-t", "epoch-time"]


def test_an_optional_time_that_nobody_can_read() -> None:
    heard = hear(request("statusNotification", f"{STATUS}<timestamp>soon</timestamp>"))
    assert (heard.request.timestamp, heard.repairs) == (RECEIVED_AT, ["unreadable-time-replaced"])


MOMENTS = st.datetimes(min_value=datetime(1902, 1, 1), max_value=datetime(2200, 1, 1)).map(  # noqa: DTZ001
    lambda moment: moment.replace(microsecond=moment.microsecond // 1000 * 1000, tzinfo=UTC))


@settings(deadline=None)
@given(MOMENTS)
def test_a_moment_as_text_is_that_moment(moment: datetime) -> None:
    text = moment_text(moment)
    assert is_lawful(text)
    assert datetime.fromisoformat(text) == moment


@settings(deadline=None)
@given(MOMENTS, st.sampled_from([
    "%Y-%m-%d %H:%M:%SZ", "%Y/%m/%d %H:%M:%S UTC", "%Y%m%dT%H%M%SZ", "%Y-%m-%dT%H:%M:%S+0000"]))
def test_many_spellings_of_one_moment(moment: datetime, spelling: str) -> None:
    assert started_at(moment.strftime(spelling)).request.timestamp == moment.replace(microsecond=0)


@settings(deadline=None)
@given(MOMENTS.filter(lambda moment: moment > datetime(1975, 1, 1, tzinfo=UTC)))
def test_milliseconds_since_1970(moment: datetime) -> None:
    milliseconds = (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)
    assert started_at(str(milliseconds)).request.timestamp == moment


NEARLY = st.from_regex(r"\d{1,5}[-/.]\d{1,2}[-/.]\d{1,2}[ T]?\d{0,2}(:?\d{0,2}){2}[.,]?\d{0,9}[Z+-]?\d{0,2}:?\d{0,2}",
                       fullmatch=True)


@settings(deadline=None)
@given(st.text(max_size=40) | NEARLY)
def test_no_text_upsets_a_repair_and_a_lawful_one_stays(text: str) -> None:
    for one in TIMES:
        mended = one.run(text)
        if is_lawful(text) and is_lawful(mended):
            assert datetime.fromisoformat(mended) == datetime.fromisoformat(text)
        assert one.run(mended) == mended or not is_lawful(mended)
