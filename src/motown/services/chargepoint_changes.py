"""What operators change about charge points: what is told of them, whether they take part, what they belong to."""

from collections.abc import Mapping
from typing import Any

from motown import queries
from motown.addon import Asking
from motown.domain import commands
from motown.domain.charge_point_info import ChargePointInfo, ConnectorInfo, Location, OpeningTime
from motown.domain.commands import Command
from motown.domain.ids import ChargePointId
from motown.services.chargepoint_sight import NO_FACTS, is_covered, reached


async def put_info(asking: Asking) -> Mapping[str, Any]:
    """Replace what is told of a charge point."""
    request = asking.request
    asking.permit_charge_point(request.chargePointId, facts=NO_FACTS)
    return await asking.execute(commands.PutChargePointInfo(
        charge_point_id=ChargePointId(request.chargePointId), info=_info(request.info), revision=request.revision),
        _told_put)


async def set_registration(asking: Asking) -> Mapping[str, Any]:
    """Accept a charge point, refuse it, or leave it open; its next BootNotification is answered so (MT-CHP-06)."""
    request = asking.request
    asking.permit_charge_point(request.chargePointId, facts=NO_FACTS)
    return await asking.execute(_decision(ChargePointId(request.chargePointId), request.registration, request.note))


def _decision(charge_point_id: ChargePointId, registration: str, note: str | None) -> Command:
    if registration == "Accepted":
        return commands.AcceptChargePoint(charge_point_id=charge_point_id, note=note)
    if registration == "Rejected":
        return commands.RejectChargePoint(charge_point_id=charge_point_id, reason=note)
    return commands.DeferChargePoint(charge_point_id=charge_point_id, reason=note)


async def put_group(asking: Asking) -> Mapping[str, Any]:
    """Make a group or replace it; only with charge points that are the caller's to administer."""
    request = asking.request
    allowed = reached(asking, "ADMIN", asking.policy_name)
    members = tuple(dict.fromkeys(map(ChargePointId, request.chargePointId)))
    permitted: tuple[ChargePointId, ...] | None = None
    if allowed is not None:
        for one in members:
            asking.permit_charge_point(one, facts=NO_FACTS)
        before = await asking.read(queries.groups.members, request.groupId)
        permitted = (*members, *(ChargePointId(one) for one in before if is_covered(asking, allowed, one)))
    return await asking.execute(commands.PutGroup(
        group_id=request.groupId, kind=request.kind, name=request.name, charge_point_ids=members,
        revision=request.revision, permitted=permitted), _told_put)


def _told_put(put: Any) -> dict[str, Any]:
    return {"revision": put.revision, "duplicate": put.duplicate, "position": put.position}


def _info(said: Any) -> ChargePointInfo:
    place = said.location
    return ChargePointInfo(
        name=said.name, operator_party_id=said.operatorPartyId, evse_id=said.evseId, access=said.access,
        reservable=bool(said.reservable), location=_location(place) if place is not None else None,
        opening_times=tuple(OpeningTime(weekday=one.weekday, opens_at=one.opensAt, closes_at=one.closesAt)
                            for one in said.openingTime),
        connectors=tuple(_connector(one) for one in said.connector))


def _location(said: Any) -> Location:
    return Location(
        latitude=_number(said.latitude), longitude=_number(said.longitude), street=said.street,
        postal_code=said.postalCode, city=said.city, country=said.country, time_zone=said.timeZone)


def _connector(said: Any) -> ConnectorInfo:
    return ConnectorInfo(
        connector_id=said.connectorId, evse_id=said.evseId, standard=said.standard, format=said.format,
        max_current_a=_number(said.maxCurrentA), max_voltage=said.maxVoltage, phases=said.phases)


def _number(said: Any) -> float | None:
    return None if said is None else float(said)
