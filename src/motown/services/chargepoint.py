"""ChargePointService: where charge points are, whether they are free, how they do (standard, section 5.5).

Who may see what: ``chargepoint_sight``; how it is told: ``chargepoint_telling``; what is changed:
``chargepoint_changes``; health: ``chargepoint_health``; reviews: ``chargepoint_reviews``.
"""

from collections.abc import Mapping
from typing import Any

from motown import queries
from motown.addon import Asking, Registry, WebService
from motown.contracts import motown10_chargepoint
from motown.domain.errors import Kind, Refused
from motown.domain.geography import Near
from motown.queries import ChargePointPage, ChargePointsWanted, GroupPage, GroupsWanted
from motown.services import chargepoint_changes as changes
from motown.services import chargepoint_health as health
from motown.services import chargepoint_reviews as reviews
from motown.services.chargepoint_sight import Sight, targets_of
from motown.services.chargepoint_telling import FULL, STATUS, VIEWS, told
from motown.services.paging import page_info


def service(_registry: Registry) -> WebService:
    """ChargePointService."""
    return WebService(motown10_chargepoint.contract, {
        "ListChargePoints": list_, "GetChargePoint": get, "PutChargePointInfo": changes.put_info,
        "SetRegistration": changes.set_registration, "PutGroup": changes.put_group, "ListGroups": list_groups,
        "GetHealth": health.get, "ListProblems": health.list_problems, "PostReview": reviews.post,
        "ListReviews": reviews.list_}, profiles=("station",))


async def list_(asking: Asking) -> Mapping[str, Any]:
    """Charge points that the caller may know of."""
    request, sight = asking.request, Sight(asking)
    view = request.view or STATUS
    if view not in VIEWS:
        raise Refused(f"view: is one of {', '.join(VIEWS)}, not {view}", Kind.INVALID)
    wanted = ChargePointsWanted(
        targets=targets_of(request.target), allowed=sight.allowed, unaccepted=sight.unaccepted,
        near=_near(request.near), statuses=tuple(request.status), available=request.available,
        changed_after=request.changedAfterPosition)
    page: ChargePointPage = await asking.read(
        queries.charge_point_list.page, wanted, asking.limit(), asking.cursor())
    return {"chargePoint": [told(one, view, sight) for one in page.charge_points],
            "pageInfo": page_info(page)}


async def get(asking: Asking) -> Mapping[str, Any]:
    """Everything about one."""
    sight = Sight(asking)
    asking.permit_charge_point(asking.request.chargePointId)
    page = await sight.find(asking.request.chargePointId)
    return {"chargePoint": told(page.charge_points[0], FULL, sight), "asOfPosition": page.as_of_position}


async def list_groups(asking: Asking) -> Mapping[str, Any]:
    """Groups of charge points that the caller may know of."""
    request, sight = asking.request, Sight(asking)
    wanted = GroupsWanted(sight.allowed, sight.unaccepted, request.groupId, request.chargePointId,
                          request.changedAfterPosition)
    page: GroupPage = await asking.read(queries.group_list.page, wanted, asking.limit(), asking.cursor())
    return {"group": [{"groupId": one.row.group_id, "kind": one.row.kind, "name": one.row.name,
                       "chargePointId": list(one.charge_point_ids), "revision": one.row.revision}
                      for one in page.groups],
            "pageInfo": page_info(page)}


def _near(said: Any) -> Near | None:
    if said is None:
        return None
    latitude, longitude = float(said.latitude), float(said.longitude)
    if not -90 <= latitude <= 90:
        raise Refused("latitude: is between -90 and 90 degrees", Kind.INVALID)
    if not -180 <= longitude <= 180:
        raise Refused("longitude: is between -180 and 180 degrees", Kind.INVALID)
    return Near(latitude, longitude, float(said.radiusMeters))
