"""MT-ACC-06, -07 and -15: scopes and grants."""

from datetime import UTC, datetime, timedelta
from typing import Any

from motown.conformance.party import Party
from motown.conformance.requirements import requirement
from motown.conformance.stations import Station
from motown.conformance.verdicts import equal, holds, lacks, that
from motown.conformance.world import World, charge_point

HOUR = timedelta(hours=1)


@requirement("MT-ACC-06", "core")
def outside_of_the_scope(world: World) -> None:
    """Gives a party one of two charge points: the other one does not exist for it, in commands, lists and events."""
    mine, others = world.station(), world.station()
    party, head = world.party("CSO", own=[charge_point(mine.identity)]), world.head()
    for station in (mine, others):
        station.heartbeat()
    equal("charge points in the events", {one.chargePointId for one in world.events(head, party)} - {None},
          {mine.identity})
    equal("events of the other one", world.events(0, party, target=[charge_point(others.identity)]), [])
    party.refused("NotFound", "ClearCache", chargePointId=others.identity)
    party.refused("NotFound", "GetCapabilities", chargePointId=others.identity)
    equal("commands that came", others.received(), [])
    if "ChargePointService" in world.addresses:
        party.refused("NotFound", "GetChargePoint", chargePointId=others.identity)
        equal("charge points in the list", [one.chargePointId for one in party.ListChargePoints().chargePoint],
              [mine.identity])
    if "TransactionService" in world.addresses:
        transaction = others.charge(world.tag())
        party.refused("NotFound", "GetTransaction", transactionId=str(transaction.id))
        equal("transactions in the list", party.ListTransactions().transaction, [])
    nothing = world.party("CSO")
    equal("events for who has no charge points", [one for one in world.events(head, nothing) if one.chargePointId], [])


def may(party: Party, station: Station, operation: str = "ClearCache", **fields: Any) -> str:
    """The code with which a command is refused, empty where it is taken; what is taken is called off."""
    exchange = party.tell(operation, chargePointId=station.identity, notBefore=datetime.now(UTC) + HOUR, **fields)
    if exchange.refusal is not None:
        return exchange.refusal.code
    party.CancelCommand(commandId=exchange.find("receipt/commandId").text)
    return ""


@requirement("MT-ACC-07", "core")
def grants(world: World) -> None:
    """Gives grants of an operation and of a class: on one target, before and after their time, under constraints."""
    here, there = world.station(), world.station()
    target, party = [charge_point(here.identity)], world.party("ADDON")
    world.grant(party, "R-STATUS", targets=target)
    equal("ClearCache before it is granted", may(party, here), "NotPermitted")
    grant = world.grant(party, operations=["ClearCache"], targets=target)
    told = [may(party, here), may(party, there), may(party, here, "ResetChargePoint", resetType="Soft")]
    equal("ClearCache here, there, and another operation", told, ["", "NotFound", "NotPermitted"])
    world.admin.RevokeAccess(grantId=grant)
    equal("ClearCache after it is revoked", may(party, here), "NotPermitted")
    for began, ended, code in ((-2, -1, "NotPermitted"), (1, 2, "NotPermitted"), (-1, 1, "")):
        now = datetime.now(UTC)
        grant = world.grant(party, "C-STATION", targets=target, validFrom=now + began * HOUR,
                            validTo=now + ended * HOUR)
        equal(f"ClearCache by a grant from {began} to {ended} hours from now", may(party, here), code)
        world.admin.RevokeAccess(grantId=grant)
    world.grant(party, "C-SESSION", targets=target, constraint=[{"name": "idTag", "value": "CONF-MINE"}])
    told = [may(party, here, "StartTransaction", idTag=tag) for tag in ("CONF-MINE", "CONF-OTHER")]
    equal("StartTransaction of the idTag that is granted, and of another", told, ["", "NotPermitted"])
    exchange = world.admin.tell("GrantAccess", partyId=party.id, accessClass=["C-STATION"], target=target,
                                constraint=[{"name": "phaseOfTheMoon", "value": "full"}])
    that(exchange.refusal is None or exchange.refusal.code == "InvalidRequest", "a grant that never holds, or none",
         exchange.refusal)
    equal("ClearCache under a constraint that nobody knows", may(party, here), "NotPermitted")


@requirement("MT-ACC-15", "core")
def changes_are_events(world: World) -> None:
    """Makes and changes a party, its password and grants: each is an event of that party."""
    before = world.admin.GetStoreInfo().headPosition
    party = world.party("SITE")
    change: dict[str, Any] = {"partyId": party.id, "role": ["SITE"]}
    world.admin.PutParty(**change, name="Another", revision=2)
    world.admin.PutParty(**change, name="Another", revision=3, credential={
        "user": party.id, "secret": "a long secret that nobody guesses"})
    grant = world.grant(party, "R-STATUS")
    world.admin.RevokeAccess(grantId=grant)
    told = [one.type for one in world.events(before, world.admin, typePrefix=["motown."])
            if one.streamId == f"party:{party.id}"]
    holds("events of the party", told, "motown.PartyChanged", "motown.PartyCredentialChanged", "motown.GrantAdded",
          "motown.GrantRevoked")
    lacks("events for who is no administrator", [one.type for one in world.events(before)], "motown.GrantAdded")
