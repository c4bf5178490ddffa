import pytest

from motown.config import load
from motown.domain import events
from motown.server.core import open_core
from motown.store import Unit


@pytest.fixture
def record(motown):
    """Put events into the log."""

    def put(*happened):
        with open_core(load(None, [f"store.url={motown.url}"])) as core:
            core.store.run(Unit(keys=frozenset(), decide=lambda session: [session.record(one) for one in happened]))

    assert motown("charge-points", "accept", "EV-1", "EV-2") == 0
    return put


def fault(name="EV-1", connector=1):
    return events.StatusChanged(charge_point_id=name, connector_id=connector, status="Faulted",
                                error_code="GroundFailure", vendor_error_code="E\x1b7")


def test_the_health_of_a_day(motown, record):
    record(events.ChargePointBooted(charge_point_id="EV-1"), fault())
    assert motown("charge-points", "health", "EV-1") == 0
    assert "Critical: FaultOpen, connector 1 is Faulted (GroundFailure)" in motown.out
    assert "error: GroundFailure E\\x1b7, 1 times" in motown.out
    (told,) = motown.json("charge-points", "health", "EV-1")
    assert (told["chargePointId"], told["bootCount"], told["findings"][0]["code"]) == ("EV-1", 1, "FaultOpen")
    assert told["openFaults"][0]["connectorId"] == 1
    assert told["errorCounts"][0]["count"] == 1
    assert told["commands"]["sent"] == told["transactions"]["zeroEnergy"] == 0


def test_the_time_is_the_one_asked_for(motown, record):
    record(events.ChargePointBooted(charge_point_id="EV-1"))
    (told,) = motown.json("charge-points", "health", "EV-1", "--since", "3d", "--until", "1d")
    assert told["bootCount"] == 0
    assert motown("charge-points", "health", "EV-1", "--since", "1d", "--until", "3d") == 1


def test_silence_is_told(motown, record, heartbeat):
    heartbeat("EV-1")
    assert motown("charge-points", "health", "EV-1", "--until", "+2h") == 0
    assert "offline: " in motown.out
    (told,) = motown.json("charge-points", "health", "EV-1", "--until", "+2h")
    assert set(told["offlinePeriods"][0]) == {"since", "until"}


def test_nothing_is_wrong(motown, record, heartbeat):
    heartbeat("EV-1")
    assert motown("charge-points", "health", "EV-1") == 0
    assert "nothing is wrong" in motown.out
    assert motown("charge-points", "problems") == 0
    assert "nothing is wrong" in motown.err


def test_one_that_is_not_there(motown):
    assert motown("charge-points", "health", "EV-9") == 3


def test_problems_of_all_of_some_and_of_a_group(motown, record):
    record(fault("EV-1"), fault("EV-2", 2),
           events.GroupChanged(group_id="north", kind="Site", charge_point_ids=("EV-2",), revision=1))

    def names(*options):
        return [one["chargePointId"] for one in motown.json("charge-points", "problems", *options)]

    assert names() == ["EV-1", "EV-2"]
    assert names("EV-1") == ["EV-1"]
    assert names("--group", "north") == ["EV-2"]
    assert names("--code", "Offline") == []
    assert motown("charge-points", "problems") == 0
    assert "FaultOpen" in motown.out
