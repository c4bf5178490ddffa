"""What tests of ChargePointService say often."""

from typing import Any

from motown.domain import commands
from motown.domain.access import Target
from motown.domain.charge_point_info import ChargePointInfo, Location
from tests.services.calling import Party
from tests.speaking import ChargePoint

EVERYONE = ("CSO", "EMP", "SUPPLIER", "DSO", "SITE", "VEHICLE", "DEVELOPER", "ADMIN")
"""Roles that may see how charge points are, where they are their own."""


def listed(party: Party, **which: Any) -> Any:
    return party("chargepoint", "ListChargePoints", **which)


def names(answer: Any) -> list[str]:
    return [one.chargePointId for one in answer.chargePoint]


def seen(party: Party, **which: Any) -> list[str]:
    """The charge points that a party is told of."""
    return names(listed(party, **which))


def got(party: Party, charge_point_id: str = "EV-1") -> Any:
    return party("chargepoint", "GetChargePoint", chargePointId=charge_point_id).chargePoint


def all_pages(party: Party, limit: int, **which: Any) -> list[str]:
    found, cursor = [], None
    while True:
        answer = listed(party, page={"limit": limit, "cursor": cursor}, **which)
        found += names(answer)
        if (cursor := answer.pageInfo.nextCursor) is None:
            return found


def placed(server: Any, charge_point_id: str, latitude: float, longitude: float, **told: Any) -> None:
    server.execute(commands.PutChargePointInfo(
        charge_point_id=charge_point_id, revision=1,
        info=ChargePointInfo(location=Location(latitude=latitude, longitude=longitude), **told)))


def grouped(server: Any, group_id: str, *charge_point_ids: str, kind: str = "Group", revision: int = 1) -> Target:
    server.execute(commands.PutGroup(
        group_id=group_id, kind=kind, charge_point_ids=charge_point_ids, revision=revision))
    return Target(kind, group_id)


def station(server: Any, identity: str = "EV-1", *statuses: str) -> ChargePoint:
    """An accepted charge point that has booted, with connectors in these states."""
    server.accept(identity)
    one = ChargePoint(server, identity)
    one.boot()
    for number, status in enumerate(statuses, 1):
        one.status(status, number)
    return one
