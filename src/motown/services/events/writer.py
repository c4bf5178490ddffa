"""An event in the standard's words (mt:Event), as much of it as a party may see."""

import logging
from collections.abc import Mapping
from typing import Any

from motown.addon import Damaged, Recorded, StoredMessage
from motown.domain.event_types import EventType, type_of
from motown.domain.events import EVENT_TYPES, UPCASTS, Message
from motown.services.events.flattening import Manner, Named, flattened
from motown.services.events.sight import Shown, Sight

log = logging.getLogger("motown.services")
MESSAGE, TIMEOUT = "Message", ".Timeout"
Payloads = Mapping[int, StoredMessage | Damaged]
"""The bytes that were asked for, by position."""


class EventWriter:
    """Writes events for one party."""

    def __init__(self, sight: Sight) -> None:
        self._party_id, self._types = sight.party_id, sight.types
        self._manners = {(identity, raw): Manner(None if identity else sight.pseudonym, raw)
                         for identity in (True, False) for raw in (True, False)}
        self._kinds: dict[str, EventType] = {}

    def told(self, shown: Shown, payloads: Payloads) -> dict[str, Any]:
        """The event as a mapping of the fields of mt:Event."""
        one, stored = shown.event, payload_of(payloads.get(shown.event.position))
        return {
            "eventId": one.event_id, "position": one.position, "streamId": one.stream_id,
            "streamVersion": one.stream_version, "type": one.type, "category": one.category,
            "recordedAt": one.recorded_at, "occurredAt": one.occurred_at, "chargePointId": one.charge_point_id,
            "connectorId": one.connector_id,
            "transactionId": None if one.transaction_id is None else str(one.transaction_id),
            "commandId": one.command_id, "correlationId": one.correlation_id, "causationId": one.causation_id,
            "party": self.party(shown), "addOn": one.add_on,
            "attribute": [{"name": name, "value": value} for name, value in self.attributes(shown)],
            "payload": None if stored is None else {
                "contentType": stored.content_type or "", "data": stored.body, "sha256": stored.sha256},
            "payloadWithheld": True if self.withholds(shown) else None}

    def attributes(self, shown: Shown) -> list[Named]:
        """What the event says; nothing where that is not what its type declares: it keeps nobody from the others."""
        one = shown.event
        kind = self._kinds.get(one.type)
        if kind is None:
            kind = self._kinds[one.type] = type_of(self._types, one.type)
        try:
            return flattened(kind, body_of(one), self._manners[shown[1:]])
        except Exception:
            log.exception("the attributes of event %s (%s) cannot be told", one.event_id, one.type)
            return []

    def party(self, shown: Shown) -> str | None:
        """On whose request it happened: its own to all, that of others to who may know who charges there."""
        party = shown.event.party
        return party if party == self._party_id or shown.with_identity else None

    @staticmethod
    def withholds(shown: Shown) -> bool:
        """Whether there are bytes that the party may not have."""
        return not shown.with_raw and has_bytes(shown.event)


def has_bytes(one: Recorded) -> bool:
    """Whether exact bytes stand beside the event."""
    return one.category == MESSAGE and not one.type.endswith(TIMEOUT)


def payload_of(stored: StoredMessage | Damaged | None) -> StoredMessage | None:
    """The exact bytes; None where they are not wanted, or the disk has changed them."""
    if isinstance(stored, Damaged):
        log.error("a payload cannot be told: %s", stored)
        return None
    return stored


def body_of(one: Recorded) -> Mapping[str, Any]:
    """What happened, in the form of today."""
    body, kind = one.body, Message if one.category == MESSAGE else EVENT_TYPES.get(one.type)
    for step in range(one.version, kind.VERSION if kind is not None else 0):
        body = UPCASTS[one.type, step](body)
    return body
