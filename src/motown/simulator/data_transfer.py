"""DataTransfer both ways (1.5, DT-1 to DT-4)."""

from typing import Any

from motown.simulator.link import Link
from motown.simulator.profile import Profile

ECHO = "Echo"
"""The one message that is understood: its data comes back."""


class DataTransfers:
    """Answers and sends DataTransfer."""

    def __init__(self, link: Link, profile: Profile) -> None:
        self._link, self._profile = link, profile
        self.commands = {"DataTransfer": self.receive}

    def receive(self, request: Any) -> dict[str, str]:
        """DataTransfer: unknown vendors and messages are told apart, and get no data (DT-3)."""
        if request.vendorId != self._profile.vendor_id:
            return {"status": "UnknownVendorId"}
        if request.messageId != ECHO:
            return {"status": "UnknownMessageId"}
        return {"status": "Accepted", **({} if request.data is None else {"data": request.data})}

    async def send(self, vendor_id: str, message_id: str | None = None, data: str | None = None) -> Any:
        """Send DataTransfer; its answer.  Raises what ``Link.ask`` does."""
        value = {"vendorId": vendor_id, "messageId": message_id, "data": data}
        return await self._link.ask("DataTransfer", {name: text for name, text in value.items() if text is not None})
