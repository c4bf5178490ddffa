import pytest

from motown.config import load
from motown.domain import events
from motown.server.core import open_core
from motown.store import Unit
from tests.store.support import started, stopped


@pytest.fixture
def record(motown):
    """Put events into the log."""

    def put(*happened):
        with open_core(load(None, [f"store.url={motown.url}"])) as core:
            core.store.run(Unit(keys=frozenset(), decide=lambda session: [session.record(one) for one in happened]))

    return put


def given_up(number):
    return events.TransactionAbandoned(charge_point_id="EV-1", connector_id=1, transaction_id=number, reason="Booted",
                                       interrupted_at=started(1).occurred_at)


def test_none(motown):
    assert motown("transactions") == 0
    assert "there are none" in motown.err
    assert motown("transactions", "show", "1") == 3


def test_the_newest_first_and_by_what_is_wanted(motown, record):
    record(started(1), stopped(1), started(2, tag="Other"), started(3, "EV-2"), given_up(2))

    def numbers(*options):
        return [one["transactionId"] for one in motown.json("transactions", "list", *options)]

    assert numbers() == [3, 2, 1]
    assert numbers("--limit", "1") == [3]
    assert numbers("--charge-point", "EV-1") == [2, 1]
    assert numbers("--id-tag", "OTHER") == [2]
    assert (numbers("--state", "active"), numbers("--state", "Finished"), numbers("--state", "Abandoned")) == (
        [3], [1], [2])


def test_one_is_told_of(motown, record):
    record(started(1), stopped(1))
    (told,) = motown.json("transactions", "show", "1")
    assert (told["state"], told["energyWh"], told["meterStartWh"]) == ("Finished", 800, 100)
    assert motown("transactions", "show", "1") == 0
    assert "800" in motown.out


def test_energy_is_not_told_where_the_meter_runs_backwards(motown, record):
    record(started(1), stopped(1, meter_stop_wh=1, meter_backwards=True))
    assert motown.json("transactions", "show", "1")[0]["energyWh"] is None
