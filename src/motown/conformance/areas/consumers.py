"""MT-CON: what consumers do. No server can break it, so it is tested on a consumer that is named (--consumer)."""

from datetime import UTC, datetime
from typing import Any

from lxml import etree

from motown.conformance.areas.messages import FOREIGN
from motown.conformance.party import Party, body_of
from motown.conformance.requirements import not_testable, requirement
from motown.conformance.verdicts import Skipped, equal
from motown.conformance.world import World

BEYOND = 10**12
"""Positions behind those of any store, so that no consumer knows them."""

not_testable("MT-CON-01", "notify", "What it has done by when it acknowledges is known to the consumer alone.")
not_testable("MT-CON-02", "notify", "Whether it does work twice is known to the consumer alone.")


def batch(world: World, *types: str) -> dict[str, Any]:
    """The fields of a call that tells events of these types; a heartbeat where there are none."""
    events = [{
        "eventId": world.name("E"), "position": BEYOND + number, "streamId": "somewhere:else", "streamVersion": number,
        "type": type_, "category": "Weather", "recordedAt": datetime.now(UTC), "correlationId": world.name("E"),
        "attribute": [{"name": "phaseOfTheMoon.2.name", "value": "waxing"}]} for number, type_ in enumerate(types, 1)]
    last = BEYOND + len(types)
    return {"subscriptionId": world.name("S"), "deliveryId": world.name("D"), "attempt": 1, "event": events,
            "nextPosition": last, "headPosition": last, "heartbeat": not events}


@requirement("MT-CON-03", "notify")
def unknown_things(world: World) -> None:
    """Calls the consumer that is named (--consumer) with types, attributes, words and elements that nobody knows."""
    address = world.options.consumer_address
    if address is None:
        raise Skipped("--consumer was not given")
    consumer = Party("", world.wire(world.options.consumer_credential), {"ConsumerService": address})
    for fields in (batch(world, "nobody.Knows", "motown.SomethingNew"), batch(world)):
        equal("acknowledgedPosition", consumer.Notify(**fields).acknowledgedPosition, fields["nextPosition"])
    for version in ("1.2", "1.1"):
        fields = batch(world, "nobody.Knows")
        envelope = consumer.envelope("Notify", **fields)
        for place in (body_of(envelope), body_of(envelope).find("{*}event")):
            etree.SubElement(place, f"{{{FOREIGN}}}mood").text = "cheerful"
        exchange = consumer.send("Notify", envelope, version)
        told = exchange.find("acknowledgedPosition") if exchange.refusal is None else None
        equal(f"acknowledgedPosition in SOAP {version}", None if told is None else int(told.text),
              fields["nextPosition"])
