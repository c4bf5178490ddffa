"""EventStoreService: the log, told to parties as far as each may see it (standard, section 5.3, rules E1 to E6)."""

from collections.abc import Mapping
from typing import Any

from motown.addon import Asking, Recorded, Registry, WebService
from motown.contracts import motown10_eventstore
from motown.domain.errors import Kind, Refused
from motown.domain.event_types import NEVER, Attribute, EventType
from motown.services.events import EventReading, EventText, Seen, Sight, Within, filter_of
from motown.standard.asking import checked_limit

FORWARD, BACKWARD = "Forward", "Backward"


def service(registry: Registry) -> WebService:
    """EventStoreService."""
    store = EventStore(registry)
    return WebService(motown10_eventstore.contract, {
        "ReadEvents": store.read_events, "GetEvent": store.get_event, "GetStoreInfo": store.get_store_info,
        "ListEventTypes": store.list_event_types}, profiles=("core",))


class EventStore:
    """Answers its operations."""

    def __init__(self, registry: Registry) -> None:
        self.registry, self.reading = registry, EventReading(registry)
        self.text = EventText(motown10_eventstore.contract, f"{{{motown10_eventstore.contract.namespace}}}event")

    async def read_events(self, asking: Asking) -> Mapping[str, Any]:
        """Events behind (or before) a position, at once or as soon as there are any."""
        request = asking.request
        limit, backward, after = checked_limit(request.limit), _is_backward(request.direction), request.afterPosition
        sight, wanted = await self._sight(asking), filter_of(request.filter, await self._within(asking))
        include_payload = bool(request.includePayload)
        if backward or not request.waitSeconds:
            return self._told(await self.reading.page(
                sight, wanted, after, limit, backward=backward, include_payload=include_payload))

        async def renewed() -> Sight:
            await asking.look_again()
            return await self._sight(asking)

        with asking.waiting():
            return self._told(await self.reading.next_page(
                sight, wanted, after, limit, asking.wait_seconds(), renewed, include_payload=include_payload))

    async def get_event(self, asking: Asking) -> Mapping[str, Any]:
        """One event, by its id or position."""
        request = asking.request
        if (request.eventId is None) is (request.position is None):
            raise Refused("give eventId or position, and not both", Kind.INVALID, field="eventId")
        found: Recorded | None = await self.registry.event(
            request.position if request.eventId is None else request.eventId)
        seen = await self.reading.written(await self._sight(asking), [found] if found is not None else [],
                                          include_payload=bool(request.includePayload))
        if not seen:
            raise Refused("there is no such event", Kind.NOT_FOUND)
        return {"event": seen[0]}

    async def get_store_info(self, asking: Asking) -> Mapping[str, Any]:
        """Where the log begins and ends, and where it stood at a time."""
        info, time = await self.registry.store_info(), asking.request.time
        return {"headPosition": info.head_position, "headTime": info.head_at, "oldestPosition": info.oldest_position,
                "oldestTime": info.oldest_at, "eventCount": info.event_count,
                "positionAt": None if time is None else await self.registry.position_at(time)}

    def list_event_types(self, _asking: Asking) -> Mapping[str, Any]:
        """The types that there are, with those of add-ons."""
        types = self.reading.types
        return {"eventType": [told_type(types[name]) for name in sorted(types)]}

    def _told(self, seen: Seen) -> dict[str, Any]:
        """The answer to ReadEvents."""
        return {"event": seen.written(self.text), "nextPosition": seen.next_position,
                "headPosition": seen.head_position, "oldestPosition": seen.oldest_position, "endOfStore": seen.end}

    async def _sight(self, asking: Asking) -> Sight:
        return self.reading.sight(asking.caller, await self._within(asking), asking.policy_name)

    @staticmethod
    async def _within(asking: Asking) -> Within:
        return await asking.backstage.places.as_of(asking.caller.groups_position)


def told_type(kind: EventType) -> dict[str, Any]:
    """A type of events in the standard's words."""
    return {"type": kind.name, "category": kind.category, "description": kind.description,
            "attribute": [told_attribute(one) for one in kind.attributes if one.access != NEVER],
            "accessClass": kind.access_class, "source": kind.source}


def told_attribute(one: Attribute) -> dict[str, Any]:
    """An attribute of a type in the standard's words."""
    return {"name": one.name, "type": one.kind, "many": one.many or None, "unit": one.unit,
            "description": one.description, "accessClass": one.access}


def _is_backward(direction: str | None) -> bool:
    if direction not in (None, FORWARD, BACKWARD):
        raise Refused(f"direction is {FORWARD} or {BACKWARD}, not {direction}", Kind.INVALID, field="direction")
    return direction == BACKWARD
