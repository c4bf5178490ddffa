"""What happens to the parties that call our services.  No secret ever stands in these events."""

from typing import ClassVar

from motown.domain.events.base import Event, declare
from motown.domain.ids import ChargePointId, ConnectorId, PartyId


@declare
class PartyChanged(Event, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """A party was added or changed; the event holds all there is to know of it, but for its credentials."""

    TYPE: ClassVar[str] = "motown.PartyChanged"
    STREAM: ClassVar[str] = "party"
    KEY: ClassVar[str] = "party_id"

    party_id: PartyId
    name: str
    roles: tuple[str, ...]
    """CSO, EMP, SUPPLIER, DSO, SITE, VEHICLE, DEVELOPER, ADDON, ADMIN."""
    user: str
    """The user name of its password, unique over all parties."""
    contact: str | None = None
    enabled: bool = True
    """Where it is not, all its requests are refused."""
    revision: int
    """The count of its changes."""
    by: str | None = None
    """The party that has changed it; None: the operator of the server."""


@declare
class PartyRemoved(Event, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """The party is no longer known, nor are its credentials and grants; its history stays in the log."""

    TYPE: ClassVar[str] = "motown.PartyRemoved"
    STREAM: ClassVar[str] = "party"
    KEY: ClassVar[str] = "party_id"

    party_id: PartyId
    by: str | None = None


@declare
class PartyCredentialChanged(Event, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """The party got, changed or lost a credential; the secret itself is never in the log."""

    TYPE: ClassVar[str] = "motown.PartyCredentialChanged"
    STREAM: ClassVar[str] = "party"
    KEY: ClassVar[str] = "party_id"

    party_id: PartyId
    kind: str
    """``password``, ``one-time password`` or ``certificate``."""
    present: bool
    """Whether it has one now."""
    certificates: tuple[str, ...] = ()
    """The SHA-256 fingerprints (hex) of all that it may show now; of the kind certificate."""
    by: str | None = None


@declare
class AccessDenied(Event, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """A party has asked for what it may not do."""

    TYPE: ClassVar[str] = "motown.AccessDenied"
    STREAM: ClassVar[str] = "party"
    KEY: ClassVar[str] = "party_id"

    party_id: PartyId
    operation: str
    access_class: str
    """The class that it would have needed."""
    reason: str
    charge_point_id: ChargePointId | None = None
    """What it was about, where that was one charge point."""
    connector_id: ConnectorId | None = None
    remote_address: str | None = None
