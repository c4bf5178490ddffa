"""Which events a party may see, and how much of each: compiled once for a reader, then cheap for each event.

An event is seen where the party reaches its place with the class of its type (event-types.csv), whatever that is where
it follows from a command that the party has issued (MT-EVT-15), and with the scope own where it is of an idTag that the
party vouches for, or was brought about by the party.  What is told as sums only is no event.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from motown.addon import Recorded
from motown.domain import access
from motown.domain.access import Target, TargetKind
from motown.domain.access_policy import SELF, Scope
from motown.domain.event_types import IDENTITY, RAW, EventType, type_of
from motown.domain.ids import folded
from motown.domain.pseudonyms import pseudonym
from motown.domain.reach import ID_TAG, Reach, reach
from motown.queries import owners
from motown.services.events.knowledge import Known, Unknown, Wanted
from motown.standard import Backstage, Caller
from motown.standard.asking import target_of

ALL = Target(TargetKind.ALL)
NOTHING: frozenset[Target] = frozenset()
DENIED = "motown.AccessDenied"
R_STATUS = "R-STATUS"
RESERVATION = "reservationId"
Verdict = bool | None
"""None: it takes a look-up to say."""


class Shown(NamedTuple):
    """An event that a party may see."""

    event: Recorded
    with_identity: bool
    """Its idTags are told as they are (R-IDENT)."""
    with_raw: bool
    """What needs R-RAW is told too: some attributes, and the bytes of messages."""


class Extent:
    """How far a party reaches with one class."""

    def __init__(self, reached: Reach, within: Mapping[str, frozenset[Target]], tags: "Tags", *,
                 everywhere: bool) -> None:
        """``everywhere``: also what is at no charge point."""
        self.everywhere, self.reached = everywhere, reached
        self._within = within
        self._covered: dict[tuple[str, int | None], bool] = {}
        self._limited = tuple((one.targets, one.id_tag_keys(tags.key)) for one in reached.limited)
        self.by_tag = reached.own or any(its for _, its in self._limited)
        """Whether it matters whose idTag it is."""

    def covers(self, charge_point_id: str | None, connector_id: int | None) -> bool:
        """Whether all that happens there is reached."""
        if self.everywhere or charge_point_id is None:
            return self.everywhere
        key = charge_point_id, connector_id
        found = self._covered.get(key)
        if found is None:
            found = self._covered[key] = self._covers(*self._asked(charge_point_id, connector_id))
        return found

    def _covers(self, asked: Target, within: frozenset[Target]) -> bool:
        """As ``Reach.covers``, at once however many targets there are."""
        targets = self.reached.targets
        if asked in targets or ALL in targets or not targets.isdisjoint(within):
            return True
        whole = Target(TargetKind.CHARGE_POINT, asked.id), Target(TargetKind.CONNECTOR, asked.id, 0)
        return asked.kind == TargetKind.CONNECTOR and not targets.isdisjoint(whole)

    def given(self, charge_point_id: str | None, connector_id: int | None, tag: str) -> bool:
        """Whether a grant for that idTag alone covers the place."""
        target, within = self._asked(charge_point_id, connector_id)
        return any(tag in tags and any(one.covers(target, within) for one in targets)
                   for targets, tags in self._limited)

    def _asked(self, charge_point_id: str | None, connector_id: int | None) -> tuple[Target, frozenset[Target]]:
        if charge_point_id is None:
            return ALL, NOTHING
        return target_of(charge_point_id, connector_id), self._within.get(charge_point_id, NOTHING)


class Tags:
    """How idTags are compared."""

    def __init__(self, *, case_sensitive: bool) -> None:
        self._case_sensitive = case_sensitive

    def key(self, id_tag: str) -> str:
        """The form by which one is compared."""
        return folded(id_tag, case_sensitive=self._case_sensitive)


class Sight:
    """What one party may see, as things are; callable: whether an event may be one that it sees."""

    def __init__(self, caller: Caller, within: Mapping[str, frozenset[Target]], backstage: Backstage,
                 types: Mapping[str, EventType], rough: Known, operation: str) -> None:
        """``rough``: what is known of events at any place; ``operation``: a grant of it is one of R-STATUS."""
        self.party_id, self._operation = caller.party_id, operation
        self._party, self._grants, self._within, self._backstage = caller.party, caller.grants, within, backstage
        self._policy, self._now = backstage.policy(), backstage.now()
        self.types, self._rough = types, rough
        self.tags = Tags(case_sensitive=backstage.case_sensitive())
        self._extents: dict[str, Extent] = {}
        self._by_type: dict[str, tuple[EventType, Extent]] = {}
        self._pseudonyms: dict[str, str] = {}
        self.until: datetime | None = self.extent(R_STATUS).reached.until
        """When a grant begins or ends: then it has to be made anew."""

    def __call__(self, one: Recorded) -> bool:
        """Whether it may be that the party sees the event: a look-up may show that it does not."""
        return self.verdict(one, self._rough) is not False

    def verdict(self, one: Recorded, known: Known) -> Verdict:
        """Whether the party may see the event."""
        kind, extent = self._by_type.get(one.type) or self._compiled(one.type)
        if extent.covers(one.charge_point_id, one.connector_id):
            return True
        if self._is_its_own(one, kind, extent):
            return True
        by_command = self._has_issued(one, known)
        return by_command or _either(by_command, self._is_of_its_tags(one, kind, extent, known))

    def shown(self, one: Recorded, known: Known) -> Shown | None:
        """The event as the party may see it; None: not at all.  ``known`` has all that ``wants`` names."""
        if self.verdict(one, known) is not True:
            return None
        identity, (kind, _) = self.extent(IDENTITY), self._by_type[one.type]
        place = one.charge_point_id, one.connector_id
        with_identity = identity.covers(*place) or self._is_of_its_tags(one, kind, identity, known) is True or (
            identity.reached.own and self._has_issued(one, known) is True) or (
            one.charge_point_id is None and self._is_its_own(one, kind, identity) and self._knows_its_own)
        return Shown(one, with_identity, self.extent(RAW).covers(*place))

    def wants(self, one: Recorded, wanted: Wanted) -> None:
        """Note what has to be looked up before ``shown`` can be said, if anything has."""
        kind, extent = self._by_type.get(one.type) or self._compiled(one.type)
        place, identity = (one.charge_point_id, one.connector_id), self.extent(IDENTITY)
        if extent.covers(*place) and (identity.covers(*place) or not (identity.by_tag or one.command_id)):
            return
        if one.command_id is not None:
            wanted.commands.add(one.command_id)
        if extent.by_tag or identity.by_tag:
            self._wants_tag(one, kind, wanted)

    @property
    def sees_nearly_all(self) -> bool:
        """Whether there is hardly an event that it does not see."""
        return all(self.extent(name).everywhere for name in (R_STATUS, "R-USAGE", RAW))

    def extent(self, access_class: str) -> Extent:
        """How far the party reaches with a class."""
        found = self._extents.get(access_class)
        if found is None:
            found = self._extents[access_class] = self._reached(access_class)
        return found

    def _reached(self, access_class: str) -> Extent:
        if access_class == SELF:  # what it has made is found otherwise
            return Extent(Reach(), self._within, self.tags, everywhere=False)
        operation = self._operation if access_class == R_STATUS else None
        return Extent(
            reach(self._policy, self._party, self._grants, access_class, self._now, operation=operation),
            self._within, self.tags, everywhere=self._decided(operation or access_class, ALL, own=False))

    def pseudonym(self, id_tag: str) -> str:
        """What stands for an idTag that the party may not know."""
        found = self._pseudonyms.get(id_tag)
        if found is None:
            found = self._pseudonyms[id_tag] = pseudonym(
                self.party_id, id_tag, self._backstage.secret(), case_sensitive=self._backstage.case_sensitive())
        return found

    # -- whose it is

    def _compiled(self, name: str) -> tuple[EventType, Extent]:
        kind = type_of(self.types, name)
        found = self._by_type[name] = kind, self.extent(kind.access_class)
        return found

    def _decided(self, access_class: str, target: Target | None, *, own: bool) -> bool:
        asked = access.Asked(access_class, target, own=own)
        decision = access.decide(self._policy, self._party, self._grants, asked, self._now)
        return decision.allowed and (own or decision.scope is Scope.ALL) and not decision.constraints

    @property
    def _knows_its_own(self) -> bool:
        return self._decided(IDENTITY, None, own=True)

    def _is_its_own(self, one: Recorded, kind: EventType, extent: Extent) -> bool:
        """Whether it is about the party itself, or something that it has made."""
        if kind.name == "motown.GroupChanged":
            return self._knows_group(one)
        if "partyId" in kind.names and one.body.get("partyId") == self.party_id:
            return kind.name != DENIED or one.charge_point_id is None or self.extent(R_STATUS).covers(
                one.charge_point_id, one.connector_id)
        return one.party == self.party_id and (
            one.charge_point_id is None or extent.reached.own or kind.access_class == SELF)

    def _knows_group(self, one: Recorded) -> bool:
        """Whether it is the party's own doing, or about nothing but charge points that it knows."""
        body, extent = one.body, self.extent(R_STATUS)
        if one.party == self.party_id or extent.reached.covers(Target(body["kind"], body["groupId"])):
            return True
        named = [*body.get("chargePointIds", ()), *body.get("left", ())]
        return bool(named) and all(extent.covers(each, None) for each in named)

    def _has_issued(self, one: Recorded, known: Known) -> Verdict:
        if one.command_id is None:
            return False
        issuer = known.issuer(one.command_id)
        return None if isinstance(issuer, Unknown) else issuer == self.party_id

    def _is_of_its_tags(self, one: Recorded, kind: EventType, extent: Extent, known: Known) -> Verdict:
        """Whether it is of an idTag that the party vouches for, or for which it has a grant of its own."""
        if not extent.by_tag:
            return False
        charged = self._charged(one, kind, known, with_owner=extent.reached.own)
        if charged is None or isinstance(charged, Unknown):
            return False if charged is None else None
        return extent.given(one.charge_point_id, one.connector_id, charged.tag) or (
            extent.reached.own and charged.party_id == self.party_id)

    def _charged(self, one: Recorded, kind: EventType, known: Known, *,
                 with_owner: bool) -> owners.Charged | Unknown | None:
        """Whose idTag it is of; ``with_owner``: and which party vouches for it."""
        if one.transaction_id is not None:
            return known.transaction(one.transaction_id)
        found = self._in_body(one, kind)
        tag = known.reservation(found) if isinstance(found, int) else found
        if not isinstance(tag, str):
            return tag
        owner = known.owner(tag) if with_owner else None
        return owner if isinstance(owner, Unknown) else owners.Charged(tag, owner)

    def _in_body(self, one: Recorded, kind: EventType) -> str | int | None:
        """The idTag that an event names, as it is compared; or the number of a reservation."""
        tag: Any = one.body.get(ID_TAG) if ID_TAG in kind.names else None
        if isinstance(tag, str):
            return self.tags.key(tag)
        number: Any = one.body.get(RESERVATION) if RESERVATION in kind.names else None
        return number if isinstance(number, int) else None

    def _wants_tag(self, one: Recorded, kind: EventType, wanted: Wanted) -> None:
        if one.transaction_id is not None:
            wanted.transactions.add(one.transaction_id)
            return
        found = self._in_body(one, kind)
        if isinstance(found, str):
            wanted.tags.add(found)
        elif found is not None:
            wanted.reservations.add(found)


def _either(first: Verdict, second: Verdict) -> Verdict:
    """Whether one of both holds, as far as is known."""
    if first or second:
        return True
    return None if first is None or second is None else False
