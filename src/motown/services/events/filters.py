"""The filter of a message (mt:EventFilter) as the store takes it.

Groups, sites and grid points become the charge points in them at that moment.  What is not known (a word, a charge
point, a transaction) fits nothing; what cannot be meant is refused.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from motown.addon import ANY, EventFilter
from motown.domain.access import Target, TargetKind
from motown.domain.errors import Kind, Refused

NOTHING = EventFilter(charge_point_ids=("",))
"""Fits no event: no charge point has an empty name."""
CATEGORIES = (None, "Message", "Domain")
GROUPS = (TargetKind.GROUP, TargetKind.SITE, TargetKind.GRID_POINT)
LARGEST = 2**63 - 1
Within = Mapping[str, frozenset[Target]]
"""Charge point -> the groups, sites and grid points that it belongs to."""


def filter_of(asked: Any, within: Within) -> EventFilter:
    """The store's filter for an ``EventFilter`` of a message (None: all).  Refused where it makes no sense."""
    if asked is None:
        return ANY
    targets = [target_of(one) for one in asked.target]
    transaction_id = _number(asked.transactionId)
    if transaction_id is NOTHING or asked.category not in CATEGORIES:
        return NOTHING
    rest = EventFilter(
        type_prefixes=asked.typePrefix, category=asked.category, transaction_id=transaction_id,
        command_id=asked.commandId, since=asked.since, until=asked.until, correlation_id=asked.correlationId)
    return placed(rest, targets, within)


def placed(rest: EventFilter, targets: Sequence[Target], within: Within) -> EventFilter:
    """The same filter, only for what happens at one of these targets; no target means anywhere."""
    if not targets or any(one.kind == TargetKind.ALL for one in targets):
        return rest
    whole = [one.id for one in targets if one.id and (
        one.kind == TargetKind.CHARGE_POINT or (one.kind == TargetKind.CONNECTOR and not one.connector_id))]
    groups = {one for one in targets if one.kind in GROUPS}
    if groups:
        whole += [name for name, its in within.items() if not groups.isdisjoint(its)]
    connectors = [(one.id, one.connector_id) for one in targets
                  if one.id and one.connector_id and one.kind == TargetKind.CONNECTOR]
    found = replace(rest, charge_point_ids=tuple(dict.fromkeys(whole)), connectors=tuple(connectors))
    return NOTHING if found.everywhere else found


def target_of(asked: Any) -> Target:
    """A ``Target`` of a message.  Refused where a part is missing; a kind that is not known is kept as it is."""
    kind, is_connector = asked.kind, asked.kind == TargetKind.CONNECTOR
    if kind == TargetKind.ALL:
        return Target(kind)
    if asked.id is None and kind in list(TargetKind):
        raise Refused(f"a target of the kind {kind} needs an id", Kind.INVALID, field="id")
    if is_connector and asked.connectorId is None:
        raise Refused("a target of the kind Connector needs a connectorId", Kind.INVALID, field="connectorId")
    return Target(kind, asked.id, asked.connectorId if is_connector else None)


def _number(transaction_id: str | None) -> Any:
    """The number of a transaction; NOTHING where there can be none of that name."""
    if transaction_id is None:
        return None
    if not (transaction_id.isascii() and transaction_id.isdecimal()) or transaction_id[0] == "0":
        return NOTHING
    return number if (number := int(transaction_id)) <= LARGEST else NOTHING
