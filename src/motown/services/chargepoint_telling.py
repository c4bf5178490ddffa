"""A charge point in the standard's words."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from motown.queries import ChargePointView, ConnectorView
from motown.services.chargepoint_sight import Sight

BASIC, STATUS, FULL = VIEWS = ("Basic", "Status", "Full")
"""Each tells what the one before tells, and more (MT-CHP-05)."""
UNKNOWN = "Unknown"
_PLAIN = ("name", "operatorPartyId", "evseId", "access")


def told(view: ChargePointView, extent: str, sight: Sight) -> dict[str, Any]:
    """A charge point; ``extent`` is one of ``VIEWS``."""
    row = view.row
    found: dict[str, Any] = {
        "chargePointId": row.charge_point_id, "info": told_info(view.info.info) if view.info is not None else None,
        "registration": row.registration, "protocol": row.protocol, "vendor": row.vendor, "model": row.model,
        "firmware": row.firmware_version, "changedAtPosition": view.changed_position,
        "distanceMeters": None if view.distance_meters is None else round(view.distance_meters)}
    if extent != BASIC:
        is_heard = row.protocol is not None  # else an operator has named it before it has said anything
        found |= {"online": view.online and is_heard, "lastSeenAt": row.last_seen_at if is_heard else None,
                  "connector": _connectors(view, sight, in_full=extent == FULL)}
    return found | _surroundings(view) if extent == FULL else found


def told_info(info: Mapping[str, Any]) -> dict[str, Any]:
    """What its operator tells of it; ``info`` as it is kept."""
    return {**{name: info.get(name) for name in _PLAIN}, "location": _location(info.get("location")),
            "openingTime": info.get("openingTimes", []), "reservable": bool(info.get("reservable")),
            "connector": [_told_connector(one) for one in info.get("connectors", [])]}


def _location(said: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if said is None:
        return None
    return {**said, **{name: _decimal(said.get(name)) for name in ("latitude", "longitude")}}


def _told_connector(said: Mapping[str, Any]) -> dict[str, Any]:
    return {**said, "maxCurrentA": _decimal(said.get("maxCurrentA"))}


def _decimal(number: float | None) -> Decimal | None:
    """As it was told: the shortest number that is the same."""
    return None if number is None else Decimal(repr(number))


def _connectors(view: ChargePointView, sight: Sight, *, in_full: bool) -> list[dict[str, Any]]:
    """Those that have told how they are, and those that only its operator tells of."""
    infos = {one["connectorId"]: one for one in (view.info.info.get("connectors", ()) if view.info else ())}
    found = {one.row.connector_id: _connector(one, sight) for one in view.connectors if one.row.connector_id > 0}
    for number in infos.keys() - found.keys():
        found[number] = {"connectorId": number, "status": UNKNOWN}
    if in_full:
        for number, info in infos.items():
            found[number]["info"] = _told_connector(info)
    return [found[number] for number in sorted(found)]


def _connector(one: ConnectorView, sight: Sight) -> dict[str, Any]:
    """How a connector is; of one that is offline only that nobody knows, and what was meant to go on there."""
    row, is_known = one.row, one.status != UNKNOWN
    sees = one.transaction_id is not None and sight.sees_usage(one)
    found: dict[str, Any] = {
        "connectorId": row.connector_id, "status": one.status, "reservedUntil": one.reserved_until,
        "transactionId": str(one.transaction_id) if sees else None}
    if is_known:
        found |= {"errorCode": row.error_code, "vendorErrorCode": row.vendor_error_code, "message": row.info,
                  "statusSince": row.status_at}
    return found


def _surroundings(view: ChargePointView) -> dict[str, Any]:
    """What it belongs to, and what drivers think of it."""
    groups: Sequence[str] = view.groups
    summary = view.reviews
    return {"group": list(groups), "gridPointId": view.grid_point_id, "siteId": view.site_id,
            "reviewSummary": {"count": summary.number, "averageStars": Decimal(str(round(summary.average_stars, 1)))}
            if summary is not None else {"count": 0}}
