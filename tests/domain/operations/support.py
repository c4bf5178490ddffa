"""What the tests of operations say often."""

from typing import NamedTuple

from motown.domain import events
from motown.domain.operations import Operation, read

EV = "EV-1"


class Connector(NamedTuple):
    """What is known of a connector."""

    connector_id: int
    status: str


class Facts:
    """What is known of a charge point."""

    def __init__(self, *connectors: tuple[int, str]) -> None:
        self._connectors = [Connector(*one) for one in connectors]

    def connectors(self):
        return self._connectors

    def __repr__(self) -> str:
        # names of tests are made of it: an address in memory would differ between the processes that run them
        return f"Facts({', '.join(f'{one.connector_id}={one.status}' for one in self._connectors)})"


def op(name: str, **fields) -> Operation:
    """An operation by its fields' names in the contract."""
    return read(name, fields)


def status(connector_id: int = 1, word: str = "Available") -> events.StatusChanged:
    return events.StatusChanged(charge_point_id=EV, connector_id=connector_id, status=word, error_code="NoError")


def booted() -> events.ChargePointBooted:
    return events.ChargePointBooted(charge_point_id=EV)
