"""Who may do what: ``decide`` is the one place where it is decided, a pure function (open standard, sections 3, 5.1).

What is asked is allowed where a role of the party may do it (access-policy.csv) on what is the party's own, or where
a grant says so.  A grant of the class SELF says what is a party's own: the charge points on which its roles count.
Nothing that is added, role or grant, takes anything away.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

import msgspec

from motown.domain.access_policy import ADMIN, PUBLIC, SELF, Needed, Policy, Role, Scope
from motown.domain.ids import folded

BEFORE_A_PASSWORD = frozenset(("WhoAmI", "PutParty"))
"""All that who signs in with a one-time password may do: to set one of its own."""
ADMINISTRATORS_ONLY = frozenset(("PutParty", "ListParties"))
"""Where the scope own is none: parties are nobody's own."""
PLACELESS = ADMINISTRATORS_ONLY | frozenset((
    "CheckAccess", "GrantAccess", "RevokeAccess", "ListGrants", "ListSubscriptions", "Pause", "Resume", "Unsubscribe"))
"""What is about no charge point: only a grant for All gives it, as what is granted on one place is for that place."""
OF_STATIONS = frozenset((ADMIN, "C-STATION"))
"""Classes of what is about charge points as such, so that a grant for certain idTags gives none of it ..."""
OF_ID_TAGS = frozenset(("InvokeExtension", "CancelCommand"))
"""... but these, which may be about an idTag ..."""
OF_HEALTH = frozenset(("GetHealth", "ListProblems"))
"""... nor these, though their class tells of idTags elsewhere."""
AGGREGATING = frozenset(("ReadMeterValues",))
"""The operations that can tell sums only."""
PLACES = frozenset((Role.CSO, Role.DSO, Role.SITE))
"""Roles whose own is places: charge points, sites, grid points.  That of the others is their tokens and sessions."""
LIMITS = ("maxDurationSeconds", "maxPowerW")
"""Constraints that are limits: what is asked must say how much it wants, and want no more."""
CONSTRAINTS = ("idTag", *LIMITS)


class TargetKind(StrEnum):
    """What a target can be."""

    CHARGE_POINT = "ChargePoint"
    CONNECTOR = "Connector"
    GROUP = "Group"
    GRID_POINT = "GridPoint"
    SITE = "Site"
    ALL = "All"


class Target(msgspec.Struct, frozen=True, omit_defaults=True, rename="camel"):
    """What is to be used: ``id`` names it unless it is All; ``connector_id`` stands with a Connector only."""

    kind: str
    id: str | None = None
    connector_id: int | None = None

    def __str__(self) -> str:
        if self.kind == TargetKind.CONNECTOR:
            return f"connector {self.connector_id} of charge point {self.id}"
        words = {"ChargePoint": "charge point", "Group": "group", "GridPoint": "grid point", "Site": "site"}
        return f"{words.get(self.kind, self.kind)} {self.id}" if self.id is not None else "all charge points"

    def covers(self, asked: "Target", within: frozenset["Target"] = frozenset()) -> bool:
        """Whether who may use this may use ``asked``, which belongs to the groups, sites and grid points ``within``."""
        if self.kind == TargetKind.ALL or self == asked or self in within:
            return True
        return (asked.kind == TargetKind.CONNECTOR and self.id == asked.id
                and (self.kind == TargetKind.CHARGE_POINT
                     or (self.kind == TargetKind.CONNECTOR and self.connector_id == 0)))


class Constraint(msgspec.Struct, frozen=True):
    """What else must hold for a grant; several ``idTag`` are alternatives, of a limit the smallest counts."""

    name: str
    value: str


class Party(msgspec.Struct, frozen=True):
    """Who asks, as far as decisions go."""

    party_id: str
    roles: tuple[str, ...] = ()
    enabled: bool = True
    must_change_password: bool = False
    """It has signed in with a one-time password."""


class Grant(msgspec.Struct, frozen=True, kw_only=True):
    """What a party may do beyond its roles: some operations or classes on some targets, for a time."""

    grant_id: str
    party_id: str
    operations: tuple[str, ...] = ()
    access_classes: tuple[str, ...] = ()
    targets: tuple[Target, ...]
    valid_from: datetime | None = None
    valid_to: datetime | None = None
    constraints: tuple[Constraint, ...] = ()
    revoked: bool = False

    def holds(self, now: datetime) -> bool:
        """Whether it counts now: ``valid_from`` does already, ``valid_to`` does no more."""
        begun = self.valid_from is None or self.valid_from <= now
        return begun and not self.revoked and (self.valid_to is None or now < self.valid_to)

    def covers(self, asked: Target | None, within: frozenset[Target]) -> bool:
        """Whether it is about that target; None: about whichever."""
        return asked is None or any(one.covers(asked, within) for one in self.targets)

    @property
    def is_for_all(self) -> bool:
        """Whether it is for everything there is."""
        return any(one.kind == TargetKind.ALL for one in self.targets)

    def fits(self, asked: "Asked") -> bool:
        """Whether its constraints hold for what is asked, as far as that is known.  An unknown one never does."""
        return asked.facts is None or all(_fits(name, self._values(name), asked, asked.facts) for name in {
            one.name for one in self.constraints})

    def _values(self, name: str) -> list[str]:
        return [one.value for one in self.constraints if one.name == name]


Facts = Mapping[str, str | int]
"""What is asked, by the names of constraints: ``idTag``, ``maxPowerW`` ..."""


class Asked(NamedTuple):
    """What a party wants to do."""

    operation: str
    """Or a class of access."""
    target: Target | None = None
    """None: nothing in particular, as lists are about all that the caller may see."""
    within: frozenset[Target] = frozenset()
    """The groups, sites and grid points to which the target belongs."""
    own: bool | None = None
    """Whether it is about what the party has made or its drivers use; None: whoever serves it leaves out the rest."""
    facts: Facts | None = None
    """For constraints; None: not known yet."""
    case_sensitive: bool = False
    """Whether idTags that differ in case only are two (``ids.folded``)."""


class Decision(NamedTuple):
    """Whether it is allowed, and why, in a sentence for people."""

    allowed: bool
    access_class: str
    reason: str
    scope: Scope = Scope.NONE
    """``all``, ``own`` (leave out what is not the caller's own) or ``aggregate`` (tell sums only)."""
    grant_id: str | None = None
    constraints: tuple[Constraint, ...] = ()
    """Of that grant."""


def decide(policy: Policy, party: Party, grants: Iterable[Grant], asked: Asked, now: datetime) -> Decision:
    """Whether the party may do what is asked."""
    needed = policy.needed(asked.operation)
    if needed is None:
        return Decision(allowed=False, access_class="", reason=f"there is no operation or class {asked.operation}")
    if needed.access_class == PUBLIC:
        return Decision(allowed=True, access_class=PUBLIC, scope=Scope.ALL,
                        reason=f"{asked.operation} needs no credential")
    if (hindrance := _hindrance(party, asked)) is not None:
        return Decision(allowed=False, access_class=needed.access_class, reason=hindrance)
    held = [one for one in grants if one.party_id == party.party_id and one.holds(now)]
    return _decide(policy, party, held, asked, needed)


def may_grant(policy: Policy, party: Party, grants: Iterable[Grant], given: Grant, now: datetime,
              within: Mapping[Target, frozenset[Target]] = MappingProxyType({})) -> Decision:
    """Whether the party may give this grant: who administers all may; others only what they have themselves.

    Nobody but an administrator says what is a party's own (SELF), lets others administer, or grants to itself.
    ``within`` tells the groups, sites and grid points of the targets.
    """
    held = list(grants)
    asked = Asked("GrantAccess", own=True)
    decision = decide(policy, party, held, asked, now)
    if not decision.allowed or decision.scope is Scope.ALL:
        return decision
    if given.party_id == party.party_id:  # it would outlast what it comes from
        return decision._replace(allowed=False, scope=Scope.NONE, reason="only an administrator may grant to itself")
    for name in (*given.operations, *given.access_classes):
        needed = policy.needed(name)
        if needed is None or ADMIN in needed or needed.access_class == SELF:
            return decision._replace(allowed=False, scope=Scope.NONE, reason=f"only an administrator may grant {name}")
        for target in given.targets:
            has = decide(policy, party, held, Asked(name, target, within.get(target, frozenset()), own=False), now)
            if not has.allowed or has.scope is not Scope.ALL or has.constraints:
                return decision._replace(allowed=False, scope=Scope.NONE, reason=(
                    f"{party.party_id} may not grant what it does not have itself: {name} on {target}"))
    return decision


def may_be_of_id_tag(operation: str, access_class: str) -> bool:
    """Whether it may be about an idTag, so that a grant with constraints may hold as long as no facts are known."""
    return operation in OF_ID_TAGS or (access_class not in OF_STATIONS and operation not in OF_HEALTH)


def own_targets(grants: Iterable[Grant], now: datetime) -> Iterator[Target]:
    """What is the party's own, where its roles count."""
    for grant in grants:
        if SELF in grant.access_classes and not grant.constraints and grant.holds(now):
            yield from grant.targets


def _hindrance(party: Party, asked: Asked) -> str | None:
    """Why the party may do nothing of the kind, whatever its roles and grants."""
    if not party.enabled:
        return f"party {party.party_id} is disabled"
    if party.must_change_password and (
            asked.operation not in BEFORE_A_PASSWORD or (asked.operation == "PutParty" and asked.own is not True)):
        return f"party {party.party_id} has signed in with a one-time password and must set one of its own first"
    return None


def _decide(policy: Policy, party: Party, grants: list[Grant], asked: Asked, needed: Needed) -> Decision:
    """With the grants that hold now."""
    if needed.access_class != SELF:
        return _by_class(policy, party, grants, asked, needed.access_class)
    others = _by_class(policy, party, grants, asked, needed.others_class or SELF, roles=needed.others_class is not None)
    # what is another's and allowed by the scope own is at one of the caller's own places
    if asked.own is not True and others.allowed and (others.scope is Scope.ALL or asked.own is False):
        return others
    if asked.own is False:
        reason = f"{asked.operation} is for what is the caller's own"
        more = f"; for that of others: {others.reason}" if needed.others_class else ""
        return Decision(allowed=False, access_class=others.access_class, reason=reason + more)
    return Decision(allowed=True, access_class=SELF, scope=Scope.OWN,
                    reason=f"any party may use {asked.operation} for what is its own")


def _by_class(policy: Policy, party: Party, grants: list[Grant], asked: Asked, access_class: str, *,
              roles: bool = True) -> Decision:
    """The widest that a role or a grant gives; ``roles``: whether roles count at all."""
    reaching = [(role, policy.scope(access_class, Role(role))) for role in party.roles
                if roles and role in Role.__members__]
    sums = asked.operation in AGGREGATING or asked.operation == access_class
    for scope in (Scope.ALL, Scope.OWN, *((Scope.AGGREGATE,) if sums else ())):
        if scope is Scope.OWN and (grant := _grant(grants, asked, access_class)) is not None:
            return _granted(party, asked, access_class, grant)
        for role, its_scope in reaching:
            if its_scope is scope and _reaches(Role(role), scope, grants, asked):
                return Decision(allowed=True, access_class=access_class, scope=scope, reason=(
                    f"{party.party_id} may use {asked.operation}{_on(asked)}: {access_class} is in its role {role}"
                    f"{_SAID[scope]}"))
    return Decision(allowed=False, access_class=access_class,
                    reason=_refusal(party, asked, access_class, [role for role, its in reaching if its != Scope.NONE]))


_SAID = {Scope.ALL: "", Scope.OWN: ", for what is its own", Scope.AGGREGATE: ", as sums only"}


def _reaches(role: Role, scope: Scope, grants: list[Grant], asked: Asked) -> bool:
    """Whether the role, with that scope, is enough for the target."""
    if scope is Scope.OWN:
        if asked.operation in ADMINISTRATORS_ONLY:
            return False
        placed = role in PLACES and asked.target is not None
        return asked.own is True or _is_own(grants, asked) if placed else asked.own is not False
    return role is Role.ADMIN or asked.target is None or _is_own(grants, asked)


def _is_own(grants: list[Grant], asked: Asked) -> bool:
    """Whether the target is the party's own."""
    return asked.target is not None and any(
        SELF in one.access_classes and not one.constraints and one.covers(asked.target, asked.within)
        for one in grants)


def _grant(grants: list[Grant], asked: Asked, access_class: str) -> Grant | None:
    """The grant that allows it; one without constraints before others.  SELF gives nothing by itself."""
    if asked.facts is None and not may_be_of_id_tag(asked.operation, access_class):
        asked = asked._replace(facts={})
    fitting = [one for one in grants if one.covers(asked.target, asked.within) and one.fits(asked) and (
        one.is_for_all or asked.operation not in PLACELESS) and (
        asked.operation in one.operations or (access_class in one.access_classes and access_class != SELF))]
    return min(fitting, key=lambda one: len(one.constraints), default=None)


def _granted(party: Party, asked: Asked, access_class: str, grant: Grant) -> Decision:
    only = "".join(f", only with {one.name} {one.value}" for one in grant.constraints)
    return Decision(
        allowed=True, access_class=access_class, scope=Scope.ALL, grant_id=grant.grant_id,
        constraints=grant.constraints,
        reason=f"{party.party_id} may use {asked.operation}{_on(asked)}: grant {grant.grant_id} says so{only}")


def _refusal(party: Party, asked: Asked, access_class: str, roles: list[str]) -> str:
    """Why not, and what would help."""
    start = f"{party.party_id} may not use {asked.operation}{_on(asked)}: it needs {access_class}"
    if roles:
        return (f"{start}, which its role {roles[0]} has, but this is not its own, or not by itself, "
                "and no grant that holds gives it")
    return f"{start}, which none of its roles ({', '.join(party.roles) or 'it has none'}) and no grant that holds gives"


def _on(asked: Asked) -> str:
    return f" on {asked.target}" if asked.target is not None else ""


def _fits(name: str, values: list[str], asked: Asked, facts: Facts) -> bool:
    """Whether one constraint holds."""
    fact = facts.get(name)
    if fact is None:
        return False
    if name == "idTag":
        tag, *tags = (folded(str(one), case_sensitive=asked.case_sensitive) for one in (fact, *values))
        return tag in tags
    if name not in LIMITS:
        return False
    try:
        return int(fact) <= min(map(int, values))
    except ValueError:
        return False
