"""How charge points do, from the log alone: nothing is asked of them (requirements MT-CHP-07, MT-CHP-08)."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from motown import queries
from motown.addon import Asking
from motown.domain.errors import Kind, Refused
from motown.domain.findings import FAULTED, Finding
from motown.domain.health import Health
from motown.services.chargepoint_sight import NO_FACTS, Sight, targets_of
from motown.services.paging import page_info

DAY = queries.charge_point_health.DAY
EARLIEST = datetime.min.replace(tzinfo=UTC)
"""There is no time before this one."""


async def get(asking: Asking) -> Mapping[str, Any]:
    """How one did in a stretch of time; in the last day where nobody says which."""
    request, sight = asking.request, Sight(asking, "R-RAW")
    name = request.chargePointId
    asking.permit_charge_point(name, facts=NO_FACTS)
    page = await sight.find(name)
    until = min(request.until or asking.now, asking.now)
    since = request.since or max(until, EARLIEST + DAY) - DAY
    if since >= until:
        raise Refused("since: is before until, and not in the future", Kind.INVALID)
    health: Health = await asking.read(queries.charge_point_health.of, name, since, until)
    return {"health": {"chargePointId": name, **_told(health)}, "asOfPosition": page.as_of_position}


async def list_problems(asking: Asking) -> Mapping[str, Any]:
    """What is wrong now with the charge points that the caller may look into, worst first."""
    request, sight = asking.request, Sight(asking, "R-RAW")
    page = await asking.read(
        queries.problems.page, asking.now, asking.limit(), asking.cursor(), targets_of(request.target) or None,
        sight.allowed, tuple(request.code))
    return {"problem": [{"chargePointId": one.charge_point_id, "finding": _finding(one.finding)}
                        for one in page.problems],
            "pageInfo": page_info(page)}


def _told(health: Health) -> dict[str, Any]:
    """In the standard's words."""
    return {
        "since": health.since, "until": health.until, "onlinePercent": Decimal(str(round(health.online_percent, 2))),
        "offlinePeriod": [{"since": since, "until": until if until < health.until else None}
                          for since, until in health.offline_periods],
        "lastBootAt": health.last_boot_at, "bootCount": health.boot_count,
        "lastHeartbeatAt": health.last_heartbeat_at,
        "clockOffsetMs": None if health.clock_offset_ms is None else -health.clock_offset_ms,
        "statusErrorCount": [{"errorCode": one.error_code, "vendorErrorCode": one.vendor_error_code,
                              "count": one.count, "lastAt": one.last_at} for one in health.error_counts],
        "openFault": [{"connectorId": one.connector_id, "errorCode": one.error_code,
                       "vendorErrorCode": one.vendor_error_code, "since": one.since}
                      for one in health.open_faults if one.status == FAULTED],
        **_counts(health), "finding": [_finding(one) for one in health.findings]}


def _counts(health: Health) -> dict[str, Any]:
    sent, begun = health.commands, health.transactions
    return {
        "command": {"sent": sent.sent, "rejected": sent.rejected, "unreachable": sent.unreachable,
                    "unconfirmed": sent.unconfirmed},
        "messageFaultCount": health.message_fault_count, "malformedCount": health.malformed_count,
        "medianResponseMs": health.median_response_ms,
        "transaction": {"count": begun.count, "abandoned": begun.abandoned, "withoutMeter": begun.without_meter,
                        "zeroEnergy": begun.zero_energy}}


def _finding(one: Finding) -> dict[str, Any]:
    return {"code": one.code, "severity": one.severity, "since": one.since, "text": one.text,
            "connectorId": one.connector_id, "eventId": list(one.event_ids)}
