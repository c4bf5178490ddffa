"""What a subscription wants, between the words of a message, of the log and of the store."""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from motown.addon import EventFilter
from motown.domain.access import Target
from motown.domain.subscriptions import SubscriptionFilter
from motown.services.events import filter_of, target_of


def kept(asked: Any, within: Mapping[str, frozenset[Target]]) -> SubscriptionFilter | None:
    """What is kept of the ``EventFilter`` of a message; None: all is wanted.  Refused where it makes no sense."""
    filter_of(asked, within)
    if asked is None:
        return None
    return SubscriptionFilter(
        targets=tuple(target_of(one) for one in asked.target), type_prefixes=tuple(asked.typePrefix),
        category=asked.category, transaction_id=asked.transactionId, command_id=asked.commandId,
        correlation_id=asked.correlationId, since=asked.since, until=asked.until)


def told(wanted: SubscriptionFilter | None) -> dict[str, Any] | None:
    """The same as fields of the ``EventFilter`` of a message."""
    if wanted is None:
        return None
    return {
        "target": [{"kind": one.kind, "id": one.id, "connectorId": one.connector_id} for one in wanted.targets],
        "typePrefix": list(wanted.type_prefixes), "category": wanted.category, "transactionId": wanted.transaction_id,
        "commandId": wanted.command_id, "correlationId": wanted.correlation_id, "since": wanted.since,
        "until": wanted.until}


def stored(wanted: SubscriptionFilter | None, within: Mapping[str, frozenset[Target]]) -> EventFilter:
    """The same as the store takes it; groups and sites are the charge points that are in them now."""
    fields = told(wanted)
    if fields is None:
        return filter_of(None, within)
    targets = [SimpleNamespace(**one) for one in fields.pop("target")]
    return filter_of(SimpleNamespace(target=targets, **fields), within)
