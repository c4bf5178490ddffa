"""Repairs of times.  Each takes the text of a time that is none yet and gives it back, one step nearer (quirk 26).

The year 1970 and other odd but readable times are kept: ``clock.py`` flags them.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from motown.ocpp.tolerance.message import BodyRepair, Message, Text
from motown.ocpp.tolerance.repair import Repair, Stage, repair
from motown.ocpp.tolerance.shape import Kind
from motown.ocpp.tolerance.words import is_placeholder

TimeRepair = Repair[Callable[[str], str]]

_LAWFUL = re.compile(
    r"\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|[+-](?:0\d|1[0-3]):[0-5]\d|[+-]14:00)?", re.ASCII)
_SEPARATED = re.compile(r"(\d{4}-\d{1,2}-\d{1,2})(?:\s+|\s*[tT_]\s*)(\d.*)", re.ASCII)
_SLASHED = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})(?!\d)(.*)", re.ASCII | re.DOTALL)
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)T?(\d\d)(\d\d)(\d\d)([^\d].*)?", re.ASCII)
_FIELDS = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})T(\d{1,2}):(\d{1,2})(?::(\d{1,2}))?(?![\d:])(.*)", re.ASCII)
_ZONE = re.compile(r"(.*\d)\s*(?:(z|utc|gmt)|([+-])(\d\d):?(\d\d)?)[:;]*", re.ASCII | re.IGNORECASE)
_FRACTION = re.compile(r"(\d\d:\d\d:\d\d)[,:](\d{1,9})(?=\D|$)|(\d\d:\d\d:\d\d)\.(?=\D|$)", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{1,2}-\d{1,2}Z?", re.ASCII)
_FOURTEEN = re.compile(r"(?:19|20)\d{12}", re.ASCII)
_EPOCH = re.compile(r"\d{1,17}(?:\.\d{1,9})?", re.ASCII)
_EXCESS = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d):(\d\d):(\d\d)(.*)", re.ASCII)
_LONGEST = 64
"""Characters of a text that may be a time."""
_MILLISECONDS_FROM, _MICROSECONDS_FROM = 10**11, 10**14
"""Seconds reach the first number in the year 5138, milliseconds the second: above it the unit is a smaller one."""


@repair(Stage.TIME, "epoch-time")
def epoch_time(text: str) -> str:
    """A plain number is seconds since 1970; milliseconds or microseconds if it is too large.

    Source: quirk 26 (epoch ms), steve#1292.
    """
    if not _EPOCH.fullmatch(text) or _FOURTEEN.fullmatch(text):  # the latter is a date without separators
        return text
    count = float(text)
    factor = 1 if count < _MILLISECONDS_FROM else 1_000 if count < _MICROSECONDS_FROM else 1_000_000
    try:
        moment = datetime.fromtimestamp(round(count * 1_000 / factor) / 1_000, UTC)
    except (ValueError, OverflowError, OSError):
        return text
    return f"{moment.replace(tzinfo=None).isoformat(timespec='milliseconds').removesuffix('.000')}Z"


@repair(Stage.TIME, "date-separators")
def date_separators(text: str) -> str:
    """A date written with slashes, dots or nothing between its parts gets dashes.

    Source: quirk 26; a guess: firmware that prints times by hand.
    """
    if (slashed := _SLASHED.fullmatch(text)) is not None:
        return f"{slashed[1]}-{slashed[2]}-{slashed[3]}{slashed[4]}"
    if (compact := _COMPACT.fullmatch(text)) is not None:
        year, month, day, hour, minute, second, rest = compact.groups(default="")
        return f"{year}-{month}-{day}T{hour}:{minute}:{second}{rest}"
    return text


@repair(Stage.TIME, "space-instead-of-t")
def space_instead_of_t(text: str) -> str:
    """Date and hour parted by a blank, or by a small t.

    Source: quirk 26; SQL databases.
    """
    found = _SEPARATED.fullmatch(text)
    return text if found is None else f"{found[1]}T{found[2]}"


@repair(Stage.TIME, "zone-spelling")
def zone_spelling(text: str) -> str:
    """UTC, GMT, a small z, +0200, +02 and a colon behind the zone become what the schema knows.

    Source: quirks 26 and 37 (``00Z:``).
    """
    found = _ZONE.fullmatch(text)
    if found is None or "T" not in found[1]:
        return text
    return f"{found[1]}Z" if found[2] else f"{found[1]}{found[3]}{found[4]}:{found[5] or '00'}"


@repair(Stage.TIME, "date-only")
def date_only(text: str) -> str:
    """A day alone is its first moment.

    Source: a guess: SteVe rejects such.
    """
    return f"{text.removesuffix('Z')}T00:00:00{'Z' if text.endswith('Z') else ''}" if _DAY.fullmatch(text) else text


@repair(Stage.TIME, "missing-seconds")
def missing_seconds(text: str) -> str:
    """A time that ends with its minutes gets zero seconds.

    Source: quirk 26; SteVe rejects such.
    """
    found = _FIELDS.fullmatch(text)
    if found is None or found[6] is not None:
        return text
    return f"{found[1]}-{found[2]}-{found[3]}T{found[4]}:{found[5]}:00{found[7]}"


@repair(Stage.TIME, "one-digit-hour")
def one_digit_hour(text: str) -> str:
    """Hours, and other parts, of one digit get a zero before it.

    Source: quirk 26 (NewMotion's SoapUI project).
    """
    found = _FIELDS.fullmatch(text)
    if found is None or found[6] is None:
        return text
    month, day, hour, minute, second = (found[number].zfill(2) for number in range(2, 7))
    return f"{found[1]}-{month}-{day}T{hour}:{minute}:{second}{found[7]}"


@repair(Stage.TIME, "comma-fraction")
def comma_fraction(text: str) -> str:
    """Fractions of a second behind a comma or a colon, or a point with none behind it.

    Source: quirk 26 (local comma).
    """
    return _FRACTION.sub(lambda found: f"{found[1]}.{found[2]}" if found[1] else found[3], text, count=1)


@repair(Stage.TIME, "hour-24")
def hour_24(text: str) -> str:
    """An hour of 24, or a second of 60, is carried over.

    Source: quirk 26 (glurp's ``24:23:23``); leap seconds.
    """
    found = _EXCESS.fullmatch(text)
    if found is None or (found[2] != "24" and found[4] != "60"):
        return text
    try:
        day = datetime.fromisoformat(found[1])
        moment = day + timedelta(hours=int(found[2]), minutes=int(found[3]), seconds=int(found[4]))
    except (ValueError, OverflowError):
        return text
    return f"{moment.isoformat()}{found[5]}"


TIMES: tuple[TimeRepair, ...] = (
    epoch_time, date_separators, space_instead_of_t, zone_spelling, date_only, missing_seconds, one_digit_hour,
    comma_fraction, hour_24)


@repair(Stage.BODY, "unreadable-time-replaced")
def unreadable_time_replaced(message: Message) -> bool:
    """A time that nobody can read gives way to the time of receipt: no transaction is lost for it.

    Source: quirk 26, FLT-8.
    """
    changed = False
    for place, _ in message.texts(Kind.TIME):
        if not is_lawful(place.value) and not is_placeholder(place.value):
            place.write(moment_text(message.received_at))
            changed = True
    return changed


UNREADABLE_TIMES: tuple[BodyRepair, ...] = (unreadable_time_replaced,)


def repair_times(message: Message) -> list[str]:
    """Mend what times can be mended; returns the names of the repairs."""
    names: list[str] = []
    for place, _ in message.texts(Kind.TIME):
        names += _mend(place)
    return names


def is_lawful(text: str) -> bool:
    """Whether ``text`` is an xs:dateTime that Python has a value for."""
    if not _LAWFUL.fullmatch(text):
        return False
    try:
        datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        return False
    return True


def moment_text(moment: datetime) -> str:
    """A moment as xs:dateTime, in UTC, to the millisecond."""
    return f"{moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='milliseconds')}Z"


def _mend(place: Text) -> list[str]:
    text, names = place.value, []
    if len(text) > _LONGEST:
        return []
    for one in TIMES:
        if is_lawful(text):
            break
        if (better := one.run(text)) != text:
            text = better
            names.append(one.name)
    if not names or not is_lawful(text):
        return []
    place.write(text)
    return names
