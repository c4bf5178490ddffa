"""Reading the log for a party: pages of what it may see, forward or backward, at once or when something comes.

    reading = EventReading(registry)
    sight = reading.sight(caller, within)
    seen = await reading.page(sight, wanted, after, limit)

``seen.events`` are mappings for mt:Event; ``seen.next_position`` is where to go on.  For a party that does not ask now
there is ``await reading.sight_of(party_id)``.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from motown.addon import Damaged, EventFilter, EventPage, Recorded, Registry, StoredMessage
from motown.domain.access import Target
from motown.domain.errors import Kind, Refused
from motown.domain.event_types import EventType
from motown.services.events.knowledge import Knowledge, Known, Wanted
from motown.services.events.sight import Shown, Sight
from motown.services.events.text import EventText
from motown.services.events.types import known
from motown.services.events.writer import EventWriter, Payloads, has_bytes
from motown.soap.codec import Written
from motown.standard import Caller

READ_EVENTS = "ReadEvents"
STEP = 1000
"""Events that are looked at together, where some may be left out."""
EXAMINED = 5000
"""Events that a page looks at, at most, of which the party may see none or few."""
MOST_BYTES = 8 * 1024 * 1024
"""Of messages on a page; it ends there, if it has one."""
A_MOMENT = 1e-6
"""Seconds to wait for what was seen to be there: then it is taken from memory."""
AT_ONCE = 100
"""Messages whose bytes are read together."""
Renewed = Callable[[], Awaitable[Sight]]
"""Gives the party's sight as things are now; raises Refused where it may read no more."""


class Seen(NamedTuple):
    """A page of what a party may see."""

    shown: Sequence[Shown]
    """The events, in the order of reading."""
    payloads: Payloads
    """The bytes that were asked for."""
    next_position: int
    head_position: int
    oldest_position: int
    end: bool
    """Whether there was nothing more to read then."""
    writer: EventWriter

    @property
    def events(self) -> list[dict[str, Any]]:
        """Mappings of the fields of mt:Event."""
        return [self.writer.told(one, self.payloads) for one in self.shown]

    def written(self, text: EventText) -> Written:
        """The same as text, much faster."""
        return text.written(self.shown, self.writer, self.payloads)


class Looked(NamedTuple):
    """A page before it is written."""

    shown: list[Shown]
    next_position: int
    page: EventPage
    cut: bool = False
    """There is more that the party may see, behind ``next_position``."""


class EventReading:
    """Reads for any number of parties; one for each service that does."""

    def __init__(self, registry: Registry) -> None:
        self._registry, self._knowledge = registry, Knowledge(registry)

    # -- what a party sees

    def sight(self, caller: Caller, within: Mapping[str, frozenset[Target]], operation: str = READ_EVENTS) -> Sight:
        """What a party may see; ``within``: the groups, sites and grid points of charge points.

        ``operation``: a grant of it is one of R-STATUS.
        """
        return Sight(caller, within, self._registry.backstage, self.types, self._knowledge.fresh().rough, operation)

    async def sight_of(self, party_id: str) -> Sight | None:
        """The same for a party that does not ask now; None: there is none of that id, or it is not enabled."""
        backstage = self._registry.backstage
        caller = await backstage.callers.party(party_id)
        if caller is None:
            return None
        return self.sight(caller, await backstage.places.as_of(caller.groups_position))

    @property
    def rights_position(self) -> int:
        """Where what somebody may see has changed last, up to ``place``."""
        return self._knowledge.rights_position

    @property
    def place(self) -> int:
        """How far the log was read by who waits at its end."""
        return self._knowledge.place

    @property
    def types(self) -> Mapping[str, EventType]:
        """The types of events, with those that add-ons have declared by now."""
        return known()

    async def shown(self, sight: Sight, events: Sequence[Recorded]) -> list[Shown]:
        """Those of the events that the party may see, and how much of each."""
        wanted = Wanted()
        for one in events:
            sight.wants(one, wanted)
        facts: Known = await self._knowledge.look_up(wanted) if wanted else self._knowledge.rough
        return [found for one in events if (found := sight.shown(one, facts)) is not None]

    # -- pages

    async def page(self, sight: Sight, wanted: EventFilter, after: int, limit: int, *, backward: bool = False,
                   include_payload: bool = False) -> Seen:
        """What there is, at once: at most ``limit`` events behind (or before) a position."""
        looked = await self._look(sight, wanted, after, limit, backward=backward)
        return await self._written(sight, looked, include_payload=include_payload)

    async def next_page(self, sight: Sight, wanted: EventFilter, after: int, limit: int, wait_seconds: float,
                        renewed: Renewed, *, include_payload: bool = False, at_end: bool = False) -> Seen:
        """The same forward; where there is nothing yet, as soon as there is something, or when the time is over.

        What the party may see is decided again after each wait (MT-ACC-08).  ``at_end``: it has read all so far, so the
        store need not be asked before it waits.
        """
        now = self._registry.backstage.now
        until, left, waited = now() + timedelta(seconds=wait_seconds), wait_seconds, 0.0
        while True:
            if not at_end or left <= 0:
                looked = await self._look(sight, wanted, after, limit, waited=waited)
                left = min((until - now()).total_seconds(), wait_seconds)
                if looked.shown or not looked.page.end or left <= 0:
                    return await self._written(sight, looked, include_payload=include_payload)
                after = looked.next_position
            page, changed = await self._wait(sight, wanted, after, left)
            at_end = False
            if not (page.events or changed) and page.end:  # the time is over, or the server stops
                return await self._written(sight, Looked([], page.next_position, page), include_payload=False)
            after, waited = (after, A_MOMENT) if page.events else (page.next_position, 0.0)
            if changed:
                sight = await renewed()

    async def _wait(self, sight: Sight, wanted: EventFilter, after: int, seconds: float) -> tuple[EventPage, bool]:
        """Until there may be something behind a position that the party sees; whether its rights may have changed."""
        knowledge, now = self._knowledge, self._registry.backstage.now
        begun = max(after, knowledge.place)

        def visible(one: Recorded) -> bool:
            changed = knowledge.rights_position > begun
            return changed or sight.verdict(one, knowledge.live(one.position)) is not False

        if sight.until is not None:
            seconds = min(seconds, (sight.until - now()).total_seconds())
        page: EventPage = await self._registry.read_events(after, 1, wanted, max(seconds, 0.0), visible=visible)
        return page, knowledge.rights_position > begun or (sight.until is not None and now() >= sight.until)

    async def _look(self, sight: Sight, wanted: EventFilter, after: int, limit: int, *,
                    backward: bool = False, waited: float = 0.0) -> Looked:
        """At most ``limit`` events that the party may see, out of so many that looking does not take long."""
        found, left = list[Shown](), EXAMINED // STEP
        if backward and not after:
            return await self._nothing()
        while True:
            page: EventPage = await self._registry.read_events(
                after, limit if sight.sees_nearly_all else STEP, wanted, waited, backward=backward, visible=sight)
            found += await self.shown(sight, page.events)
            if after > page.head_position and not backward:
                raise Refused(f"there is nothing behind position {after}: the newest is {page.head_position}",
                              Kind.INVALID, field="afterPosition")
            after, left = page.next_position, left - 1
            if len(found) > limit:
                found = found[:limit]
                return Looked(found, found[-1].event.position, page, cut=True)
            if page.end or len(found) == limit or not left:
                return Looked(found, after, page)

    # -- writing

    async def written(self, sight: Sight, events: Sequence[Recorded], *, include_payload: bool,
                      ) -> list[dict[str, Any]]:
        """Those of the events that the party may see, as mappings for mt:Event, and fewer where they are long."""
        shown = await self.shown(sight, events)
        payloads, count = await self._payloads(shown) if include_payload else ({}, len(shown))
        write = EventWriter(sight).told
        return [write(one, payloads) for one in shown[:count]]

    async def _nothing(self) -> Looked:
        """What there is before the position 0."""
        info = await self._registry.store_info()
        return Looked([], 0, EventPage([], 0, info.head_position, end=True, oldest_position=info.oldest_position))

    async def _written(self, sight: Sight, looked: Looked, *, include_payload: bool) -> Seen:
        shown, following, cut = looked.shown, looked.next_position, looked.cut
        payloads: Payloads = {}
        if include_payload:
            payloads, count = await self._payloads(shown)
            if count < len(shown):
                shown, cut = shown[:count], True
                following = shown[-1].event.position
        page = looked.page
        return Seen(shown, payloads, following, page.head_position, page.oldest_position, page.end and not cut,
                    EventWriter(sight))

    async def _payloads(self, shown: Sequence[Shown]) -> tuple[dict[int, StoredMessage | Damaged], int]:
        """The bytes of the messages among the events, and of how many events: as far as they are not too many."""
        found: dict[int, StoredMessage | Damaged] = {}
        size = 0
        for start in range(0, len(shown), AT_ONCE):
            some = shown[start:start + AT_ONCE]
            wanted = [one.event.position for one in some if one.with_raw and has_bytes(one.event)]
            found |= await self._registry.payloads(wanted)
            for number, one in enumerate(some, start=start):
                stored = found.get(one.event.position)
                size += len(stored.body) if isinstance(stored, StoredMessage) else 0
                if size > MOST_BYTES and number:
                    return found, number
        return found, len(shown)
