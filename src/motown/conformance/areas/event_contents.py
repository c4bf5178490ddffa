"""MT-EVT: what is recorded of messages, byte for byte, and what they mean."""

import hashlib
import re
from datetime import UTC, datetime, timedelta
from typing import Any

from motown.conformance.published import table
from motown.conformance.requirements import requirement
from motown.conformance.stations import ByteStation, Station
from motown.conformance.verdicts import equal, holds, that
from motown.conformance.world import World, attributes, charge_point


def messages(world: World, station: Station | ByteStation, after: int = 0, **filter: Any) -> list[Any]:
    """The messages of a charge point with their bytes."""
    return world.events(after, target=[charge_point(station.identity)], category="Message", include_payload=True,
                        **filter)


@requirement("MT-EVT-07", "core")
def bytes_on_the_wire(world: World) -> None:
    """Sends and answers odd bytes, and compares what the simulator sent and got with the payloads and their hashes."""
    station, before = world.station(), world.head()
    station.charge(world.tag())
    station.meter()
    station.stop()
    world.reached(world.operator.GetConfiguration(chargePointId=station.identity).receipt.commandId)
    stored = messages(world, station)
    for one in stored:
        equal(f"sha256 of {one.type}", one.payload.sha256.lower(), hashlib.sha256(one.payload.data).hexdigest())
    data = [one.payload.data for one in stored]
    for said in station.said:
        holds("payloads", data, said.sent, said.received)
    holds("payloads", data, station.received("GetConfiguration")[0].raw)
    odd = world.byte_station()
    boot = odd.message("BootNotification", chargePointVendor="Ünï", chargePointModel="M")
    sent = [boot.replace(b"?>", b"?>\r\n<!-- odd -->\r\n\t", 1) if b"?>" in boot else b"<!-- odd -->\r\n" + boot,
            odd.message("DataTransfer", vendorId="V", data="a\tb  c").replace(b"  c", b"&#32;&#x20;c")]
    for message in sent:
        holds("payloads", [message, odd.send(message)], message)
    equal("odd requests", [one.payload.data for one in messages(world, odd, before) if one.type.endswith("Request")],
          sent)
    _odd_answer(world, odd)


def _odd_answer(world: World, odd: ByteStation) -> None:
    """What a charge point answers to a command is kept as it came."""
    answer = (b'<?xml version="1.0"?>\r\n<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope" >\n<e:Body>'
              b'<!-- yes --><clearCacheResponse\txmlns="urn://Ocpp/Cp/2012/06/"><status >Accepted</status>'
              b"</clearCacheResponse></e:Body></e:Envelope>\n\n")
    odd.answers.append((200, answer))
    command = world.reached(world.operator.ClearCache(chargePointId=odd.identity).receipt.commandId)
    equal("outcome of an odd answer", command.outcome, "Succeeded")
    request, response = messages(world, odd, commandId=command.commandId)
    equal("payloads of the command", (request.payload.data, response.payload.data), (odd.commands[0], answer))


@requirement("MT-EVT-08", "core")
def every_message(world: World) -> None:
    """Sends requests, nonsense and what is refused: each message is an event when its answer is there."""
    odd = world.byte_station()
    good = odd.message("BootNotification", chargePointVendor="V", chargePointModel="M")
    heartbeat = odd.message("Heartbeat")
    taken, refused = {"Request", "Response"}, {"Request", "Malformed", "Fault"}
    cases = [(good, taken), (heartbeat, taken), (heartbeat.replace(b"heartbeatRequest", b"danceRequest"), refused),
             (odd.message("DataTransfer", vendorId="V").replace(b"vendorId", b"nobodyId"), refused)]
    for message, kinds in cases:
        place = world.head()
        answer = odd.send(message)
        stored = messages(world, odd, place)
        told = {one.type.rpartition(".")[2] for one in stored}
        that(told <= kinds and len(stored) == 2, f"two messages of {sorted(kinds)}", [one.type for one in stored])
        equal("payloads", [one.payload.data for one in stored], [message, answer])
    equal("directions", {attributes(one)["direction"] for one in messages(world, odd)},
          {"FromChargePoint", "ToChargePoint"})
    odd.answers += [(200, b"no SOAP at all")] * 3
    command = world.operator.UnlockConnector(chargePointId=odd.identity, connectorId=1).receipt
    event = world.event(command.position, "what could not be read", lambda one: one.type.endswith(".Malformed"),
                        commandId=command.commandId)
    that(event.type.startswith("ocpp."), "the type ocpp.OPERATION.Malformed", event.type)
    mistaken = messages(world, odd, commandId=command.commandId)
    holds("payloads", [one.payload.data for one in mistaken if one.payload], b"no SOAP at all")


@requirement("MT-EVT-09", "core")
def causes(world: World) -> None:
    """Follows causationId from meanings and answers to the requests that they came from."""
    station = world.station()
    transaction = station.charge(world.tag())
    station.stop()
    events = world.events(0, target=[charge_point(station.identity)])
    by_id = {one.eventId: one for one in events}
    for event in events:
        if event.type.endswith(".Response"):
            cause = by_id.get(event.causationId)
            equal(f"the cause of {event.type}", cause and cause.type, event.type.replace("Response", "Request"))
            equal("correlation of request and answer", cause and cause.correlationId, event.correlationId)
    meant = {"motown.TransactionStarted": "ocpp.StartTransaction.Request", "motown.StatusChanged":
             "ocpp.StatusNotification.Request", "motown.ChargePointBooted": "ocpp.BootNotification.Request",
             "motown.TransactionStopped": "ocpp.StopTransaction.Request"}
    for name, wanted in meant.items():
        found = [one for one in events if one.type == name]
        that(found, f"an event {name}", "none")
        for one in found:
            cause = by_id.get(one.causationId)
            equal(f"the cause of {name}", cause and cause.type, wanted)
    started = next(one for one in events if one.type == "motown.TransactionStarted")
    equal("transactionId", started.transactionId, str(transaction.id))


FORMS = {"integer": r"-?\d+", "decimal": r"-?\d+(\.\d+)?", "boolean": "true|false", "string": r"(?s).*",
         "dateTime": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z"}


@requirement("MT-EVT-13", "core", "last")
def known_attributes(world: World) -> None:
    """Looks at all attributes of the last events: names, values and whether several may be are as in the table."""
    station = world.station()
    station.charge(world.tag())
    station.meter()
    station.stop()
    types: dict[str, dict[str, str]] = {}
    for row in table("event-types.csv"):
        types.setdefault(row["event"], {})[row["attribute"].replace(".N.", ".")] = row["type"]
    wrong = set()
    for event in world.events(max(0, world.head() - 4000)):
        kind = "ocpp.OPERATION.KIND" if event.type.startswith("ocpp.") else event.type
        for attribute in event.attribute if kind in types else []:
            type_ = _type_of(types[kind], re.sub(r"\.\d+\.", ".", attribute.name))
            if type_ is None:
                wrong.add(f"{kind} has {attribute.name}")
            elif not re.fullmatch(FORMS[type_], attribute.value or ""):
                wrong.add(f"{kind} {attribute.name} is {attribute.value!r}, no {type_}")
    equal("attributes that are not as in event-types.csv", sorted(wrong), [])


def _type_of(types: dict[str, str], name: str) -> str | None:
    """The type of an attribute; ``outer.*`` in the table stands for fields of any name, at any depth."""
    while name not in types and "." in name.removesuffix(".*"):
        name = name.removesuffix(".*").rpartition(".")[0] + ".*"
    return types.get(name)


@requirement("MT-EVT-14", "core")
def place_of_a_time(world: World) -> None:
    """Asks for the place of a time between two events, and of times before and behind all."""
    station = world.station()
    events = world.events(0, target=[charge_point(station.identity)])
    one = events[len(events) // 2]
    place = world.operator.GetStoreInfo(time=one.recordedAt).positionAt
    behind = world.operator.ReadEvents(afterPosition=place, limit=1).event[0]
    that(behind.recordedAt >= one.recordedAt, f"the first event behind positionAt not before {one.recordedAt}", behind)
    if place:
        before = world.operator.ReadEvents(afterPosition=place + 1, direction="Backward", limit=1).event
        that(all(it.recordedAt < one.recordedAt for it in before), f"the one at it before {one.recordedAt}", before)
    ages = datetime(2001, 1, 1, tzinfo=UTC)
    equal("the place of a time before all", world.operator.GetStoreInfo(time=ages).positionAt, 0)
    info = world.operator.GetStoreInfo(time=datetime.now(UTC) + timedelta(days=1))
    equal("the place of a time behind all", info.positionAt, info.headPosition)


@requirement("MT-EVT-15", "core")
def own_commands(world: World) -> None:
    """Has a party without R-RAW ask for a command: it sees that command's events, and not those of others."""
    station, party = world.station(), world.party("ADDON")
    here = [charge_point(station.identity)]
    world.grant(party, "R-STATUS", targets=here)
    world.grant(party, operations=["ClearCache"], targets=here)
    mine = party.ClearCache(chargePointId=station.identity).receipt.commandId
    others = world.operator.ClearCache(chargePointId=station.identity).receipt.commandId
    world.reached(mine, party=party)
    world.reached(others)
    told = world.events(0, party, target=here, typePrefix=["motown.Command"])
    equal("commands of the events", {one.commandId for one in told}, {mine})
    holds("types", [one.type for one in told], "motown.CommandAccepted", "motown.CommandFinished")
    equal("events of others' commands", world.events(0, party, commandId=others), [])

