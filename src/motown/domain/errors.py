"""Why something asked was not done.

Each edge has one table from ``Kind`` to its own words (fault, status, exit code).
"""

from enum import Enum


class Kind(Enum):
    """What sort of refusal it is."""

    NOT_AUTHENTICATED = "not authenticated"
    """Who asks has not shown that it is who it says, or may not ask this."""
    NOT_PERMITTED = "not permitted"
    """Who asks is known, and may not do this."""
    IDENTITY_MISMATCH = "identity mismatch"
    """The credential shown belongs to somebody else than the one named."""
    INVALID = "invalid"
    """What was asked cannot be understood or breaks a rule of the protocol."""
    NOT_FOUND = "not found"
    CONFLICT = "conflict"
    """It contradicts the present state."""
    NOT_SUPPORTED = "not supported"
    TOO_MANY = "too many requests"
    """Who asks has asked too much for now."""
    UNAVAILABLE = "unavailable"
    """It cannot be done now; asking again later may help."""
    INTERNAL = "internal"
    """A defect of ours; the details are in the log, not in the answer."""


class Refused(Exception):
    """A command was not carried out; ``reason`` says why and what to do, for people to read.

    ``field`` names what of the request is wrong, ``retry_after_seconds`` tells when asking again may help,
    ``grant_hint`` the class of access that was missing.
    """

    def __init__(self, reason: str, kind: Kind = Kind.INVALID, *, field: str | None = None,
                 retry_after_seconds: int | None = None, grant_hint: str | None = None) -> None:
        super().__init__(reason)
        self.reason, self.kind, self.field = reason, kind, field
        self.retry_after_seconds, self.grant_hint = retry_after_seconds, grant_hint


class RequestIdReused(Refused):
    """The request id stands for another request of the same party: a new request needs a new one (standard, 2.6)."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason, Kind.CONFLICT, field="requestId")
