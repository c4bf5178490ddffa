"""ListCdrs: what sessions came to, without prices in version 1.0."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from motown.addon import Asking
from motown.domain.charge_point_info import Location
from motown.queries import CdrRow, cdrs
from motown.services.paging import page_info
from motown.services.transaction_scope import identified, seen, targets_of, who


async def list_cdrs(asking: Asking) -> Mapping[str, Any]:
    """Charge detail records in the order in which they were made."""
    request = asking.request
    page = await asking.read(cdrs.page, cdrs.Wanted(
        cdr_id=request.cdrId, targets=targets_of(request.target), seen=seen(asking),
        identified=identified(asking) if request.partyId is not None else None, party_id=request.partyId,
        since=request.since, until=request.until, changed_after=request.changedAfterPosition,
    ), asking.limit(), asking.cursor())
    return {"cdr": [told(asking, row) for row in page.cdrs],
            "pageInfo": page_info(page)}


def told(asking: Asking, row: CdrRow) -> dict[str, Any]:
    """A charge detail record in the standard's words."""
    charged, content = who(asking, row), row.content
    place = content.charge_point
    return {
        "cdrId": row.cdr_id, "revision": row.revision, "sessionId": row.session_id,
        "transactionId": [str(number) for number in row.transaction_ids], "partyId": charged.party_id,
        "idTag": charged.id_tag,
        "chargePoint": {
            "chargePointId": row.charge_point_id, "connectorId": row.connector_id, "evseId": place.evse_id,
            "name": place.name, "location": None if place.location is None else told_location(place.location)},
        "startedAt": row.started_at, "stoppedAt": row.stopped_at, "energyWh": row.energy_wh,
        "durationSeconds": row.duration_seconds, "period": [
            {"since": one.since, "until": one.until, "dimension": one.dimension, "quantity": one.quantity,
             "unit": one.unit} for one in content.periods],
        "changedAtPosition": row.changed_position}


def told_location(place: Location) -> dict[str, Any]:
    """Where a charge point stands, in the standard's words."""
    return {
        "latitude": _decimal(place.latitude), "longitude": _decimal(place.longitude), "street": place.street,
        "postalCode": place.postal_code, "city": place.city, "country": place.country, "timeZone": place.time_zone}


def _decimal(degrees: float | None) -> Decimal | None:
    return None if degrees is None else Decimal(str(degrees))
