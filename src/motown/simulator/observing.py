"""What a simulated charge point tells whoever watches it: statistics, a test, nobody."""

from dataclasses import dataclass
from typing import Literal

Outcome = Literal["answered", "fault", "no answer", "unintelligible"]


@dataclass(frozen=True, slots=True)
class Exchanged:
    """One message sent and what came of it."""

    identity: str
    operation: str
    subject: str
    """What the message was about, where a later one of the same subject replaces it: connector, tag."""
    outcome: Outcome
    seconds: float
    detail: str = ""
    """The subcode and reason of a fault, the cause of a missing answer."""


class Observer:
    """Watches; does nothing by itself."""

    def exchanged(self, exchange: Exchanged) -> None:
        """A message was sent, and answered or not."""

    def given_up(self, identity: str, operation: str) -> None:
        """A transaction message is dropped after repeated failure to process it (OFF-6)."""

    def commanded(self, identity: str, operation: str, answer: str) -> None:
        """A command was answered: with a status, a fault's subcode, or nothing to tell."""

    def happened(self, identity: str, what: str) -> None:
        """Something that counts: ``session``, ``refused``, ``boot``."""
