import threading

import pytest

from motown.domain.errors import Refused
from motown.store import Committed, StoreUnavailable
from tests.store.support import accept, log, recording, status, unit


@pytest.fixture
def batches():
    """What came of the units, batch by batch."""
    return []


@pytest.fixture
def store(open_store, batches):
    """With a writer thread."""
    return open_store(inline=False, on_batch=batches.append, max_waiting=5)


class Gate:
    """A unit that holds the writer until it is opened."""

    def __init__(self) -> None:
        self.reached, self.opened = threading.Event(), threading.Event()

    def decide(self, _session):
        self.reached.set()
        assert self.opened.wait(30)


def hold(store) -> Gate:
    gate = Gate()
    store.submit(unit(gate.decide), None)
    assert gate.reached.wait(30)
    return gate


def test_what_waits_goes_together(store, batches):
    gate = hold(store)
    for name in "abc":
        store.submit(unit(recording(status(name), result=name), f"cp:{name}"), name)
    gate.opened.set()
    store.close()
    assert [[done for done, _ in batch] for batch in batches] == [[None], ["a", "b", "c"]]
    assert [outcome.result for _, outcome in batches[1]] == ["a", "b", "c"]


def test_units_of_one_charge_point_go_one_after_the_other(store, batches):
    gate = hold(store)
    for number in range(3):
        store.submit(unit(recording(status(word=str(number))), "cp:EV-1"), number)
    gate.opened.set()
    store.close()
    assert [[done for done, _ in batch] for batch in batches] == [[None], [0], [1], [2]]


def test_too_many_are_refused_at_once(store, batches):
    gate = hold(store)
    for number in range(7):
        store.submit(unit(), number)
    assert [[done for done, _ in batch] for batch in batches] == [[5], [6]] or len(batches) >= 2
    refused = [outcome for batch in batches for _, outcome in batch]
    assert all(isinstance(one, StoreUnavailable) and "too many messages" in one.reason for one in refused)
    assert store.waiting >= 5
    gate.opened.set()


def test_stopping_finishes_what_waits_and_takes_no_more(store, batches):
    gate = hold(store)
    for number in range(4):
        store.submit(unit(recording(status())), number)
    closing = threading.Thread(target=store.close)
    closing.start()
    gate.opened.set()
    closing.join()
    store.submit(unit(), "late")
    outcomes = {done: outcome for batch in batches for done, outcome in batch}
    assert all(isinstance(outcomes[number], Committed) for number in range(4))
    assert isinstance(outcomes["late"], StoreUnavailable)


def test_the_writer_survives_those_it_tells(open_store, caplog):
    def fail(_batch):
        raise KeyError("reactor")

    store = open_store(inline=False, on_batch=fail)
    for _ in range(2):
        store.submit(unit(recording(status())), None)
    store.close()
    assert "could not be told" in caplog.text
    assert open_store().read_now(lambda connection: len(log(store))) >= 1


def test_waiting_for_a_unit(open_store):
    store = open_store(inline=False)
    accept(store, "EV-1")
    assert store.run(unit(lambda session: session.charge_point("EV-1").vendor, "cp:EV-1")).value() == "Acme"

    def refuse(_session):
        raise Refused("no")

    assert store.run(unit(refuse)).result.reason == "no"


def test_a_store_must_be_opened(url):
    from motown.store import Store

    closed = Store(url)
    with pytest.raises(RuntimeError, match="not open"):
        closed.submit(unit(), None)
    with pytest.raises(RuntimeError, match="not open"):
        closed.read(lambda connection: 1)
    closed.close()


def test_many_threads_may_submit(open_store):
    store = open_store(inline=False, max_waiting=1000)
    threads = [threading.Thread(target=lambda name=name: [
        store.run(unit(recording(status(f"EV-{name}"), status(f"EV-{name}")), f"cp:EV-{name}")) for _ in range(10)])
        for name in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = log(store)
    assert [one.position for one in found] == list(range(1, 161))
    for name in range(8):
        assert [one.stream_version for one in found if one.charge_point_id == f"EV-{name}"] == list(range(1, 21))
