"""SubscriptionService: begin, fetch, move, pause and end subscriptions (standard, section 5.4)."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from motown import queries
from motown.addon import Asking, Registry, WebService
from motown.contracts import motown10_subscription
from motown.domain import commands
from motown.domain.commands import AboutSubscription
from motown.domain.errors import Kind, Refused
from motown.domain.ids import SubscriptionId
from motown.domain.secrets import masked_location
from motown.domain.subscriptions import Mode, State
from motown.queries import DeliveryRow, PlaceRow
from motown.services.events import EventReading, EventText, Seen, Sight
from motown.services.paging import page_of
from motown.services.subscriptions import filters
from motown.services.subscriptions.asked import Asked, Checks
from motown.services.subscriptions.notifying import Notifying
from motown.services.subscriptions.settings import SubscriptionSettings
from motown.standard.asking import checked_limit

CONTRACT = motown10_subscription.contract
TEXT = EventText(CONTRACT, f"{{{CONTRACT.namespace}}}event")


def joined(registry: Registry, settings: SubscriptionSettings) -> WebService:
    """SubscriptionService, and with it the calls of consumers."""
    reading = EventReading(registry)
    courier = Notifying(registry, reading, settings)
    its = Subscriptions(registry, reading, Checks(settings, courier.transport), registry.deliver(courier))
    return WebService(CONTRACT, {
        "Subscribe": its.subscribe, "PullMessages": its.pull_messages, "Seek": its.seek, "Pause": its.pause,
        "Resume": its.resume, "Unsubscribe": its.unsubscribe, "ListSubscriptions": its.list_subscriptions},
        profiles=("notify",))


class Subscriptions:
    """Answers its operations."""

    def __init__(self, registry: Registry, reading: EventReading, checks: Checks, begun: Callable[[], None]) -> None:
        """``begun`` is called when a subscription has begun, or goes on."""
        self.registry, self.reading, self.checks, self._begun = registry, reading, checks, begun

    async def subscribe(self, asking: Asking) -> Mapping[str, Any]:
        """Begin a subscription."""
        caller = asking.caller
        within = await asking.backstage.places.as_of(caller.groups_position)
        asked: Asked = await self.checks.asked(asking.request)
        command = asked.command(asking.party_id, filters.kept(asking.request.filter, within))
        if command.start_position is None and asked.from_the_beginning:
            command = msgspec.structs.replace(command, start_position=0)
        answer = await asking.execute(command, lambda begun: {
            "subscriptionId": begun.subscription_id, "startPosition": begun.start_position})
        self._begun()
        return answer

    # -- fetching

    async def pull_messages(self, asking: Asking) -> Mapping[str, Any]:
        """Acknowledge what was fetched before, and fetch what comes next."""
        request = asking.request
        row = await self._of(asking, request.subscriptionId)
        subscription, place = row.subscription, row.place
        if subscription.mode != Mode.PULL:
            raise Refused(f"subscription {subscription.subscription_id} is of the mode {subscription.mode}: "
                          "its consumer is called", Kind.CONFLICT)
        if subscription.state != State.ACTIVE:
            raise Refused(f"subscription {subscription.subscription_id} is {subscription.state}: resume it",
                          Kind.CONFLICT)
        limit = min(checked_limit(request.limit), subscription.batch_limit)
        if request.acknowledgePosition is not None:
            place = await self._held(commands.AcknowledgeEvents(
                subscription_id=_id(row), term=place.term, position=request.acknowledgePosition), row)
        seen = await self._seen(asking, row, place.acknowledged, limit)
        if seen.shown or seen.next_position > place.told:
            await self._held(commands.TellEvents(
                subscription_id=_id(row), term=place.term, last=seen.next_position), row)
        return {"event": seen.written(TEXT), "nextPosition": seen.next_position, "headPosition": seen.head_position}

    async def _held(self, command: commands.AboutDelivery, row: DeliveryRow) -> PlaceRow:
        """The place after something about it was kept."""
        held = (await self.registry.bus.execute(command)).result
        if held is None:
            raise _nothing(row.subscription.subscription_id)
        place: PlaceRow = held.place
        return place

    async def _seen(self, asking: Asking, row: DeliveryRow, after: int, limit: int) -> Seen:
        async def sight() -> Sight:
            return self.reading.sight(asking.caller, await asking.backstage.places.as_of(
                asking.caller.groups_position))

        async def renewed() -> Sight:
            await asking.look_again()
            return await sight()

        within = await asking.backstage.places.as_of(asking.caller.groups_position)
        wanted, payload = filters.stored(row.subscription.wanted, within), row.subscription.include_payload
        if not asking.request.waitSeconds:
            return await self.reading.page(await sight(), wanted, after, limit, include_payload=payload)
        with asking.waiting():
            return await self.reading.next_page(
                await sight(), wanted, after, limit, asking.wait_seconds(), renewed, include_payload=payload)

    # -- changing

    async def seek(self, asking: Asking) -> Mapping[str, Any]:
        """Move the place."""
        request = asking.request
        if (request.afterPosition is None) is (request.time is None):
            raise Refused("give afterPosition or time, and not both", Kind.INVALID, field="afterPosition")
        row = await self._of(asking, request.subscriptionId)
        position = request.afterPosition
        if position is None:
            position = await self.registry.position_at(request.time)
        return await asking.execute(
            commands.MoveSubscription(subscription_id=_id(row), by=asking.party_id, position=position),
            lambda moved: {"acknowledgedPosition": moved})

    async def pause(self, asking: Asking) -> Mapping[str, Any]:
        """No more calls until it is resumed."""
        return await self._change(asking, commands.PauseSubscription)

    async def resume(self, asking: Asking) -> Mapping[str, Any]:
        """Go on at once."""
        answer = await self._change(asking, commands.ResumeSubscription)
        self._begun()
        return answer

    async def unsubscribe(self, asking: Asking) -> Mapping[str, Any]:
        """End it."""
        return await self._change(asking, commands.RemoveSubscription)

    async def _change(self, asking: Asking, change: type[AboutSubscription]) -> Mapping[str, Any]:
        row = await self._of(asking, asking.request.subscriptionId)
        return await asking.execute(change(subscription_id=_id(row), by=asking.party_id))

    # -- listing

    async def list_subscriptions(self, asking: Asking) -> Mapping[str, Any]:
        """The caller's own; of all parties, where it administers."""
        sees_all = asking.may(own=False).allowed
        rows, info = await page_of(
            asking, queries.subscriptions.page, lambda row: row.subscription.begun_position,
            party_id=None if sees_all else asking.party_id, subscription_id=asking.request.subscriptionId)
        return {"subscription": [told(row, info["asOfPosition"]) for row in rows], "pageInfo": info}

    async def _of(self, asking: Asking, subscription_id: str) -> DeliveryRow:
        """A subscription that the caller may change so; for any other there is none (MT-FLT-03)."""
        row: DeliveryRow | None = await asking.read(queries.subscriptions.get, subscription_id)
        if row is None or not asking.may(own=row.subscription.party_id == asking.party_id).allowed:
            raise _nothing(subscription_id)
        return row


def told(row: DeliveryRow, head: int) -> dict[str, Any]:
    """A subscription in the standard's words; ``head``: the newest event."""
    subscription, place = row
    return {
        "subscriptionId": subscription.subscription_id, "partyId": subscription.party_id, "name": subscription.name,
        "mode": subscription.mode, "filter": filters.told(subscription.wanted),
        "includePayload": subscription.include_payload, "batchLimit": subscription.batch_limit,
        "url": None if subscription.url is None else masked_location(subscription.url), "state": row.state,
        "acknowledgedPosition": place.acknowledged,
        "lag": max(0, head - place.acknowledged), "lastDeliveryAt": place.last_delivery_at,
        "lastError": place.last_error, "nextRetryAt": place.next_retry_at}


def _id(row: DeliveryRow) -> SubscriptionId:
    return SubscriptionId(row.subscription.subscription_id)


def _nothing(subscription_id: str) -> Refused:
    return Refused(f"there is no subscription {subscription_id}", Kind.NOT_FOUND, field="subscriptionId")
