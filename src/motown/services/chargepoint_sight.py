"""Which charge points a caller may know of, and what goes on there (docs/standard/access.rst; MT-CHP-04)."""

from collections.abc import Iterable, Sequence
from typing import Any

from motown import queries
from motown.addon import Asking
from motown.domain.access import Facts, Target, TargetKind
from motown.domain.errors import Kind, Refused
from motown.queries import ChargePointPage, ConnectorView
from motown.standard.asking import nothing_there, target_of

ALL = Target(TargetKind.ALL)
R_STATUS = "R-STATUS"
NO_FACTS: Facts = {}
"""Of what is asked that is about no idTag, and has no other limit: a grant with constraints does not fit it."""


class Sight:
    """Found out once for a request."""

    def __init__(self, asking: Asking, access_class: str = R_STATUS) -> None:
        """``access_class``: the one that the operation needs."""
        self.asking = asking
        self.allowed = reached(asking, access_class, asking.policy_name)
        """Only charge points in any of these; None: all."""
        self.unaccepted = _both(reached(asking, "ADMIN"), reached(asking, "C-STATION"))
        """Those that are not accepted only in any of these; None: wherever."""
        self._usage = asking.reach("R-USAGE")

    async def find(self, charge_point_id: str) -> ChargePointPage:
        """The charge point, which is on the page; Refused where there is none that the caller may know of."""
        page: ChargePointPage = await self.asking.read(queries.charge_point_list.only, charge_point_id)
        if not page.charge_points or not self._may_know(charge_point_id, page.charge_points[0].row.registration):
            raise nothing_there(target_of(charge_point_id))
        return page

    def _may_know(self, charge_point_id: str, registration: str) -> bool:
        if registration == "Accepted" or self.unaccepted is None:
            return True
        return is_covered(self.asking, self.unaccepted, charge_point_id)

    def sees_usage(self, connector: ConnectorView) -> bool:
        """Whether the caller may know which transaction goes on there."""
        return self.sees_transaction(
            connector.row.charge_point_id, connector.row.connector_id, connector.id_tag_key, connector.party_id)

    def sees_transaction(self, charge_point_id: str, connector_id: int, id_tag_key: str | None,
                         party_id: str | None) -> bool:
        """Whether the caller may know of a transaction there, with an idTag that a party vouched for."""
        target, within = target_of(charge_point_id, connector_id), self.asking.within(charge_point_id)
        if self._usage.covers(target, within) or (self._usage.own and party_id == self.asking.party_id):
            return True
        return any(id_tag_key in one.id_tag_keys(self.asking.tag_key) and _covered(one.targets, target, within)
                   for one in self._usage.limited)


def reached(asking: Asking, access_class: str, operation: str | None = None) -> Sequence[Target] | None:
    """What the caller reaches with a class, or by grants of the operation; None: everything.

    Grants with constraints, such as for certain idTags, count with R-STATUS only: who may charge with an idTag at a
    charge point has to know where it is and whether it is free.
    """
    reach = asking.reach(access_class, operation)
    targets = set(reach.targets)
    if access_class == R_STATUS:
        targets.update(one for limited in reach.limited for one in limited.targets)
    return None if ALL in targets else sorted(targets, key=str)


def is_covered(asking: Asking, targets: Iterable[Target], charge_point_id: str) -> bool:
    """Whether the charge point belongs to any of these."""
    return _covered(targets, target_of(charge_point_id), asking.within(charge_point_id))


def targets_of(said: Iterable[Any]) -> Sequence[Target]:
    """The targets that a message names.  A kind that nobody knows fits nothing (MT-GEN-10)."""
    found = [Target(one.kind, one.id, one.connectorId) for one in said]
    for one in found:
        if one.id is None and one.kind in list(TargetKind) and one.kind != TargetKind.ALL:
            raise Refused(f"target: a target of the kind {one.kind} has an id", Kind.INVALID)
    return found


def _covered(targets: Iterable[Target], target: Target, within: frozenset[Target]) -> bool:
    return any(one.covers(target, within) for one in targets)


def _both(one: Sequence[Target] | None, other: Sequence[Target] | None) -> Sequence[Target] | None:
    return None if one is None or other is None else [*one, *other]
