"""CommandService: what is asked of charge points, from the request to what they get."""

import pytest

from tests.services.calling import Party
from tests.speaking import ChargePoint


@pytest.fixture
def nordlicht(server):
    ChargePoint(server, "EV-1").boot()
    return Party(server, "nordlicht", "CSO", own=("EV-1",))


@pytest.mark.parametrize("soap", ["1.2", "1.1"])
def test_a_command_is_taken_at_once(server, nordlicht, soap):
    nordlicht.soap = soap
    receipt = nordlicht("command", "UnlockConnector", requestId="r-1", chargePointId="EV-1", connectorId=1).receipt
    assert (receipt.duplicate, receipt.state) == (False, "Queued")
    command = nordlicht("command", "GetCommand", commandId=receipt.commandId).command
    assert (command.name, command.requestId, command.partyId) == ("UnlockConnector", "r-1", "nordlicht")
    again = nordlicht("command", "UnlockConnector", requestId="r-1", chargePointId="EV-1", connectorId=1).receipt
    assert (again.duplicate, again.commandId, again.position) == (True, receipt.commandId, receipt.position)
