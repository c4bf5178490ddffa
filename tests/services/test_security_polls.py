"""Long polls that nobody waits for any longer, and those of parties that may no more."""

import pytest

from motown.domain import commands
from tests.harness import quick_hash
from tests.services.calling import Party, refusal
from tests.services.commanding import Commanding, Station


@pytest.fixture
def party(server):
    station = Station(server)
    party = Commanding(server, "nordlicht", "CSO", own=("*",))
    station.ev.status("Available", 1)
    station.away()
    return party


def polls(party):
    """One of each kind, under way."""
    number = party.server.head()
    transaction = Station(party.server).ev.start("TAG", connectorId=1).transactionId
    command = party.ask("SendData", vendorId="x", notBefore="2027-01-01T00:00:00Z").commandId
    subscription = party("subscription", "Subscribe", requestId=f"s{number}", name=f"s{number}",
                         mode="Pull", filter={"typePrefix": ["motown.StatusChanged"]}).subscriptionId
    return [
        party.later("eventstore", "ReadEvents", afterPosition=party.server.head(), waitSeconds=60),
        party.later("transaction", "GetTransaction", transactionId=str(transaction),
                    afterPosition=party.server.head(), waitSeconds=60),
        party.later("command", "GetCommand", commandId=command, waitSeconds=60),
        party.later("subscription", "PullMessages", subscriptionId=subscription, waitSeconds=60)]


def test_who_hangs_up_waits_no_longer(party, caplog):
    counted, timers = party.server.registry.backstage.polls, len(party.server.clock.getDelayedCalls())
    waiting = polls(party)
    assert counted.waiting == len(waiting) == 4
    for one in waiting:
        one.waiting.cancel()
    assert counted.waiting == 0
    assert party.server.registry.tail.waiting == 0
    assert len(party.server.clock.getDelayedCalls()) <= timers + 1
    assert "Traceback" not in caplog.text


@pytest.mark.parametrize("change", [
    commands.SetPartyPassword(party_id="nordlicht", password_hash=quick_hash("another")),
    commands.EnableParty(party_id="nordlicht", enabled=False), commands.RemoveParty(party_id="nordlicht")])
def test_who_may_no_more_is_told_nothing(party, change):
    Party(party.server, "boss", "ADMIN")
    waiting = polls(party)
    party.server.execute(change)
    Station(party.server).ev.status("Occupied", 1)
    party.server.clock.advance(61)
    for one in waiting:
        with refusal("NotAuthenticated"):
            one.answer()
