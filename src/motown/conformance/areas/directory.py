"""MT-DIR: what a server says that it offers."""

from typing import Any

from motown.conformance.published import OFFERED, namespace, table
from motown.conformance.requirements import requirement
from motown.conformance.verdicts import equal, holds, lacks, that
from motown.conformance.world import World


@requirement("MT-DIR-01", "core")
def services(world: World) -> None:
    """Asks without a credential which services there are, calls each, and fetches its WSDL."""
    answer = world.nobody.GetServices()
    listed = [one.name for one in answer.service]
    wanted = {service for profile in (*world.options.profiles, "core") for service in OFFERED[profile]}
    holds("the services", listed, *wanted)
    equal("services that are listed twice", len(listed) - len(set(listed)), 0)
    for one in answer.service:
        that(b"definitions" in world.nobody.wire.fetch(one.wsdlUrl), f"a WSDL at {one.wsdlUrl}", "something else")
        if one.name in world.addresses:  # add-ons may have faults of their own
            equal(f"the namespace of {one.name}", one.namespaceUri, namespace(one.name))
            exchange = world.nobody.wire.send(one.url, world.nobody.envelope("GetServices"))
            that(exchange.version, f"SOAP at {one.url}", exchange.received[:200])


@requirement("MT-DIR-02", "core")
def abilities(world: World) -> None:
    """Asks what charge points of both versions can do, and asks for the commands that are not listed: NotSupported."""
    mapping = {row["operation"]: row for row in table("ocpp-mapping.csv") if not row["direction"]}
    for version, column in (("1.2", "ocpp12"), ("1.5", "ocpp15")):
        station = world.station(version)
        listed = [one.name for one in world.operator.GetCapabilities(chargePointId=station.identity).command
                  if one.extensionOf is None]
        able = {name for name, row in mapping.items() if row[column] == "yes"}
        equal(f"commands of OCPP {version}", set(listed) - {"InvokeExtension"}, able)
        for operation in set(mapping) - able - {"InvokeExtension"}:
            world.operator.refused("NotSupported", operation, chargePointId=station.identity, **NEEDS[operation])
        world.operator.refused("NotSupported", "InvokeExtension", chargePointId=station.identity, name="nobody.has")
        equal("commands that came", station.received(), [])
    everything = [one.name for one in world.nobody.GetCapabilities().command]
    holds("all commands", everything, *(set(mapping) - {"InvokeExtension"}))


NEEDS: dict[str, dict[str, Any]] = {
    "GetConfiguration": {}, "GetLocalListVersion": {}, "CancelReservation": {"reservationId": 1},
    "ReserveNow": {"connectorId": 1, "idTag": "T", "reservedUntil": "2099-01-01T00:00:00Z"},
    "SendLocalList": {"updateType": "Full"}, "SendData": {"vendorId": "org.example"}}
"""What the schema wants of the commands that OCPP 1.2 lacks."""


@requirement("MT-DIR-03", "core")
def brought_by_add_ons(world: World) -> None:
    """Compares all types of events in the store, and the commands of add-ons, with what is listed."""
    listed = {one.type: one for one in world.nobody.ListEventTypes().eventType}
    holds("the types of events", list(listed), *{row["event"] for row in table("event-types.csv")})
    seen = {event.type for event in world.events(max(0, world.head() - 5000))}
    unlisted = {one for one in seen if not one.startswith("ocpp.")} - listed.keys()
    equal("types in the store that are not listed", unlisted, set())
    for one in listed.values():
        that((one.source != "motown") == one.type.startswith("addon."), f"{one.type} to be from motown or an add-on",
             one.source)
    for command in world.nobody.GetCapabilities().command:
        lacks("classes of commands", ["", None], command.accessClass)
        that(command.protocol or command.extensionOf, f"the protocols of {command.name}", command)
