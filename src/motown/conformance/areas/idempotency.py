"""MT-IDM: who asks again gets the same, and nothing is done twice."""

import subprocess
from typing import Any

from lxml import etree

from motown.conformance.areas.messages import FOREIGN, answered
from motown.conformance.party import Party, body_of, new_id
from motown.conformance.requirements import requirement
from motown.conformance.verdicts import Skipped, equal, that
from motown.conformance.world import World, charge_point

AT_ONCE = 8


@requirement("MT-IDM-01", "core")
def the_same_again(world: World) -> None:
    """Repeats a command, a grant and a party, one after the other and eight at once: one is done, all are told so."""
    station, request = world.station(), new_id()

    def unlock() -> Any:
        return world.operator.UnlockConnector(requestId=request, chargePointId=station.identity, connectorId=1).receipt
    receipts = [*world.together(*[unlock] * AT_ONCE), unlock()]
    equal("ids of one command", len({one.commandId for one in receipts}), 1)
    equal("receipts that are no duplicates", [one.duplicate for one in receipts].count(False), 1)
    world.reached(receipts[0].commandId)
    equal("commands that came", len(station.received("UnlockConnector")), 1)
    party, grant = world.party("ADDON"), new_id()

    def give() -> Any:
        return world.admin.GrantAccess(requestId=grant, partyId=party.id, accessClass=["R-STATUS"],
                                       target=[charge_point(station.identity)])
    grants = [*world.together(*[give] * AT_ONCE), give()]
    equal("ids of one grant", len({one.grantId for one in grants}), 1)
    equal("answers that are no duplicates", [one.duplicate for one in grants].count(False), 1)
    equal("grants of the party", len(party.WhoAmI().grant), 1)


@requirement("MT-IDM-02", "core")
def other_content(world: World) -> None:
    """Uses a requestId again with other content, and in another operation: IdempotencyConflict, nothing is done."""
    station, request, party = world.station(), new_id(), world.operator
    named: dict[str, Any] = {"requestId": request, "chargePointId": station.identity}
    first = party.UnlockConnector(connectorId=1, **named).receipt
    world.reached(first.commandId)
    party.refused("IdempotencyConflict", "UnlockConnector", connectorId=1, note="another", **named)
    party.refused("IdempotencyConflict", "ClearCache", **named)
    party.refused("IdempotencyConflict", "CancelCommand", requestId=request, commandId=first.commandId)
    equal("commands that came", [one.operation for one in station.received()], ["UnlockConnector"])
    known, request = world.party("SITE"), new_id()
    change: dict[str, Any] = {"requestId": request, "partyId": known.id, "role": ["SITE"], "revision": 2}
    world.admin.PutParty(name="One", **change)
    world.admin.refused("IdempotencyConflict", "PutParty", name="Two", **change)
    equal("the name", known.WhoAmI().name, "One")


@requirement("MT-IDM-03", "core")
def other_spelling(world: World) -> None:
    """Repeats a request with other prefixes, blanks, foreign elements and in SOAP 1.1: it is the same."""
    station, party = world.station(), world.operator
    fields = {"requestId": new_id(), "chargePointId": station.identity, "connectorId": 1}
    first = party.UnlockConnector(**fields).receipt
    plain = etree.tostring(party.envelope("UnlockConnector", **fields), encoding="unicode")
    stranger = party.envelope("UnlockConnector", **fields)
    etree.SubElement(body_of(stranger), f"{{{FOREIGN}}}mood").text = "new"
    spellings: list[tuple[str, Any, str]] = [
        ("another prefix", plain.replace("ns0:", "other:").replace("xmlns:ns0", "xmlns:other").encode(), "1.2"),
        ("blanks", etree.tostring(etree.fromstring(plain), pretty_print=True), "1.2"),
        ("SOAP 1.1", etree.fromstring(plain), "1.1"), ("a foreign element", stranger, "1.2")]
    for what, message, version in spellings:
        exchange = party.send("UnlockConnector", message, version)
        answered(exchange, "UnlockConnector")
        told = exchange.find("receipt/commandId").text, exchange.find("receipt/duplicate").text in ("true", "1")
        equal(f"command and duplicate with {what}", told, (first.commandId, True))


@requirement("MT-IDM-04", "core")
def each_party_its_own(world: World) -> None:
    """Two parties use one requestId for different things: both are done."""
    station, request = world.station(), new_id()
    other = world.party("CSO", own=[charge_point(station.identity)])
    one = world.operator.ClearCache(requestId=request, chargePointId=station.identity).receipt
    two = other.UnlockConnector(requestId=request, chargePointId=station.identity, connectorId=1).receipt
    equal("duplicates", (one.duplicate, two.duplicate), (False, False))
    that(one.commandId != two.commandId, "two commands", one.commandId)


@requirement("MT-IDM-05", "core", "last")
def after_a_restart(world: World) -> None:
    """Repeats a request after a restart of the server (--restart); 30 days are not waited for."""
    station, request = world.station(), new_id()

    def unlock(party: Party) -> Any:
        return party.UnlockConnector(requestId=request, chargePointId=station.identity, connectorId=1).receipt
    first = unlock(world.operator)
    restart(world)
    again = unlock(world.operator)
    equal("command and duplicate", (again.commandId, again.duplicate), (first.commandId, True))


def restart(world: World) -> None:
    """Restart the server, or skip where nobody said how."""
    if world.options.restart is None:
        raise Skipped("--restart was not given")
    subprocess.run(world.options.restart, shell=True, check=True, timeout=60)  # noqa: S602, who calls the kit says so


@requirement("MT-IDM-06", "core")
def revisions(world: World) -> None:
    """Puts a party with higher, equal and lower revisions, with the same and with other content."""
    party = world.party("SITE")

    def put(name: str, revision: int) -> dict[str, Any]:
        return {"partyId": party.id, "name": name, "role": ["SITE"], "revision": revision}
    equal("revision", world.admin.PutParty(**put("Three", 3)).revision, 3)
    again = world.admin.PutParty(**put("Three", 3))
    equal("the same again: revision and duplicate", (again.revision, again.duplicate), (3, True))
    world.admin.refused("Conflict", "PutParty", **put("Other", 3))
    world.admin.refused("Conflict", "PutParty", **put("Two", 2))
    equal("the name", party.WhoAmI().name, "Three")
    world.admin.PutParty(**put("Four", 4), contact="who@example.org")
    equal("contact", _listed(world, party).contact, "who@example.org")
    world.admin.PutParty(**put("Five", 5))
    equal("contact, which was not given the last time", _listed(world, party).contact, None)


def _listed(world: World, party: Party) -> Any:
    """A party as ListParties has it."""
    cursor = None
    while True:
        answer = world.admin.ListParties(page={"limit": 1000, "cursor": cursor} if cursor else {"limit": 1000})
        for one in answer.party:
            if one.partyId == party.id:
                return one
        cursor = answer.pageInfo.nextCursor
        that(cursor, f"{party.id} among the parties", "not there")


@requirement("MT-IDM-07", "core")
def positions(world: World) -> None:
    """Looks at the event at the position of an answer, and at the position of a duplicate."""
    request, known = new_id(), world.party("SITE").id
    change: dict[str, Any] = {"requestId": request, "partyId": known, "name": "New", "role": ["DSO"], "revision": 9}
    answer = world.admin.PutParty(**change)
    event = world.admin.GetEvent(position=answer.position).event
    that(known in event.streamId, f"an event of the stream of {known}", event)
    behind = world.events(answer.position, world.admin)
    equal("events of the change behind its position", [one for one in behind if one.streamId == event.streamId], [])
    world.party("SITE")
    equal("position of the duplicate", world.admin.PutParty(**change).position, answer.position)
    station = world.station()
    receipt = world.operator.ClearCache(chargePointId=station.identity).receipt
    equal("command at the position of its receipt",
          world.operator.GetEvent(position=receipt.position).event.commandId, receipt.commandId)
