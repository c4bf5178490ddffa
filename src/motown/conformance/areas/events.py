"""MT-EVT: the order of events, positions, pages and waiting."""

import threading
import time
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from itertools import pairwise
from typing import Any

from motown.conformance.areas.long_polls import timed
from motown.conformance.requirements import requirement
from motown.conformance.stations import Station
from motown.conformance.verdicts import Failed, equal, that
from motown.conformance.world import World, charge_point

SIMULATORS = 8
SENDING_SECONDS = 3.0
SOON = 2.0


def content(event: Any) -> tuple[Any, ...]:
    """What an event says, to be compared."""
    told = tuple((one.name, one.value) for one in event.attribute)
    return (event.position, event.eventId, event.type, event.streamId, event.streamVersion, event.chargePointId,
            event.recordedAt, event.causationId, event.correlationId, told)


@requirement("MT-EVT-01", "core")
def positions(world: World) -> None:
    """Reads all events of two charge points twice: positions grow, and the events are the same."""
    stations = [world.station() for _ in range(2)]
    here = [charge_point(one.identity) for one in stations]
    first = world.events(0, target=here)
    that(all(one.position < other.position for one, other in pairwise(first)), "positions that grow",
         [one.position for one in first])
    equal("charge points", {one.chargePointId for one in first}, {one.identity for one in stations})
    for one in stations:
        one.heartbeat()
    last = first[-1].position
    again = [one for one in world.events(0, target=here) if one.position <= last]
    equal("the same events later on", list(map(content, again)), list(map(content, first)))
    for one in first[:3]:
        equal("an event by its id", content(world.operator.GetEvent(eventId=one.eventId).event), content(one))
        equal("an event by its position", content(world.operator.GetEvent(position=one.position).event), content(one))


@requirement("MT-EVT-02", "core")
def no_late_arrivals(world: World) -> None:
    """Has eight charge points send as fast as they can, while three readers read on; then reads all again."""
    stations = [world.station(("1.2", "1.5")[number % 2]) for number in range(SIMULATORS)]
    start, over = world.head(), threading.Event()

    def send(station: Station) -> Callable[[], int]:
        def work() -> int:
            ends, count = time.monotonic() + SENDING_SECONDS, 0
            while time.monotonic() < ends:
                station.heartbeat()
                count += 1
            return count
        return work

    def read(limit: int, **more: Any) -> Callable[[], list[int]]:
        def work() -> list[int]:
            found, place = [], start
            while True:
                ending = over.is_set()
                page = world.operator.ReadEvents(afterPosition=place, limit=limit, **more)
                found += [one.position for one in page.event if one.position > place or _late(one, place)]
                place = page.nextPosition
                if ending and page.endOfStore:
                    return found
        return work

    readers = {"small pages": read(7), "large pages": read(1000), "waiting": read(100, waitSeconds=1)}
    reading = [world.later(work) for work in readers.values()]
    sent = world.together(*map(send, stations))
    over.set()
    all_events = [one.position for one in world.events(start)]
    that(len(all_events) >= 2 * sum(sent), f"events of {sum(sent)} heartbeats", len(all_events))
    for name, done in zip(readers, reading, strict=True):
        found = done()
        end = found[-1] if found else start
        missed = sorted(set(all_events) - set(found))
        equal(f"events at or before a nextPosition that the reader with {name} never saw",
              [one for one in missed if one <= end], [])
        equal("events twice or out of order", [one for one, other in pairwise(found) if one >= other], [])


def _late(event: Any, place: int) -> bool:
    raise Failed(f"events behind {place} only", f"one at {event.position}")


@requirement("MT-EVT-03", "core")
def filtered_out(world: World) -> None:
    """Reads with a filter that nothing fits: nextPosition goes on to the end."""
    station = world.station()
    for _ in range(3):
        station.heartbeat()
    head, place = world.head(), 0
    for page in world.pages(0, filter={"typePrefix": ["nobody.Knows"]}):
        equal("events", page.event, [])
        place = page.nextPosition
    that(place >= head, f"nextPosition at {head} at least", place)
    page = world.operator.ReadEvents(afterPosition=place - 1, limit=1, filter={"typePrefix": ["nobody.Knows"]})
    that(page.nextPosition >= place, "nextPosition not before", page.nextPosition)


@requirement("MT-EVT-04", "core")
def the_same_call(world: World) -> None:
    """Makes the same calls twice, with other things happening between: the same events."""
    station = world.station()
    here = [charge_point(station.identity)]
    calls: list[dict[str, Any]] = [
        {"filter": {"target": here}, "limit": 3}, {"filter": {"target": here, "category": "Domain"}, "limit": 2},
        {"filter": {"target": here, "typePrefix": ["ocpp."]}, "limit": 4, "includePayload": True}]
    told = []
    for _ in range(2):
        told.append([list(map(content, world.operator.ReadEvents(afterPosition=0, **call).event)) for call in calls])
        station.heartbeat()
        world.party("SITE")
    equal("the same calls", told[1], told[0])


@requirement("MT-EVT-05", "core")
def order_of_messages(world: World) -> None:
    """Has three charge points send at the same time: the messages of each stand in its own order."""
    stations = [world.station() for _ in range(3)]
    before = world.head()

    def work(station: Station) -> Callable[[], None]:
        def send() -> None:
            for number in range(10):
                station.do(partial(station.point.transfer, "org.example", str(number), "x"))
        return send
    world.together(*map(work, stations))
    for station in stations:
        here = [charge_point(station.identity)]
        events = world.events(before, target=here, category="Message", include_payload=True)
        sent = [one.sent for one in station.said if b"org.example" in one.sent]
        got = [one.payload.data for one in events if one.type == "ocpp.DataTransfer.Request"]
        equal("requests in the order of sending", got, sent)
        kinds = [one.type.rpartition(".")[2] for one in events if ".DataTransfer." in one.type]
        equal("requests and answers in turn", kinds, ["Request", "Response"] * len(sent))


@requirement("MT-EVT-06", "core")
def as_soon_as(world: World) -> None:
    """Waits with a filter while other things happen, and then what is waited for."""
    station, other = world.station(), world.station()
    head = world.head()
    waiting = world.later(lambda: timed(lambda: world.operator.ReadEvents(
        afterPosition=head, filter={"target": [charge_point(station.identity)], "typePrefix": ["motown.Heartbeat"]},
        waitSeconds=20)))
    time.sleep(0.3)  # so that it waits
    for _ in range(3):
        other.heartbeat()
    time.sleep(0.5)  # so that it could answer too early
    station.heartbeat()
    answer, seconds = waiting()
    equal("types", [one.type for one in answer.event], ["motown.Heartbeat"])
    that(0.7 < seconds < 0.8 + SOON, "an answer with the event", f"after {seconds:.1f} s")


@requirement("MT-EVT-10", "core")
def end_of_store(world: World) -> None:
    """Reads page by page: endOfStore is false while there is more, and true in the end."""
    station = world.station()
    here = [charge_point(station.identity)]
    events = world.events(0, target=here)
    page = world.operator.ReadEvents(afterPosition=0, limit=2, filter={"target": here})
    equal("endOfStore with more behind", bool(page.endOfStore), False)
    pages = list(world.pages(0, limit=2, filter={"target": here}))
    equal("events of all pages", [one.position for page in pages for one in page.event],
          [one.position for one in events])
    that(all(len(page.event) <= 2 for page in pages), "two events a page at most", [len(one.event) for one in pages])
    that(all(page.headPosition >= page.nextPosition for page in pages), "headPosition at or behind nextPosition",
         [(page.headPosition, page.nextPosition) for page in pages])


@requirement("MT-EVT-11", "core")
def backward(world: World) -> None:
    """Reads backward from the end and from the middle: the same events, the other way round."""
    station = world.station()
    here = [charge_point(station.identity)]
    forward = [one.position for one in world.events(0, target=here)]
    found, place = [], 2**62
    for _ in range(len(forward) + 5):
        page = world.operator.ReadEvents(afterPosition=place, direction="Backward", limit=2, filter={"target": here})
        found += [one.position for one in page.event]
        if page.endOfStore or len(found) >= len(forward):
            break
        that(page.nextPosition < place, "nextPosition before the last", (page.nextPosition, place))
        place = page.nextPosition
    equal("positions backward", found, forward[::-1])
    middle = forward[len(forward) // 2]
    page = world.operator.ReadEvents(afterPosition=middle, direction="Backward", limit=1, filter={"target": here})
    equal("the one before the middle", [one.position for one in page.event], [forward[len(forward) // 2 - 1]])


@requirement("MT-EVT-12", "core")
def from_the_beginning(world: World) -> None:
    """Reads from 0, which is always the oldest that is kept; and from before it, where something was given up."""
    info = world.operator.GetStoreInfo()
    page = world.operator.ReadEvents(afterPosition=0, limit=1)
    equal("oldestPosition", page.oldestPosition, info.oldestPosition)
    that(page.nextPosition >= page.oldestPosition, "a place at or behind the oldest", page.nextPosition)
    if info.oldestPosition > 2:
        world.operator.refused("PositionUnavailable", "ReadEvents", afterPosition=info.oldestPosition - 2)


@requirement("MT-EVT-16", "core")
def streams(world: World) -> None:
    """Reads the whole streams of a charge point, a transaction and a command, and counts."""
    station = world.station()
    station.charge(world.tag())
    station.stop()
    world.reached(world.operator.ClearCache(chargePointId=station.identity).receipt.commandId)
    versions: dict[str, list[int]] = defaultdict(list)
    for event in world.events(0, target=[charge_point(station.identity)]):
        versions[event.streamId].append(event.streamVersion)
    equal("kinds of streams", {name.partition(":")[0] for name in versions} & {"cp", "transaction", "command"},
          {"cp", "transaction", "command"})
    for name, found in versions.items():
        begin = found[0] if name.startswith(("id-tag", "party")) else 1
        equal(f"numbers in {name}", found, list(range(begin, begin + len(found))))


@requirement("MT-EVT-17", "core")
def beyond_the_end(world: World) -> None:
    """Reads on from a position that no event has yet: InvalidRequest."""
    for beyond in (1_000_000, 2**40):
        refusal = world.operator.refused("InvalidRequest", "ReadEvents", afterPosition=world.head() + beyond)
        equal("field", refusal.field, "afterPosition")
    world.operator.refused("InvalidRequest", "ReadEvents", afterPosition=world.head() + 1_000_000, waitSeconds=1)
    page = world.operator.ReadEvents(afterPosition=world.head())
    equal("endOfStore at the newest", bool(page.endOfStore), True)
