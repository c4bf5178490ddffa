"""MT-TRX: transactions, charge detail records and what goes on."""

import time
from typing import Any

from motown.conformance.requirements import requirement
from motown.conformance.stations import Station
from motown.conformance.verdicts import equal, holds, that
from motown.conformance.world import World, charge_point


def told(world: World, transaction_id: object) -> Any:
    """How a transaction stands."""
    return world.operator.GetTransaction(transactionId=str(transaction_id)).transaction


def finished(world: World, station: Station, tag: str | None = None) -> Any:
    """A transaction that was made and ended."""
    transaction = station.charge(tag or world.tag())
    station.stop()
    return told(world, transaction.id)


@requirement("MT-TRX-01", "station")
def numbers(world: World) -> None:
    """Makes transactions: the ids are the numbers that the charge point was told, and no number comes twice."""
    station, before = world.station(), world.head()
    made = []
    for _ in range(3):
        transaction = station.charge(world.tag())
        made.append(str(transaction.id))
        station.stop()
    listed = world.operator.ListTransactions(target=[charge_point(station.identity)]).transaction
    equal("ids in the order in which they began", [one.transactionId for one in listed], made)
    equal("different numbers", len(set(made)), 3)
    that(all(one.isdecimal() and str(int(one)) == one for one in made), "numbers in decimal", made)
    started = [one.transactionId for one in world.events(before, typePrefix=["motown.TransactionStarted"])]
    equal("numbers that came twice in the events", len(started) - len(set(started)), 0)


@requirement("MT-TRX-02", "station")
def energy(world: World) -> None:
    """Looks at the energy of a transaction at its beginning, after a meter value, and in the end."""
    station = world.station()
    transaction = station.charge(world.tag())
    begun = told(world, transaction.id)
    equal("state, meterStartWh and meterStopWh", (begun.state, begun.meterStartWh, begun.meterStopWh),
          ("Active", transaction.meter_start_wh, None))
    register = transaction.meter_start_wh + 1234
    station.meter([{"timestamp": station.do(station.point.clock.now), "value": [sample(register, unit="Wh")]}])
    equal("energyWh after a meter value", told(world, transaction.id).energyWh, 1234)
    station.stop()
    ended = told(world, transaction.id)
    that(ended.meterStopWh is not None, "meterStopWh", ended)
    equal("energyWh in the end", (ended.state, ended.energyWh), ("Finished", ended.meterStopWh - ended.meterStartWh))


def sample(value: object, **more: str) -> dict[str, Any]:
    """One value of OCPP 1.5."""
    return {"text": str(value), "measurand": "Energy.Active.Import.Register", **more}


@requirement("MT-TRX-03", "station")
def waiting(world: World) -> None:
    """Waits for the next change of a transaction."""
    station = world.station()
    transaction = station.charge(world.tag())
    answer = world.operator.GetTransaction(transactionId=str(transaction.id))

    def wait() -> tuple[Any, float]:
        began = time.monotonic()
        found = world.operator.GetTransaction(transactionId=str(transaction.id), waitSeconds=15,
                                              afterPosition=answer.asOfPosition)
        return found, time.monotonic() - began
    waits = world.later(wait)
    time.sleep(0.3)  # so that it waits
    station.stop()
    found, seconds = waits()
    equal("state", found.transaction.state, "Finished")
    that(0.2 < seconds < 3, "an answer with the change", f"after {seconds:.1f} s")
    began = time.monotonic()
    world.operator.GetTransaction(transactionId=str(transaction.id), waitSeconds=15)
    that(time.monotonic() - began < 2, "an answer at once without afterPosition", time.monotonic() - began)


@requirement("MT-TRX-09", "station")
def records(world: World) -> None:
    """Ends sessions, and looks for one charge detail record each, with periods for energy and time."""
    station, before, tag = world.station(), world.head(), world.tag()
    ended = [finished(world, station, tag) for _ in range(2)]
    running = station.charge(tag)
    here = [charge_point(station.identity)]
    deadline = time.monotonic() + 10
    while len(found := world.operator.ListCdrs(target=here).cdr) < len(ended) and time.monotonic() < deadline:
        world.operator.ReadEvents(afterPosition=world.head(), waitSeconds=1)
    sessions = {one.sessionId for one in ended}
    equal("sessions with a record", sorted(one.sessionId for one in found), sorted(sessions))
    covered = [number for one in found for number in one.transactionId]
    equal("transactions of the records", sorted(covered), sorted(one.transactionId for one in ended))
    that(str(running.id) not in covered, "no record for what goes on", covered)
    for one in found:
        holds("dimensions of the periods", [it.dimension for it in one.period], "Energy", "Time")
        energy_wh = sum(it.quantity for it in one.period if it.dimension == "Energy")
        equal("energy of the periods", int(energy_wh), one.energyWh)
        equal("energy of the transactions", one.energyWh,
              sum(it.energyWh for it in ended if it.transactionId in one.transactionId))
        equal("idTag", (one.idTag or "").upper(), tag)
    changed = world.operator.ListCdrs(target=here, changedAfterPosition=before).cdr
    equal("records since then", len(changed), len(found))
    equal("cdrId of the transaction", told(world, ended[0].transactionId).cdrId in {one.cdrId for one in found}, True)


@requirement("MT-TRX-10", "station")
def diagnostics(world: World) -> None:
    """Asks what goes on in a session with no meter value, with one that grows, and after its end."""
    station = world.station()
    transaction = station.charge(world.tag())

    def now() -> Any:
        return world.operator.GetSessionDiagnostics(transactionId=str(transaction.id)).diagnostics
    silent = now()
    equal("state and charging without a meter value", (silent.state, silent.charging), ("Active", "unknown"))
    holds("the timeline", [world.operator.GetEvent(eventId=one.eventId).event.type for one in silent.timeline],
          "motown.TransactionStarted")
    register = transaction.meter_start_wh + 500
    station.meter([{"timestamp": station.do(station.point.clock.now), "value": [
        sample(register, unit="Wh"), {"text": "7000", "measurand": "Power.Active.Import", "unit": "W"}]}])
    charging = now()
    equal("energy and power of the meter", (charging.latest.energyWh, charging.latest.powerW), (500, 7000))
    equal("charging with power", charging.charging, "yes")
    station.stop()
    equal("state in the end", now().state, "Finished")
