"""MT-GEN: versions of SOAP, actions, addressing, what does not fit and what is foreign, times."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from lxml import etree

from motown.conformance.exchange import Exchange
from motown.conformance.party import Party, body_of, header_of
from motown.conformance.requirements import requirement
from motown.conformance.verdicts import equal, that
from motown.conformance.world import World

WSA = "http://www.w3.org/2005/08/addressing"
FOREIGN = "urn:example:somebody-else"
HARMLESS = {
    "DirectoryService": "GetServices", "AccessService": "WhoAmI", "CommandService": "ListCommands",
    "EventStoreService": "GetStoreInfo", "SubscriptionService": "ListSubscriptions",
    "ChargePointService": "ListChargePoints", "TransactionService": "ListTransactions", "TokenService": "ListTokens"}
"""An operation of each service that needs no fields and changes nothing."""


def offered(world: World) -> list[str]:
    """The harmless operations of the services that the server has."""
    return [operation for service, operation in HARMLESS.items() if service in world.addresses]


def answered(exchange: Exchange, operation: str) -> None:
    """Fail unless that was an answer to the operation."""
    local = "nothing" if exchange.body is None else etree.QName(exchange.body).localname
    that(local == f"{operation}Response", f"{operation}Response", f"{local}: {exchange.refusal}")


@requirement("MT-GEN-01", "core")
def both_versions(world: World) -> None:
    """Asks each service with SOAP 1.2 and 1.1 at one address, for an answer and for a fault."""
    for operation in offered(world):
        for version in ("1.2", "1.1"):
            exchange = world.operator.tell(operation, version)
            answered(exchange, operation)
            equal(f"SOAP of the answer to {operation}", exchange.version, version)
    for version in ("1.2", "1.1"):
        equal("SOAP of a fault", world.nobody.tell("WhoAmI", version).version, version)


@requirement("MT-GEN-02", "core")
def actions(world: World) -> None:
    """Asks with the right action, with another operation's, an unknown one, an empty one and none."""
    right = "urn:motown:ws:v1:access:WhoAmI"
    for version in ("1.2", "1.1"):
        for action in (right, "urn:motown:ws:v1:access:ListParties", "urn:example:nothing", "", None):
            envelope = world.operator.envelope("WhoAmI")
            answered(world.operator.send("WhoAmI", envelope, version, action), "WhoAmI")


def changed(party: Party, operation: str, path: str, text: str | None, **fields: Any) -> Exchange:
    """Send a request with another text in an element, or without it where ``text`` is None."""
    envelope = party.envelope(operation, **fields)
    element = body_of(envelope).find("/".join(f"{{*}}{name}" for name in path.split("/")))
    if text is None:
        element.getparent().remove(element)
    else:
        element.text = text
    return party.send(operation, envelope)


def names_field(exchange: Exchange, name: str) -> None:
    """Fail unless that was InvalidRequest for this field."""
    refusal = exchange.refusal
    that(refusal is not None and refusal.code == "InvalidRequest", "InvalidRequest",
         refusal or etree.QName(exchange.body).localname)
    that(refusal is not None and (refusal.field or "").split("/")[-1] == name, f"the field {name}", refusal)


@requirement("MT-GEN-04", "core")
def misfits(world: World) -> None:
    """Sends texts for numbers, too long ids, missing fields and unknown fields of the standard: each is named."""
    party = world.operator
    names_field(changed(party, "ReadEvents", "afterPosition", "soon", afterPosition=0), "afterPosition")
    names_field(changed(party, "ReadEvents", "afterPosition", None, afterPosition=0), "afterPosition")
    names_field(changed(party, "GetCommand", "commandId", "x" * 300, commandId="x"), "commandId")
    names_field(changed(party, "GetCommand", "waitFor", "Done", commandId="x", waitFor="Finished"), "waitFor")
    names_field(changed(party, "ReadEvents", "filter/since", "yesterday", afterPosition=0,
                        filter={"since": datetime.now(UTC)}), "since")
    envelope = party.envelope("GetCommand", commandId="x")
    etree.SubElement(body_of(envelope), "{urn:motown:ws:v1:command}priority").text = "1"
    names_field(party.send("GetCommand", envelope), "priority")


@requirement("MT-GEN-05", "core")
def foreign_elements(world: World) -> None:
    """Puts elements of somebody else at the end of messages and of types inside them, and a header: all are taken."""
    party = world.operator
    cases: list[tuple[str, dict[str, Any], str]] = [
        ("WhoAmI", {}, ""), ("GetServices", {}, ""), ("GetStoreInfo", {}, ""),
        ("ListGrants", {"page": {"limit": 1}}, "page"),
        ("ReadEvents", {"afterPosition": 0, "limit": 1, "filter": {"category": "Domain"}}, "filter"),
        ("ReadEvents", {"afterPosition": 0, "limit": 1, "filter": {"target": [{"kind": "All"}]}}, "filter/target")]
    for operation, fields, path in cases:
        envelope = party.envelope(operation, **fields)
        body = body_of(envelope)
        place = body.find("/".join(f"{{*}}{name}" for name in path.split("/"))) if path else body
        stranger = etree.SubElement(place, f"{{{FOREIGN}}}mood", {"degree": "2"})
        etree.SubElement(stranger, f"{{{FOREIGN}}}word").text = "cheerful"
        etree.SubElement(place, f"{{{FOREIGN}}}mood").text = "and more"
        etree.SubElement(header_of(envelope), f"{{{FOREIGN}}}route").text = "east"
        answered(party.send(operation, envelope), operation)


@requirement("MT-GEN-06", "core", "last")
def answers_fit(world: World) -> None:
    """Has a charge point say what XML cannot carry, reads all events; then looks at every answer of the whole run."""
    station, before = world.byte_station(), world.head()
    station.send(station.message("BootNotification", chargePointVendor="V", chargePointModel="M"))
    message = station.message("DataTransfer", vendorId="V", data="DATA")
    for strange in (b"&#1;", b"\x01\x02", b"\xff\xfe", "\ufffe".encode()):
        station.send(message.replace(b"DATA", strange))
    for event in world.events(before, include_payload=True):
        world.operator.GetEvent(eventId=event.eventId)
    nothing_found(world, "MT-GEN-06")


@requirement("MT-GEN-07", "core", "last")
def times(world: World) -> None:
    """Asks for one moment with Z, with an offset and without a zone; then looks at all times of the whole run."""
    head = world.operator.GetStoreInfo()
    moment = head.headTime - timedelta(seconds=1)
    texts = (f"{moment:%FT%T}Z", f"{moment:%FT%T}", f"{moment + timedelta(hours=2):%FT%T}+02:00")
    told = [changed(world.operator, "GetStoreInfo", "time", text, time=moment).find("positionAt").text
            for text in texts]
    equal("positionAt of one moment in three spellings", told, told[:1] * 3)
    station = world.station()
    world.reached(world.operator.ClearCache(chargePointId=station.identity).receipt.commandId)
    world.operator.ReadEvents(afterPosition=head.headPosition, limit=1000)
    world.operator.ListCommands()
    nothing_found(world, "MT-GEN-07")


@requirement("MT-GEN-08", "core")
def addressing(world: World) -> None:
    """Sends the headers of WS-Addressing, with and without mustUnderstand: the answer relates to the request."""
    for version in ("1.2", "1.1"):
        for insists in (False, True):
            envelope = world.operator.envelope("WhoAmI")
            message_id = uuid.uuid4().urn
            action = "urn:motown:ws:v1:access:WhoAmI"
            flag = {"{http://www.w3.org/2003/05/soap-envelope}mustUnderstand": "1"} if insists else {}
            for name, text in (("Action", action), ("MessageID", message_id),
                               ("To", world.operator.address("AccessService"))):
                etree.SubElement(header_of(envelope), f"{{{WSA}}}{name}", flag).text = text
            exchange = world.operator.send("WhoAmI", envelope, version)
            answered(exchange, "WhoAmI")
            told = {etree.QName(one).localname: one.text for one in exchange.envelope.iter(f"{{{WSA}}}*")}
            that(not told or told.get("RelatesTo") == message_id, f"RelatesTo {message_id}", told)


@requirement("MT-GEN-09", "core", "last")
def statuses(world: World) -> None:
    """Asks for an answer and a fault in both versions of SOAP; then looks at the HTTP status of the whole run."""
    for version in ("1.2", "1.1"):
        equal("the status of an answer", world.operator.tell("WhoAmI", version).status, 200)
        status = world.operator.tell("GetCommand", version, commandId="there-is-none").status
        that(status == 500 or (version == "1.2" and status == 400), "the status 500", status)
    nothing_found(world, "MT-GEN-09")


@requirement("MT-GEN-10", "core")
def unknown_words(world: World) -> None:
    """Uses words that nobody knows: in a filter nothing fits, where it says what to do it is InvalidRequest."""
    events = world.operator.ReadEvents(afterPosition=0, filter={"category": "Weather"})
    equal("events of an unknown category", events.event, [])
    equal("events of an unknown type", world.operator.ReadEvents(
        afterPosition=0, filter={"typePrefix": ["nobody.Knows"]}).event, [])
    refusal = world.operator.refused("InvalidRequest", "ReadEvents", afterPosition=0, direction="Sideways")
    equal("field", refusal.field, "direction")
    station = world.station()
    refusal = world.operator.refused("InvalidRequest", "ResetChargePoint", chargePointId=station.identity,
                                     resetType="Gentle")
    equal("field", refusal.field, "resetType")
    equal("commands that came", station.received(), [])
    if "ChargePointService" in world.addresses:
        found = world.operator.ListChargePoints(status=["Melting"]).chargePoint
        equal("charge points of an unknown status", found, [])


def nothing_found(world: World, number: str) -> None:
    """Fail if any exchange of the run was against a requirement."""
    found = world.journal.findings[number]
    that(not found, f"no exchange of {world.journal.count} against {number}", f"{len(found)}, the first: "
         f"{found[0] if found else ''}")
