"""MT-POL: operations that wait."""

import time
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from motown.conformance.requirements import requirement
from motown.conformance.verdicts import equal, that
from motown.conformance.world import World

SOON = 2.0
"""Seconds within which an answer came at once, on a machine that has other things to do."""
MANY = 100


def timed(work: Any) -> tuple[Any, float]:
    """What comes of something, and how many seconds it took."""
    began = time.monotonic()
    return work(), time.monotonic() - began


@requirement("MT-POL-01", "core")
def as_soon_as(world: World) -> None:
    """Waits for what is there, for what comes meanwhile, and longer than may be waited."""
    station, head = world.station(), world.head()
    here: dict[str, Any] = {"target": [{"kind": "ChargePoint", "id": station.identity}]}
    found, seconds = timed(lambda: world.operator.ReadEvents(afterPosition=0, filter=here, waitSeconds=20))
    that(found.event and seconds < SOON, "events that are there at once", f"{len(found.event)} after {seconds:.1f} s")
    for wait in (20, 2**31 - 1):
        head = world.head()
        fields = {"afterPosition": head, "filter": here, "waitSeconds": wait}
        waiting = world.later(partial(timed, partial(world.operator.ask, "ReadEvents", **fields)))
        time.sleep(0.3)  # so that it waits
        said, _ = timed(station.heartbeat)
        equal("a heartbeat", said, None)
        answer, seconds = waiting()
        that(answer.event and seconds < SOON + 0.3, "the events as soon as they come",
             f"{len(answer.event)} after {seconds:.1f} s")


@requirement("MT-POL-02", "core")
def nothing_came(world: World) -> None:
    """Waits a second for nothing, in the event store and for a command: an answer that tells how things stand."""
    head = world.head()
    answer, seconds = timed(lambda: world.operator.ReadEvents(
        afterPosition=head, filter={"typePrefix": ["nobody.Knows"]}, waitSeconds=1))
    equal("events", answer.event, [])
    that(0.8 < seconds < 1 + SOON, "an answer after the second", f"{seconds:.2f} s")
    station = world.station()
    receipt = world.operator.ClearCache(chargePointId=station.identity,
                                        notBefore=datetime.now(UTC) + timedelta(hours=1)).receipt
    answer, seconds = timed(lambda: world.operator.GetCommand(commandId=receipt.commandId, waitSeconds=1))
    equal("state", answer.command.state, "Scheduled")
    that(0.8 < seconds < 1 + SOON, "an answer after the second", f"{seconds:.2f} s")
    world.operator.CancelCommand(commandId=receipt.commandId)


@requirement("MT-POL-03", "core", "beside")
def hundred_at_a_time(world: World) -> None:
    """Has one party wait a hundred times at once: none is refused, all are told when it comes."""
    station, party = world.station(), world.party("CSO", own=[{"kind": "All"}])
    head = world.head()
    here: dict[str, Any] = {"target": [{"kind": "ChargePoint", "id": station.identity}]}

    def wait() -> int:
        return len(party.ReadEvents(afterPosition=head, filter=here, waitSeconds=15).event)
    waiting = world.later(lambda: world.together(*[wait] * MANY))
    time.sleep(1.5)  # so that all of them wait
    station.heartbeat()
    found = waiting()
    equal("readers that were told", sum(1 for count in found if count), MANY)
