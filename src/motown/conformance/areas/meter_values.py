"""MT-TRX-04 to -08: meter values."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from motown.conformance.areas.transactions import sample
from motown.conformance.requirements import requirement
from motown.conformance.stations import Station
from motown.conformance.verdicts import equal, holds, that
from motown.conformance.world import World

MINUTE = timedelta(minutes=1)


def meter(station: Station, at: datetime, *samples: dict[str, Any], connector: int = 1, inside: bool = True) -> None:
    """Send meter values of a moment, as part of the transaction or not."""
    values = [{"timestamp": at, "value": list(samples)}]
    if inside:
        station.meter(values, connector)
        return
    station.do(lambda: station.point.link.ask("MeterValues", {"connectorId": connector, "values": values}))


def read(world: World, **fields: Any) -> list[Any]:
    """Meter values."""
    return list(world.operator.ReadMeterValues(**fields).sample)


def now() -> datetime:
    """The time in whole seconds, as charge points tell it."""
    return datetime.now(UTC).replace(microsecond=0)


@requirement("MT-TRX-04", "station")
def units(world: World) -> None:
    """Sends values in kWh, kW and without a unit: they are told in Wh and W; the event has what was said."""
    station = world.station()
    transaction, at = station.charge(world.tag()), now()
    meter(station, at, sample("12.5", unit="kWh"), {"text": "7.4", "measurand": "Power.Active.Import", "unit": "kW"},
          {"text": "16", "measurand": "Current.Import", "unit": "Amp"},
          {"text": "230.1", "measurand": "Voltage", "unit": "Volt"})
    found = {one.measurand: (one.value, one.unit) for one in read(world, transactionId=str(transaction.id))}
    wanted = {"Energy.Active.Import.Register": (Decimal(12500), "Wh"), "Power.Active.Import": (Decimal(7400), "W"),
              "Current.Import": (Decimal(16), "A"), "Voltage": (Decimal("230.1"), "V")}
    equal("values and units", found, wanted)
    event = world.event(0, "the meter values", transactionId=str(transaction.id), typePrefix=["motown.MeterSampled"])
    holds("what the event says", [one.value for one in event.attribute], "kWh", "kW")


@requirement("MT-TRX-05", "station")
def signed(world: World) -> None:
    """Sends signed data: it is not taken apart, and the event has it."""
    station = world.station()
    transaction = station.charge(world.tag())
    meter(station, now(), sample("OCMF|{}|{}", format="SignedData", unit="Wh"))
    (one,) = read(world, transactionId=str(transaction.id))
    equal("signedData and value", (one.signedData, one.value), (True, None))
    event = world.operator.GetEvent(eventId=one.eventId, includePayload=True).event
    texts = [it.value for it in event.attribute]
    source = world.operator.GetEvent(eventId=event.causationId or one.eventId, includePayload=True).event
    payload = source.payload.data if source.payload else b""
    that("OCMF|{}|{}" in texts or b"OCMF|{}|{}" in payload, "the data in the event or its message", texts)


@requirement("MT-TRX-06", "station")
def assigned(world: World) -> None:
    """Sends values that name no transaction, on OCPP 1.2 and 1.5: connector and time decide, and it is told so."""
    for version in ("1.2", "1.5"):
        station = world.station(version, connectors=2)
        transaction = station.charge(world.tag())
        value = {"value": 150} if version == "1.2" else {"value": [sample("150", unit="Wh")]}
        for connector in (1, 2):
            values = [{"timestamp": now(), **value}]
            station.do(partial(station.point.link.ask, "MeterValues", {"connectorId": connector, "values": values}))
        found = [(one.connectorId, one.value, one.assigned) for one in read(world, transactionId=str(transaction.id))]
        equal(f"values of the transaction on OCPP {version}", found, [(1, Decimal(150), True)])
        if version == "1.5":
            meter(station, now(), sample("160", unit="Wh"))
            named = read(world, transactionId=str(transaction.id))[-1]
            equal("assigned where the transaction is named", bool(named.assigned), False)


@requirement("MT-TRX-07", "station")
def steps(world: World) -> None:
    """Asks for steps of five minutes: they begin at whole five minutes, and are told with their ends."""
    station = world.station()
    transaction = station.charge(world.tag())
    begin = datetime.fromtimestamp(int(now().timestamp()) // 300 * 300 - 1800, UTC)
    for minutes, register, power in ((1, 100, 1000), (4, 160, 3000), (6, 200, 500)):
        meter(station, begin + minutes * MINUTE, sample(register, unit="Wh"),
              {"text": str(power), "measurand": "Power.Active.Import", "unit": "W"})
    found = read(world, transactionId=str(transaction.id), stepSeconds=300, since=begin, until=begin + 15 * MINUTE)
    told = {(one.at, one.measurand): one.value for one in found}
    equal("the last of a register and the mean of the rest", told, {
        (begin + 5 * MINUTE, "Energy.Active.Import.Register"): Decimal(160),
        (begin + 10 * MINUTE, "Energy.Active.Import.Register"): Decimal(200),
        (begin + 5 * MINUTE, "Power.Active.Import"): Decimal(2000),
        (begin + 10 * MINUTE, "Power.Active.Import"): Decimal(500)})
    only = read(world, transactionId=str(transaction.id), measurand=["Power.Active.Import"])
    equal("measurands", {one.measurand for one in only}, {"Power.Active.Import"})


@requirement("MT-TRX-08", "station")
def aggregates(world: World) -> None:
    """Asks as a SUPPLIER for groups of two and of three charge points: there are no values for fewer than three."""
    stations = [world.station() for _ in range(3)]
    begin = datetime.fromtimestamp(int(now().timestamp()) // 300 * 300 - 600, UTC)
    for station in stations:
        station.charge(world.tag())
        meter(station, begin + MINUTE, {"text": "1000", "measurand": "Power.Active.Import", "unit": "W"})
    groups = {count: world.name("G") for count in (2, 3)}
    for count, name in groups.items():
        world.operator.PutGroup(groupId=name, kind="Group", revision=1,
                                chargePointId=[one.identity for one in stations[:count]])
    supplier = world.party("SUPPLIER", own=[{"kind": "All"}])
    told: dict[int, Any] = {}
    for count, name in groups.items():
        told[count] = supplier.ReadMeterValues(
            target={"kind": "Group", "id": name}, stepSeconds=300, measurand=["Power.Active.Import"], since=begin,
            until=begin + 5 * MINUTE).sample
    equal("values of two charge points", [one for one in told[2] if one.value is not None], [])
    equal("values of three", [one.value for one in told[3]], [Decimal(3000)])
    equal("what tells single ones", {(one.chargePointId, one.transactionId, one.connectorId, one.eventId)
                                     for one in told[3]}, {(None, None, None, None)})
    supplier.refused("InvalidRequest NotPermitted", "ReadMeterValues", target={"kind": "Group", "id": groups[3]})
    supplier.refused("NotPermitted", "ListTransactions")
