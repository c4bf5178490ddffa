"""What a charge point was told can be looked at and counted."""

import pytest

from tests.simulator.test_incoming import CLEAR, Served, message

HEADER = "<c:chargeBoxIdentity>CP-001</c:chargeBoxIdentity>"


@pytest.fixture
def served(make):
    return Served(make(kept_commands=2).power_on())


def test_a_command_is_kept_as_it_came(served):
    raw = message("1.5", "<c:resetRequest><c:type>Soft</c:type></c:resetRequest>", HEADER)
    served.post("/CP-001", raw, **{"x-trace": "7"})
    inbox, point = served.bench.point.inbox, served.bench.point
    (received,) = inbox.of("Reset")
    assert (received.operation, received.request.type, received.raw) == ("Reset", "Soft", raw)
    assert (received.headers["x-trace"], received.at) == ("7", point.clock.now())
    assert inbox.of("ClearCache") == []


def test_what_comes_twice_counts_twice_and_only_the_last_are_kept(served):
    inbox = served.bench.point.inbox
    for _ in range(3):
        served.post("/CP-001", message("1.5", CLEAR, HEADER))
    assert (inbox.received, inbox.executed, len(inbox.messages)) == ({"ClearCache": 3}, {"ClearCache": 3}, 2)


def test_what_is_refused_was_received_and_not_executed(served):
    inbox = served.bench.point.inbox
    served.bench.command("RemoteStopTransaction", transactionId=7)
    served.bench.refused("UnlockConnector", connectorId=0)
    assert (inbox.received, inbox.executed) == ({"RemoteStopTransaction": 1, "UnlockConnector": 1}, {})


def test_what_is_for_another_or_unreadable_was_not_received(served):
    served.post("/CP-001", message("1.5", CLEAR, HEADER.replace("CP-001", "CP-002")))
    served.post("/CP-001", message("1.5", "<c:resetRequest/>", HEADER))
    served.post("/CP-001", b"noise")
    assert served.bench.point.inbox.received == {}


def test_a_test_can_wait_for_a_command(served):
    heard = []
    served.bench.point.inbox.when_received.append(lambda one: heard.append(one.operation))
    served.post("/CP-001", message("1.5", CLEAR, HEADER))
    assert heard == ["ClearCache"]
