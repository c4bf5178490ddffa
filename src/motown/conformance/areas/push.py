"""MT-SUB: calls to consumers."""

import base64
import time
from functools import partial
from typing import Any

from motown.conformance.consumer import Consumer, Delivery
from motown.conformance.party import new_id
from motown.conformance.requirements import requirement
from motown.conformance.stations import Station
from motown.conformance.verdicts import equal, that
from motown.conformance.world import World, charge_point

EARLY = 0.9
"""A wait may be shorter by a tenth than what is written: clocks are read at both ends."""
SOON = 3.0
SILENT_SECONDS, ANSWER_SECONDS = 60, 30


def pushed(world: World, consumer: Consumer, station: Station | None = None, **more: Any) -> str:
    """A subscription that calls a consumer with the events of a charge point, from the beginning; its id."""
    delivery = {"url": consumer.url, **more.pop("delivery", {})}
    filter = {"target": [charge_point(station.identity)]} if station else {"typePrefix": ["nobody.Knows"]}
    return str(world.operator.Subscribe(name=world.name("S"), mode="Push", filter=filter, delivery=delivery,
                                        **{"startAt": "Beginning", **more}).subscriptionId)


def positions(calls: list[Delivery]) -> list[int]:
    """Of the events of some calls."""
    return [place for one in calls for place in one.positions]


@requirement("MT-SUB-04", "notify", "beside")
def again_and_again(world: World) -> None:
    """Is down for three calls: the same batch comes again after 1, 2 and 4 seconds; later on, all came exactly once."""
    station, consumer = world.station(), world.consumer()
    consumer.answer = lambda call: None if len(consumer.deliveries) <= 3 else call.next_position
    id = pushed(world, consumer, station)
    calls = consumer.until(lambda all_: len(all_) >= 3, "three calls")
    station.heartbeat()
    (state,) = world.operator.ListSubscriptions(subscriptionId=id).subscription
    equal("state while calls fail", state.state, "Failing")
    that(state.lastError and state.nextRetryAt, "lastError and nextRetryAt", state)
    calls = consumer.until(lambda all_: len(all_) >= 4, "a fourth call")
    equal("attempts", [int(one.text("attempt")) for one in calls[:4]], [1, 2, 3, 4])
    equal("different deliveryIds", len({one.text("deliveryId") for one in calls[:4]}), 1)
    equal("events of the repeated calls", {tuple(one.positions) for one in calls[:4]}, {tuple(calls[0].positions)})
    waits = [calls[number + 1].at - calls[number].at for number in range(3)]
    for wait, due in zip(waits, (1, 2, 4), strict=True):
        that(due * EARLY <= wait <= due + SOON, f"{due} s before the next call", f"{wait:.1f} s")
    wanted = [one.position for one in world.events(0, target=[charge_point(station.identity)])]
    calls = consumer.until(lambda all_: wanted[-1] in positions(all_), "the last event")
    equal("events that were acknowledged, by position", positions(calls[3:]), wanted)
    equal("calls at the same time", consumer.most_at_once, 1)
    consumer.answer = lambda _: None
    station.heartbeat()
    failed = consumer.until(lambda all_: len(all_) >= len(calls) + 3, "three more failures")
    consumer.answer = lambda call: call.next_position
    world.operator.Resume(subscriptionId=id)
    resumed = consumer.until(lambda all_: len(all_) > len(failed), "a call after Resume", 2)
    equal("events of the call after Resume", resumed[-1].positions, failed[-1].positions)


@requirement("MT-SUB-06", "notify", "beside")
def heartbeats(world: World) -> None:
    """Waits a minute with nothing to be told: a heartbeat. Gives another call no answer for 30 s: it comes again."""
    idle, hanging, station = world.consumer(), world.consumer(), world.station()

    def hang(call: Delivery) -> int:
        if len(hanging.deliveries) == 1:
            time.sleep(ANSWER_SECONDS + 4)
        return call.next_position

    hanging.answer = hang
    pushed(world, idle)
    began = time.monotonic()
    pushed(world, hanging, station)
    calls = hanging.until(lambda all_: len(all_) >= 2, "a second call", ANSWER_SECONDS + 10)
    that(calls[1].at - calls[0].at >= ANSWER_SECONDS * EARLY, "30 s for an answer", calls[1].at - calls[0].at)
    equal("deliveryId and events of the second call", (calls[1].text("deliveryId"), calls[1].positions),
          (calls[0].text("deliveryId"), calls[0].positions))
    (beat,) = idle.until(lambda all_: all_, "a heartbeat", SILENT_SECONDS + 10)[:1]
    equal("heartbeat and events", (beat.text("heartbeat") in ("true", "1"), beat.positions), (True, []))
    that(beat.at - began >= SILENT_SECONDS * EARLY, "60 s of silence before it", f"{beat.at - began:.0f} s")


def dawdle(call: Delivery) -> int:
    """Answer late."""
    time.sleep(8)
    return call.next_position


@requirement("MT-SUB-07", "notify")
def slow_and_dead(world: World) -> None:
    """Has one consumer hang and one be dead: another one is told at once, and a charge point answered at once."""
    slow, dead, quick, station = world.consumer(), world.consumer(), world.consumer(), world.station()
    slow.answer = dawdle
    pushed(world, slow, station)
    pushed(world, dead, station)
    dead.close()
    slow.until(lambda calls: calls, "a call to the slow one")
    pushed(world, quick, station, startAt="Now")
    for number in range(3):
        began = time.monotonic()
        station.heartbeat()
        that(time.monotonic() - began < SOON, "an answer at once for the charge point", time.monotonic() - began)
        wanted = partial(_told, 2 * number + 2)
        quick.until(wanted, "events for the quick one", SOON)


def _told(count: int, calls: list[Delivery]) -> bool:
    return len(positions(calls)) >= count


@requirement("MT-SUB-08", "notify")
def addresses(world: World) -> None:
    """Subscribes with addresses in networks that nobody allows, and answers a call with a redirect."""
    for url in ("http://169.254.169.254/latest", "http://0.0.0.0:9/", "http://[fe80::1]/notify", "file:///etc/passwd",
                "ftp://192.0.2.1/", "http://224.0.0.1/"):
        refusal = world.operator.refused("InvalidRequest", "Subscribe", name=world.name("S"), mode="Push",
                                         delivery={"url": url})
        that((refusal.field or "").endswith("url"), "the field delivery/url", refusal)
    station, consumer, other = world.station(), world.consumer(), world.consumer()
    consumer.redirect = other.url
    pushed(world, consumer, station)
    consumer.until(lambda calls: len(calls) >= 2, "a second call after a redirect")
    equal("calls at the address of the redirect", other.deliveries, [])


@requirement("MT-SUB-09", "notify")
def credential(world: World) -> None:
    """Gives a credential for delivery: it is shown at that address, in each version of SOAP, and not told again."""
    station = world.station()
    wanted = "Basic " + base64.b64encode(b"kit:conf-delivery-secret").decode()
    for version in ("1.2", "1.1"):
        consumer, other = world.consumer(), world.consumer()
        pushed(world, consumer, station, delivery={"user": "kit", "secret": "conf-delivery-secret",
                                                   "soapVersion": version})
        pushed(world, other, station)
        calls = consumer.until(lambda all_: all_, "a call")
        equal("credential and version of SOAP", (calls[0].authorization, calls[0].version), (wanted, version))
        equal("the credential of a delivery without one", other.until(lambda all_: all_, "a call")[0].authorization,
              None)
    world.operator.ListSubscriptions()
    that(b"conf-delivery-secret" not in world.operator.wire.last.received, "the secret not to be told", "it is")


@requirement("MT-CON-04", "notify")
def unsubscribed(world: World) -> None:
    """Answers with unsubscribe: the subscription is over. Pauses and resumes another."""
    station, consumer = world.station(), world.consumer()
    consumer.unsubscribes = True
    id = pushed(world, consumer, station)
    consumer.until(lambda calls: calls, "a call")
    deadline = time.monotonic() + SOON
    while (world.operator.tell("ListSubscriptions", subscriptionId=id).find("subscription") is not None
           and time.monotonic() < deadline):
        consumer.quiet(0.1)
    station.heartbeat()
    that(consumer.quiet(1.5), "no call after unsubscribe", "a call")
    world.operator.refused("NotFound", "Resume", subscriptionId=id)
    paused = world.consumer()
    id, request = pushed(world, paused, station), new_id()
    paused.until(lambda calls: calls, "a call")
    world.operator.Pause(requestId=request, subscriptionId=id)
    equal("duplicate", bool(world.operator.Pause(requestId=request, subscriptionId=id).duplicate), True)
    paused.quiet(0.5)
    station.heartbeat()
    that(paused.quiet(1), "no call while it is paused", "a call")
    world.operator.Resume(subscriptionId=id)
    paused.until(lambda calls: calls[-1].types and "motown.Heartbeat" in calls[-1].types, "the heartbeat after Resume")
