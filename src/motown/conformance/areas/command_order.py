"""MT-CMD-08 to -10: when a command is sent, in which order, and how often."""

from datetime import UTC, datetime, timedelta

from motown.conformance.requirements import requirement
from motown.conformance.verdicts import equal, that
from motown.conformance.world import World, charge_point

TEMPTED_SECONDS = 15
"""So long a server is watched that may be tempted to send again."""


@requirement("MT-CMD-08", "core", "beside")
def times(world: World) -> None:
    """Gives notBefore and expiresAt, to charge points that are there, away and busy, and looks when messages come."""
    station, party = world.station(), world.operator
    begins = datetime.now(UTC) + timedelta(seconds=2)
    place = {"chargePointId": station.identity}
    receipt = party.ClearCache(**place, notBefore=begins).receipt
    command = world.reached(receipt.commandId)
    sent = next(one.at for one in command.history if one.state == "Sent")
    that(sent >= begins - timedelta(milliseconds=5), f"nothing to be sent before {begins}", sent)
    first = world.event(0, "the request", commandId=command.commandId, typePrefix=["ocpp.ClearCache.Request"])
    that(first.recordedAt >= begins - timedelta(milliseconds=5), f"no message before {begins}", first.recordedAt)
    away = world.station()
    away.do(away.point.go_away)
    gone = party.ClearCache(chargePointId=away.identity, expiresAt=datetime.now(UTC) + timedelta(seconds=3)).receipt
    station.behave("UnlockConnector", delay_seconds=4)
    busy = party.UnlockConnector(**place, connectorId=1).receipt
    late = party.ClearCache(**place, expiresAt=datetime.now(UTC) + timedelta(seconds=2)).receipt
    told = [(one.state, one.outcome) for one in (world.reached(gone.commandId), world.reached(late.commandId))]
    equal("what was tried in vain, and whose turn never came", told,
          [("Expired", "Unreachable"), ("Expired", "Expired")])
    world.reached(busy.commandId)
    equal("commands that came", [one.operation for one in station.received()], ["ClearCache", "UnlockConnector"])
    away.do(away.point.come_back)
    away.heartbeat()
    equal("commands that came after expiresAt", away.received(), [])


@requirement("MT-CMD-09", "core")
def one_at_a_time(world: World) -> None:
    """Asks one charge point for six things at once: one is under way at a time, in the order of asking."""
    station, party = world.station(), world.operator
    place = {"chargePointId": station.identity}
    for operation in ("ClearCache", "UnlockConnector", "GetConfiguration"):
        station.behave(operation, delay_seconds=0.2)
    receipts = []
    for _ in range(2):
        receipts += [party.ClearCache(**place).receipt, party.UnlockConnector(**place, connectorId=1).receipt,
                     party.GetConfiguration(**place).receipt]
    for receipt in receipts:
        world.reached(receipt.commandId)
    equal("commands in the order of arrival", [one.operation for one in station.received()],
          ["ClearCache", "UnlockConnector", "GetConfiguration"] * 2)
    messages = [one for one in world.events(receipts[0].position, target=[charge_point(station.identity)],
                                            category="Message") if one.commandId]
    equal("commands of the messages", [one.commandId for one in messages],
          [one.commandId for one in receipts for _ in range(2)])
    equal("requests and answers in turn", [one.type.rpartition(".")[2] for one in messages],
          ["Request", "Response"] * len(receipts))


@requirement("MT-CMD-10", "core", "beside")
def not_twice(world: World) -> None:
    """Has a charge point do what it is told and swallow the answer: what would do harm is not sent again."""
    station, party, tag = world.station(), world.operator, world.tag()
    place = {"chargePointId": station.identity}
    station.behave("GetConfiguration", drops=True, times=1)
    receipt = party.GetConfiguration(**place).receipt
    tried(world, receipt.commandId)
    station.heartbeat()  # whoever waits to try again may do so now
    harmless = world.reached(receipt.commandId)
    equal("outcome of what does no harm", harmless.outcome, "Succeeded")
    that(len(harmless.attempt) == 2 and harmless.attempt[0].error, "two attempts, the first in vain", harmless.attempt)
    station.behave("RemoteStartTransaction", drops=True, times=1)
    start = world.reached(party.StartTransaction(**place, connectorId=1, idTag=tag).receipt.commandId)
    equal("outcome of the start, by its effect", (start.outcome, start.effect.status), ("Succeeded", "Observed"))
    station.behave("RemoteStopTransaction", drops=True, times=1)
    event = party.GetEvent(eventId=start.effect.eventId).event
    stop = world.reached(party.StopTransaction(**place, transactionId=event.transactionId).receipt.commandId)
    equal("outcome of the stop, by its effect", (stop.outcome, stop.effect.status), ("Succeeded", "Observed"))
    equal("starts and stops that came", [len(station.received("RemoteStartTransaction")),
                                         len(station.received("RemoteStopTransaction"))], [1, 1])
    lost = world.station()
    lost.behave("RemoteStartTransaction", drops=True, lies=True)
    receipt = party.StartTransaction(chargePointId=lost.identity, connectorId=1, idTag=tag).receipt
    tried(world, receipt.commandId)
    for _ in range(3):
        lost.heartbeat()
        party.GetCommand(commandId=receipt.commandId, waitSeconds=TEMPTED_SECONDS // 3)
    equal("starts that came where nothing shows what became of it", len(lost.received("RemoteStartTransaction")), 1)


def tried(world: World, command_id: str) -> None:
    """Wait until the first attempt has come to nothing."""
    world.event(0, "an attempt that failed", commandId=command_id, typePrefix=["motown.CommandAttemptFailed"])
