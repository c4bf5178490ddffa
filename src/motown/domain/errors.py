"""Why something asked was not done.

Each edge has one table from ``Kind`` to its own words (fault, status, exit code).
"""

from enum import Enum


class Kind(Enum):
    """What sort of refusal it is."""

    NOT_AUTHENTICATED = "not authenticated"
    """Who asks has not shown that it is who it says, or may not ask this."""
    IDENTITY_MISMATCH = "identity mismatch"
    """The credential shown belongs to somebody else than the one named."""
    INVALID = "invalid"
    """What was asked cannot be understood or breaks a rule of the protocol."""
    NOT_FOUND = "not found"
    CONFLICT = "conflict"
    """It contradicts the present state."""
    NOT_SUPPORTED = "not supported"
    UNAVAILABLE = "unavailable"
    """It cannot be done now; asking again later may help."""
    INTERNAL = "internal"
    """A defect of ours; the details are in the log, not in the answer."""


class Refused(Exception):
    """A command was not carried out; ``reason`` says why and what to do, for people to read."""

    def __init__(self, reason: str, kind: Kind = Kind.INVALID) -> None:
        super().__init__(reason)
        self.reason, self.kind = reason, kind


class RequestIdReused(Refused):
    """The request id stands for another request of the same party: a new request needs a new one (standard, 2.6)."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason, Kind.CONFLICT)
