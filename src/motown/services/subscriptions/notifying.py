"""Calling consumers: what each may be told, as ``Notify`` of the published ConsumerService (standard, section 5.4)."""

from datetime import timedelta
from typing import Any, NamedTuple

from motown import queries
from motown.addon import Batch, DeliveryAnswer, DeliveryFailed, EventFilter, NoReply, NotReached, Registry, Told
from motown.contracts import motown10_consumer
from motown.domain.errors import Kind, Refused
from motown.domain.secrets import masked_location
from motown.queries import SubscriptionRow
from motown.services.events import EventReading, EventText, Shown, Sight
from motown.services.subscriptions.filters import stored
from motown.services.subscriptions.settings import SubscriptionSettings
from motown.soap.client import AnswerError, HttpReply, answer, http_headers, request
from motown.soap.faults import ServiceFault
from motown.soap.versions import SOAP11, SOAP12
from motown.standard import Caller

ANSWER_SECONDS = 30.0
"""For a whole call (MT-SUB-04)."""
MOST_VIEWS = 5000
NOTIFY = "Notify"
CONTRACT = motown10_consumer.contract
TEXT = EventText(CONTRACT, f"{{{CONTRACT.namespace}}}event")
VERSIONS = {"1.1": SOAP11, "1.2": SOAP12}


class NotLetIn(Refused):
    """The owner of a subscription is not enabled, or no more."""

    def __init__(self, party_id: str) -> None:
        super().__init__(f"party {party_id} is not let in", Kind.NOT_AUTHENTICATED)


class View(NamedTuple):
    """What a subscription may be told, as things were at a moment."""

    caller: Caller
    sight: Sight
    wanted: EventFilter
    rights_position: int
    """Where rights had changed last."""


class Notifying:
    """The courier of subscriptions (``motown.core.couriers.Courier``)."""

    def __init__(self, registry: Registry, reading: EventReading, settings: SubscriptionSettings) -> None:
        self._registry, self._reading = registry, reading
        self.transport = registry.outgoing(
            settings.networks, connect_seconds=settings.connect_seconds, answer_seconds=ANSWER_SECONDS,
            keep_alive=True, tls=settings.tls)
        self._views: dict[str, View] = {}
        self._ends: dict[str, int] = {}
        """By subscription: behind this there was nothing more."""

    # -- what may be told

    async def next(self, row: SubscriptionRow, after: int, seconds: float) -> Told | None:
        """What follows; decided again with the rights as they are when it is found (MT-ACC-08)."""
        try:
            return await self._next(row, after, seconds)
        except NotLetIn:
            self.forget(row)
            return None

    async def _next(self, row: SubscriptionRow, after: int, seconds: float) -> Told:
        async def renewed() -> Sight:
            return (await self._view(row)).sight

        view = self._known(row) or await self._view(row)
        at_end = after == self._ends.get(row.subscription_id)
        now = self._registry.backstage.now
        until = now() + timedelta(seconds=seconds)
        while True:
            left = min(seconds, max(0.0, (until - now()).total_seconds()))
            seen = await self._reading.next_page(view.sight, view.wanted, after, row.batch_limit, left, renewed,
                                                 include_payload=row.include_payload, at_end=at_end)
            if await self._holds(row, view, seen.next_position):
                if seen.end:
                    self._ends[row.subscription_id] = seen.next_position
                return Told(seen.shown, seen.next_position, seen.head_position, seen.end, seen)
            view, at_end = await self._view(row), False

    async def _holds(self, row: SubscriptionRow, view: View, position: int) -> bool:
        """Whether what was decided up to a position still holds: no right has changed since, up to there."""
        now = self._views.get(row.subscription_id)
        if now is None or now.wanted != view.wanted:
            return False
        if position <= self._reading.place:
            return now.rights_position == self._reading.rights_position
        return await self._registry.backstage.callers.party(row.party_id) == now.caller

    async def again(self, row: SubscriptionRow, after: int, last: int) -> Told | None:
        """What of a part of the log may be told now; not more than the subscription wants at a time."""
        try:
            view = await self._view(row)
        except NotLetIn:
            return None
        shown, payloads = list[Shown](), dict[int, Any]()
        while True:
            seen = await self._reading.page(view.sight, view.wanted, after, row.batch_limit - len(shown),
                                            include_payload=row.include_payload)
            shown += [one for one in seen.shown if one.event.position <= last]
            payloads |= seen.payloads
            after = last if seen.end else seen.next_position
            if after >= last or len(shown) >= row.batch_limit:
                whole = seen._replace(shown=shown, payloads=payloads)
                return Told(shown, min(after, last), max(seen.head_position, last), content=whole)

    def _known(self, row: SubscriptionRow) -> View | None:
        view = self._views.get(row.subscription_id)
        until = view.sight.until if view is not None else None
        return None if until is not None and until <= self._registry.backstage.now() else view

    async def _view(self, row: SubscriptionRow) -> View:
        """As things are now; raises NotLetIn."""
        backstage, rights_position = self._registry.backstage, self._reading.rights_position
        caller = await backstage.callers.party(row.party_id)
        if caller is None:
            raise NotLetIn(row.party_id)
        within = await backstage.places.as_of(caller.groups_position)
        if len(self._views) > MOST_VIEWS:
            self._views.clear()
            self._ends.clear()
        view = self._views[row.subscription_id] = View(
            caller, self._reading.sight(caller, within), stored(row.wanted, within), rights_position)
        return view

    def forget(self, row: SubscriptionRow) -> None:
        """Look anew what may be told."""
        self._views.pop(row.subscription_id, None)
        self._ends.pop(row.subscription_id, None)

    # -- calling

    async def deliver(self, row: SubscriptionRow, batch: Batch) -> DeliveryAnswer:
        """Make one attempt at a call."""
        with self._registry.calling(NOTIFY) as call:
            found = await self._called(row, _written(row, batch))
            call.outcome = "Answered"
            return found

    async def _called(self, row: SubscriptionRow, body: bytes) -> DeliveryAnswer:
        credentials = None
        if row.user_name is not None:
            secret = await self._registry.read(queries.subscriptions.secret, row.subscription_id)
            credentials = (row.user_name, secret or "")
        reply = await self._posted(row, body, credentials)
        try:
            found = answer(CONTRACT, NOTIFY, reply, limits=self._registry.xml_limits).value
        except ServiceFault as fault:
            raise DeliveryFailed(f"the consumer answers with a fault: {fault.reason}") from None
        except AnswerError as error:
            raise DeliveryFailed(f"the consumer's answer is none: {error}") from None
        if reply.status != 200:
            raise DeliveryFailed(f"the consumer answers with the HTTP status {reply.status}")
        return DeliveryAnswer(found.acknowledgedPosition, bool(found.unsubscribe))

    async def _posted(self, row: SubscriptionRow, body: bytes, credentials: tuple[str, str] | None) -> HttpReply:
        headers = http_headers(CONTRACT, NOTIFY, body, _version(row))
        try:
            found = await self.transport.post(row.url or "", body, headers, credentials=credentials)
        except (NotReached, NoReply, ValueError) as error:
            raise DeliveryFailed(masked_location(str(error)), is_stale=getattr(error, "is_stale", False)) from None
        return HttpReply(found.status, found.headers, found.body)


def _written(row: SubscriptionRow, batch: Batch) -> bytes:
    told = batch.told
    return request(CONTRACT, NOTIFY, {
        "subscriptionId": row.subscription_id, "deliveryId": batch.delivery_id, "attempt": batch.attempt,
        "event": told.content.written(TEXT) if told.events else [], "nextPosition": told.next_position,
        "headPosition": told.head_position, "heartbeat": batch.heartbeat}, version=_version(row))


def _version(row: SubscriptionRow) -> Any:
    return VERSIONS[row.soap_version or "1.2"]
