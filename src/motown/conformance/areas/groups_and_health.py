"""MT-CHP-07 to -10: groups, health, problems, reviews."""

from typing import Any

from motown.conformance.requirements import requirement
from motown.conformance.verdicts import equal, holds, that
from motown.conformance.world import World, charge_point

WORST_FIRST = ("Critical", "Warning", "Notice")


@requirement("MT-CHP-07", "station")
def health(world: World) -> None:
    """Asks how a charge point does after boots, faults, a transaction and a command; it is not asked anything."""
    station = world.station()
    station.do(station.point.boot)
    station.status("Faulted", "GroundFailure")
    station.charge(world.tag(), 1)
    station.stop()
    station.behave("ClearCache", status="Rejected")
    world.reached(world.operator.ClearCache(chargePointId=station.identity).receipt.commandId)
    station.heartbeat()
    came = len(station.received())
    found = world.operator.GetHealth(chargePointId=station.identity).health
    world.operator.ListProblems(target=[charge_point(station.identity)])
    equal("commands that came", len(station.received()), came)
    boots = [one for one in world.events(0, target=[charge_point(station.identity)])
             if one.type == "motown.ChargePointBooted"]
    equal("boots, commands and transactions",
          (found.bootCount, found.command.sent, found.command.rejected, found.transaction.count),
          (len(boots), 1, 1, 1))
    equal("lastBootAt", found.lastBootAt, boots[-1].recordedAt)
    counted = {one.errorCode: one.count for one in found.statusErrorCount}
    equal("reported errors", counted.get("GroundFailure"), 1)
    that(found.lastHeartbeatAt is not None and 0 <= found.onlinePercent <= 100, "a heartbeat, and a share of time",
         found)


@requirement("MT-CHP-08", "station")
def problems(world: World) -> None:
    """Breaks some charge points, and lists what is wrong: worst first, with the events that show it."""
    stations = [world.station() for _ in range(3)]
    stations[0].status("Faulted", "GroundFailure")
    stations[1].do(lambda: stations[1].point.fault(0, "OtherError"))
    for _ in range(6):
        stations[2].do(stations[2].point.boot)
    targets = [charge_point(one.identity) for one in stations]
    found = world.operator.ListProblems(target=targets).problem
    that(found, "at least one problem", found)
    severities = [one.finding.severity for one in found]
    equal("worst first", severities, sorted(severities, key=WORST_FIRST.index))
    holds("charge points with a problem", [one.chargePointId for one in found], stations[0].identity)
    for one in found:
        that(one.finding.eventId, f"the events that show {one.finding.code}", one.finding)
        for event_id in one.finding.eventId:
            event = world.operator.GetEvent(eventId=event_id).event
            equal(f"the charge point of an event that shows {one.finding.code}", event.chargePointId, one.chargePointId)
    code = found[0].finding.code
    equal("codes in a list of one code", {one.finding.code for one in world.operator.ListProblems(
        target=targets, code=[code]).problem}, {code})


@requirement("MT-CHP-09", "station")
def groups(world: World) -> None:
    """Puts a charge point in two groups of each kind: a second grid point or site is a Conflict."""
    station, party = world.station(), world.operator
    members = {"chargePointId": [station.identity], "revision": 1}
    names: dict[str, list[str]] = {}
    for kind in ("Group", "GridPoint", "Site"):
        names[kind] = [world.name("G"), world.name("G")]
        party.PutGroup(groupId=names[kind][0], kind=kind, **members)
        if kind == "Group":
            party.PutGroup(groupId=names[kind][1], kind=kind, **members)
        else:
            party.refused("Conflict", "PutGroup", groupId=names[kind][1], kind=kind, **members)
    found = party.GetChargePoint(chargePointId=station.identity).chargePoint
    equal("groups, grid point and site", (sorted(found.group), found.gridPointId, found.siteId),
          (sorted(names["Group"]), names["GridPoint"][0], names["Site"][0]))
    listed = party.ListChargePoints(target=[{"kind": "Site", "id": names["Site"][0]}]).chargePoint
    equal("charge points of the site", [one.chargePointId for one in listed], [station.identity])
    party.PutGroup(groupId=names["Site"][0], kind="Site", chargePointId=[], revision=2)
    party.PutGroup(groupId=names["Site"][1], kind="Site", **members)
    there = party.ListGroups(chargePointId=station.identity).group
    equal("groups of the charge point", sorted(one.groupId for one in there),
          sorted([*names["Group"], names["GridPoint"][0], names["Site"][1]]))


@requirement("MT-CHP-10", "station")
def reviews(world: World) -> None:
    """Posts reviews with and without a transaction, with one that is elsewhere, and with one of somebody else."""
    station, elsewhere = world.station(), world.station()
    party = world.party("EMP", "DEVELOPER", own=[{"kind": "All"}])
    tag = world.tag(party)
    mine, away = [str(one.charge(tag).id) for one in (station, elsewhere)]
    station.stop()
    others = str(station.charge(world.tag()).id)
    told = []
    for transaction in (mine, away, others, None):
        fields: dict[str, Any] = {} if transaction is None else {"transactionId": transaction}
        exchange = party.tell("PostReview", chargePointId=station.identity, stars=4, text="Fine", **fields)
        told.append(exchange.refusal is None and exchange.find("verifiedSession").text in ("true", "1"))
    equal("verifiedSession", told, [True, False, False, False])
    listed = world.developer.ListReviews(chargePointId=station.identity).review
    equal("the first review in the list", (listed[0].stars, listed[0].text, listed[0].verifiedSession),
          (4, "Fine", True))
