"""DisplayService: the same for programs of others, by our own WSDL."""

from collections.abc import Mapping
from typing import Any

from motown import queries
from motown.addon import Asking, WebService
from motown.domain.access import Target, TargetKind
from motown.domain.commands import SendCommand
from motown.domain.cursors import Cursor
from motown.domain.errors import Kind, Refused
from motown.domain.ids import ChargePointId, new_command_id
from motown_acme.contracts import display as contract
from motown_acme.tables import displays
from motown_acme.words import Display, is_ours

ACCESS = {"ShowText": "C-STATION", "ListDisplays": "R-STATUS"}
"""The class of access that each operation needs."""


def service(display: Display) -> WebService:
    """DisplayService."""
    answers = Answers(display)
    return WebService(contract.contract, {"ShowText": answers.show_text, "ListDisplays": answers.list_displays},
                      access=ACCESS)


class Answers:
    """Its operations.  Who asks, what it may, and requests asked twice are settled by ``asking``."""

    def __init__(self, display: Display) -> None:
        self._display = display

    async def show_text(self, asking: Asking) -> Mapping[str, Any]:
        """Show a text: a command like any other."""
        request = asking.request
        asking.permit_charge_point(request.chargePointId)
        row = await asking.read(queries.charge_points.get, request.chargePointId)
        if row is None:
            raise Refused(f"there is no charge point {request.chargePointId}", Kind.NOT_FOUND)
        if not is_ours(row):
            raise Refused("the charge point is not one of Acme's", Kind.NOT_SUPPORTED)
        return await asking.execute(SendCommand(
            charge_point_id=ChargePointId(request.chargePointId), command_id=new_command_id(),
            operation=self._display.show(request.text, request.seconds), extension="acme.ShowText",
            request_id=request.requestId, party=asking.party_id), lambda taken: {"commandId": taken.command_id})

    async def list_displays(self, asking: Asking) -> Mapping[str, Any]:
        """What displays show, of the charge points that the caller may know of."""
        cursor, limit = asking.cursor(), asking.limit()
        rows = await asking.read(displays, cursor.after if cursor is not None else "", limit + 1)
        head = await asking.read(queries.events.head)
        reach = asking.reach("R-STATUS")
        seen = [row for row in rows[:limit] if reach.covers(
            Target(TargetKind.CHARGE_POINT, row.charge_point_id), asking.within(row.charge_point_id))]
        following = Cursor(rows[limit - 1].charge_point_id, head).text() if len(rows) > limit else None
        return {"display": [{"chargePointId": row.charge_point_id, "text": row.text, "shownAt": row.shown_at}
                            for row in seen],
                "pageInfo": {"nextCursor": following, "asOfPosition": head}}
