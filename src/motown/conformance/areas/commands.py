"""MT-CMD-01 to -03, -13 to -16: commands are taken, refused, called off."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

from motown.conformance.areas.directory import NEEDS
from motown.conformance.party import new_id
from motown.conformance.requirements import requirement
from motown.conformance.verdicts import equal, holds, lacks, that
from motown.conformance.world import World, charge_point

AT_ONCE = 2.0
"""Seconds within which an answer came without waiting for a charge point that takes its time."""
HOUR = timedelta(hours=1)


@requirement("MT-CMD-01", "core")
def receipts(world: World) -> None:
    """Asks a charge point that answers after five seconds: the receipt is there at once."""
    station = world.station()
    station.behave("ClearCache", delay_seconds=5)
    began = time.monotonic()
    receipt = world.operator.ClearCache(chargePointId=station.identity).receipt
    seconds = time.monotonic() - began
    that(seconds < AT_ONCE, "a receipt at once", f"after {seconds:.1f} s")
    that(receipt.state in ("Queued", "Sent"), "the state Queued or Sent", receipt)
    equal("duplicate", bool(receipt.duplicate), False)


@requirement("MT-CMD-02", "core")
def versions(world: World) -> None:
    """Asks OCPP 1.2 for what it lacks: NotSupported, and no command. The outcome NotSupported is the charge point's."""
    station, before = world.station("1.2"), world.head()
    for operation, fields in NEEDS.items():
        world.operator.refused("NotSupported", operation, chargePointId=station.identity, **fields)
    here = [charge_point(station.identity)]
    equal("commands", world.operator.ListCommands(target=here).command, [])
    equal("events of commands", world.events(before, target=here, typePrefix=["motown.Command"]), [])
    station.behave("ClearCache", fault="NotSupported")
    command = world.reached(world.operator.ClearCache(chargePointId=station.identity).receipt.commandId)
    equal("outcome of what the charge point does not know", command.outcome, "NotSupported")


@requirement("MT-CMD-03", "core")
def contradictions(world: World) -> None:
    """Asks for contradicting things while the first is not over: Conflict; afterwards it is taken."""
    station, party = world.station(), world.operator
    place: dict[str, Any] = {"chargePointId": station.identity, "connectorId": 1}
    one = party.ChangeAvailability(**place, availability="Inoperative", notBefore=datetime.now(UTC) + HOUR).receipt
    party.refused("Conflict", "ChangeAvailability", **place, availability="Operative")
    other = world.station()
    there: dict[str, Any] = {"chargePointId": other.identity, "connectorId": 1}
    party.StartTransaction(**there, idTag="CONF-ONE", notBefore=datetime.now(UTC) + HOUR)
    party.refused("Conflict", "StartTransaction", **there, idTag="CONF-TWO")
    equal("commands that came", station.received() + other.received(), [])
    party.CancelCommand(commandId=one.commandId)
    receipt = party.ChangeAvailability(**place, availability="Operative").receipt
    equal("outcome of what contradicts nothing any more", world.reached(receipt.commandId).outcome, "Succeeded")


@requirement("MT-CMD-13", "core")
def called_off(world: World) -> None:
    """Calls off what is Scheduled, what is Queued and what is over."""
    station, party = world.station(), world.operator
    scheduled = party.ClearCache(chargePointId=station.identity, notBefore=datetime.now(UTC) + HOUR).receipt
    request = new_id()
    answer = party.CancelCommand(requestId=request, commandId=scheduled.commandId)
    equal("state and outcome", (answer.command.state, answer.command.outcome), ("Cancelled", "Cancelled"))
    again = party.CancelCommand(requestId=request, commandId=scheduled.commandId)
    equal("duplicate and position of the same again", (again.duplicate, again.position), (True, answer.position))
    station.behave("ClearCache", delay_seconds=2)
    sent = party.ClearCache(chargePointId=station.identity).receipt
    queued = party.UnlockConnector(chargePointId=station.identity, connectorId=1).receipt
    equal("state", party.CancelCommand(commandId=queued.commandId).command.state, "Cancelled")
    world.reached(sent.commandId)
    party.refused("Conflict", "CancelCommand", commandId=sent.commandId)
    party.refused("Conflict", "CancelCommand", commandId=queued.commandId)
    party.refused("NotFound", "CancelCommand", commandId="none")
    equal("commands that came", [one.operation for one in station.received()], ["ClearCache"])


@requirement("MT-CMD-14", "core")
def of_others(world: World) -> None:
    """Asks for another party's command with R-RAW and without it, and lists commands."""
    station, request = world.station(), new_id()
    here = [charge_point(station.identity)]
    mine = world.operator.ClearCache(requestId=request, chargePointId=station.identity).receipt.commandId
    world.reached(mine)
    blind, sighted = world.party("ADDON"), world.party("ADDON")
    world.grant(blind, "C-STATION", "R-STATUS", targets=here)
    world.grant(sighted, "R-RAW", "R-STATUS", targets=here)
    blind.refused("NotFound", "GetCommand", commandId=mine)
    equal("commands in the list without R-RAW", blind.ListCommands().command, [])
    equal("the command with R-RAW", sighted.GetCommand(commandId=mine).command.commandId, mine)
    lacks("what is told with R-RAW", sighted.wire.last.received.decode(), request)
    holds("the list with R-RAW", [one.commandId for one in sighted.ListCommands(target=here).command], mine)
    lacks("the list with R-RAW", sighted.wire.last.received.decode(), request)
    own = blind.ClearCache(chargePointId=station.identity).receipt.commandId
    world.reached(own, party=blind)
    equal("own commands in the list", [one.commandId for one in blind.ListCommands().command], [own])
    for event in world.events(0, sighted, commandId=mine):
        lacks("attributes of events", [one.value for one in event.attribute], request)


@requirement("MT-CMD-15", "core")
def bad_times(world: World) -> None:
    """Gives an expiresAt that is past, and one that is not behind notBefore."""
    station, now = world.station(), datetime.now(UTC)
    place = {"chargePointId": station.identity}
    for times in ({"expiresAt": now - HOUR}, {"notBefore": now + 2 * HOUR, "expiresAt": now + HOUR},
                  {"notBefore": now + HOUR, "expiresAt": now + HOUR}):
        refusal = world.operator.refused("InvalidRequest", "ClearCache", **place, **times)
        equal("field", refusal.field, "expiresAt")
    equal("commands that came", station.received(), [])


@requirement("MT-CMD-16", "core")
def reservations(world: World) -> None:
    """Makes reservations, one after the other: each has a new number, which is told and is the charge point's."""
    numbers, until = [], datetime.now(UTC) + HOUR
    for _ in range(2):
        station = world.station()
        for tag in ("CONF-A", "CONF-B"):
            receipt = world.operator.ReserveNow(chargePointId=station.identity, connectorId=1, idTag=tag,
                                                reservedUntil=until).receipt
            command = world.reached(receipt.commandId)
            told = {one.name: one.value for one in command.parameter}
            holds("parameters", told, "reservationId")
            got = station.received("ReserveNow")[-1].request.reservationId
            equal("the number at the charge point", str(got), told["reservationId"])
            numbers.append(got)
    equal("different numbers", len(set(numbers)), len(numbers))
