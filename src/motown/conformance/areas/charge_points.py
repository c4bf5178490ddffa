"""MT-CHP-01 to -06: lists of charge points, and their registration."""

import math
from typing import Any

from motown.conformance.requirements import requirement
from motown.conformance.stations import Station
from motown.conformance.verdicts import Skipped, equal, holds, lacks, that
from motown.conformance.world import World, charge_point

EARTH_METERS = 6_371_008.8
LONGEST_INTERVAL = 20
"""Seconds between heartbeats with which the kit waits until a charge point counts as offline."""


def listed(world: World, *stations: Station, **fields: Any) -> list[Any]:
    """These charge points, as the list has them under conditions."""
    return list(world.operator.ListChargePoints(target=[charge_point(one.identity) for one in stations],
                                                **fields).chargePoint)


def ids(found: list[Any]) -> list[str]:
    """Their identities."""
    return [one.chargePointId for one in found]


def one_of(world: World, station: Station) -> Any:
    """A charge point with everything."""
    return world.operator.GetChargePoint(chargePointId=station.identity).chargePoint


def place(world: World, station: Station, latitude: float, longitude: float, revision: int = 1, **more: Any) -> None:
    """Say where a charge point stands."""
    world.operator.PutChargePointInfo(chargePointId=station.identity, revision=revision, info={
        "location": {"latitude": latitude, "longitude": longitude}, **more})


@requirement("MT-CHP-01", "station", "beside")
def online(world: World) -> None:
    """Looks at charge points that speak, that never did, and that have gone, after twice the heartbeat interval."""
    station, never = world.station(), world.unregistered(registration="Accepted")
    found = one_of(world, station)
    equal("online and status of one that has just spoken", (found.online, found.connector[0].status),
          (True, "Available"))
    that(not one_of(world, never).online, "one that was never heard of not to be online", one_of(world, never))
    booted = next(one for one in world.events(0, target=[charge_point(station.identity)])
                  if one.type == "motown.ChargePointBooted")
    told = {one.name: one.value for one in booted.attribute}
    interval = int(told.get("heartbeatIntervalSeconds", "0"))
    if not 0 < interval <= LONGEST_INTERVAL:
        raise Skipped(f"the heartbeat interval is {interval} s: set it to {LONGEST_INTERVAL} s or less for this test")
    station.do(station.point.go_away)
    event = world.event(booted.position, "ConnectivityChanged", target=[charge_point(station.identity)],
                        typePrefix=["motown.ConnectivityChanged"], seconds=2 * interval + 20)
    equal("online", {one.name: one.value for one in event.attribute}["online"], "false")
    found = one_of(world, station)
    equal("online and status of one that has gone", (bool(found.online), found.connector[0].status),
          (False, "Unknown"))


@requirement("MT-CHP-02", "station")
def available(world: World) -> None:
    """Asks for what is free, among charge points that are free, busy, broken, out of use and not accepted."""
    free, busy, broken, rejected, mixed = [world.station(connectors=number) for number in (1, 1, 1, 1, 2)]
    busy.charge(world.tag())
    mixed.charge(world.tag())
    broken.status("Faulted", "GroundFailure")
    world.operator.SetRegistration(chargePointId=rejected.identity, registration="Rejected")
    stations = free, busy, broken, rejected, mixed
    equal("what is available", ids(listed(world, *stations, available=True)), [free.identity, mixed.identity])
    others = ids(listed(world, *stations, available=False))
    holds("what is not available", others, busy.identity, broken.identity)
    lacks("what is not available", others, free.identity, mixed.identity)
    equal("what is Faulted", ids(listed(world, *stations, status=["Faulted"])), [broken.identity])
    busy.stop()
    equal("what is available then", ids(listed(world, busy, available=True)), [busy.identity])


@requirement("MT-CHP-03", "station")
def near(world: World) -> None:
    """Puts charge points at known distances, near the pole and across the date line too, and asks what is near."""
    meters = [0, 400, 990, 2500]
    stations = [world.station() for _ in meters]
    for number, (latitude, longitude) in enumerate(((52.07, 4.3), (-33.0, 179.9995), (89.0, 10.0)), 1):
        for station, distance in zip(stations, meters, strict=True):
            step = math.degrees(distance / EARTH_METERS) / math.cos(math.radians(latitude))
            place(world, station, latitude, round((longitude + step + 180) % 360 - 180, 7), number)
        here = {"latitude": latitude, "longitude": longitude, "radiusMeters": 1000}
        found = listed(world, *stations, near=here)
        equal(f"what is within 1000 m of {latitude}, {longitude}", sorted(ids(found)),
              sorted(one.identity for one in stations[:3]))
        told = {one.chargePointId: one.distanceMeters for one in found}
        for station, distance in zip(stations[:3], meters, strict=False):
            off = abs(told[station.identity] - distance)
            that(off <= max(1, distance / 100), f"{distance} m to one per cent", told[station.identity])
    that(all(one.distanceMeters is None for one in listed(world, *stations)), "no distance where none was asked", "one")


@requirement("MT-CHP-04", "station")
def registration_is_private(world: World) -> None:
    """Lists charge points that are Accepted, Rejected and Pending as parties that may see registration or not."""
    stations = {}
    for registration in ("Accepted", "Rejected", "Pending"):
        stations[registration] = world.unregistered(registration=registration)
        stations[registration].boot()
    targets = [charge_point(one.identity) for one in stations.values()]
    everything = [one.identity for one in stations.values()]
    for party, wanted in ((world.admin, everything), (world.operator, everything), (world.developer, everything[:1])):
        found = party.ListChargePoints(target=targets).chargePoint
        equal(f"charge points told to {party.id}", ids(found), wanted)
    for identity in everything[1:]:
        world.developer.refused("NotFound", "GetChargePoint", chargePointId=identity)
    equal("registration", [one.registration for one in listed(world, *stations.values())], list(stations))


@requirement("MT-CHP-05", "station")
def views(world: World) -> None:
    """Asks for the three views: each tells what the one before tells, and more."""
    station = world.station()
    place(world, station, 52.0, 4.0, name="At the corner", connector=[{"connectorId": 1, "phases": 3}])
    told = {}
    for view in ("Basic", "Status", "Full"):
        (one,) = listed(world, station, view=view)
        told[view] = one
        equal(f"id and name in {view}", (one.chargePointId, one.info.name), (station.identity, "At the corner"))
    equal("connectors in Basic", told["Basic"].connector, [])
    equal("status in Status and Full", [told[view].connector[0].status for view in ("Status", "Full")],
          ["Available"] * 2)
    equal("phases in Full", told["Full"].connector[0].info.phases, 3)
    for less, more in (("Basic", "Status"), ("Status", "Full")):
        for name in ("registration", "protocol", "vendor", "model", "firmware", "online", "lastSeenAt"):
            if getattr(told[less], name) is not None:
                equal(f"{name} in {more}", getattr(told[more], name), getattr(told[less], name))
    equal("online in Full", told["Full"].online, True)
    (usual,) = listed(world, station)
    equal("connectors without a view, as in Status", [one.status for one in usual.connector], ["Available"])
    equal("the view of GetChargePoint", one_of(world, station).connector[0].info.phases, 3)
    world.operator.refused("InvalidRequest", "ListChargePoints", view="Everything")


@requirement("MT-CHP-06", "station")
def registration(world: World) -> None:
    """Decides, and has a charge point boot after each decision."""
    station, told = world.unregistered(), []
    station.boot()
    for decision in ("Pending", "Rejected", "Accepted", "Rejected", "Accepted"):
        world.operator.SetRegistration(chargePointId=station.identity, registration=decision)
        told.append((station.boot(), one_of(world, station).registration))
    no, yes = ("Rejected", "Rejected"), ("Accepted", "Accepted")
    equal("answers and registrations", told, [("Rejected", "Pending"), no, yes, no, yes])
