"""Writing XML as text: what may stand in it, and how."""

import re

_SPECIAL = re.compile('[&<>"\r\n\t]|[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]')
_UNLAWFUL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_IN_TEXT = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"}
_IN_ATTRIBUTE = _IN_TEXT | {'"': "&quot;", "\n": "&#10;", "\t": "&#9;"}
_AS_IS = '"\n\t'


class NotXml(ValueError):
    """A text holds a character that XML 1.0 cannot hold, not even escaped (most control characters)."""


def escaped(value: str) -> str:
    """``value`` as the text of an element; raises NotXml."""
    return value if _SPECIAL.search(value) is None else _SPECIAL.sub(_text, value)


def lawful(value: str) -> str:
    """``value`` with U+FFFD for what XML cannot hold."""
    return _UNLAWFUL.sub("\ufffd", value)


def fit(value: str) -> str:
    """``value`` as the text of an element; what XML cannot hold is replaced by U+FFFD."""
    return value if _SPECIAL.search(value) is None else _SPECIAL.sub(_text, lawful(value))


def quoted(value: str) -> str:
    """``value`` as an attribute's value, with its quotes; raises NotXml."""
    return f'"{value if _SPECIAL.search(value) is None else _SPECIAL.sub(_attribute, value)}"'


def harmless(value: str, most: int) -> str:
    """``value`` as the text of an element, whatever is in it, cut to ``most`` characters."""
    if len(value) > most:
        value = f"{value[:most]}..."
    return escaped(lawful(value))


def _text(found: re.Match[str]) -> str:
    character = found[0]
    return character if character in _AS_IS else _reference(character, _IN_TEXT)


def _attribute(found: re.Match[str]) -> str:
    return _reference(found[0], _IN_ATTRIBUTE)


def _reference(character: str, known: dict[str, str]) -> str:
    if (reference := known.get(character)) is None:
        raise NotXml(f"XML cannot hold the character U+{ord(character):04X}")
    return reference
