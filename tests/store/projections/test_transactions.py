from motown.store import transactions
from tests.store.support import at, record, started, stopped


def get(store, number=1):
    return store.read_now(transactions.get, number)


def test_a_start_and_its_stop(store):
    begun = record(store, started(1, connector_id=2, tag="Tag", meter_start_wh=5, reservation_id=9, occurred_at=at(-5)))
    row = get(store)
    assert (row.charge_point_id, row.connector_id, row.id_tag, row.id_tag_key) == ("EV-1", 2, "Tag", "tag")
    assert (row.status, row.meter_start_wh, row.started_at, row.reservation_id) == ("Accepted", 5, at(-5), 9)
    assert (row.stopped_at, row.meter_stop_wh, row.meter_backwards) == (None, None, False)
    ended = record(store, stopped(1, meter_stop_wh=3, meter_backwards=True, id_tag="Other", reason="operator"))
    row = get(store)
    assert (row.stopped_at, row.meter_stop_wh, row.meter_backwards) == (at(600), 3, True)
    assert (row.stop_id_tag, row.stop_reason) == ("Other", "operator")
    assert (row.started_position, row.stopped_position) == (begun.first_position, ended.first_position)


def test_a_start_without_a_key_is_folded(store):
    record(store, started(1, id_tag=" Tag ", id_tag_key=""))
    assert get(store).id_tag_key == "tag"


def test_pages_go_back_in_time(store):
    record(store, *(started(number, f"EV-{number % 2}", tag=f"T{number % 3}") for number in range(1, 7)))
    record(store, stopped(2, "EV-0"))

    def page(*arguments, **wanted):
        return [one.transaction_id for one in store.read_now(transactions.page, *arguments, **wanted)]

    assert page() == [6, 5, 4, 3, 2, 1]
    assert page(5, 2) == [4, 3]
    assert page(charge_point_id="EV-0") == [6, 4, 2]
    assert page(charge_point_id="EV-0", only_open=True) == [6, 4]
    assert page(id_tag_key="t1") == [4, 1]
