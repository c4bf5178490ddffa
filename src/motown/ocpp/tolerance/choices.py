"""Repairs of words that must be one of a list, and of texts that must not be longer than so much (quirks 24 and 27)."""

from collections.abc import Callable

from motown.ocpp.tolerance.message import BodyRepair, Message, Text
from motown.ocpp.tolerance.repair import Repair, Stage, repair
from motown.ocpp.tolerance.shape import Kind
from motown.ocpp.tolerance.words import is_placeholder, one_edit_apart

ChoiceRepair = Repair[Callable[[str, tuple[str, ...]], str]]

LONGEST_KEPT = 255
"""Characters of a word that is kept although it is unknown."""
_SHORTEST_WITH_TYPO = 6
"""Below, one letter makes too much of a difference."""
_LATER_WORDS = {
    **dict.fromkeys(("preparing", "charging", "suspendedev", "suspendedevse", "finishing"), "Occupied"),
    "evcommunicationerror": "Mode3Error",
    "a": "Amp", "amps": "Amp", "ampere": "Amp", "amperes": "Amp", "v": "Volt", "volts": "Volt",
    "c": "Celsius", "\u00b0c": "Celsius", "celcius": "Celsius"}
"""Words of OCPP 1.6, and of usage, in small letters: what OCPP 1.5 calls the same (Q-V-1, Q-V-3)."""


@repair(Stage.CHOICE, "enumeration-case")
def enumeration_case(text: str, choices: tuple[str, ...]) -> str:
    """A known word in other letters, large and small, is that word.

    Source: quirk 18.
    """
    return next((choice for choice in choices if choice.casefold() == text.casefold()), text)


@repair(Stage.CHOICE, "word-of-later-version")
def word_of_later_version(text: str, choices: tuple[str, ...]) -> str:
    """A status, error code or unit of OCPP 1.6 becomes its counterpart: Charging is Occupied, V is Volt.

    Source: quirk 27 (steve#59), Q-V-1, Q-V-3.
    """
    meant = _LATER_WORDS.get(text.casefold(), text)
    return meant if meant in choices else text


@repair(Stage.CHOICE, "enumeration-typo")
def enumeration_typo(text: str, choices: tuple[str, ...]) -> str:
    """A word one letter from just one known word is that word.

    Source: quirk 27 (``Sample.Perodic``), Q-T-5.
    """
    if len(text) < _SHORTEST_WITH_TYPO:
        return text
    near = [choice for choice in choices if one_edit_apart(text.casefold(), choice.casefold())]
    return near[0] if len(near) == 1 else text


CHOICES: tuple[ChoiceRepair, ...] = (enumeration_case, word_of_later_version, enumeration_typo)


@repair(Stage.CHOICE, "unknown-enumeration-kept")
def unknown_enumeration_kept(message: Message) -> bool:
    """An unknown word is kept as it is, for handlers to see; a placeholder stays a fault.

    Source: quirk 27 (mobilityhouse#70).
    """
    changed = False
    for place, shape in message.texts(Kind.CHOICE):
        word = place.value
        if word not in shape.choices and _is_word(word):
            message.keep(place, shape.choices[0], word)
            changed = True
    return changed


@repair(Stage.BODY, "overlong-text-kept")
def overlong_text_kept(message: Message) -> bool:
    """A text longer than the schema allows is kept whole.

    Source: quirks 24 and 32 (EVlink's serial numbers), LEN-1.
    """
    changed = False
    for place, shape in message.texts(Kind.TEXT):
        if shape.longest is not None and len(place.value) > shape.longest:
            message.keep(place, place.value[:shape.longest], place.value)
            changed = True
    return changed


KEPT: tuple[BodyRepair, ...] = (unknown_enumeration_kept, overlong_text_kept)


def repair_choices(message: Message) -> list[str]:
    """Mend what words can be mended; returns the names of the repairs."""
    names: list[str] = []
    for place, shape in message.texts(Kind.CHOICE):
        if place.value and place.value not in shape.choices and not is_placeholder(place.value):
            names += _mend(place, shape.choices)
    return names


def _mend(place: Text, choices: tuple[str, ...]) -> list[str]:
    for one in CHOICES:
        if (better := one.run(place.value, choices)) in choices:
            place.write(better)
            return [one.name]
    return []


def _is_word(text: str) -> bool:
    readable = text.isprintable() and (any(map(str.isalnum, text)) or text == "%")
    return readable and len(text) <= LONGEST_KEPT and not is_placeholder(text)
