"""ReadMeterValues: what meters say, one by one or for each step of time (MT-TRX-04 to MT-TRX-08)."""

from collections.abc import Mapping
from typing import Any

from motown.addon import Asking
from motown.domain.access import Decision, Target, TargetKind
from motown.domain.access_policy import Scope
from motown.domain.errors import Kind, Refused
from motown.domain.meter_steps import MeterValue
from motown.queries import MeterPage, MeterWanted, charge_points, groups, meter_values, transaction_list, transactions
from motown.services.paging import page_info
from motown.services.transaction_scope import number_of, seen, targets_of, visible
from motown.standard.asking import nothing_there
from motown.standard.tellable import word

LONGEST_STEP_SECONDS = 86400


async def read_meter_values(asking: Asking) -> Mapping[str, Any]:
    """Meter values in the order of their times."""
    request = asking.request
    _check(asking)
    about = await (_of_transaction(asking) if request.transactionId is not None else _of_target(asking))
    page: MeterPage = await asking.read(meter_values.page, MeterWanted(
        **about, since=request.since, until=request.until, measurands=request.measurand,
        step_seconds=request.stepSeconds), asking.limit(), asking.cursor())
    return {"sample": [told(one, page.store_id) for one in page.values],
            "pageInfo": page_info(page)}


def _check(asking: Asking) -> None:
    """Refuse what cannot be answered, and tell what to give."""
    request = asking.request
    if asking.may().scope is Scope.AGGREGATE:
        if request.target is None or request.transactionId is not None:
            raise _invalid("only sums and means may be told: give a target and stepSeconds", "target")
    elif request.transactionId is None and request.target is None:
        raise _invalid("give a transactionId or a target", "transactionId")
    if request.transactionId is not None and request.target is not None:
        raise _invalid("give a transactionId or a target, not both", "target")
    if request.stepSeconds is not None and not 1 <= request.stepSeconds <= LONGEST_STEP_SECONDS:
        raise _invalid(f"stepSeconds is 1 to {LONGEST_STEP_SECONDS}", "stepSeconds")


async def _of_transaction(asking: Asking) -> dict[str, Any]:
    text = asking.request.transactionId
    number = number_of(text)
    row = visible(asking, None if number is None else await asking.read(transactions.get, number), text)
    return {"transaction_id": row.transaction_id}


async def _of_target(asking: Asking) -> dict[str, Any]:
    target, = targets_of([asking.request.target])
    if target.kind not in list(TargetKind):
        raise _invalid(f"there are no targets of the kind {target.kind}", "target/kind")
    decision = asking.permit(target)
    sums = decision.scope is Scope.AGGREGATE
    if sums and asking.request.stepSeconds is None:
        raise _invalid("only sums and means may be told: give stepSeconds", "stepSeconds")
    if not await _is_there(asking, target) or not await _is_known(asking, target, decision):
        raise nothing_there(target)
    some = decision.scope is Scope.OWN or bool(decision.constraints)
    return {"target": target, "seen": seen(asking) if some else None, "together": sums}


async def _is_there(asking: Asking, target: Target) -> bool:
    if target.id is None:
        return True
    if target.kind in (TargetKind.CHARGE_POINT, TargetKind.CONNECTOR):
        return await asking.read(charge_points.get, target.id) is not None
    group = await asking.read(groups.get, target.id)
    return group is not None and group.kind == target.kind


async def _is_known(asking: Asking, target: Target, decision: Decision) -> bool:
    """Whether the caller may know of it: by its rights, or because its drivers have charged there."""
    if decision.scope is not Scope.OWN or target.id is None or asking.knows(target):
        return True
    wanted = transaction_list.Wanted(targets=(target,), seen=seen(asking))
    return bool((await asking.read(transaction_list.page, wanted, 1)).transactions)


def told(one: MeterValue, store_id: str) -> dict[str, Any]:
    """A value in the standard's words."""
    return {
        "at": one.at, "chargePointId": one.charge_point_id, "connectorId": one.connector_id,
        "transactionId": None if one.transaction_id is None else str(one.transaction_id),
        "assigned": one.assigned or None, "measurand": word(one.measurand) or "Unknown", "value": one.value,
        "unit": word(one.unit), "context": word(one.context), "location": word(one.location),
        "signedData": one.signed or None, "sampleCount": one.sample_count if one.sample_count > 1 else None,
        "eventId": None if one.position is None else f"{store_id}-{one.position}"}


def _invalid(reason: str, field: str) -> Refused:
    return Refused(reason, Kind.INVALID, field=field)
