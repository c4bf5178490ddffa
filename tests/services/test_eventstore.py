"""EventStoreService: pages of the log, forward and backward, with filters; one event; the store; the types."""

import pytest

from tests.fixtures import both_stores
from tests.services.calling import Party
from tests.speaking import ChargePoint


@pytest.fixture
def cso(server):
    return Party(server, "nordlicht", "CSO", own=("*",))


def charged(server, identity="EV-1", id_tag="TAG"):
    """A charge point that has charged somebody; the transaction."""
    ev = ChargePoint(server, identity)
    ev.boot()
    ev.status("Available")
    transaction_id = ev.start(id_tag).transactionId
    ev.meter(1100, 1200, transactionId=transaction_id)
    ev.stop(transaction_id)
    return transaction_id


def named(event):
    """The attributes of an event, by name."""
    return {one.name: one.value for one in event.attribute}


@both_stores
def test_all_is_read_in_order(server, cso):
    transaction_id = charged(server)
    answer = cso("eventstore", "ReadEvents", afterPosition=0)
    assert [one.position for one in answer.event] == sorted(one.position for one in answer.event)
    assert answer.nextPosition == answer.headPosition == server.head()
    assert (answer.oldestPosition, answer.endOfStore) == (1, True)
    started, = [one for one in answer.event if one.type == "motown.TransactionStarted"]
    assert named(started) == {"idTag": "TAG", "status": "Accepted", "meterStartWh": "1000"}
    assert (started.transactionId, started.connectorId, started.chargePointId) == (str(transaction_id), 1, "EV-1")
