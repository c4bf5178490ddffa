"""What is asked about parties: by the operator on the command line, or by a party that administers."""

from hashlib import sha256
from typing import ClassVar

import msgspec
from msgspec import UNSET, UnsetType

from motown.domain.commands.base import Command
from motown.domain.ids import ChargePointId, ConnectorId, PartyId


class AboutParty(Command, frozen=True, kw_only=True):
    """Something asked about one party."""

    party_id: PartyId
    by: str | None = None
    """The party that asks; None: the operator of the server."""

    @property
    def keys(self) -> frozenset[str]:
        """The party."""
        return frozenset((f"party:{self.party_id}",))


class Requested(AboutParty, frozen=True, kw_only=True):
    """What may be asked again by who is not sure whether it has arrived: with one request id it is done once."""

    request_id: str | None = None
    """The caller's name for the request: the same again changes nothing, other content is refused (standard, 2.6)."""

    NOT_COMPARED: ClassVar[frozenset[str]] = frozenset(("by", "request_id", "password_hash"))
    """Fields that may differ from one time to the other: a hash of the same password does."""

    @property
    def keys(self) -> frozenset[str]:
        """Also the request, where it has a name."""
        return super().keys | (frozenset((f"request:{self.by or ''}:{self.request_id}",)) if self.meaning else set())

    @property
    def meaning(self) -> bytes:
        """The same for what one party asks under one name; empty: it has no name."""
        if self.request_id is None:
            return b""
        return sha256(msgspec.json.encode(("access request", self.by or "", self.request_id))).digest()

    @property
    def content(self) -> str:
        """A digest of what is asked, secrets apart: in the log it would help to guess a short one."""
        plain = {name: value for name, value in msgspec.structs.asdict(self).items()
                 if name not in self.NOT_COMPARED and value is not UNSET}
        return sha256(msgspec.json.encode((type(self).__name__, plain), order="deterministic")).hexdigest()


class PutParty(Requested, frozen=True, kw_only=True):
    """Add a party, or change it: all that is given replaces what was there; credentials stay where none is given."""

    name: str
    roles: tuple[str, ...]
    contact: str | None = None
    enabled: bool = True
    user: str | None = None
    """The user name for its password; None: that it has, for a new one its id."""
    revision: int | None = None
    """The caller's count of the changes, 0 or more; None: the next."""
    password_hash: str | UnsetType = UNSET
    certificates: tuple[str, ...] | UnsetType = UNSET
    """SHA-256 fingerprints (hex) of all client certificates that it may show."""

    @property
    def keys(self) -> frozenset[str]:
        """Also what nobody else may have: the user name, the certificates."""
        shown = () if isinstance(self.certificates, UnsetType) else self.certificates
        return super().keys | {f"party-user:{self.user or self.party_id}"} | {
            f"party-certificate:{one}" for one in shown}


class SetPartyPassword(AboutParty, frozen=True, kw_only=True):
    """The hash (argon2) of its password from now on; None takes it away."""

    password_hash: str | None


class SetPartyCertificates(AboutParty, frozen=True, kw_only=True):
    """The SHA-256 fingerprints (hex) of all client certificates that it may show from now on."""

    certificates: tuple[str, ...]

    @property
    def keys(self) -> frozenset[str]:
        """Also the certificates: each is one party's."""
        return super().keys | {f"party-certificate:{one}" for one in self.certificates}


class EnableParty(AboutParty, frozen=True, kw_only=True):
    """Take its requests again, or refuse them all."""

    enabled: bool


class RemoveParty(AboutParty, frozen=True, kw_only=True):
    """Forget it, its credentials and its grants; its history stays."""


class MakeFirstParty(AboutParty, frozen=True, kw_only=True):
    """Where there is no party: add an administrator with a password that holds for a day or until it is changed."""

    password_hash: str

    @property
    def keys(self) -> frozenset[str]:
        """Everything: nobody else adds a party meanwhile."""
        return frozenset(("*",))


class RecordDenial(AboutParty, frozen=True, kw_only=True):
    """Keep that a party has asked for what it may not do."""

    operation: str
    access_class: str
    reason: str
    charge_point_id: ChargePointId | None = None
    connector_id: ConnectorId | None = None
    remote_address: str | None = None
