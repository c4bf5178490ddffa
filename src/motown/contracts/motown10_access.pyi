"""Who may do what: the parties that call this server, their credentials, roles and grants. Who calls is known by
its credential alone, never by anything in a message.

Written from wsdl/motown/1.0/access.wsdl by motown.soap.stubs; do not edit.
"""
# ruff: noqa: PYI021  # who uses a contract wants to read it where his editor shows it

from datetime import datetime
from typing import Any, Literal, Protocol, dataclass_transform

from motown.soap.contract import Contract
from motown.soap.exchange import Call
from motown.soap.protocol import Outcome, Served

contract: Contract

@dataclass_transform(kw_only_default=True)
class Message: ...

class WhoAmI(Message):
    """No fields."""
    others: list[Any] = ...

class WhoAmIResponse(Message):
    """The caller."""
    # The caller's id.
    partyId: str
    # Its name.
    name: str
    # Its roles. Known values: CSO, EMP, SUPPLIER, DSO, SITE, VEHICLE, DEVELOPER, ADDON, ADMIN.
    role: list[str]
    # Its grants that hold now or will.
    grant: list[Grant] = ...
    others: list[Any] = ...

class Grant(Message):
    """What a party may do beyond its roles."""
    # Its id.
    grantId: str
    # Who may.
    partyId: str
    # The operations, by name.
    operation: list[str] = ...
    # The classes of access. Known values: those of access-policy.csv.
    accessClass: list[str] = ...
    # What it may be done to.
    target: list[Target]
    # From when on.
    validFrom: datetime | None = ...
    # Until when.
    validTo: datetime | None = ...
    # What else must hold. Known names: idTag, maxDurationSeconds, maxPowerW.
    constraint: list[Attribute] = ...
    # The party that gave it; absent where the operator of the server did.
    grantedBy: str | None = ...
    # When it was given.
    grantedAt: datetime
    others: list[Any] = ...

class Target(Message):
    """What a request, grant or filter is about."""
    # What is meant. Known values: ChargePoint, Connector, Group, GridPoint, Site, All.
    kind: str
    # The id of the charge point, group, grid point or site; absent where kind is All.
    id: str | None = ...
    # The connector; only where kind is Connector.
    connectorId: int | None = ...
    others: list[Any] = ...

class Attribute(Message):
    """A named value."""
    # Its name.
    name: str
    # Its value as text: numbers in decimal without exponent, times in UTC with Z, true or false.
    value: str
    others: list[Any] = ...

class MotownFault(Message):
    """Why a request was refused. What a charge point says is never a fault, but part of an answer."""
    # The reason, for programs.
    code: Literal[
        "NotAuthenticated", "NotPermitted", "InvalidRequest", "NotFound", "NotSupported", "IdempotencyConflict",
        "Conflict", "PositionUnavailable", "TooManyRequests", "Unavailable", "InternalError",
    ]
    # The reason, for people.
    message: str
    # Whether the same request may succeed later.
    retryable: bool
    # The name under which the operator of the server finds this refusal in his records.
    reference: str
    # The field that is wrong, by its name, or by the names on the way to it with slashes between them.
    field: str | None = ...
    # When to try again, counted from the answer.
    retryAfterSeconds: int | None = ...
    # What the caller would have to be granted.
    grantHint: str | None = ...
    # The oldest position that is kept; only with PositionUnavailable.
    oldestPosition: int | None = ...
    others: list[Any] = ...

class CheckAccess(Message):
    """What would be done."""
    # The operation, by its name in this standard, or {namespace}Operation for one of an add-on.
    operation: str
    # What it would be done to; absent for an operation that names no charge point.
    target: Target | None = ...
    # The party that would do it; absent for the caller.
    partyId: str | None = ...
    others: list[Any] = ...

class CheckAccessResponse(Message):
    """The decision."""
    # Whether it would be permitted.
    allowed: bool
    # The class of access that the operation needs. Known values: those of access-policy.csv.
    accessClass: str
    # The grant that decides, where it is one.
    grantId: str | None = ...
    # Why, for people.
    reason: str
    others: list[Any] = ...

class PutParty(Message):
    """The party."""
    # The caller's own name for this request. The same request with the same requestId is done once only; other
    # content is refused (IdempotencyConflict).
    requestId: str
    # Its id. It cannot be changed later.
    partyId: str
    # Its name.
    name: str
    # Its roles. Known values: CSO, EMP, SUPPLIER, DSO, SITE, VEHICLE, DEVELOPER, ADDON, ADMIN.
    role: list[str]
    # How its people are reached.
    contact: str | None = ...
    # False: all its requests are refused with NotAuthenticated. True where it is absent.
    enabled: bool | None = ...
    # How it will show who it is, in place of all that it could show before, password and certificates; that stays
    # where this is absent.
    credential: Credential | None = ...
    # The caller's count of the changes of this party.
    revision: int
    others: list[Any] = ...

class Credential(Message):
    """How a party shows who it is. Secrets are never told again, nor kept as they are."""
    # The user name for HTTP Basic, unique over all parties.
    user: str | None = ...
    # The password for HTTP Basic.
    secret: str | None = ...
    # SHA-256 over a client certificate of its own (DER). Several may hold, so that certificates can be changed
    # without a gap.
    certificateSha256: list[bytes] = ...
    others: list[Any] = ...

class PutPartyResponse(Message):
    """The party is kept."""
    # The revision that holds now.
    revision: int
    # True where the same request was taken before: nothing was done this time.
    duplicate: bool
    # The place in the event store where the change was recorded.
    position: int
    others: list[Any] = ...

class ListParties(Message):
    """Which part of the list."""
    # Only parties that have changed since this position.
    changedAfterPosition: int | None = ...
    # The part of the list; the first page where it is absent.
    page: Page | None = ...
    others: list[Any] = ...

class Page(Message):
    """Which part of a list is wanted."""
    # The most entries wanted, from 1; 100 where it is absent. More than maxPageLimit of GetCapabilities counts as
    # that.
    limit: int | None = ...
    # The nextCursor of the answer before, unchanged; absent for the first page.
    cursor: str | None = ...
    others: list[Any] = ...

class ListPartiesResponse(Message):
    """The parties."""
    # The parties.
    party: list[Party] = ...
    # Where this page stands.
    pageInfo: PageInfo
    others: list[Any] = ...

class Party(Message):
    """A party as the server knows it, without its secrets."""
    # Its id.
    partyId: str
    # Its name.
    name: str
    # Its roles. Known values: CSO, EMP, SUPPLIER, DSO, SITE, VEHICLE, DEVELOPER, ADDON, ADMIN.
    role: list[str]
    # How its people are reached.
    contact: str | None = ...
    # Whether its requests are taken.
    enabled: bool
    # The user name of its credential.
    user: str | None = ...
    # The fingerprints of its client certificates.
    certificateSha256: list[bytes] = ...
    # The revision that holds.
    revision: int
    # When it was changed.
    changedAt: datetime
    others: list[Any] = ...

class PageInfo(Message):
    """Where a page stands in its list."""
    # Ask with it for the next page; absent on the last one. Opaque, and good for this caller and this request only.
    nextCursor: str | None = ...
    # The list is that of this position: who reads on in the event store behind the smallest one of all pages misses
    # nothing.
    asOfPosition: int
    others: list[Any] = ...

class GrantAccess(Message):
    """The grant."""
    # The caller's own name for this request. The same request with the same requestId is done once only; other
    # content is refused (IdempotencyConflict).
    requestId: str
    # Who may.
    partyId: str
    # The operations, by name. One operation or class at least is needed.
    operation: list[str] = ...
    # The classes of access; SELF says that the targets are the party's own, where its roles count. Known values:
    # those of access-policy.csv.
    accessClass: list[str] = ...
    # What it may be done to.
    target: list[Target]
    # From when on; at once where it is absent.
    validFrom: datetime | None = ...
    # Until when; without end where it is absent.
    validTo: datetime | None = ...
    # What else must hold. Known names: idTag (only for this one; several are alternatives), maxDurationSeconds,
    # maxPowerW (no more than this). A grant with a constraint that the server does not know never holds.
    constraint: list[Attribute] = ...
    others: list[Any] = ...

class GrantAccessResponse(Message):
    """The grant is kept."""
    # Its id, given by the server.
    grantId: str
    # True where the same request was taken before: nothing was done this time.
    duplicate: bool
    # The place in the event store where the change was recorded.
    position: int
    others: list[Any] = ...

class RevokeAccess(Message):
    """The grant."""
    # The caller's own name for this request. The same request with the same requestId is done once only; other
    # content is refused (IdempotencyConflict).
    requestId: str
    # The grant.
    grantId: str
    others: list[Any] = ...

class RevokeAccessResponse(Message):
    """The grant has ended."""
    # True where the same request was taken before: nothing was done this time.
    duplicate: bool
    # The place in the event store where the change was recorded.
    position: int
    others: list[Any] = ...

class ListGrants(Message):
    """Which grants."""
    # Only those of this party; of all parties that the caller may see, where it is absent.
    partyId: str | None = ...
    # Only those that give access to this.
    target: Target | None = ...
    # Only grants that were given since this position.
    changedAfterPosition: int | None = ...
    # The part of the list; the first page where it is absent.
    page: Page | None = ...
    others: list[Any] = ...

class ListGrantsResponse(Message):
    """The grants."""
    # The grants.
    grant: list[Grant] = ...
    # Where this page stands.
    pageInfo: PageInfo
    others: list[Any] = ...

class Handlers(Protocol):
    """Who may do what: the parties that call this server, their credentials, roles and grants. Who calls is known
    by its credential alone, never by anything in a message.
    """
    def WhoAmI(
        self, request: WhoAmI, call: Call, /,
    ) -> Outcome[WhoAmIResponse]:
        """Tell who the caller is. Any party may ask."""
    def CheckAccess(
        self, request: CheckAccess, call: Call, /,
    ) -> Outcome[CheckAccessResponse]:
        """Explain whether something would be permitted, and why, without doing it. Any party may ask about itself;
        about others, ADMIN.
        """
    def PutParty(
        self, request: PutParty, call: Call, /,
    ) -> Outcome[PutPartyResponse]:
        """Add a party, or change it: what is given replaces all that was there, but for the credential, which stays
        where none is given. Needs ADMIN.
        """
    def ListParties(
        self, request: ListParties, call: Call, /,
    ) -> Outcome[ListPartiesResponse]:
        """List the parties, in the order in which they were added. Needs ADMIN."""
    def GrantAccess(
        self, request: GrantAccess, call: Call, /,
    ) -> Outcome[GrantAccessResponse]:
        """Permit a party to use operations or whole classes of access on targets, beyond what its roles give it; or
        say which charge points are its own. Needs ADMIN; a CSO may grant what it has itself on charge points
        that are its own.
        """
    def RevokeAccess(
        self, request: RevokeAccess, call: Call, /,
    ) -> Outcome[RevokeAccessResponse]:
        """End a grant at once. Needs ADMIN, or to be the party that gave it."""
    def ListGrants(
        self, request: ListGrants, call: Call, /,
    ) -> Outcome[ListGrantsResponse]:
        """List the grants that hold or will, in the order in which they were given. Any party sees its own; those
        of others, ADMIN.
        """

def serve(handlers: Handlers) -> Served: ...
