from motown.store import charge_points
from tests.store.support import at, record, status


def get(store):
    return store.read_now(charge_points.connectors, "EV-1")


def test_the_last_status_is_kept_for_each_connector(store):
    record(store, status(connector_id=2), status(connector_id=0, word="Faulted", error_code="GroundFailure", info="i",
                                                 vendor_id="v", vendor_error_code="e"))
    record(store, status(connector_id=2, word="Occupied"))
    whole, second = get(store)
    assert (whole.connector_id, whole.status, whole.error_code) == (0, "Faulted", "GroundFailure")
    assert (whole.info, whole.vendor_id, whole.vendor_error_code) == ("i", "v", "e")
    assert (second.connector_id, second.status, second.info) == (2, "Occupied", None)


def test_a_status_told_late_does_not_replace_a_newer_one(store, tower):
    """A charge point that was off-line sends its queue after its news."""
    tower.advance(1000)
    record(store, status(word="Available", occurred_at=at(900)))
    record(store, status(word="Occupied", occurred_at=at(500)))
    [row] = get(store)
    assert (row.status, row.status_at) == ("Available", at(900))


def test_of_two_at_the_same_time_the_later_told_holds(store):
    record(store, status(word="Available", occurred_at=at(5)))
    record(store, status(word="Occupied", occurred_at=at(5)))
    assert get(store)[0].status == "Occupied"


def test_without_a_time_it_holds_from_when_it_was_recorded(store, tower):
    record(store, status(word="Available"))
    tower.advance(60)
    record(store, status(word="Occupied"))
    [row] = get(store)
    assert (row.status, row.status_at, row.recorded_at) == ("Occupied", at(60), at(60))
