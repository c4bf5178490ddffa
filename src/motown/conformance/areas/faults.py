"""MT-FLT: what a refusal says, and what it leaves alone."""

import uuid
from collections.abc import Callable
from typing import Any

from motown.conformance.areas.messages import nothing_found
from motown.conformance.exchange import Refusal
from motown.conformance.party import Party, new_id
from motown.conformance.requirements import requirement
from motown.conformance.verdicts import Skipped, equal, lacks, that
from motown.conformance.world import World, charge_point


@requirement("MT-FLT-01", "core", "last")
def typed_faults(world: World) -> None:
    """Evokes faults of several codes in both versions of SOAP; then looks at every fault of the whole run."""
    cases: list[tuple[str, Party, str, dict[str, Any]]] = [
        ("NotAuthenticated", world.nobody, "WhoAmI", {}),
        ("NotPermitted", world.developer, "ListParties", {}),
        ("NotFound", world.operator, "GetCommand", {"commandId": "none"}),
        ("InvalidRequest", world.operator, "ReadEvents", {"afterPosition": -1})]
    for code, party, operation, fields in cases:
        for version, sender in (("1.2", "Sender"), ("1.1", "Client")):
            refusal = party.tell(operation, version, **fields).refusal
            that(refusal is not None, f"{operation} to be refused with {code}", "an answer")
            if refusal is not None:
                equal(f"codes of the refusal of {operation}", (refusal.code, refusal.soap_code), (code, sender))
    for version in ("1.2", "1.1"):
        envelope = world.operator.envelope("WhoAmI")
        envelope[-1][0].tag = "{urn:motown:ws:v1:access}Dance"
        refusal = world.operator.send("WhoAmI", envelope, version).refusal
        that(refusal is not None and refusal.code, "motownFault for an operation that there is not", refusal)
        broken = world.operator.send("WhoAmI", b"<Envelope", version)
        that(broken.refusal is None or broken.refusal.code == "InvalidRequest", "InvalidRequest", broken.refusal)
    nothing_found(world, "MT-FLT-01")


@requirement("MT-FLT-02", "core")
def refused_changes_nothing(world: World) -> None:
    """Has requests refused, looks whether anything changed, and uses their requestIds for good ones."""
    party, station, request = world.operator, world.station(), new_id()
    before = world.head()
    party.refused("NotFound", "ClearCache", requestId=request, chargePointId=world.name("CP"))
    equal("commands that were made", world.events(before, typePrefix=["motown.Command"]), [])
    receipt = party.ClearCache(requestId=request, chargePointId=station.identity).receipt
    equal("duplicate of the first good request", receipt.duplicate, False)
    known, request = world.party("SITE"), new_id()
    named: dict[str, Any] = {"requestId": request, "partyId": known.id, "name": "Another name"}
    world.admin.refused("Conflict", "PutParty", role=["EMP"], revision=1, **named)
    equal("roles after a refused change", known.WhoAmI().role, ["SITE"])
    changed = world.admin.PutParty(role=["DSO"], revision=2, **named)
    equal("duplicate of the first good change", changed.duplicate, False)
    equal("roles after the change", known.WhoAmI().role, ["DSO"])


@requirement("MT-FLT-03", "core")
def hidden_is_unknown(world: World) -> None:
    """Asks for what exists and is not the party's to know, and for what does not exist: the same words."""
    mine, others = world.station(), world.station()
    party = world.party("CSO", own=[charge_point(mine.identity)])
    command = world.operator.ClearCache(chargePointId=others.identity).receipt
    event = world.event(command.position - 1, "the command's event", commandId=command.commandId)
    cases: list[tuple[str, str, str, dict[str, Any]]] = [
        ("ResetChargePoint", "chargePointId", others.identity, {"resetType": "Soft"}),
        ("GetCommand", "commandId", command.commandId, {}),
        ("GetEvent", "eventId", event.eventId, {})]
    if "ChargePointService" in world.addresses:
        cases += [("GetChargePoint", "chargePointId", others.identity, {}),
                  ("GetHealth", "chargePointId", others.identity, {})]
    if "TransactionService" in world.addresses:
        transaction = others.charge(world.tag())
        cases.append(("GetTransaction", "transactionId", str(transaction.id), {}))
    for operation, field, hidden, fields in cases:
        missing = "2147483000" if field == "transactionId" else str(uuid.uuid4())
        told = [_words(party.refused("NotFound", operation, **{field: name}, **fields), name)
                for name in (hidden, missing)]
        equal(f"{operation} for what is hidden", told[0], told[1])


def _words(refusal: Refusal, name: str) -> tuple[str, str, str | None, str | None]:
    return refusal.code, refusal.message.replace(name, "..."), refusal.field, refusal.grant_hint


@requirement("MT-FLT-04", "core")
def rejection_is_data(world: World) -> None:
    """Has a charge point reject one command and answer another with a fault: both are commands with an outcome."""
    station = world.station()
    station.behave("ClearCache", status="Rejected")
    station.behave("UnlockConnector", fault="InternalError")
    rejected = world.reached(world.operator.ClearCache(chargePointId=station.identity).receipt.commandId)
    equal("outcome and status", (rejected.outcome, rejected.stationStatus), ("Rejected", "Rejected"))
    receipt = world.operator.UnlockConnector(chargePointId=station.identity, connectorId=1).receipt
    equal("outcome of a fault", world.reached(receipt.commandId).outcome, "Failed")


@requirement("MT-FLT-05", "core", "last")
def retryable(world: World) -> None:
    """Looks at retryable in every fault of the whole run."""
    world.operator.refused("NotFound", "GetCommand", commandId="none")
    nothing_found(world, "MT-FLT-05")


@requirement("MT-FLT-06", "core", "last")
def references(world: World) -> None:
    """Has one request refused several times, at the same time too; then looks at the references of the whole run."""
    def refused() -> str:
        return world.operator.refused("NotFound", "GetCommand", commandId="none").reference
    told = [refused() for _ in range(3)] + world.together(*[refused] * 4)
    equal("different references", len(set(told)), len(told))
    nothing_found(world, "MT-FLT-06")


@requirement("MT-FLT-07", "core")
def oldest_position(world: World) -> None:
    """Reads from before what is kept: PositionUnavailable tells where to begin."""
    oldest = world.operator.GetStoreInfo().oldestPosition
    if oldest <= 2:
        raise Skipped("the store keeps everything from its first event on")
    refusal = world.operator.refused("PositionUnavailable", "ReadEvents", afterPosition=1)
    equal("oldestPosition", refusal.oldest_position, oldest)


@requirement("MT-FLT-08", "core", "last")
def nothing_of_the_inside(world: World) -> None:
    """Sends hostile values: none is InternalError. Then looks for insides in the messages of all faults of the run."""
    party = world.operator
    strange = ("'; DROP TABLE event; --", "../../etc/passwd", "%s%n{0}", "\u202e\U0001f600", "0" * 255, "None")
    asks: list[Callable[[str], Any]] = [
        lambda text: party.tell("GetCommand", commandId=text),
        lambda text: party.tell("GetEvent", eventId=text),
        lambda text: party.tell("ListCommands", page={"cursor": text}),
        lambda text: party.tell("ReadEvents", afterPosition=0, limit=1, filter={"correlationId": text}),
        lambda text: party.tell("StopTransaction", chargePointId=text, transactionId=text),
        lambda text: party.tell("CheckAccess", operation=text)]
    for ask in asks:
        for text in strange:
            refusal = ask(text).refusal
            lacks("codes", "" if refusal is None else refusal.code, "InternalError")
    huge = party.tell("ReadEvents", afterPosition=2**63 - 1)
    equal("the code for a position that nobody reaches", huge.refusal and huge.refusal.code, "InvalidRequest")
    nothing_found(world, "MT-FLT-08")
