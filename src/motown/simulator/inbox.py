"""What a charge point was told: the last commands as they came, and how many came and were carried out."""

from collections import Counter, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Received:
    """One command as it came."""

    operation: str
    request: Any
    """Decoded: the contract's model."""
    at: datetime
    """By the charge point's clock, aware UTC."""
    raw: bytes = b""
    """The SOAP message; empty where it did not come over HTTP."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Of HTTP, by lower-case names."""


class Inbox:
    """The commands of one charge point.

    A command counts as received when it could be read and was meant for this charge point, whatever is done with it
    then; as executed when it was carried out, or was to be: neither refused nor lied about.
    """

    def __init__(self, most: int) -> None:
        self.messages: deque[Received] = deque(maxlen=most)
        """The last ones, the newest at the end."""
        self.received: Counter[str] = Counter()
        self.executed: Counter[str] = Counter()
        self.when_received: list[Callable[[Received], None]] = []
        """Called with each one, before it is carried out."""

    def add(self, message: Received) -> None:
        """Keep a command that has just come."""
        self.messages.append(message)
        self.received[message.operation] += 1
        for call in tuple(self.when_received):
            call(message)

    def of(self, *operations: str) -> list[Received]:
        """The kept ones of these operations."""
        return [message for message in self.messages if message.operation in operations]
