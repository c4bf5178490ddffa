"""MT-CMD-04 to -07, -11 and -12: what becomes of a command."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

from motown.conformance.requirements import requirement
from motown.conformance.verdicts import equal, holds, that
from motown.conformance.world import World, charge_point

ORDER = ["Scheduled", "Queued", "Sent", "Answered", "Finished"]
OVER = ("Finished", "Cancelled", "Expired")
SOON = 2.0
UNPROVEN_SECONDS = 1
"""So long a promise is watched that nothing came of."""


def follows(command: Any) -> None:
    """Fail unless the history of a command is in the order of states, each with an event."""
    states = [one.state for one in command.history]
    life = [one for one in states if one in ORDER]
    equal("states in their order", life, [one for one in ORDER if one in life])
    equal("the last state", states[-1], command.state)
    that(all(one.eventId for one in command.history), "an event for each state", command.history)
    that((command.outcome == "Pending") == (command.state not in OVER), "Pending until it is over",
         (command.state, command.outcome))


@requirement("MT-CMD-04", "core")
def history(world: World) -> None:
    """Takes commands through Scheduled, Queued, Sent, Answered and Finished, and into Cancelled and Expired."""
    station, party = world.station(), world.operator
    place = {"chargePointId": station.identity}
    receipt = party.ClearCache(**place, notBefore=datetime.now(UTC) + timedelta(seconds=1)).receipt
    equal("state with notBefore", receipt.state, "Scheduled")
    done = world.reached(receipt.commandId)
    equal("states", [one.state for one in done.history], ORDER)
    follows(done)
    for step in done.history:
        event = party.GetEvent(eventId=step.eventId).event
        equal("command and time of a step's event", (event.commandId, event.recordedAt), (done.commandId, step.at))
    later = party.ClearCache(**place, notBefore=datetime.now(UTC) + timedelta(hours=1)).receipt
    cancelled = party.CancelCommand(commandId=later.commandId).command
    equal("states", [one.state for one in cancelled.history], ["Scheduled", "Cancelled"])
    follows(cancelled)
    station.do(station.point.go_away)
    gone = party.UnlockConnector(**place, connectorId=1, expiresAt=datetime.now(UTC) + timedelta(seconds=2)).receipt
    expired = world.reached(gone.commandId)
    equal("state of what could not be delivered", expired.state, "Expired")
    follows(expired)


@requirement("MT-CMD-05", "core")
def outcomes(world: World) -> None:
    """Looks at commands while they last and after they are over: Pending first, and then the same for ever."""
    station = world.station()
    station.behave("ClearCache", delay_seconds=1)
    receipt = world.operator.ClearCache(chargePointId=station.identity).receipt
    while (command := world.operator.GetCommand(commandId=receipt.commandId).command).state not in OVER:
        follows(command)
        world.operator.GetCommand(commandId=receipt.commandId, waitSeconds=1, waitFor="Answered")
    follows(command)
    equal("outcome", command.outcome, "Succeeded")
    station.behave("ClearCache", status="Rejected")
    world.reached(world.operator.ClearCache(chargePointId=station.identity).receipt.commandId)
    station.do(station.point.reboot)
    later = world.operator.GetCommand(commandId=receipt.commandId).command
    equal("outcome and history later on", (later.outcome, len(later.history)), (command.outcome, len(command.history)))


@requirement("MT-CMD-06", "core")
def promises(world: World) -> None:
    """Has one charge point keep a promise and one not: Succeeded comes with the effect, and never before it."""
    tag, party = world.tag(), world.operator
    honest, liar = world.station(), world.station()
    liar.behave("RemoteStartTransaction", lies=True)
    kept, broken = [party.StartTransaction(chargePointId=one.identity, connectorId=1, idTag=tag).receipt.commandId
                    for one in (honest, liar)]
    command = world.reached(kept)
    equal("outcome and effect", (command.outcome, command.effect.status), ("Succeeded", "Observed"))
    event = party.GetEvent(eventId=command.effect.eventId).event
    equal("the event that shows it", (event.type, event.chargePointId),
          ("motown.TransactionStarted", honest.identity))
    answered = world.reached(broken, "Answered")
    world.operator.GetCommand(commandId=broken, waitSeconds=UNPROVEN_SECONDS)
    told = world.operator.GetCommand(commandId=broken).command
    equal("state, outcome and effect of a mere promise", (told.state, told.outcome, told.effect.status),
          ("Answered", "Pending", "Awaited"))
    sent = next(one.at for one in answered.history if one.state == "Sent")
    watched = (told.effect.deadline - sent).total_seconds()
    that(60 <= watched <= 180, "the effect to be watched for two minutes", f"{watched:.0f} s")
    transaction = liar.charge(tag)
    command = world.reached(broken)
    equal("outcome after the effect", (command.outcome, command.effect.status), ("Succeeded", "Observed"))
    equal("the transaction that shows it", party.GetEvent(eventId=command.effect.eventId).event.transactionId,
          str(transaction.id))
    unlocked = world.reached(party.UnlockConnector(chargePointId=world.station().identity,
                                                   connectorId=1).receipt.commandId)
    equal("outcome and effect where none can be seen", (unlocked.outcome, unlocked.effect.status),
          ("Succeeded", "NotExpected"))


@requirement("MT-CMD-07", "core")
def unconfirmed(world: World) -> None:
    """Changes a key on OCPP 1.2, where nothing can show it, and on 1.5, where it is read back."""
    told = []
    for version in ("1.2", "1.5"):
        station = world.station(version)
        receipt = world.operator.ChangeConfiguration(
            chargePointId=station.identity, key="MeterValueSampleInterval", value="61").receipt
        told.append(world.reached(receipt.commandId).outcome)
    equal("outcomes on OCPP 1.2 and 1.5", told, ["Unconfirmed", "Succeeded"])


@requirement("MT-CMD-11", "core")
def in_the_log(world: World) -> None:
    """Reads a command's events: each state in its stream, and the messages, all with its id."""
    station = world.station()
    command = world.reached(world.operator.ClearCache(chargePointId=station.identity).receipt.commandId)
    events = world.events(0, commandId=command.commandId)
    steps = [one for one in events if one.streamId == f"command:{command.commandId}"]
    equal("events of the states", {one.eventId for one in command.history} - {one.eventId for one in steps}, set())
    holds("types of the steps", [one.type for one in steps], "motown.CommandAccepted", "motown.CommandSent",
          "motown.CommandAnswered", "motown.CommandFinished")
    messages = [one.type for one in events if one.category == "Message"]
    equal("messages", messages, ["ocpp.ClearCache.Request", "ocpp.ClearCache.Response"])
    equal("who asked", {one.party for one in steps if one.type == "motown.CommandAccepted"}, {world.operator.id})


@requirement("MT-CMD-12", "core")
def waiting(world: World) -> None:
    """Waits for Answered and for Finished, and for what is over: an answer as soon as it is so."""
    station, party, tag = world.station(), world.operator, world.tag()
    station.behave("RemoteStartTransaction", delay_seconds=1, lies=True)
    receipt = party.StartTransaction(chargePointId=station.identity, connectorId=1, idTag=tag).receipt
    began = time.monotonic()
    answered = party.GetCommand(commandId=receipt.commandId, waitSeconds=15, waitFor="Answered").command
    that(answered.state == "Answered" and time.monotonic() - began < 1 + SOON, "Answered after a second",
         f"{answered.state} after {time.monotonic() - began:.1f} s")
    finished = world.later(lambda: party.GetCommand(commandId=receipt.commandId, waitSeconds=15).command)
    station.charge(tag)
    equal("the state that was waited for", finished().state, "Finished")
    for wait_for in ("Answered", "Finished"):
        began = time.monotonic()
        party.GetCommand(commandId=receipt.commandId, waitSeconds=15, waitFor=wait_for)
        that(time.monotonic() - began < SOON, "an answer at once for what is over", time.monotonic() - began)
    later = party.ClearCache(chargePointId=station.identity, notBefore=datetime.now(UTC) + timedelta(hours=1)).receipt
    off = world.later(lambda: party.GetCommand(commandId=later.commandId, waitSeconds=15).command)
    party.CancelCommand(commandId=later.commandId)
    equal("the state in which it ended", off().state, "Cancelled")
    here = [charge_point(station.identity)]
    equal("commands by state", [one.commandId for one in party.ListCommands(target=here, state=["Cancelled"]).command],
          [later.commandId])
