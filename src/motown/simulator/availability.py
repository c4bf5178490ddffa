"""ChangeAvailability and faults: what takes connectors out of use and back (AV-1 to AV-6, ST-1)."""

from collections.abc import Callable, Iterable
from typing import Any

from motown.simulator.connectors import NO_ERROR, Connector, Connectors
from motown.simulator.errors import CommandFault


class Availability:
    """Takes connectors in and out of use; ``changed`` is called when their status may be another."""

    def __init__(self, connectors: Connectors, changed: Callable[[], None]) -> None:
        self.connectors, self._changed = connectors, changed
        self.commands = {"ChangeAvailability": self.change}

    def change(self, request: Any) -> dict[str, Any]:
        """ChangeAvailability: at once, or Scheduled where a transaction runs (AV-2, AV-4).

        For the whole charge point the free connectors go at once and the busy ones later; the last word counts (AV-5).
        """
        if request.connectorId < 0:
            raise CommandFault("ProtocolError", "connectorId is below 0 (ID-9)")
        meant = self.connectors.meant(request.connectorId)
        if not meant:
            return {"status": "Rejected"}
        self.turn_all(meant, operative=request.type == "Operative")
        return {"status": "Scheduled" if any(one.turns_inoperative for one in meant) else "Accepted"}

    def freed(self, connector: Connector) -> None:
        """A scheduled change takes effect now (AV-3)."""
        if connector.turns_inoperative:
            connector.turns_inoperative, connector.is_operative = False, False

    def report_fault(self, number: int, error_code: str, *, is_operative: bool) -> None:
        """Something broke: out of use, or only to be reported (ST-8); 0 is the whole charge point."""
        targets: list[Connector | Connectors] = [*self.connectors.meant(number)]
        for target in [*targets, self.connectors] if number == 0 else targets:
            target.error_code, target.is_faulted = error_code, not is_operative
        self._changed()

    def repair(self, number: int) -> None:
        """It works again."""
        self.report_fault(number, NO_ERROR, is_operative=True)

    def turn_all(self, connectors: Iterable[Connector], *, operative: bool) -> None:
        """Put some in or out of use."""
        for connector in connectors:
            self.turn(connector, operative=operative)
        self._changed()

    def turn(self, connector: Connector, *, operative: bool) -> None:
        """Put one connector in or out of use; out of it not before the running transaction has ended."""
        if not operative and (connector.is_busy or connector.is_claimed):
            connector.turns_inoperative = connector.is_operative
        else:
            connector.is_operative, connector.turns_inoperative = operative, False
