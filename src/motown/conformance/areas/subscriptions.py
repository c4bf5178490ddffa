"""MT-SUB: subscriptions that are pulled, and their places."""

import time
from typing import Any

from motown.conformance.areas.events import content
from motown.conformance.areas.idempotency import restart
from motown.conformance.party import new_id
from motown.conformance.requirements import not_testable, requirement
from motown.conformance.stations import Station
from motown.conformance.verdicts import equal, that
from motown.conformance.world import World, charge_point

FAR = 1_000_000

not_testable("MT-SUB-05", "notify", "It takes 24 hours of failure. That a subscription which fails goes on behind the "
                                    "acknowledged position with Resume is part of the test of MT-SUB-04.")


def pulled(world: World, station: Station | None = None, **more: Any) -> str:
    """A subscription in the mode Pull to the events of a charge point, from the beginning; its id."""
    filter = {"target": [charge_point(station.identity)]} if station else None
    return str(world.operator.Subscribe(name=world.name("S"), mode="Pull", filter=filter,
                                        **{"startAt": "Beginning", **more}).subscriptionId)


def pull(world: World, id: str, acknowledge: int | None = None, **more: Any) -> Any:
    """Fetch events."""
    return world.operator.PullMessages(subscriptionId=id, acknowledgePosition=acknowledge, **more)


def everything(world: World, id: str, **more: Any) -> list[Any]:
    """Fetch and acknowledge until there is nothing."""
    found: list[Any] = []
    place = None
    while True:
        page = pull(world, id, place, **more)
        found += page.event
        place = page.nextPosition
        if not page.event and page.nextPosition >= page.headPosition - 50:
            return found


def told(world: World, id: str) -> Any:
    """How a subscription is."""
    (one,) = world.operator.ListSubscriptions(subscriptionId=id).subscription
    return one


@requirement("MT-SUB-01", "notify")
def all_in_order(world: World) -> None:
    """Pulls and is pushed what ReadEvents has with the same filter, while a charge point goes on sending."""
    station, consumer = world.station(), world.consumer()
    here: dict[str, Any] = {"target": [charge_point(station.identity)]}
    begin = world.events(0, **here)[2].position
    ids = [pulled(world, station, startAt=None, startAfterPosition=begin), pulled(world, station)]
    world.operator.Subscribe(name=world.name("S"), mode="Push", filter=here, startAfterPosition=begin, batchLimit=4,
                             delivery={"url": consumer.url})
    for _ in range(5):
        station.heartbeat()
    wanted = world.events(0, **here)
    behind = [one for one in wanted if one.position > begin]
    equal("events pulled behind startAfterPosition", list(map(content, everything(world, ids[0], limit=3))),
          list(map(content, behind)))
    equal("events pulled from the beginning", [one.position for one in everything(world, ids[1])],
          [one.position for one in wanted])
    calls = consumer.until(lambda all_: sum(len(one.positions) for one in all_) >= len(behind), "all events pushed")
    equal("events pushed", [place for one in calls for place in one.positions], [one.position for one in behind])
    that(all(len(one.positions) <= 4 for one in calls), "four events a call at most",
         [len(one.positions) for one in calls])


@requirement("MT-SUB-02", "notify")
def acknowledged(world: World) -> None:
    """Pulls without acknowledging, acknowledges a part, and has a consumer acknowledge a part."""
    station = world.station()
    id = pulled(world, station)
    first = pull(world, id, limit=4)
    again = pull(world, id, limit=4)
    equal("what was not acknowledged", list(map(content, again.event)), list(map(content, first.event)))
    place = first.event[1].position
    rest = pull(world, id, place, limit=2)
    equal("events behind the acknowledged part", [one.position for one in rest.event],
          [one.position for one in first.event[2:]])
    equal("acknowledgedPosition", told(world, id).acknowledgedPosition, place)
    consumer = world.consumer()
    consumer.answer = lambda call: call.positions[0] if call.positions else call.next_position
    world.operator.Subscribe(name=world.name("S"), mode="Push", filter={"target": [charge_point(station.identity)]},
                             startAt="Beginning", delivery={"url": consumer.url})
    calls = consumer.until(lambda all_: len(all_) >= 3, "three calls")
    equal("the events of the second call", calls[1].positions[:3], calls[0].positions[1:4])


@requirement("MT-SUB-03", "notify", "last")
def after_a_restart(world: World) -> None:
    """Restarts the server (--restart) between two pulls and two calls: both go on behind the acknowledged place."""
    station, consumer = world.station(), world.consumer()
    id = pulled(world, station)
    page = pull(world, id, limit=3)
    pull(world, id, page.nextPosition, limit=1)
    world.operator.Subscribe(name=world.name("S"), mode="Push", filter={"target": [charge_point(station.identity)]},
                             startAt="Beginning", delivery={"url": consumer.url})
    before = world.events(0, target=[charge_point(station.identity)])
    consumer.until(lambda calls: sum(len(one.positions) for one in calls) >= len(before), "all events")
    restart(world)
    station.heartbeat()
    wanted = [one.position for one in world.events(0, target=[charge_point(station.identity)])]
    equal("events pulled after the restart", [one.position for one in everything(world, id)], wanted[3:])
    calls = consumer.until(lambda calls: wanted[-1] in [at for one in calls for at in one.positions], "the last event")
    equal("events pushed, once each", sorted({at for one in calls for at in one.positions}), wanted)


@requirement("MT-SUB-10", "notify")
def modes(world: World) -> None:
    """Pulls from a subscription that is pushed: Conflict; and looks whether one that is pulled is called."""
    station, consumer = world.station(), world.consumer()
    id = world.operator.Subscribe(name=world.name("S"), mode="Push", delivery={"url": consumer.url}, startAt="Now",
                                  filter={"typePrefix": ["nobody.Knows"]}).subscriptionId
    world.operator.refused("Conflict", "PullMessages", subscriptionId=id)
    world.operator.refused("InvalidRequest", "Subscribe", name=world.name("S"), mode="Push")
    world.operator.refused("InvalidRequest", "Subscribe", name=world.name("S"), mode="Telepathy")
    silent = world.consumer()
    exchange = world.operator.tell("Subscribe", name=world.name("S"), mode="Pull", startAt="Beginning",
                                   filter={"target": [charge_point(station.identity)]}, delivery={"url": silent.url})
    that(exchange.refusal is None or exchange.refusal.code in ("InvalidRequest", "Conflict"),
         "a subscription that is pulled, or InvalidRequest", exchange.refusal)
    that(silent.quiet(1), "no call to a subscription that is pulled", "a call")


@requirement("MT-SUB-11", "notify")
def sought(world: World) -> None:
    """Seeks back, forward, and to a time."""
    station = world.station()
    events = world.events(0, target=[charge_point(station.identity)])
    id = pulled(world, station)
    equal("all events", len(everything(world, id)), len(events))
    middle = events[len(events) // 2]
    equal("acknowledgedPosition after Seek", world.operator.Seek(
        subscriptionId=id, afterPosition=middle.position).acknowledgedPosition, middle.position)
    equal("events behind the place", [one.position for one in everything(world, id)],
          [one.position for one in events if one.position > middle.position])
    request = new_id()
    world.operator.Seek(requestId=request, subscriptionId=id, time=middle.recordedAt)
    equal("duplicate of the same again", bool(world.operator.Seek(
        requestId=request, subscriptionId=id, time=middle.recordedAt).duplicate), True)
    equal("events from the time on", [one.position for one in everything(world, id)],
          [one.position for one in events if one.recordedAt >= middle.recordedAt])
    world.operator.refused("InvalidRequest", "Seek", subscriptionId=id)
    world.developer.refused("NotFound", "Seek", subscriptionId=id, afterPosition=0)


@requirement("MT-SUB-12", "notify")
def names(world: World) -> None:
    """Subscribes twice with one name, with the same requestId and another, and as another party."""
    fields: dict[str, Any] = {"name": world.name("S"), "mode": "Pull"}
    request = new_id()
    one = world.operator.Subscribe(requestId=request, **fields)
    again = world.operator.Subscribe(requestId=request, **fields)
    equal("id and duplicate of the same again", (again.subscriptionId, again.duplicate), (one.subscriptionId, True))
    world.operator.refused("Conflict", "Subscribe", **fields)
    other = world.developer.Subscribe(**fields)
    that(other.subscriptionId != one.subscriptionId, "another subscription for another party", other)
    world.operator.Unsubscribe(subscriptionId=one.subscriptionId)
    world.operator.refused("NotFound", "PullMessages", subscriptionId=one.subscriptionId)
    that(world.operator.Subscribe(**fields).subscriptionId != one.subscriptionId, "a new one, once it is over", one)


@requirement("MT-SUB-13", "notify")
def bad_acknowledgements(world: World) -> None:
    """Acknowledges what was never told, and what is before the place: it is taken as no acknowledgement."""
    station = world.station()
    id = pulled(world, station)
    first = pull(world, id, limit=3)
    place = first.event[1].position
    pull(world, id, place, limit=1)
    for wrong in (place + FAR, first.event[0].position):
        again = pull(world, id, wrong, limit=1)
        equal("the next event", [one.position for one in again.event], [first.event[2].position])
        equal("acknowledgedPosition", told(world, id).acknowledgedPosition, place)
    consumer, began = world.consumer(), time.monotonic()
    consumer.answer = lambda call: call.next_position + (FAR if len(consumer.deliveries) == 1 else 0)
    world.operator.Subscribe(name=world.name("S"), mode="Push", filter={"target": [charge_point(station.identity)]},
                             startAt="Beginning", delivery={"url": consumer.url})
    calls = consumer.until(lambda all_: len(all_) >= 2, f"a second call after {began}")
    equal("the events of the second call", calls[1].positions, calls[0].positions)
