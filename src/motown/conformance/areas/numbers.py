"""MT-GEN-12: numbers that are out of range."""

from typing import Any

from motown.conformance.requirements import requirement
from motown.conformance.verdicts import that
from motown.conformance.world import World, charge_point

CASES: list[tuple[str, str, dict[str, Any]]] = [
    ("ReadEvents", "afterPosition", {"afterPosition": -1}),
    ("ReadEvents", "limit", {"afterPosition": 0, "limit": 0}),
    ("ReadEvents", "limit", {"afterPosition": 0, "limit": -5}),
    ("ReadEvents", "waitSeconds", {"afterPosition": 0, "waitSeconds": -1}),
    ("GetCommand", "waitSeconds", {"commandId": "none", "waitSeconds": -1}),
    ("ListGrants", "limit", {"page": {"limit": 0}}),
    ("ListGrants", "changedAfterPosition", {"changedAfterPosition": -1}),
    ("PutParty", "revision", {"partyId": "conf-nobody", "name": "N", "role": ["SITE"], "revision": -1})]
OF_STATION: list[tuple[str, str, dict[str, Any]]] = [
    ("UnlockConnector", "connectorId", {"connectorId": 0}),
    ("UnlockConnector", "connectorId", {"connectorId": -1}),
    ("ChangeAvailability", "connectorId", {"connectorId": -1, "availability": "Operative"}),
    ("RequestDiagnostics", "retries", {"retries": -1}),
    ("SendLocalList", "listVersion", {"updateType": "Full", "listVersion": 0}),
    ("PostReview", "stars", {"stars": 6}),
    ("PostReview", "stars", {"stars": 0})]


@requirement("MT-GEN-12", "core")
def out_of_range(world: World) -> None:
    """Sends negative numbers, limits of 0, too many stars: each is InvalidRequest, with the field named."""
    station = world.station()
    party = world.party("CSO", "ADMIN", "DEVELOPER", own=[charge_point(station.identity)])
    cases = CASES + [(name, field, {"chargePointId": station.identity, **fields}) for name, field, fields in OF_STATION
                     if name != "PostReview" or "ChargePointService" in world.addresses]
    for operation, field, fields in cases:
        refusal = party.refused("InvalidRequest", operation, **fields)
        that((refusal.field or "").split("/")[-1] == field, f"{operation} {fields} to name {field}", refusal)
