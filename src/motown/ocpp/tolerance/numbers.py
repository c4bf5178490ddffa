"""Repairs of whole numbers.  Each takes a text that is none and gives it back, one step nearer (quirk 28)."""

import re
from collections.abc import Callable
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation

from motown.ocpp.tolerance.message import BodyRepair, Message, Text
from motown.ocpp.tolerance.repair import Repair, Stage, repair
from motown.ocpp.tolerance.shape import Kind
from motown.ocpp.tolerance.words import is_placeholder

NumberRepair = Repair[Callable[[str], str]]

METER_READINGS = frozenset(("meterStart", "meterStop", "value"))
"""Quantities, in Wh: less than one of them is of no account.  Part of a connector or a transaction is nonsense."""

_WHOLE = re.compile(r"[+-]?\d{1,19}", re.ASCII)
_BLANKS = re.compile(r"(?<=\d)[ \u00a0\u202f\u2009'\u2019_](?=\d{3}(?:\D|$))")
_GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?|[+-]?[1-9]\d{0,2}(?:\.\d{3}){2,}(?:,\d+)?", re.ASCII)
_COMMA = re.compile(r"[+-]?\d+,\d+", re.ASCII)
_DECIMAL = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,2})?", re.ASCII)
_LONGEST = 40
"""Characters of a text that may be a number."""
_INT = range(-2**31, 2**31)
"""xs:int (NUM-1)."""
_STORED = range(-2**63, 2**63)
"""What a database column holds."""


@repair(Stage.NUMBER, "grouped-digits")
def grouped_digits(text: str) -> str:
    """Blanks, apostrophes, commas or several points between thousands are left out.

    Source: quirk 28; a guess: firmware with a locale.
    """
    text = _BLANKS.sub("", text)
    if not _GROUPED.fullmatch(text):
        return text
    comma_groups = "," in text and text.count(".") <= 1
    return text.replace(",", "") if comma_groups else text.replace(".", "").replace(",", ".")


@repair(Stage.NUMBER, "decimal-comma")
def decimal_comma(text: str) -> str:
    """A comma before decimals becomes a point.

    Source: quirk 28; a guess: firmware with a locale.
    """
    return text.replace(",", ".") if _COMMA.fullmatch(text) else text


@repair(Stage.NUMBER, "whole-number-with-decimals")
def whole_number_with_decimals(text: str) -> str:
    """A whole number written with decimals (``100.0``, ``1.0E2``) loses them.

    Source: quirk 28.
    """
    number = _decimal(text)
    return text if number is None or number != number.to_integral_value() else format(number.to_integral_value(), "f")


NUMBERS: tuple[NumberRepair, ...] = (grouped_digits, decimal_comma, whole_number_with_decimals)


@repair(Stage.NUMBER, "fraction-rounded")
def fraction_rounded(message: Message) -> bool:
    """A meter reading with a fraction of a Wh is rounded to the nearest, to the even one of two.

    Source: quirk 28, MV-3.
    """
    changed = False
    for place, shape in message.texts(Kind.WHOLE):
        if shape.name in METER_READINGS and (number := _decimal(place.value)) is not None:
            rounded = format(number.quantize(Decimal(1), ROUND_HALF_EVEN), "f")
            if rounded != place.value and not _WHOLE.fullmatch(place.value):
                place.write("0" if rounded == "-0" else rounded)
                changed = True
    return changed


@repair(Stage.NUMBER, "number-beyond-int-kept")
def number_beyond_int_kept(message: Message) -> bool:
    """A number too large for xs:int is kept, up to 64 bits.

    Source: NUM-1 (a register overflows at 2.1 GWh).
    """
    changed = False
    for place, _ in message.texts(Kind.WHOLE):
        if _WHOLE.fullmatch(place.value) and int(place.value) not in _INT and int(place.value) in _STORED:
            message.keep(place, "0", place.value)
            changed = True
    return changed


@repair(Stage.NUMBER, "foreign-transaction-id")
def foreign_transaction_id(message: Message) -> bool:
    """A transactionId that is no number of 64 bits cannot be ours: absent, or 0 where one is required.

    Source: quirk 29 (ids of other back ends).
    """
    changed = False
    for element, shape in message.known():
        if shape.name == "transactionId" and _unreadable(Text(element)):
            if shape.required:
                element.text = "0"
            elif (parent := element.getparent()) is not None:
                parent.remove(element)
            changed = True
    return changed


@repair(Stage.NUMBER, "unreadable-reading-dropped")
def unreadable_reading_dropped(message: Message) -> bool:
    """A reading of OCPP 1.2 that is no number of 64 bits is left out, with its timestamp; the others stay.

    Source: quirk 28.
    """
    changed = False
    for element, shape in message.known():
        value = next((child for child in shape.children if child.name == "value" and child.kind is Kind.WHOLE), None)
        found = None if value is None else element.find(value.tag)
        if found is not None and _unreadable(Text(found)) and (parent := element.getparent()) is not None:
            parent.remove(element)
            changed = True
    return changed


WHOLE_NUMBERS: tuple[BodyRepair, ...] = (
    fraction_rounded, number_beyond_int_kept, foreign_transaction_id, unreadable_reading_dropped)


def repair_numbers(message: Message) -> list[str]:
    """Mend what whole numbers can be mended; returns the names of the repairs."""
    names: list[str] = []
    for place, _ in message.texts(Kind.WHOLE):
        names += _mend(place)
    return names


def read_number(text: str) -> Decimal | None:
    """The number that a text means, with the repairs that it needs; None where it means none."""
    text = text.strip()
    if len(text) > _LONGEST:
        return None
    for one in (grouped_digits, decimal_comma):
        text = one.run(text)
    return _decimal(text)


def _mend(place: Text) -> list[str]:
    text, names = place.value, []
    if len(text) > _LONGEST:
        return []
    for one in NUMBERS:
        if _WHOLE.fullmatch(text):
            break
        if (better := one.run(text)) != text:
            text = better
            names.append(one.name)
    if _decimal(text) is None:
        return []
    place.write(text)
    return names


def _decimal(text: str) -> Decimal | None:
    """The number in ``text``; None where it is none, or one of more digits than a meter has."""
    if len(text) > _LONGEST or not _DECIMAL.fullmatch(text):
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.adjusted() < 19 else None


def _unreadable(place: Text) -> bool:
    """Whether a text is there that is no number we could keep, and that no tool left for its user to fill in."""
    if _WHOLE.fullmatch(place.value):
        return int(place.value) not in _STORED
    return bool(place.value) and not is_placeholder(place.value)
