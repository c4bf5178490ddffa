"""The words that Acme's charge points understand in DataTransfer (OCPP 1.5 §5.5)."""

import json

from motown.addon import ChargePointRow, ExtensionCall
from motown.domain.errors import Kind, Refused
from motown.domain.operations import DataTransfer

VENDOR = "com.acme"
SHOW = "ShowText"
"""We ask: show a text; ``{"text": ..., "seconds": ...}``."""
SHOWN, WANTED = "TextShown", "WhatToShow"
"""They tell what they show now, and ask what to show."""


def is_ours(row: ChargePointRow) -> bool:
    """Whether a charge point is one of Acme's."""
    return (row.vendor or "").lower() == "acme"


class Display:
    """What can be shown."""

    def __init__(self, longest_text: int) -> None:
        self._longest = longest_text

    def show(self, text: str, seconds: int | None = None) -> DataTransfer:
        """What is sent so that a display shows a text.  Refused where it cannot."""
        if not 0 < len(text) <= self._longest or not text.isprintable():
            raise Refused(f"a display shows 1 to {self._longest} characters", Kind.INVALID, field="text")
        if seconds is not None and not 0 < seconds <= 86_400:
            raise Refused("a text is shown for a day at most", Kind.INVALID, field="seconds")
        said = {"text": text} if seconds is None else {"text": text, "seconds": seconds}
        return DataTransfer(vendor_id=VENDOR, message_id=SHOW, data=json.dumps(said, ensure_ascii=False))

    def shown_for(self, call: ExtensionCall) -> DataTransfer:
        """The same for InvokeExtension."""
        return self.show(call.parameters["text"], call.parameters.get("seconds"))
