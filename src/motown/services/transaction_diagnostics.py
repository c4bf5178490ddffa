"""GetSessionDiagnostics: whether the car charges and, if not, why (MT-TRX-10).

``Paused``, ``LimitedBySignal`` and ``PlanWaiting`` are for versions that can pause, limit and plan.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from motown.addon import Asking, Recorded
from motown.domain import events
from motown.domain.findings import place_of
from motown.domain.session_now import NO, Flow, Latest, flow, latest, turns
from motown.queries import SessionFacts, session_diagnostics
from motown.services.transaction_scope import nothing, number_of, visible

MOST_MOMENTS = 100
"""The last ones."""
NO_ERROR, FAULTED = "NoError", "Faulted"
_MINUTE = 60


async def get_session_diagnostics(asking: Asking) -> Mapping[str, Any]:
    """What goes on in a session."""
    text = asking.request.transactionId
    number = number_of(text)
    facts: SessionFacts | None = None if number is None else await asking.read(session_diagnostics.facts, number)
    if facts is None:
        raise nothing(text)
    row = visible(asking, facts.row, text)
    now = _flow(facts, asking.now)
    return {"diagnostics": {
        "transactionId": str(row.transaction_id), "state": row.state, "latest": _latest(facts),
        "charging": now.charging, "reason": list(_reasons(facts, now, asking.now)), "timeline": _timeline(facts),
    }, "asOfPosition": facts.as_of_position}


def _flow(facts: SessionFacts, now: datetime) -> Flow:
    if facts.row.stopped_at is not None:
        return Flow(charging=NO, is_recent=True)
    return flow(facts.history, facts.begin, now)


def _latest(facts: SessionFacts) -> dict[str, Any] | None:
    """The last of the meter; of a session that has ended, its end."""
    row, found = facts.row, latest(facts.history, facts.begin)
    if row.stopped_at is not None and row.delivered_wh is not None:
        found = Latest(at=row.stopped_at, energy_wh=row.delivered_wh)
    return None if found is None else {
        "at": found.at, "energyWh": found.energy_wh, "powerW": found.power_w, "currentA": found.current_a}


# -- why not


def _reasons(facts: SessionFacts, now: Flow, moment: datetime) -> Iterator[dict[str, Any]]:
    if facts.row.stopped_at is not None:
        return
    faults = [one for one in facts.connectors if one.status == FAULTED or one.error_code != NO_ERROR]
    for one in faults:
        error = f" ({one.error_code})" if one.error_code != NO_ERROR else ""
        yield {"code": "ChargePointFault", "text": f"{place_of(one.connector_id)} is {one.status}{error}"}
    silent = facts.charge_point is None or facts.charge_point.offline_since is not None
    if silent:
        yield {"code": "Offline", "text": "nothing is heard of the charge point"}
    if not now.is_recent:
        yield {"code": "NoRecentMeter", "text": _no_meter(facts, moment)}
    if now.idle_since is not None and not faults and not silent:
        last = facts.history[-1]
        idle = last.at - now.idle_since + (moment - last.recorded_at)
        yield {"code": "VehicleNotDrawing", "text": f"the car has drawn nothing for {_told_minutes(idle)}: "
               "it may be full"}


def _no_meter(facts: SessionFacts, moment: datetime) -> str:
    if not facts.history:
        return "the meter has said nothing yet"
    return f"the meter has said nothing for {_told_minutes(moment - facts.history[-1].recorded_at)}"


def _told_minutes(time: timedelta) -> str:
    minutes = max(1, round(time.total_seconds() / _MINUTE))
    return f"{minutes} minutes" if minutes > 1 else "a minute"


# -- what has happened


def _timeline(facts: SessionFacts) -> list[dict[str, Any]]:
    moments = [(one.occurred_at or one.recorded_at, one.position, _text(one), one.event_id) for one in facts.happened]
    for one in turns(facts.history, facts.begin):
        position = int(one.event_id.rpartition("-")[2])
        moments.append((one.at, position, "the car draws" if one.draws else "the car draws nothing", one.event_id))
    last = sorted(moments)[-MOST_MOMENTS:]
    return [{"at": at, "text": text, "eventId": event_id} for at, _, text, event_id in last]


def _text(one: Recorded) -> str:
    for kind, text in _TEXTS.items():
        if isinstance(one.event, kind):
            return text(one.event)
    return one.type


def _status(happened: Any) -> str:
    error = f" ({happened.error_code})" if happened.error_code != NO_ERROR else ""
    return f"{place_of(happened.connector_id)} is {happened.status}{error}"


_TEXTS: Mapping[type[events.Event], Callable[[Any], str]] = {
    events.TransactionStarted: lambda one: f"charging began on connector {one.connector_id}",
    events.TransactionStopped: lambda one: f"charging ended, the meter at {one.meter_stop_wh} Wh",
    events.TransactionAbandoned: lambda _: "its end never came, and is not waited for any more",
    events.CdrIssued: lambda one: f"charge detail record {one.cdr_id}, revision {one.revision}",
    events.StatusChanged: _status,
    events.ConnectivityChanged: lambda one: (
        "the charge point is heard of again" if one.online else "nothing is heard of the charge point"),
    events.ChargePointBooted: lambda _: "the charge point has started anew",
}
"""What each event of a timeline means, for people."""
