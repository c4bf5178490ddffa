"""TransactionService: what was charged, where and when, what the meters say, what becomes of it (standard, 5.6)."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from motown.addon import Asking, EventFilter, Registry, WebService
from motown.contracts import motown10_transaction
from motown.domain.cdrs import session_of
from motown.queries import Standing, TransactionRow, transaction_list
from motown.services.paging import page_info
from motown.services.transaction_cdrs import list_cdrs
from motown.services.transaction_diagnostics import get_session_diagnostics
from motown.services.transaction_meters import read_meter_values
from motown.services.transaction_scope import (
    identified,
    nothing,
    number_of,
    seen,
    targets_of,
    visible,
    who,
)

CHANGES = ("motown.Transaction", "motown.MeterSampled", "motown.CdrIssued")
"""Types of the events that may change what is told of a transaction."""
NOWHERE = -1
"""A number that no transaction has."""


def service(registry: Registry) -> WebService:
    """TransactionService."""
    transactions = Transactions(registry)
    return WebService(motown10_transaction.contract, {
        "ListTransactions": list_transactions, "GetTransaction": transactions.get,
        "ReadMeterValues": read_meter_values, "GetSessionDiagnostics": get_session_diagnostics,
        "ListCdrs": list_cdrs}, profiles=("station",))


async def list_transactions(asking: Asking) -> Mapping[str, Any]:
    """Transactions in the order of their numbers."""
    request = asking.request
    by_identity = request.idTag is not None or request.partyId is not None
    session = None if request.sessionId is None else number_of(request.sessionId)
    page = await asking.read(transaction_list.page, transaction_list.Wanted(
        targets=targets_of(request.target), seen=seen(asking), identified=identified(asking) if by_identity else None,
        id_tag_keys=() if request.idTag is None else (asking.tag_key(request.idTag),), party_id=request.partyId,
        transaction_id=NOWHERE if request.sessionId is not None and session is None else session,
        state=request.state, since=request.since, until=request.until, changed_after=request.changedAfterPosition,
    ), asking.limit(), asking.cursor())
    return {"transaction": [told(asking, row, page.cdr_ids.get(row.transaction_id)) for row in page.transactions],
            "pageInfo": page_info(page)}


class Transactions:
    """Answers what has to wait for events."""

    def __init__(self, registry: Registry) -> None:
        self.registry = registry

    async def get(self, asking: Asking) -> Mapping[str, Any]:
        """How a transaction stands: at once, or when it has changed behind a position (MT-TRX-03)."""
        request, after = asking.request, asking.request.afterPosition
        standing = await self._standing(asking, request.transactionId)
        if after is not None and request.waitSeconds and standing.row.changed_position <= after:
            standing = await self._changed(asking, standing, after)
        return {"transaction": told(asking, standing.row, standing.cdr_id), "asOfPosition": standing.as_of_position}

    async def _standing(self, asking: Asking, transaction_id: str) -> Standing:
        number = number_of(transaction_id)
        found: Standing | None = None if number is None else await asking.read(transaction_list.get, number)
        if found is None:
            raise nothing(transaction_id)
        visible(asking, found.row, transaction_id)
        return found

    async def _changed(self, asking: Asking, standing: Standing, after: int) -> Standing:
        """The transaction once it has changed; as it is when the time is over.

        A meter value need not change it: its power is no energy, and what comes late is not the last.
        """
        number = standing.row.transaction_id
        until = asking.now + timedelta(seconds=asking.wait_seconds())
        wanted, place = EventFilter(transaction_id=number, type_prefixes=CHANGES), standing.as_of_position
        with asking.waiting():
            while (left := (until - self.registry.now()).total_seconds()) > 0:
                page = await self.registry.read_events(place, 1, wanted, left)
                place = page.next_position
                standing = await self._standing(asking, str(number))
                if standing.row.changed_position > after or (page.end and not page.events):
                    break  # it has changed, or the time is over, or the server is stopping
        await asking.look_again()
        visible(asking, standing.row, str(number))
        return standing


def told(asking: Asking, row: TransactionRow, cdr_id: str | None) -> dict[str, Any]:
    """A transaction in the standard's words."""
    charging = who(asking, row)
    return {
        "transactionId": str(row.transaction_id), "sessionId": session_of(row.transaction_id),
        "chargePointId": row.charge_point_id, "connectorId": row.connector_id, "idTag": charging.id_tag,
        "partyId": charging.party_id, "startedAt": row.started_at, "stoppedAt": row.stopped_at,
        "meterStartWh": row.meter_start_wh, "meterStopWh": row.meter_stop_wh, "energyWh": row.delivered_wh,
        "state": row.state, "stopReason": row.stop_reason, "reservationId": row.reservation_id, "cdrId": cdr_id,
        "changedAtPosition": row.changed_position}
