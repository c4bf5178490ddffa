"""What is asked about parties: by the operator on the command line, or by a party that administers."""

from msgspec import UNSET, UnsetType

from motown.domain.commands.base import Command
from motown.domain.ids import ChargePointId, ConnectorId, PartyId

ADMINISTRATORS = "administrators"
"""The key of what may leave nobody who administers: one after the other."""


class AboutParty(Command, frozen=True, kw_only=True):
    """Something asked about one party."""

    party_id: PartyId
    by: str | None = None
    """The party that asks; None: the operator of the server."""

    @property
    def keys(self) -> frozenset[str]:
        """The party."""
        return frozenset((f"party:{self.party_id}",))


class PutParty(AboutParty, frozen=True, kw_only=True):
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
        """Also what nobody else may have: the user name, the certificates; and that somebody administers."""
        shown = () if isinstance(self.certificates, UnsetType) else self.certificates
        return super().keys | {ADMINISTRATORS, f"party-user:{self.user or self.party_id}"} | {
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

    @property
    def keys(self) -> frozenset[str]:
        """Also that somebody administers."""
        return super().keys | {ADMINISTRATORS}


class RemoveParty(AboutParty, frozen=True, kw_only=True):
    """Forget it, its credentials and its grants; its history stays."""

    @property
    def keys(self) -> frozenset[str]:
        """Also that somebody administers."""
        return super().keys | {ADMINISTRATORS}


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
