"""How far a party reaches with a class of access: what lists and readers of events leave out, found out once."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import NamedTuple

from motown.domain.access import PLACES, Constraint, Grant, Party, Target, TargetKind, may_be_of_id_tag, own_targets
from motown.domain.access_policy import PUBLIC, Policy, Role, Scope

ID_TAG = "idTag"
"""The constraint that limits a grant to an idTag."""


class Limited(NamedTuple):
    """Targets that a grant gives only where its constraints hold."""

    targets: tuple[Target, ...]
    constraints: tuple[Constraint, ...]

    def id_tag_keys(self, key: Callable[[str], str]) -> frozenset[str]:
        """The idTags that it is for, by ``key`` in the form by which they are compared; none where it limits more."""
        if any(one.name != ID_TAG for one in self.constraints):
            return frozenset()
        return frozenset(key(one.value) for one in self.constraints)


class Reach(NamedTuple):
    """Everything that ``access.decide`` would allow with one class, as long as ``until`` has not come."""

    targets: frozenset[Target] = frozenset()
    """All on these."""
    own: bool = False
    """Also what is the party's own wherever it happens: its tokens, sessions, commands."""
    sums: frozenset[Target] = frozenset()
    """On these sums, no single session."""
    limited: tuple[Limited, ...] = ()
    until: datetime | None = None
    """When a grant begins or ends next; None: never."""

    def covers(self, target: Target, within: frozenset[Target] = frozenset()) -> bool:
        """Whether all on that target may be told; ``within`` are the groups, sites and grid points it belongs to."""
        return any(one.covers(target, within) for one in self.targets)


_EVERYWHERE = frozenset((Target(TargetKind.ALL),))


def reach(policy: Policy, party: Party, grants: Iterable[Grant], access_class: str, now: datetime,
          operation: str | None = None) -> Reach:
    """How far the party reaches with the class, by its roles and grants of the class; nowhere where it is disabled.

    ``operation``: grants of this operation count, too.
    """
    if access_class == PUBLIC:
        return Reach(_EVERYWHERE)
    if not party.enabled or party.must_change_password:
        return Reach()
    its = [one for one in grants if one.party_id == party.party_id and not one.revoked]
    held = [one for one in its if one.holds(now)]
    granting = [one for one in held if access_class in one.access_classes or operation in one.operations]
    own = frozenset(own_targets(held, now))
    full, sums, has_own = _by_roles(policy, party, access_class, own)
    limiting = [one for one in granting if one.constraints] if may_be_of_id_tag(operation or access_class,
                                                                                access_class) else []
    return Reach(
        targets=full | {target for one in granting if not one.constraints for target in one.targets},
        own=has_own, sums=sums, limited=tuple(Limited(one.targets, one.constraints) for one in limiting),
        until=_next_change(its, now))


def _by_roles(policy: Policy, party: Party, access_class: str,
              own: frozenset[Target]) -> tuple[frozenset[Target], frozenset[Target], bool]:
    """All on what, sums on what, and whether what is the party's own, by its roles."""
    full, sums, has_own = frozenset[Target](), frozenset[Target](), False
    for role in (Role(name) for name in party.roles if name in Role.__members__):
        scope = policy.scope(access_class, role)
        places = _EVERYWHERE if role is Role.ADMIN else own
        if scope is Scope.ALL or (scope is Scope.OWN and role in PLACES):
            full |= places if scope is Scope.ALL else own
        sums |= places if scope is Scope.AGGREGATE else frozenset()
        has_own = has_own or scope is Scope.OWN
    return full, sums, has_own


def _next_change(grants: list[Grant], now: datetime) -> datetime | None:
    times = [at for one in grants for at in (one.valid_from, one.valid_to) if at is not None and at > now]
    return min(times, default=None)
