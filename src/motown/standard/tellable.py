"""Texts of others made fit for XML: what it cannot carry is replaced by U+FFFD (requirement MT-GEN-06)."""

import re
from collections.abc import Mapping
from typing import Any

_UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def tellable(value: Any) -> Any:
    """The same value with all its texts fit; mappings and lists are made anew."""
    if isinstance(value, str):
        return _UNFIT.sub("\ufffd", value)
    if isinstance(value, Mapping):
        return {name: tellable(one) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [tellable(one) for one in value]
    return value
