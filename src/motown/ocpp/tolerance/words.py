"""Small questions about texts that several repairs ask."""

_BLANK = "".join(filter(str.isspace, map(chr, range(0x3001)))) + "\u200b\u200c\u200d\u2060\ufeff"
_NULLS = frozenset(("null", "nil", "none", "undefined", "nan", "n/a"))


def stripped(text: str) -> str:
    """``text`` without white space, also of the kinds that only look so, at its ends."""
    return text.strip(_BLANK)


def is_placeholder(text: str) -> bool:
    """Whether a tool left its own mark for "fill this in" (SoapUI's ``?`` and ``${...}``, a template's ``{{...}}``)."""
    text = text.strip()
    return bool(text) and (not text.strip("?") or (text.startswith(("${", "{{", "#{")) and text.endswith("}")))


def is_null(text: str) -> bool:
    """Whether a program wrote the name of its own nothing."""
    return text.casefold() in _NULLS


def one_edit_apart(one: str, other: str) -> bool:
    """Whether one letter added, left out, changed, or swapped with its neighbour makes one word of the other."""
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    start = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    a, b = one[start:], other[start:]
    if len(a) == len(b):
        return a[1:] == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])
    return a[1:] == b if len(a) > len(b) else a == b[1:]
